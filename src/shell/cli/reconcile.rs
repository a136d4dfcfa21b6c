//! `reconcile`: what was published against what was recorded.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::table::{clip, table};
use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::reports::figures::{self, Unit};
use crate::reports::markdown::runs;
use crate::reports::reconcile::{
    BadClaims, Claim, Claimed, Claims, Reconciliation, Sort, Verdict, possibilities, show,
};
use crate::shell::files;
use crate::shell::messages as say;
use crate::values::amount::whole;
use crate::values::lang::Lang;
use crate::values::money::{Dong, grouped};
use crate::values::time::Period;

/// Đối chiếu một tệp số liệu đã công bố (JSON hoặc TOML) với sổ, và các số liệu ấy với nhau
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang doi-chieu --claim 'giấy khen=20' --period 2027\n       sovang reconcile fixtures/ho-son-2024-h1/claims.json\n       sovang reconcile cong-bo.json --explain"
)]
pub struct Reconcile {
    /// Tệp số liệu công bố
    #[arg(value_name = "TỆP", required_unless_present = "claim", conflicts_with = "claim")]
    claims: Option<PathBuf>,
    /// Một số liệu đã công bố: tên hoặc mã chỉ tiêu = số (nêu nhiều lần)
    #[arg(long, value_name = "CHỈ TIÊU=SỐ", requires = "period")]
    claim: Vec<String>,
    /// Kỳ của các số liệu ấy
    #[arg(long, value_name = "KỲ", value_parser = Period::read)]
    period: Option<Period>,
    /// Với số tiền không giải trình được: liệt kê những cách các mức thưởng cộng lại thành đúng số ấy. Chỉ là phép tính, không phải kết luận
    #[arg(long)]
    explain: bool,
    /// Nhiều nhất bao nhiêu lượt khen trong một cách
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u64).range(1..=200))]
    most: u64,
}

impl Reconcile {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let state = open::read_state(&globals.ledger()?)?;
        let claims = match (&self.claims, self.period) {
            (Some(path), _) => {
                let text = files::given_text(path, files::MEDIUM).map_err(|error| CliError::Io(path.clone(), error))?;
                read_claims(path, &text)?
            }
            (None, Some(period)) => typed(&state, &self.claim, period, globals.lang)?,
            (None, None) => return Err(CliError::Said("claim.period", say::bad_claim_advice, say::bad_claim_advice)),
        };
        let result = Reconciliation::new(&state, &claims, globals.lang)?;
        let mut text = render(&result, globals.lang);
        let mut json = json!(result);
        if self.explain {
            let explained = explain(&state, &result, self.most, globals.lang);
            text.push_str(&explained.0);
            if let Some(members) = json.as_object_mut() {
                members.insert("arithmetic_possibilities_not_findings".into(), explained.1);
            }
        }
        Ok(Reply::answer(text, json, result.agrees()))
    }
}

/// Claims as they were typed: `giấy khen=20`.
fn typed(state: &State, claims: &[String], period: Period, lang: Lang) -> Result<Claims, CliError> {
    let all = figures::all(&figures::Of::new(state, period), lang);
    let mut read = Vec::new();
    for text in claims {
        let bad = || CliError::About("claim.typed", text.clone(), say::bad_claim, say::bad_claim_advice);
        let (name, value) = text.split_once('=').ok_or_else(bad)?;
        let (name, value) = (name.trim(), value.trim());
        let unknown = || BadClaims::UnknownFigure { id: text.clone(), figure: name.to_owned() };
        let code = figures::called(&all, name).ok_or_else(unknown)?;
        let money = all.iter().any(|figure| figure.code == code && figure.unit == Unit::Dong);
        let number = match money {
            true => value.parse::<Dong>().ok().map(Dong::signed),
            false => whole(value).and_then(|n| i64::try_from(n).ok()),
        };
        let value = number.map(Claimed::Number).ok_or_else(bad)?;
        let place = say::claimed_by_hand(lang);
        read.push(Claim { id: text.clone(), figure: code, period, value, place, quote: None });
    }
    Ok(Claims {
        published: say::claimed_by_hand(lang),
        claims: read,
        sums: Vec::new(),
        percentages: Vec::new(),
        same: Vec::new(),
        documents: Vec::new(),
        amounts: Vec::new(),
    })
}

/// How rates might add up to each unexplained amount, marked as arithmetic.
fn explain(state: &State, result: &Reconciliation, most: u64, lang: Lang) -> (String, serde_json::Value) {
    let (mut text, mut all) = (String::new(), Vec::new());
    for claim in result.claims.iter().filter(|claim| claim.unit == Unit::Dong && claim.verdict == Verdict::Differs) {
        let amount = claim.unexplained_difference.unwrap_or(0);
        let ways = possibilities(state, claim.period, amount.unsigned_abs(), most);
        text.push_str(&format!("\n{}\n", say::explain_heading(lang, &claim.label, show(amount, claim.unit), most)));
        for way in &ways {
            let term = |(n, rate, name): &(u64, u64, String)| format!("{n} × {}đ {name}", grouped(*rate as i64));
            let sum = way.terms.iter().map(term).collect::<Vec<_>>().join(" + ");
            text.push_str(&format!("  {}\n", say::explain_way(lang, sum)));
        }
        if ways.is_empty() {
            text.push_str(&format!("  {}\n", say::explain_none(lang)));
        }
        all.push(json!({ "claim": claim.id, "difference": amount, "at_most_awards": most, "ways": ways }));
    }
    (text, json!(all))
}

/// Reads a file of claims by its ending: `.toml`, else JSON.
pub fn read_claims(path: &Path, text: &str) -> Result<Claims, CliError> {
    let unreadable = |reason: String| CliError::Unreadable(path.to_owned(), reason);
    if path.extension().is_some_and(|ext| ext == "toml") {
        return toml::from_str(text).map_err(|error| unreadable(error.to_string()));
    }
    let claims = crate::values::strict::json(text).and_then(serde_json::from_value);
    claims.map_err(|error| unreadable(error.to_string()))
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
    if result.checks > 0 {
        writeln!(out, "\n{}", say::reconcile_checks(lang, result.checks, result.contradictions.len()))?;
        for found in &result.contradictions {
            let what = match found.sort {
                Sort::Percentage => say::contradiction_percentage(lang, &found.what),
                Sort::Same => say::contradiction_same(lang, &found.what),
                Sort::Order => say::contradiction_order(lang, &found.what),
                Sort::Unreadable => say::contradiction_unreadable(lang),
                Sort::Words => say::contradiction_words(lang),
            };
            let expected = found.expected.as_ref().map_or_else(String::new, |e| say::contradiction_expected(lang, e));
            writeln!(out, "  {what}: {}{expected} ({})", found.printed, found.place)?;
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
