//! `init`: a ledger of one's own.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::log_key::NewLogKey;
use super::open::{self, Desk, KeyArgs};
use super::{CliError, Globals, Reply};
use crate::domain::catalogue;
use crate::domain::custody::Origin;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::note::{SignatureType, VerifierKey};
use crate::log::statement::Signed;
use crate::shell::author::{Draft, compose, compose_opening};
use crate::shell::durable::{self, Access};
use crate::shell::files::{self, Text};
use crate::shell::join::{self, Request};
use crate::shell::kept;
use crate::shell::keys::{self, Signer};
use crate::shell::memory::Memory;
use crate::shell::messages as say;
use crate::values::crypto::PublicKey;
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;

/// Mở sổ mới: tạo tệp, ghi bút toán đầu tiên. Khóa --key là khóa của Chủ tịch
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ:\n  sovang key new chu-tich.pem\n  \
sovang -l so.sovang init --unit \"UBND xã A\" --parent \"UBND tỉnh B\" --origin xa-a.example/so-vang \\\n    \
--key chu-tich.pem --holder \"Chủ tịch UBND xã\" --spare du-phong.pem \\\n    --adopt vn-2026-r3 --adopt lich-2026 --adopt lich-2027\n\n\
Văn thư soạn trước, Chủ tịch ký:\n  sovang init --unit … --parent … --origin … --prepare mo-so.json\n  \
sovang -l so.sovang init --prepared mo-so.json --with van-thu.join=48219035 --key chu-tich.pem")]
pub struct Init {
    /// Tên đơn vị, ví dụ "UBND xã A"
    #[arg(long, value_name = "TÊN")]
    unit: Option<String>,
    /// Cơ quan cấp trên
    #[arg(long, value_name = "TÊN")]
    parent: Option<String>,
    /// Tên gốc của sổ trong mọi chứng nhận (chữ thường, không dấu), ví dụ xa-a.example/so-vang
    #[arg(long, value_name = "TÊN")]
    origin: Option<Origin>,
    /// Chữ viết tắt trong ký hiệu văn bản, ví dụ UBND
    #[arg(long, value_name = "CHỮ")]
    code: Option<String>,
    /// Chỉ soạn: ghi những điều trên và mã sổ vào tệp này cho Chủ tịch ký, chưa mở sổ
    #[arg(long, value_name = "TỆP", conflicts_with_all = ["prepared", "with", "spare", "adopt"])]
    prepare: Option<PathBuf>,
    /// Mở sổ theo tệp đã soạn bằng --prepare
    #[arg(long, value_name = "TỆP", conflicts_with_all = ["unit", "parent", "origin", "code"])]
    prepared: Option<PathBuf>,
    /// Nhận luôn người đã xin vào sổ (sovang key join --of MÃ), cùng mã chính người ấy đọc cho bạn (nêu nhiều lần)
    #[arg(long, value_name = "PHIẾU=MÃ", requires = "prepared")]
    with: Vec<String>,
    /// Tên gọi của người giữ khóa Chủ tịch
    #[arg(long, value_name = "TÊN", default_value = "Chủ tịch UBND")]
    holder: String,
    /// Lập thêm khóa Chủ tịch dự phòng trong tệp này, để niêm phong cất trong két: mất khóa Chủ tịch duy nhất thì không
    /// ai cấp được khóa, ban hành được chính sách nữa
    #[arg(long, value_name = "TỆP")]
    spare: Option<PathBuf>,
    /// Ban hành ngay chính sách hoặc lịch mẫu này, đã đối chiếu với văn bản gốc (nêu nhiều lần; xem: sovang policy presets)
    #[arg(long, value_name = "TÊN")]
    adopt: Vec<String>,
    #[command(flatten)]
    key: KeyArgs,
}

/// What a ledger begins with, before anybody signs.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Prepared {
    /// The ledger that it will be: colleagues ask for it by this id before there is one.
    ledger: LedgerId,
    unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    parent: String,
    origin: Origin,
}

/// Who signs and who comes in with the first entry.
struct Keys<'a> {
    signer: &'a Signer,
    log: &'a NewLogKey,
    spare: Option<&'a Signer>,
    with: Vec<Request>,
}

impl Init {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let prepared = self.prepared()?;
        if let Some(file) = &self.prepare {
            return prepare(file, &prepared, lang);
        }
        let path =
            globals.ledger.clone().ok_or(CliError::Said("ledger.none", say::no_ledger, say::no_ledger_advice))?;
        if path.exists() {
            return Err(crate::shell::store::StoreError::Exists(path).into());
        }
        let log_path = self.key.log.log_key.clone().unwrap_or_else(|| path.with_extension("log.pem"));
        unused(&log_path)?;
        let with = self.with.iter().map(|text| coming(text, prepared.ledger)).collect::<Result<Vec<_>, _>>()?;
        let signer = self.key.signer(lang)?;
        let log_key = NewLogKey::of(&log_path)?;
        let spare = self.make_spare(lang)?;
        let keys = Keys { signer: &signer, log: &log_key, spare: spare.as_ref(), with };
        let found = self.found(&path, &log_path, &prepared, &keys, globals);
        if found.is_err()
            && let Some(spare) = &self.spare
        {
            keys::pem::take_back(spare);
        }
        let mut desk = found?;
        let trouble = desk.finish(&self.key.log, lang);
        Ok(self.reply(&path, &log_path, prepared.ledger, &desk, lang).after(trouble))
    }

    /// What was prepared, or said now.
    fn prepared(&self) -> Result<Prepared, CliError> {
        if let Some(file) = &self.prepared {
            let text = files::given_text(file, files::SMALL).map_err(|error| CliError::Io(file.clone(), error))?;
            return serde_json::from_str(&text).map_err(|e| CliError::Unreadable(file.clone(), e.to_string()));
        }
        let missing = || CliError::Said("init.missing", say::init_missing, say::usage_advice);
        Ok(Prepared {
            ledger: LedgerId::from(open::new_id()?),
            unit: self.unit.clone().ok_or_else(missing)?,
            code: self.code.clone(),
            parent: self.parent.clone().ok_or_else(missing)?,
            origin: self.origin.clone().ok_or_else(missing)?,
        })
    }

    /// A second key of the chairman's, with a passphrase of its own, for the safe.
    fn make_spare(&self, lang: Lang) -> Result<Option<Signer>, CliError> {
        let Some(path) = &self.spare else { return Ok(None) };
        keys::pem::check_free(path)?;
        let mut source = keys::passphrase::Source::new(self.key.signing.passphrase_fd);
        let passphrase = source.ask_new(&say::key_new_for(lang, path.display()))?;
        let secret = keys::new_secret()?;
        keys::pem::create(path, &secret, &passphrase)?;
        Ok(Some(Signer::File(secret)))
    }

    /// The file and its first entries, or nothing.
    fn found(
        &self,
        path: &Path,
        log_path: &Path,
        prepared: &Prepared,
        keys: &Keys<'_>,
        globals: &Globals,
    ) -> Result<Desk, CliError> {
        let signer = keys.signer;
        let mut data = self.opening(prepared, signer.public(), keys.log.public())?;
        globals.tell(globals.tidy(&mut data)?);
        if let Some(Value::Array(all)) = data.get_mut("keys") {
            if let (Some(spare), Some(mut own)) = (keys.spare, all.first().cloned()) {
                if let Some(own) = own.as_object_mut() {
                    own.insert("key".into(), json!(spare.public()));
                }
                all.push(join::prove(spare, prepared.ledger, own)?);
            }
            all.extend(keys.with.iter().map(|request| Value::Object(request.enrolment(None))));
        }
        let mut new_id = open::new_ids()?;
        let mut signing = open::signing(signer.public(), &mut new_id);
        let today = signing.now.date();
        let opening = signer.sign(compose_opening(prepared.ledger, today, data, &mut signing)?)?;
        // Judged before the file is made: a refused opening leaves no file behind.
        let memory_store = crate::shell::store::memory::MemoryStore::default();
        let probe = crate::shell::journal::Journal::open(memory_store, None)?;
        let refused = |refusal| crate::shell::journal::JournalError::Refused { index: 0, refusal: Box::new(refusal) };
        probe.admit(&opening, open::now()).map_err(refused)?;

        keys.log.keep(log_path)?;
        let begun = Desk::create(path).and_then(|mut desk| self.begin(&mut desk, signer, opening).map(|()| desk));
        if begun.is_err() {
            let _ = durable::remove(path);
            keys.log.take_back(log_path);
        }
        begun
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
            let Some(draft) = index.checked_sub(1).and_then(|i| drafts.get(i)) else {
                return Ok(vec![opening.clone()]);
            };
            let mut signing = open::signing(signer.public(), &mut new_id);
            Ok::<_, CliError>(signer.sign_all(compose(state, draft, &mut signing)?)?)
        })?;
        Ok(())
    }

    fn opening(
        &self,
        prepared: &Prepared,
        chairman: PublicKey,
        log_key: PublicKey,
    ) -> Result<Map<String, Value>, CliError> {
        let mut unit = json!({ "name": prepared.unit });
        if let (Some(code), Some(object)) = (&prepared.code, unit.as_object_mut()) {
            object.insert("code".into(), json!(code));
        }
        let key = json!({ "key": chairman, "person": open::new_id()?, "holder": self.holder, "roles": ["chairman"] });
        let data = json!({
            "unit": unit, "parent": prepared.parent, "origin": prepared.origin, "log_key": log_key,
            "keys": [key], "catalogue": catalogue::current(),
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
        if let Some(spare) = &self.spare {
            text.push_str(&format!("{}\n", say::init_spare(lang, spare.display())));
        }
        text.push_str(&format!("{}\n", say::ledger_backup_hint(lang, log_path.display())));
        let json = json!({ "ledger": ledger, "file": path.display().to_string(), "head": head, "policies": names });
        Reply::done(text, json)
    }
}

/// Keeps what was prepared for the chairman to sign.
fn prepare(file: &Path, prepared: &Prepared, lang: Lang) -> Result<Reply, CliError> {
    super::is_free(file)?;
    let mut text = serde_json::to_string_pretty(prepared).unwrap_or_default();
    text.push('\n');
    durable::write_new(file, text.as_bytes(), Access::Anyone).map_err(|error| CliError::Io(file.to_owned(), error))?;
    let (path, ledger) = (file.display().to_string(), prepared.ledger);
    Ok(Reply::done(format!("{}\n", say::init_prepared(lang, &path, ledger)), json!({ "file": path, "ledger": ledger })))
}

/// `van-thu.join=48219035`: a request, and the code that was heard.
fn coming(text: &str, ledger: LedgerId) -> Result<Request, CliError> {
    let bad = || CliError::About("init.with", text.to_owned(), say::init_bad_with, say::usage_advice);
    let (file, code) = text.rsplit_once('=').ok_or_else(bad)?;
    let request = super::join::read(Path::new(file), ledger)?;
    super::join::heard(&request, code)?;
    Ok(request)
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
