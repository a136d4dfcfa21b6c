//! `person`: everything the ledger says of one recipient, to show, to hand out on request, or to follow across the years.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::lists::event_title;
use super::table::table;
use super::{CliError, Globals, Reply, open};
use crate::domain::fund::Purpose;
use crate::domain::ledger::State;
use crate::log::entry::Entry;
use crate::office::names::{Names, named, recipients};
use crate::shell::messages as say;
use crate::values::ident::Id;

/// Mọi điều sổ ghi về một người, tập thể, hộ: để xem, hoặc cung cấp khi chính người ấy yêu cầu (--json)
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang person \"ca nhan 5\"\n       sovang person \"ca nhan 7, thon 3\"\n       sovang person 03/2024:5 --json --out du-lieu.json"
)]
pub struct Person {
    /// Tên (không cần dấu; thêm thôn nếu trùng), hoặc một thứ của người ấy: dn7, 03:7
    #[arg(value_name = "TÊN")]
    who: String,
}

impl Person {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let (state, reading) = open::read(&path)?;
        let (id, name) = self.find(&state)?;
        let key = id.to_string();
        // What happened to a decision that names the person speaks of the person too.
        let mut stories: BTreeSet<u64> = BTreeSet::new();
        for (decision, known) in &state.decisions {
            let own = known.awards.values().filter(|award| award.line.recipient.id == id);
            let own: BTreeSet<u64> = own.map(|award| award.line.line).collect();
            if own.is_empty() {
                continue;
            }
            let subject = format!("decision/{decision}").parse().ok();
            stories.extend(subject.and_then(|subject| state.stories.get(&subject)).into_iter().flatten());
            for payment in state.funds.values().flat_map(|fund| fund.disbursements.values()) {
                let paid = match &payment.payload.purpose {
                    Purpose::Award { decision: paid, line } => paid == decision && own.contains(line),
                    _ => false,
                };
                stories.extend(paid.then_some(payment.seq));
                stories.extend(payment.repaid.iter().filter(|_| paid).map(|(.., seq)| *seq));
            }
        }
        let (mut rows, mut all) = (Vec::new(), Vec::new());
        reading.scan(1, &mut |row| {
            let Ok(entry) = Entry::read(&row.bytes) else { return true };
            let statement = &entry.statement;
            let data = Value::Object(statement.data.clone());
            if names(&data, &key) || stories.contains(&row.seq) {
                let title = event_title(statement.kind.as_str(), lang);
                let subject = Names::new(&state, statement.on).of(&statement.subject, lang);
                rows.push(vec![format!("#{}", row.seq), statement.on.vietnamese(), title, subject]);
                all.push(
                    json!({ "entry": row.seq, "on": statement.on, "type": statement.kind, "data": mine(data, &key) }),
                );
            }
            true
        })?;
        let mut text = format!("{}\n\n", say::person_heading(lang, &name));
        text.push_str(&table(&say::columns_person(lang), &[0], &rows));
        if !state.vault.values.is_empty() {
            text.push_str(&format!("\n{}\n", say::person_sealed(lang)));
        }
        Ok(Reply::yes(text, json!({ "recipient": id, "name": name, "entries": all })))
    }

    fn find(&self, state: &State) -> Result<(Id, String), CliError> {
        let id = Names::new(state, open::now().date()).find_recipient(&self.who)?;
        let none = || CliError::About("person.none", self.who.clone(), say::person_none, say::person_advice);
        let (recipient, ..) = recipients(state).find(|(recipient, ..)| recipient.id == id).ok_or_else(none)?;
        Ok((id, named(recipient)))
    }
}

/// Whether a payload holds an id anywhere.
fn names(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => text == id,
        Value::Array(items) => items.iter().any(|item| names(item, id)),
        Value::Object(members) => members.values().any(|member| names(member, id)),
        _ => false,
    }
}

/// A payload without the lines of other people, nor the seed from which their salts follow: what is handed to one person must
/// not show the others.
fn mine(value: Value, id: &str) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(name, _)| name != "seed")
            .map(|(name, value)| match value {
                Value::Array(items) if name == "lines" && items.iter().all(Value::is_object) => {
                    (name, items.into_iter().filter(|item| names(item, id)).collect())
                }
                other => (name, other),
            })
            .collect(),
        other => other,
    }
}
