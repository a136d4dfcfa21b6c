//! `movement.reviewed`: a movement is reviewed.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::text::{Name, Prose};

/// Payload of `movement.reviewed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovementReviewed {
    /// Whether it ends with this.
    pub r#final: bool,
    /// The reviewing document.
    pub document: Name,
    /// What came of it.
    pub result: Prose,
}

impl Kind for MovementReviewed {
    const NAME: &'static str = "movement.reviewed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Sơ kết, tổng kết phong trào", en: "A movement is reviewed" },
        subject: "movement",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy, Role::Secretary],
        schemas: &[schema!("movement.reviewed", 1)],
        fields: &[
            ("final", "Tổng kết", "Final review"),
            ("document", "Văn bản", "Document"),
            ("result", "Kết quả", "Outcome"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let movement = state.movement(context)?;
        if let Some(on) = movement.ended {
            return Err(Refusal::MovementEnded { name: movement.launched.name.clone(), on });
        }
        if context.on() < movement.on {
            return Err(Refusal::BeforeEarlierStep { earlier: movement.on, date: context.on() });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let movement = context.subject_id().and_then(|id| state.emulation.movements.get_mut(&id));
        let Some(movement) = movement else { return };
        movement.reviews.push((context.on(), context.seq));
        if self.r#final {
            movement.ended = Some(context.on());
        }
    }
}
