//! `reception.held`: citizens are received.

use crate::domain::events::prelude::*;

pub use crate::domain::registers::reception::ReceptionHeld;

impl Kind for ReceptionHeld {
    const NAME: &'static str = "reception.held";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Tiếp công dân", en: "Citizens are received" },
        subject: "reception",
        key: Key::New,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("reception.held", 1)],
        fields: &[
            ("receiver", "Người tiếp", "Received by"),
            ("from", "Từ ngày", "First day"),
            ("to", "Đến ngày", "Last day"),
            ("sessions", "Số buổi", "Sessions"),
            ("visits", "Số lượt", "Visits"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        if self.to < self.from {
            return Err(Refusal::DatesReversed { first: self.from, last: self.to });
        }
        if self.to > context.on() {
            return Err(Refusal::InFuture { on: self.to, today: context.on() });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.reception.held.push((self.clone(), context.seq));
    }
}
