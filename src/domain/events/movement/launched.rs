//! `movement.launched`: a movement is launched.

use crate::domain::events::prelude::*;
use crate::domain::registers::emulation::Movement;
pub use crate::domain::registers::emulation::MovementLaunched;

impl Kind for MovementLaunched {
    const NAME: &'static str = "movement.launched";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Phát động thi đua", en: "A movement is launched" },
        subject: "movement",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("movement.launched", 1)],
        fields: &[
            ("name", "Tên phong trào", "Name of the movement"),
            ("kind", "Loại", "Kind"),
            ("theme", "Chủ đề", "Theme"),
            ("document", "Văn bản phát động", "Launching document"),
            ("from", "Từ ngày", "First day"),
            ("to", "Đến ngày", "Last day"),
            ("scope", "Phạm vi", "Scope"),
            ("above", "Hưởng ứng phong trào của cấp trên", "Movement above that it joins"),
            ("criteria", "Tiêu chí", "Criteria"),
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
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (launched, on, seq) = (self.clone(), context.on(), context.seq);
        let movement = Movement { launched, on, seq, reviews: Vec::new(), ended: None };
        state.emulation.movements.entry(id).or_insert(movement);
    }
}
