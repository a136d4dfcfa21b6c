//! Policy is data: rates, base salaries, rounding, ceilings, votes, terms, dossiers, periods and who may author what are
//! adopted by event, in versions whose rows are dated. Nothing of it is a constant in code.

mod rows;
mod whole;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use rows::*;

use super::deadline::Step;
use super::nomination::{Form, RecipientKind};
use super::petition::{Act, PetitionKind};
use super::refusal::Refusal;
use super::registers::decision::line_numbers;
use crate::log::keyring::AuthorRule;
use crate::values::ident::BadIdent;
use crate::values::members::{maybe_within, sized, within};
use crate::values::money::{Dong, Ratio};
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// Days after which a key is settled by age alone, where no policy says another number.
pub const SECOND_PERSON_DAYS: u64 = 30;

/// A policy version's name: lower-case letters, digits and hyphens, at most 40. It is the key of its subject.
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
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let first = text.bytes().next().is_some_and(plain);
        if first && text.len() <= 40 && text.bytes().all(|b| plain(b) || b == b'-') {
            return Ok(VersionName(text.to_owned()));
        }
        Err(BadIdent::policy_version())
    }
}
crate::values::ident::text_value!(VersionName);

/// Payload of `policy.adopted` v1: one whole version. It decides from `valid_from` on, until a version with a later
/// `valid_from` does; within it the row that is in force on the day decides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyAdopted {
    /// Its name, cited by every derived amount.
    pub version: VersionName,
    /// Its title for people.
    pub title: Name,
    /// It decides from this day on.
    pub valid_from: Date,
    /// Known from.
    pub known_from: Date,
    /// Laws and decrees it puts into figures.
    pub source: Prose,
    /// How far it was checked as a whole.
    pub mark: Mark,
    /// Whether the unit lies in a remote area, for which the law gives longer terms.
    #[serde(default)]
    pub remote: bool,
    /// For how many days a key must have had its role to be a second person's by age alone; see [`PolicyAdopted::second_person_after`].
    #[serde(default, deserialize_with = "maybe_within::<_, 1, 366>")]
    pub second_person_days: Option<u64>,
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
    #[serde(deserialize_with = "sized::<_, _, 1, 20>")]
    pub rounding: Vec<Rounding>,
    /// Upper limits.
    #[serde(deserialize_with = "sized::<_, _, 0, 20>")]
    pub ceilings: Vec<Ceiling>,
    /// The council's rules.
    #[serde(deserialize_with = "sized::<_, _, 1, 50>")]
    pub votes: Vec<VoteRule>,
    /// Terms.
    #[serde(deserialize_with = "sized::<_, _, 0, 100>")]
    pub deadlines: Vec<Deadline>,
    /// What happens to a balance.
    #[serde(deserialize_with = "sized::<_, _, 0, 20>")]
    pub year_end: Vec<YearEnd>,
    /// What holds awards.
    #[serde(deserialize_with = "sized::<_, _, 0, 20>")]
    pub holds: Vec<Hold>,
    /// For what cases are suspended, ended, or go on after a withdrawal.
    #[serde(deserialize_with = "sized::<_, _, 0, 60>")]
    pub grounds: Vec<GroundRule>,
    /// What dossiers must have.
    #[serde(deserialize_with = "sized::<_, _, 0, 100>")]
    pub dossier: Vec<DossierRule>,
    /// How reports cut their periods.
    #[serde(deserialize_with = "sized::<_, _, 0, 20>")]
    pub cuts: Vec<Cut>,
    /// How often the head receives citizens.
    #[serde(deserialize_with = "sized::<_, _, 0, 20>")]
    pub reception_days: Vec<ReceptionDays>,
    /// How long files are kept.
    #[serde(deserialize_with = "sized::<_, _, 0, 20>")]
    pub retention: Vec<Retention>,
}

impl PolicyAdopted {
    /// Days after which a key is settled by age alone. No law says it: the rule is this software's own
    /// (`docs/format.md`, section 3), and 30 days where the policy says nothing.
    pub fn second_person_after(&self) -> u64 {
        self.second_person_days.unwrap_or(SECOND_PERSON_DAYS)
    }
}

/// How an amount was derived: a person can recompute it with a pencil.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Derivation {
    /// The lines of the decision that are worth as much for the same reason, ascending.
    #[serde(deserialize_with = "line_numbers")]
    pub lines: BTreeSet<u64>,
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

/// A row and the version that holds it.
#[derive(Debug)]
pub struct Ruled<'a, R> {
    /// The version.
    pub version: &'a PolicyAdopted,
    /// The row.
    pub row: &'a R,
}

impl Policies {
    /// Every version adopted.
    pub fn versions(&self) -> &[PolicyAdopted] {
        &self.versions
    }

    /// Takes over one more.
    pub(super) fn adopt(&mut self, version: PolicyAdopted) {
        self.versions.push(version);
    }

    /// These and one more: what would be if it were adopted.
    pub fn with(&self, version: PolicyAdopted) -> Policies {
        let mut versions = self.versions.clone();
        versions.push(version);
        Policies { versions }
    }

    /// The version that decides on a day: the latest `valid_from` not after it; of equals, the last adopted.
    pub fn on(&self, date: Date) -> Result<&PolicyAdopted, Refusal> {
        let in_force = self.versions.iter().filter(|version| version.valid_from <= date);
        in_force.max_by_key(|version| version.valid_from).ok_or(Refusal::NoPolicy { date })
    }

    /// The row about something in a case of several dates. Which of the dates decides, the rows say; the version is
    /// the newest that decides on the day which its own rows choose.
    fn row<'a, R: Row>(
        &'a self,
        table: impl Fn(&'a PolicyAdopted) -> &'a [R],
        about: impl Fn(&R) -> bool,
        dates: Dates,
        otherwise: Deciding,
    ) -> Option<Ruled<'a, R>> {
        let mut newest: Vec<&PolicyAdopted> = self.versions.iter().collect();
        newest.sort_by_key(|version| version.valid_from);
        for version in newest.into_iter().rev() {
            let rows = || table(version).iter().filter(|row| about(row));
            let day = dates.pick(rows().find_map(|row| row.span().by), otherwise);
            if version.valid_from <= day {
                return rows().find(|row| row.span().covers(day)).map(|row| Ruled { version, row });
            }
        }
        None
    }

    /// The term of a step in a case, if the law gives one. Where no second extension is known, it gives no more than
    /// the first.
    pub fn term(&self, step: Step, dates: Dates) -> Option<Ruled<'_, Deadline>> {
        let of = |step: Step| self.row(|version| &version.deadlines, |row| row.step == step, dates, Deciding::Start);
        let shorter = match step {
            Step::DenunciationResolveTwice => Some(Step::DenunciationResolveExtended),
            Step::DenunciationAcceptExtended => Some(Step::DenunciationAccept),
            _ => None,
        };
        of(step).or_else(|| shorter.and_then(of))
    }

    /// The council's rules for a form.
    pub fn votes(&self, form: &Form, dates: Dates) -> Result<Ruled<'_, VoteRule>, Refusal> {
        let of = |form: Option<&Form>| {
            self.row(|version| &version.votes, |row| row.form.as_ref() == form, dates, Deciding::Step)
        };
        self.on(dates.step)?;
        of(Some(form)).or_else(|| of(None)).ok_or(Refusal::NoRow { what: Needed::Votes, date: dates.step })
    }

    /// What a dossier must have, for a form by a procedure. Rows of the form itself come instead of the general ones.
    pub fn dossier(&self, procedure: ProcedureKind, form: &Form, dates: Dates) -> Vec<&DossierRule> {
        let Ok(version) = self.on(dates.pick(None, Deciding::Step)) else { return Vec::new() };
        let rows = |form: Option<&Form>| -> Vec<&DossierRule> {
            let of = version.dossier.iter().filter(|row| row.procedure == procedure && row.form.as_ref() == form);
            of.filter(|row| row.span().covers(dates.pick(row.by, Deciding::Step))).collect()
        };
        let own = rows(Some(form));
        if own.is_empty() { rows(None) } else { own }
    }

    /// An upper limit in percent.
    pub fn ceiling(&self, what: Limited, date: Date) -> Option<Ruled<'_, Ceiling>> {
        self.row(|version| &version.ceilings, |row| row.what == what, Dates::all(date), Deciding::Step)
    }

    /// What happens to a year's money of one origin.
    pub fn year_end(&self, money: Money, date: Date) -> Option<Ruled<'_, YearEnd>> {
        self.row(|version| &version.year_end, |row| row.money == money, Dates::all(date), Deciding::Step)
    }

    /// Whether something holds awards.
    pub fn hold(&self, ground: HoldGround, date: Date) -> Option<Ruled<'_, Hold>> {
        self.row(|version| &version.holds, |row| row.ground == ground, Dates::all(date), Deciding::Step)
    }

    /// Grounds for what is done to a kind of petition on a day.
    pub fn grounds(&self, act: Act, kind: PetitionKind, date: Date) -> Vec<&GroundRule> {
        let Ok(version) = self.on(date) else { return Vec::new() };
        let of = version.grounds.iter().filter(|row| row.act == act && row.kind == kind);
        of.filter(|row| row.span().covers(date)).collect()
    }

    /// How a report cuts its periods.
    pub fn cut(&self, report: Reported, date: Date) -> Option<Ruled<'_, Cut>> {
        self.row(|version| &version.cuts, |row| row.report == report, Dates::all(date), Deciding::Step)
    }

    /// How often the head receives citizens.
    pub fn reception_days(&self, date: Date) -> Option<Ruled<'_, ReceptionDays>> {
        self.row(|version| &version.reception_days, |_| true, Dates::all(date), Deciding::Step)
    }

    /// How long files of a class are kept.
    pub fn retention(&self, class: FileClass, date: Date) -> Option<Ruled<'_, Retention>> {
        self.row(|version| &version.retention, |row| row.class == class, Dates::all(date), Deciding::Step)
    }

    /// Whether the unit may decide a form for a kind of recipient on a day.
    pub fn form_exists(&self, form: &Form, kind: RecipientKind, date: Date) -> Result<(), Refusal> {
        self.on(date)?.rate(form, kind, date).map(|_| ())
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
        let rate = version.rate(form, kind, date)?;
        let salary = version.base_salary(date, known)?;
        let rounding = version.rounding.iter().find(|row| row.span().covers(date));
        let Rounding { unit, order, .. } = *rounding.ok_or(Refusal::NoRow { what: Needed::Rounding, date })?;
        let amount = rate.worth(salary.amount, unit, order).ok_or(Refusal::TooLarge { what: salary.amount })?;
        Ok(Derivation {
            lines: BTreeSet::from([line]),
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

impl Derivation {
    /// Those of one reason together, in the order of their first lines.
    pub fn grouped(all: impl IntoIterator<Item = Derivation>) -> Vec<Derivation> {
        let mut groups: Vec<Derivation> = Vec::new();
        for one in all {
            match groups.iter_mut().find(|group| group.is_as(&one)) {
                Some(group) => group.lines.extend(one.lines),
                None => groups.push(one),
            }
        }
        groups
    }

    fn is_as(&self, other: &Derivation) -> bool {
        let Derivation { lines: _, policy, coefficient, factor, base_salary, unit, order, amount } = self;
        (policy, coefficient, factor, base_salary)
            == (&other.policy, &other.coefficient, &other.factor, &other.base_salary)
            && (unit, order, amount) == (&other.unit, &other.order, &other.amount)
    }

    /// That of each line by itself.
    pub fn each(&self) -> impl Iterator<Item = (u64, Derivation)> {
        self.lines.iter().map(|line| (*line, Derivation { lines: BTreeSet::from([*line]), ..self.clone() }))
    }
}

impl Rate {
    /// What it comes to. `None` if that is too large for an amount.
    pub fn worth(&self, salary: Dong, unit: u64, order: RoundingOrder) -> Option<Dong> {
        match order {
            RoundingOrder::RoundLast => self.coefficient.times_up(self.factor, salary, unit),
            RoundingOrder::MultiplyRounded => self
                .coefficient
                .times_up(Ratio::ONE, salary, unit)
                .and_then(|individual| self.factor.times_up(Ratio::ONE, individual, unit)),
        }
    }
}

impl PolicyAdopted {
    fn rate(&self, form: &Form, kind: RecipientKind, date: Date) -> Result<&Rate, Refusal> {
        let of = || self.rates.iter().filter(|rate| rate.form == *form && rate.kind == kind);
        if let Some(rate) = of().find(|rate| rate.span().covers(date)) {
            return Ok(rate);
        }
        let ended = of().filter_map(|rate| rate.until.filter(|until| *until < date).zip(Some(rate)));
        Err(match ended.max_by_key(|(until, _)| *until) {
            Some((until, rate)) => Refusal::RowEnded { what: rate.name.clone(), until, article: rate.cite() },
            None => Refusal::FormUnknown { form: form.clone(), kind, policy: self.version.clone() },
        })
    }

    /// The base salary in force on one day, as known on another.
    pub fn base_salary(&self, date: Date, known: Date) -> Result<&BaseSalary, Refusal> {
        let rows = self.base_salaries.iter().filter(|row| row.span().covers(date) && row.known_from <= known);
        let newest = rows.max_by_key(|row| (row.from, row.known_from));
        newest.ok_or_else(|| Refusal::NoBaseSalary { date, policy: self.version.clone() })
    }
}
