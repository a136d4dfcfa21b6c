//! `init`: a ledger of one's own.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::log_key::NewLogKey;
use super::open::{self, Desk, KeyArgs};
use super::{CliError, Globals, Reply};
use crate::domain::catalogue;
use crate::domain::event::Origin;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::keyring::Role;
use crate::log::note::{SignatureType, VerifierKey};
use crate::log::statement::Signed;
use crate::shell::author::{Draft, compose, compose_opening};
use crate::shell::durable;
use crate::shell::files::{self, Text};
use crate::shell::kept;
use crate::shell::keys::{self, Signer};
use crate::shell::memory::Memory;
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
        let log_path = self.key.log.log_key.clone().unwrap_or_else(|| path.with_extension("log.pem"));
        unused(&log_path)?;
        let signer = self.key.signer(lang)?;
        let log_key = NewLogKey::of(&log_path)?;
        let (ledger, mut desk) = self.found(&path, &log_path, &signer, &log_key, globals)?;
        let trouble = desk.finish(&self.key.log, lang);
        Ok(self.reply(&path, &log_path, ledger, &desk, lang).after(trouble))
    }

    /// The file and its first entries, or nothing.
    fn found(
        &self,
        path: &Path,
        log_path: &Path,
        signer: &Signer,
        log_key: &NewLogKey,
        globals: &Globals,
    ) -> Result<(LedgerId, Desk), CliError> {
        let mut data = self.opening(signer.public(), log_key.public())?;
        globals.tell(globals.tidy(&mut data)?);
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

        log_key.keep(log_path)?;
        let begun = Desk::create(path).and_then(|mut desk| self.begin(&mut desk, signer, opening).map(|()| desk));
        if begun.is_err() {
            let _ = durable::remove(path);
            log_key.take_back(log_path);
        }
        Ok((ledger, begun?))
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

/// A log key that has signed for a ledger signs for no other: two histories under one key look like a fork, and the guard
/// would stop every recording. Nothing has been written yet.
fn unused(log_path: &Path) -> Result<(), CliError> {
    let beside = log_path.with_extension("head");
    if beside.symlink_metadata().is_ok() {
        let head = files::read(&beside, files::SMALL).ok().and_then(|bytes| kept::claimed(&bytes));
        return Err(used(&[log_path, &beside], head.as_ref()));
    }
    if log_path.symlink_metadata().is_err() {
        return Ok(());
    }
    let public = keys::pem::public_beside(log_path)?;
    let folder = Memory::open_default()?.folder().to_owned();
    let heads = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in heads.filter(|path| path.extension().is_some_and(|ext| ext == "head")) {
        let head = files::read(&path, files::SMALL).ok().and_then(|bytes| kept::claimed(&bytes));
        let Some(head) = head else { continue };
        let origin = &head.unverified().origin;
        let name = origin.as_str().parse().ok();
        let key = name.and_then(|name| VerifierKey::new(name, SignatureType::Ed25519, &public.0).ok());
        if key.is_some_and(|key| head.verify(origin, &[key], &[]).is_ok()) {
            return Err(used(&[log_path, &path], Some(&head)));
        }
    }
    Ok(())
}

fn used(files: &[&Path], head: Option<&SignedCheckpoint>) -> CliError {
    let names = files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let ledger = head.map(|head| head.unverified());
    let whose = ledger.map_or_else(String::new, |claimed| format!(" ({}, {})", claimed.origin, claimed.head.size));
    CliError::About("init.log_key_used", format!("{names}{whose}"), say::log_key_used, say::log_key_used_advice)
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
    let (key, holder) = named_path(rest).ok_or_else(bad)?;
    let roles = roles.split(',').map(|role| role.trim().parse::<Role>()).collect::<Result<Vec<_>, _>>();
    let roles = roles.map_err(|_| bad())?;
    Ok(json!({ "key": public_key(key)?, "person": open::new_id()?, "holder": holder, "roles": roles }))
}

/// `PATH:NAME`, also where the path has a colon (`C:\keys\van-thu.pub:Văn thư`) or the name has one: the first colon
/// before which a file or a key stands, else the first that belongs to no drive.
pub fn named_path(text: &str) -> Option<(&str, &str)> {
    let splits = || text.match_indices(':').filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)));
    let there = |path: &str| path.parse::<PublicKey>().is_ok() || Path::new(path).is_file();
    // `\\?\C:\…` is a drive's path as well.
    let is_drive = |path: &str, rest: &str| {
        let letter = path.rsplit(['\\', '/']).next().unwrap_or(path);
        letter.len() == 1 && letter.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.starts_with(['\\', '/'])
    };
    splits()
        .find(|(path, _)| there(path))
        .or_else(|| splits().find(|(path, rest)| !is_drive(path, rest)))
        .filter(|(path, name)| !path.is_empty() && !name.is_empty())
}

/// A public key as 64 digits, or in a `.pub` file.
pub fn public_key(text: &str) -> Result<PublicKey, CliError> {
    if let Ok(key) = text.trim().parse() {
        return Ok(key);
    }
    let bad = || CliError::About("key.public", text.to_owned(), say::bad_public_key, say::usage_advice);
    let path = Path::new(text);
    let bytes = match files::given(path, files::SMALL) {
        Ok(bytes) => bytes,
        // What looks like a path is said to be missing as one.
        Err(error) if text.contains(['/', '\\', '.']) => return Err(CliError::Io(path.to_owned(), error)),
        Err(_) => return Err(bad()),
    };
    let content = Text::of(bytes).utf8().map_err(|_| bad())?;
    content.trim().parse().map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_name_are_parted_where_the_path_ends() {
        for (text, path, name) in [
            ("van-thu.pub:Văn thư", "van-thu.pub", "Văn thư"),
            (r"C:\keys\van-thu.pub:Văn thư", r"C:\keys\van-thu.pub", "Văn thư"),
            ("c:/keys/van-thu.pub:Văn thư", "c:/keys/van-thu.pub", "Văn thư"),
            (r"\\may-chu\khoa\van-thu.pub:Văn thư", r"\\may-chu\khoa\van-thu.pub", "Văn thư"),
            (r"\\?\D:\khoa\van-thu.pub:Văn thư", r"\\?\D:\khoa\van-thu.pub", "Văn thư"),
            (r"..\khoa\van-thu.pub:Văn thư", r"..\khoa\van-thu.pub", "Văn thư"),
            ("van-thu.pub:Văn thư: kiêm thủ quỹ", "van-thu.pub", "Văn thư: kiêm thủ quỹ"),
            (r"C:\keys\van-thu.pub:A: B", r"C:\keys\van-thu.pub", "A: B"),
        ] {
            assert_eq!(named_path(text), Some((path, name)), "{text}");
        }
        for bad in ["van-thu.pub", ":Văn thư", "van-thu.pub:", r"C:\van-thu.pub", ""] {
            assert_eq!(named_path(bad), None, "{bad}");
        }
    }
}
