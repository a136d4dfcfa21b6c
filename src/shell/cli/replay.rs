//! `replay`: the ledger as it stood. Two clocks are never mixed: when it took effect, and when it was recorded.

use serde_json::{Value, json};

use super::report::state_at;
use super::table::table;
use super::{CliError, Globals, Reply, open};
use crate::domain::fund::{Account, Category};
use crate::domain::ledger::State;
use crate::domain::walk::Line;
use crate::log::entry::Entry;
use crate::reports::half_year::HalfYear;
use crate::reports::markdown;
use crate::shell::form::date_at;
use crate::shell::messages as say;
use crate::shell::reading::Reading;
use crate::values::lang::Lang;
use crate::values::money::grouped;
use crate::values::time::{Date, Period};

/// Which of the two clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Clock {
    /// Những gì có hiệu lực đến ngày ấy, kể cả ghi sau
    InForce,
    /// Những gì đã ghi vào sổ đến ngày ấy
    Known,
}

/// Xem sổ như vào một ngày (--as-of) hoặc đến một mục (--at)
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang replay --as-of 2024-06-30\n       sovang replay --as-of 2024-06-30 --by known --report 2024H1\n       sovang replay --at 40\n       sovang replay --steps --since 50 --report 2024H1"
)]
pub struct Replay {
    /// Ngày: đặt cạnh nhau những gì có hiệu lực và những gì đã biết đến hết ngày ấy
    #[arg(long, value_name = "NGÀY", required_unless_present_any = ["at", "steps"], conflicts_with = "at")]
    as_of: Option<String>,
    /// Chỉ theo một trong hai mốc
    #[arg(long, value_name = "in-force|known", requires = "as_of")]
    by: Option<Clock>,
    /// Sau mục số N
    #[arg(long, value_name = "N")]
    at: Option<u64>,
    /// Từng bước: mỗi mục làm đổi chỉ tiêu nào của kỳ nêu ở --report (mặc định: năm của mục cuối)
    #[arg(long, conflicts_with_all = ["as_of", "at"])]
    steps: bool,
    /// Với --steps: từ mục số N
    #[arg(long, value_name = "N", default_value_t = 1, requires = "steps")]
    since: u64,
    /// In báo cáo kỳ này như sổ khi ấy (kỳ: 2024H1); với --as-of cần thêm --by
    #[arg(long, value_name = "KỲ", value_parser = Period::read)]
    report: Option<Period>,
}

impl Replay {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        if self.steps {
            return super::past::steps(&path, self.since, self.report, lang);
        }
        if let Some(seq) = self.at {
            let state = state_at(&path, seq)?;
            let date = state.chain.last_recorded().map_or_else(String::new, |at| at.date().to_string());
            let title = say::replay_at(lang, state.chain.head().seq, date);
            return Ok(self.one(&state, title, lang));
        }
        let day = date_at("--as-of", self.as_of.as_deref().unwrap_or_default())?;
        // Refuses a ledger that does not verify before anything is shown of it.
        let (state, reading) = open::read(&path)?;
        let in_force = fold(&reading, |entry| entry.statement.on <= day)?;
        let by_then = |entry: &Entry| state.chain.recorded_until(entry.seq).is_some_and(|at| at.date() <= day);
        let known = fold(&reading, by_then)?;
        match self.by {
            Some(Clock::InForce) => Ok(self.one(
                &in_force,
                format!("{}: {}", say::replay_as_of(lang, day), say::replay_in_force(lang, day)),
                lang,
            )),
            Some(Clock::Known) => Ok(self.one(
                &known,
                format!("{}: {}", say::replay_as_of(lang, day), say::replay_known(lang, day)),
                lang,
            )),
            None => Ok(both(&in_force, &known, day, lang)),
        }
    }

    fn one(&self, state: &State, title: String, lang: Lang) -> Reply {
        if let Some(period) = self.report {
            let report = HalfYear::new(state, period, lang);
            return Reply::yes(format!("{title}\n\n{}", markdown::half_year(&report, lang, false)), json!(report));
        }
        let summary = summary(state);
        let rows: Vec<Vec<String>> = summary.iter().map(|row| vec![row.label(lang), row.show()]).collect();
        let heading = format!("{}|{}", say::replay_figure(lang), say::replay_value(lang));
        Reply::yes(format!("{title}\n\n{}", table(&heading, &[1], &rows)), summary_json(&summary))
    }
}

/// Folds the entries that a person could know of, or that had taken effect.
fn fold(reading: &Reading, chosen: impl Fn(&Entry) -> bool) -> Result<State, CliError> {
    let mut state = State::default();
    reading.scan(1, &mut |row| {
        let line = Line::check(&row.bytes, true);
        if let (Some(entry), Some((event, margin))) = (line.entry(), line.event())
            && chosen(entry)
        {
            state.apply(entry, line.hashes(), event, margin);
        }
        true
    })?;
    Ok(state)
}

struct Row {
    code: &'static str,
    say: fn(Lang) -> String,
    value: i64,
    money: bool,
}

impl Row {
    fn label(&self, lang: Lang) -> String {
        (self.say)(lang)
    }

    fn show(&self) -> String {
        if self.money { format!("{}đ", grouped(self.value)) } else { grouped(self.value) }
    }
}

fn summary(state: &State) -> Vec<Row> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let issued = state.decisions.values().filter(|decision| decision.issued.is_some());
    let standing: usize = issued.clone().map(|d| d.awards.values().filter(|a| a.annulled.is_none()).count()).sum();
    let spent: i64 = state
        .funds
        .values()
        .flat_map(|fund| Category::ALL.into_iter().map(|category| fund.balance_of(Account::Spent(category))))
        .sum();
    let balance: i64 = state.funds.values().map(|fund| fund.balance().signed()).sum();
    let open = state.petitions.values().filter(|petition| petition.closed_on().is_none()).count();
    vec![
        Row { code: "entries", say: say::replay_entries, value: state.chain.head().seq.cast_signed(), money: false },
        Row { code: "decisions", say: say::replay_decisions, value: count(issued.count()), money: false },
        Row { code: "awards", say: say::replay_awards, value: count(standing), money: false },
        Row { code: "spent", say: say::replay_spent, value: spent, money: true },
        Row { code: "balance", say: say::replay_balance, value: balance, money: true },
        Row { code: "petitions_open", say: say::replay_petitions, value: count(open), money: false },
    ]
}

fn summary_json(rows: &[Row]) -> Value {
    Value::Object(rows.iter().map(|row| (row.code.to_owned(), json!(row.value))).collect())
}

fn both(in_force: &State, known: &State, day: Date, lang: Lang) -> Reply {
    let (left, right) = (summary(in_force), summary(known));
    let rows: Vec<Vec<String>> =
        left.iter().zip(&right).map(|(l, r)| vec![l.label(lang), l.show(), r.show()]).collect();
    let heading =
        format!("{}|{}|{}", say::replay_figure(lang), say::replay_in_force(lang, day), say::replay_known(lang, day));
    let text = format!("{}\n\n{}", say::replay_as_of(lang, day), table(&heading, &[1, 2], &rows));
    Reply::yes(text, json!({ "as_of": day, "in_force": summary_json(&left), "known": summary_json(&right) }))
}
