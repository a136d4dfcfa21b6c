//! The command line: one file a verb. Data goes to standard output, talk to standard error; `answer.rs` has the exit codes.

mod answer;
mod arguments;
mod attachment;
mod audit;
mod begin;
mod beside;
mod bundle;
mod checkpoint;
mod compare;
mod copies;
mod demo;
mod desk;
mod due;
mod error;
mod founding;
mod handover;
mod ho_son;
mod import;
mod job;
mod jobs;
mod join;
mod keys;
mod lists;
mod log_key;
mod open;
mod page;
mod past;
mod person;
mod policy;
mod practice;
mod publish;
mod receipt;
mod recompute;
mod reconcile;
mod record;
mod recording;
mod recover;
mod replay;
mod report;
mod rows;
mod schema;
mod sheets;
mod show;
mod sign;
mod sitting;
mod table;
mod template;
mod trial;
mod vault;
mod verify;
mod witness;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use answer::{Banner, Exit, Form, Reply, Shown, give, tell};
use arguments::Stop;
use clap::{Parser, Subcommand};
use serde_json::{Map, Value};

pub use error::CliError;

use crate::log::checkpoint::is_practice;
use crate::shell::messages as say;
use crate::shell::terminal;
use crate::shell::typed;
use crate::values::lang::Lang;
use crate::values::text::Change;

/// Sổ vàng khen thưởng: sổ cái có chữ ký, xác minh được, của quyết định khen thưởng, Quỹ và đơn thư.
#[derive(Parser, Debug)]
#[command(name = "sovang", version, after_help = HELP)]
struct Args {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Option<Command>,
}

const HELP: &str = "Mã thoát: 0 đúng · 1 không đúng (không hợp lệ, có chênh lệch) · 2 không làm được.\n\
Bắt đầu: sovang demo        English: sovang --lang en …";

/// Chung cho mọi lệnh.
#[derive(clap::Args, Debug, Clone)]
pub struct Globals {
    /// Tệp sổ (mặc định: tệp *.sovang duy nhất trong thư mục)
    #[arg(long, short, global = true, value_name = "TỆP", env = "SOVANG_LEDGER", display_order = 901)]
    ledger: Option<PathBuf>,
    /// Ngôn ngữ: vi hoặc en
    #[arg(long, global = true, value_name = "vi|en", env = "SOVANG_LANG", default_value = "vi", display_order = 902)]
    lang: Lang,
    /// In kết quả dạng JSON
    #[arg(long, global = true, display_order = 903)]
    json: bool,
    /// Ghi kết quả ra tệp mới thay vì in ra (không ghi đè; đúng từng byte, dù trên PowerShell)
    #[arg(long, global = true, value_name = "TỆP", display_order = 904)]
    out: Option<PathBuf>,
    /// Giữ chữ đúng như đã gõ dù trông như hỏng phông (tên nước ngoài)
    #[arg(long, global = true, display_order = 905)]
    as_typed: bool,
    /// What was found of the ledger that this run is about.
    #[arg(skip)]
    about: About,
}

/// Whether the ledger that a run is about is for practice, and whether that was said already. Known once it is opened;
/// shared by all who speak of it.
#[derive(Debug, Clone, Default)]
struct About(Arc<(AtomicBool, AtomicBool)>);

impl Globals {
    fn ledger(&self) -> Result<PathBuf, CliError> {
        let path = open::find_ledger(self.ledger.as_deref())?;
        self.look_at(&path);
        Ok(path)
    }

    /// Notes that a run is about a ledger. One for practice says so before anything else.
    fn look_at(&self, path: &Path) {
        let About(about) = &self.about;
        if !about.0.load(Relaxed) && open::is_practice(path) {
            about.0.store(true, Relaxed);
            if terminal::is_attended() && !self.json {
                tell(&format!("{}\n", say::practice_banner(self.lang)));
                about.1.store(true, Relaxed);
            }
        }
    }

    /// Notes that what was brought says of itself that it comes from a ledger for practice.
    fn came_from(&self, origin: &str) {
        if is_practice(origin) {
            self.about.0.0.store(true, Relaxed);
        }
    }

    /// What stands above an answer: nothing, unless the ledger is for practice.
    fn banner(&self) -> Banner {
        let About(about) = &self.about;
        match (about.0.load(Relaxed), about.1.load(Relaxed)) {
            (false, _) => Banner::None,
            (true, true) => Banner::Said,
            (true, false) => Banner::Practice,
        }
    }

    /// Makes what people typed fit to be signed, and says what was changed. Letters that look broken are refused unless
    /// whoever typed them says that they are right.
    fn tidy(&self, data: &mut Map<String, Value>) -> Result<Vec<Change>, CliError> {
        if !self.as_typed {
            typed::suspect(data)?;
        }
        Ok(typed::tidy_all(data)?)
    }

    /// Says what was changed, each kind once.
    fn tell(&self, mut changes: Vec<Change>) {
        changes.sort();
        changes.dedup();
        for change in changes {
            let code = |c: char| format!("U+{:04X}", u32::from(c));
            let told = match change {
                Change::Dropped(c) => say::text_dropped(self.lang, code(c)),
                Change::Space(c) => say::text_space(self.lang, code(c)),
                Change::Letter(from, to) => say::text_letter(self.lang, from, to),
            };
            tell(&format!("{told}\n"));
        }
    }
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Mở sổ mới cho đơn vị
    Init(begin::Init),
    /// Sổ tập: thử mọi việc trên một bản sao
    #[command(visible_alias = "tap-ghi")]
    Practice(practice::Practice),
    /// Khóa: lập, xem, ghi nhận, thu hồi
    #[command(subcommand)]
    Key(keys::KeyCommand),
    /// Chính sách: mức thưởng, lương cơ sở, thẩm quyền, thời hạn
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// Ghi một sự kiện: ký và thêm vào sổ
    Record(record::Record),
    /// Nhập nhiều dòng từ .xlsx, .ods, .csv, .jsonl
    #[command(visible_alias = "nhap", alias = "sheet")]
    Import(import::Import),
    /// Đề nghị khen một người, tập thể, hộ
    #[command(visible_alias = "de-nghi")]
    Nominate(jobs::Nominate),
    /// Kết quả phiên họp Hội đồng
    #[command(visible_alias = "hop")]
    Vote(jobs::Vote),
    /// Soạn quyết định khen thưởng để trình ký
    #[command(visible_alias = "quyet-dinh")]
    Decide(jobs::Decide),
    /// Xem và ký tập trình ký
    #[command(visible_alias = "ky")]
    Sign(sign::Sign),
    /// Cấp số và phát hành quyết định
    #[command(visible_alias = "phat-hanh")]
    Issue(jobs::Issue),
    /// Chi thưởng theo quyết định
    #[command(visible_alias = "chi")]
    Pay(jobs::Pay),
    /// Trao khen thưởng
    #[command(visible_alias = "trao")]
    Present(jobs::Present),
    /// Lưu hồ sơ quyết định
    #[command(visible_alias = "luu")]
    File(jobs::File),
    /// Bàn làm việc: việc đang chờ, thời hạn
    #[command(visible_alias = "ban-lam-viec")]
    Desk(desk::Desk),
    /// Danh sách: đề nghị, phiên họp, quyết định, phiếu chi, người
    #[command(visible_alias = "danh-sach")]
    List(desk::List),
    /// Tìm mọi thứ
    #[command(visible_alias = "tim")]
    Find(desk::Find),
    /// Dự thảo: những gì đã gõ dở, trang chờ ký
    #[command(subcommand, visible_alias = "du-thao")]
    Draft(desk::DraftCommand),
    /// Thu vào Quỹ
    #[command(visible_alias = "thu")]
    Income(jobs::Income),
    /// Phân bổ Quỹ
    #[command(visible_alias = "phan-bo")]
    Allocate(jobs::Allocate),
    /// Mua khung, in giấy khen
    #[command(visible_alias = "chi-khung")]
    PayFrames(jobs::PayFrames),
    /// Chi tổ chức thực hiện
    #[command(visible_alias = "chi-to-chuc")]
    PayOrganising(jobs::PayOrganising),
    /// Khóa Quỹ năm cũ, mở năm mới
    #[command(visible_alias = "khoa-so")]
    YearEnd(jobs::YearEnd),
    /// Phong trào: phát động, sơ kết, tổng kết
    #[command(visible_alias = "phong-trao")]
    Movement(jobs::Movement),
    /// Chỉ tiêu thi đua: đăng ký, báo kết quả
    #[command(visible_alias = "chi-tieu")]
    Target(jobs::Target),
    /// Có gì sai: tìm cách sửa đúng luật
    #[command(visible_alias = "sua-sai")]
    Fix(jobs::Fix),
    /// Bỏ ghi một mục ghi nhầm, ghi trùng
    #[command(visible_alias = "bo-ghi")]
    Undo(jobs::Undo),
    /// Đính chính quyết định đã phát hành
    #[command(visible_alias = "dinh-chinh")]
    Correct(jobs::Correct),
    /// Hủy quyết định, hoặc vài dòng của quyết định
    #[command(visible_alias = "huy")]
    Annul(jobs::Annul),
    /// Thu lại tiền đã chi
    #[command(visible_alias = "thu-hoi")]
    Repay(jobs::Repay),
    /// Khóa lại mọi khóa đang mở
    #[command(visible_alias = "khoa-lai")]
    Lock(sitting::Lock),
    /// Giữ một khóa đang mở (phần mềm tự gọi)
    #[command(hide = true)]
    Sitting(sitting::Serve),
    /// Ký một sự kiện ra tệp mà không ghi (nửa đầu của record)
    Presign(record::Sign),
    /// Ghi sự kiện đã ký ở nơi khác (nửa sau của record)
    Append(record::Append),
    /// Liệt kê mục
    Log(lists::Log),
    /// Xem một mục, hoặc toàn bộ diễn biến một hồ sơ
    #[command(visible_alias = "xem")]
    Show(show::Show),
    /// Các lượt khen thưởng hiện có
    Award(lists::Award),
    /// Mọi điều sổ ghi về một người, tập thể, hộ
    #[command(visible_alias = "nguoi")]
    Person(person::Person),
    /// Mức thưởng nào sẽ khác theo những gì biết đến nay; không thay đổi gì
    Recompute(recompute::Recompute),
    /// Quỹ thi đua, khen thưởng hiện có
    #[command(visible_alias = "quy")]
    Fund(lists::FundArgs),
    /// Đơn thư: danh sách, nhận đơn mới, việc tiếp theo của một đơn
    #[command(visible_alias = "don")]
    Petition(lists::PetitionArgs),
    /// Việc đến hạn, sắp đến hạn, quá hạn
    #[command(visible_alias = "viec")]
    Due(due::Due),
    /// Xác minh toàn bộ sổ: từng byte, chữ ký, thứ tự, quy tắc
    Verify(verify::Verify),
    /// Xem sổ như vào một ngày, hoặc đến một mục
    Replay(replay::Replay),
    /// So hai thời điểm của sổ: chỉ tiêu nào đổi, đổi bao nhiêu
    Diff(past::Diff),
    /// Vì sao có con số này: mục, hồ sơ và chính sách tạo nên nó
    Why(past::Why),
    /// Lập báo cáo từ sổ
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// Những điều thanh tra thường hỏi về một sổ đã hợp lệ
    #[command(visible_alias = "kiem-tra")]
    Audit(audit::Audit),
    /// Giải trình một điều mà kiểm tra nêu ra
    #[command(visible_alias = "giai-trinh")]
    ExplainFinding(jobs::ExplainFinding),
    /// Đối chiếu số liệu đã công bố với sổ
    #[command(visible_alias = "doi-chieu")]
    Reconcile(reconcile::Reconcile),
    /// Giá trị niêm phong: ai được đọc, mở, xóa, sao lưu kho
    #[command(subcommand)]
    Vault(vault::VaultCommand),
    /// Tài liệu đính kèm cạnh sổ: cất, liệt kê, lấy ra
    #[command(subcommand)]
    Attachment(attachment::AttachmentCommand),
    /// Mốc của sổ: xem, ký, xin nhân chứng ký, công bố, thay khóa
    #[command(subcommand)]
    Checkpoint(checkpoint::CheckpointCommand),
    /// Biên nhận: lập, kiểm tra không cần sổ
    #[command(subcommand)]
    Receipt(receipt::ReceiptCommand),
    /// So hai bản của sổ, hoặc sổ với mốc, biên nhận, báo cáo
    Compare(compare::Compare),
    /// Bàn giao khi sáp nhập, giải thể: khóa sổ cũ, nhận vào sổ mới, xác minh cùng nhau
    #[command(subcommand)]
    Handover(handover::HandoverCommand),
    /// Khôi phục sổ bị cắt hoặc quay về bản cũ
    #[command(subcommand)]
    Recover(recover::RecoverCommand),
    /// Công bố sổ thành các tệp tĩnh
    Publish(publish::Publish),
    /// Theo dõi một sổ đã công bố: chép về, kiểm tra phần mới
    Follow(publish::Follow),
    /// Làm nhân chứng cho sổ của các đơn vị khác
    #[command(subcommand)]
    Witness(witness::WitnessCommand),
    /// In trang kiểm tra HTML, dùng không cần mạng
    Page(page::Page),
    /// Xuất mọi mục, mỗi dòng một mục chính tắc
    Export(copies::Export),
    /// Gói cho thanh tra: một tệp HTML tự kiểm tra được
    #[command(subcommand)]
    Bundle(bundle::BundleCommand),
    /// Sao lưu sổ đang dùng
    Backup(copies::Backup),
    /// Lược đồ các loại sự kiện
    Schema(schema::Schema),
    /// Giải thích một mã từ chối hoặc mã lỗi xác minh
    Explain(schema::Explain),
    /// Dựng sổ minh họa từ báo cáo thật 6 tháng đầu năm 2024 của xã Hồ Sơn
    Demo(demo::Demo),
    /// Sinh lệnh gợi ý cho shell
    Completions(schema::Completions),
}

impl Command {
    /// Whether what it prints is for programs, byte by byte; all else is for eyes and hides nothing from them.
    fn hands_out_bytes(&self) -> bool {
        use Command as C;
        matches!(
            self,
            C::Sign(_)
                | C::Checkpoint(_)
                | C::Receipt(receipt::ReceiptCommand::Make(_))
                | C::Witness(witness::WitnessCommand::Cosign(_) | witness::WitnessCommand::Key(_))
                | C::Page(_)
                | C::Export(_)
                | C::Schema(_)
                | C::Completions(_)
        )
    }
}

/// Whether an answer may be written there: asked before anything is done.
fn is_free(path: &Path) -> Result<(), CliError> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(CliError::Io(path.to_owned(), error)),
        Ok(_) => {
            let what = path.display().to_string();
            Err(CliError::About("file.exists", what, say::already_exists, say::out_exists_advice))
        }
    }
}

/// Runs the program.
pub fn run() -> ExitCode {
    crate::shell::keys::dump_no_core();
    let exit = match arguments::parse() {
        Ok(args) => {
            let globals = args.globals.clone();
            let out = globals.out.as_deref();
            let free = out.map_or(Ok(()), is_free);
            let form = match &args.command {
                _ if globals.json => Form::Json,
                Some(Command::Report(_)) => Form::Document,
                Some(command) if command.hands_out_bytes() => Form::Bytes,
                _ => Form::Text,
            };
            let done = free.and_then(|()| dispatch(args));
            give(done, Shown { lang: globals.lang, form, banner: globals.banner() }, out)
        }
        Err(Stop::Help(text, lang)) => give(Ok(Reply::yes(text, Value::Null)), Shown::as_is(lang, Form::Bytes), None),
        Err(Stop::Incomplete(text)) => {
            tell(&text);
            Exit::Failed
        }
        Err(Stop::Typed(error, lang, json)) => {
            give(Err(error), Shown::as_is(lang, if json { Form::Json } else { Form::Text }), None)
        }
    };
    exit.into()
}

fn dispatch(args: Args) -> Result<Reply, CliError> {
    let globals = args.globals;
    // `sovang` alone is the desk.
    match args.command.unwrap_or(Command::Desk(desk::Desk {})) {
        Command::Init(command) => command.run(&globals),
        Command::Practice(command) => command.run(&globals),
        Command::Key(command) => command.run(&globals),
        Command::Policy(command) => command.run(&globals),
        Command::Record(command) => command.run(&globals),
        Command::Import(command) => command.run(&globals),
        Command::Nominate(command) => command.run(&globals),
        Command::Vote(command) => command.run(&globals),
        Command::Decide(command) => command.run(&globals),
        Command::Sign(command) => command.run(&globals),
        Command::Issue(command) => command.run(&globals),
        Command::Pay(command) => command.run(&globals),
        Command::Present(command) => command.run(&globals),
        Command::File(command) => command.run(&globals),
        Command::Desk(command) => command.run(&globals),
        Command::List(command) => command.run(&globals),
        Command::Find(command) => command.run(&globals),
        Command::Draft(command) => command.run(&globals),
        Command::Income(command) => command.run(&globals),
        Command::Allocate(command) => command.run(&globals),
        Command::PayFrames(command) => command.run(&globals),
        Command::PayOrganising(command) => command.run(&globals),
        Command::YearEnd(command) => command.run(&globals),
        Command::Movement(command) => command.run(&globals),
        Command::Target(command) => command.run(&globals),
        Command::Fix(command) => command.run(&globals),
        Command::Undo(command) => command.run(&globals),
        Command::Correct(command) => command.run(&globals),
        Command::Annul(command) => command.run(&globals),
        Command::Repay(command) => command.run(&globals),
        Command::Lock(command) => command.run(&globals),
        Command::Sitting(command) => command.run(),
        Command::Presign(command) => command.run(&globals),
        Command::Append(command) => command.run(&globals),
        Command::Log(command) => command.run(&globals),
        Command::Show(command) => command.run(&globals),
        Command::Award(command) => command.run(&globals),
        Command::Person(command) => command.run(&globals),
        Command::Recompute(command) => command.run(&globals),
        Command::Fund(command) => command.run(&globals),
        Command::Petition(command) => command.run(&globals),
        Command::Due(command) => command.run(&globals),
        Command::Verify(command) => command.run(&globals),
        Command::Replay(command) => command.run(&globals),
        Command::Diff(command) => command.run(&globals),
        Command::Why(command) => command.run(&globals),
        Command::Report(command) => command.run(&globals),
        Command::Audit(command) => command.run(&globals),
        Command::ExplainFinding(command) => command.run(&globals),
        Command::Reconcile(command) => command.run(&globals),
        Command::Vault(command) => command.run(&globals),
        Command::Attachment(command) => command.run(&globals),
        Command::Checkpoint(command) => command.run(&globals),
        Command::Receipt(command) => command.run(&globals),
        Command::Compare(command) => command.run(&globals),
        Command::Handover(command) => command.run(&globals),
        Command::Recover(command) => command.run(&globals),
        Command::Publish(command) => command.run(&globals),
        Command::Follow(command) => command.run(&globals),
        Command::Witness(command) => command.run(&globals),
        Command::Page(command) => command.run(&globals),
        Command::Export(command) => command.run(&globals),
        Command::Bundle(command) => command.run(&globals),
        Command::Backup(command) => command.run(&globals),
        Command::Schema(command) => command.run(&globals),
        Command::Explain(command) => command.run(&globals),
        Command::Demo(command) => command.run(&globals),
        Command::Completions(command) => command.run(&mut arguments::command(globals.lang)),
    }
}
