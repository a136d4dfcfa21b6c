//! The jobs of an office as commands: thin, each asks what its job asks.

use std::path::PathBuf;

use super::job::{JobArgs, Running, given, run};
use super::open;
use super::{CliError, Globals, Reply};
use crate::office::jobs::{Entered, Office, decide, issue, later, nominate, pay, vote};
use crate::shell::{files, sheet};

/// The largest table that is read, in bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Đề nghị khen một người, tập thể, hộ
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang de-nghi        (hỏi từng điều)")]
pub struct Nominate {
    #[command(flatten)]
    args: JobArgs,
}

impl Nominate {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let job =
            Running { name: "de-nghi", authored: "nomination.submitted", run: &nominate::nominate, given: given([]) };
        run(&job, &self.args, globals)
    }
}

/// Nhập nhiều đề nghị từ bảng của cơ quan: .xlsx, .ods, .csv
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang nhap khen-2026.xlsx\n\
Tiêu đề cột hiểu được: Họ tên, Đối tượng, Thôn (cơ quan), Hình thức, Loại hình, Thành tích (hoặc Lý do). Cột thiếu thì hỏi một lần cho mọi dòng.")]
pub struct Sheet {
    /// Tệp .xlsx, .ods hoặc .csv
    #[arg(value_name = "TỆP")]
    file: PathBuf,
    /// Loại hình của mọi dòng, nếu bảng không có cột ấy
    #[arg(long, value_name = "LOẠI HÌNH")]
    reward_type: Option<String>,
    /// Hình thức của mọi dòng
    #[arg(long, value_name = "HÌNH THỨC")]
    form: Option<String>,
    /// Đối tượng của mọi dòng
    #[arg(long, value_name = "ĐỐI TƯỢNG")]
    kind: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl Sheet {
    /// The sheet, whichever program wrote it.
    fn read(&self) -> Result<nominate::Sheet, CliError> {
        let is_table = self
            .file
            .extension()
            .is_some_and(|ext| ["csv", "tsv", "txt"].iter().any(|known| ext.eq_ignore_ascii_case(known)));
        if !is_table {
            return sheet::read(&self.file).map_err(|reason| CliError::Unreadable(self.file.clone(), reason));
        }
        let text = files::given_text(&self.file, MOST_BYTES).map_err(|error| CliError::Io(self.file.clone(), error))?;
        let rows = super::import::rows_of(text.strip_prefix('\u{feff}').unwrap_or(&text))?;
        let rows = rows.into_iter().map(|(line, row)| (u32::try_from(line).unwrap_or(u32::MAX), row)).collect();
        let name = self.file.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Ok(nominate::Sheet { name, rows })
    }

    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let read = self.read()?;
        let given = given([("reward_type", self.reward_type), ("form", self.form), ("kind", self.kind)]);
        let from = |office: &Office<'_>, entered: &Entered| nominate::from_sheet(office, entered, &read);
        run(&Running { name: "nhap", authored: "nomination.submitted", run: &from, given }, &self.args, globals)
    }
}

/// Kết quả phiên họp Hội đồng
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang hop\n       sovang hop --members 9 --present 8 --votes 8 --except '5=3 14=4' --yes"
)]
pub struct Vote {
    /// Tổng số thành viên Hội đồng
    #[arg(long, value_name = "N")]
    members: Option<String>,
    /// Số thành viên có mặt
    #[arg(long, value_name = "N")]
    present: Option<String>,
    /// Số phiếu bằng văn bản của người vắng
    #[arg(long, value_name = "N")]
    written: Option<String>,
    /// Số phiếu tán thành, cho mọi đề nghị
    #[arg(long, value_name = "N")]
    votes: Option<String>,
    /// Trừ: 5=3 (đề nghị 5 được 3 phiếu), 5=- (không đưa ra)
    #[arg(long, value_name = "SỐ=PHIẾU")]
    except: Option<String>,
    /// Biên bản
    #[arg(long, value_name = "TỆP")]
    minutes: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl Vote {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let given = given([
            ("members", self.members),
            ("present", self.present),
            ("written", self.written),
            ("votes", self.votes),
            ("except", self.except),
            ("minutes", self.minutes),
        ]);
        run(&Running { name: "hop", authored: "council.voted", run: &vote::vote, given }, &self.args, globals)
    }
}

/// Soạn quyết định khen thưởng để trình ký
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang quyet-dinh\n       sovang quyet-dinh --title \"Về việc khen thưởng\" --yes")]
pub struct Decide {
    /// Phiên họp, nếu có nhiều phiên chưa quyết định
    #[arg(long, value_name = "PHIÊN")]
    session: Option<String>,
    /// Người ký
    #[arg(long, value_name = "TÊN")]
    signer: Option<String>,
    /// Trích yếu
    #[arg(long, value_name = "CHỮ")]
    title: Option<String>,
    /// Trình duyệt danh sách chi cùng lúc: có hoặc không
    #[arg(long, value_name = "CÓ|KHÔNG")]
    list: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl Decide {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let id = open::new_id()?.to_string();
        let given = given([
            ("session", self.session),
            ("signer", self.signer),
            ("title", self.title),
            ("list", self.list),
            ("id", Some(id)),
        ]);
        run(&Running { name: "quyet-dinh", authored: "", run: &decide::decide, given }, &self.args, globals)
    }
}

/// Cấp số và phát hành quyết định
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang phat-hanh\n       sovang phat-hanh --number 03 --yes")]
pub struct Issue {
    /// Quyết định, nếu có nhiều quyết định chờ
    #[arg(value_name = "QUYẾT ĐỊNH")]
    decision: Option<String>,
    /// Số
    #[arg(long, value_name = "SỐ")]
    number: Option<String>,
    /// Ký hiệu
    #[arg(long, value_name = "KÝ HIỆU")]
    symbol: Option<String>,
    /// Nơi nhận
    #[arg(long, value_name = "NƠI NHẬN")]
    to: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl Issue {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let given =
            given([("decision", self.decision), ("number", self.number), ("symbol", self.symbol), ("to", self.to)]);
        run(
            &Running { name: "phat-hanh", authored: "decision.numbered", run: &issue::issue, given },
            &self.args,
            globals,
        )
    }
}

/// Chi thưởng theo quyết định
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang chi\n       sovang chi 03 --method cash --voucher PC08 --missing 7 --yes")]
pub struct Pay {
    /// Quyết định, nếu có nhiều quyết định chưa chi
    #[arg(value_name = "QUYẾT ĐỊNH")]
    decision: Option<String>,
    /// Hình thức: tiền mặt hoặc chuyển khoản
    #[arg(long, value_name = "HÌNH THỨC")]
    method: Option<String>,
    /// Chứng từ
    #[arg(long, visible_alias = "chung-tu", value_name = "SỐ")]
    voucher: Option<String>,
    /// Ai chưa nhận: dòng hoặc tên
    #[arg(long, value_name = "AI")]
    missing: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl Pay {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let given = given([
            ("decision", self.decision),
            ("method", self.method),
            ("voucher", self.voucher),
            ("missing", self.missing),
        ]);
        run(&Running { name: "chi", authored: "fund.disbursed", run: &pay::pay, given }, &self.args, globals)
    }
}

/// Trao khen thưởng
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang trao\n       sovang trao 03 --absent 'ca nhan 7' --yes")]
pub struct Present {
    /// Quyết định, nếu có nhiều quyết định chưa trao
    #[arg(value_name = "QUYẾT ĐỊNH")]
    decision: Option<String>,
    /// Người trao
    #[arg(long, value_name = "TÊN")]
    presenter: Option<String>,
    /// Ai vắng: dòng hoặc tên
    #[arg(long, value_name = "AI")]
    absent: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl Present {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let given = given([("decision", self.decision), ("presenter", self.presenter), ("absent", self.absent)]);
        run(&Running { name: "trao", authored: "award.presented", run: &later::present, given }, &self.args, globals)
    }
}

/// Lưu hồ sơ quyết định
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang luu\n       sovang luu 03 --scans hs03 --place \"Văn phòng, tủ hồ sơ số 2\" --yes"
)]
pub struct File {
    /// Quyết định, nếu có nhiều quyết định chưa lưu
    #[arg(value_name = "QUYẾT ĐỊNH")]
    decision: Option<String>,
    /// Bản quét: thư mục hoặc tệp
    #[arg(long, value_name = "NƠI")]
    scans: Option<PathBuf>,
    /// Nơi lưu
    #[arg(long, value_name = "NƠI")]
    place: Option<String>,
    /// Lưu đến hết ngày
    #[arg(long, value_name = "NGÀY")]
    until: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

impl File {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let files = self.scans.as_deref().map(super::job::files);
        let given = given([
            ("decision", self.decision),
            ("scans", self.scans.map(|scans| scans.display().to_string())),
            ("files", files),
            ("place", self.place),
            ("until", self.until),
        ]);
        run(&Running { name: "luu", authored: "dossier.filed", run: &later::file, given }, &self.args, globals)
    }
}
