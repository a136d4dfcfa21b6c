//! `report`: figures that nobody typed.

use std::path::{Path, PathBuf};

use super::checkpoint::qr_of;
use super::receipt::draw;
use super::table::table;
use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::domain::policy::Reported;
use crate::log::tree::Tree;
use crate::office::names::Names;
use crate::reports::registers::RegisterKind;
use crate::shell::checkpoints::whole;
use crate::shell::heads::judge;
use crate::shell::journal;
use crate::shell::messages as say;
use crate::shell::reading::Reading;
use crate::shell::report::{Form, Span};
use crate::shell::store::sqlite::SqliteStore;
use crate::values::lang::Lang;
use crate::values::time::Period;

/// Các báo cáo
#[derive(clap::Subcommand, Debug)]
pub enum ReportCommand {
    /// Báo cáo công tác thi đua, khen thưởng 6 tháng (hoặc năm), dạng Markdown hoặc --json
    #[command(
        after_help = "Ví dụ: sovang report half-year 2024H1 --explain\n       sovang report half-year 2024H1 --qr moc.png --out bao-cao.md"
    )]
    HalfYear(HalfYearArgs),
    /// Báo cáo năm: số liệu cả năm bên cạnh năm trước
    #[command(after_help = "Ví dụ: sovang report annual 2024 --explain --out bao-cao-nam.md")]
    Annual(AnnualArgs),
    /// Báo cáo tiếp công dân, xử lý đơn, giải quyết khiếu nại, tố cáo: kỳ tính theo quy định của ngành Thanh tra
    #[command(
        after_help = "Ví dụ: sovang report petitions 2026Q4 --explain\n       sovang report petitions 'quý III năm 2026'\n\
Kỳ được cắt theo chính sách có hiệu lực vào ngày cuối kỳ (TT 06/2025/TT-TTCP: từ ngày 15 đến ngày 14); thêm @N hoặc nêu khoảng ngày thì theo đó.\n\
Các biểu 01/TCD, 02/XLD, 03/GQKN, 04/GQTC, 05/KQTH, 06/QLKNTC: phụ lục chưa đọc, nên chưa dựng cột; số liệu ở đây để điền vào biểu của tỉnh."
    )]
    Petitions(HalfYearArgs),
    /// Sổ theo mẫu: tiep-cong-dan (03/TCD), don, so-vang, quy (S07-X), cap-so; số thứ tự chạy trong kỳ, danh tính niêm phong
    #[command(
        after_help = "Ví dụ: sovang report register so-vang 2024\n       sovang report register tiep-cong-dan 2026Q3@15"
    )]
    Register(RegisterArgs),
}

/// Sổ nào, kỳ nào
#[derive(clap::Args, Debug)]
pub struct RegisterArgs {
    /// Sổ: tiep-cong-dan, don, so-vang, quy, cap-so
    #[arg(value_name = "SỔ", value_parser = register_of)]
    register: RegisterKind,
    /// Kỳ: 2024, 2024H1, 2024Q3, 2024M05, hoặc 2024-01-15..2024-02-14
    #[arg(value_name = "KỲ", value_parser = Period::read)]
    period: Period,
}

/// Năm báo cáo
#[derive(clap::Args, Debug)]
pub struct AnnualArgs {
    /// Năm; kỳ khác cũng được, đặt cạnh kỳ ấy của năm trước
    #[arg(value_name = "NĂM", value_parser = Period::read)]
    period: Period,
    #[command(flatten)]
    how: HowArgs,
}

/// Kỳ báo cáo
#[derive(clap::Args, Debug)]
pub struct HalfYearArgs {
    /// Kỳ: 2024, 2024H1, 2024Q3, 2024N9 (9 tháng), 2024M05, thêm @15 nếu tính từ ngày 15, hoặc 2024-01-15..2024-02-14
    #[arg(value_name = "KỲ", value_parser = Period::read)]
    period: Period,
    #[command(flatten)]
    how: HowArgs,
}

/// Cách lập báo cáo
#[derive(clap::Args, Debug)]
pub struct HowArgs {
    /// Dưới mỗi số liệu, nêu các mục tạo ra nó
    #[arg(long)]
    explain: bool,
    /// Mã QR của mốc, để in kèm báo cáo: ghi ra tệp .png hoặc .svg
    #[arg(long, value_name = "TỆP")]
    qr: Option<PathBuf>,
    /// Cắt kỳ như chính sách quy định cho báo cáo này: awards hoặc petitions
    #[arg(long, value_name = "BÁO CÁO", value_parser = cut_of)]
    cut: Option<Reported>,
    /// Lập lại báo cáo như khi sổ có N mục
    #[arg(long, value_name = "N")]
    at: Option<u64>,
}

impl ReportCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let (how, period, span): (_, _, fn(Period) -> Span) = match &self {
            ReportCommand::HalfYear(args) => (&args.how, args.period, Span::Period),
            ReportCommand::Annual(args) => (&args.how, args.period, Span::Compared),
            ReportCommand::Petitions(args) => (&args.how, args.period, Span::Petitions),
            ReportCommand::Register(args) => return register(&open::read_state(&path)?, args),
        };
        let (state, reading) = match how.at {
            Some(seq) => read_to(&path, seq)?,
            None => open::read(&path)?,
        };
        let own = matches!(self, ReportCommand::Petitions(_)).then_some(Reported::Petitions);
        let named = period.is_cut_by_calendar();
        let period =
            match how.cut.or(own.filter(|_| named)).and_then(|report| state.policies.cut(report, period.last_day())) {
                Some(ruled) => period.cut_at(u8::try_from(ruled.row.first_day).unwrap_or(1)),
                None => period,
            };
        let form = Form { span: span(period), lang: globals.lang, explain: how.explain };
        let head = state.chain.tree().head();
        let stored = reading.store().checkpoints(head.size)?;
        let checkpoint = stored.first().filter(|stored| stored.size == head.size).and_then(whole);
        let checkpoint = checkpoint.filter(|signed| judge(signed, &state.custody, state.chain.tree()).is_ok());
        let mut text = form.text(&state, checkpoint.as_ref());
        if let Some(target) = &how.qr {
            let unsigned = || CliError::Said("head.none", say::report_unsigned, say::receipt_no_head_advice);
            let signed = checkpoint.as_ref().ok_or_else(unsigned)?;
            draw(&qr_of(&signed.to_string())?, target)?;
            text.push_str(&format!("\n![{}]({})\n", say::report_head_qr(globals.lang), target.display()));
        }
        let json = form.json(&state, checkpoint.as_ref());
        Ok(Reply::yes(text, json))
    }
}

fn register_of(text: &str) -> Result<RegisterKind, String> {
    let found = RegisterKind::ALL.into_iter().find(|(name, _)| *name == text).map(|(_, kind)| kind);
    found.ok_or_else(|| RegisterKind::ALL.map(|(name, _)| name).join(" | "))
}

fn register(state: &State, args: &RegisterArgs) -> Result<Reply, CliError> {
    let names = Names::new(state, open::now().date());
    let made = args.register.table(state, args.period, &|id| names.of_id("petition", id, Lang::Vi));
    let mut rows = Vec::new();
    for after in 0..=made.rows.len() {
        rows.extend(made.sums.iter().filter(|sum| sum.after == after).map(|sum| sum.cells.clone()));
        rows.extend(made.rows.get(after).cloned());
    }
    let text = format!("{}\n{}\n\n{}", made.title, made.form, table(&made.columns.join("|"), &[], &rows));
    Ok(Reply::yes(text, serde_json::json!(made)))
}

/// Which report's periods are meant.
fn cut_of(text: &str) -> Result<Reported, String> {
    serde_json::from_value(serde_json::json!(text)).map_err(|_| "awards | petitions".to_owned())
}

/// The state as it stood after an entry. Refuses a ledger that does not verify up to there.
pub fn state_at(path: &Path, seq: u64) -> Result<State, CliError> {
    Ok(read_to(path, seq)?.0)
}

/// The same, and what stands beside the entries.
fn read_to(path: &Path, seq: u64) -> Result<(State, Reading), CliError> {
    let store = SqliteStore::open_read_only(path)?;
    if seq == 0 {
        return Ok((State::default(), Reading::new(store, Tree::new())));
    }
    let outcome = journal::walk_to(&store, seq)?;
    if let Some(finding) = outcome.findings.into_iter().next() {
        return Err(journal::JournalError::Unsound(Box::new(finding)).into());
    }
    let reading = Reading::new(store, outcome.tree);
    Ok((outcome.state, reading))
}
