//! Names that people use, derived from the log and never stored: `03/QĐ-UBND`, `ĐN-2027/016`, `HĐ-2027/02`. How they are
//! made stands here, how they are found in [`find`] and [`people`].
//!
//! Running numbers are counted by kind and year of the date in effect, in the order of recording, and never move.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

mod find;
pub mod people;
mod read;

pub use find::{Candidate, NameError, Thing};
pub use read::entry;

use crate::domain::decision::Decision;
use crate::domain::ledger::State;
use crate::domain::nomination::Recipient;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::time::Date;

/// Kinds of subjects with running numbers, the letters before the number, and how many digits are printed.
const RUNNING: [(&str, &str, usize); 14] = [
    ("nomination", "ĐN", 3),
    ("council", "HĐ", 2),
    ("petition", "ĐT", 2),
    ("movement", "TĐ", 2),
    ("proposal", "TTr", 2),
    ("plan", "KHTĐ", 2),
    ("pledge", "GƯ", 2),
    ("target", "CTTĐ", 2),
    ("title", "DHTĐ", 2),
    ("model", "ĐHTT", 2),
    ("reception", "TCD", 2),
    ("mediation", "HG", 2),
    ("history", "QĐC", 2),
    ("request", "YCDL", 2),
];

/// Names upon a state, on a day: a name without a year is of that day's year.
pub struct Names<'a> {
    state: &'a State,
    today: Date,
    running: OnceCell<Running>,
}

/// Running numbers both ways.
#[derive(Default)]
struct Running {
    listed: BTreeMap<(&'static str, i16), Vec<Subject>>,
    of: HashMap<Subject, (i16, usize)>,
}

impl<'a> Names<'a> {
    /// The forms and titles of the policy in force on a day, each once: code and name.
    pub fn forms(&self, on: Date) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for rate in self.state.policies.on(on).into_iter().flat_map(|policy| &policy.rates) {
            if !found.iter().any(|(code, _)| code == rate.form.as_str()) {
                found.push((rate.form.to_string(), rate.name.to_string()));
            }
        }
        found
    }

    /// Names upon a state, on a day.
    pub fn new(state: &'a State, today: Date) -> Names<'a> {
        Names { state, today, running: OnceCell::new() }
    }

    /// # Cost
    /// Once, and linear in the number of subjects.
    fn running(&self) -> &Running {
        self.running.get_or_init(|| {
            let mut begun: Vec<(u64, &'static str, i16, &Subject)> = Vec::new();
            for (subject, story) in &self.state.stories {
                let kind = RUNNING.iter().find(|(kind, ..)| *kind == subject.kind());
                let Some(((kind, ..), first)) = kind.zip(story.first()) else { continue };
                let fact = first.checked_sub(1).and_then(|at| self.state.facts.get(usize::try_from(at).ok()?));
                begun.extend(fact.map(|fact| (*first, *kind, fact.on.year(), subject)));
            }
            begun.sort_unstable_by_key(|(seq, ..)| *seq);
            let mut running = Running::default();
            for (_, kind, year, subject) in begun {
                let listed = running.listed.entry((kind, year)).or_default();
                listed.push(subject.clone());
                running.of.insert(subject.clone(), (year, listed.len()));
            }
            running
        })
    }

    /// The state that these are names upon.
    pub fn state(&self) -> &'a State {
        self.state
    }

    /// The day on which these are names.
    pub fn today(&self) -> Date {
        self.today
    }

    /// What a subject is called in lists, which can be typed back.
    pub fn of(&self, subject: &Subject, lang: Lang) -> String {
        if let Some((letters, width, year, number)) = self.number_of(subject) {
            return format!("{letters}-{year}/{number:0width$}");
        }
        let key = subject.key();
        match subject.kind() {
            "decision" => match key.parse().ok().and_then(|id: Id| self.state.decisions.get(&id)) {
                Some(decision) => self.of_decision(decision, lang),
                None => subject.to_string(),
            },
            "fund" => lang.pick("Quỹ ", "fund ").to_owned() + key,
            "calendar" => lang.pick("lịch ", "calendar ").to_owned() + key,
            "policy" => key.to_owned(),
            "person" => {
                let mut holders = self.state.chain.keyring().holders().map(|(_, holder)| holder);
                let held = key.parse().ok().and_then(|id: Id| holders.find(|holder| holder.now.person == id));
                held.map_or_else(|| subject.to_string(), |holder| holder.now.name.to_string())
            }
            "key" => {
                let mut holders = self.state.chain.keyring().holders();
                let held = holders.find(|(known, _)| known.to_string() == key);
                let short = key.get(..12).unwrap_or(key);
                held.map_or_else(|| short.to_owned(), |(_, holder)| format!("{} ({short})", holder.now.name))
            }
            "ledger" => lang.pick("sổ", "ledger").to_owned(),
            other => format!("{other}/{key}"),
        }
    }

    /// The same without diacritics, for programs and file names: `DN-2027/016`, `03/QD-UBND/2027`.
    pub fn code(&self, subject: &Subject) -> String {
        let plain = |text: &str| text.replace(['Đ', 'đ'], "D").replace('Ư', "U").replace(['ư'], "u");
        match (self.number_of(subject), self.decision(subject)) {
            (Some(_), _) => plain(&self.of(subject, Lang::Vi)),
            (None, Some(decision)) => match &decision.numbered {
                Some(numbered) => plain(&format!("{numbered}/{}", numbered.on.year())),
                None => format!("m{}", decision.signed_seq),
            },
            _ => subject.to_string(),
        }
    }

    /// A text in which subjects stand by their ids, with their names instead.
    pub fn worded(&self, text: &str, lang: Lang) -> String {
        let word = |word: &str| {
            let plain = word.trim_end_matches([',', '.', ';', ')']);
            let subject = plain.parse::<Subject>().ok().filter(|subject| self.state.stories.contains_key(subject));
            match subject {
                Some(subject) => format!("{}{}", self.of(&subject, lang), word.strip_prefix(plain).unwrap_or_default()),
                None => word.to_owned(),
            }
        };
        text.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }

    /// Whether a subject goes by a running number.
    pub fn is_numbered(&self, subject: &Subject) -> bool {
        self.number_of(subject).is_some()
    }

    fn number_of(&self, subject: &Subject) -> Option<(&'static str, usize, i16, usize)> {
        let (_, letters, width) = RUNNING.iter().find(|(kind, ..)| *kind == subject.kind())?;
        let (year, number) = self.running().of.get(subject)?;
        Some((letters, *width, *year, *number))
    }

    fn decision(&self, subject: &Subject) -> Option<&'a Decision> {
        let id = Some(subject).filter(|subject| subject.kind() == "decision")?.key().parse().ok()?;
        self.state.decisions.get::<Id>(&id)
    }

    /// A decision: number, symbol and date; one without a number by the entry that signed it.
    pub fn of_decision(&self, decision: &Decision, lang: Lang) -> String {
        match &decision.numbered {
            Some(numbered) => {
                format!("{numbered} {} {}", lang.pick("ngày", "of"), numbered.on.vietnamese())
            }
            None => format!("#{} ({})", decision.signed_seq, lang.pick("chưa có số", "no number yet")),
        }
    }

    /// A subject by kind and id.
    pub fn of_id(&self, kind: &str, id: Id, lang: Lang) -> String {
        match format!("{kind}/{id}").parse() {
            Ok(subject) => self.of(&subject, lang),
            Err(_) => id.to_string(),
        }
    }

    /// What a subject is about: a title, a name, a summary.
    pub fn about(&self, subject: &Subject) -> String {
        let state = self.state;
        let id: Option<Id> = subject.key().parse().ok();
        let said = match (subject.kind(), id) {
            ("nomination", Some(id)) => state.nominations.get(&id).map(|n| named(&n.submitted.recipient)),
            ("decision", Some(id)) => state.decisions.get(&id).map(|d| d.signed.title.to_string()),
            ("petition", Some(id)) => state.petitions.get(&id).map(|p| p.summary.to_string()),
            ("movement", Some(id)) => state.emulation.movements.get(&id).map(|m| m.launched.name.to_string()),
            ("proposal", Some(id)) => state.proposals.get(&id).map(|p| p.submitted.document.to_string()),
            ("history", Some(id)) => state.history.get(&id).map(|p| p.imported.document.to_string()),
            ("council", Some(id)) => state.sessions.get(&id).map(|s| s.on.vietnamese()),
            _ => None,
        };
        said.unwrap_or_default()
    }

    /// What a reference meant, with its title: the first line of every answer about it.
    pub fn title(&self, thing: &Thing, lang: Lang) -> String {
        let of = |subject: &Subject| match self.about(subject) {
            about if about.is_empty() => self.of(subject, lang),
            about => format!("{}: {about}", self.of(subject, lang)),
        };
        let decision =
            |id: &Id| format!("decision/{id}").parse().map_or_else(|_| id.to_string(), |subject| of(&subject));
        match thing {
            Thing::Entry(seq) => match self.subject_at(*seq) {
                Some(subject) => format!("#{seq}: {}", of(subject)),
                None => format!("#{seq}"),
            },
            Thing::Subject(subject) => of(subject),
            Thing::Lines(id, lines) => {
                let lines = lines.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
                format!("{} {} {lines}", decision(id), lang.pick("dòng", "line"))
            }
            Thing::Voucher(seqs) => {
                let all = self.state.funds.values().flat_map(|fund| fund.disbursements.values());
                let mut paid = all.filter(|paid| seqs.contains(&paid.seq));
                paid.next().map_or_else(String::new, |paid| {
                    format!("{} {} {}", paid.payload.voucher, lang.pick("ngày", "of"), paid.on.vietnamese())
                })
            }
            Thing::Recipient(id) => {
                let known = recipients(self.state).find(|(known, ..)| known.id == *id);
                known.map_or_else(|| id.to_string(), |(known, ..)| named(known))
            }
        }
    }

    /// The subject that an entry is about.
    ///
    /// # Cost
    /// Looks through every subject.
    pub fn subject_at(&self, seq: u64) -> Option<&'a Subject> {
        let mut stories = self.state.stories.iter();
        stories.find(|(_, story)| story.binary_search(&seq).is_ok()).map(|(subject, _)| subject)
    }

    /// What the next of a kind will be called.
    pub fn next(&self, kind: &str, year: i16) -> String {
        let known = RUNNING.iter().find(|(known, ..)| *known == kind);
        let count = known.and_then(|(kind, ..)| self.running().listed.get(&(*kind, year))).map_or(0, Vec::len);
        known.map_or_else(String::new, |(_, letters, width)| format!("{letters}-{year}/{:0width$}", count + 1))
    }

    /// Subjects of one kind drawn together: `ĐN-2027/002–004, 006`.
    pub fn runs(&self, subjects: impl IntoIterator<Item = Subject>, lang: Lang) -> String {
        let mut out: Vec<(String, i16, usize, usize, usize)> = Vec::new();
        let mut others = Vec::new();
        for subject in subjects {
            let Some((letters, width, year, number)) = self.number_of(&subject) else {
                others.push(self.of(&subject, lang));
                continue;
            };
            match out.last_mut() {
                Some((_, y, _, last, _)) if *y == year && *last + 1 == number => *last = number,
                _ => out.push((letters.to_owned(), year, number, number, width)),
            }
        }
        let mut year_before = None;
        let runs = out.into_iter().map(|(letters, year, first, last, width)| {
            let begin = if year_before == Some(year) { String::new() } else { format!("{letters}-{year}/") };
            year_before = Some(year);
            let run =
                if first == last { format!("{first:0width$}") } else { format!("{first:0width$}–{last:0width$}") };
            begin + &run
        });
        runs.chain(others).collect::<Vec<_>>().join(", ")
    }

    /// All subjects of a kind, in the order of recording.
    pub fn listed(&self, kind: &str) -> impl Iterator<Item = &Subject> {
        let of_kind = self.running().listed.iter().filter(move |((known, _), _)| *known == kind);
        of_kind.flat_map(|(_, subjects)| subjects)
    }
}

/// A person, collective or household with what tells it from its namesakes.
pub fn named(recipient: &Recipient) -> String {
    match &recipient.unit {
        Some(unit) => format!("{}, {unit}", recipient.name),
        None => recipient.name.to_string(),
    }
}

/// Every recipient that the ledger knows, and the subject that names it.
pub fn recipients(state: &State) -> impl Iterator<Item = (&Recipient, &'static str, Id)> {
    let nominated = state.nominations.iter().map(|(id, n)| (&n.submitted.recipient, "nomination", *id));
    let awarded = state
        .decisions
        .iter()
        .flat_map(|(id, decision)| decision.awards.values().map(move |award| (&award.line.recipient, "decision", *id)));
    let raised = state
        .proposals
        .iter()
        .flat_map(|(id, proposal)| proposal.submitted.lines.iter().map(move |line| (&line.recipient, "proposal", *id)));
    let past = state
        .history
        .iter()
        .flat_map(|(id, past)| past.imported.lines.iter().map(move |line| (&line.recipient, "history", *id)));
    let titles = state.emulation.titles.iter().map(|(title, ..)| (&title.recipient, "title", title.recipient.id));
    let models = state.emulation.models.iter().map(|(model, ..)| (&model.recipient, "model", model.recipient.id));
    nominated.chain(awarded).chain(raised).chain(past).chain(titles).chain(models)
}
