//! `award.reissued`: a certificate is issued again.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::members::within;
use crate::values::text::Prose;

/// Payload of `award.reissued` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardReissued {
    /// Which line.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub line: u64,
    /// Whether the old certificate came back.
    pub old_returned: bool,
    /// Why.
    pub reason: Prose,
}

impl Kind for AwardReissued {
    const NAME: &'static str = "award.reissued";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Cấp lại hiện vật khen thưởng", en: "A certificate is issued again" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Clerk, Role::Secretary],
        schemas: &[schema!("award.reissued", 1)],
        fields: &[
            ("line", "Dòng", "Line"),
            ("old_returned", "Đã nộp lại bản cũ", "Old certificate returned"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        decision.standing(self.line).map(|_| ())
    }

    fn apply(&self, _: &mut State, _: &Context<'_>) {}
}
