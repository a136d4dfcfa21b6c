//! References to people and payments: by name, by place, by what is theirs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::find::{Candidate, NameError, Thing};
use super::read::year;
use super::{Names, named, recipients};
use crate::domain::ledger::State;
use crate::values::crypto::PublicKey;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::text::{fold, spelled};

/// Who signed an entry: as the key's holder was called there, with the name of now behind it where that is another.
pub fn signer(state: &State, key: &PublicKey, seq: u64, lang: Lang) -> String {
    let Some(holder) = state.chain.keyring().holder(key) else { return key.short() };
    let then = &holder.at(seq).unwrap_or(&holder.now).name;
    let now = &holder.now.name;
    match then == now {
        true => then.to_string(),
        false => format!("{then} ({} {now})", lang.pick("nay:", "now:")),
    }
}

/// The same for programs.
pub fn signer_json(state: &State, key: &PublicKey, seq: u64) -> Value {
    let Some(holder) = state.chain.keyring().holder(key) else { return json!({ "key": key }) };
    let then = holder.at(seq).unwrap_or(&holder.now);
    json!({
        "key": key, "person": then.person, "holder": then.name, "roles": then.roles, "enrolled": then.seq,
        "holder_now": holder.now.name,
    })
}

impl Names<'_> {
    /// The payment that a repayment returns: an entry, a voucher of one payment, a line of a decision, an event's id.
    pub fn find_payment(&self, text: &str) -> Result<Id, NameError> {
        let all = || self.state.funds.values().flat_map(|fund| fund.disbursements.iter());
        if let Ok(id) = text.parse::<Id>() {
            return Ok(id);
        }
        let seqs: Vec<u64> = match self.find_any(text)? {
            Thing::Entry(seq) => vec![seq],
            Thing::Voucher(seqs) => seqs,
            Thing::Lines(id, lines) => self.payments(id, &lines),
            Thing::Subject(subject) => match subject.key().parse() {
                Ok(id) => {
                    let lines = self.state.decisions.get(&id).map(|d| d.awards.keys().copied().collect());
                    self.payments(id, &lines.unwrap_or_default())
                }
                Err(_) => Vec::new(),
            },
            Thing::Recipient(id) => all().filter(|(_, p)| p.payload.payee.id == Some(id)).map(|(_, p)| p.seq).collect(),
        };
        let found: Vec<_> = all().filter(|(_, paid)| seqs.contains(&paid.seq)).collect();
        match found.as_slice() {
            [(id, _)] => Ok(**id),
            [] => Err(self.nothing(text, None, Vec::new())),
            many => {
                let candidate = |(_, paid): &(&Id, &crate::domain::fund::Disbursement)| Candidate {
                    typed: format!("m{}", paid.seq),
                    name: format!("{}, {}", paid.payload.voucher, paid.payload.amount),
                    about: paid.payload.payee.name.to_string(),
                };
                Err(NameError::Several { text: text.to_owned(), found: many.iter().map(candidate).collect() })
            }
        }
    }

    /// A person, collective or household: an id, a name, a name and a place, or one of theirs: `dn7`, `03:7`.
    pub fn find_recipient(&self, text: &str) -> Result<Id, NameError> {
        if let Ok(id) = text.parse::<Id>() {
            return Ok(id);
        }
        let mut called = self.recipients_called(text);
        if called.len() > 1 {
            return Err(NameError::Several {
                text: text.to_owned(),
                found: called.into_iter().map(|(_, one)| one).collect(),
            });
        }
        if let Some((id, _)) = called.pop() {
            return Ok(id);
        }
        if text.contains(':') {
            let (decision, lines) = self.find_lines(text)?;
            let known = self.state.decisions.get(&decision);
            let mut of = lines.iter().filter_map(|line| known?.awards.get(line)).map(|award| award.line.recipient.id);
            return match (of.next(), of.next()) {
                (Some(one), None) => Ok(one),
                _ => Err(self.nothing(text, None, Vec::new())),
            };
        }
        if let Ok(Some(subject)) = self.find_running_named("nomination", text)
            && let Some(nomination) = subject.key().parse().ok().and_then(|id: Id| self.state.nominations.get(&id))
        {
            return Ok(nomination.submitted.recipient.id);
        }
        Err(self.nothing(text, None, Vec::new()))
    }

    /// A person who holds a key, by id or name.
    pub fn find_holder(&self, text: &str) -> Result<Id, NameError> {
        if let Ok(id) = text.parse::<Id>() {
            return Ok(id);
        }
        let holders = || self.state.chain.keyring().holders().map(|(_, holder)| holder);
        let of = |exact: bool| -> BTreeMap<Id, String> {
            let same = |name: &str| if exact { spelled(name) == spelled(text) } else { fold(name) == fold(text) };
            holders()
                .filter(|holder| same(holder.now.name.as_str()))
                .map(|h| (h.now.person, h.now.name.to_string()))
                .collect()
        };
        let exact = of(true);
        let found = if exact.is_empty() { of(false) } else { exact };
        let mut ids = found.iter();
        match (ids.next(), ids.next()) {
            (Some((id, _)), None) => Ok(*id),
            (None, _) => {
                let known: BTreeSet<&str> = holders().map(|holder| holder.now.name.as_str()).collect();
                let near = known.into_iter().filter(|name| fold(name).contains(&fold(text)));
                let near =
                    near.map(|name| Candidate { typed: name.to_owned(), name: String::new(), about: String::new() });
                Err(self.nothing(text, None, near.collect()))
            }
            _ => {
                let found = found.iter().map(|(id, name)| Candidate {
                    typed: id.to_string(),
                    name: name.clone(),
                    about: String::new(),
                });
                Err(NameError::Several { text: text.to_owned(), found: found.collect() })
            }
        }
    }

    /// Vouchers called so, in the year that is named or this year: `pc8`, `pc08/2026`.
    pub(super) fn voucher(&self, text: &str) -> Option<(Thing, Candidate)> {
        let plain = |text: &str| -> String {
            let text: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
            let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
            let (letters, digits) = text.split_at(at);
            format!("{letters}{}", digits.trim_start_matches('0'))
        };
        let (name, wanted) = match text.rsplit_once('/').map(|(name, last)| (name, year(last))) {
            Some((name, Some(year))) => (name, year),
            _ => (text, self.today.year()),
        };
        let name = plain(name);
        if !name.starts_with(|c: char| c.is_alphabetic()) {
            return None;
        }
        let of_year = self.state.funds.get(&wanted)?.disbursements.values();
        let mut paid: Vec<_> = of_year.filter(|paid| plain(paid.payload.voucher.as_str()) == name).collect();
        paid.sort_unstable_by_key(|paid| paid.seq);
        let first = paid.first()?;
        let candidate = Candidate {
            typed: first.payload.voucher.to_string(),
            name: format!("{} {}", first.payload.voucher, first.on.vietnamese()),
            about: first.payload.payee.name.to_string(),
        };
        Some((Thing::Voucher(paid.iter().map(|paid| paid.seq).collect()), candidate))
    }

    /// Recipients called so, each with a reference of its own.
    pub(super) fn recipients_called(&self, text: &str) -> Vec<(Id, Candidate)> {
        let (wanted, exact) = (fold(text), spelled(text));
        let (mut exactly, mut nearly) = (BTreeMap::new(), BTreeMap::new());
        for (recipient, kind, of) in recipients(self.state) {
            let (name, whole) = (recipient.name.as_str(), named(recipient));
            let near = fold(name) == wanted || fold(&whole) == wanted;
            if !near {
                continue;
            }
            let subject: Option<Subject> = format!("{kind}/{of}").parse().ok();
            let typed = match (kind, self.state.decisions.get(&of)) {
                ("decision", Some(decision)) => {
                    let line = decision.awards.values().find(|award| award.line.recipient.id == recipient.id);
                    let name = decision.numbered.as_ref().map(|n| self.decision_candidate(decision, n).typed);
                    line.zip(name).map(|(award, name)| format!("{name}:{}", award.line.line))
                }
                ("nomination", _) => subject.as_ref().map(|subject| fold(&self.of(subject, Lang::Vi))),
                _ => None,
            };
            let typed = typed.unwrap_or_else(|| recipient.id.to_string());
            let candidate = Candidate { typed, name: whole.clone(), about: String::new() };
            if spelled(name) == exact || spelled(&whole) == exact {
                exactly.entry(recipient.id).or_insert_with(|| candidate.clone());
            }
            nearly.entry(recipient.id).or_insert(candidate);
        }
        let found = if exactly.is_empty() { nearly } else { exactly };
        found.into_iter().collect()
    }
}
