//! `vault`: who may read sealed values, reading one, erasing one, the vault's own backup.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

pub mod keeping;

use super::answer::Trouble;
use super::beside::lock;
use super::open::{Desk, KeyArgs, SigningArgs, read_state};
use super::recording::{Recording, record_one};
use super::table::table;
use super::{CliError, Globals, Reply};
use crate::domain::ledger::State;
use crate::domain::policy::FileClass;
use crate::domain::vault::SealedValue;
use crate::shell::files;
use crate::shell::keys::passphrase::Source;
use crate::shell::messages as say;
use crate::shell::vault::{self, Identity, Kind, Place, Vault, VaultError, public_path};
use crate::values::crypto::Hash;
use crate::values::lang::Lang;

/// Giá trị niêm phong
#[derive(clap::Subcommand, Debug)]
pub enum VaultCommand {
    /// Lập khóa đọc (age) cho một người, mã hóa bằng mật khẩu
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
        /// Khóa đọc và tên: TỆP.pub=TÊN hoặc age1…=TÊN
        #[arg(value_name = "KHÓA=TÊN", required = true)]
        readers: Vec<String>,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Liệt kê giá trị niêm phong: ở mục nào, còn hay đã xóa, ai đã mở
    #[command(after_help = "Ví dụ: sovang vault list")]
    List,
    /// Đọc một giá trị niêm phong; việc đọc được ghi vào sổ trước
    #[command(
        after_help = "Ví dụ: sovang vault open 3fa1 --purpose \"Gửi giấy mời đối thoại\" --identity tiep-dan.age -k van-thu.pem"
    )]
    Open {
        /// Mã cam kết (phần đầu), hoặc số mục có nó
        #[arg(value_name = "GIÁ TRỊ")]
        value: String,
        /// Để làm gì
        #[arg(long, value_name = "MỤC ĐÍCH")]
        purpose: String,
        /// Tệp khóa đọc
        #[arg(long, value_name = "TỆP")]
        identity: PathBuf,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Xóa một giá trị niêm phong: một người đề nghị, người thứ hai xác nhận (--confirm)
    #[command(
        after_help = "Ví dụ: sovang vault erase 3fa1 --ground \"Hết thời hạn lưu trữ\" -k van-thu.pem\n       sovang vault erase 3fa1 --confirm -k chu-tich.pem"
    )]
    Erase {
        /// Mã cam kết (phần đầu), hoặc số mục có nó
        #[arg(value_name = "GIÁ TRỊ")]
        value: String,
        /// Căn cứ xóa
        #[arg(long, value_name = "CĂN CỨ", required_unless_present = "confirm", conflicts_with = "confirm")]
        ground: Option<String>,
        /// Người thứ hai xác nhận: giá trị bị xóa
        #[arg(long)]
        confirm: bool,
        /// Nơi có bản sao đã xóa theo (nêu nhiều lần); được ghi vào sổ
        #[arg(long = "copy", value_name = "NƠI", requires = "confirm")]
        copies: Vec<String>,
        #[command(flatten)]
        key: KeyArgs,
    },
    /// Bỏ khỏi kho (hoặc một bản sao lưu kho) mọi giá trị sổ nói đã xóa, và những gì ghi dở dang để lại
    #[command(after_help = "Ví dụ: sovang vault clean\n       sovang vault clean /media/usb/so.vault")]
    Clean {
        /// Thư mục sao lưu kho (mặc định: kho cạnh sổ)
        #[arg(value_name = "THƯ MỤC")]
        folder: Option<PathBuf>,
        /// Bỏ cả giá trị của những sự kiện đã ký (sign) mà chưa ghi (append)
        #[arg(long)]
        signed: bool,
    },
    /// Sao lưu kho niêm phong (tách khỏi sao lưu sổ); chạy lại chỉ chép phần mới
    #[command(after_help = "Ví dụ: sovang vault backup /media/usb/so.vault")]
    Backup {
        /// Thư mục (tạo mới nếu chưa có)
        #[arg(value_name = "THƯ MỤC")]
        target: PathBuf,
    },
    /// Lấy lại từ bản sao lưu kho những giá trị đã mất hoặc bị đổi, trừ những giá trị đã xóa
    #[command(
        after_help = "Ví dụ: sovang vault restore /media/usb/so.vault\n       sovang vault restore /media/usb/so.vault --identity tiep-dan.age"
    )]
    Restore {
        /// Thư mục sao lưu kho
        #[arg(value_name = "THƯ MỤC")]
        source: PathBuf,
        /// Tệp khóa đọc: lấy lại cả bản trước của giá trị mà bản mới nhất không mở được
        #[arg(long, value_name = "TỆP")]
        identity: Option<PathBuf>,
    },
    /// Mã hóa lại mọi giá trị cho những người đang được đọc (sau khi đổi người)
    #[command(after_help = "Ví dụ: sovang vault reseal --identity tiep-dan.age -k van-thu.pem")]
    Reseal {
        /// Tệp khóa đọc
        #[arg(long, value_name = "TỆP")]
        identity: PathBuf,
        #[command(flatten)]
        key: KeyArgs,
    },
}

impl VaultCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            VaultCommand::Key { file } => new_key(&file, globals.lang),
            VaultCommand::Readers { readers, key } => {
                let readers = readers.iter().map(|text| reader(text)).collect::<Result<Vec<_>, _>>()?;
                record_one(globals, "ledger.readers_set", object(json!({ "readers": readers })), &key)
            }
            VaultCommand::List => list(globals),
            VaultCommand::Open { value, purpose, identity, key } => open(globals, &value, &purpose, &identity, &key),
            VaultCommand::Erase { value, ground, confirm, copies, key } => {
                let (kind, data) = match ground {
                    Some(ground) if !confirm => ("vault.erasure_ordered", json!({ "ground": ground })),
                    _ if copies.is_empty() => ("vault.erasure_confirmed", json!({})),
                    _ => ("vault.erasure_confirmed", json!({ "copies": copies })),
                };
                erase(globals, &value, kind, object(data), &key)
            }
            VaultCommand::Clean { folder, signed } => keeping::clean(globals, folder, signed),
            VaultCommand::Backup { target } => keeping::backup(globals, &target),
            VaultCommand::Restore { source, identity } => keeping::restore(globals, &source, identity.as_deref()),
            VaultCommand::Reseal { identity, key } => keeping::reseal(globals, &identity, &key),
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// The place at which a value is sealed.
fn place_of(state: &State, value: &SealedValue) -> Result<Place, CliError> {
    let ledger = state.chain.ledger().ok_or(crate::shell::author::DraftError::NoLedger)?;
    Ok(Place { at: value.at.clone(), id: value.id, ledger })
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

/// Opens a reading key for a command that signs nothing.
pub fn identity(file: &Path, lang: Lang) -> Result<Identity, CliError> {
    open_identity(file, &SigningArgs::default(), lang)
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
    let vault = Vault::open(&vault::path_of(&path))?;
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    for (sealed, value) in &state.vault.values {
        let found = vault.check(sealed, &value.newest.hash);
        let exchanged = matches!(found, Err(VaultError::Exchanged(_)));
        let there = match found {
            Ok(_) => true,
            Err(VaultError::Exchanged(_) | VaultError::Missing(_)) => false,
            Err(error) => return Err(error.into()),
        };
        let status = match (value.erased, &value.ordered) {
            (Some(seq), _) if !there && !exchanged => say::vault_status_erased(lang, seq),
            (Some(_), _) => say::vault_status_left(lang),
            (None, _) if exchanged => say::vault_status_exchanged(lang),
            (None, _) if !there => say::vault_status_missing(lang),
            (None, Some((_, seq))) => say::vault_status_ordered(lang, seq),
            (None, None) => say::vault_status_kept(lang),
        };
        let openings = value.openings.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        rows.push(vec![sealed.short(), value.seq.to_string(), status, openings]);
        all.push(json!({
            "sealed": sealed, "box": value.newest.hash, "entry": value.seq, "at": value.at, "in_vault": there,
            "exchanged": exchanged, "erased_by": value.erased, "opened_by": value.openings,
        }));
    }
    let mut text = table(&say::columns_vault(lang), &[1], &rows);
    let stray = vault.files()?.into_iter().filter(|file| !state.vault.values.contains_key(&file.sealed));
    let (waiting, left): (Vec<_>, Vec<_>) = stray.partition(|file| file.kind == Kind::Signed);
    for (n, said) in
        [(left.len(), say::vault_orphans(lang, left.len())), (waiting.len(), say::vault_waiting(lang, waiting.len()))]
    {
        if n > 0 {
            text.push_str(&format!("\n{said}\n"));
        }
    }
    Ok(Reply::yes(text, json!(all)))
}

fn open(globals: &Globals, value: &str, purpose: &str, identity: &Path, key: &KeyArgs) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let identity = open_identity(identity, &key.signing, lang)?;
    let signer = key.signer(lang)?;
    let path = globals.ledger()?;
    let mut desk = Desk::open(&path)?;
    let sealed = find(desk.journal.state(), value)?;
    // Everything that can fail comes before the event, and what was opened is shown after it, or not at all. That a value
    // was erased is the rule's to say.
    let known = desk.journal.state().vault.values.get(&sealed).filter(|value| value.erased.is_none());
    let opened = match known {
        Some(value) => {
            let place = place_of(desk.journal.state(), value)?;
            Some(Vault::open(&vault::path_of(&path))?.unseal(&value.known(sealed), &place, &identity)?)
        }
        None => None,
    };
    let mut recording = Recording { desk: &mut desk, signers: &[signer], log: &key.log, lang, forgets: false };
    let data = object(json!({ "purpose": purpose }));
    let recorded = recording.event("vault.opened", Some(&sealed.to_string()), data)?;
    let value = opened.ok_or(VaultError::Missing(sealed))?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Ok(Reply::yes(format!("{text}\n"), json!({ "sealed": sealed, "value": value })).after(recorded.trouble))
}

fn erase(
    globals: &Globals,
    value: &str,
    kind: &str,
    data: Map<String, Value>,
    key: &KeyArgs,
) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let signer = key.signer(lang)?;
    let path = globals.ledger()?;
    let mut desk = Desk::open(&path)?;
    let sealed = find(desk.journal.state(), value)?;
    let mut recording = Recording { desk: &mut desk, signers: &[signer], log: &key.log, lang, forgets: false };
    let mut reply = recording.event(kind, Some(&sealed.to_string()), data)?;
    if kind == "vault.erasure_ordered" {
        let state = desk.journal.state();
        if state.policies.retention(FileClass::Petitions, super::open::now().date()).is_none() {
            reply.text.push_str(&format!("{}\n", say::vault_no_retention(lang)));
        }
        reply.text.push_str(&format!("{}\n", say::vault_waits(lang)));
        return Ok(reply);
    }
    match lock(&path).and_then(|_lock| keeping::take_out(&Vault::open(&vault::path_of(&path))?, &sealed)) {
        Ok(linked) => {
            reply.text.push_str(&format!("{}\n", say::vault_erased_now(lang)));
            if linked {
                reply.text.push_str(&format!("{}\n", say::vault_linked(lang)));
            }
        }
        Err(error) => {
            let (code, message) = (error.code(), say::vault_not_gone(lang, error.message(lang)));
            reply.trouble.push(Trouble { code, message, advice: say::vault_not_gone_advice(lang) });
        }
    }
    Ok(reply)
}
