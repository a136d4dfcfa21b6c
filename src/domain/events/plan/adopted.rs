//! `plan.adopted`: the plan of the year.

use crate::domain::events::prelude::*;

pub use crate::domain::registers::emulation::PlanAdopted;

impl Kind for PlanAdopted {
    const NAME: &'static str = "plan.adopted";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Ban hành kế hoạch công tác TĐKT", en: "The plan of the year" },
        subject: "plan",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("plan.adopted", 1)],
        fields: &[
            ("title", "Tên kế hoạch", "Title of the plan"),
            ("document", "Số văn bản", "Document number"),
            ("year", "Năm", "Year"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.emulation.plans.push((self.clone(), context.on(), context.seq));
    }
}
