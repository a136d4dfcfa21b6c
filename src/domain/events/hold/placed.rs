//! `hold.placed`: awards of somebody are held.

use crate::domain::events::prelude::*;
use crate::domain::registers::hold::Held;
pub use crate::domain::registers::hold::HoldPlaced;

impl Kind for HoldPlaced {
    const NAME: &'static str = "hold.placed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Tạm dừng khen thưởng", en: "Awards of somebody are held" },
        subject: "hold",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy, Role::Secretary],
        schemas: &[schema!("hold.placed", 1)],
        fields: &[
            ("recipient", "Mã người nhận", "Recipient's id"),
            ("ground", "Lý do tạm dừng", "Ground"),
            ("document", "Văn bản", "Document"),
        ],
        refers: &[("recipient", Reference::Recipient)],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        match state.policies.hold(self.ground, context.on()) {
            Some(_) => Ok(()),
            None => Err(Refusal::HoldNotRuled { ground: self.ground, date: context.on() }),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let held = Held { placed: self.clone(), on: context.on(), seq: context.seq, released: None };
        state.holds.placed.entry(id).or_insert(held);
    }
}
