//! `audit`: what an inspector asks of a ledger that verifies.

use serde_json::{Value, json};

use super::{CliError, Globals, Reply, open};
use crate::office::names::Names;
use crate::office::views::audit as view;
use crate::reports::audit::{Finding, QUESTIONS, Question, Severity, audit, facts};
use crate::shell::form::read_date;
use crate::shell::heads;
use crate::shell::messages as say;
use crate::values::lang::Lang;
use crate::values::shown;
use crate::values::time::{Date, Period};

/// Những điều thanh tra thường hỏi: số, ngày, mức tiền, chi, trùng lặp, kiêm nhiệm, thời hạn, ghi chậm
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang audit\n       sovang audit --since 40 --rule audit.number_order\n       sovang audit --since 01/7/2024\n       sovang audit --list\n\
Mã thoát: 0 không có gì phải giải trình · 1 có · 2 không làm được"
)]
pub struct Audit {
    /// Chỉ những phát hiện có mục từ số N, hoặc ghi sổ từ ngày
    #[arg(long, value_name = "N|NGÀY")]
    since: Option<Since>,
    /// Chỉ những phát hiện có mục hiệu lực trong kỳ
    #[arg(long, value_name = "KỲ", value_parser = Period::read)]
    period: Option<Period>,
    /// Chỉ quy tắc này (nêu nhiều lần)
    #[arg(long, value_name = "MÃ")]
    rule: Vec<String>,
    /// Liệt kê các quy tắc
    #[arg(long)]
    list: bool,
    /// In theo khuôn SARIF 2.1.0, cho công cụ khác đọc
    #[arg(long)]
    sarif: bool,
}

/// From which entry on, or from which day of recording.
/// What inspections ask for as well, but no lawful ledger can hold, because it is refused when it is recorded; `verify`
/// finds it in a ledger that was written past the rules.
const REFUSED: [&str; 14] = [
    "decision.number_used",
    "nomination.missing",
    "council.not_approved",
    "council.quorum",
    "decision.self_approval",
    "award.self",
    "award.held",
    "fund.paid_before_issue",
    "fund.paid_twice",
    "fund.above_line",
    "fund.self_payment",
    "fund.organising_ceiling",
    "petition.self_resolution",
    "petition.goes_up",
];

#[derive(Clone, Copy, Debug)]
enum Since {
    Entry(u64),
    Day(Date),
}

impl std::str::FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Since, String> {
        match (text.parse(), read_date(text)) {
            (Ok(seq), _) => Ok(Since::Entry(seq)),
            (_, Some(day)) => Ok(Since::Day(day)),
            _ => Err(format!("«{text}»: 40, 2024-07-01, 01/7/2024")),
        }
    }
}

impl Audit {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        if let Some(code) = self.rule.iter().find(|code| !QUESTIONS.iter().any(|rule| rule.code == **code)) {
            return Err(CliError::About("rule.unknown", code.clone(), say::no_such_rule, say::audit_list_advice));
        }
        if self.list {
            let mut text: String = QUESTIONS.iter().map(|rule| rule_text(rule, lang)).collect();
            text.push_str(&format!("\n{}\n  {}\n", say::audit_refused(lang), REFUSED.join(", ")));
            return Ok(Reply::yes(text, json!(QUESTIONS.iter().map(|rule| rule_json(rule)).collect::<Vec<_>>())));
        }
        let path = globals.ledger()?;
        let (state, reading) = open::read(&path)?;
        let facts = facts(&state);
        let inside = |seq: &u64| {
            let fact = seq.checked_sub(1).and_then(|index| facts.get(usize::try_from(index).ok()?));
            let since = |since: Since| match since {
                Since::Entry(first) => *seq >= first,
                Since::Day(day) => fact.is_some_and(|fact| fact.recorded >= day),
            };
            self.since.is_none_or(since)
                && self.period.is_none_or(|period| fact.is_some_and(|fact| period.contains(fact.on)))
        };
        let shown = heads::shown_in(reading.store(), &state)?;
        let mut found = audit(&state, &facts, &shown, open::now().date());
        found.retain(|finding| {
            let asked = self.rule.is_empty() || self.rule.iter().any(|code| code == finding.question.code);
            let everywhere = self.since.is_none() && self.period.is_none();
            asked && (everywhere || finding.entries.iter().any(inside))
        });
        let names = Names::new(&state, open::now().date());
        let yes = !found.iter().any(|finding| view::is_open(&names, finding));
        if self.sarif {
            let json = sarif(&names, &found, lang);
            return Ok(Reply::answer(format!("{json:#}\n"), json, yes));
        }
        let json: Vec<Value> = found.iter().map(|finding| finding_json(&names, finding, lang)).collect();
        let json = json!({ "schema": "sovang/audit/v1", "findings": json });
        Ok(Reply { yes, ..Reply::page(view::page(&names, &found, lang), json) })
    }
}

/// A rule for people.
pub fn rule_text(rule: &Question, lang: Lang) -> String {
    format!(
        "{} [{}]\n  {}\n  {}\n",
        rule.code,
        level(rule, lang),
        rule.label.text(lang),
        say::error_source(lang, rule.source)
    )
}

/// A rule for programs.
pub fn rule_json(rule: &Question) -> Value {
    json!({ "code": rule.code, "level": rule.severity.level(), "source": rule.source, "vi": rule.label.0, "en": rule.label.1, "next": { "vi": rule.next.0, "en": rule.next.1 } })
}

fn level(rule: &Question, lang: Lang) -> String {
    match rule.severity {
        Severity::Info => say::audit_info(lang),
        Severity::Warning => say::audit_warning(lang),
    }
}

fn explanations(names: &Names<'_>, finding: &Finding) -> Vec<Value> {
    let said = view::said(names, finding).into_iter();
    said.map(|one| {
        let said = &one.said;
        json!({ "seq": one.seq, "on": one.on, "explanation": said.explanation, "document": said.document })
    })
    .collect()
}

fn finding_json(names: &Names<'_>, finding: &Finding, lang: Lang) -> Value {
    json!({
        "code": finding.question.code, "level": finding.question.severity.level(), "message": finding.message(lang),
        "about": finding.about.text(lang), "source": finding.question.source, "entries": finding.entries,
        "key": finding.key(), "explanations": explanations(names, finding),
    })
}

/// The findings as SARIF has them: entries are logical locations.
fn sarif(names: &Names<'_>, found: &[Finding], lang: Lang) -> Value {
    let rules: Vec<Value> = QUESTIONS
        .iter()
        .map(|rule| {
            json!({
                "id": rule.code, "shortDescription": { "text": rule.label.text(lang) },
                "fullDescription": { "text": rule.source }, "defaultConfiguration": { "level": rule.severity.level() },
            })
        })
        .collect();
    let results: Vec<Value> = found
        .iter()
        .map(|finding| {
            let places: Vec<Value> = finding
                .entries
                .iter()
                .map(|seq| json!({ "fullyQualifiedName": format!("entry/{seq}"), "kind": "entry" }))
                .collect();
            let justified = |one: &Value| json!({ "kind": "external", "justification": one.get("explanation") });
            let suppressions: Vec<Value> = explanations(names, finding).iter().map(justified).collect();
            json!({
                "suppressions": suppressions, "ruleId": finding.question.code, "level": finding.question.severity.level(),
                "message": { "text": shown::sarif(&finding.message(lang)) }, "locations": [{ "logicalLocations": places }],
            })
        })
        .collect();
    json!({
        "version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{ "tool": { "driver": { "name": "sovang", "version": env!("CARGO_PKG_VERSION"), "rules": rules } }, "results": results }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_refused_by_a_rule() {
        let codes: Vec<&str> = crate::domain::refusal::RULES.iter().map(|rule| rule.code).collect();
        assert!(REFUSED.iter().all(|code| codes.contains(code)));
    }
}
