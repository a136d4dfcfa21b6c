//! `history.imported`: a decision of earlier years.

use crate::domain::events::prelude::*;
pub use crate::domain::registers::history::HistoryImported;
use crate::domain::registers::history::PastDecision;

impl Kind for HistoryImported {
    const NAME: &'static str = "history.imported";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Nhập quyết định của năm trước", en: "A decision of earlier years" },
        subject: "history",
        key: Key::New,
        authors: &[Role::Clerk, Role::Secretary],
        schemas: &[schema!("history.imported", 1)],
        fields: &[
            ("document", "Số, ký hiệu", "Number and symbol"),
            ("issuer", "Cơ quan ban hành", "Issued by"),
            ("signer", "Người ký", "Signed by"),
            ("scan", "Mã băm bản quét", "Hash of the scan"),
            ("source", "Nguồn", "Source"),
            ("lines", "Người được khen", "Awards"),
            ("lines.line", "Dòng", "Line"),
            ("lines.recipient", "Người nhận", "Recipient"),
            ("lines.recipient.id", "Mã người nhận", "Recipient's id"),
            ("lines.recipient.name", "Tên", "Name"),
            ("lines.recipient.kind", "Đối tượng", "Kind of recipient"),
            ("lines.recipient.unit", "Thuộc đơn vị", "Belongs to"),
            ("lines.form_name", "Tên hình thức, danh hiệu", "Name of the form or title"),
            ("lines.merit", "Thành tích", "Merit"),
            ("lines.amount", "Tiền thưởng", "Amount"),
        ],
        refers: &[("lines.recipient", Reference::Whom)],
        filled: &[Filled { path: "lines.line", when: When::Always }],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        for (line, expected) in self.lines.iter().zip(1u64..) {
            if line.line != expected {
                return Err(Refusal::LineNumbers { expected, found: line.line });
            }
        }
        let same = |past: &&PastDecision| {
            past.imported.document == self.document && past.imported.issuer == self.issuer && past.on == context.on()
        };
        match state.history.values().find(same) {
            Some(past) => Err(Refusal::HistoryTwice { document: self.document.clone(), seq: past.seq }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (imported, on, importer, seq) = (self.clone(), context.on(), context.person, context.seq);
        state.history.entry(id).or_insert(PastDecision { imported, on, importer, seq, confirmed: None });
    }

    fn fill(_: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        number_lines(data);
        Ok(())
    }
}
