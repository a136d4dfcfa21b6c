//! What is due: terms of petitions, nominations, decisions and requests about personal data, by the law in force on the day
//! they began.

use serde::Serialize;

use crate::domain::calendar::End;
use crate::domain::deadline::{DayKind, Step};
use crate::domain::ledger::State;
use crate::domain::petition::{Aftermath, Petition, PetitionKind};
use crate::domain::policy::{Dates, Mark, Ruled};
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

/// What a term is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A petition.
    Petition,
    /// A nomination.
    Nomination,
    /// A decision.
    Decision,
    /// A request about personal data.
    Request,
}

impl About {
    /// The kind of its subject.
    pub fn subject(self) -> &'static str {
        match self {
            About::Petition => "petition",
            About::Nomination => "nomination",
            About::Decision => "decision",
            About::Request => "request",
        }
    }

    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            About::Petition => lang.pick("đơn", "petition"),
            About::Nomination => lang.pick("đề nghị", "nomination"),
            About::Decision => lang.pick("quyết định", "decision"),
            About::Request => lang.pick("yêu cầu dữ liệu", "data request"),
        }
    }
}

/// One term that runs.
#[derive(Clone, Debug)]
pub struct Term {
    /// What it is about.
    pub about: About,
    /// Which one.
    pub id: Id,
    /// What has to be done.
    pub task: Task,
    /// The day it began; the first day of the term is the next.
    pub from: Date,
    /// How long, in which days, by which article of which policy version.
    pub law: Option<Law>,
    /// The last day.
    pub until: Option<Date>,
    /// The next working day, if the last day is a day off and the term then ends later.
    pub or_next: Option<Date>,
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
    /// How far it was checked.
    pub mark: Mark,
    /// When the row ends, if that is known.
    pub until: Option<Date>,
    /// The policy version that names it.
    pub policy: String,
}

/// Every term that runs on a day, the most urgent first. What is recorded as taking effect after that day counts too: a
/// ledger is asked about its present. What the law of the day gives no term for is listed only where somebody must find
/// out which term it is.
pub fn due(state: &State, today: Date, soon: i64) -> Vec<Term> {
    let mut starts = Vec::new();
    for (id, petition) in &state.petitions {
        starts.extend(petition_terms(*id, petition));
    }
    for (id, request) in state.vault.requests.iter().filter(|(_, request)| request.answered.is_none()) {
        let start = |step| Start::new(About::Request, *id, Task::Step(step), request.on, request.seq);
        starts.push(start(request.received.kind.step()));
        starts.extend(request.acknowledged.is_none().then(|| start(Step::DataReply)));
    }
    let signed = state.decisions.iter().filter(|(_, d)| d.numbered.is_none());
    starts.extend(signed.map(|(id, decision)| {
        let task = Task::Step(Step::DecisionNumber);
        Start::new(About::Decision, *id, task, decision.signed_on, decision.signed_seq)
    }));
    let waiting = state.nominations.iter().filter(|(_, nomination)| nomination.waiting);
    starts.extend(waiting.filter_map(|(id, nomination)| {
        let task = Task::Step(Step::NominationDecide);
        Some(Start::new(About::Nomination, *id, task, nomination.on, *nomination.entries.first()?))
    }));
    let mut terms: Vec<Term> = starts.into_iter().filter_map(|start| start.term(state, today, soon)).collect();
    terms.sort_by_key(|term| (term.until.is_none(), term.until, term.seq));
    terms
}

fn petition_terms(id: Id, petition: &Petition) -> Vec<Start> {
    let receipt = petition.received_on;
    let start = |task, from, seq| Start { receipt, ..Start::new(About::Petition, id, task, from, seq) };
    let kind = petition.classified.as_ref().map(|(classified, ..)| classified.kind);
    let elsewhere = petition.classified.as_ref().is_some_and(|(classified, ..)| !classified.in_jurisdiction);
    if let Some((_, on, seq)) = petition.resolved {
        let followed = |what| petition.aftermath.iter().any(|(done, ..)| *done == what);
        let steps: &[(Step, Aftermath)] = match kind {
            Some(PetitionKind::Complaint) => &[(Step::ComplaintDeliver, Aftermath::Delivered)],
            Some(PetitionKind::Denunciation) => {
                &[(Step::DenunciationDeliver, Aftermath::Delivered), (Step::DenunciationPublish, Aftermath::Published)]
            }
            _ => &[],
        };
        let left = steps.iter().filter(|(_, what)| !followed(*what));
        return left.map(|(step, _)| start(Task::Step(*step), on, seq)).collect();
    }
    // While it is suspended no term runs.
    if petition.closed_on().is_some() || petition.suspended.is_some() {
        return Vec::new();
    }
    // The terms of first handling begin with the letter, whatever day it was sorted.
    let (received, seq) = (petition.received_on, petition.seq);
    vec![match (petition.accepted, kind) {
        (_, Some(PetitionKind::Denunciation)) if elsewhere => {
            start(Task::Step(Step::DenunciationForward), received, seq)
        }
        (_, Some(_)) if elsewhere => return Vec::new(),
        (Some((on, seq)), Some(kind)) => {
            let step = kind.longest(petition.extended.len());
            let suspended = petition.days_suspended(on);
            Start { promised: petition.due_on, suspended, ..start(step.map_or(Task::Resolve, Task::Step), on, seq) }
        }
        (None, Some(PetitionKind::Complaint)) => start(Task::Step(Step::ComplaintAccept), received, seq),
        (None, Some(PetitionKind::Denunciation)) => start(Task::Step(Step::DenunciationAccept), received, seq),
        (None, Some(_)) => start(Task::Resolve, received, seq),
        (_, None) => start(Task::Classify, received, seq),
    }]
}

/// What began, and when.
struct Start {
    about: About,
    id: Id,
    task: Task,
    from: Date,
    seq: u64,
    promised: Option<Date>,
    /// When the dossier or petition was received.
    receipt: Date,
    /// Days of suspension, which are not counted.
    suspended: u32,
}

impl Start {
    fn new(about: About, id: Id, task: Task, from: Date, seq: u64) -> Start {
        Start { about, id, task, from, seq, promised: None, receipt: from, suspended: 0 }
    }

    /// The term, if the law gives one, or if which one cannot be told yet.
    fn term(self, state: &State, today: Date, soon: i64) -> Option<Term> {
        let Start { about, id, task, from, seq, promised, receipt, suspended } = self;
        let dates = Dates { receipt, start: from, step: today };
        let ruled = match task {
            Task::Step(step) => state.policies.term(step, dates),
            Task::Classify | Task::Resolve => None,
        };
        let law = ruled.as_ref().map(|Ruled { version, row }| Law {
            days: row.days(version.remote),
            unit: row.unit,
            source: row.source.to_string(),
            mark: row.mark,
            until: row.until,
            policy: version.version.to_string(),
        });
        let nobody = matches!(task, Task::Step(step) if step.is_aftermath());
        let open = matches!(about, About::Petition | About::Nomination) && !nobody;
        if law.is_none() && promised.is_none() && !open {
            return None;
        }
        let by_law = ruled.and_then(|Ruled { version, row }| {
            let end = state.calendars.end(from, row.days(version.remote), row.unit, row.rolls)?;
            let later = |day: Date| day.plus_days(suspended);
            Some(End { day: later(end.day), or_next: end.or_next.map(later) })
        });
        let end = promised.map(|day| End { day, or_next: None }).or(by_law);
        let standing = end.map_or(Standing::Unknown, |end| match end.latest().days_since(today) {
            left if left < 0 => Standing::Overdue(-left),
            left if left <= soon => Standing::Soon(left),
            left => Standing::Due(left),
        });
        let (until, or_next) = (end.map(|end| end.day), end.and_then(|end| end.or_next));
        Some(Term { about, id, task, from, law, until, or_next, promised: promised.is_some(), standing, seq })
    }
}
