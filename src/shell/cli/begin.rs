//! `init`: a ledger of one's own.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::founding::Conversation;
use super::job::{given, moment};
use super::log_key::NewLogKey;
use super::open::{self, Desk, KeyArgs};
use super::{CliError, Globals, Reply, sitting};
use crate::domain::catalogue;
use crate::domain::custody::Origin;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::note::{SignatureType, VerifierKey};
use crate::log::role::Role;
use crate::log::statement::Signed;
use crate::office::jobs::Entered;
use crate::office::jobs::begin::Places;
use crate::office::views::entries;
use crate::office::words;
use crate::shell::author::{Draft, compose, compose_opening};
use crate::shell::durable::{self, Access};
use crate::shell::files::{self, Text};
use crate::shell::join::{self, Request};
use crate::shell::kept;
use crate::shell::keys::{self, Signer};
use crate::shell::memory::Memory;
use crate::shell::messages as say;
use crate::shell::store::StoreError;
use crate::shell::store::sqlite::SqliteStore;
use crate::shell::terminal::{self, is_attended};
use crate::values::crypto::PublicKey;
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;

/// Mở sổ mới: tạo tệp, ghi mục đầu tiên. Khóa --key là khóa của Chủ tịch
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
    /// Tên gọi của người giữ khóa Chủ tịch (mặc định: Chủ tịch UBND)
    #[arg(long, value_name = "TÊN")]
    holder: Option<String>,
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

/// What a chairman is called where nobody says.
const HOLDER: &str = "Chủ tịch UBND";
/// The ledger's file and that of the spare key, where nobody names others.
const LEDGER: &str = "so-vang.sovang";
const SPARE: &str = "du-phong.pem";

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
    pub(super) fn run(mut self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let told = self.unit.is_some() && self.parent.is_some() && self.origin.is_some();
        if !told && is_attended() {
            return self.converse(globals);
        }
        let prepared = self.prepared()?;
        if let Some(file) = &self.prepare {
            return prepare(file, &prepared, lang);
        }
        let path =
            globals.ledger.clone().ok_or(CliError::Said("ledger.none", say::no_ledger, say::no_ledger_advice))?;
        let log_path = self.free(&path)?;
        let signer = self.key.signer(lang)?;
        let spare = self.make_spare(None, lang)?;
        self.make(&path, &log_path, &prepared, (&signer, spare.as_ref()), globals)
    }

    /// Where the ledger's file and its log's key may stand; nothing is written yet.
    fn free(&self, path: &Path) -> Result<PathBuf, CliError> {
        if path.symlink_metadata().is_ok() && !SqliteStore::is_begun(path) {
            return Err(StoreError::Exists(path.to_owned()).into());
        }
        let log_path = self.key.log.log_key.clone().unwrap_or_else(|| path.with_extension("log.pem"));
        unused(&log_path)?;
        Ok(log_path)
    }

    /// Asks for what was not said, then makes it, or prepares it for the chairman.
    fn converse(&mut self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger.clone().unwrap_or_else(|| LEDGER.into());
        let log_path = self.free(&path)?;
        let prepared = self.prepared.as_ref().map(|_| self.prepared()).transpose()?;
        let spare = self.spare.clone().unwrap_or_else(|| SPARE.into());
        let shown = |path: &Path| path.display().to_string();
        let (ledger, log_key, spare_key) = (shown(&path), shown(&log_path), shown(&spare));
        let places = Places { ledger: &ledger, log_key: &log_key, spare: &spare_key };
        let mut conversation = Conversation::new(lang)?;
        let given = self.given(prepared.as_ref());
        let Some(found) = conversation.hold(given, places)? else {
            let nothing = json!({ "wrote": null });
            let text = format!("{}\n", words::nothing_recorded(lang));
            return Ok(Reply::answer(text, nothing, false));
        };
        let ledger = prepared.map_or_else(|| open::new_id().map(LedgerId::from), |prepared| Ok(prepared.ledger))?;
        let origin = found.origin.ok_or(CliError::Said("init.missing", say::init_missing, say::usage_advice))?;
        let prepared = Prepared { ledger, unit: found.unit, code: self.code.clone(), parent: found.parent, origin };
        if let Some(file) = found.prepare {
            let reply = prepare(Path::new(&file), &prepared, lang)?;
            conversation.end();
            return Ok(reply);
        }
        let (signer, made) = self.own_key(&conversation, &found.holder, lang)?;
        self.holder = Some(found.holder);
        self.adopt = found.adopt;
        self.spare = found.spare.then_some(spare);
        let spare = self.make_spare(Some(&conversation), lang);
        let reply = spare.and_then(|spare| self.make(&path, &log_path, &prepared, (&signer, spare.as_ref()), globals));
        if let (Err(_), Some(made)) = (&reply, made) {
            keys::pem::take_back(&made);
        }
        let mut reply = reply?;
        conversation.end();
        // Who sits here has just read what stands in it: no hash, no id.
        let last = reply.json.pointer("/head/seq").and_then(Value::as_u64).unwrap_or(1);
        let done = words::done(lang, entries(1..=last), path.display(), moment(open::now()));
        reply.text = terminal::fitted(&format!("{done}\n{}", say::init_next(lang)));
        Ok(reply)
    }

    /// What was said on the command line or prepared, as answers.
    fn given(&self, prepared: Option<&Prepared>) -> Entered {
        let origin = |origin: &Origin| origin.as_str().to_owned();
        let chairman = || Role::Chairman.as_str().to_owned();
        let adopt = (!self.adopt.is_empty()).then(|| self.adopt.join(" "));
        given([
            ("unit", prepared.map(|prepared| prepared.unit.clone()).or(self.unit.clone())),
            ("parent", prepared.map(|prepared| prepared.parent.clone()).or(self.parent.clone())),
            ("origin", prepared.map(|prepared| &prepared.origin).or(self.origin.as_ref()).map(origin)),
            ("role", self.prepare.as_ref().map(|_| Role::Clerk.as_str().to_owned()).or(prepared.map(|_| chairman()))),
            ("prepare", self.prepare.as_ref().map(|file| file.display().to_string())),
            ("holder", self.holder.clone()),
            ("adopt", adopt),
            ("spare", self.spare.as_ref().map(|_| "c".to_owned())),
        ])
    }

    /// The chairman's own key: the one that is named, the one of that name, or a new one; and its file, if it is new.
    fn own_key(
        &self,
        conversation: &Conversation,
        holder: &str,
        lang: Lang,
    ) -> Result<(Signer, Option<PathBuf>), CliError> {
        if self.key.signing.agent.is_some() {
            return Ok((self.key.signer(lang)?, None));
        }
        let file = match self.key.signing.keys.first() {
            Some(file) => file.clone(),
            None => sitting::own_file(holder)?,
        };
        let mut source = keys::passphrase::Source::new(self.key.signing.passphrase_fd);
        if file.symlink_metadata().is_ok() {
            keys::pem::check_file(&file)?;
            return Ok((Signer::File(conversation.open(&mut source, &file, holder)?), None));
        }
        let passphrase = conversation.new_passphrase(&mut source, &say::key_new_own(lang))?;
        let secret = keys::new_secret()?;
        keys::pem::create(&file, &secret, &passphrase)?;
        Ok((Signer::File(secret), Some(file)))
    }

    /// The ledger, its log's key and its first entries; the spare key's file is taken back if nothing came of it.
    fn make(
        &self,
        path: &Path,
        log_path: &Path,
        prepared: &Prepared,
        (signer, spare): (&Signer, Option<&Signer>),
        globals: &Globals,
    ) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let with = self.with.iter().map(|text| coming(text, prepared.ledger)).collect::<Result<Vec<_>, _>>();
        let found = with.and_then(|with| {
            let log_key = NewLogKey::of(log_path)?;
            self.found(path, log_path, prepared, &Keys { signer, log: &log_key, spare, with }, globals)
        });
        if found.is_err()
            && let Some(spare) = &self.spare
        {
            keys::pem::take_back(spare);
        }
        let mut desk = found?;
        let trouble = desk.finish(&self.key.log, lang);
        Ok(self.reply(path, log_path, prepared.ledger, &desk, lang).after(trouble))
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
    fn make_spare(&self, conversation: Option<&Conversation>, lang: Lang) -> Result<Option<Signer>, CliError> {
        let Some(path) = &self.spare else { return Ok(None) };
        keys::pem::check_free(path)?;
        let mut source = keys::passphrase::Source::new(self.key.signing.passphrase_fd);
        let passphrase = match conversation {
            Some(conversation) => conversation.new_passphrase(&mut source, &say::key_new_spare(lang))?,
            None => source.ask_new(&say::key_new_for(lang, path.display()))?,
        };
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
        let begun = Desk::begin(path).and_then(|mut desk| self.begin(&mut desk, signer, opening).map(|()| desk));
        if begun.is_err() {
            SqliteStore::abandon(path);
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
        let key = json!({ "key": chairman, "person": open::new_id()?, "holder": self.holder.as_deref().unwrap_or(HOLDER), "roles": ["chairman"] });
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
        Reply::done(terminal::fitted(&text), json)
    }
}

/// Keeps what was prepared for the chairman to sign.
fn prepare(file: &Path, prepared: &Prepared, lang: Lang) -> Result<Reply, CliError> {
    super::is_free(file)?;
    let mut text = serde_json::to_string_pretty(prepared).unwrap_or_default();
    text.push('\n');
    durable::write_new(file, text.as_bytes(), Access::Anyone).map_err(|error| CliError::Io(file.to_owned(), error))?;
    let (path, ledger) = (file.display().to_string(), prepared.ledger);
    let text = terminal::fitted(&say::init_prepared(lang, &path, ledger));
    Ok(Reply::done(text, json!({ "file": path, "ledger": ledger })))
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
