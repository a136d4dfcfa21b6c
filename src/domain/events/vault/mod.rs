//! `vault.*`: sealed values are read, ordered erased, erased, encrypted again.

use std::collections::BTreeSet;

use crate::domain::events::prelude::*;
use crate::domain::registers::vault::{Boxed, Sealed, SealedValue, sealed_in};
use crate::values::crypto::Hash;

pub mod erasure_confirmed;
pub mod erasure_ordered;
pub mod opened;
pub mod resealed;

impl State {
    /// Requires that an entry seals nothing that was sealed before: a commitment names its place, so that one that stands
    /// elsewhere was copied.
    pub(in crate::domain) fn sealed_once(&self, context: &Context<'_>) -> Result<(), Refusal> {
        let mut new = BTreeSet::new();
        for (_, Sealed { sealed, .. }) in sealed_in(context.statement) {
            let before = self.vault.values.get(&sealed).map(|value| value.seq);
            if let Some(seq) = before.or((!new.insert(sealed)).then_some(context.seq)) {
                return Err(Refusal::SealedTwice { seq });
            }
        }
        Ok(())
    }

    /// Notes what an entry seals.
    pub(in crate::domain) fn note_sealed(&mut self, context: &Context<'_>) {
        for (at, Sealed { boxed, sealed }) in sealed_in(context.statement) {
            let (seq, id) = (context.seq, context.statement.id);
            let newest = Boxed { hash: boxed, seq, by: context.statement.by };
            let value = SealedValue {
                seq,
                at,
                id,
                newest,
                earlier: Vec::new(),
                ordered: None,
                erased: None,
                openings: Vec::new(),
            };
            self.vault.values.entry(sealed).or_insert(value);
        }
    }

    pub(super) fn sealed(&self, context: &Context<'_>) -> Result<&SealedValue, Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let value = commitment(context).and_then(|hash| self.vault.values.get(&hash)).ok_or_else(unknown)?;
        match value.erased {
            Some(seq) => Err(Refusal::ValueErased { seq }),
            None => Ok(value),
        }
    }
}

pub(super) fn commitment(context: &Context<'_>) -> Option<Hash> {
    context.statement.subject.key().parse().ok()
}
