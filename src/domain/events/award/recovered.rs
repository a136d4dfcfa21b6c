//! `award.recovered`: certificates are taken back.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::events::decision::lines;
use crate::domain::events::prelude::*;
use crate::values::text::Name;

/// Payload of `award.recovered` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardRecovered {
    /// Which lines.
    #[serde(deserialize_with = "lines")]
    pub lines: Option<BTreeSet<u64>>,
    /// The minutes.
    pub document: Name,
}

impl Kind for AwardRecovered {
    const NAME: &'static str = "award.recovered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Thu hồi hiện vật khen thưởng", en: "Certificates are taken back" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Clerk, Role::Secretary],
        schemas: &[schema!("award.recovered", 1)],
        fields: &[("lines", "Những dòng", "Lines"), ("document", "Biên bản", "Minutes")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        for line in self.lines.iter().flatten() {
            let award = decision.award(*line)?;
            let Some((annulled, _)) = award.annulled else {
                return Err(Refusal::NotAnnulled { decision: decision.name(), line: *line });
            };
            if context.on() < annulled {
                return Err(Refusal::BeforeEarlierStep { earlier: annulled, date: context.on() });
            }
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        for line in self.lines.iter().flatten() {
            if let Some(award) = decision.awards.get_mut(line) {
                award.object_recovered = Some((context.on(), context.seq));
            }
        }
    }
}
