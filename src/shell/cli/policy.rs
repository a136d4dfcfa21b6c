//! `policy`: what was adopted, what ships, and adopting.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::open::{self, KeyArgs};
use super::recording::record_one;
use super::table::{clip, table};
use super::{CliError, Globals, Reply};
use crate::domain::ledger::State;
use crate::domain::policy::{Mark, PolicyAdopted, Row as _};
use crate::domain::presets::{CALENDARS, PRESETS, Preset};
use crate::domain::refusal::Refusal;
use crate::office::names::Names;
use crate::reports::law::{Change, Ruling, compare, ending, in_force, touched};
use crate::shell::files;
use crate::shell::messages as say;
use crate::values::lang::Lang;
use crate::values::shown::Shown;
use crate::values::strict;
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
        after_help = "Ví dụ: sovang policy presets vn-2024-r1 --out chinh-sach.json\n       sovang policy presets lich-2026 --out lich.json"
    )]
    Presets {
        /// Tên
        #[arg(value_name = "TÊN")]
        name: Option<String>,
    },
    /// Điều gì thay đổi nếu ban hành một chính sách, và hồ sơ đang mở nào bị ảnh hưởng
    #[command(after_help = "Ví dụ: sovang policy diff\n       sovang policy diff vn-2026-r3 --on 2026-10-01")]
    Diff {
        /// Tên chính sách mẫu hoặc chính sách đã ban hành (mặc định: bản mẫu mới nhất kèm phần mềm)
        #[arg(value_name = "TÊN")]
        name: Option<String>,
        /// Ngày xem (mặc định: hôm nay)
        #[arg(long, value_name = "NGÀY")]
        on: Option<Date>,
    },
    /// Ban hành một phiên bản chính sách, hoặc lịch làm việc của một năm (Chủ tịch ký); nêu trước những gì thay đổi
    #[command(
        after_help = "Ví dụ: sovang policy adopt -k chu-tich.pem        (bản mẫu mới nhất kèm phần mềm)\n       sovang policy adopt --file chinh-sach.json -k chu-tich.pem\n       sovang policy adopt lich-2026 -k chu-tich.pem"
    )]
    Adopt {
        /// Tên chính sách mẫu, lịch mẫu (mặc định: chính sách mẫu mới nhất)
        #[arg(value_name = "TÊN")]
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
            PolicyCommand::Diff { name, on } => diff(globals, name.as_deref(), on),
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
                        let text = files::given_text(&file, files::MEDIUM)
                            .map_err(|error| CliError::Io(file.clone(), error))?;
                        (file, text)
                    }
                    (name, None) => {
                        let newest = PRESETS.last().map(|preset| preset.name.to_owned());
                        let name = name.or(newest).unwrap_or_default();
                        (PathBuf::from(&name), preset(&name)?.to_owned())
                    }
                };
                adopt(globals, place, &text, &key)
            }
        }
    }
}

fn presets() -> impl Iterator<Item = &'static Preset> {
    PRESETS.iter().chain(CALENDARS)
}

pub fn preset(name: &str) -> Result<&'static str, CliError> {
    Preset::find(name)
        .map(|preset| preset.json)
        .ok_or_else(|| CliError::About("policy.preset", name.to_owned(), say::no_match, say::usage_advice))
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
    let (state, lang) = (open::read_state(&globals.ledger()?)?, globals.lang);
    let policy = state.policies.on(on).map_err(refused)?;
    let mut rulings = in_force(policy, on, lang);
    rulings.push(second_person(policy, lang));
    let ending = ending(&state.policies, on, lang);
    let rows: Vec<Vec<String>> = rulings.iter().map(|ruling| ruling_row(ruling, lang)).collect();
    let mut text = format!("{} · {}\n{}\n\n", policy.version, Shown(&policy.title), Shown(&policy.source));
    text.push_str(&table(&say::columns_ruling(lang), &[], &rows));
    text.push_str(&amounts(&state, policy, on, lang));
    text.push_str(&ending_lines(&ending, on, lang));
    let json = json!({
        "version": policy.version, "title": policy.title, "source": policy.source, "on": on, "rows": rulings,
        "unverified": unverified(policy), "ending": ending,
    });
    Ok(Reply::yes(text, json))
}

/// How old a second person's key must be: no row, since no law says it and no day ends it.
fn second_person(policy: &PolicyAdopted, lang: Lang) -> Ruling {
    Ruling {
        what: say::second_person_rule(lang),
        says: say::second_person_says(lang, policy.second_person_after()),
        from: policy.valid_from,
        until: None,
        source: say::second_person_source(lang),
        mark: Mark::Own,
        by: None,
    }
}

fn refused(refusal: Refusal) -> CliError {
    crate::shell::author::DraftError::Refused(Box::new(refusal)).into()
}

fn ruling_row(ruling: &Ruling, lang: Lang) -> Vec<String> {
    let mut says = ruling.says.clone();
    if let Some(by) = &ruling.by {
        says.push_str(&format!(" ({by})"));
    }
    vec![clip(&ruling.what, 60), says, span(ruling, lang), ruling.mark.label(lang).to_owned(), ruling.source.clone()]
}

fn span(ruling: &Ruling, lang: Lang) -> String {
    match ruling.until {
        Some(until) => format!("{}–{}", day(ruling.from, lang), day(until, lang)),
        None => say::from_day(lang, day(ruling.from, lang)),
    }
}

fn day(date: Date, lang: Lang) -> String {
    if lang == Lang::Vi { date.vietnamese() } else { date.to_string() }
}

/// What awards come to on the day, by the policy of the day.
fn amounts(state: &State, policy: &PolicyAdopted, on: Date, lang: Lang) -> String {
    let worth = policy.rates.iter().filter(|rate| rate.span().covers(on)).filter_map(|rate| {
        let derived = state.policies.derive(1, &rate.form, rate.kind, on).ok()?;
        Some(vec![format!("{} ({})", rate.name, rate.kind.label(lang)), derived.amount.to_string()])
    });
    let rows: Vec<Vec<String>> = worth.collect();
    format!("\n{}", table(&say::columns_worth(lang, day(on, lang)), &[1], &rows))
}

/// A warning for each day on which rows in use end, if that is within sixty days.
pub fn ending_lines(ending: &[Ruling], on: Date, lang: Lang) -> String {
    let days: BTreeSet<Date> = ending.iter().filter_map(|ruling| ruling.until).collect();
    let mut out = String::new();
    for until in days {
        let of: Vec<&Ruling> = ending.iter().filter(|ruling| ruling.until == Some(until)).collect();
        let what: BTreeSet<&str> = of.iter().map(|ruling| ruling.what.as_str()).collect();
        let what = clip(&what.into_iter().collect::<Vec<_>>().join("; "), 200);
        out.push_str(&format!(
            "\n{}\n",
            say::policy_ends(lang, day(until, lang), until.days_since(on), of.len(), Shown(what))
        ));
    }
    out
}

/// What a policy would change on the day it is looked at, or on its first day if that is later.
fn differences(state: &State, policy: &PolicyAdopted, today: Date, lang: Lang) -> (String, Value) {
    let on = today.max(policy.valid_from);
    let before = state.policies.on(on).ok();
    let changes = compare(before, policy, on, lang);
    let rows: Vec<Vec<String>> = changes.iter().map(|change| change_row(change, lang)).collect();
    let was = before.map_or_else(|| say::policy_nothing_yet(lang), |policy| policy.version.to_string());
    let mut text = format!("{}\n\n", say::policy_diff(lang, was, &policy.version, day(on, lang), changes.len()));
    if !rows.is_empty() {
        text.push_str(&table(&say::columns_policy_change(lang), &[], &rows));
    }
    let (touched, names) = (touched(state, policy, today), Names::new(state, today));
    text.push_str(&format!("\n{}\n", say::policy_touches(lang, touched.len())));
    for case in &touched {
        let date = |until: Option<Date>| until.map_or_else(|| "?".to_owned(), |until| day(until, lang));
        let (about, task) = (names.of_id(case.about.subject(), case.id, lang), case.task.label(lang));
        text.push_str(&format!("  {about}, {task}: {} → {}\n", date(case.before), date(case.after)));
    }
    let cases: Vec<Value> = touched
        .iter()
        .map(|case| json!({ "subject": case.id, "task": case.task.label(Lang::En), "before": case.before, "after": case.after }))
        .collect();
    (text, json!({ "on": on, "changes": changes, "touches": cases }))
}

fn change_row(change: &Change, lang: Lang) -> Vec<String> {
    let said = |ruling: &Option<Ruling>| {
        let said = ruling.as_ref().map(|ruling| {
            format!("{}; {}; {}; {}", ruling.says, span(ruling, lang), ruling.source, ruling.mark.label(lang))
        });
        said.unwrap_or_else(|| "–".to_owned())
    };
    vec![clip(&change.what, 60), said(&change.before), said(&change.after)]
}

/// The policy of a name, adopted or shipped, or the newest that ships.
fn named(state: &State, name: Option<&str>) -> Result<PolicyAdopted, CliError> {
    let newest = PRESETS.last().map(|preset| preset.name).unwrap_or_default();
    let name = name.unwrap_or(newest);
    if let Some(adopted) = state.policies.versions().iter().find(|policy| policy.version.to_string() == name) {
        return Ok(adopted.clone());
    }
    let unreadable = |error: serde_json::Error| CliError::Unreadable(name.into(), error.to_string());
    serde_json::from_str(preset(name)?).map_err(unreadable)
}

fn diff(globals: &Globals, name: Option<&str>, on: Option<Date>) -> Result<Reply, CliError> {
    let state = open::read_state(&globals.ledger()?)?;
    let policy = named(&state, name)?;
    let (text, json) = differences(&state, &policy, on.unwrap_or_else(|| open::now().date()), globals.lang);
    Ok(Reply::yes(text, json))
}

/// Adopts a policy or calendar; of a policy it is said what it changes.
fn adopt(globals: &Globals, place: PathBuf, text: &str, key: &KeyArgs) -> Result<Reply, CliError> {
    let unreadable = |error: serde_json::Error| CliError::Unreadable(place.clone(), error.to_string());
    let data: Map<String, Value> = strict::json(text).and_then(serde_json::from_value).map_err(unreadable)?;
    if data.contains_key("holidays") {
        return record_one(globals, "calendar.adopted", data, key);
    }
    let state = open::read_state(&globals.ledger()?)?;
    let policy: Option<PolicyAdopted> = serde_json::from_str(text).ok();
    let said = policy.map(|policy| differences(&state, &policy, open::now().date(), globals.lang));
    let mut reply = record_one(globals, "policy.adopted", data, key)?;
    if let Some((text, json)) = said {
        reply.text = format!("{text}\n{}", reply.text);
        if let Some(members) = reply.json.as_object_mut() {
            members.insert("differences".into(), json);
        }
    }
    Ok(reply)
}

/// How many values of a policy were not checked against the official text.
pub fn unverified(policy: &PolicyAdopted) -> usize {
    policy.rows().filter(|row| row.span().mark.is_unverified()).count()
}
