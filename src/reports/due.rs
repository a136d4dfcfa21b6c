//! What is due: terms of petitions, nominations, decisions and requests about personal data, by the law in force on the day
//! they began.

use serde::Serialize;

use crate::domain::calendar::End;
use crate::domain::deadline::{DayKind, Step};
use crate::domain::ledger::State;
use crate::domain::petition::{Aftermath, Channel, Petition, PetitionKind, StepTaken};
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
    /// Whether it is the resolution of a petition.
    pub fn resolves(self) -> bool {
        match self {
            Task::Resolve => true,
            Task::Step(step) => step.resolves(),
            Task::Classify => false,
        }
    }

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
    /// When the step was taken, by which entry; a running term has none.
    pub done: Option<StepTaken>,
}

impl Term {
    /// By how many days it is, or was, late.
    pub fn late(&self) -> Option<i64> {
        match self.standing {
            Standing::Overdue(days) => Some(days),
            _ => None,
        }
    }
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
    let running = starts(state).into_iter().filter(|start| start.done.is_none());
    let mut terms: Vec<Term> = running.filter_map(|start| start.term(state, today, soon)).collect();
    terms.sort_by_key(|term| (term.until.is_none(), term.until, term.seq));
    terms
}

/// Every term that is over because the step was taken, as it stood on that day: overdue by so many days if it was late.
/// By the law of its own days, whether or not a day was promised.
pub fn judged(state: &State) -> Vec<Term> {
    let over = starts(state).into_iter().filter_map(|start| start.done.map(|(on, _)| (start, on)));
    over.filter_map(|(start, on)| start.term(state, on, 0)).collect()
}

/// Every term that ever began.
fn starts(state: &State) -> Vec<Start> {
    let mut starts = Vec::new();
    for (id, petition) in &state.petitions {
        starts.extend(petition_terms(*id, petition));
    }
    for (id, request) in &state.vault.requests {
        let start =
            |step, done| Start { done, ..Start::new(About::Request, *id, Task::Step(step), request.on, request.seq) };
        let answered = request.answered.as_ref().map(|(_, on, seq)| (*on, *seq));
        starts.push(start(request.received.kind.step(), answered));
        // Whoever answers need not confirm first.
        starts.push(start(Step::DataReply, request.acknowledged.map(|on| (on, request.seq)).or(answered)));
    }
    starts.extend(state.decisions.iter().map(|(id, decision)| {
        let task = Task::Step(Step::DecisionNumber);
        let done = decision.numbered.as_ref().map(|numbered| (numbered.on, numbered.seq));
        Start { done, ..Start::new(About::Decision, *id, task, decision.signed_on, decision.signed_seq) }
    }));
    let decided = |id: Option<Id>| id.and_then(|id| state.decisions.get(&id));
    starts.extend(state.nominations.iter().filter_map(|(id, nomination)| {
        let task = Task::Step(Step::NominationDecide);
        let done = decided(nomination.decision).map(|decision| (decision.signed_on, decision.signed_seq));
        let start =
            Start { done, ..Start::new(About::Nomination, *id, task, nomination.on, *nomination.entries.first()?) };
        (nomination.waiting || done.is_some()).then_some(start)
    }));
    starts
}

fn petition_terms(id: Id, petition: &Petition) -> Vec<Start> {
    let receipt = petition.received_on;
    let start = |task, (from, seq): StepTaken, done: Option<StepTaken>| Start {
        receipt,
        done,
        ..Start::new(About::Petition, id, task, from, seq)
    };
    let received = (petition.received_on, petition.seq);
    let Some((classified, ..)) = &petition.classified else {
        let open = petition.closed_on().is_none();
        return open.then(|| start(Task::Classify, received, None)).into_iter().collect();
    };
    let resolved = petition.resolved.map(|(_, on, seq)| (on, seq));
    let ended = [resolved, petition.terminated, petition.withdrawn].into_iter().flatten().min();
    let mut terms = Vec::new();
    // The terms of first handling begin with the letter, whatever day it was sorted.
    let (handled, first) = match classified.kind {
        PetitionKind::Denunciation if !classified.in_jurisdiction => {
            (petition.forwarded, Some(Step::DenunciationForward))
        }
        _ if !classified.in_jurisdiction => return terms,
        PetitionKind::Complaint => (petition.accepted.or(petition.refused), Some(Step::ComplaintAccept)),
        PetitionKind::Denunciation if classified.several_places.is_some() => {
            (petition.accepted.or(petition.refused), Some(Step::DenunciationAcceptExtended))
        }
        PetitionKind::Denunciation => (petition.accepted.or(petition.refused), Some(Step::DenunciationAccept)),
        PetitionKind::Suggestion | PetitionKind::Unspecified => (petition.accepted.or(ended), None),
    };
    let open = petition.closed_on().is_none();
    match first {
        Some(step) if handled.is_some() || open => terms.push(start(Task::Step(step), received, handled)),
        None if handled.is_none() && open => terms.push(start(Task::Resolve, received, None)),
        _ => {}
    }
    // Who was received is answered: accepted, refused, sent on, or the matter was settled at once.
    if petition.channel == Channel::InPerson {
        let answers = [petition.accepted, petition.refused, petition.forwarded, ended];
        terms.push(start(Task::Step(Step::ReceptionReply), received, answers.into_iter().flatten().min()));
    }
    let order = match classified.kind {
        PetitionKind::Denunciation => Step::DenunciationSuspensionDeliver,
        _ => Step::ComplaintSuspensionDeliver,
    };
    terms.extend(petition.orders.iter().map(|(made, sent)| start(Task::Step(order), *made, *sent)));
    // While it is suspended no term runs.
    if let Some(accepted) = petition.accepted.filter(|_| petition.suspended.is_none() || ended.is_some()) {
        let step = classified.kind.longest(petition.extended.len());
        let suspended = petition.days_suspended(ended.map_or(accepted.0, |(on, _)| on));
        let resolve = start(step.map_or(Task::Resolve, Task::Step), accepted, ended);
        terms.push(Start { promised: petition.due_on, suspended, ..resolve });
    }
    let Some(resolved) = resolved else { return terms };
    let followed = |what| petition.aftermath.iter().find(|(done, ..)| *done == what).map(|(_, on, seq)| (*on, *seq));
    let after: &[(Step, Aftermath)] = match classified.kind {
        PetitionKind::Complaint => &[(Step::ComplaintDeliver, Aftermath::Delivered)],
        PetitionKind::Denunciation => {
            &[(Step::DenunciationDeliver, Aftermath::Delivered), (Step::DenunciationPublish, Aftermath::Published)]
        }
        _ => &[],
    };
    terms.extend(after.iter().map(|(step, what)| start(Task::Step(*step), resolved, followed(*what))));
    terms
}

/// A citizen's own term: until when he may complain, or contest.
pub struct CitizenTerm {
    /// Which.
    pub step: Step,
    /// Its end.
    pub end: End,
    /// By which article.
    pub source: String,
    /// How far that was checked.
    pub mark: Mark,
}

/// The citizen's terms about a petition: while it is not accepted, until when the decision that it names may be complained
/// of; with a result, or overdue without one, until when it may be contested.
pub fn citizen_terms(state: &State, petition: &Petition) -> Vec<CitizenTerm> {
    let Some((classified, ..)) = petition.classified.as_ref().filter(|(c, ..)| c.kind == PetitionKind::Complaint)
    else {
        return Vec::new();
    };
    let decided = classified.decision.and_then(|id| state.decisions.get(&id)).and_then(|decision| decision.issued);
    let sent = petition.aftermath.iter().find(|(what, ..)| *what == Aftermath::Delivered).map(|(_, on, _)| *on);
    let overdue = || state.overdue_on(petition).filter(|_| petition.closed_on().is_none());
    let contested = petition.resolved.map(|(_, on, _)| sent.unwrap_or(on)).or_else(overdue);
    let complained = decided.filter(|_| petition.accepted.is_none() && petition.refused.is_none()).map(|(on, _)| on);
    let term = |step: Step, from: Option<Date>| {
        let from = from?;
        let Ruled { version, row } = state.policies.term(step, Dates::all(from))?;
        let end = state.calendars.end(from, row.days(version.remote), row.unit, row.rolls)?;
        Some(CitizenTerm { step, end, source: row.source.to_string(), mark: row.mark })
    };
    [term(Step::ComplaintFile, complained), term(Step::ComplaintAppeal, contested)].into_iter().flatten().collect()
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
    /// When the step was taken, by which entry.
    done: Option<StepTaken>,
}

impl Start {
    fn new(about: About, id: Id, task: Task, from: Date, seq: u64) -> Start {
        Start { about, id, task, from, seq, promised: None, receipt: from, suspended: 0, done: None }
    }

    /// The term, if the law gives one, or if which one cannot be told yet.
    fn term(self, state: &State, today: Date, soon: i64) -> Option<Term> {
        let Start { about, id, task, from, seq, promised, receipt, suspended, done } = self;
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
        let promised = promised.is_some();
        Some(Term { about, id, task, from, law, until, or_next, promised, standing, seq, done })
    }
}
