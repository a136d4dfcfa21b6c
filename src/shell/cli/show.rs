//! `show`: one entry, or everything that happened to one subject.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::lists::event_title;
use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::log::entry::Entry;
use crate::log::statement::Statement;
use crate::office::names::people::{signer, signer_json};
use crate::office::names::{Names, Thing, recipients};
use crate::office::views::thing;
use crate::shell::form::Form;
use crate::shell::messages as say;
use crate::values::crypto::Hash;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::grouped;
use crate::values::shown::Shown;
use crate::values::time::Date;

/// Xem một mục (m12) hoặc diễn biến một hồ sơ (số quyết định, dn7, dt3, chứng từ)
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang show m12          (mục 12)\n       sovang show 03/2024      (quyết định; số trần là của năm nay)\n       sovang show dn7          (đề nghị; cũng vậy: hd2, dt3, PC08, tên đối tượng)"
)]
pub struct Show {
    /// Mục hoặc hồ sơ, như danh sách in ra
    #[arg(value_name = "GÌ")]
    what: String,
    /// Từng mục như đã ký, với mã và mã băm
    #[arg(short = 'v', long)]
    verbatim: bool,
}

impl Show {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let (outcome, reading) = open::look(&path, globals.lang)?;
        let state = outcome.state;
        let (thing, wanted) = which(&state, &self.what)?;
        let mut found: Vec<(Entry, Hash)> = Vec::new();
        reading.scan(wanted.first().copied().unwrap_or(1), &mut |row| {
            if wanted.contains(&row.seq)
                && let Ok(entry) = Entry::read(&row.bytes)
            {
                found.push((entry, Hash::of(&row.bytes)));
            }
            wanted.last().is_some_and(|last| row.seq < *last)
        })?;
        if found.is_empty() {
            return Err(CliError::About("show.none", self.what, say::no_such_entry, say::needs_subject_advice));
        }
        let lang = globals.lang;
        let json = |(entry, hash): &(Entry, Hash)| {
            let signer = signer_json(&state, &entry.statement.by, entry.seq);
            json!({ "entry": entry, "hash": hash, "signer": signer })
        };
        let json = json!(found.iter().map(json).collect::<Vec<_>>());
        let names = Names::new(&state, open::now().date());
        if let Some(page) = thing::page(&names, &thing, lang).filter(|_| !self.verbatim) {
            return Ok(Reply::page(page, json));
        }
        let text = found.iter().map(|(entry, hash)| full_text(&state, entry, *hash, self.verbatim, lang));
        Ok(Reply::yes(text.collect::<Vec<_>>().join("\n"), json))
    }
}

/// The entries that a person means, and what that is.
pub fn which(state: &State, what: &str) -> Result<(Thing, Vec<u64>), CliError> {
    let names = Names::new(state, open::now().date());
    let thing = names.find_any(what)?;
    let entries = names.entries(&thing);
    if entries.is_empty() {
        return Err(CliError::About("show.none", what.to_owned(), say::no_such_entry, say::needs_subject_advice));
    }
    Ok((thing, entries))
}

/// An entry as a person reads it; `verbatim` with the ids and the hash that programs go by.
fn full_text(state: &State, entry: &Entry, hash: Hash, verbatim: bool, lang: Lang) -> String {
    let statement = &entry.statement;
    let mut out = String::new();
    let title = event_title(statement.kind.as_str(), lang);
    let _ = writeln!(out, "{}", say::entry_heading(lang, entry.seq, title));
    if let Some(taken) = state.taken.entries.get(&entry.seq) {
        let _ = writeln!(out, "  {}", say::entry_taken_back(lang, taken.by, &taken.reason));
    }
    if let Some(old) = state.taken.instead.get(&entry.seq) {
        let _ = writeln!(out, "  {}", say::entry_instead_of(lang, old));
    }
    let signer = signer(state, &statement.by, entry.seq, lang);
    let _ = writeln!(out, "  {}", say::entry_signed(lang, signer, statement.at.vietnamese()));
    let (recorded, on) = (entry.recorded.vietnamese(), statement.on.vietnamese());
    let _ = writeln!(out, "  {}", say::entry_recorded(lang, recorded, on));
    if let Some([from, until]) = state.chain.recorded_between(entry.seq) {
        let _ = writeln!(out, "  {}", say::entry_recorded_between(lang, from.vietnamese(), until.vietnamese()));
    }
    let _ =
        writeln!(out, "  {}", say::entry_subject(lang, Names::new(state, statement.on).of(&statement.subject, lang)));
    if verbatim {
        let _ = writeln!(out, "  {}", say::entry_hash(lang, hash));
    }
    out.push_str(&payload_text(state, statement, verbatim, lang));
    out
}

/// What a statement says, before it is an entry.
pub fn entry_text(state: &State, statement: &Statement, lang: Lang) -> String {
    let mut out = String::new();
    let seq = statement.seen.seq.saturating_add(1);
    let title = event_title(statement.kind.as_str(), lang);
    let subject = Names::new(state, statement.on).of(&statement.subject, lang);
    let _ = writeln!(out, "{title} · {subject} · {}", statement.on.vietnamese());
    let signer = signer(state, &statement.by, seq, lang);
    let _ = writeln!(out, "  {}", say::entry_signed(lang, signer, statement.at.vietnamese()));
    out.push_str(&payload_text(state, statement, false, lang));
    out
}

fn payload_text(state: &State, statement: &Statement, ids: bool, lang: Lang) -> String {
    let form = Form::of(statement.kind.as_str(), Some(statement.schema));
    let mut lines = Lines { out: String::new(), form, lang, ids, state };
    lines.members(&statement.data, "", 1);
    lines.out
}

/// A payload as indented lines: labels and order from the schema, listed words in the reader's language.
struct Lines<'a> {
    state: &'a State,
    out: String,
    form: Option<Form>,
    lang: Lang,
    /// Whether ids are shown beside what they mean.
    ids: bool,
}

impl Lines<'_> {
    fn label(&self, path: &str) -> String {
        match (&self.form, self.lang) {
            (Some(form), _) => form.label(path, self.lang),
            _ => path.rsplit('.').next().unwrap_or(path).to_owned(),
        }
    }

    fn members(&mut self, members: &Map<String, Value>, path: &str, depth: usize) {
        let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
        sorted.sort_by_key(|(name, _)| self.form.as_ref().map_or(0, |form| form.rank(path, name)));
        for (name, value) in sorted {
            let here = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.value(&self.label(&here), value, &here, depth);
        }
    }

    fn value(&mut self, name: &str, value: &Value, path: &str, depth: usize) {
        let indent = "  ".repeat(depth);
        match value {
            Value::Object(members) => {
                let _ = writeln!(self.out, "{indent}{name}:");
                self.members(members, path, depth + 1);
            }
            Value::Array(items) if items.iter().any(Value::is_object) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(&format!("{name} {}", index + 1), item, &format!("{path}.{index}"), depth);
                }
            }
            other => {
                let text = Shown(self.plain(other, path));
                let _ = writeln!(self.out, "{indent}{name}: {text}");
            }
        }
    }

    fn plain(&self, value: &Value, path: &str) -> String {
        match value {
            Value::Array(items) => {
                items.iter().map(|item| self.plain(item, &format!("{path}.0"))).collect::<Vec<_>>().join(", ")
            }
            Value::Number(n) if is_money(path) => format!("{}đ", grouped(n.as_i64().unwrap_or(0))),
            Value::String(text) => match self.form.as_ref().and_then(|form| form.list_at(path)) {
                Some(list) => list.word(text, self.lang).to_owned(),
                None => match self.named(text, path) {
                    Some(name) if self.ids => format!("{name} ({text})"),
                    Some(name) => name,
                    None => self.dated(text),
                },
            },
            Value::Bool(true) => say::yes(self.lang),
            Value::Bool(false) => say::no(self.lang),
            other => other.to_string(),
        }
    }

    /// A date as offices write it.
    fn dated(&self, text: &str) -> String {
        match text.parse::<Date>() {
            Ok(date) if !self.ids => date.vietnamese(),
            _ => text.to_owned(),
        }
    }
}

impl Lines<'_> {
    /// Who or what an id means, where it stands alone.
    fn named(&self, text: &str, path: &str) -> Option<String> {
        let member = path.split('.').rfind(|part| part.parse::<usize>().is_err())?;
        let id: Id = text.parse().ok()?;
        match member {
            "person" | "resolver" | "target" => {
                let mut holders = self.state.chain.keyring().holders();
                holders.find(|(_, holder)| holder.now.person == id).map(|(_, holder)| holder.now.name.to_string())
            }
            "recipient" | "concerns" => {
                recipients(self.state).find(|(known, ..)| known.id == id).map(|(known, ..)| known.name.to_string())
            }
            "decision" => self.state.decisions.get(&id).map(|decision| decision.name()),
            _ => None,
        }
    }
}

fn is_money(path: &str) -> bool {
    let tail = path.rsplit('.').next().unwrap_or_default();
    matches!(tail, "amount" | "opening" | "counted" | "base_salary" | "unit_price")
}
