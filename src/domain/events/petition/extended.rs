//! `petition.extended`: a petition's term is extended.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::policy::Dates;
use crate::domain::registers::petition::Criterion;
use crate::values::members::each_once;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// Payload of `petition.extended` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionExtended {
    /// The document that extends.
    pub document: Name,
    /// The new deadline.
    pub due_on: Date,
    /// Why it is complex.
    pub reason: Prose,
    /// Which of the law's criteria it meets.
    #[serde(default, deserialize_with = "each_once::<_, _, 0, 7>")]
    pub criteria: BTreeSet<Criterion>,
}

impl Kind for PetitionExtended {
    const NAME: &'static str = "petition.extended";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Gia hạn giải quyết", en: "A petition's term is extended" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("petition.extended", 1)],
        fields: &[
            ("document", "Văn bản gia hạn", "Document that extends"),
            ("due_on", "Hạn mới", "New deadline"),
            ("reason", "Lý do", "Reason"),
            ("criteria", "Tiêu chí phức tạp", "Criteria of complexity"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        let accepted = petition.require_accepted()?;
        let kind = petition.require_classified()?.kind;
        if let Some(due_on) = petition.due_on.filter(|due_on| self.due_on <= *due_on) {
            return Err(Refusal::NotExtended { due_on });
        }
        let step = kind.longest(petition.extended.len() + 1);
        let dates = Dates { receipt: petition.received_on, start: accepted, step: context.on() };
        let ruled = step.and_then(|step| state.policies.term(step, dates));
        let found = self.criteria.len() as u64;
        if let Some(row) = ruled.map(|ruled| ruled.row).filter(|row| row.criteria.is_some_and(|needed| found < needed))
        {
            let (needed, article) = (row.criteria.unwrap_or(0), row.cite());
            return Err(Refusal::CriteriaMissing { needed, found, article });
        }
        state.within_term(petition, step, (accepted, context.on()), self.due_on)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.extended.push((context.on(), context.seq));
        petition.due_on = Some(self.due_on);
    }
}
