//! Claims against the ledger: what a published report says, what the entries make, and what the claims say
//! about each other. A difference is shown as unexplained; nothing is ever invented to fill it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::figures::{self, Of, Unit, Value};
use crate::domain::ledger::State;
use crate::values::lang::Lang;
use crate::values::money::{Dong, PercentRounding, Quantity, decimal};
use crate::values::text::fold;
use crate::values::time::{Date, Period};
use crate::values::words::{from_words, in_words};

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
    /// Percentages and what they are percentages of.
    #[serde(default)]
    pub percentages: Vec<Percentage>,
    /// The same fact, stated more than once.
    #[serde(default)]
    pub same: Vec<Same>,
    /// Documents by number and date.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// Amounts as printed, in figures and words.
    #[serde(default)]
    pub amounts: Vec<Amount>,
}

/// A published percentage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Percentage {
    /// Of what.
    pub what: String,
    /// As printed, such as `97,41`.
    pub percent: String,
    /// The part, as printed.
    pub part: String,
    /// The whole, as printed.
    pub whole: String,
    /// Where in the publication.
    #[serde(rename = "where")]
    pub place: String,
}

/// One fact in several places.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Same {
    /// Which fact.
    pub what: String,
    /// What was said of it.
    pub said: Vec<Said>,
}

/// What a place says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// As printed.
    pub value: String,
    /// Where in the publication.
    #[serde(rename = "where")]
    pub place: String,
}

/// A document that the publication cites.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its number.
    pub number: String,
    /// Its symbol: numbers run within a symbol and a year (NĐ 30/2020/NĐ-CP Đ15.1).
    pub symbol: String,
    /// Its date.
    pub date: Date,
    /// Where in the publication.
    #[serde(rename = "where")]
    pub place: String,
}

/// An amount as printed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// In figures.
    pub text: String,
    /// In words.
    #[serde(default)]
    pub words: Option<String>,
    /// Where in the publication.
    #[serde(rename = "where")]
    pub place: String,
}

/// A named period or a range of days.
fn any_period<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Period, D::Error> {
    Period::read(&String::deserialize(d)?).map_err(serde::de::Error::custom)
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
    #[serde(deserialize_with = "any_period")]
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Claimed {
    /// So many, or so much.
    Number(i64),
    /// Nothing, in so many words.
    None(NoneWord),
    /// A percentage or quantity as printed, such as `85,38`.
    Printed(String),
}

/// The word `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoneWord {
    /// Nothing.
    None,
}

impl Claimed {
    /// As an integer of a unit's last decimal.
    fn number(&self, unit: Unit) -> Result<i64, BadClaims> {
        let scale = 10i64.pow(unit.decimals().into());
        match self {
            Claimed::Number(n) => Ok(n.saturating_mul(scale)),
            Claimed::None(_) => Ok(0),
            Claimed::Printed(text) => {
                let (quantity, decimals) = printed(text)?;
                if decimals > unit.decimals().into() {
                    let reason = format!("more than {} decimals", unit.decimals());
                    return Err(BadClaims::Number { text: text.clone(), reason });
                }
                Ok(quantity.scaled() / (10_000 / scale))
            }
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
    /// A printed number cannot be read.
    #[error("«{text}»: {reason}")]
    Number {
        /// As it stands in the file.
        text: String,
        /// Why not.
        reason: String,
    },
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
    /// What the publication says against itself, otherwise than in sums.
    pub contradictions: Vec<Contradiction>,
    /// How many such checks there were.
    pub checks: usize,
}

/// What kind of contradiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A percentage that its base does not give.
    Percentage,
    /// One fact, several values.
    Same,
    /// A higher number with an earlier date.
    Order,
    /// An amount that cannot be read.
    Unreadable,
    /// An amount whose words say another.
    Words,
}

/// Something the publication says against itself.
#[derive(Clone, Debug, Serialize)]
pub struct Contradiction {
    /// What kind.
    pub sort: Sort,
    /// About what.
    pub what: String,
    /// What is printed.
    pub printed: String,
    /// What it should be, where that follows.
    pub expected: Option<String>,
    /// Where.
    #[serde(rename = "where")]
    pub place: String,
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
        let mut contradictions = Vec::new();
        for percentage in &claims.percentages {
            contradictions.extend(check_percentage(percentage)?);
        }
        for same in &claims.same {
            contradictions.extend(check_same(same)?);
        }
        contradictions.extend(check_order(&claims.documents));
        contradictions.extend(claims.amounts.iter().filter_map(check_amount));
        let series = usize::from(!claims.documents.is_empty());
        let checks = claims.percentages.len() + claims.same.len() + series + claims.amounts.len();
        let schema = "sovang/reconciliation/v1";
        Ok(Reconciliation { schema, published, claims: compared, sums, contradictions, checks })
    }

    /// Whether everything agrees.
    pub fn agrees(&self) -> bool {
        self.claims.iter().all(|claim| claim.verdict == Verdict::Agrees)
            && self.sums.iter().all(|sum| sum.unexplained_difference == 0)
            && self.contradictions.is_empty()
    }
}

fn compare(state: &State, claim: &Claim, lang: Lang) -> Result<Compared, BadClaims> {
    let known = figures::one(&Of::new(state, claim.period), &claim.figure, lang);
    let unknown = || BadClaims::UnknownFigure { id: claim.id.clone(), figure: claim.figure.clone() };
    let figure = known.ok_or_else(unknown)?;
    let claimed = claim.value.number(figure.unit)?;
    let difference = figure.value.number().map(|ledger| claimed - ledger);
    let same = match (&claim.value, figure.value) {
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

fn printed(text: &str) -> Result<(Quantity, u32), BadClaims> {
    Quantity::printed(text).map_err(|error| BadClaims::Number { text: text.to_owned(), reason: error.to_string() })
}

fn check_percentage(claim: &Percentage) -> Result<Option<Contradiction>, BadClaims> {
    let (percent, decimals) = printed(&claim.percent)?;
    let ((part, _), (whole, _)) = (printed(&claim.part)?, printed(&claim.whole)?);
    let nothing = || BadClaims::Number { text: claim.whole.clone(), reason: "the whole is zero".into() };
    let made = part.percent_of(whole, decimals, PercentRounding::HalfUp).ok_or_else(nothing)?;
    let expected = decimal(made.scaled(), decimals);
    let said = i128::from(percent.scaled()) * 10i128.pow(decimals) / 10_000;
    let differs = said != i128::from(made.scaled());
    Ok(differs.then(|| Contradiction {
        sort: Sort::Percentage,
        what: format!("{}: {}/{}", claim.what, claim.part, claim.whole),
        printed: format!("{} %", claim.percent),
        expected: Some(format!("{expected} %")),
        place: claim.place.clone(),
    }))
}

fn check_same(same: &Same) -> Result<Option<Contradiction>, BadClaims> {
    let values = same.said.iter().map(|said| printed(&said.value).map(|(n, _)| n)).collect::<Result<Vec<_>, _>>()?;
    let differs = values.windows(2).any(|pair| pair.first() != pair.last());
    let all = |pick: fn(&Said) -> &String| same.said.iter().map(pick).cloned().collect::<Vec<_>>().join(" ≠ ");
    Ok(differs.then(|| Contradiction {
        sort: Sort::Same,
        what: same.what.clone(),
        printed: all(|said| &said.value),
        expected: None,
        place: all(|said| &said.place).replace(" ≠ ", "; "),
    }))
}

/// Numbers run in the order of dates within a symbol and year (NĐ 30/2020/NĐ-CP Đ15.1).
fn check_order(documents: &[Document]) -> Vec<Contradiction> {
    let number = |document: &Document| document.number.parse::<u64>().ok();
    let series = |document: &Document| (document.symbol.clone(), document.date.year());
    let mut sorted: Vec<&Document> = documents.iter().filter(|document| number(document).is_some()).collect();
    sorted.sort_by_key(|document| (series(document), number(document)));
    let inverted = sorted.windows(2).filter_map(|pair| match pair {
        [low, high] if series(low) == series(high) && high.date < low.date => Some((low, high)),
        _ => None,
    });
    let name = |d: &Document| format!("{}/{} ({})", d.number, d.symbol, d.date.vietnamese());
    let found = inverted.map(|(low, high)| Contradiction {
        sort: Sort::Order,
        what: low.symbol.clone(),
        printed: format!("{} < {}", name(high), name(low)),
        expected: None,
        place: format!("{}; {}", high.place, low.place),
    });
    found.collect()
}

fn check_amount(amount: &Amount) -> Option<Contradiction> {
    let found = |sort, expected| {
        let words = amount.words.as_ref().map_or_else(String::new, |words| format!(" («{words}»)"));
        let (what, printed, place) = (amount.text.clone(), format!("{}{words}", amount.text), amount.place.clone());
        Some(Contradiction { sort, what, printed, expected, place })
    };
    let Ok(dong) = amount.text.parse::<Dong>() else { return found(Sort::Unreadable, None) };
    let said = amount.words.as_ref()?;
    let folded = fold(said);
    let plain = folded.trim_end_matches('.').trim_end_matches("chan").trim().trim_end_matches("dong").trim();
    let expected = || format!("{} đồng", in_words(dong.get()));
    if from_words(plain) == Some(dong.get()) { None } else { found(Sort::Words, Some(expected())) }
}

/// A way in which legal rates and counts would make a difference: arithmetic, and nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Possibility {
    /// How many of which amount, in đồng, and what the rate is called.
    pub terms: Vec<(u64, u64, String)>,
}

/// Which whole numbers of the rates in force in a period would make an amount, with at most three different rates and
/// `most` awards in all; the fewest awards first, at most twelve.
pub fn possibilities(state: &State, period: Period, amount: u64, most: u64) -> Vec<Possibility> {
    let mut rates: BTreeMap<u64, String> = BTreeMap::new();
    for day in [period.first_day(), period.last_day()] {
        let Ok(policy) = state.policies.on(day) else { continue };
        for rate in &policy.rates {
            let derived = state.policies.derive(1, &rate.form, rate.kind, day);
            let Ok(derived) = derived else { continue };
            let name = format!("{} ({})", rate.name, rate.kind.label(Lang::Vi));
            let names = rates.entry(derived.amount.get()).or_default();
            if !names.contains(&name) {
                *names = if names.is_empty() { name } else { format!("{names} / {name}") };
            }
        }
    }
    let rates: Vec<(u64, String)> = rates.into_iter().filter(|(rate, _)| *rate > 0).collect();
    let mut found = Vec::new();
    let mut so_far = Vec::new();
    combine(&rates, amount, most, &mut so_far, &mut found);
    found.sort_by_key(|terms| (terms.iter().map(|(n, ..)| n).sum::<u64>(), terms.len()));
    found.truncate(12);
    found.into_iter().map(|terms| Possibility { terms }).collect()
}

type Terms = Vec<(u64, u64, String)>;

fn combine(rates: &[(u64, String)], amount: u64, most: u64, so_far: &mut Terms, found: &mut Vec<Terms>) {
    if amount == 0 {
        found.push(so_far.clone());
        return;
    }
    if so_far.len() == 3 || most == 0 || found.len() >= 10_000 {
        return;
    }
    for (i, (rate, name)) in rates.iter().enumerate() {
        for n in 1..=(amount / rate).min(most) {
            so_far.push((n, *rate, name.clone()));
            combine(rates.get(i + 1..).unwrap_or_default(), amount - n * rate, most - n, so_far, found);
            so_far.pop();
        }
    }
}

/// A number with its unit.
pub fn show(n: i64, unit: Unit) -> String {
    unit.show(n)
}
