//! Emulation through the year: plans, movements and campaigns, pledges, targets and their results, titles people register
//! for, exemplary models (Luật TĐKT 06/2022 Đ16–20).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::registers::nomination::{Form, Recipient};
use crate::values::ident::Id;
use crate::values::listed::listed;
use crate::values::members::{present, within};
use crate::values::money::{Percent, PercentRounding, Quantity};
use crate::values::text::{Name, Prose};
use crate::values::time::{Date, Period};

listed! {
    /// What is launched.
    MovementKind {
        /// Phong trào thi đua.
        Movement "movement" "phong trào" "movement",
        /// Đợt thi đua cao điểm.
        Campaign "campaign" "đợt cao điểm" "campaign",
    }
}

listed! {
    /// How far an exemplary model was brought.
    Stage {
        /// Phát hiện.
        Found "found" "phát hiện" "found",
        /// Bồi dưỡng.
        Fostered "fostered" "bồi dưỡng" "fostered",
        /// Nhân rộng.
        Replicated "replicated" "nhân rộng" "replicated",
    }
}

/// Payload of `movement.launched` v1; the statement's `on` is the date of the document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovementLaunched {
    /// Its name.
    pub name: Name,
    /// A movement or a campaign.
    pub kind: MovementKind,
    /// Its theme.
    #[serde(default, deserialize_with = "present")]
    pub theme: Option<Prose>,
    /// The launching document.
    pub document: Name,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Where.
    #[serde(default, deserialize_with = "present")]
    pub scope: Option<Name>,
    /// The movement of an authority above that it joins.
    #[serde(default, deserialize_with = "present")]
    pub above: Option<Name>,
    /// What it is judged by.
    #[serde(default, deserialize_with = "present")]
    pub criteria: Option<Prose>,
}

/// Payload of `plan.adopted` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanAdopted {
    /// Its title.
    pub title: Name,
    /// Its number.
    pub document: Name,
    /// For which year.
    #[serde(deserialize_with = "within::<_, 1900, 9999>")]
    pub year: u64,
}

/// Payload of `pledge.signed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PledgeSigned {
    /// The cluster of units.
    pub cluster: Name,
    /// For which year.
    #[serde(deserialize_with = "within::<_, 1900, 9999>")]
    pub year: u64,
    /// The pledge.
    #[serde(default, deserialize_with = "present")]
    pub document: Option<Name>,
}

/// Payload of `target.registered` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetRegistered {
    /// What is measured.
    pub name: Name,
    /// In what unit.
    pub unit: Name,
    /// For which year.
    #[serde(deserialize_with = "within::<_, 1900, 9999>")]
    pub year: u64,
    /// The plan (KH), if there is one.
    #[serde(default, deserialize_with = "present")]
    pub plan: Option<Quantity>,
    /// Decimals of the percentages.
    #[serde(deserialize_with = "within::<_, 0, 4>")]
    pub decimals: u64,
    /// How the percentages are rounded.
    pub rounding: PercentRounding,
    /// With whom it was registered.
    #[serde(default, deserialize_with = "present")]
    pub sent_to: Option<Name>,
}

/// Payload of `target.reported` v1: from the beginning of the year to the end of the period.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetReported {
    /// The period.
    pub period: Period,
    /// What was reached.
    pub actual: Quantity,
    /// What was reached in the same period of the year before (SVCK).
    #[serde(default, deserialize_with = "present")]
    pub same_period: Option<Quantity>,
    /// Where the figure is from.
    #[serde(default, deserialize_with = "present")]
    pub source: Option<Name>,
}

/// Payload of `title.registered` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitleRegistered {
    /// Who.
    pub recipient: Recipient,
    /// The title's code.
    pub form: Form,
    /// Its name.
    pub form_name: Name,
    /// For which year.
    #[serde(deserialize_with = "within::<_, 1900, 9999>")]
    pub year: u64,
    /// With whom it was registered.
    #[serde(default, deserialize_with = "present")]
    pub sent_to: Option<Name>,
}

/// Payload of `model.noted` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelNoted {
    /// Who is exemplary.
    pub recipient: Recipient,
    /// Found, fostered or replicated.
    pub stage: Stage,
    /// In what.
    pub field: Name,
    /// The document, if there is one.
    #[serde(default, deserialize_with = "present")]
    pub document: Option<Name>,
}

/// A movement as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Movement {
    /// What was launched.
    pub launched: MovementLaunched,
    /// The date of the document, and the entry.
    pub on: Date,
    /// The entry.
    pub seq: u64,
    /// Reviews: when, by which entry.
    pub reviews: Vec<(Date, u64)>,
    /// When it was ended by a final review.
    pub ended: Option<Date>,
}

/// A target as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What was registered.
    pub registered: TargetRegistered,
    /// When.
    pub on: Date,
    /// The entry.
    pub seq: u64,
    /// The newest result of each period, and its entry.
    pub results: BTreeMap<Period, (TargetReported, u64)>,
}

impl Target {
    /// What was reached in percent of the plan.
    pub fn of_plan(&self, period: Period) -> Option<Percent> {
        self.percent(self.results.get(&period)?.0.actual, self.registered.plan?)
    }

    /// What was reached in percent of the same period of the year before.
    pub fn of_same_period(&self, period: Period) -> Option<Percent> {
        let (reported, _) = self.results.get(&period)?;
        self.percent(reported.actual, reported.same_period?)
    }

    pub(in crate::domain) fn percent(&self, part: Quantity, whole: Quantity) -> Option<Percent> {
        part.percent_of(whole, u32::try_from(self.registered.decimals).ok()?, self.registered.rounding)
    }
}

/// Everything about emulation.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Emulation {
    /// Movements and campaigns.
    pub movements: BTreeMap<Id, Movement>,
    /// Plans, with their dates and entries.
    pub plans: Vec<(PlanAdopted, Date, u64)>,
    /// Pledges, with their dates and entries.
    pub pledges: Vec<(PledgeSigned, Date, u64)>,
    /// Targets.
    pub targets: BTreeMap<Id, Target>,
    /// Titles people registered for, with dates and entries.
    pub titles: Vec<(TitleRegistered, Date, u64)>,
    /// Exemplary models, with dates and entries.
    pub models: Vec<(ModelNoted, Date, u64)>,
}
