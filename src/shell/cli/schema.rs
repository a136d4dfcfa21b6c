//! `schema`, `explain` and `completions`: what the program knows of itself.

use std::collections::BTreeSet;

use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};

use super::audit::{rule_json, rule_text};
use super::table::table;
use super::{CliError, Globals, Reply};
use crate::domain::events::Meta;
use crate::domain::ledger::EVENTS;
use crate::domain::presets::{CALENDARS, PRESETS};
use crate::domain::refusal::RULES;
use crate::reports::audit::QUESTIONS;
use crate::reports::figures;
use crate::shell::fields::Field;
use crate::shell::form::Form;
use crate::shell::messages as say;
use crate::values::lang::Lang;

/// Các loại sự kiện, hoặc các trường của một loại; --json in lược đồ JSON
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang schema decision.signed\n       sovang schema petition.received 1\n       sovang schema fund.disbursed --json"
)]
pub struct Schema {
    /// Loại sự kiện; bỏ trống để liệt kê
    #[arg(value_name = "LOẠI")]
    kind: Option<String>,
    /// Phiên bản (mặc định: mới nhất)
    #[arg(value_name = "PHIÊN BẢN")]
    version: Option<u32>,
}

impl Schema {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let Some(kind) = self.kind else { return Ok(list(globals.lang)) };
        let unknown = || CliError::About("draft.type", kind.clone(), say::unknown_type, say::unknown_type_advice);
        let form = Form::draft(&kind, self.version).ok_or_else(unknown)?;
        let schema = form.meta().schema(self.version).ok_or_else(unknown)?;
        let json = serde_json::from_str(schema.json).unwrap_or(Value::Null);
        Ok(Reply::yes(sheet(&form, schema.version, globals.lang), json))
    }
}

/// A form as a person reads it.
fn sheet(form: &Form, version: u32, lang: Lang) -> String {
    let meta = form.meta();
    let mut text = format!("{}\n", say::schema_heading(lang, form.title(lang), meta.name, version, meta.subject));
    if let Some(about) = form.root().get("description").and_then(Value::as_str) {
        text.push_str(&format!("{about}\n"));
    }
    let fields = form.fields(lang);
    let filled = |field: &Field| form.fills(&field.path).next().is_some();
    let row = |field: &Field| {
        let mark = match (filled(field), field.must) {
            (true, _) => " °",
            (false, true) => " *",
            (false, false) => "",
        };
        vec![format!("{}{mark}", field.path), field.label.clone(), field.told(lang)]
    };
    let rows: Vec<Vec<String>> = fields.iter().map(row).collect();
    text.push_str(&format!("\n{}\n{}\n", table(&say::columns_fields(lang), &[], &rows), say::schema_must(lang)));
    let everywhere = ["note", "reconstructed"];
    let explained = fields.iter().filter(|f| !f.explained.is_empty() && !everywhere.contains(&f.path.as_str()));
    let lines: String = explained.map(|field| format!("  {}: {}\n", field.path, field.explained)).collect();
    if !lines.is_empty() {
        text.push_str(&format!("\n{lines}"));
    }
    let chosen = fields.iter().find(|field| field.path.ends_with("kind")).and_then(|field| field.sample.as_deref());
    let asked = |field: &&Field| {
        field.must && !filled(field) && field.only_for.as_deref().is_none_or(|kind| Some(kind) == chosen)
    };
    let typed: String = fields.iter().filter(asked).filter_map(typed).collect();
    let command = format!("sovang record {}{typed} -k {}.pem", meta.name, say::a_key(lang));
    text.push_str(&format!("\n{}\n", say::schema_example(lang, command)));
    text
}

/// How a field is given on a command line; groups are given by their fields.
fn typed(field: &Field) -> Option<String> {
    let value = field.sample.as_deref()?;
    let plain = value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'));
    Some(if plain { format!(" -d {}={value}", field.path) } else { format!(" -d {}=\"{value}\"", field.path) })
}

fn list(lang: Lang) -> Reply {
    // Older versions stay readable for ever; new events are written in the newest.
    let row = |meta: &&Meta| {
        vec![
            meta.name.into(),
            meta.newest().version.to_string(),
            format!("{}/…", meta.subject),
            meta.label.of(lang).into(),
        ]
    };
    let rows: Vec<Vec<String>> = EVENTS.iter().map(row).collect();
    let versions = EVENTS.iter().flat_map(|meta| meta.schemas.iter().map(move |schema| (meta, schema.version)));
    let json: Vec<Value> = versions
        .map(|(meta, version)| {
            json!({ "type": meta.name, "schema": version, "subject": meta.subject, "title": meta.label.vi })
        })
        .collect();
    Reply::yes(table(&say::columns_schema(lang), &[1], &rows), json!(json))
}

/// Giải thích một mã, ví dụ fund.overspent
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang explain fund.paid_twice")]
pub struct Explain {
    /// Mã; bỏ trống để liệt kê mọi quy tắc
    #[arg(value_name = "MÃ")]
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let chosen: Vec<_> = match &self.code {
            Some(code) => RULES.iter().filter(|rule| rule.code == code).collect(),
            None => RULES.iter().collect(),
        };
        let asked = QUESTIONS.iter().find(|rule| Some(rule.code) == self.code.as_deref());
        if let Some(rule) = asked {
            return Ok(Reply::yes(rule_text(rule, lang), rule_json(rule)));
        }
        if chosen.is_empty() {
            let code = self.code.unwrap_or_default();
            return Err(CliError::About("rule.unknown", code, say::no_such_rule, say::usage_advice));
        }
        let text = |rule: &&crate::domain::refusal::Rule| {
            format!("{}\n  {}\n  {}\n", rule.code, lang.pick(rule.vi, rule.en), say::error_source(lang, rule.source))
        };
        let json: Vec<Value> =
            chosen.iter().map(|r| json!({ "code": r.code, "source": r.source, "vi": r.vi, "en": r.en })).collect();
        Ok(Reply::yes(chosen.iter().map(text).collect(), json!(json)))
    }
}

/// Sinh tệp gợi ý lệnh
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang completions bash > ~/.local/share/bash-completion/completions/sovang")]
pub struct Completions {
    /// bash, zsh, fish, powershell, elvish
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(self, command: &mut clap::Command) -> Result<Reply, CliError> {
        let mut out = Vec::new();
        let mut command = knowing(command.clone());
        clap_complete::generate(self.shell, &mut command, "sovang", &mut out);
        let text = String::from_utf8_lossy(&out).into_owned();
        Ok(Reply::yes(text.clone(), json!({ "script": text })))
    }
}

/// The commands with what may stand in their places: types of events, rules, figures, presets, files. Only for completions:
/// what is typed is read more kindly than this.
fn knowing(command: clap::Command) -> clap::Command {
    let types: Vec<&'static str> = EVENTS.iter().map(|meta| meta.name).collect();
    let questions: Vec<&'static str> = QUESTIONS.iter().map(|question| question.code).collect();
    let rules: Vec<&'static str> = RULES
        .iter()
        .map(|rule| rule.code)
        .chain(questions.iter().copied())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let figures: Vec<&'static str> = figures::definitions().map(|known| known.code).collect();
    let presets: Vec<&'static str> = PRESETS.iter().chain(CALENDARS).map(|preset| preset.name).collect();
    let known = |command: &str, arg: &str| match (command, arg) {
        ("record" | "presign" | "schema" | "log" | "import", "kind") => types.clone(),
        ("explain", "code") => rules.clone(),
        ("audit", "rule") => questions.clone(),
        ("why", "figure") => figures.clone(),
        ("init", "adopt") | ("policy", "name") => presets.clone(),
        _ => Vec::new(),
    };
    let name = command.get_name().to_owned();
    command.mut_subcommands(|sub| {
        let own = sub.get_name().to_owned();
        let above = if name == "sovang" { own } else { name.clone() };
        let sub = sub.mut_args(|arg| match known(&above, arg.get_id().as_str()) {
            words if words.is_empty() => arg,
            words => arg.value_parser(PossibleValuesParser::new(words)),
        });
        if name == "sovang" { knowing(sub) } else { sub }
    })
}
