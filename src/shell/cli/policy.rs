//! `policy`: what was adopted, what ships, and adopting.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::open::{self, KeyArgs};
use super::record::record_one;
use super::table::table;
use super::{CliError, Globals, Reply};
use crate::domain::policy::{Confidence, PolicyAdopted};
use crate::domain::presets::{CALENDARS, PRESETS, Preset};
use crate::shell::messages as say;
use crate::values::lang::Lang;
use crate::values::shown::Shown;
use crate::values::time::Date;

/// Chính sách
#[derive(clap::Subcommand, Debug)]
pub enum PolicyCommand {
    /// Các phiên bản và lịch làm việc đã ban hành trong sổ
    #[command(after_help = "Ví dụ: sovang policy list")]
    List,
    /// Xem phiên bản hiệu lực vào một ngày; giá trị chưa đối chiếu với văn bản gốc được đánh dấu
    #[command(after_help = "Ví dụ: sovang policy show --on 2024-06-28")]
    Show {
        /// Ngày (mặc định: hôm nay)
        #[arg(long, value_name = "NGÀY")]
        on: Option<Date>,
    },
    /// Chính sách mẫu và lịch nghỉ lễ mẫu kèm theo phần mềm; nêu tên để in ra, sửa rồi ban hành bằng adopt --file
    #[command(
        after_help = "Ví dụ: sovang policy presets vn-2024-r1 > chinh-sach.json\n       sovang policy presets lich-2026 > lich.json"
    )]
    Presets {
        /// Tên
        #[arg(value_name = "TÊN")]
        name: Option<String>,
    },
    /// Ban hành một phiên bản chính sách, hoặc lịch làm việc của một năm (Chủ tịch ký)
    #[command(
        after_help = "Ví dụ: sovang policy adopt --file chinh-sach.json -k chu-tich.pem\n       sovang policy adopt lich-2026 -k chu-tich.pem"
    )]
    Adopt {
        /// Tên chính sách mẫu, lịch mẫu
        #[arg(value_name = "TÊN", required_unless_present = "file")]
        name: Option<String>,
        /// Tệp chính sách hoặc lịch của đơn vị (JSON)
        #[arg(long, value_name = "TỆP", conflicts_with = "name")]
        file: Option<PathBuf>,
        #[command(flatten)]
        key: KeyArgs,
    },
}

impl PolicyCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            PolicyCommand::List => list(globals),
            PolicyCommand::Show { on } => show(globals, on.unwrap_or_else(|| open::now().date())),
            PolicyCommand::Presets { name: None } => {
                let names: Vec<&str> = presets().map(|preset| preset.name).collect();
                Ok(Reply::yes(format!("{}\n", names.join("\n")), json!(names)))
            }
            PolicyCommand::Presets { name: Some(name) } => {
                let text = preset(&name)?;
                Ok(Reply::yes(text.to_owned(), serde_json::from_str(text).unwrap_or(Value::Null)))
            }
            PolicyCommand::Adopt { name, file, key } => {
                let (place, text) = match (name, file) {
                    (_, Some(file)) => {
                        let text = std::fs::read_to_string(&file).map_err(|error| CliError::Io(file.clone(), error))?;
                        (file, text)
                    }
                    (name, None) => {
                        let name = name.unwrap_or_default();
                        (PathBuf::from(&name), preset(&name)?.to_owned())
                    }
                };
                let data: Map<String, Value> =
                    serde_json::from_str(&text).map_err(|error| CliError::Unreadable(place, error.to_string()))?;
                let kind = if data.contains_key("holidays") { "calendar.adopted" } else { "policy.adopted" };
                record_one(globals, kind, data, &key)
            }
        }
    }
}

fn presets() -> impl Iterator<Item = &'static Preset> {
    PRESETS.iter().chain(CALENDARS)
}

fn preset(name: &str) -> Result<&'static str, CliError> {
    let found = presets().find(|preset| preset.name == name).map(|preset| preset.json);
    found.ok_or_else(|| CliError::About("policy.preset", name.to_owned(), say::no_match, say::usage_advice))
}

fn list(globals: &Globals) -> Result<Reply, CliError> {
    let state = open::read_state(&globals.ledger()?)?;
    let versions = state.policies.versions();
    let rows: Vec<Vec<String>> = versions
        .iter()
        .map(|v| vec![v.version.to_string(), v.valid_from.vietnamese(), v.known_from.vietnamese(), v.title.to_string()])
        .collect();
    let policies: Vec<Value> = versions
        .iter()
        .map(|v| json!({ "version": v.version, "valid_from": v.valid_from, "known_from": v.known_from, "title": v.title }))
        .collect();
    let years: Vec<i16> = state.calendars.years().collect();
    let said = years.iter().map(i16::to_string).collect::<Vec<_>>().join(", ");
    let calendars = match years.is_empty() {
        true => say::policy_no_calendar(globals.lang),
        false => say::policy_calendars(globals.lang, said),
    };
    let text = format!("{}\n{calendars}\n", table(&say::columns_policy(globals.lang), &[], &rows));
    Ok(Reply::yes(text, json!({ "policies": policies, "calendars": years })))
}

fn show(globals: &Globals, on: Date) -> Result<Reply, CliError> {
    let state = open::read_state(&globals.ledger()?)?;
    let refused = |refusal| CliError::from(crate::shell::author::DraftError::Refused(Box::new(refusal)));
    let policy = state.policies.on(on).map_err(refused)?;
    let json = json!({ "version": policy.version, "title": policy.title, "source": policy.source, "unverified": unverified(policy) });
    Ok(Reply::yes(text(policy, on, globals.lang), json))
}

fn text(policy: &PolicyAdopted, on: Date, lang: Lang) -> String {
    let mut out = String::new();
    let mark = |confidence: Confidence| {
        if confidence.is_unverified() { format!("  [{}]", say::policy_unverified(lang)) } else { String::new() }
    };
    let _ = writeln!(out, "{} · {}\n{}\n", policy.version, Shown(&policy.title), Shown(&policy.source));
    for rate in &policy.rates {
        let worth = policy
            .base_salary(on, on)
            .ok()
            .and_then(|base| rate.coefficient.times_up(rate.factor, base.amount, policy.rounding.unit));
        let worth = worth.map_or_else(String::new, |dong| dong.to_string());
        let (name, kind) = (rate.name.to_string(), rate.kind.label(lang));
        let _ = writeln!(
            out,
            "  {name} ({kind}): {} × {} = {worth}  · {}{}",
            rate.coefficient,
            rate.factor,
            rate.source,
            mark(rate.confidence)
        );
    }
    let _ = writeln!(out);
    for salary in policy.base_salaries.iter().rev().take(4) {
        let _ =
            writeln!(out, "  {} {}: {}{}", salary.valid_from, salary.decree, salary.amount, mark(salary.confidence));
    }
    let _ = writeln!(out);
    for deadline in &policy.deadlines {
        let _ = writeln!(
            out,
            "  {}: {} {} · {}{}",
            deadline.step.label(lang),
            deadline.days,
            deadline.unit.label(lang),
            deadline.source,
            mark(deadline.confidence)
        );
    }
    out
}

/// How many values of a policy were not checked against the official text.
pub fn unverified(policy: &PolicyAdopted) -> usize {
    let rows = policy.base_salaries.iter().map(|row| row.confidence);
    let rows = rows
        .chain(policy.rates.iter().map(|row| row.confidence))
        .chain(policy.deadlines.iter().map(|row| row.confidence));
    let single =
        [policy.rounding.confidence, policy.ceilings.confidence, policy.votes.confidence, policy.year_end.confidence];
    rows.chain(single).filter(|confidence| confidence.is_unverified()).count()
}
