//! `diff`, `why`, `replay --steps`: what changed, when, and what a figure rests on.

use std::path::Path;

use serde_json::{Value, json};

use super::lists::event_title;
use super::report::state_at;
use super::table::table;
use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::domain::walk::Line;
use crate::log::entry::Entry;
use crate::reports::figures;
use crate::reports::past::{Change, changes, why};
use crate::shell::form::read_date;
use crate::shell::messages as say;
use crate::values::lang::Lang;
use crate::values::time::Period;

/// So hai thời điểm: chỉ tiêu nào của một kỳ đã đổi giữa hai mục, hoặc giữa những gì đã biết vào hai ngày
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang diff 40 56 --period 2024H1\n       sovang diff 2024-06-30 2024-12-31")]
pub struct Diff {
    /// Mục, hoặc ngày (những gì đã ghi đến hết ngày ấy)
    #[arg(value_name = "TRƯỚC")]
    before: String,
    /// Mục, hoặc ngày
    #[arg(value_name = "SAU")]
    after: String,
    /// Kỳ của các chỉ tiêu (mặc định: năm của mục cuối)
    #[arg(long, value_name = "KỲ", value_parser = Period::read)]
    period: Option<Period>,
}

impl Diff {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let now = open::read_state(&path)?;
        let before = state_at(&path, moment(&now, &self.before)?)?;
        let after = state_at(&path, moment(&now, &self.after)?)?;
        let period = self.period.unwrap_or_else(|| year_of(&now));
        let found = changes(&before, &after, period, lang);
        let (a, b) = (before.chain.head().seq, after.chain.head().seq);
        let heading = say::diff_heading(lang, period.said(lang), a, b);
        let body = if found.is_empty() { format!("{}\n", say::diff_nothing(lang)) } else { change_table(&found, lang) };
        let json = json!({ "before": a, "after": b, "period": period.to_string(), "changes": found.iter().map(change_json).collect::<Vec<_>>() });
        Ok(Reply::yes(format!("{heading}\n\n{body}"), json))
    }
}

/// The last entry of a moment: an entry itself, or the last one recorded by the end of a day.
fn moment(state: &State, text: &str) -> Result<u64, CliError> {
    let bad = || CliError::About("diff.moment", text.to_owned(), say::bad_moment, say::bad_moment_advice);
    if let Ok(seq) = text.parse::<u64>() {
        return if seq <= state.chain.head().seq { Ok(seq) } else { Err(bad()) };
    }
    let day = read_date(text).ok_or_else(bad)?;
    let known = |seq: &u64| state.chain.recorded_until(*seq).is_some_and(|recorded| recorded.date() <= day);
    Ok((1..=state.chain.head().seq).take_while(known).last().unwrap_or(0))
}

fn year_of(state: &State) -> Period {
    Period::of_year(state.chain.last_recorded().map_or(1970, |recorded| recorded.date().year()))
}

fn change_table(found: &[Change], lang: Lang) -> String {
    let row = |change: &Change| {
        let difference = change.difference().filter(|difference| *difference != 0);
        let shown = difference.map(|difference| {
            format!("{}{}", if difference > 0 { "+" } else { "" }, change.after.unit.show(difference))
        });
        vec![change.after.full_label(), change.before.show(lang), change.after.show(lang), shown.unwrap_or_default()]
    };
    table(&say::columns_change(lang), &[1, 2, 3], &found.iter().map(row).collect::<Vec<_>>())
}

fn change_json(change: &Change) -> Value {
    json!({
        "code": change.after.code, "label": change.after.full_label(), "before": change.before.value.number(),
        "after": change.after.value.number(), "difference": change.difference(),
    })
}

/// What each entry changed, one after another.
pub fn steps(path: &Path, since: u64, period: Option<Period>, lang: Lang) -> Result<Reply, CliError> {
    // Refuses a ledger that does not verify before anything is shown of it.
    let (now, reading) = open::read(path)?;
    let period = period.unwrap_or_else(|| year_of(&now));
    let mut state = State::default();
    let (mut text, mut all) = (String::new(), Vec::new());
    reading.scan(1, &mut |row| {
        let line = Line::check(&row.bytes, true);
        let (Some(entry), Some((event, margin))) = (line.entry(), line.event()) else { return true };
        let before = (entry.seq >= since).then(|| state.clone());
        state.apply(entry, line.hashes(), event, margin);
        if let Some(before) = before {
            let found = changes(&before, &state, period, lang);
            text.push_str(&step_text(entry, &found, lang));
            all.push(json!({ "seq": entry.seq, "type": entry.statement.kind, "changes": found.iter().map(change_json).collect::<Vec<_>>() }));
        }
        true
    })?;
    let heading = say::steps_heading(lang, period.said(lang), since, now.chain.head().seq);
    Ok(Reply::yes(format!("{heading}\n\n{text}"), json!(all)))
}

fn step_text(entry: &Entry, found: &[Change], lang: Lang) -> String {
    let mut out = format!("{}\n", entry_line(entry, lang));
    for change in found {
        out.push_str(&format!(
            "    {}: {} → {}\n",
            change.after.full_label(),
            change.before.show(lang),
            change.after.show(lang)
        ));
    }
    if found.is_empty() {
        out.push_str(&format!("    {}\n", say::steps_none(lang)));
    }
    out
}

fn entry_line(entry: &Entry, lang: Lang) -> String {
    let statement = &entry.statement;
    let title = event_title(statement.kind.as_str(), lang);
    format!("{} · {title} · {} · {}", entry.seq, statement.subject, statement.on)
}

/// Vì sao có con số này: mục được tính, hồ sơ đứng sau, và cách tính theo chính sách
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang why spent.total --period 2024H1\n       sovang why awards.certificates.collective --period 2024H1"
)]
pub struct Why {
    /// Mã chỉ tiêu, như trong report --explain
    #[arg(value_name = "CHỈ TIÊU")]
    figure: String,
    /// Kỳ
    #[arg(long, value_name = "KỲ", value_parser = Period::read)]
    period: Option<Period>,
}

impl Why {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let (state, reading) = open::read(&path)?;
        let period = self.period.unwrap_or_else(|| year_of(&state));
        let unknown =
            || CliError::About("figure.unknown", self.figure.clone(), say::unknown_figure, say::unknown_figure_advice);
        let all = figures::all(&figures::Of::new(&state, period), lang);
        let code = figures::called(&all, &self.figure).unwrap_or_else(|| self.figure.clone());
        let why = why(&state, &code, period, lang).ok_or_else(unknown)?;
        let mut counted = String::new();
        let mut behind = String::new();
        reading.scan(1, &mut |row| {
            let target = match (why.counted.contains(&row.seq), why.behind.contains(&row.seq)) {
                (true, _) => &mut counted,
                (_, true) => &mut behind,
                _ => return true,
            };
            if let Ok(entry) = Entry::read(&row.bytes) {
                target.push_str(&format!("  {}\n", entry_line(&entry, lang)));
            }
            true
        })?;
        let mut text = format!("{} ({}): {}\n", why.figure.full_label(), period.said(lang), why.figure.show(lang));
        let mut section = |title: String, body: &str| {
            if !body.is_empty() {
                text.push_str(&format!("\n{title}\n{body}"));
            }
        };
        section(say::why_counted(lang), &counted);
        section(say::why_behind(lang), &behind);
        let mut derived = String::new();
        for one in &why.derivations {
            let d = &one.derivation;
            let line = say::why_line(
                lang,
                &one.decision,
                d.lines.first().copied().unwrap_or_default(),
                d.coefficient.said(lang),
                d.factor.said(lang),
                d.base_salary,
                d.amount,
            );
            let policy = say::why_policy(lang, &d.policy, one.policy_entry.unwrap_or(0));
            let variance = one.variance.as_ref().map(|amount| format!("; {}", say::why_variance(lang, amount)));
            derived.push_str(&format!("  {line}, {policy}{}\n", variance.unwrap_or_default()));
        }
        section(say::why_derived(lang), &derived);
        let json = json!({
            "figure": why.figure, "period": period.to_string(), "counted": why.counted, "behind": why.behind,
            "derivations": why.derivations,
        });
        Ok(Reply::yes(text, json))
    }
}
