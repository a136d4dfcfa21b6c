//! `vault`: who may read sealed values, reading one, erasing one, the vault's own backup.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::answer::Trouble;
use super::beside::lock;
use super::open::{Desk, KeyArgs, SigningArgs, read_state};
use super::recording::{Recording, record_one};
use super::table::table;
use super::{CliError, Globals, Reply};
use crate::domain::ledger::State;
use crate::shell::files;
use crate::shell::keys::passphrase::Source;
use crate::shell::messages as say;
use crate::shell::vault::{self, Identity, Vault, VaultError, public_path};
use crate::values::crypto::Hash;
use crate::values::lang::Lang;

/// Giá trị niêm phong
#[derive(clap::Subcommand, Debug)]
pub enum VaultCommand {
    /// Lập khoá đọc (age) cho một người, mã hoá bằng mật khẩu
    #[command(after_help = "Ví dụ: sovang vault key tiep-dan.age")]
    Key {
        /// Tệp mới (không ghi đè)
        #[arg(value_name = "TỆP")]
        file: PathBuf,
    },
    /// Quy định ai được đọc giá trị niêm phong (Chủ tịch ký)
    #[command(
        after_help = "Ví dụ: sovang vault readers tiep-dan.age.pub=\"Cán bộ tiếp công dân\" chu-tich.age.pub=\"Chủ tịch\" -k chu-tich.pem"
    )]
    Readers {
        /// Khoá đọc và tên: TỆP.pub=TÊN hoặc age1…=TÊN
        #[arg(value_name = "KHOÁ=TÊN", required = true)]
        readers: Vec<String>,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Liệt kê giá trị niêm phong: ở bút toán nào, còn hay đã xoá, ai đã mở
    #[command(after_help = "Ví dụ: sovang vault list")]
    List,
    /// Đọc một giá trị niêm phong; việc đọc được ghi vào sổ trước
    #[command(
        after_help = "Ví dụ: sovang vault open 3fa1 --purpose \"Gửi giấy mời đối thoại\" --identity tiep-dan.age -k van-thu.pem"
    )]
    Open {
        /// Mã cam kết (phần đầu), hoặc số bút toán có nó
        #[arg(value_name = "GIÁ TRỊ")]
        value: String,
        /// Để làm gì
        #[arg(long, value_name = "MỤC ĐÍCH")]
        purpose: String,
        /// Tệp khoá đọc
        #[arg(long, value_name = "TỆP")]
        identity: PathBuf,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Xoá một giá trị niêm phong: một người đề nghị, người thứ hai xác nhận (--confirm)
    #[command(
        after_help = "Ví dụ: sovang vault erase 3fa1 --ground \"Hết thời hạn lưu trữ\" -k van-thu.pem\n       sovang vault erase 3fa1 --confirm -k chu-tich.pem"
    )]
    Erase {
        /// Mã cam kết (phần đầu), hoặc số bút toán có nó
        #[arg(value_name = "GIÁ TRỊ")]
        value: String,
        /// Căn cứ xoá
        #[arg(long, value_name = "CĂN CỨ", required_unless_present = "confirm", conflicts_with = "confirm")]
        ground: Option<String>,
        /// Người thứ hai xác nhận: giá trị bị xoá
        #[arg(long)]
        confirm: bool,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Bỏ khỏi kho (hoặc một bản sao lưu kho) mọi giá trị sổ nói đã xoá
    #[command(after_help = "Ví dụ: sovang vault clean\n       sovang vault clean kho-2024.vault")]
    Clean {
        /// Bản sao lưu kho (mặc định: kho cạnh sổ)
        #[arg(value_name = "TỆP")]
        file: Option<PathBuf>,
    },
    /// Sao lưu kho niêm phong (tách khỏi sao lưu sổ)
    #[command(after_help = "Ví dụ: sovang vault backup /media/usb/so.vault")]
    Backup {
        /// Tệp mới
        #[arg(value_name = "TỆP")]
        target: PathBuf,
    },
    /// Lấy lại từ bản sao lưu kho những giá trị đã mất, trừ những giá trị đã xoá
    #[command(after_help = "Ví dụ: sovang vault restore /media/usb/so.vault")]
    Restore {
        /// Bản sao lưu kho
        #[arg(value_name = "TỆP")]
        source: PathBuf,
    },
    /// Mã hoá lại mọi giá trị cho những người đang được đọc (sau khi đổi người)
    #[command(after_help = "Ví dụ: sovang vault reseal --identity tiep-dan.age -k van-thu.pem")]
    Reseal {
        /// Tệp khoá đọc
        #[arg(long, value_name = "TỆP")]
        identity: PathBuf,
        #[command(flatten)]
        key: KeyArgs,
    },
}

impl VaultCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        match self {
            VaultCommand::Key { file } => new_key(&file, lang),
            VaultCommand::Readers { readers, key } => {
                let readers = readers.iter().map(|text| reader(text)).collect::<Result<Vec<_>, _>>()?;
                record_one(globals, "ledger.readers_set", object(json!({ "readers": readers })), &key)
            }
            VaultCommand::List => list(globals),
            VaultCommand::Open { value, purpose, identity, key } => {
                let identity = open_identity(&identity, &key.signing, lang)?;
                let signer = key.signer(lang)?;
                let path = globals.ledger()?;
                let mut desk = Desk::open(&path)?;
                let sealed = find(desk.journal.state(), &value)?;
                let vault = open_vault(&path, desk.journal.state())?;
                // Nothing is recorded for a value that is not there; nothing is read that was not recorded.
                let erased = desk.journal.state().vault.values.get(&sealed).is_some_and(|value| value.erased.is_some());
                (erased || vault.has(&sealed)).then_some(()).ok_or(VaultError::Missing(sealed))?;
                // Everything that can fail comes before the event; what was opened is shown after it, or not at all.
                let opened = if erased { None } else { Some(vault.unseal(&sealed, &identity)?) };
                let data = object(json!({ "purpose": purpose }));
                let mut recording = Recording { desk: &mut desk, signers: &[signer], log: &key.log, lang };
                let recorded = recording.event("vault.opened", Some(&sealed.to_string()), data)?;
                let value = opened.ok_or(VaultError::Missing(sealed))?;
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let json = json!({ "sealed": sealed, "value": value });
                Ok(Reply::yes(format!("{text}\n"), json).after(recorded.trouble))
            }
            VaultCommand::Erase { value, ground, confirm, key } => erase(globals, &value, ground, confirm, &key),
            VaultCommand::Clean { file } => {
                let path = globals.ledger()?;
                let state = read_state(&path)?;
                let file = file.unwrap_or_else(|| vault::path_of(&path));
                let gone = erased(&state);
                let _lock = lock(&path)?;
                let cleaned = open_at(&file, &state)?.remove(&gone)?;
                let text = if cleaned {
                    say::vault_cleaned(lang, file.display())
                } else {
                    say::vault_clean(lang, file.display())
                };
                Ok(Reply::done(format!("{text}\n"), json!({ "file": file.display().to_string(), "changed": cleaned })))
            }
            VaultCommand::Backup { target } => {
                let path = vault::path_of(&globals.ledger()?);
                if target.exists() {
                    return Err(crate::shell::store::StoreError::Exists(target).into());
                }
                std::fs::copy(&path, &target).map_err(|error| CliError::Io(path, error))?;
                let text = say::vault_backed_up(lang, target.display());
                Ok(Reply::yes(format!("{text}\n"), json!({ "file": target.display().to_string() })))
            }
            VaultCommand::Restore { source } => {
                let path = globals.ledger()?;
                let state = read_state(&path)?;
                let wanted = |sealed: &Hash| state.vault.values.get(sealed).is_some_and(|value| value.erased.is_none());
                let _lock = lock(&path)?;
                let from = open_at(&source, &state)?;
                let n = open_vault(&path, &state)?.merge(&from, wanted)?;
                Ok(Reply::done(format!("{}\n", say::vault_restored(lang, n)), json!({ "restored": n })))
            }
            VaultCommand::Reseal { identity, key } => reseal(globals, &identity, &key),
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn open_vault(ledger: &Path, state: &State) -> Result<Vault, CliError> {
    open_at(&vault::path_of(ledger), state)
}

fn open_at(path: &Path, state: &State) -> Result<Vault, CliError> {
    let ledger = state.chain.ledger().ok_or(crate::shell::author::DraftError::NoLedger)?;
    Ok(Vault::open(path, ledger)?)
}

fn erased(state: &State) -> Vec<Hash> {
    state.vault.values.iter().filter(|(_, value)| value.erased.is_some()).map(|(sealed, _)| *sealed).collect()
}

fn new_key(file: &Path, lang: Lang) -> Result<Reply, CliError> {
    let passphrase = Source::new(None).ask_new(&say::key_new_for(lang, file.display()))?;
    let public = Identity::create(file, &passphrase)?;
    let text = format!("{}\n{}\n", say::vault_key_made(lang, file.display(), &public), say::key_keep(lang));
    Ok(Reply::done(text, json!({ "file": file.display().to_string(), "recipient": public })))
}

fn open_identity(file: &Path, signing: &SigningArgs, lang: Lang) -> Result<Identity, CliError> {
    let passphrase = Source::new(signing.passphrase_fd).ask(&say::key_for(lang, file.display()))?;
    Ok(Identity::open(file, &passphrase)?)
}

/// `FILE.pub=NAME` or `age1…=NAME`.
fn reader(text: &str) -> Result<Value, CliError> {
    let bad = || CliError::About("vault.reader", text.to_owned(), say::bad_reader, say::usage_advice);
    let (key, name) = text.split_once('=').ok_or_else(bad)?;
    let public = match key.starts_with("age1") {
        true => key.to_owned(),
        false => {
            let path = Path::new(key);
            let path = if key.ends_with(".pub") { path.to_owned() } else { public_path(path) };
            files::given_text(&path, files::SMALL).map_err(|error| CliError::Io(path, error))?.trim().to_owned()
        }
    };
    Ok(json!({ "name": name, "recipient": public }))
}

/// A sealed value by the beginning of its commitment, or by the entry that holds it.
fn find(state: &State, text: &str) -> Result<Hash, CliError> {
    let by_seq = |seq: u64| state.vault.values.iter().filter(move |(_, value)| value.seq == seq);
    let mut found: Vec<Hash> = match text.parse::<u64>() {
        Ok(seq) if text.len() < 8 => by_seq(seq).map(|(sealed, _)| *sealed).collect(),
        _ => Vec::new(),
    };
    if found.is_empty() && text.len() >= 4 {
        found = state.vault.values.keys().filter(|sealed| sealed.to_string().starts_with(text)).copied().collect();
    }
    match found.as_slice() {
        [one] => Ok(*one),
        _ => Err(CliError::About("vault.unknown", text.to_owned(), say::vault_unknown, say::vault_unknown_advice)),
    }
}

fn list(globals: &Globals) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let path = globals.ledger()?;
    let state = read_state(&path)?;
    let vault = open_vault(&path, &state)?;
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    for (sealed, value) in &state.vault.values {
        let status = match (value.erased, vault.has(sealed), &value.ordered) {
            (Some(seq), false, _) => say::vault_status_erased(lang, seq),
            (Some(_), true, _) => say::vault_status_left(lang),
            (None, true, Some((_, _, seq))) => say::vault_status_ordered(lang, seq),
            (None, true, None) => say::vault_status_kept(lang),
            (None, false, _) => say::vault_status_missing(lang),
        };
        let openings = value.openings.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        rows.push(vec![sealed.short(), value.seq.to_string(), status, openings]);
        all.push(json!({
            "sealed": sealed, "entry": value.seq, "in_vault": vault.has(sealed), "erased_by": value.erased,
            "opened_by": value.openings,
        }));
    }
    let mut text = table(&say::columns_vault(lang), &[1], &rows);
    let orphans = vault.values().filter(|sealed| !state.vault.values.contains_key(sealed)).count();
    if orphans > 0 {
        text.push_str(&format!("\n{}\n", say::vault_orphans(lang, orphans)));
    }
    Ok(Reply::yes(text, json!(all)))
}

fn erase(
    globals: &Globals,
    value: &str,
    ground: Option<String>,
    confirm: bool,
    key: &KeyArgs,
) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let signer = key.signer(lang)?;
    let path = globals.ledger()?;
    let mut desk = Desk::open(&path)?;
    let sealed = find(desk.journal.state(), value)?;
    let subject = sealed.to_string();
    let (kind, data) = match ground {
        Some(ground) if !confirm => ("vault.erasure_ordered", json!({ "ground": ground })),
        _ => ("vault.erasure_confirmed", json!({})),
    };
    let mut recording = Recording { desk: &mut desk, signers: &[signer], log: &key.log, lang };
    let mut reply = recording.event(kind, Some(&subject), object(data))?;
    if confirm {
        let gone = lock(&path).and_then(|_lock| Ok(open_vault(&path, desk.journal.state())?.remove(&[sealed])?));
        match gone {
            Ok(_) => reply.text.push_str(&format!("{}\n", say::vault_erased_now(lang))),
            Err(error) => {
                let (code, message) = (error.code(), say::vault_not_gone(lang, error.message(lang)));
                reply.trouble.push(Trouble { code, message, advice: say::vault_not_gone_advice(lang) });
            }
        }
    } else {
        reply.text.push_str(&format!("{}\n", say::vault_waits(lang)));
    }
    Ok(reply)
}

fn reseal(globals: &Globals, identity: &Path, key: &KeyArgs) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let identity = open_identity(identity, &key.signing, lang)?;
    let signer = key.signer(lang)?;
    let path = globals.ledger()?;
    let mut desk = Desk::open(&path)?;
    let values: Vec<Hash> = open_vault(&path, desk.journal.state())?.values().copied().collect();
    let known = |sealed: &&Hash| desk.journal.state().vault.values.get(*sealed).is_some_and(|v| v.erased.is_none());
    let values: Vec<Hash> = values.iter().filter(known).copied().collect();
    let mut trouble = Vec::new();
    for sealed in &values {
        let data = object(json!({ "purpose": say::vault_reseal_purpose(Lang::Vi) }));
        let subject = sealed.to_string();
        let signers = std::slice::from_ref(&signer);
        let mut recording = Recording { desk: &mut desk, signers, log: &key.log, lang };
        trouble.extend(recording.event("vault.opened", Some(&subject), data)?.trouble);
        let _lock = lock(&path)?;
        let readers = desk.journal.state().vault.readers.clone();
        open_vault(&path, desk.journal.state())?.reseal(sealed, &identity, &readers)?;
    }
    let text = format!("{}\n", say::vault_resealed(lang, values.len()));
    Ok(Reply::done(text, json!({ "resealed": values.len() })).after(trouble))
}
