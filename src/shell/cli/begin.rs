//! `init`: a ledger of one's own.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::open::{self, Desk, KeyArgs};
use super::{CliError, Globals, Reply};
use crate::domain::catalogue;
use crate::domain::event::Origin;
use crate::log::keyring::Role;
use crate::log::statement::Signed;
use crate::shell::author::{Draft, compose, compose_opening};
use crate::shell::durable;
use crate::shell::keys::{self, Signer};
use crate::shell::messages as say;
use crate::values::crypto::PublicKey;
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;

/// Mở sổ mới: tạo tệp, ghi bút toán đầu tiên. Khoá --key là khoá của Chủ tịch
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ:\n  sovang key new chu-tich.pem\n  sovang key new van-thu.pem\n  \
sovang -l so.sovang init --unit \"UBND xã A\" --parent \"UBND tỉnh B\" --origin xa-a.example/so-vang \\\n    \
--key chu-tich.pem --holder \"Chủ tịch UBND xã\" --enrol clerk,secretary=van-thu.pub:\"Văn thư\" \\\n    --adopt vn-2026-r3 --adopt lich-2026 --adopt lich-2027")]
pub struct Init {
    /// Tên đơn vị, ví dụ "UBND xã A"
    #[arg(long, value_name = "TÊN")]
    unit: String,
    /// Cơ quan cấp trên
    #[arg(long, value_name = "TÊN")]
    parent: String,
    /// Tên gốc của sổ trong mọi chứng nhận (chữ thường, không dấu), ví dụ xa-a.example/so-vang
    #[arg(long, value_name = "TÊN")]
    origin: Origin,
    /// Chữ viết tắt trong ký hiệu văn bản, ví dụ UBND
    #[arg(long, value_name = "CHỮ")]
    code: Option<String>,
    /// Tên gọi của người giữ khoá Chủ tịch
    #[arg(long, value_name = "TÊN", default_value = "Chủ tịch UBND")]
    holder: String,
    /// Khoá của người khác: VAI_TRÒ[,VAI_TRÒ]=KHOÁ:TÊN (nêu nhiều lần; có thể ghi nhận sau bằng key enrol)
    #[arg(long, value_name = "VAI_TRÒ=KHOÁ:TÊN")]
    enrol: Vec<String>,
    /// Ban hành ngay chính sách hoặc lịch mẫu này, đã đối chiếu với văn bản gốc (nêu nhiều lần; xem: sovang policy presets)
    #[arg(long, value_name = "TÊN")]
    adopt: Vec<String>,
    #[command(flatten)]
    key: KeyArgs,
}

impl Init {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path =
            globals.ledger.clone().ok_or(CliError::Said("ledger.none", say::no_ledger, say::no_ledger_advice))?;
        if path.exists() {
            return Err(crate::shell::store::StoreError::Exists(path).into());
        }
        let signer = self.key.signer(lang)?;
        let log_path = self.key.log.log_key.clone().unwrap_or_else(|| path.with_extension("log.pem"));
        let fresh = !log_path.exists();
        let log_key = self.log_key(&log_path, lang)?;
        let begun = self.found(&path, &signer, log_key);
        if begun.is_err() && fresh {
            keys::pem::take_back(&log_path);
        }
        let (ledger, mut desk) = begun?;
        let trouble = desk.finish(&self.key.log, lang);
        Ok(self.reply(&path, &log_path, ledger, &desk, lang).after(trouble))
    }

    /// The file and its first entries, or nothing.
    fn found(&self, path: &Path, signer: &Signer, log_key: PublicKey) -> Result<(LedgerId, Desk), CliError> {
        let data = self.opening(signer.public(), log_key)?;
        let mut new_id = open::new_ids()?;
        let ledger = LedgerId::from(new_id());
        let mut signing = open::signing(signer.public(), &mut new_id);
        let today = signing.now.date();
        let opening = signer.sign(compose_opening(ledger, today, data, &mut signing)?)?;
        // Judged before the file is made: a refused opening leaves no file behind.
        let memory_store = crate::shell::store::memory::MemoryStore::default();
        let probe = crate::shell::journal::Journal::open(memory_store, None)?;
        let refused = |refusal| crate::shell::journal::JournalError::Refused { index: 0, refusal: Box::new(refusal) };
        probe.admit(&opening, open::now()).map_err(refused)?;

        let mut desk = Desk::create(path)?;
        if let Err(error) = self.begin(&mut desk, signer, opening) {
            drop(desk);
            let _ = durable::remove(path);
            return Err(error);
        }
        Ok((ledger, desk))
    }

    /// The first entries, all or none.
    fn begin(&self, desk: &mut Desk, signer: &Signer, opening: Signed) -> Result<(), CliError> {
        let mut drafts = Vec::new();
        for name in &self.adopt {
            let data = serde_json::from_str(super::policy::preset(name)?)
                .map_err(|e| CliError::Unreadable(name.into(), e.to_string()))?;
            drafts.push(policy_draft(data)?);
        }
        let mut new_id = open::new_ids()?;
        desk.journal.extend(drafts.len() + 1, &|_| open::now(), |state, index| {
            let Some(draft) = index.checked_sub(1).and_then(|i| drafts.get(i)) else { return Ok(opening.clone()) };
            let mut signing = open::signing(signer.public(), &mut new_id);
            Ok::<_, CliError>(signer.sign(compose(state, draft, &mut signing)?)?)
        })?;
        Ok(())
    }

    fn log_key(&self, path: &Path, lang: Lang) -> Result<PublicKey, CliError> {
        if path.exists() {
            return Ok(keys::pem::public_beside(path)?);
        }
        let secret = keys::new_secret()?;
        let mut source = keys::passphrase::Source::new(self.key.signing.passphrase_fd);
        let passphrase = source.ask_new(&say::key_new_for(lang, path.display()))?;
        keys::pem::create(path, &secret, &passphrase)?;
        Ok(secret.public())
    }

    fn opening(&self, chairman: PublicKey, log_key: PublicKey) -> Result<Map<String, Value>, CliError> {
        let mut keys = vec![json!({
            "key": chairman, "person": open::new_id()?, "holder": self.holder, "roles": ["chairman"],
        })];
        for text in &self.enrol {
            keys.push(enrolment(text)?);
        }
        let mut unit = json!({ "name": self.unit });
        if let (Some(code), Some(object)) = (&self.code, unit.as_object_mut()) {
            object.insert("code".into(), json!(code));
        }
        let data = json!({
            "unit": unit, "parent": self.parent, "origin": self.origin.as_str(), "log_key": log_key, "keys": keys,
            "catalogue": catalogue::current(),
        });
        Ok(data.as_object().cloned().unwrap_or_default())
    }

    fn reply(&self, path: &Path, log_path: &Path, ledger: LedgerId, desk: &Desk, lang: Lang) -> Reply {
        let state = desk.journal.state();
        let head = desk.journal.head();
        let names: Vec<String> = state.policies.versions().iter().map(|v| v.version.to_string()).collect();
        let mut text = format!(
            "{}\n{}\n",
            say::ledger_made(lang, path.display(), ledger),
            say::recorded(lang, head.seq, head.hash)
        );
        if !names.is_empty() {
            text.push_str(&format!("{}\n", say::policies_adopted(lang, names.join(", "))));
            let unverified: usize = state.policies.versions().iter().map(super::policy::unverified).sum();
            text.push_str(&format!("{}\n", say::unverified_hint(lang, unverified)));
        }
        if names.is_empty() {
            text.push_str(&format!("{}\n", say::policy_adopt_hint(lang)));
        }
        text.push_str(&format!("{}\n", say::ledger_backup_hint(lang, log_path.display())));
        let json = json!({ "ledger": ledger, "file": path.display().to_string(), "head": head, "policies": names });
        Reply::done(text, json)
    }
}

/// The draft that adopts a policy, or a year's calendar.
pub fn policy_draft(data: Map<String, Value>) -> Result<Draft, CliError> {
    let name = if data.contains_key("holidays") { "calendar.adopted" } else { "policy.adopted" };
    let unknown = |_| CliError::About("draft.type", name.into(), say::unknown_type, say::unknown_type_advice);
    let kind = name.parse().map_err(unknown)?;
    Ok(Draft { kind, schema: None, subject: None, on: None, id: None, expect: None, at: None, by: None, data })
}

/// `clerk,secretary=van-thu.pub:Văn thư` as a key to enrol.
fn enrolment(text: &str) -> Result<Value, CliError> {
    let bad = || CliError::About("form.enrol", text.to_owned(), say::bad_enrol, say::usage_advice);
    let (roles, rest) = text.split_once('=').ok_or_else(bad)?;
    let (key, holder) = rest.split_once(':').ok_or_else(bad)?;
    let roles = roles.split(',').map(|role| role.trim().parse::<Role>()).collect::<Result<Vec<_>, _>>();
    let roles = roles.map_err(|_| bad())?;
    Ok(json!({ "key": public_key(key)?, "person": open::new_id()?, "holder": holder, "roles": roles }))
}

/// A public key as 64 digits, or in a `.pub` file.
pub fn public_key(text: &str) -> Result<PublicKey, CliError> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let read = std::fs::read_to_string(text).ok().and_then(|content| content.trim().parse().ok());
    read.ok_or_else(|| CliError::About("key.public", text.to_owned(), say::bad_public_key, say::usage_advice))
}
