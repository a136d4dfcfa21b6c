//! Who may act in whose place, and who must stand aside: what deputies are in charge of (NĐ 30/2020/NĐ-CP Đ13.1) and
//! interests that officers declare (Luật Phòng, chống tham nhũng 36/2018/QH14 Đ23).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::event::{each_once, payloads};
use super::ledger::{Context, State};
use super::refusal::Refusal;
use crate::log::keyring::Role;
use crate::values::ident::Id;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// What a deputy may be in charge of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Emulation and commendation.
    Awards,
    /// Citizen reception and petitions.
    Petitions,
    /// The emulation and commendation fund.
    Fund,
}

payloads! {
    /// Payload of `deputy.assigned` v1: from that day on, until it is assigned anew.
    DeputyAssigned {
        /// The deputy.
        person: Id,
        /// What he is in charge of; nothing if empty.
        #[serde(deserialize_with = "each_once::<_, _, 0, 10>")]
        tasks: BTreeSet<Task>,
        /// The notice of the chairman.
        document: Name,
    }
    /// Payload of `interest.declared` v1: the author is related to a recipient.
    InterestDeclared {
        /// The recipient.
        recipient: Id,
        /// How.
        relation: Prose,
    }
}

/// Assignments and declared interests.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Duties {
    /// By deputy, in the order of recording: since when, for what.
    pub assignments: BTreeMap<Id, Vec<(Date, BTreeSet<Task>)>>,
    /// By officer and recipient: the entry.
    pub interests: BTreeMap<(Id, Id), u64>,
}

impl Duties {
    /// Whether a deputy was in charge of something on a day.
    pub fn in_charge(&self, deputy: Id, task: Task, on: Date) -> bool {
        let all = self.assignments.get(&deputy).into_iter().flatten();
        let last = all.filter(|(since, _)| *since <= on).max_by_key(|(since, _)| *since);
        last.is_some_and(|(_, tasks)| tasks.contains(&task))
    }
}

impl DeputyAssigned {
    pub(super) fn admit(&self, state: &State) -> Result<(), Refusal> {
        let mut holders = state.chain.keyring().holders().filter(|(_, holder)| holder.person == self.person);
        if holders.any(|(_, holder)| holder.revoked.is_none() && holder.roles.contains(&Role::Deputy)) {
            return Ok(());
        }
        Err(Refusal::NotADeputy { person: self.person })
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.duties.assignments.entry(self.person).or_default().push((context.on(), self.tasks.clone()));
    }
}

impl InterestDeclared {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if context.require_id()? != context.person {
            return Err(Refusal::SubjectKey { subject: context.statement.subject.clone() });
        }
        match state.duties.interests.get(&(context.person, self.recipient)) {
            Some(seq) => Err(Refusal::InterestTwice { seq: *seq }),
            None => Ok(()),
        }
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.duties.interests.insert((context.person, self.recipient), context.seq);
    }
}
