//! `proposal.submitted`: a proposal to the authority above.

use std::collections::BTreeMap;

use crate::domain::events::prelude::*;
use crate::domain::registers::dossier::Proposal;
pub use crate::domain::registers::dossier::ProposalSubmitted;

impl Kind for ProposalSubmitted {
    const NAME: &'static str = "proposal.submitted";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Trình cấp trên khen thưởng", en: "A proposal to the authority above" },
        subject: "proposal",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("proposal.submitted", 1)],
        fields: &[
            ("to", "Gửi", "To"),
            ("document", "Tờ trình", "Proposal"),
            ("lines", "Người được đề nghị", "Nominee"),
            ("lines.line", "Dòng", "Line"),
            ("lines.recipient", "Người được đề nghị", "Nominee"),
            ("lines.recipient.id", "Mã người nhận", "Recipient's id"),
            ("lines.recipient.name", "Tên", "Name"),
            ("lines.recipient.kind", "Đối tượng", "Kind of recipient"),
            ("lines.recipient.unit", "Thuộc đơn vị", "Belongs to"),
            ("lines.form", "Hình thức, danh hiệu", "Form or title"),
            ("lines.form_name", "Tên hình thức, danh hiệu", "Name of the form or title"),
            ("lines.reward_type", "Loại hình khen thưởng", "Type of award"),
            ("lines.merit", "Thành tích", "Merit"),
            ("lines.merit_from", "Thành tích từ ngày", "Merit from"),
        ],
        refers: &[("lines.recipient", Reference::Whom)],
        filled: &[Filled { path: "lines.line", when: When::Always }],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        for (line, expected) in self.lines.iter().zip(1u64..) {
            if line.line != expected {
                return Err(Refusal::LineNumbers { expected, found: line.line });
            }
            state.not_held(line.line, &line.recipient, line.merit_from, context.on())?;
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (submitted, on, seq) = (self.clone(), context.on(), context.seq);
        state.proposals.entry(id).or_insert(Proposal { submitted, on, seq, answers: BTreeMap::new() });
    }

    fn fill(_: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        number_lines(data);
        Ok(())
    }
}
