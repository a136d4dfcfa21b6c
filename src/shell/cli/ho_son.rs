//! The real half-year of Hồ Sơn as a small ledger: who signs, and what in which order.

use serde_json::{Map, Value, json};

use super::CliError;
use super::open;
use crate::domain::catalogue;
use crate::domain::presets::PRESETS;
use crate::log::role::Role;
use crate::shell::author::{Draft, Signing, compose, compose_opening};
use crate::shell::join;
use crate::shell::journal::Journal;
use crate::shell::keys::Signer;
use crate::shell::messages as say;
use crate::shell::store::Store;
use crate::values::crypto::PublicKey;
use crate::values::ident::{Id, LedgerId};
use crate::values::time::Instant;

const EVENTS: &str = include_str!("../../../fixtures/ho-son-2024-h1/events.jsonl");

/// The demonstration's people: file name, holder, roles.
const PEOPLE: [(&str, &str, &[Role]); 3] = [
    ("chu-tich", "Chủ tịch UBND xã (khóa minh họa)", &[Role::Chairman]),
    ("van-thu", "Văn thư kiêm thư ký Hội đồng (khóa minh họa)", &[Role::Clerk, Role::Secretary, Role::Receptionist]),
    ("ke-toan", "Kế toán (khóa minh họa)", &[Role::Accountant]),
];

/// One of them.
pub struct Person {
    signer: Signer,
    id: Id,
    roles: &'static [Role],
    holder: &'static str,
}

/// All of them, each with the key that `key` makes for his name.
pub fn people(key: impl Fn(&str) -> Result<Signer, CliError>) -> Result<Vec<Person>, CliError> {
    let person = |(name, holder, roles): (&str, &'static str, &'static [Role])| {
        Ok(Person { signer: key(name)?, id: open::new_id()?, roles, holder })
    };
    PEOPLE.into_iter().map(person).collect()
}

/// Records the whole half-year in an empty journal.
pub fn record<S: Store>(journal: &mut Journal<S>, people: &[Person], log_key: PublicKey) -> Result<(), CliError> {
    let begun = "2024-07-02T00:59:00.000Z".parse().unwrap_or_else(|_| open::now());
    let drafts = drafts(people, begun)?;
    let mut new_id = open::new_ids()?;
    let ledger = LedgerId::from(new_id());
    // The demonstration's clock: each entry is recorded at the moment it is signed.
    journal.extend(drafts.len() + 1, &|signed| signed.statement.at, |state, index| {
        let draft = index.checked_sub(1).and_then(|i| drafts.get(i));
        let by = draft.and_then(|draft| draft.by.clone()).unwrap_or(Role::Chairman);
        let person = people.iter().find(|person| person.roles.contains(&by));
        let person = person.ok_or(CliError::Said("key.none", say::no_key, say::no_key_advice))?;
        let mut signing = Signing { key: person.signer.public(), now: begun, new_id: &mut new_id };
        let made = match draft {
            None => compose_opening(ledger, begun.date(), opening(ledger, people, log_key)?, &mut signing)
                .map(|one| vec![one]),
            Some(draft) => compose(state, draft, &mut signing),
        };
        Ok::<_, CliError>(person.signer.sign_all(made?)?)
    })?;
    Ok(())
}

fn opening(ledger: LedgerId, people: &[Person], log_key: PublicKey) -> Result<Map<String, Value>, CliError> {
    let key = |person: &Person| {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.as_str()).collect();
        let asked =
            json!({ "key": person.signer.public(), "person": person.id, "holder": person.holder, "roles": roles });
        Ok::<_, CliError>(join::prove(&person.signer, ledger, asked)?)
    };
    let data = json!({
        "unit": { "name": "UBND xã Hồ Sơn", "code": "UBND" },
        "parent": "UBND huyện Hữu Lũng, tỉnh Lạng Sơn",
        "origin": "sovang.example/ho-son",
        "log_key": log_key,
        "catalogue": catalogue::current(),
        "keys": people.iter().map(key).collect::<Result<Vec<_>, _>>()?,
        "note": "Sổ minh họa, tái dựng từ báo cáo đã công bố; khóa và giờ ghi là của bản minh họa.",
    });
    Ok(data.as_object().cloned().unwrap_or_default())
}

fn drafts(people: &[Person], begun: Instant) -> Result<Vec<Draft>, CliError> {
    let unreadable = |error: serde_json::Error| CliError::Unreadable("events.jsonl".into(), error.to_string());
    let mut drafts = Vec::new();
    if let Some(preset) = PRESETS.first() {
        let mut draft = super::begin::policy_draft(serde_json::from_str(preset.json).map_err(unreadable)?)?;
        draft.at = Some(begun);
        draft.by = Some(Role::Chairman);
        drafts.push(draft);
    }
    let chairman = people.first().map(|person| person.id.to_string()).unwrap_or_default();
    for line in EVENTS.lines() {
        drafts.push(serde_json::from_str(&line.replace("CHAIRMAN_PERSON", &chairman)).map_err(unreadable)?);
    }
    Ok(drafts)
}
