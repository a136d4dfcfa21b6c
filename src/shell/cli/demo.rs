//! `demo`: the real half-year as a signed ledger, verified, reported and held against what was published.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::answer::Trouble;
use super::log_key::NewLogKey;
use super::open::{self, Desk};
use super::reconcile::{read_claims, reconcile};
use super::verify::Verify;
use super::{CliError, Globals, Reply};
use crate::domain::catalogue;
use crate::domain::presets::PRESETS;
use crate::log::keyring::Role;
use crate::reports::half_year::HalfYear;
use crate::reports::markdown;
use crate::shell::author::{Draft, Signing, compose, compose_opening};
use crate::shell::join;
use crate::shell::keys::{self, Signer};
use crate::shell::messages as say;
use crate::values::ident::{Id, LedgerId};
use crate::values::lang::Lang;
use crate::values::time::{Instant, Period};

const EVENTS: &str = include_str!("../../../fixtures/ho-son-2024-h1/events.jsonl");
const CLAIMS: &str = include_str!("../../../fixtures/ho-son-2024-h1/claims.json");
/// Demonstration keys protect nothing; the passphrase is shown so that one can go on playing.
const PASSPHRASE: &str = "so-vang-demo";

/// Dựng sổ minh họa, xác minh, in báo cáo sinh ra từ sổ và những gì báo cáo đã công bố không giải trình được
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang demo\n       sovang demo /tmp/thu-so-vang")]
pub struct Demo {
    /// Thư mục (tạo mới nếu chưa có)
    #[arg(value_name = "THƯ MỤC", default_value = "demo")]
    dir: PathBuf,
}

/// The demonstration's people: file name, roles.
const PEOPLE: [(&str, &str, &[Role]); 3] = [
    ("chu-tich", "Chủ tịch UBND xã (khóa minh họa)", &[Role::Chairman]),
    ("van-thu", "Văn thư kiêm thư ký Hội đồng (khóa minh họa)", &[Role::Clerk, Role::Secretary, Role::Receptionist]),
    ("ke-toan", "Kế toán (khóa minh họa)", &[Role::Accountant]),
];

impl Demo {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = self.dir.join("ho-son.sovang");
        if path.exists() {
            return Err(crate::shell::store::StoreError::Exists(path).into());
        }
        std::fs::create_dir_all(self.dir.join("keys")).map_err(|error| CliError::Io(self.dir.clone(), error))?;
        let (desk, trouble) = build(&self.dir, &path, lang)?;
        let entries = desk.journal.head().seq;
        let state = desk.journal.state().clone();
        drop(desk);

        let verified = Verify::of(path.clone()).run(globals)?;
        let period: Period = "2024H1".parse().unwrap_or(Period::of_year(2024));
        let report = HalfYear::new(&state, period, lang);
        let claims = read_claims(Path::new("claims.json"), CLAIMS)?;
        let (result, reconciled) = reconcile(&state, &claims, lang)?;

        let mut text = format!("{}\n\n", say::demo_step(lang, say::demo_build(lang)));
        text.push_str(&format!("{}\n", say::demo_made(lang, path.display(), entries)));
        text.push_str(&format!("{}\n", say::demo_keys(lang, self.dir.join("keys").display(), PASSPHRASE)));
        for (title, body) in [
            (say::demo_verify(lang), verified.text.as_str()),
            (say::demo_report(lang), markdown::half_year(&report, lang, false).as_str()),
            (say::demo_reconcile(lang), reconciled.as_str()),
        ] {
            text.push_str(&format!("\n{}\n\n{body}", say::demo_step(lang, title)));
        }
        text.push_str(&format!("\n{}\n", say::demo_next(lang, path.display())));
        let json = json!({
            "file": path.display().to_string(), "keys": self.dir.join("keys").display().to_string(),
            "passphrase": PASSPHRASE, "verify": verified.json, "report": report, "reconciliation": result,
        });
        // The demonstration has done what it was asked, whatever the published report says.
        Ok(Reply { yes: verified.yes, ..Reply::done(text, json) }.after(trouble))
    }
}

struct Person {
    signer: Signer,
    id: Id,
    roles: &'static [Role],
    holder: &'static str,
}

fn build(dir: &Path, path: &Path, lang: Lang) -> Result<(Desk, Vec<Trouble>), CliError> {
    let mut people = Vec::new();
    for (name, holder, roles) in PEOPLE {
        let signer = make_key(&dir.join("keys").join(format!("{name}.pem")))?;
        people.push(Person { signer, id: open::new_id()?, roles, holder });
    }
    let log_path = path.with_extension("log.pem");
    let log_key = NewLogKey::of(&log_path)?;
    log_key.keep(&log_path)?;
    let begun = "2024-07-02T00:59:00.000Z".parse().unwrap_or_else(|_| open::now());
    let drafts = drafts(&people, begun)?;

    let mut desk = Desk::create(path)?;
    let mut new_id = open::new_ids()?;
    let ledger = LedgerId::from(new_id());
    // The demonstration's clock: each entry is recorded at the moment it is signed.
    desk.journal.extend(drafts.len() + 1, &|signed| signed.statement.at, |state, index| {
        let draft = index.checked_sub(1).and_then(|i| drafts.get(i));
        let by = draft.and_then(|draft| draft.by).unwrap_or(Role::Chairman);
        let person = people.iter().find(|person| person.roles.contains(&by));
        let person = person.ok_or(CliError::Said("key.none", say::no_key, say::no_key_advice))?;
        let mut signing = Signing { key: person.signer.public(), now: begun, new_id: &mut new_id };
        let made = match draft {
            None => compose_opening(ledger, begun.date(), opening(ledger, &people, &log_key)?, &mut signing)
                .map(|one| vec![one]),
            Some(draft) => compose(state, draft, &mut signing),
        };
        Ok::<_, CliError>(person.signer.sign_all(made?)?)
    })?;
    let trouble = desk.finish(&open::LogKeyArgs::default(), lang);
    Ok((desk, trouble))
}

fn make_key(path: &Path) -> Result<Signer, CliError> {
    let secret = keys::new_secret()?;
    keys::pem::create(path, &secret, PASSPHRASE)?;
    Ok(Signer::File(secret))
}

fn opening(ledger: LedgerId, people: &[Person], log_key: &NewLogKey) -> Result<Map<String, Value>, CliError> {
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
        "log_key": log_key.public(),
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
