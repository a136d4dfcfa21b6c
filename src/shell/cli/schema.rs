//! `schema`, `explain` and `completions`: what the program knows of itself.

use serde_json::{Value, json};

use super::audit::{rule_json, rule_text};
use super::table::table;
use super::{CliError, Globals, Reply};
use crate::domain::event::SCHEMAS;
use crate::domain::refusal::RULES;
use crate::reports::audit::AUDIT_RULES;
use crate::shell::author::schema_of;
use crate::shell::form::Form;
use crate::shell::messages as say;
use crate::values::lang::Lang;

/// Liệt kê các loại sự kiện, hoặc in lược đồ JSON của một loại
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang schema decision.signed\n       sovang schema petition.received 1")]
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
        let schema = schema_of(&kind, self.version);
        let unknown = || CliError::About("draft.type", kind.clone(), say::unknown_type, say::unknown_type_advice);
        let text = schema.ok_or_else(unknown)?.json;
        Ok(Reply::yes(text.to_owned(), serde_json::from_str(text).unwrap_or(Value::Null)))
    }
}

fn list(lang: Lang) -> Reply {
    let title =
        |kind: &str, version| Form::of(kind, Some(version)).map_or_else(String::new, |form| form.title().to_owned());
    let rows: Vec<Vec<String>> = SCHEMAS
        .iter()
        .map(|s| vec![s.kind.into(), s.version.to_string(), format!("{}/…", s.subject), title(s.kind, s.version)])
        .collect();
    let json: Vec<Value> = SCHEMAS
        .iter()
        .map(
            |s| json!({ "type": s.kind, "schema": s.version, "subject": s.subject, "title": title(s.kind, s.version) }),
        )
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
        let asked = AUDIT_RULES.iter().find(|rule| Some(rule.code) == self.code.as_deref());
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
        clap_complete::generate(self.shell, command, "sovang", &mut out);
        let text = String::from_utf8_lossy(&out).into_owned();
        Ok(Reply::yes(text.clone(), json!({ "script": text })))
    }
}
