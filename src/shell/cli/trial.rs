//! What would be recorded, judged on a copy: every wrong row of a file is named in one run.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::open::{self, Desk};
use super::recording::{choose, sign};
use super::rows::Unread;
use super::show::entry_text;
use super::{CliError, Reply};
use crate::domain::ledger::State;
use crate::log::statement::{Head, Signed};
use crate::office::sheets::Spot;
use crate::shell::author::Draft;
use crate::shell::journal::{Journal, JournalError};
use crate::shell::keys::Signer;
use crate::shell::messages as say;
use crate::shell::store::Store;
use crate::shell::store::memory::MemoryStore;
use crate::values::lang::Lang;

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
/// where, subject, error. A row that names what a refused one is about is not judged: whatever was said of it might be said
/// for want of the other. What is wrong, in the order of the file.
pub fn judge(
    desk: &Desk,
    rows: &[(Spot, Draft)],
    wrong: Vec<Unread>,
    signers: &[Signer],
) -> Result<Vec<(Spot, CliError)>, CliError> {
    let mut trial = Trial::new(desk)?;
    let mut missing: Vec<(Spot, BTreeSet<String>)> =
        wrong.iter().map(|(spot, subject, _)| (spot.whole_row(), subject.iter().cloned().collect())).collect();
    let mut told: Vec<(Spot, CliError)> = wrong.into_iter().map(|(spot, _, error)| (spot, error)).collect();
    for (spot, draft) in rows {
        let named = names(draft);
        let rests = |(earlier, about): &&(Spot, BTreeSet<String>)| earlier < spot && !about.is_disjoint(&named);
        let error = match missing.iter().find(rests) {
            Some((earlier, _)) => {
                let what = earlier.row.to_string();
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
        missing.push((spot.clone(), draft.subject.iter().cloned().chain(draft.id.map(|id| id.to_string())).collect()));
        told.push((spot.clone(), error));
    }
    told.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(told)
}

/// Would these be admitted? Judged on a copy of the state, nothing written.
pub fn dry_run(desk: &Desk, drafts: &[Draft], signers: &[Signer], lang: Lang) -> Result<Reply, CliError> {
    let mut trial = Trial::new(desk)?;
    let mut text = String::new();
    let mut statements = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let signer = choose(trial.state(), draft, signers)?;
        let signed = sign(trial.state(), draft, signer)?;
        if drafts.len() == 1 {
            text.push_str(&format!("{}\n", say::about_to_sign(lang)));
            text.extend(signed.iter().map(|signed| entry_text(trial.state(), &signed.statement, lang)));
        }
        statements.extend(signed.iter().map(|signed| json!({ "statement": signed.statement })));
        match trial.place(signed) {
            Ok(()) => {}
            // A question answered «no»: exit code 1, not 2.
            Err(JournalError::Refused { refusal, .. }) => {
                let error = CliError::Journal(JournalError::Refused { index, refusal });
                return Ok(Reply::answer(format!("{text}{}", error.text(lang)), error.json(lang), false));
            }
            Err(other) => return Err(other.into()),
        }
    }
    text.push_str(&format!("{}\n", say::would_record(lang, drafts.len())));
    Ok(Reply::yes(text, json!({ "admissible": true, "events": statements })))
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
