//! `witness`: cosigning the heads of other units' ledgers, with or without a network.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::answer::print;
use super::checkpoint::qr_of;
use super::open::{self, SigningArgs};
use super::receipt::{draw, policy_unread};
use super::{CliError, Globals, Reply};
use crate::log::checkpoint::is_practice;
use crate::log::note::{KeyName, SignatureType, VerifierKey};
use crate::log::witness_policy::WitnessPolicy;
use crate::shell::files;
use crate::shell::heads::moment;
use crate::shell::keys::Signer;
use crate::shell::messages as say;
use crate::shell::witness::{Limits, Witness, WitnessError, look, serve};

/// Nhân chứng: ký mốc của sổ các đơn vị khác, chỉ khi mốc mới nối tiếp mốc đã ký
#[derive(clap::Subcommand, Debug)]
pub enum WitnessCommand {
    /// In khóa kiểm tra của nhân chứng, để các sổ đưa vào quy định
    #[command(after_help = "Ví dụ: sovang witness key --name thanhtra.example/w1 -k thanh-tra.pem")]
    Key(Identity),
    /// Phục vụ qua mạng (C2SP tlog-witness)
    #[command(
        after_help = "Ví dụ: sovang witness serve --name thanhtra.example/w1 --db nhan-chung.db --logs cac-so.policy \
--listen 127.0.0.1:8080 -k thanh-tra.pem"
    )]
    Serve(Serve),
    /// Ký một yêu cầu nhận bằng tệp, không cần mạng
    #[command(after_help = "Ví dụ: sovang witness cosign yeu-cau.txt --name thanhtra.example/w1 --db nhan-chung.db \
--logs cac-so.policy -k thanh-tra.pem --out tra-loi.txt")]
    Cosign(Cosign),
    /// Xem các sổ đang theo dõi và những yêu cầu mâu thuẫn đã từ chối
    #[command(after_help = "Ví dụ: sovang witness show --db nhan-chung.db")]
    Show(Show),
}

impl WitnessCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            WitnessCommand::Key(identity) => identity.show(globals),
            WitnessCommand::Serve(command) => command.run(globals),
            WitnessCommand::Cosign(command) => command.run(globals),
            WitnessCommand::Show(command) => command.run(globals),
        }
    }
}

impl From<WitnessError> for CliError {
    fn from(error: WitnessError) -> CliError {
        match error {
            WitnessError::Key(error) => error.into(),
            other => CliError::About("witness.failed", other.to_string(), say::witness_failed, say::io_advice),
        }
    }
}

/// Tên và khóa của nhân chứng
#[derive(clap::Args, Debug)]
pub struct Identity {
    /// Tên khóa của nhân chứng, ví dụ thanhtra.example/w1
    #[arg(long, value_name = "TÊN")]
    name: KeyName,
    #[command(flatten)]
    key: SigningArgs,
}

impl Identity {
    fn open(&self, globals: &Globals) -> Result<(VerifierKey, Signer), CliError> {
        let signer = self.key.signer(globals.lang)?;
        let key = VerifierKey::new(self.name.clone(), SignatureType::Cosignature, &signer.public().0);
        Ok((key.map_err(|_| WitnessError::Name)?, signer))
    }

    fn show(&self, globals: &Globals) -> Result<Reply, CliError> {
        let (key, _) = self.open(globals)?;
        Ok(Reply::yes(format!("{key}\n"), json!({ "vkey": key.to_string() })))
    }
}

/// Những gì nhân chứng nhớ và biết
#[derive(clap::Args, Debug)]
pub struct Desk {
    #[command(flatten)]
    identity: Identity,
    /// Cơ sở dữ liệu của nhân chứng (lập mới nếu chưa có)
    #[arg(long, value_name = "TỆP")]
    db: PathBuf,
    /// Các sổ được theo dõi: tệp gồm các dòng «log KHÓA», do đơn vị in bằng checkpoint policy
    #[arg(long, value_name = "TỆP")]
    logs: PathBuf,
    /// Khóa của sổ đã hết hiệu lực, theo thư của Chủ tịch: không ký cho nữa, dù tệp còn nêu (nêu nhiều lần)
    #[arg(long, value_name = "KHÓA")]
    ended: Vec<VerifierKey>,
}

/// What a line of a policy says of a key that was stolen.
const STOLEN: &str = "#sovang stolen ";

impl Desk {
    fn open(&self, globals: &Globals) -> Result<Witness, CliError> {
        let (key, signer) = self.identity.open(globals)?;
        let text =
            files::given_text(&self.logs, files::MEDIUM).map_err(|error| CliError::Io(self.logs.clone(), error))?;
        // Units' policies are put together in one file: only their logs matter here.
        let mut logs: Vec<&str> = text.lines().filter(|line| line.starts_with("log ")).collect();
        logs.dedup();
        let policy = WitnessPolicy::parse(format!("{}\nquorum none\n", logs.join("\n")).as_bytes());
        let policy = policy.map_err(|error| policy_unread(&self.logs, error))?;
        // One unit's policy may say that a key was stolen which an older policy beside it still names.
        let stolen: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(STOLEN)).map(str::trim).collect();
        let ended = |key: &VerifierKey| self.ended.contains(key) || stolen.contains(&key.to_string().as_str());
        let logs = policy.logs().iter().map(|log| log.key.clone()).filter(|key| !ended(key));
        let logs: Vec<VerifierKey> = logs.collect();
        if let Some(key) = logs.iter().find(|key| is_practice(key.name().as_str())) {
            let name = key.name().to_string();
            return Err(CliError::About("practice.log", name, say::practice_log, say::practice_log_advice));
        }
        Ok(Witness::open(&self.db, key, signer, logs)?)
    }
}

fn seconds() -> u64 {
    u64::try_from(open::now().millis() / 1000).unwrap_or(0)
}

/// Phục vụ qua mạng
#[derive(clap::Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    desk: Desk,
    /// Địa chỉ nghe
    #[arg(long, value_name = "ĐỊA CHỈ", default_value = "127.0.0.1:8080")]
    listen: String,
}

impl Serve {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let witness = self.desk.open(globals)?;
        let lang = globals.lang;
        let name = self.desk.identity.name.to_string();
        serve(witness, &self.listen, Limits::USUAL, seconds, |address| {
            drop(print(&format!("{}\n", say::witness_serves(lang, name, address))))
        })?;
        Ok(Reply::written())
    }
}

/// Ký một yêu cầu
#[derive(clap::Args, Debug)]
pub struct Cosign {
    /// Tệp yêu cầu (sovang checkpoint request)
    #[arg(value_name = "TỆP")]
    request: PathBuf,
    /// Mã QR của chữ ký: tệp .png hoặc .svg, hoặc "-" để vẽ trên màn hình
    #[arg(long, value_name = "TỆP")]
    qr: Option<PathBuf>,
    #[command(flatten)]
    desk: Desk,
}

impl Cosign {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let body = files::Text::of(
            files::given(&self.request, files::MEDIUM).map_err(|error| CliError::Io(self.request.clone(), error))?,
        )
        .bytes;
        let answer = self.desk.open(globals)?.add_checkpoint(&body, seconds())?;
        let json = json!({ "status": answer.status, "body": answer.body });
        if answer.status == 200 {
            let drawn = match &self.qr {
                Some(target) => draw(&qr_of(&answer.body)?, target)?,
                None => String::new(),
            };
            return Ok(Reply::yes(format!("{}{drawn}", answer.body), json));
        }
        let text = format!("{}\n", say::witness_refuses(globals.lang, answer.status, answer.body.trim()));
        Ok(Reply::answer(text, json, false))
    }
}

/// Xem sổ tay của nhân chứng
#[derive(clap::Args, Debug)]
pub struct Show {
    /// Cơ sở dữ liệu của nhân chứng
    #[arg(long, value_name = "TỆP")]
    db: PathBuf,
}

impl Show {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        if !self.db.exists() {
            return Err(CliError::Io(self.db, std::io::ErrorKind::NotFound.into()));
        }
        let lang = globals.lang;
        let (watched, evidence) = look(&self.db)?;
        let mut text = String::new();
        for log in &watched {
            text.push_str(&format!(
                "{}\n",
                say::witness_watches(lang, &log.origin, log.head.size, log.head.root, moment(log.time))
            ));
        }
        if watched.is_empty() {
            text.push_str(&format!("{}\n", say::nothing_found(lang)));
        }
        for refused in &evidence {
            text.push_str(&format!(
                "\n{}\n{}\n{}",
                say::witness_evidence(lang, &refused.origin, moment(refused.time), refused.size),
                refused.cosigned,
                refused.note
            ));
        }
        let heads: Vec<Value> = watched
            .iter()
            .map(|log| json!({ "origin": log.origin, "size": log.head.size, "root": log.head.root.to_base64(), "time": log.time }))
            .collect();
        let refused: Vec<Value> = evidence
            .iter()
            .map(|e| json!({ "origin": e.origin, "time": e.time, "size": e.size, "cosigned": e.cosigned, "shown": e.note }))
            .collect();
        Ok(Reply::answer(text, json!({ "logs": heads, "evidence": refused }), evidence.is_empty()))
    }
}
