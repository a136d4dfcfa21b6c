//! Claims against the ledger: what a published report says, what the entries make, and what the claims say
//! about each other. A difference is shown as unexplained; nothing is ever invented to fill it.

use serde::{Deserialize, Serialize};

use super::figure::{Figures, Unit, Value};
use crate::domain::ledger::State;
use crate::values::lang::Lang;
use crate::values::money::grouped;
use crate::values::time::Period;

/// A file of claims.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Where they were published.
    pub published: String,
    /// Figures.
    pub claims: Vec<Claim>,
    /// Totals and their parts.
    #[serde(default)]
    pub sums: Vec<Sum>,
}

/// One published figure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its name within the file.
    pub id: String,
    /// The ledger's figure it speaks of, such as `awards.certificates`.
    pub figure: String,
    /// The period.
    pub period: Period,
    /// The published value: a whole number, or the word `none` for an asserted nothing.
    pub value: Claimed,
    /// Where in the publication.
    #[serde(rename = "where")]
    pub place: String,
    /// The words.
    #[serde(default)]
    pub quote: Option<String>,
}

/// A published value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Claimed {
    /// So many, or so much.
    Number(i64),
    /// Nothing, in so many words.
    None(NoneWord),
}

/// The word `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoneWord {
    /// Nothing.
    None,
}

impl Claimed {
    fn number(self) -> i64 {
        match self {
            Claimed::Number(n) => n,
            Claimed::None(_) => 0,
        }
    }
}

/// A total that should be the sum of other claims.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// The claim that is the total.
    pub total: String,
    /// The claims that should make it.
    pub parts: Vec<String>,
}

/// Why a file of claims cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadClaims {
    /// A claim speaks of a figure that does not exist.
    #[error("claim «{id}»: there is no figure «{figure}»")]
    UnknownFigure {
        /// The claim.
        id: String,
        /// The figure.
        figure: String,
    },
    /// Two claims bear one name.
    #[error("two claims are named «{0}»")]
    Twice(String),
    /// A sum speaks of a claim that does not exist.
    #[error("a sum speaks of claim «{0}», which does not exist")]
    UnknownClaim(String),
}

/// How a claim compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same.
    Agrees,
    /// Not the same.
    Differs,
    /// The ledger has nothing to compare with.
    NotReported,
}

/// A claim beside the ledger's figure.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// The claim.
    pub id: String,
    /// The figure.
    pub figure: String,
    /// Its name for people.
    pub label: String,
    /// The period.
    pub period: Period,
    /// Where in the publication.
    #[serde(rename = "where")]
    pub place: String,
    /// The words.
    pub quote: Option<String>,
    /// What it counts.
    pub unit: Unit,
    /// Published.
    pub claimed: i64,
    /// What the entries make; absent if nothing was recorded.
    pub ledger: Option<i64>,
    /// Published less recorded: what nothing in the ledger explains.
    pub unexplained_difference: Option<i64>,
    /// The verdict.
    pub verdict: Verdict,
    /// The entries that speak for the ledger's figure.
    pub entries: Vec<u64>,
}

/// A total beside its parts, all as published.
#[derive(Clone, Debug, Serialize)]
pub struct SumChecked {
    /// The claim that is the total.
    pub total: String,
    /// The claims that should make it.
    pub parts: Vec<String>,
    /// The total and its parts by their names for people.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// The published total.
    pub claimed: i64,
    /// The sum of the published parts.
    pub sum_of_parts: i64,
    /// The total less its parts.
    pub unexplained_difference: i64,
}

/// The result.
#[derive(Clone, Debug, Serialize)]
pub struct Reconciliation {
    /// The result's own format.
    pub schema: &'static str,
    /// Where the claims were published.
    pub published: String,
    /// Claims beside the ledger.
    pub claims: Vec<Compared>,
    /// Totals beside their parts.
    pub sums: Vec<SumChecked>,
}

impl Reconciliation {
    /// Compares every claim, then the claims with each other.
    pub fn new(state: &State, claims: &Claims, lang: Lang) -> Result<Reconciliation, BadClaims> {
        let mut compared: Vec<Compared> = Vec::new();
        for claim in &claims.claims {
            if compared.iter().any(|other| other.id == claim.id) {
                return Err(BadClaims::Twice(claim.id.clone()));
            }
            compared.push(compare(state, claim, lang)?);
        }
        let sums = claims.sums.iter().map(|sum| check_sum(sum, &compared)).collect::<Result<_, _>>()?;
        let published = claims.published.clone();
        Ok(Reconciliation { schema: "sovang/reconciliation/v1", published, claims: compared, sums })
    }

    /// Whether everything agrees.
    pub fn agrees(&self) -> bool {
        self.claims.iter().all(|claim| claim.verdict == Verdict::Agrees)
            && self.sums.iter().all(|sum| sum.unexplained_difference == 0)
    }
}

fn compare(state: &State, claim: &Claim, lang: Lang) -> Result<Compared, BadClaims> {
    let figures = Figures::all(state, claim.period, lang);
    let known = figures.into_iter().find(|figure| figure.code == claim.figure);
    let unknown = || BadClaims::UnknownFigure { id: claim.id.clone(), figure: claim.figure.clone() };
    let figure = known.ok_or_else(unknown)?;
    let claimed = claim.value.number();
    let difference = figure.value.number().map(|ledger| claimed - ledger);
    let same = match (claim.value, figure.value) {
        (_, Value::NotReported) => Verdict::NotReported,
        _ if difference == Some(0) => Verdict::Agrees,
        _ => Verdict::Differs,
    };
    Ok(Compared {
        id: claim.id.clone(),
        label: figure.full_label(),
        figure: figure.code,
        period: claim.period,
        place: claim.place.clone(),
        quote: claim.quote.clone(),
        unit: figure.unit,
        claimed,
        ledger: figure.value.number(),
        unexplained_difference: difference,
        verdict: same,
        entries: figure.entries,
    })
}

fn check_sum(sum: &Sum, compared: &[Compared]) -> Result<SumChecked, BadClaims> {
    let find = |id: &String| compared.iter().find(|claim| claim.id == *id).ok_or(BadClaims::UnknownClaim(id.clone()));
    let total = find(&sum.total)?;
    let parts = sum.parts.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    let sum_of_parts: i64 = parts.iter().map(|part| part.claimed).sum();
    let names: Vec<&str> = parts.iter().map(|part| part.label.as_str()).collect();
    Ok(SumChecked {
        label: format!("{} = {}", total.label, names.join(" + ")),
        total: sum.total.clone(),
        parts: sum.parts.clone(),
        unit: total.unit,
        claimed: total.claimed,
        sum_of_parts,
        unexplained_difference: total.claimed - sum_of_parts,
    })
}

/// A number with its unit.
pub fn show(n: i64, unit: Unit) -> String {
    match unit {
        Unit::Dong => format!("{}đ", grouped(n)),
        Unit::Count => grouped(n),
    }
}
