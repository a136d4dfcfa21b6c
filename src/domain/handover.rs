//! When a unit is merged or dissolved: its ledger is closed by a signed event, and the successor's names its last entry.
//! Numbers stay apart, each in its own ledger; the head binds the one to the other.

use super::event::{payloads, within};
use crate::domain::events::prelude::*;
use crate::values::crypto::Hash;
use crate::values::ident::LedgerId;
use crate::values::text::{Name, Prose};

use serde::Deserialize;

const MOST: u64 = 9_007_199_254_740_991;

payloads! {
    /// Payload of `ledger.closed` v1: nothing is recorded after it, except where its head is published.
    LedgerClosed {
        /// The unit that takes over.
        successor: Name,
        /// The document that says so.
        document: Name,
        /// Why.
        reason: Prose,
    }

    /// Payload of `ledger.predecessor_named` v1: this ledger takes over another one's rights and duties.
    PredecessorNamed {
        /// The other ledger.
        ledger: LedgerId,
        /// Whose it was.
        unit: Name,
        /// Its last entry, the one that closed it.
        #[serde(deserialize_with = "within::<_, 1, MOST>")]
        seq: u64,
        /// The hash of that entry.
        hash: Hash,
        /// The document that says so.
        document: Name,
    }
}

/// What a ledger says of its place between others.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Succession {
    /// The entry that closed it, and the successor's name.
    pub closed: Option<(u64, Name)>,
    /// The ledgers it takes over, and the entries that say so.
    pub predecessors: Vec<(u64, PredecessorNamed)>,
}

impl State {
    /// A closed ledger takes nothing but the places where its head is published.
    pub(super) fn require_open_ledger(&self, context: &Context<'_>) -> Result<(), Refusal> {
        match &self.succession.closed {
            Some((seq, _))
                if !["checkpoint.anchored", "ledger.clock_corrected"].contains(&context.statement.kind.as_str()) =>
            {
                Err(Refusal::LedgerIsClosed { seq: *seq })
            }
            _ => Ok(()),
        }
    }
}

impl Kind for LedgerClosed {
    const NAME: &'static str = "ledger.closed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Khoá sổ để bàn giao", en: "The ledger ends" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.closed", 1)],
        fields: &[
            ("successor", "Đơn vị kế thừa", "Successor"),
            ("document", "Văn bản", "Document"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.succession.closed.get_or_insert((context.seq, self.successor.clone()));
    }
}

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
            ("seq", "Bút toán khoá sổ", "Closing entry"),
            ("hash", "Mã băm của bút toán ấy", "Hash of that entry"),
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
        match named.find(|(_, other)| other.ledger == self.ledger) {
            Some((seq, _)) => Err(Refusal::PredecessorTwice { seq: *seq }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.succession.predecessors.push((context.seq, self.clone()));
    }
}
