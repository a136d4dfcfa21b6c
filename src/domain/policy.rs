//! Policy is data: rates, base salaries, rounding, ceilings, deadlines and who may author what are adopted
//! by event, in dated versions. Nothing of it is a constant in code.

use serde::{Deserialize, Serialize};

use super::deadline::{Deadline, Step};
use super::dossier::DocumentKind;
use super::event::{present, sized, within};
use super::ledger::{Context, State};
use super::nomination::{Form, RecipientKind};
use super::refusal::Refusal;
use crate::log::keyring::{AuthorRule, Keyring};
use crate::values::ident::BadIdent;
use crate::values::money::{Dong, Ratio};
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// How far a value was checked against its source. Everything but `V1` and `V2` is shown as unverified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Confidence {
    /// Read in a full copy of the official text.
    V1,
    /// Read in a guide that quotes the numbered article.
    V2,
    /// Only named by one or two independent sources.
    V3,
    /// General knowledge, high confidence.
    #[serde(rename = "GK-H")]
    GeneralHigh,
    /// General knowledge, medium confidence.
    #[serde(rename = "GK-M")]
    GeneralMedium,
    /// General knowledge, low confidence.
    #[serde(rename = "GK-L")]
    GeneralLow,
    /// Computed from a verified value.
    D,
    /// The unit's own rule, answered for by whoever adopts it.
    #[serde(rename = "OWN")]
    Own,
}

impl Confidence {
    /// Whether a person should check the value before relying on it.
    pub fn is_unverified(self) -> bool {
        !matches!(self, Confidence::V1 | Confidence::V2 | Confidence::Own)
    }
}

/// A policy version's name: lower-case letters, digits, dots and hyphens, at most 40.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionName(String);

impl std::fmt::Display for VersionName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl std::str::FromStr for VersionName {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<VersionName, BadIdent> {
        // The same spelling as the key of a subject, and dots.
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let first = text.bytes().next().is_some_and(plain);
        if first && text.len() <= 40 && text.bytes().all(|b| plain(b) || b == b'-') {
            return Ok(VersionName(text.to_owned()));
        }
        Err(BadIdent::policy_version())
    }
}
crate::values::ident::text_value!(VersionName);

/// A base salary (mức lương cơ sở), bitemporal: some decrees are signed after they take effect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseSalary {
    /// Đồng a month.
    pub amount: Dong,
    /// In force from.
    pub valid_from: Date,
    /// Known from: the day the decree was signed.
    pub known_from: Date,
    /// The decree.
    pub decree: Name,
    /// How far it was checked.
    pub confidence: Confidence,
}

/// What an award is worth: `coefficient × factor × base salary`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The form or title.
    pub form: Form,
    /// Its name for people.
    pub name: Name,
    /// For which kind of recipient.
    pub kind: RecipientKind,
    /// The coefficient.
    pub coefficient: Ratio,
    /// What it is multiplied by for this kind: 2 for a collective, 1.5 for a household.
    pub factor: Ratio,
    /// The article.
    pub source: Name,
    /// How far it was checked.
    pub confidence: Confidence,
}

/// Whether a collective's amount is rounded after multiplying, or is a multiple of the rounded amount. The
/// decrees leave it open; the difference is up to 10,000đ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingOrder {
    /// Multiply everything, then round.
    RoundLast,
    /// Round the individual's amount, then multiply.
    MultiplyRounded,
}

/// How amounts are rounded: up, to a multiple of `unit` đồng.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// The multiple, in đồng.
    #[serde(deserialize_with = "within::<_, 1, 1_000_000>")]
    pub unit: u64,
    /// When it is done.
    pub order: RoundingOrder,
    /// How far it was checked.
    pub confidence: Confidence,
}

/// Upper limits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceilings {
    /// The share of a year's fund that organising may cost, in percent.
    #[serde(deserialize_with = "within::<_, 0, 100>")]
    pub organising_percent: u64,
    /// How far it was checked.
    pub confidence: Confidence,
}

/// The council's rules of voting.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteRule {
    /// Votes cast, present or in writing, in percent of all members.
    #[serde(deserialize_with = "within::<_, 0, 100>")]
    pub quorum_percent: u64,
    /// Votes in favour, in percent of all members.
    #[serde(deserialize_with = "within::<_, 0, 100>")]
    pub approval_percent: u64,
    /// How far it was checked.
    pub confidence: Confidence,
}

/// What may happen to a year's balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearEndRule {
    /// It goes to the next year.
    CarryForward,
    /// It goes back to the budget.
    Lapse,
    /// Either, as the finance office says.
    Either,
}

/// What may happen to a year's balance, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearEnd {
    /// The rule.
    pub rule: YearEndRule,
    /// How far it was checked.
    pub confidence: Confidence,
}

/// Whether an open petition about somebody holds an award.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Whether it does.
    pub open_petition: bool,
    /// The article.
    pub source: Name,
    /// How far it was checked.
    pub confidence: Confidence,
}

/// By which procedure a dossier's decision came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureKind {
    /// The council voted.
    Council,
    /// Without a vote.
    Simplified,
}

/// A document that a dossier must have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DossierRule {
    /// By which procedure.
    pub procedure: ProcedureKind,
    /// What document.
    pub kind: DocumentKind,
    /// The article.
    pub source: Name,
    /// How far it was checked.
    pub confidence: Confidence,
}

/// Payload of `policy.adopted` v2: one whole version. (v1 knew neither holds nor dossiers nor the later steps.)
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyAdopted {
    /// Its name, cited by every derived amount.
    pub version: VersionName,
    /// Its title for people.
    pub title: Name,
    /// In force from.
    pub valid_from: Date,
    /// Known from.
    pub known_from: Date,
    /// Laws and decrees it puts into figures.
    pub source: Prose,
    /// How far it was checked as a whole.
    pub confidence: Confidence,
    /// Who may author what, from this entry on.
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub authors: Vec<AuthorRule>,
    /// Base salaries.
    #[serde(deserialize_with = "sized::<_, _, 1, 100>")]
    pub base_salaries: Vec<BaseSalary>,
    /// What awards are worth.
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub rates: Vec<Rate>,
    /// How amounts are rounded.
    pub rounding: Rounding,
    /// Upper limits.
    pub ceilings: Ceilings,
    /// The council's rules.
    pub votes: VoteRule,
    /// Deadlines of petitions.
    #[serde(deserialize_with = "sized::<_, _, 0, 50>")]
    pub deadlines: Vec<Deadline>,
    /// What happens to a balance.
    pub year_end: YearEnd,
    /// Whether open petitions hold awards; absent in v1.
    #[serde(deserialize_with = "present")]
    pub hold: Option<Hold>,
    /// What dossiers must have.
    #[serde(deserialize_with = "sized::<_, _, 0, 50>")]
    pub dossier: Vec<DossierRule>,
}

/// Payload of `policy.adopted` v1. Kept readable for ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyAdoptedV1 {
    version: VersionName,
    title: Name,
    valid_from: Date,
    known_from: Date,
    source: Prose,
    confidence: Confidence,
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    authors: Vec<AuthorRule>,
    #[serde(deserialize_with = "sized::<_, _, 1, 100>")]
    base_salaries: Vec<BaseSalary>,
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    rates: Vec<Rate>,
    rounding: Rounding,
    ceilings: Ceilings,
    votes: VoteRule,
    #[serde(deserialize_with = "first_steps")]
    deadlines: Vec<Deadline>,
    year_end: YearEnd,
}

/// Deadlines of the steps that v1 knew.
fn first_steps<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<Deadline>, D::Error> {
    let deadlines = sized::<D, Deadline, 0, 50>(d)?;
    match deadlines.iter().find(|deadline| !deadline.step.is_first()) {
        Some(deadline) => Err(serde::de::Error::custom(format!("{:?} is a step of version 2", deadline.step))),
        None => Ok(deadlines),
    }
}

impl From<PolicyAdoptedV1> for PolicyAdopted {
    fn from(v1: PolicyAdoptedV1) -> PolicyAdopted {
        PolicyAdopted {
            version: v1.version,
            title: v1.title,
            valid_from: v1.valid_from,
            known_from: v1.known_from,
            source: v1.source,
            confidence: v1.confidence,
            authors: v1.authors,
            base_salaries: v1.base_salaries,
            rates: v1.rates,
            rounding: v1.rounding,
            ceilings: v1.ceilings,
            votes: v1.votes,
            deadlines: v1.deadlines,
            year_end: v1.year_end,
            hold: None,
            dossier: Vec::new(),
        }
    }
}

/// How an amount follows from a policy, kept with the decision that uses it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Derivation {
    /// The line of the decision.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub line: u64,
    /// The policy version.
    pub policy: VersionName,
    /// The coefficient.
    pub coefficient: Ratio,
    /// The factor for the kind of recipient.
    pub factor: Ratio,
    /// The base salary on the date of issue, in đồng.
    pub base_salary: Dong,
    /// Rounded up to a multiple of so many đồng.
    #[serde(deserialize_with = "within::<_, 1, 1_000_000>")]
    pub unit: u64,
    /// When it was rounded.
    pub order: RoundingOrder,
    /// The amount, in đồng.
    pub amount: Dong,
}

/// All versions adopted so far, in the order of adoption.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Policies {
    versions: Vec<PolicyAdopted>,
}

impl Policies {
    /// Every version adopted.
    pub fn versions(&self) -> &[PolicyAdopted] {
        &self.versions
    }

    /// The version in force on a day: the latest `valid_from` not after it; of equals, the last adopted.
    pub fn on(&self, date: Date) -> Result<&PolicyAdopted, Refusal> {
        let in_force = self.versions.iter().filter(|version| version.valid_from <= date);
        in_force.max_by_key(|version| version.valid_from).ok_or(Refusal::NoPolicy { date })
    }

    /// The council's rules on a day.
    pub fn votes(&self, date: Date) -> Result<&VoteRule, Refusal> {
        self.on(date).map(|version| &version.votes)
    }

    /// Whether the unit may decide a form for a kind of recipient on a day.
    pub fn form_exists(&self, form: &Form, kind: RecipientKind, date: Date) -> Result<(), Refusal> {
        self.on(date)?.rate(form, kind).map(|_| ())
    }

    /// What an award issued on `date` is worth by what was known then, and why.
    pub fn derive(&self, line: u64, form: &Form, kind: RecipientKind, date: Date) -> Result<Derivation, Refusal> {
        self.derive_known(line, form, kind, date, date)
    }

    /// What an award issued on `date` is worth by what is known on a later day: a decree may be signed after the day
    /// from which it is in force.
    pub fn derive_known(
        &self,
        line: u64,
        form: &Form,
        kind: RecipientKind,
        date: Date,
        known: Date,
    ) -> Result<Derivation, Refusal> {
        let version = self.on(date)?;
        let rate = version.rate(form, kind)?;
        let salary = version.base_salary(date, known)?;
        let Rounding { unit, order, .. } = version.rounding;
        let amount = match order {
            RoundingOrder::RoundLast => rate.coefficient.times_up(rate.factor, salary.amount, unit),
            RoundingOrder::MultiplyRounded => rate
                .coefficient
                .times_up(Ratio::ONE, salary.amount, unit)
                .and_then(|individual| rate.factor.times_up(Ratio::ONE, individual, unit)),
        };
        let amount = amount.ok_or(Refusal::TooLarge { what: salary.amount })?;
        Ok(Derivation {
            line,
            policy: version.version.clone(),
            coefficient: rate.coefficient,
            factor: rate.factor,
            base_salary: salary.amount,
            unit,
            order,
            amount,
        })
    }
}

impl PolicyAdopted {
    fn rate(&self, form: &Form, kind: RecipientKind) -> Result<&Rate, Refusal> {
        let rate = self.rates.iter().find(|rate| rate.form == *form && rate.kind == kind);
        rate.ok_or_else(|| Refusal::FormUnknown { form: form.clone(), kind, policy: self.version.clone() })
    }

    /// The base salary in force on one day, as known on another.
    pub fn base_salary(&self, date: Date, known: Date) -> Result<&BaseSalary, Refusal> {
        let rows = self.base_salaries.iter().filter(|row| row.valid_from <= date && row.known_from <= known);
        let newest = rows.max_by_key(|row| (row.valid_from, row.known_from));
        newest.ok_or_else(|| Refusal::NoBaseSalary { date, policy: self.version.clone() })
    }

    /// The deadline of a step, if this version has one. Where no second extension is known, it gives no more than the first.
    pub fn deadline(&self, step: Step) -> Option<&Deadline> {
        let of = |step| self.deadlines.iter().find(move |deadline| deadline.step == step);
        let first = (step == Step::DenunciationResolveTwice).then_some(Step::DenunciationResolveExtended);
        of(step).or_else(|| first.and_then(of))
    }

    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if self.known_from > context.on() {
            return Err(Refusal::PolicyNotKnown { version: self.version.clone(), known_from: self.known_from });
        }
        if state.policies.versions.iter().any(|version| version.version == self.version) {
            return Err(Refusal::PolicyVersionUsed { version: self.version.clone() });
        }
        if let Some(fixed) = self.authors.iter().find(|rule| Keyring::is_fixed(rule.kind.as_str())) {
            return Err(Refusal::PolicyFixedAuthor { kind: fixed.kind.clone() });
        }
        let twice = |(i, rule): (usize, &AuthorRule)| self.authors.iter().take(i).any(|other| other.kind == rule.kind);
        if let Some((_, rule)) = self.authors.iter().enumerate().find(|item| twice((item.0, item.1))) {
            return Err(Refusal::PolicyAuthorTwice { kind: rule.kind.clone() });
        }
        let same = |a: &Rate, b: &Rate| a.form == b.form && a.kind == b.kind;
        let doubled = self.rates.iter().enumerate().find(|(i, rate)| self.rates.iter().take(*i).any(|r| same(r, rate)));
        if let Some((_, rate)) = doubled {
            return Err(Refusal::PolicyRateTwice { form: rate.form.clone(), kind: rate.kind });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State) {
        state.policies.versions.push(self.clone());
    }
}
