//! `award.presented`: awards are presented.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::events::decision::lines;
use crate::domain::events::prelude::*;
use crate::values::members::present;
use crate::values::text::Name;

/// Payload of `award.presented` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardPresented {
    /// Which lines.
    #[serde(deserialize_with = "lines")]
    pub lines: Option<BTreeSet<u64>>,
    /// Who handed it over (Luật TĐKT Đ82).
    pub presenter: Name,
    /// By whose delegation, if not the decider.
    #[serde(default, deserialize_with = "present")]
    pub delegation: Option<Name>,
}

impl Kind for AwardPresented {
    const NAME: &'static str = "award.presented";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Trao khen thưởng", en: "Awards are presented" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Clerk, Role::Secretary],
        schemas: &[schema!("award.presented", 1)],
        fields: &[
            ("lines", "Những dòng", "Lines"),
            ("presenter", "Người trao", "Presented by"),
            ("delegation", "Theo ủy quyền", "By delegation of"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        for line in self.lines.iter().flatten() {
            if let Some((on, _)) = decision.standing(*line)?.presented {
                return Err(Refusal::AlreadyPresented { line: *line, on });
            }
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        for line in self.lines.iter().flatten() {
            if let Some(award) = decision.awards.get_mut(line) {
                award.presented = Some((context.on(), context.seq));
            }
        }
    }
}
