//! `pledge.signed`: a pledge within a cluster.

use crate::domain::events::prelude::*;

pub use crate::domain::registers::emulation::PledgeSigned;

impl Kind for PledgeSigned {
    const NAME: &'static str = "pledge.signed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Ký giao ước thi đua", en: "A pledge within a cluster" },
        subject: "pledge",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("pledge.signed", 1)],
        fields: &[
            ("cluster", "Cụm, khối thi đua", "Cluster of units"),
            ("year", "Năm", "Year"),
            ("document", "Văn bản", "Document"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.emulation.pledges.push((self.clone(), context.on(), context.seq));
    }
}
