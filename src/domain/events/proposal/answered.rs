//! `proposal.answered`: the authority above answers.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::events::decision::lines;
use crate::domain::events::prelude::*;
use crate::domain::registers::dossier::Answer;
use crate::values::members::present;
use crate::values::text::{Name, Prose};

/// Payload of `proposal.answered` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalAnswered {
    /// Which lines.
    #[serde(deserialize_with = "lines")]
    pub lines: Option<BTreeSet<u64>>,
    /// What was said.
    pub outcome: Answer,
    /// The answer.
    pub document: Name,
    /// By whom.
    pub by: Name,
    /// Why.
    #[serde(default, deserialize_with = "present")]
    pub reason: Option<Prose>,
}

impl Kind for ProposalAnswered {
    const NAME: &'static str = "proposal.answered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Cấp trên trả lời tờ trình", en: "The authority above answers" },
        subject: "proposal",
        key: Key::Typed,
        authors: &[Role::Secretary, Role::Clerk],
        schemas: &[schema!("proposal.answered", 1)],
        fields: &[
            ("lines", "Những dòng", "Lines"),
            ("outcome", "Kết quả", "Outcome"),
            ("document", "Văn bản trả lời", "Answer"),
            ("by", "Cơ quan", "Authority"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let proposal = state.proposal(context)?;
        let document = || proposal.submitted.document.to_string();
        if context.on() < proposal.on {
            return Err(Refusal::BeforeEarlierStep { earlier: proposal.on, date: context.on() });
        }
        for line in self.lines.iter().flatten() {
            if !proposal.submitted.lines.iter().any(|raised| raised.line == *line) {
                return Err(Refusal::LineUnknown { decision: document(), line: *line });
            }
            let settled = proposal.answers.get(line).filter(|(answer, ..)| *answer != Answer::Returned);
            if let Some((_, on, _)) = settled {
                return Err(Refusal::AlreadyAnswered { document: document(), line: *line, on: *on });
            }
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(proposal) = context.subject_id().and_then(|id| state.proposals.get_mut(&id)) else { return };
        for line in self.lines.iter().flatten() {
            proposal.answers.insert(*line, (self.outcome, context.on(), context.seq));
        }
    }
}
