//! What may follow long after: a proposal to annul, a proposal to recompute under a decree known late, certificates taken
//! back or issued again (Luật TĐKT 06/2022 Đ93; NĐ 152/2025 Đ49.1).

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{AnnulmentGround, lines};
use crate::domain::event::{payloads, present, sized, within};
use crate::domain::ledger::{Context, State};
use crate::domain::policy::Derivation;
use crate::domain::refusal::Refusal;
use crate::values::crypto::Hash;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

payloads! {
    /// Payload of `revocation.proposed` v1.
    RevocationProposed {
        /// Why.
        ground: AnnulmentGround,
        /// Which lines; all if absent.
        #[serde(default, deserialize_with = "lines")]
        lines: Option<BTreeSet<u64>>,
        /// BLAKE3 of what proves it.
        #[serde(default, deserialize_with = "present")]
        evidence: Option<Hash>,
        /// The facts.
        reason: Prose,
    }
    /// Payload of `recomputation.proposed` v1: what lines would be worth by what is known now. It changes nothing; a
    /// correction may follow.
    RecomputationProposed {
        /// The lines whose amount would differ.
        #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
        derivations: Vec<Derivation>,
        /// The decree that came late.
        reason: Prose,
    }
    /// Payload of `award.recovered` v1.
    AwardRecovered {
        /// Which lines.
        #[serde(deserialize_with = "lines")]
        lines: Option<BTreeSet<u64>>,
        /// The minutes.
        document: Name,
    }
    /// Payload of `award.reissued` v1.
    AwardReissued {
        /// Which line.
        #[serde(deserialize_with = "within::<_, 1, 999>")]
        line: u64,
        /// Whether the old certificate came back.
        old_returned: bool,
        /// Why.
        reason: Prose,
    }
}

impl RevocationProposed {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        self.lines.iter().flatten().try_for_each(|line| decision.standing(*line).map(|_| ()))
    }
}

impl RevocationProposed {
    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        decision.revocations.push((self.lines.clone(), context.seq));
    }
}

impl RecomputationProposed {
    /// The lines of a decision that would be worth something else by what is known on a day.
    pub fn derive(state: &State, context_on: Date, decision: &super::Decision) -> Vec<Derivation> {
        let Some(numbered) = &decision.numbered else { return Vec::new() };
        let standing = decision.awards.values().filter(|award| award.annulled.is_none());
        let again = standing.filter_map(|award| {
            let (line, old) = (&award.line, award.derivation.as_ref()?);
            let kind = line.recipient.kind;
            let new = state.policies.derive_known(line.line, &line.form, kind, numbered.on, context_on).ok()?;
            (new.amount != old.amount).then_some(new)
        });
        again.collect()
    }

    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        let derived = Self::derive(state, context.on(), decision);
        if derived.is_empty() {
            return Err(Refusal::NothingToRecompute { decision: decision.name() });
        }
        if derived != self.derivations {
            let wrong = derived.iter().zip(&self.derivations).find(|(ours, stated)| ours != stated);
            let line = wrong.map_or(derived.len().min(self.derivations.len()) as u64 + 1, |(ours, _)| ours.line);
            return Err(Refusal::DerivationDiffers { line, on: context.on() });
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        for derivation in &self.derivations {
            if let Some(award) = decision.awards.get_mut(&derivation.line) {
                award.recomputed = Some((derivation.clone(), context.seq));
            }
        }
    }
}

impl AwardRecovered {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        for line in self.lines.iter().flatten() {
            if let Some(award) = decision.awards.get_mut(line) {
                award.object_recovered = Some((context.on(), context.seq));
            }
        }
    }
}

impl AwardReissued {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        decision.standing(self.line).map(|_| ())
    }
}
