//! Decisions of earlier years, brought in from papers: never recomputed, never part of the fund, always shown as such,
//! and believed only when a second person has seen the paper.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::event::{payloads, present, sized, within};
use super::ledger::{Context, State};
use super::nomination::Recipient;
use super::refusal::Refusal;
use crate::values::crypto::Hash;
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

payloads! {
    /// One award of a decision of earlier years.
    PastAward {
        /// The line on the paper.
        #[serde(deserialize_with = "within::<_, 1, 999>")]
        line: u64,
        /// Who received it.
        recipient: Recipient,
        /// The form or title as the paper calls it.
        form_name: Name,
        /// The merit, in words.
        #[serde(default, deserialize_with = "present")]
        merit: Option<Prose>,
        /// In đồng, as the paper says.
        #[serde(default, deserialize_with = "present")]
        amount: Option<Dong>,
    }
    /// Payload of `history.imported` v1; the statement's `on` is the date on the document.
    HistoryImported {
        /// Number and symbol.
        document: Name,
        /// Who decided.
        issuer: Name,
        /// Who signed.
        #[serde(default, deserialize_with = "present")]
        signer: Option<Name>,
        /// BLAKE3 of the scan.
        scan: Hash,
        /// Where the paper is.
        source: Prose,
        /// The awards.
        #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
        lines: Vec<PastAward>,
    }
    /// Payload of `history.confirmed` v1.
    HistoryConfirmed {
        /// BLAKE3 of the scan that was seen.
        scan: Hash,
    }
}

/// A decision of earlier years as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct PastDecision {
    /// What was brought in.
    pub imported: HistoryImported,
    /// The date on the document.
    pub on: Date,
    /// Who brought it in.
    pub importer: Id,
    /// The entry.
    pub seq: u64,
    /// The entry of the second person.
    pub confirmed: Option<u64>,
}

/// Every one, by id.
pub type History = BTreeMap<Id, PastDecision>;

impl HistoryImported {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        for (line, expected) in self.lines.iter().zip(1u64..) {
            if line.line != expected {
                return Err(Refusal::LineNumbers { expected, found: line.line });
            }
        }
        let same = |past: &&PastDecision| {
            past.imported.document == self.document && past.imported.issuer == self.issuer && past.on == context.on()
        };
        match state.history.values().find(same) {
            Some(past) => Err(Refusal::HistoryTwice { document: self.document.clone(), seq: past.seq }),
            None => Ok(()),
        }
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (imported, on, importer, seq) = (self.clone(), context.on(), context.person, context.seq);
        state.history.entry(id).or_insert(PastDecision { imported, on, importer, seq, confirmed: None });
    }
}

impl HistoryConfirmed {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let past = state.history.get(&context.require_id()?).ok_or_else(unknown)?;
        if past.importer == context.person {
            return Err(Refusal::SamePerson);
        }
        if past.imported.scan != self.scan {
            return Err(Refusal::ScanDiffers { document: past.imported.document.clone() });
        }
        if let Some(seq) = past.confirmed {
            return Err(Refusal::ConfirmedBefore { seq });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(past) = context.subject_id().and_then(|id| state.history.get_mut(&id)) else { return };
        past.confirmed = Some(context.seq);
    }
}
