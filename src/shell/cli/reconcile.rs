//! `reconcile`: what was published against what was recorded.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::table::{clip, table};
use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::reports::markdown::runs;
use crate::reports::reconcile::{Claims, Reconciliation, Verdict, show};
use crate::shell::messages as say;
use crate::values::lang::Lang;

/// Đối chiếu một tệp số liệu đã công bố (JSON hoặc TOML) với sổ, và các số liệu ấy với nhau
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang reconcile fixtures/ho-son-2024-h1/claims.json")]
pub struct Reconcile {
    /// Tệp số liệu công bố
    #[arg(value_name = "TỆP")]
    claims: PathBuf,
}

impl Reconcile {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let text = std::fs::read_to_string(&self.claims).map_err(|error| CliError::Io(self.claims.clone(), error))?;
        let claims = read_claims(&self.claims, &text)?;
        let state = open::read_state(&globals.ledger()?)?;
        let result = Reconciliation::new(&state, &claims, globals.lang)?;
        let text = render(&result, globals.lang);
        Ok(Reply { text, json: json!(result), yes: result.agrees() })
    }
}

/// Reads a file of claims by its ending: `.toml`, else JSON.
pub fn read_claims(path: &Path, text: &str) -> Result<Claims, CliError> {
    let unreadable = |reason: String| CliError::Unreadable(path.to_owned(), reason);
    if path.extension().is_some_and(|ext| ext == "toml") {
        return toml::from_str(text).map_err(|error| unreadable(error.to_string()));
    }
    serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))
}

/// The demonstration's share of this command.
pub fn reconcile(state: &State, claims: &Claims, lang: Lang) -> Result<(Reconciliation, String), CliError> {
    let result = Reconciliation::new(state, claims, lang)?;
    let text = render(&result, lang);
    Ok((result, text))
}

fn render(result: &Reconciliation, lang: Lang) -> String {
    let mut out = String::new();
    let _ = write_text(&mut out, result, lang);
    out
}

fn write_text(out: &mut String, result: &Reconciliation, lang: Lang) -> std::fmt::Result {
    writeln!(out, "{}\n", say::reconcile_heading(lang, &result.published))?;
    let rows: Vec<Vec<String>> = result
        .claims
        .iter()
        .map(|claim| {
            let verdict = match claim.verdict {
                Verdict::Agrees => say::reconcile_agrees(lang),
                Verdict::Differs => say::reconcile_differs(lang),
                Verdict::NotReported => say::reconcile_not_reported(lang),
            };
            let number = |n: Option<i64>| n.map_or_else(|| "—".to_owned(), |n| show(n, claim.unit));
            vec![
                clip(&claim.label, 44),
                show(claim.claimed, claim.unit),
                number(claim.ledger),
                number(claim.unexplained_difference),
                verdict,
                clip(&runs(&claim.entries), 24),
            ]
        })
        .collect();
    write!(out, "{}", table(&say::reconcile_columns(lang), &[1, 2, 3], &rows))?;
    if !result.sums.is_empty() {
        writeln!(out, "\n{}", say::reconcile_sums(lang))?;
        for sum in &result.sums {
            let verdict = match sum.unexplained_difference {
                0 => say::reconcile_agrees(lang),
                n => say::reconcile_unexplained(lang, show(n, sum.unit)),
            };
            let (claimed, parts) = (show(sum.claimed, sum.unit), show(sum.sum_of_parts, sum.unit));
            writeln!(out, "  {}", say::reconcile_sum(lang, &sum.label, claimed, parts, verdict))?;
        }
    }
    if result.agrees() {
        return writeln!(out, "\n{}", say::reconcile_all_agree(lang));
    }
    let differing: Vec<_> = result.claims.iter().filter(|claim| claim.verdict == Verdict::Differs).collect();
    let sums = result.sums.iter().filter(|sum| sum.unexplained_difference != 0).count();
    writeln!(out, "\n{}", say::reconcile_summary(lang, differing.len(), sums))?;
    for claim in differing {
        let difference = claim.unexplained_difference.unwrap_or(0);
        writeln!(out, "  {}: {}", claim.label, show(difference, claim.unit))?;
    }
    Ok(())
}
