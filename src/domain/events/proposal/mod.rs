//! What a proposal and its answers share.

pub mod answered;
pub mod submitted;

use crate::domain::refusal::Refusal;
use crate::domain::registers::dossier::{Answer, Proposal};
use crate::domain::state::{Context, State};
use crate::values::ident::Id;
use crate::values::text::fold;

impl State {
    pub(in crate::domain) fn proposal(&self, context: &Context<'_>) -> Result<&Proposal, Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        self.proposals.get(&context.require_id()?).ok_or_else(unknown)
    }

    /// The proposal by which the authority above rewarded a merit already.
    pub(in crate::domain) fn rewarded_above(&self, recipient: Id, merit: &str) -> Option<(&Proposal, u64)> {
        self.proposals.values().find_map(|proposal| {
            let line = proposal.submitted.lines.iter().find(|line| {
                line.recipient.id == recipient
                    && fold(line.merit.as_str()) == fold(merit)
                    && proposal.answers.get(&line.line).is_some_and(|(answer, ..)| *answer == Answer::Awarded)
            })?;
            Some((proposal, line.line))
        })
    }
}
