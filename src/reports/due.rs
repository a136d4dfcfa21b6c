//! What is due: terms of petitions and of requests about personal data, by the law in force on the day they began.

use serde::Serialize;

use crate::domain::ledger::State;
use crate::domain::petition::{Petition, PetitionKind};
use crate::domain::policy::{DayKind, Step};
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::time::Date;

/// How a term stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "standing", content = "days")]
pub enum Standing {
    /// Over since so many days.
    Overdue(i64),
    /// Ends within the days asked for; so many are left, today not counted.
    Soon(i64),
    /// So many days are left.
    Due(i64),
    /// Its end cannot be told: the year's calendar was not adopted, or the policy names no term.
    Unknown,
}

/// What has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Find out what the letter is.
    Classify,
    /// A step that the law gives a term for.
    Step(Step),
    /// Resolve what nobody has classified closely enough for a term.
    Resolve,
}

impl Task {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Task::Classify => lang.pick("phân loại đơn", "classifying"),
            Task::Step(step) => step.label(lang),
            Task::Resolve => lang.pick("giải quyết (chưa rõ loại)", "resolving (of no known kind)"),
        }
    }
}

/// One term that runs.
#[derive(Clone, Debug)]
pub struct Term {
    /// The petition, or the request about personal data.
    pub petition: Id,
    /// What has to be done.
    pub task: Task,
    /// The day it began; the first day of the term is the next.
    pub from: Date,
    /// How long, in which days, by which article of which policy version.
    pub law: Option<Law>,
    /// The last day.
    pub until: Option<Date>,
    /// Whether the office promised it, within the law.
    pub promised: bool,
    /// How it stands.
    pub standing: Standing,
    /// The entry that began it.
    pub seq: u64,
}

/// Where a term comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// How many days.
    pub days: u64,
    /// Which kind.
    pub unit: DayKind,
    /// The article.
    pub source: String,
    /// The policy version that names it.
    pub policy: String,
}

/// Every term that runs on a day, the most urgent first. What is recorded as taking effect after that day counts too: a
/// ledger is asked about its present.
pub fn due(state: &State, today: Date, soon: i64) -> Vec<Term> {
    let open = state.petitions.iter().filter(|(_, petition)| petition.closed_on().is_none());
    let mut terms: Vec<Term> = open.filter_map(|(id, petition)| term(state, *id, petition, today, soon)).collect();
    let asked = state.vault.requests.iter().filter(|(_, request)| request.answered.is_none());
    terms.extend(asked.map(|(id, request)| {
        let task = Task::Step(request.received.kind.step());
        Start { id: *id, task, from: request.on, seq: request.seq, promised: None }.term(state, today, soon)
    }));
    terms.sort_by_key(|term| (term.until.is_none(), term.until, term.seq));
    terms
}

fn term(state: &State, id: Id, petition: &Petition, today: Date, soon: i64) -> Option<Term> {
    let kind = petition.classified.as_ref().map(|(classified, ..)| classified.kind);
    let elsewhere = petition.classified.as_ref().is_some_and(|(classified, ..)| !classified.in_jurisdiction);
    // While it is suspended no term runs.
    if elsewhere || petition.suspended.is_some() {
        return None;
    }
    let (task, from, seq) = match (petition.accepted, kind) {
        (Some((on, seq)), Some(kind)) => {
            let step = kind.longest(!petition.extended.is_empty());
            (step.map_or(Task::Resolve, Task::Step), on, seq)
        }
        // The term of acceptance begins with the letter, whatever day it was sorted.
        (None, Some(PetitionKind::Complaint)) => {
            (Task::Step(Step::ComplaintAccept), petition.received_on, petition.seq)
        }
        (None, Some(_)) => (Task::Resolve, petition.received_on, petition.seq),
        (_, None) => (Task::Classify, petition.received_on, petition.seq),
    };
    let promised = petition.due_on.filter(|_| petition.accepted.is_some());
    Some(Start { id, task, from, seq, promised }.term(state, today, soon))
}

/// What began, and when.
struct Start {
    id: Id,
    task: Task,
    from: Date,
    seq: u64,
    promised: Option<Date>,
}

impl Start {
    fn term(self, state: &State, today: Date, soon: i64) -> Term {
        let Start { id, task, from, seq, promised } = self;
        let policy = state.policies.on(from).ok();
        let deadline = match task {
            Task::Step(step) => policy.and_then(|policy| policy.deadline(step).map(|deadline| (policy, deadline))),
            Task::Classify | Task::Resolve => None,
        };
        let law = deadline.map(|(policy, deadline)| Law {
            days: deadline.days,
            unit: deadline.unit,
            source: deadline.source.to_string(),
            policy: policy.version.to_string(),
        });
        let by_law = law.as_ref().and_then(|law| state.calendars.last_day(from, law.days, law.unit));
        let until = promised.or(by_law);
        let standing = until.map_or(Standing::Unknown, |until| match until.days_since(today) {
            left if left < 0 => Standing::Overdue(-left),
            left if left <= soon => Standing::Soon(left),
            left => Standing::Due(left),
        });
        Term { petition: id, task, from, law, until, promised: promised.is_some(), standing, seq }
    }
}
