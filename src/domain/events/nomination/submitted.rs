//! `nomination.submitted`: a nomination.

use std::collections::BTreeMap;

use super::type_of_award;
use crate::domain::events::prelude::*;
use crate::domain::registers::nomination::Nomination;
pub use crate::domain::registers::nomination::NominationSubmitted;

impl Kind for NominationSubmitted {
    const NAME: &'static str = "nomination.submitted";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đề nghị khen thưởng", en: "A nomination" },
        subject: "nomination",
        key: Key::New,
        authors: &[Role::Proposer, Role::Secretary, Role::Clerk],
        schemas: &[schema!("nomination.submitted", 1)],
        fields: &[
            ("recipient", "Người được đề nghị", "Nominee"),
            ("recipient.id", "Mã người nhận", "Recipient's id"),
            ("recipient.name", "Tên ghi trên giấy khen", "Name on the certificate"),
            ("recipient.kind", "Đối tượng", "Kind of recipient"),
            ("recipient.unit", "Thuộc đơn vị", "Belongs to"),
            ("form", "Hình thức, danh hiệu", "Form or title"),
            ("reward_type", "Loại hình khen thưởng", "Type of award"),
            ("merit", "Thành tích", "Merit"),
            ("merit_from", "Thành tích từ ngày", "Merit from"),
            ("merit_to", "Thành tích đến ngày", "Merit to"),
            ("newer_law", "Áp dụng quy định mới vì có lợi hơn", "Newer law applied, being better"),
            ("attachments", "Tài liệu kèm theo", "Attachments"),
            ("attachments.name", "Tên tài liệu", "Name of the document"),
            ("attachments.blake3", "Mã băm BLAKE3", "BLAKE3 hash"),
        ],
        refers: &[("recipient", Reference::Whom)],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        type_of_award(&self.recipient, &self.form, self.reward_type)?;
        if let (Some(from), Some(to)) = (self.merit_from, self.merit_to)
            && to < from
        {
            return Err(Refusal::DatesReversed { first: from, last: to });
        }
        state.policies.form_exists(&self.form, self.recipient.kind, context.on())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let nomination = Nomination {
            submitted: self.clone(),
            on: context.on(),
            proposer: context.person,
            approved_by: BTreeMap::new(),
            complete: None,
            decision: None,
            waiting: true,
            entries: vec![context.seq],
        };
        state.nominations.entry(id).or_insert(nomination);
    }
}
