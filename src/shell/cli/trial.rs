//! What would be recorded, judged on a copy: every wrong row of a file is named in one run.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::CliError;
use super::open::{self, Desk};
use super::recording::{choose, sign};
use crate::domain::ledger::State;
use crate::log::statement::{Head, Signed};
use crate::shell::author::Draft;
use crate::shell::journal::{Journal, JournalError};
use crate::shell::keys::Signer;
use crate::shell::messages as say;
use crate::shell::store::Store;
use crate::shell::store::memory::MemoryStore;

/// A journal in memory that stands where the ledger stands.
pub struct Trial {
    journal: Journal<MemoryStore>,
}

impl Trial {
    /// A copy of a ledger.
    pub fn new(desk: &Desk) -> Result<Trial, CliError> {
        let mut rows = Vec::new();
        desk.journal.store().scan(1, &mut |row| {
            rows.push(row);
            true
        })?;
        let mut store = MemoryStore::default();
        store.append(Head::EMPTY, &rows, &[])?;
        Ok(Trial { journal: Journal::open(store, Some(desk.journal.head()))? })
    }

    /// What stands in it.
    pub fn state(&self) -> &State {
        self.journal.state()
    }

    /// Records in it, together.
    pub fn place(&mut self, signed: Vec<Signed>) -> Result<(), JournalError> {
        self.journal.append(&signed, open::now()).map(|_| ())
    }
}

/// Judges every row of a file in turn, going on without those that are refused; `wrong` are those that were not even read:
/// line, subject, error. A row that names what a refused one is about is not judged: whatever was said of it might be said
/// for want of the other. `None` if nothing is wrong.
pub fn judge(
    desk: &Desk,
    file: &Path,
    rows: &[(usize, Draft)],
    wrong: Vec<(usize, Option<String>, CliError)>,
    signers: &[Signer],
) -> Result<Option<CliError>, CliError> {
    let mut trial = Trial::new(desk)?;
    let mut missing: Vec<(usize, BTreeSet<String>)> =
        wrong.iter().map(|(line, subject, _)| (*line, subject.iter().cloned().collect())).collect();
    let mut told: Vec<(usize, CliError)> = wrong.into_iter().map(|(line, _, error)| (line, error)).collect();
    for (line, draft) in rows {
        let named = names(draft);
        let rests = |(earlier, about): &&(usize, BTreeSet<String>)| earlier < line && !about.is_disjoint(&named);
        let error = match missing.iter().find(rests) {
            Some((earlier, _)) => {
                let what = earlier.to_string();
                CliError::About("import.not_judged", what, say::import_not_judged, say::import_not_judged_advice)
            }
            None => {
                let signed =
                    choose(trial.state(), draft, signers).and_then(|signer| sign(trial.state(), draft, signer));
                match signed.and_then(|signed| Ok(trial.place(signed)?)) {
                    Ok(()) => continue,
                    Err(error) => error,
                }
            }
        };
        missing.push((*line, draft.subject.iter().cloned().chain(draft.id.map(|id| id.to_string())).collect()));
        told.push((*line, error));
    }
    told.sort_by_key(|(line, _)| *line);
    Ok(match told.len() {
        0 => None,
        1 => told.pop().map(|(line, error)| CliError::Line(file.to_owned(), line, Box::new(error))),
        _ => Some(CliError::Lines(file.to_owned(), told)),
    })
}

/// Every text by which a draft names something.
fn names(draft: &Draft) -> BTreeSet<String> {
    fn texts(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(found.insert(text.clone())),
            Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
            Value::Object(members) => members.values().for_each(|member| texts(member, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    draft.data.values().for_each(|value| texts(value, &mut found));
    found.extend(draft.subject.clone());
    // A subject in full is also known by its key.
    let keys: Vec<String> =
        found.iter().filter_map(|name| name.split_once('/')).map(|(_, key)| key.to_owned()).collect();
    found.extend(keys);
    found
}
