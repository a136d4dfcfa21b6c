//! `ledger.predecessor_named`: an earlier ledger is taken over.

use crate::domain::events::prelude::*;
use crate::domain::registers::succession::PredecessorNamed;

impl Kind for PredecessorNamed {
    const NAME: &'static str = "ledger.predecessor_named";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Nhận bàn giao sổ cũ", en: "An earlier ledger is taken over" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.predecessor_named", 1)],
        fields: &[
            ("ledger", "Mã sổ cũ", "Earlier ledger"),
            ("unit", "Đơn vị cũ", "Earlier unit"),
            ("seq", "Mục nhận bàn giao", "Entry taken over"),
            ("hash", "Mã băm của mục ấy", "Hash of that entry"),
            ("origin", "Tên gốc của sổ cũ", "Origin of the earlier log"),
            ("log_key", "Khóa của sổ cũ", "Log key of the earlier log"),
            ("head", "Mốc của sổ cũ", "Head of the earlier log"),
            ("head.size", "Số mục", "Number of entries"),
            ("head.root", "Gốc cây", "Root"),
            ("document", "Văn bản bàn giao", "Document of the handover"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if self.ledger == context.statement.ledger {
            return Err(Refusal::OwnPredecessor);
        }
        let mut named = state.succession.predecessors.iter();
        if let Some((seq, _)) = named.find(|(_, other)| other.ledger == self.ledger) {
            return Err(Refusal::PredecessorTwice { seq: *seq });
        }
        match self.head.size < self.seq {
            true => Err(Refusal::PredecessorHead { seq: self.seq, size: self.head.size }),
            false => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.succession.predecessors.push((context.seq, self.clone()));
    }
}
