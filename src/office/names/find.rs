//! The one grammar of references, for every command, option, answer and field. Folding is for finding; two things that match
//! are never chosen between; what does not match is never taken for something else.

use std::collections::BTreeSet;

use super::read::{entry, is_called, number, numbers, pieces, without_date, year};
use super::{Names, RUNNING, named, recipients};
use crate::domain::decision::{Decision, Numbered};
use crate::domain::ledger::EVENTS;
use crate::office::words as say;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::text::{fold, spelled};

/// What a reference means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// An entry.
    Entry(u64),
    /// A decision, nomination, petition, year of the fund …
    Subject(Subject),
    /// Lines of a decision.
    Lines(Id, BTreeSet<u64>),
    /// A voucher: its entries.
    Voucher(Vec<u64>),
    /// A person, collective or household.
    Recipient(Id),
}

/// Something a reference may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What can be typed for it, and means nothing else.
    pub typed: String,
    /// What it is called.
    pub name: String,
    /// Its title.
    pub about: String,
}

/// Why a reference means nothing that can be acted upon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing is called so. What else there is under that name: in another year, as an entry.
    #[error("nothing is called {text}")]
    Nothing {
        /// What was typed.
        text: String,
        /// The year that it was looked for in, where it named none.
        year: Option<i16>,
        /// What may have been meant.
        near: Vec<Candidate>,
    },
    /// Several things are called so.
    #[error("several are called {text}")]
    Several {
        /// What was typed.
        text: String,
        /// All of them.
        found: Vec<Candidate>,
    },
}

impl NameError {
    /// In words: what happened, and what can be typed instead.
    pub fn message(&self, lang: Lang) -> String {
        let (mut out, listed) = match self {
            NameError::Nothing { text, year: Some(year), near } => (say::name_not_this_year(lang, text, year), near),
            NameError::Nothing { text, year: None, near } => (say::name_nothing(lang, text), near),
            NameError::Several { text, found } => (say::name_several(lang, text), found),
        };
        if matches!(self, NameError::Nothing { .. }) && !listed.is_empty() {
            out.push_str(&format!(". {}", say::name_perhaps(lang)));
        }
        let width = listed.iter().map(|one| one.typed.chars().count()).max().unwrap_or(0);
        for one in listed.iter().take(MOST) {
            let about = if one.about.is_empty() { String::new() } else { format!(", {}", one.about) };
            out.push_str(&format!("\n  {:width$}  {}{about}", one.typed, one.name));
        }
        if listed.len() > MOST {
            out.push_str(&format!("\n  {}", say::name_more(lang, listed.len() - MOST)));
        }
        out
    }

    /// What to do next.
    pub fn advice(&self, lang: Lang) -> String {
        match self {
            NameError::Several { .. } => say::name_type_one(lang),
            NameError::Nothing { near, .. } if near.is_empty() => say::name_see_lists(lang),
            NameError::Nothing { .. } => say::name_type_one(lang),
        }
    }
}

/// How many candidates are shown.
const MOST: usize = 8;

impl Names<'_> {
    /// A subject of one kind: the letters before a number may be left out.
    pub fn find(&self, kind: &str, text: &str) -> Result<Subject, NameError> {
        if let Some(subject) = self.exact(kind, text) {
            return Ok(subject);
        }
        if let Some(seq) = entry(text) {
            let meant = self.subject_at(seq).filter(|subject| subject.kind() == kind).cloned();
            return meant.ok_or_else(|| self.nothing(text, None, Vec::new()));
        }
        let found = match kind {
            "decision" => match self.find_decision(text) {
                Ok(subject) => Some(subject),
                Err(NameError::Nothing { near, .. }) if near.is_empty() => None,
                Err(error) => return Err(error),
            },
            "fund" | "calendar" => self.find_year_named(kind, text),
            _ => self.find_running(kind, text)?,
        };
        match found {
            Some(subject) => Ok(subject),
            None => self.short_id(Some(kind), text),
        }
    }

    /// Several subjects of one kind: `dn2-15`, `2,5,7`. A range over a gap is refused.
    pub fn find_many(&self, kind: &str, text: &str) -> Result<Vec<Subject>, NameError> {
        let Some(read) = numbers(text).filter(|read| read.numbers.len() > 1) else {
            return self.find(kind, text).map(|one| vec![one]);
        };
        let each = |number: &u64| {
            let year = read.year.map_or_else(String::new, |year| format!("/{year}"));
            self.find(kind, &format!("{}{number}{year}", read.letters))
        };
        read.numbers.iter().map(each).collect()
    }

    /// Whatever a reference means where anything may stand. A bare number is a decision.
    pub fn find_any(&self, text: &str) -> Result<Thing, NameError> {
        if let Some(seq) = entry(text) {
            return Ok(Thing::Entry(seq));
        }
        if let Some(known) = text.parse::<Id>().ok().and_then(|id| self.state.chain.known(&id)) {
            return Ok(Thing::Entry(known.seq));
        }
        if let Some(subject) = text.parse().ok().filter(|subject| self.state.stories.contains_key(subject)) {
            return Ok(Thing::Subject(subject));
        }
        if text.contains(':') || fold(text).contains(" dong ") {
            return self.find_lines(text).map(|(id, lines)| Thing::Lines(id, lines));
        }
        let mut found: Vec<(Thing, Candidate)> = Vec::new();
        let mut near = Vec::new();
        let mut years = None;
        match self.find_decision(text) {
            Ok(subject) => found.push(self.as_candidate(subject)),
            Err(error @ NameError::Several { .. }) => return Err(error),
            Err(NameError::Nothing { near: other, year, .. }) => {
                near.extend(other);
                years = year;
            }
        }
        for (kind, ..) in RUNNING {
            match self.find_running_named(kind, text) {
                Ok(Some(subject)) => found.push(self.as_candidate(subject)),
                Ok(None) => {}
                Err(error @ NameError::Several { .. }) => return Err(error),
                Err(NameError::Nothing { near: other, year, .. }) => {
                    near.extend(other);
                    years = years.or(year);
                }
            }
        }
        for kind in ["fund", "calendar"] {
            found.extend(self.find_year_named(kind, text).map(|subject| self.as_candidate(subject)));
        }
        found.extend(self.voucher(text));
        if found.is_empty() {
            found.extend(self.recipients_called(text).into_iter().map(|(id, one)| (Thing::Recipient(id), one)));
        }
        match found.len() {
            0 => {}
            1 => return found.pop().map(|(thing, _)| thing).ok_or_else(|| self.nothing(text, None, Vec::new())),
            _ => {
                let found = found.into_iter().map(|(_, one)| one).collect();
                return Err(NameError::Several { text: text.to_owned(), found });
            }
        }
        match self.short_id(None, text) {
            Ok(subject) => Ok(Thing::Subject(subject)),
            Err(error @ NameError::Several { .. }) => Err(error),
            Err(_) => {
                near.extend(self.entry_near(text));
                Err(self.nothing(text, years, near))
            }
        }
    }

    /// Everything that was recorded about a thing.
    pub fn entries(&self, thing: &Thing) -> Vec<u64> {
        let story = |subject: &Subject| self.state.stories.get(subject).cloned().unwrap_or_default();
        match thing {
            Thing::Entry(seq) => vec![*seq],
            Thing::Subject(subject) => story(subject),
            Thing::Voucher(seqs) => seqs.clone(),
            Thing::Lines(id, lines) => {
                let mut seqs = format!("decision/{id}").parse().map(|subject| story(&subject)).unwrap_or_default();
                seqs.extend(self.payments(*id, lines));
                seqs.sort_unstable();
                seqs
            }
            Thing::Recipient(id) => {
                let named = recipients(self.state).filter(|(recipient, ..)| recipient.id == *id);
                let subjects: BTreeSet<String> = named.map(|(_, kind, of)| format!("{kind}/{of}")).collect();
                let stories = subjects.iter().filter_map(|subject| subject.parse().ok());
                let seqs: BTreeSet<u64> = stories.flat_map(|subject| story(&subject)).collect();
                seqs.into_iter().collect()
            }
        }
    }

    /// The entries that paid lines of a decision.
    pub fn payments(&self, decision: Id, lines: &BTreeSet<u64>) -> Vec<u64> {
        use crate::domain::fund::Purpose;
        let all = self.state.funds.values().flat_map(|fund| fund.disbursements.values());
        let of = |purpose: &Purpose| match purpose {
            Purpose::Award { decision: paid, line } => *paid == decision && lines.contains(line),
            _ => false,
        };
        all.filter(|paid| of(&paid.payload.purpose)).map(|paid| paid.seq).collect()
    }

    /// Lines of a decision: `03:7`, `03/2026:3-5,9`, `03:ca nhan 2`, `03 dòng 7`.
    pub fn find_lines(&self, text: &str) -> Result<(Id, BTreeSet<u64>), NameError> {
        let nothing = || self.nothing(text, None, Vec::new());
        let folded = fold(text);
        let parted =
            text.rsplit_once(':').or_else(|| folded.rsplit_once(" dong ")).or_else(|| folded.rsplit_once(" line "));
        let (decision, lines) = parted.ok_or_else(nothing)?;
        let subject = self.find("decision", decision)?;
        let id: Id = subject.key().parse().map_err(|_| nothing())?;
        let known = self.state.decisions.get(&id).ok_or_else(nothing)?;
        let lines = self.lines_of(known, lines)?;
        Ok((id, lines))
    }

    /// Lines within a decision, by numbers or names: `3-5,9`, `ca nhan 2, 7`.
    pub fn lines_of(&self, decision: &Decision, text: &str) -> Result<BTreeSet<u64>, NameError> {
        let mut lines = BTreeSet::new();
        for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            match numbers(part).filter(|read| read.letters.is_empty() && read.year.is_none()) {
                Some(read) if read.numbers.iter().all(|line| decision.awards.contains_key(line)) => {
                    lines.extend(read.numbers);
                }
                Some(_) => return Err(self.nothing(part, None, Vec::new())),
                None => {
                    lines.insert(self.line_called(decision, part)?);
                }
            }
        }
        if lines.is_empty() { Err(self.nothing(text, None, Vec::new())) } else { Ok(lines) }
    }

    fn line_called(&self, decision: &Decision, text: &str) -> Result<u64, NameError> {
        let called = |exact: bool| {
            let same = move |name: &str| if exact { spelled(name) == spelled(text) } else { fold(name) == fold(text) };
            decision
                .awards
                .values()
                .filter(move |award| same(award.line.recipient.name.as_str()) || same(&named(&award.line.recipient)))
        };
        let exact: Vec<_> = called(true).collect();
        let found: Vec<_> = if exact.is_empty() { called(false).collect() } else { exact };
        match found.as_slice() {
            [one] => Ok(one.line.line),
            [] => Err(self.nothing(text, None, Vec::new())),
            many => {
                let candidate = |award: &&crate::domain::decision::Award| Candidate {
                    typed: award.line.line.to_string(),
                    name: named(&award.line.recipient),
                    about: String::new(),
                };
                Err(NameError::Several { text: text.to_owned(), found: many.iter().map(candidate).collect() })
            }
        }
    }

    pub(super) fn nothing(&self, text: &str, year: Option<i16>, near: Vec<Candidate>) -> NameError {
        let year = year.filter(|_| !near.is_empty());
        NameError::Nothing { text: text.to_owned(), year, near }
    }

    /// A whole subject, which need not exist yet where people choose the key.
    fn exact(&self, kind: &str, text: &str) -> Option<Subject> {
        let key = text.strip_prefix(kind).and_then(|rest| rest.strip_prefix('/')).unwrap_or(text);
        let subject: Subject = format!("{kind}/{key}").parse().ok()?;
        let new =
            matches!(kind, "vault") || (matches!(kind, "fund" | "calendar") && year(key).is_some() && key.len() == 4);
        (new || self.state.stories.contains_key(&subject) || key.parse::<Id>().is_ok()).then_some(subject)
    }

    /// `quỹ 2027`, `lịch 2027`.
    fn find_year_named(&self, kind: &str, text: &str) -> Option<Subject> {
        let folded: String = fold(text).split([' ', '-', '/']).collect();
        let word = if kind == "fund" { ["quy", "fund"] } else { ["lich", "calendar"] };
        let rest = word.iter().find_map(|word| folded.strip_prefix(word))?;
        let subject: Subject = format!("{kind}/{}", rest.strip_prefix("nam").unwrap_or(rest)).parse().ok()?;
        self.state.stories.contains_key(&subject).then_some(subject)
    }

    fn find_decision(&self, text: &str) -> Result<Subject, NameError> {
        let (name, date) = without_date(text);
        let typed = pieces(&name);
        let matching = self.state.decisions.iter().filter_map(|(id, decision)| {
            let numbered = decision.numbered.as_ref()?;
            let with_year = is_called(numbered, &typed)?;
            date.is_none_or(|date| date == numbered.on).then_some((
                *id,
                decision,
                numbered,
                with_year || date.is_some(),
            ))
        });
        let all: Vec<_> = matching.collect();
        let named_year = all.iter().any(|(.., with_year)| *with_year);
        let here: Vec<_> = all
            .iter()
            .filter(
                |(_, _, numbered, with_year)| {
                    if named_year { *with_year } else { numbered.on.year() == self.today.year() }
                },
            )
            .collect();
        match here.as_slice() {
            [(id, ..)] => self.subject("decision", *id, text),
            [] => {
                let near = all.iter().map(|(_, decision, numbered, _)| self.decision_candidate(decision, numbered));
                let year = (!all.is_empty()).then_some(self.today.year());
                Err(self.nothing(text, year, near.collect()))
            }
            many => {
                let found = many.iter().map(|(_, decision, numbered, _)| self.decision_candidate(decision, numbered));
                Err(NameError::Several { text: text.to_owned(), found: found.collect() })
            }
        }
    }

    pub(super) fn decision_candidate(&self, decision: &Decision, numbered: &Numbered) -> Candidate {
        let year = numbered.on.year();
        let same = |other: &Numbered| {
            let plain = |number: &Numbered| number.number.to_string().trim_start_matches('0').to_lowercase();
            other.on.year() == year && plain(other) == plain(numbered)
        };
        let namesakes = self.state.decisions.values().filter_map(|d| d.numbered.as_ref()).filter(|n| same(n)).count();
        let typed = match (namesakes > 1, year == self.today.year()) {
            (true, true) => fold(&numbered.to_string()),
            (true, false) => fold(&format!("{numbered}/{year}")),
            (false, true) => numbered.number.to_string(),
            (false, false) => format!("{}/{year}", numbered.number),
        };
        let name = self.of_decision(decision, Lang::Vi);
        Candidate { typed, name, about: decision.signed.title.to_string() }
    }

    /// A running number whose letters may be left out.
    fn find_running(&self, kind: &str, text: &str) -> Result<Option<Subject>, NameError> {
        let bare = numbers(text).is_some_and(|read| read.letters.is_empty());
        let letters = RUNNING.iter().find(|(known, ..)| *known == kind).map(|(_, letters, _)| letters);
        match letters {
            Some(letters) if bare => self.find_running_named(kind, &format!("{letters}{}", text.trim())),
            Some(_) => match self.find_running_named(kind, text)? {
                Some(subject) => Ok(Some(subject)),
                None => self.subject_called(kind, text),
            },
            None => Ok(None),
        }
    }

    /// A running number with its letters.
    pub(super) fn find_running_named(&self, kind: &str, text: &str) -> Result<Option<Subject>, NameError> {
        let Some((kind, letters, _)) = RUNNING.iter().find(|(known, ..)| *known == kind) else { return Ok(None) };
        let Some(read) = numbers(text).filter(|read| read.letters == fold(letters)) else { return Ok(None) };
        let [number] = read.numbers.as_slice() else { return Ok(None) };
        let index = usize::try_from(*number).ok().and_then(|n| n.checked_sub(1));
        let at = |year: i16| index.and_then(|index| self.running().listed.get(&(*kind, year))?.get(index));
        let year = read.year.unwrap_or_else(|| self.today.year());
        if let Some(subject) = at(year) {
            return Ok(Some(subject.clone()));
        }
        let others = self.running().listed.keys().filter(|(known, other)| known == kind && *other != year);
        let near = others.filter_map(|(_, year)| at(*year)).map(|subject| self.candidate(subject)).collect();
        Err(self.nothing(text, read.year.is_none().then_some(year), near))
    }

    /// A nomination, petition or movement by what it is about, where only that kind may stand.
    fn subject_called(&self, kind: &str, text: &str) -> Result<Option<Subject>, NameError> {
        let wanted = fold(text);
        let said = |subject: &Subject| {
            let about = self.about(subject);
            let name = about.rsplit_once(", ").map_or_else(String::new, |(name, _)| fold(name));
            !about.is_empty() && (fold(&about) == wanted || name == wanted)
        };
        let found: Vec<&Subject> = self.listed(kind).filter(|subject| said(subject)).collect();
        match found.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some((*one).clone())),
            many => {
                let found = many.iter().map(|subject| self.candidate(subject)).collect();
                Err(NameError::Several { text: text.to_owned(), found })
            }
        }
    }

    /// A subject as something that may have been meant.
    pub fn candidate(&self, subject: &Subject) -> Candidate {
        if let Some(decision) = self.decision(subject)
            && let Some(numbered) = &decision.numbered
        {
            return self.decision_candidate(decision, numbered);
        }
        let (name, about) = (self.of(subject, Lang::Vi), self.about(subject));
        Candidate { typed: fold(&name), name, about }
    }

    fn as_candidate(&self, subject: Subject) -> (Thing, Candidate) {
        let candidate = self.candidate(&subject);
        (Thing::Subject(subject), candidate)
    }

    /// The entry of that number, beside a number that is no decision.
    fn entry_near(&self, text: &str) -> Option<Candidate> {
        let seq = number(text.trim()).filter(|seq| (1..=self.state.chain.head().seq).contains(seq))?;
        let about = self.subject_at(seq).map_or_else(String::new, |subject| self.of(subject, Lang::Vi));
        Some(Candidate { typed: format!("m{seq}"), name: format!("#{seq}"), about })
    }

    fn subject(&self, kind: &str, id: Id, text: &str) -> Result<Subject, NameError> {
        format!("{kind}/{id}").parse().map_err(|_| self.nothing(text, None, Vec::new()))
    }

    /// The beginning or the end of an id, of at least four digits of which one is a letter, or eight: last of all, so that
    /// it never takes the place of a name.
    fn short_id(&self, kind: Option<&str>, text: &str) -> Result<Subject, NameError> {
        let key = text.rsplit_once('/').map_or(text, |(_, key)| key);
        let hex = key.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f' | b'-'));
        let distinct = key.len() >= 8 || (key.len() >= 4 && key.bytes().any(|b| b.is_ascii_lowercase()));
        let nothing = || self.nothing(text, None, Vec::new());
        let named =
            kind.is_some_and(|kind| matches!(kind, "key" | "policy" | "register" | "checkpoint" | "vault" | "ledger"));
        let is_short = named || (hex && distinct);
        if !is_short {
            return Err(nothing());
        }
        let known = EVENTS.iter().any(|meta| kind.is_none_or(|kind| meta.subject == kind));
        let mut found: Vec<&Subject> = Vec::new();
        if known {
            let matches = |subject: &&Subject| {
                kind.is_none_or(|kind| subject.kind() == kind)
                    && key.len() >= 4
                    && (subject.key().starts_with(key) || subject.key().ends_with(key))
            };
            found.extend(self.state.stories.keys().filter(matches));
            found.sort();
        }
        match found.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(nothing()),
            many => {
                let candidate = |subject: &&Subject| Candidate {
                    typed: subject.to_string(),
                    name: self.of(subject, Lang::Vi),
                    about: self.about(subject),
                };
                Err(NameError::Several { text: text.to_owned(), found: many.iter().map(candidate).collect() })
            }
        }
    }
}
