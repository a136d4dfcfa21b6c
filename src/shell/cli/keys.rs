//! `key`: keys on disk and keys in the ledger.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::begin::public_key;
use super::open::{self, KeyArgs};
use super::recording::record_one;
use super::table::table;
use super::{CliError, Globals, Reply};
use crate::log::keyring::Role;
use crate::shell::keys;
use crate::shell::messages as say;
use crate::values::ident::Id;
use crate::values::shown::Shown;

/// Khoá ký
#[derive(clap::Subcommand, Debug)]
pub enum KeyCommand {
    /// Lập khoá Ed25519 mới trong tệp PEM mã hoá bằng mật khẩu
    #[command(after_help = "Ví dụ: sovang key new chu-tich.pem")]
    New {
        /// Tệp mới (không ghi đè)
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        /// Đọc mật khẩu từ bộ mô tả tệp số N
        #[arg(long, value_name = "N")]
        passphrase_fd: Option<i32>,
    },
    /// In khoá công khai của một tệp khoá
    #[command(after_help = "Ví dụ: sovang key show chu-tich.pem")]
    Show {
        /// Tệp khoá hoặc tệp .pub
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Liệt kê các khoá trong ssh-agent dùng được
    #[command(after_help = "Ví dụ: sovang key agent")]
    Agent,
    /// Liệt kê các khoá trong sổ
    #[command(after_help = "Ví dụ: sovang key list")]
    List,
    /// Ghi nhận một khoá vào sổ (Chủ tịch ký)
    #[command(
        after_help = "Ví dụ: sovang key enrol van-thu.pub --holder \"Văn thư\" --role clerk --role secretary -k chu-tich.pem"
    )]
    Enrol {
        /// Khoá công khai: 64 chữ số hex hoặc tệp .pub
        #[arg(value_name = "KHOÁ")]
        public: String,
        /// Tên gọi của người giữ
        #[arg(long, value_name = "TÊN")]
        holder: String,
        /// Vai trò: chairman, deputy, secretary, clerk, accountant, cashier, receptionist, proposer
        #[arg(long = "role", value_name = "VAI_TRÒ", required = true)]
        roles: Vec<Role>,
        /// Mã người, nếu người ấy đã có khoá khác trong sổ
        #[arg(long, value_name = "MÃ")]
        person: Option<Id>,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Thu hồi vĩnh viễn một khoá (Chủ tịch ký)
    #[command(after_help = "Ví dụ: sovang key revoke van-thu.pub --reason \"Mất máy tính\" -k chu-tich.pem")]
    Revoke {
        /// Khoá công khai: 64 chữ số hex hoặc tệp .pub
        #[arg(value_name = "KHOÁ")]
        public: String,
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
            KeyCommand::Enrol { public, holder, roles, person, key } => {
                let person = match person {
                    Some(person) => person,
                    None => open::new_id()?,
                };
                let data = json!({ "key": public_key(&public)?, "person": person, "holder": holder, "roles": roles });
                record_one(globals, "key.enrolled", object(data), &key)
            }
            KeyCommand::Revoke { public, reason, key } => {
                let data = json!({ "key": public_key(&public)?, "reason": reason });
                record_one(globals, "key.revoked", object(data), &key)
            }
        }
    }
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
    let mut rows = Vec::new();
    let mut json = Vec::new();
    for (key, holder) in state.chain.keyring().holders() {
        let roles: Vec<&str> = holder.roles.iter().map(|role| role.as_str()).collect();
        let said: Vec<&str> = holder.roles.iter().map(|role| role.label(lang)).collect();
        let status = holder.revoked.map_or_else(|| say::key_active(lang), |seq| say::key_revoked_at(lang, seq));
        rows.push(vec![key.short(), holder.name.to_string(), said.join(", "), status]);
        json.push(json!({
            "key": key, "person": holder.person, "holder": holder.name, "roles": roles,
            "since": holder.since, "revoked": holder.revoked,
        }));
    }
    Ok(Reply::yes(table(&say::columns_key(lang), &[], &rows), json!(json)))
}
