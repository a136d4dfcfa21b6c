//! `person`: everything the ledger says of one recipient, to show, to hand out on request, or to follow across the years.

use serde_json::{Value, json};

use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::log::entry::Entry;
use crate::office::names::{Names, named, recipients};
use crate::office::views::person;
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
        let state = open::read_state(&path)?;
        let (id, name) = self.find(&state)?;
        let names = Names::new(&state, open::now().date());
        let page = person::page(&names, id, lang).unwrap_or_default();
        let ids = person::own_ids(&state, id);
        let told = |entry: &Entry| {
            let statement = &entry.statement;
            let data = person::own_part(Value::Object(statement.data.clone()), &ids);
            json!({ "entry": entry.seq, "on": statement.on, "type": statement.kind, "data": data })
        };
        let all: Vec<Value> = person::entries(&state, id).map(told).collect();
        Ok(Reply::page(page, json!({ "recipient": id, "name": name, "entries": all })))
    }

    fn find(&self, state: &State) -> Result<(Id, String), CliError> {
        let id = Names::new(state, open::now().date()).find_recipient(&self.who)?;
        let none = || CliError::About("person.none", self.who.clone(), say::person_none, say::person_advice);
        let (recipient, ..) = recipients(state).find(|(recipient, ..)| recipient.id == id).ok_or_else(none)?;
        Ok((id, named(recipient)))
    }
}
