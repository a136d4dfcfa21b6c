//! `checkpoint`: the heads that the log signs, what witnesses add, where they were published, whose key signs them.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::log_key::NewLogKey;
use super::open::{self, Desk, KeyArgs, LogKeyArgs};
use super::receipt::{draw, policy_of};
use super::recording::record_one;
use super::{CliError, Globals, Reply};
use crate::domain::custody::{Ending, Identity as LogIdentity, Origin};
use crate::domain::events::ledger::log_key_rotated::Rotation;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::code;
use crate::log::witness_policy::PolicyWitness;
use crate::shell::cosigning::{self, CosignError};
use crate::shell::evidence::short_root;
use crate::shell::files;
use crate::shell::http::{self, HttpError};
use crate::shell::keys::Signer;
use crate::shell::messages as say;
use crate::shell::qr::Qr;
use crate::shell::store::sqlite::SqliteStore;
use crate::values::crypto::Hash;
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;

/// Mốc của sổ: xem, ký, xin nhân chứng ký, công bố, thay khóa
#[derive(clap::Subcommand, Debug)]
pub enum CheckpointCommand {
    /// Xem mốc mới nhất và ai đã ký
    #[command(after_help = "Ví dụ: sovang checkpoint show\n       sovang checkpoint show --qr moc.png")]
    Show(Show),
    /// Ký mốc cho những gì đã ghi
    #[command(after_help = "Ví dụ: sovang checkpoint sign")]
    Sign(Sign),
    /// In khóa kiểm tra và quy định nhân chứng, cho người giữ biên nhận
    #[command(after_help = "Ví dụ: sovang checkpoint policy --out so.policy")]
    Policy(Policy),
    /// Xin các nhân chứng của sổ ký, qua mạng
    #[command(after_help = "Ví dụ: sovang checkpoint cosign")]
    Cosign(Cosign),
    /// Lập yêu cầu gửi một nhân chứng, bằng tệp hoặc mã QR
    #[command(after_help = "Ví dụ: sovang checkpoint request thanhtra.example/w1 --out yeu-cau.txt")]
    Request(Request),
    /// Nhận chữ ký nhân chứng gửi về, bằng tệp
    #[command(after_help = "Ví dụ: sovang checkpoint add tra-loi.txt")]
    Add(Add),
    /// Ghi lại việc công bố mốc trên giấy
    #[command(
        after_help = "Ví dụ: sovang checkpoint anchor --document \"Báo cáo số 15/BC-UBND\" --recipient \"UBND tỉnh\" -k van-thu.pem"
    )]
    Anchor(Anchor),
    /// Thay khóa của sổ: theo dự định (khóa cũ và khóa mới cùng ký), bị mất, hoặc bị lấy cắp
    #[command(
        after_help = "Ví dụ: sovang checkpoint rotate so.log2.pem --reason \"Thay máy tính\" -k chu-tich.pem\n       \
sovang checkpoint rotate so.log2.pem --lost --reason \"Hỏng ổ đĩa\" -k chu-tich.pem\n       \
sovang checkpoint rotate so.log2.pem --stolen --reason \"Mất máy tính của văn thư\" -k chu-tich.pem"
    )]
    Rotate(Rotate),
}

impl CheckpointCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            CheckpointCommand::Show(command) => command.run(globals),
            CheckpointCommand::Sign(command) => command.run(globals),
            CheckpointCommand::Policy(command) => command.run(globals),
            CheckpointCommand::Cosign(command) => command.run(globals),
            CheckpointCommand::Request(command) => command.run(globals),
            CheckpointCommand::Add(command) => command.run(globals),
            CheckpointCommand::Anchor(command) => command.run(globals),
            CheckpointCommand::Rotate(command) => command.run(globals),
        }
    }
}

impl From<CosignError> for CliError {
    fn from(error: CosignError) -> CliError {
        match error {
            CosignError::Store(error) => error.into(),
            CosignError::NoHead => CliError::Said("head.none", say::head_none, say::receipt_no_head_advice),
            CosignError::Ahead { witness, .. } => {
                CliError::About("witness.ahead", witness.to_string(), say::witness_ahead, say::head_shorter_advice)
            }
            CosignError::NoCosignature => {
                CliError::Said("witness.no_cosignature", say::no_cosignature, say::no_cosignature_advice)
            }
            CosignError::Tree(error) => {
                CliError::About(code::TREE_NODE, error.to_string(), say::tree_broken, say::unsound_advice)
            }
        }
    }
}

impl From<HttpError> for CliError {
    fn from(error: HttpError) -> CliError {
        CliError::About("net.failed", error.to_string(), say::net_failed, say::net_failed_advice)
    }
}

/// A head as people read it.
pub fn head_text(checkpoint: &SignedCheckpoint, lang: Lang) -> String {
    let known = checkpoint.unverified();
    let root = &known.head.root;
    format!("{}\n\n{checkpoint}", say::head_line(lang, &known.origin, known.head.size, root, short_root(root)))
}

fn head_json(checkpoint: &SignedCheckpoint) -> Value {
    let known = checkpoint.unverified();
    json!({
        "origin": known.origin.as_str(), "size": known.head.size, "root": known.head.root.to_base64(),
        "short": short_root(&known.head.root), "checkpoint": checkpoint.to_string(),
    })
}

/// Xem mốc
#[derive(clap::Args, Debug)]
pub struct Show {
    /// Mã QR của mốc: tệp .png hoặc .svg, hoặc "-" để vẽ trên màn hình
    #[arg(long, value_name = "TỆP")]
    qr: Option<PathBuf>,
}

impl Show {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let store = SqliteStore::open_read_only(&globals.ledger()?)?;
        let checkpoint = cosigning::newest(&store)?;
        let mut text = head_text(&checkpoint, globals.lang);
        if let Some(target) = &self.qr {
            text = format!("{text}{}", draw(&qr_of(&checkpoint.to_string())?, target)?);
        }
        Ok(Reply::yes(text, head_json(&checkpoint)))
    }
}

/// A QR code of a text, or what to say if it has no room.
pub fn qr_of(text: &str) -> Result<Qr, CliError> {
    let too_large = |error: crate::shell::qr::TooLarge| {
        CliError::About("receipt.too_large", error.to_string(), say::qr_too_large, say::qr_too_large_advice)
    };
    Qr::of(text).map_err(too_large)
}

/// Ký mốc
#[derive(clap::Args, Debug)]
pub struct Sign {
    #[command(flatten)]
    log: LogKeyArgs,
}

impl Sign {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let mut desk = Desk::open(&globals.ledger()?)?;
        let checkpoint = desk.sign_head(&self.log, globals.lang)?;
        Ok(Reply::done(head_text(&checkpoint, globals.lang), head_json(&checkpoint)))
    }
}

/// In quy định
#[derive(clap::Args, Debug)]
pub struct Policy {}

impl Policy {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let (state, reading) = open::read(&globals.ledger()?)?;
        let text = policy_of(&reading, &state.custody, state.chain.tree())?;
        Ok(Reply::yes(text.clone(), json!({ "policy": text })))
    }
}

/// Xin nhân chứng ký qua mạng
#[derive(clap::Args, Debug)]
pub struct Cosign {
    /// Chỉ nhân chứng này (tên trong quy định hoặc tên khóa)
    #[arg(long, value_name = "TÊN")]
    witness: Option<String>,
}

impl Cosign {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let mut desk = Desk::open(&globals.ledger()?)?;
        let state = desk.journal.state().clone();
        open::is_real(&state)?;
        let Some(set) = state.custody.witnesses.last() else {
            return Err(CliError::Said("witness.none", say::no_witnesses, say::no_witnesses_advice));
        };
        let wanted = |witness: &&PolicyWitness| self.witness.as_deref().is_none_or(|name| is_called(witness, name));
        let (mut text, mut answers, mut all) = (String::new(), Vec::new(), true);
        for witness in set.policy.witnesses().filter(wanted) {
            let name = witness.key.name().to_string();
            let outcome = match &witness.url {
                None => Err(CliError::About(
                    "witness.no_url",
                    name.clone(),
                    say::witness_no_url,
                    say::no_cosignature_advice,
                )),
                Some(url) => ask(&mut desk, witness, &String::from_utf8_lossy(url)),
            };
            all &= outcome.is_ok();
            let line = match &outcome {
                Ok(size) => say::cosigned(lang, &name, size),
                Err(error) => say::not_cosigned(lang, &name, error.message(lang)),
            };
            let _ = writeln!(text, "{line}");
            answers.push(
                json!({ "witness": name, "size": outcome.as_ref().ok(), "error": outcome.err().map(|e| e.code()) }),
            );
        }
        if answers.is_empty() {
            return Err(CliError::Said("witness.none", say::no_witnesses, say::no_witnesses_advice));
        }
        Ok(Reply::answer(text, json!(answers), all))
    }
}

fn is_called(witness: &PolicyWitness, name: &str) -> bool {
    witness.name == name.as_bytes() || witness.key.name().as_str() == name
}

/// Asks one witness over HTTP. If it remembers another size than the ledger does, asks again from there.
fn ask(desk: &mut Desk, witness: &PolicyWitness, url: &str) -> Result<u64, CliError> {
    let address = format!("{}/add-checkpoint", url.trim_end_matches('/'));
    let state = desk.journal.state().clone();
    let mut old = cosigning::last_cosigned(desk.journal.store(), &witness.key)?;
    for _ in 0..2 {
        let request = cosigning::request(desk.journal.store(), &state.custody, state.chain.tree(), old)?;
        let (status, body) = http::post(&address, &request.to_string())?;
        match status {
            200 => {
                let kept = cosigning::keep(desk.journal.store_mut(), &state.custody, &body)?;
                return Ok(kept.first().map_or(0, |(_, size)| *size));
            }
            409 => old = body.trim().parse().map_err(|_| HttpError::Status { url: address.clone(), status })?,
            _ => return Err(HttpError::Status { url: address, status }.into()),
        }
    }
    Err(CosignError::NoCosignature.into())
}

/// Lập yêu cầu
#[derive(clap::Args, Debug)]
pub struct Request {
    /// Nhân chứng (tên trong quy định hoặc tên khóa)
    #[arg(value_name = "TÊN")]
    witness: String,
    /// Số mục mà nhân chứng đã ký lần trước (mặc định: theo sổ)
    #[arg(long, value_name = "N")]
    old: Option<u64>,
    /// Mã QR của yêu cầu: tệp .png hoặc .svg, hoặc "-" để vẽ trên màn hình
    #[arg(long, value_name = "TỆP")]
    qr: Option<PathBuf>,
}

impl Request {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let (state, reading) = open::read(&path)?;
        open::is_real(&state)?;
        let store = reading.store();
        let policies = state.custody.witnesses.last();
        let witness = policies.and_then(|set| set.policy.witnesses().find(|witness| is_called(witness, &self.witness)));
        let unknown =
            || CliError::About("witness.unknown", self.witness.clone(), say::witness_unknown, say::no_witnesses_advice);
        let witness = witness.ok_or_else(unknown)?;
        let old = match self.old {
            Some(old) => old,
            None => cosigning::last_cosigned(store, &witness.key)?,
        };
        let request = cosigning::request(store, &state.custody, state.chain.tree(), old)?.to_string();
        let text = match &self.qr {
            Some(target) => draw(&qr_of(&request)?, target)?,
            None => request.clone(),
        };
        Ok(Reply::yes(text, json!({ "request": request })))
    }
}

/// Nhận chữ ký nhân chứng
#[derive(clap::Args, Debug)]
pub struct Add {
    /// Tệp trả lời của nhân chứng ("-": đầu vào chuẩn)
    #[arg(value_name = "TỆP")]
    file: PathBuf,
}

impl Add {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let io = |error| CliError::Io(self.file.clone(), error);
        let answer = files::given_text(&self.file, files::MEDIUM).map_err(io)?;
        let mut desk = Desk::open(&globals.ledger()?)?;
        let custody = desk.journal.state().custody.clone();
        let kept = cosigning::keep(desk.journal.store_mut(), &custody, &answer)?;
        let text = kept.iter().map(|(name, size)| format!("{}\n", say::cosigned(globals.lang, name, size))).collect();
        let json: Vec<Value> = kept.iter().map(|(name, size)| json!({ "witness": name, "size": size })).collect();
        Ok(Reply::done(text, json!(json)))
    }
}

/// Ghi việc công bố
#[derive(clap::Args, Debug)]
pub struct Anchor {
    /// Số, ký hiệu hoặc tên văn bản mang mốc
    #[arg(long, value_name = "VĂN BẢN")]
    document: String,
    /// Nơi nhận
    #[arg(long, value_name = "NƠI NHẬN")]
    recipient: String,
    /// Số đến của nơi nhận
    #[arg(long, value_name = "SỐ")]
    registry_number: Option<String>,
    /// Mốc đã công bố (mặc định: mốc mới nhất đã ký)
    #[arg(long, value_name = "N")]
    size: Option<u64>,
    #[command(flatten)]
    key: KeyArgs,
}

impl Anchor {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let (state, reading) = open::read(&path)?;
        let size = match self.size {
            Some(size) => size,
            None => cosigning::newest(reading.store())?.unverified().head.size,
        };
        let root = state.chain.tree().root_at(size).map_err(CosignError::from)?;
        let mut data = json!({
            "head": { "size": size, "root": Hash(*root.as_bytes()) }, "document": self.document, "recipient": self.recipient,
        });
        if let (Some(number), Some(members)) = (self.registry_number, data.as_object_mut()) {
            members.insert("registry_number".into(), json!(number));
        }
        record_one(globals, "checkpoint.anchored", members(data), &self.key)
    }
}

/// The members of an object.
pub fn members(data: Value) -> Map<String, Value> {
    match data {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Thay khóa của sổ
#[derive(clap::Args, Debug)]
pub struct Rotate {
    /// Tệp khóa mới, đặt cạnh tệp sổ (lập mới nếu chưa có)
    #[arg(value_name = "TỆP")]
    new_key: PathBuf,
    /// Khóa cũ đã mất, không ở trong tay ai
    #[arg(long)]
    lost: bool,
    /// Khóa cũ bị lấy cắp: chữ ký của nó không còn chứng minh gì, trừ những mốc sổ còn giữ
    #[arg(long, conflicts_with = "lost")]
    stolen: bool,
    /// Tên gốc mới của sổ: chỉ khi nhân chứng đã ký một mốc không phải của sổ
    #[arg(long, value_name = "TÊN", conflicts_with = "lost")]
    origin: Option<Origin>,
    /// Lý do
    #[arg(long, value_name = "LÝ DO")]
    reason: String,
    #[command(flatten)]
    key: KeyArgs,
}

impl Rotate {
    fn how(&self) -> Ending {
        match (self.lost, self.stolen) {
            (_, true) => Ending::Stolen,
            (true, false) => Ending::Lost,
            (false, false) => Ending::Planned,
        }
    }

    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let state = open::read_state(&path)?;
        let nobody = || CliError::Said(code::LEDGER_EMPTY, say::ledger_not_opened, say::no_ledger_advice);
        let identity = state.custody.identity().ok_or_else(nobody)?;
        let ledger = state.chain.ledger().ok_or_else(nobody)?;
        // Everything that can fail, and every question, comes before the event.
        self.key.signer(lang)?;
        let old = match self.how() {
            Ending::Planned => Some(self.key.log.signer(&path, &identity.key, lang)?),
            Ending::Lost | Ending::Stolen => None,
        };
        let next = NewLogKey::next(&self.new_key, &path, None)?;
        next.keep(&self.new_key)?;
        let rotated = self.rotate(globals, ledger, identity, old.as_ref());
        if rotated.as_ref().is_err_and(|error| !error.is_unclear()) {
            next.take_back(&self.new_key);
        }
        let mut reply = rotated?;
        let policy = path.with_extension("policy");
        let told = match self.how() {
            Ending::Planned => say::rotated_planned(lang, policy.display()),
            Ending::Lost => say::rotated_lost(lang, policy.display()),
            Ending::Stolen => say::rotated_stolen(lang, policy.display(), identity.origin.as_str()),
        };
        reply.text.push_str(&format!("{told}\n"));
        Ok(reply)
    }

    /// The new key signs that it takes the other's place; the old one too, where it can.
    fn rotate(
        &self,
        globals: &Globals,
        ledger: LedgerId,
        from: &LogIdentity,
        old: Option<&Signer>,
    ) -> Result<Reply, CliError> {
        let new = self.key.log.open(&self.new_key, globals.lang)?;
        let (how, log_key, origin) = (self.how(), new.public(), self.origin.as_ref().unwrap_or(&from.origin));
        let bytes = Rotation { how, ledger, log_key: &log_key, old: &from.key, origin }.bytes();
        let mut cause = members(json!({ "kind": how.name() }));
        if let Some(old) = old {
            cause.insert("old_signature".into(), json!(old.sign_bytes(&bytes)?));
        }
        if let Some(origin) = &self.origin {
            cause.insert("origin".into(), json!(origin.as_str()));
        }
        let data = json!({
            "cause": cause, "log_key": log_key, "new_signature": new.sign_bytes(&bytes)?, "old": from.key,
            "reason": self.reason,
        });
        record_one(globals, "ledger.log_key_rotated", members(data), &self.key)
    }
}
