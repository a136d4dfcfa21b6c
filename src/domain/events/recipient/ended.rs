//! `recipient.ended`: a recipient is no more.

use crate::domain::events::prelude::*;
pub use crate::domain::registers::hold::RecipientEnded;

impl Kind for RecipientEnded {
    const NAME: &'static str = "recipient.ended";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Tập thể giải thể, sáp nhập", en: "A recipient is no more" },
        subject: "recipient",
        key: Key::Member("recipient"),
        authors: &[Role::Secretary, Role::Clerk],
        schemas: &[schema!("recipient.ended", 1)],
        fields: &[
            ("recipient", "Mã người nhận", "Recipient's id"),
            ("document", "Văn bản", "Document"),
            ("successor", "Đơn vị kế thừa", "Successor"),
        ],
        refers: &[("recipient", Reference::Recipient)],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let ended = (self.clone(), context.on(), context.seq);
        state.holds.ended.entry(self.recipient).or_insert(ended);
    }
}
