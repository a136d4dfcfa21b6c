//! `report`: figures that nobody typed.

use std::path::Path;

use serde_json::json;

use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::reports::half_year::HalfYear;
use crate::reports::markdown;
use crate::shell::journal;
use crate::shell::store::sqlite::SqliteStore;
use crate::values::time::Period;

/// Các báo cáo
#[derive(clap::Subcommand, Debug)]
pub enum ReportCommand {
    /// Báo cáo công tác thi đua, khen thưởng 6 tháng (hoặc năm), dạng Markdown hoặc --json
    #[command(after_help = "Ví dụ: sovang report half-year 2024H1 --explain")]
    HalfYear(HalfYearArgs),
}

/// Kỳ báo cáo
#[derive(clap::Args, Debug)]
pub struct HalfYearArgs {
    /// Kỳ: 2024H1, 2024H2 hoặc 2024
    #[arg(value_name = "KỲ")]
    period: Period,
    /// Dưới mỗi số liệu, nêu các bút toán tạo ra nó
    #[arg(long)]
    explain: bool,
    /// Lập lại báo cáo như khi sổ có N bút toán
    #[arg(long, value_name = "N")]
    at: Option<u64>,
}

impl ReportCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let ReportCommand::HalfYear(args) = self;
        let path = globals.ledger()?;
        let state = match args.at {
            Some(seq) => state_at(&path, seq)?,
            None => open::read_state(&path)?,
        };
        let report = HalfYear::new(&state, args.period, globals.lang);
        let text = markdown::half_year(&report, globals.lang, args.explain);
        Ok(Reply::yes(text, json!(report)))
    }
}

/// The state as it stood after an entry. Refuses a ledger that does not verify up to there.
pub fn state_at(path: &Path, seq: u64) -> Result<State, CliError> {
    let store = SqliteStore::open_read_only(path)?;
    let outcome = journal::walk_to(&store, seq)?;
    if let Some(finding) = outcome.findings.into_iter().next() {
        return Err(journal::JournalError::Unsound(Box::new(finding)).into());
    }
    Ok(outcome.state)
}
