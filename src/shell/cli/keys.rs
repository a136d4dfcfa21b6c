//! `key`: keys on disk and keys in the ledger.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::begin::public_key;
use super::beside::Beside;
use super::open::{self, Desk, KeyArgs};
use super::recording::{Recording, record_one};
use super::table::table;
use super::{CliError, Globals, Reply, join};
use crate::domain::ledger::State;
use crate::domain::refusal::Refusal;
use crate::log::keyring::{Ended, Enrolment};
use crate::log::role::Role;
use crate::office::names::Names;
use crate::shell::author::{Draft, DraftError};
use crate::shell::join::Request;
use crate::shell::keys::{self, Signer};
use crate::shell::messages as say;
use crate::values::crypto::PublicKey;
use crate::values::ident::EventType;
use crate::values::shown::Shown;

/// Khóa ký
#[derive(clap::Subcommand, Debug)]
pub enum KeyCommand {
    /// Lập khóa Ed25519 mới trong tệp PEM mã hóa bằng mật khẩu
    #[command(after_help = "Ví dụ: sovang key new chu-tich.pem")]
    New {
        /// Tệp mới (không ghi đè)
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Đọc mật khẩu từ bộ mô tả tệp số N
        #[arg(long, value_name = "N")]
        passphrase_fd: Option<i32>,
    },
    /// In khóa công khai của một tệp khóa
    #[command(after_help = "Ví dụ: sovang key show chu-tich.pem")]
    Show {
        /// Tệp khóa hoặc tệp .pub
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Liệt kê các khóa trong ssh-agent dùng được
    #[command(after_help = "Ví dụ: sovang key agent")]
    Agent,
    /// Liệt kê các khóa trong sổ
    #[command(after_help = "Ví dụ: sovang key list")]
    List,
    Join(join::Join),
    Enrol(join::Enrol),
    Vouch(join::VouchFor),
    /// Bớt vai trò của một khóa; thêm vai trò thì người ấy xin lại bằng key join (Chủ tịch ký)
    #[command(after_help = "Ví dụ: sovang key roles \"Kế toán\" --role accountant -k chu-tich.pem")]
    Roles {
        /// Người giữ khóa, theo tên trong sổ; hoặc khóa công khai
        #[arg(value_name = "NGƯỜI")]
        who: String,
        /// Những vai trò còn giữ
        #[arg(long = "role", value_name = "VAI_TRÒ", required = true)]
        roles: Vec<Role>,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Đổi mật khẩu của một tệp khóa; khóa vẫn là khóa ấy
    #[command(after_help = "Ví dụ: sovang key passphrase van-thu.pem")]
    Passphrase {
        /// Tệp khóa
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Đọc mật khẩu cũ rồi mật khẩu mới, mỗi dòng một, từ bộ mô tả tệp số N
        #[arg(long, value_name = "N")]
        passphrase_fd: Option<i32>,
    },
    /// Lập khóa Chủ tịch dự phòng để cất trong két, và đưa vào sổ luôn (Chủ tịch ký)
    #[command(after_help = "Ví dụ: sovang key spare du-phong.pem -k chu-tich.pem")]
    Spare {
        /// Tệp mới của khóa dự phòng
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Một người thôi giữ nhiệm vụ: thu hồi mọi khóa của người ấy (Chủ tịch ký)
    #[command(
        after_help = "Ví dụ: sovang key leave \"Kế toán\" --reason \"Chuyển công tác từ 01/8\" -k chu-tich.pem\n\n\
Chủ tịch mới: người mới xin vào bằng sovang key join --role chairman, Chủ tịch cũ nhận bằng key enrol,\nrồi Chủ tịch mới thu hồi khóa cũ bằng key leave"
    )]
    Leave {
        /// Người thôi giữ nhiệm vụ, theo tên trong sổ
        #[arg(value_name = "NGƯỜI")]
        who: String,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Thu hồi vĩnh viễn một khóa (Chủ tịch ký)
    #[command(
        after_help = "Ví dụ: sovang key revoke van-thu.pub --cause lost --reason \"Mất máy tính\" -k chu-tich.pem"
    )]
    Revoke {
        /// Khóa công khai: 64 chữ số hex hoặc tệp .pub
        #[arg(value_name = "KHÓA")]
        public: String,
        /// Vì sao: left (thôi việc), replaced (thay khóa), lost (mất), stolen (bị lấy cắp, bị lộ)
        #[arg(long, value_name = "VÌ SAO")]
        cause: Ended,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        #[command(flatten)]
        key: KeyArgs,
    },
}

impl KeyCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        match self {
            KeyCommand::New { file, passphrase_fd } => {
                keys::pem::check_free(&file)?;
                let mut source = keys::passphrase::Source::new(passphrase_fd);
                let passphrase = source.ask_new(&say::key_new_for(lang, file.display()))?;
                let secret = keys::new_secret()?;
                keys::pem::create(&file, &secret, &passphrase)?;
                let text =
                    format!("{}\n{}\n", say::key_made(lang, file.display(), secret.public()), say::key_keep(lang));
                Ok(Reply::done(text, json!({ "file": file.display().to_string(), "public": secret.public() })))
            }
            KeyCommand::Show { file } => {
                let public = match public_key(&file.display().to_string()) {
                    Ok(public) => public,
                    Err(_) => keys::pem::public_beside(&file)?,
                };
                Ok(Reply::yes(format!("{public}\n"), json!({ "public": public })))
            }
            KeyCommand::Agent => agent(),
            KeyCommand::List => list(globals),
            KeyCommand::Join(command) => command.run(globals),
            KeyCommand::Enrol(command) => command.run(globals),
            KeyCommand::Vouch(command) => command.run(globals),
            KeyCommand::Roles { who, roles, key } => {
                let state = open::read_state(&globals.ledger()?)?;
                let (public, now) = in_force(&state, &who)?;
                let kept: BTreeSet<Role> = roles.into_iter().collect();
                let wider: Vec<&str> = kept.difference(&now.roles).map(|role| role.label(lang)).collect();
                if !wider.is_empty() {
                    let wider = wider.join(", ");
                    return Err(CliError::About("key.wider", wider, say::key_roles_wider, say::join_wider_advice));
                }
                let data = json!({ "key": public, "person": now.person, "holder": now.name, "roles": kept });
                record_one(globals, "key.enrolled", object(data), &key)
            }
            KeyCommand::Passphrase { file, passphrase_fd } => {
                keys::pem::check_file(&file)?;
                let mut source = keys::passphrase::Source::new(passphrase_fd);
                let old = source.ask(&say::key_passphrase_old(lang, file.display()))?;
                let secret = keys::pem::open(&file, &old)?;
                let new = source.ask_new(&say::key_new_for(lang, file.display()))?;
                keys::pem::lock_again(&file, &secret, &new)?;
                let text = format!("{}\n", say::key_passphrase_changed(lang, file.display()));
                Ok(Reply::done(text, json!({ "file": file.display().to_string(), "public": secret.public() })))
            }
            KeyCommand::Spare { file, key } => spare(&file, globals, &key),
            KeyCommand::Leave { who, reason, key } => leave(&who, &reason, globals, &key),
            KeyCommand::Revoke { public, cause, reason, key } => {
                let data = json!({ "key": public_key(&public)?, "cause": cause, "reason": reason });
                record_one(globals, "key.revoked", object(data), &key)
            }
        }
    }
}

/// A second key of the chairman who signs, made and enrolled in one go: both are in the same hands.
fn spare(file: &Path, globals: &Globals, args: &KeyArgs) -> Result<Reply, CliError> {
    let lang = globals.lang;
    keys::pem::check_free(file)?;
    let signer = args.signer(lang)?;
    let mut desk = Desk::open(&globals.ledger()?)?;
    let state = desk.journal.state();
    let enrolled: EventType = "key.enrolled".parse().map_err(|_| no_key())?;
    let own = state.chain.keyring().check(&signer.public(), &enrolled).map_err(Refusal::NotAuthentic);
    let own = own.map_err(|refusal| DraftError::Refused(Box::new(refusal)))?.now.clone();
    let ledger = state.chain.ledger().ok_or_else(no_key)?;
    let passphrase =
        keys::passphrase::Source::new(args.signing.passphrase_fd).ask_new(&say::key_new_for(lang, file.display()))?;
    let secret = keys::new_secret()?;
    keys::pem::create(file, &secret, &passphrase)?;
    let spare = Signer::File(secret);
    let done =
        Request::make(&spare, ledger, own.person, own.name, BTreeSet::from([Role::Chairman])).map_err(CliError::from);
    let done = done.and_then(|request| {
        let signers = [signer];
        let mut recording = Recording { desk: &mut desk, signers: &signers, log: &args.log, lang, forgets: false };
        recording.event("key.enrolled", None, request.enrolment(None))
    });
    match done {
        Ok(mut reply) => {
            reply.text.push_str(&format!("{}\n", say::init_spare(lang, file.display())));
            Ok(reply)
        }
        Err(error) => {
            if !error.is_unclear() {
                keys::pem::take_back(file);
            }
            Err(error)
        }
    }
}

/// Revokes every key of a person, all or none.
fn leave(who: &str, reason: &str, globals: &Globals, args: &KeyArgs) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let signer = args.signer(lang)?;
    let mut desk = Desk::open(&globals.ledger()?)?;
    let state = desk.journal.state();
    let person = Names::new(state, open::now().date()).find_holder(who)?;
    let held = state.chain.keyring().holders();
    let held = held.filter(|(_, holder)| holder.now.person == person && holder.revoked.is_none());
    let held: Vec<PublicKey> = held.map(|(key, _)| *key).collect();
    let kind: EventType = "key.revoked".parse().map_err(|_| no_key())?;
    let draft = |key: &PublicKey| {
        let data = object(json!({ "key": key, "cause": Ended::Left, "reason": reason }));
        Draft {
            kind: kind.clone(),
            schema: None,
            subject: None,
            on: None,
            id: None,
            expect: None,
            at: None,
            by: None,
            data,
        }
    };
    let drafts: Vec<Draft> = held.iter().map(draft).collect();
    if drafts.is_empty() {
        let who = who.to_owned();
        return Err(CliError::About("key.not_enrolled", who, say::key_not_enrolled, say::key_not_enrolled_advice));
    }
    let signers = [signer];
    let mut recording = Recording { desk: &mut desk, signers: &signers, log: &args.log, lang, forgets: false };
    let (done, trouble) = recording.group(&drafts, Beside::none()).map_err(|failed| failed.error)?;
    let last = done.last().map_or(0, |recorded| recorded.head.seq);
    let text = format!("{}\n", say::key_left(lang, who, done.len(), last));
    Ok(Reply::done(text, json!({ "revoked": held, "seq": last })).after(trouble))
}

fn no_key() -> CliError {
    CliError::Said("key.none", say::no_key, say::no_key_advice)
}

/// The key in force of a person, or of its own digits.
fn in_force<'a>(state: &'a State, who: &str) -> Result<(PublicKey, &'a Enrolment), CliError> {
    let none = || {
        let who = who.to_owned();
        CliError::About("key.not_enrolled", who, say::key_not_enrolled, say::key_not_enrolled_advice)
    };
    let active = || state.chain.keyring().holders().filter(|(_, holder)| holder.revoked.is_none());
    let found = match public_key(who) {
        Ok(public) => active().find(|(key, _)| **key == public),
        Err(_) => {
            let person = Names::new(state, open::now().date()).find_holder(who)?;
            active().filter(|(_, holder)| holder.now.person == person).max_by_key(|(_, holder)| holder.now.seq)
        }
    };
    found.map(|(key, holder)| (*key, &holder.now)).ok_or_else(none)
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn agent() -> Result<Reply, CliError> {
    let held = keys::agent::list()?;
    let text = held.iter().map(|held| format!("{}  {}\n", held.public(), Shown(held.comment()))).collect();
    let json: Vec<Value> = held.iter().map(|h| json!({ "public": h.public(), "comment": h.comment() })).collect();
    Ok(Reply::yes(text, json!(json)))
}

fn list(globals: &Globals) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let state = open::read_state(&globals.ledger()?)?;
    let opened = state.opened.as_ref().zip(state.chain.ledger());
    let mut text = opened.map_or_else(String::new, |(opened, ledger)| {
        format!("{}\n", say::key_list_of(lang, &opened.unit.name, ledger))
    });
    let mut rows = Vec::new();
    let mut json = Vec::new();
    for (key, holder) in state.chain.keyring().holders() {
        let roles: Vec<&str> = holder.now.roles.iter().map(|role| role.as_str()).collect();
        let said: Vec<&str> = holder.now.roles.iter().map(|role| role.label(lang)).collect();
        let status = holder.revoked.map_or_else(|| say::key_active(lang), |seq| say::key_revoked_at(lang, seq));
        rows.push(vec![key.short(), holder.now.name.to_string(), said.join(", "), status]);
        json.push(json!({
            "key": key, "person": holder.now.person, "holder": holder.now.name, "roles": roles,
            "since": holder.now.seq, "revoked": holder.revoked,
        }));
    }
    text.push_str(&table(&say::columns_key(lang), &[], &rows));
    Ok(Reply::yes(text, json!(json)))
}
