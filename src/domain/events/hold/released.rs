//! `hold.released`: awards of somebody are no longer held.

use crate::domain::events::prelude::*;
pub use crate::domain::registers::hold::HoldReleased;
use crate::values::ident::Id;

impl Kind for HoldReleased {
    const NAME: &'static str = "hold.released";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Hết tạm dừng khen thưởng", en: "Awards of somebody are no longer held" },
        subject: "hold",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy, Role::Secretary],
        schemas: &[schema!("hold.released", 1)],
        fields: &[
            ("document", "Văn bản kết luận", "Concluding document"),
            ("merit_after", "Bị kỷ luật: chỉ tính thành tích sau ngày", "Disciplined: merit counts after"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let held = state.holds.placed.get(&context.require_id()?).ok_or_else(unknown)?;
        match &held.released {
            Some((.., seq)) => Err(Refusal::HoldReleased { seq: *seq }),
            None if context.on() < held.on => Err(Refusal::BeforeEarlierStep { earlier: held.on, date: context.on() }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let held = context.subject_id().and_then(|id| state.holds.placed.get_mut(&id));
        if let Some(held) = held.filter(|held| held.released.is_none()) {
            held.released = Some((self.clone(), context.on(), context.seq));
        }
    }

    fn waiting(state: &State) -> Vec<Id> {
        let running = state.holds.placed.iter().filter(|(_, held)| held.released.is_none());
        running.map(|(id, _)| *id).collect()
    }
}
