//! Emulation through the year: plans, movements and campaigns, pledges, targets and their results, titles people register
//! for, exemplary models (Luật TĐKT 06/2022 Đ16–20).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::event::{payloads, present, within};
use super::ledger::{Context, State};
use super::nomination::{Form, Recipient};
use super::refusal::Refusal;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::{Percent, PercentRounding, Quantity};
use crate::values::text::{Name, Prose};
use crate::values::time::{Date, Period};

/// What is launched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// Phong trào thi đua.
    Movement,
    /// Đợt thi đua cao điểm.
    Campaign,
}

impl MovementKind {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            MovementKind::Movement => lang.pick("phong trào", "movement"),
            MovementKind::Campaign => lang.pick("đợt cao điểm", "campaign"),
        }
    }
}

/// How far an exemplary model was brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Phát hiện.
    Found,
    /// Bồi dưỡng.
    Fostered,
    /// Nhân rộng.
    Replicated,
}

impl Stage {
    /// In their order.
    pub const ALL: [Stage; 3] = [Stage::Found, Stage::Fostered, Stage::Replicated];

    /// The name used in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Found => "found",
            Stage::Fostered => "fostered",
            Stage::Replicated => "replicated",
        }
    }

    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Stage::Found => lang.pick("phát hiện", "found"),
            Stage::Fostered => lang.pick("bồi dưỡng", "fostered"),
            Stage::Replicated => lang.pick("nhân rộng", "replicated"),
        }
    }
}

payloads! {
    /// Payload of `movement.launched` v1; the statement's `on` is the date of the document.
    MovementLaunched {
        /// Its name.
        name: Name,
        /// A movement or a campaign.
        kind: MovementKind,
        /// Its theme.
        #[serde(default, deserialize_with = "present")]
        theme: Option<Prose>,
        /// The launching document.
        document: Name,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// Where.
        #[serde(default, deserialize_with = "present")]
        scope: Option<Name>,
        /// The movement of an authority above that it joins.
        #[serde(default, deserialize_with = "present")]
        above: Option<Name>,
        /// What it is judged by.
        #[serde(default, deserialize_with = "present")]
        criteria: Option<Prose>,
    }
    /// Payload of `movement.reviewed` v1.
    MovementReviewed {
        /// Whether it ends with this.
        r#final: bool,
        /// The reviewing document.
        document: Name,
        /// What came of it.
        result: Prose,
    }
    /// Payload of `plan.adopted` v1.
    PlanAdopted {
        /// Its title.
        title: Name,
        /// Its number.
        document: Name,
        /// For which year.
        #[serde(deserialize_with = "within::<_, 1900, 9999>")]
        year: u64,
    }
    /// Payload of `pledge.signed` v1.
    PledgeSigned {
        /// The cluster of units.
        cluster: Name,
        /// For which year.
        #[serde(deserialize_with = "within::<_, 1900, 9999>")]
        year: u64,
        /// The pledge.
        #[serde(default, deserialize_with = "present")]
        document: Option<Name>,
    }
    /// Payload of `target.registered` v1.
    TargetRegistered {
        /// What is measured.
        name: Name,
        /// In what unit.
        unit: Name,
        /// For which year.
        #[serde(deserialize_with = "within::<_, 1900, 9999>")]
        year: u64,
        /// The plan (KH), if there is one.
        #[serde(default, deserialize_with = "present")]
        plan: Option<Quantity>,
        /// Decimals of the percentages.
        #[serde(deserialize_with = "within::<_, 0, 4>")]
        decimals: u64,
        /// How the percentages are rounded.
        rounding: PercentRounding,
        /// With whom it was registered.
        #[serde(default, deserialize_with = "present")]
        sent_to: Option<Name>,
    }
    /// Payload of `target.reported` v1: from the beginning of the year to the end of the period.
    TargetReported {
        /// The period.
        period: Period,
        /// What was reached.
        actual: Quantity,
        /// What was reached in the same period of the year before (SVCK).
        #[serde(default, deserialize_with = "present")]
        same_period: Option<Quantity>,
        /// Where the figure is from.
        #[serde(default, deserialize_with = "present")]
        source: Option<Name>,
    }
    /// Payload of `title.registered` v1.
    TitleRegistered {
        /// Who.
        recipient: Recipient,
        /// The title's code.
        form: Form,
        /// Its name.
        form_name: Name,
        /// For which year.
        #[serde(deserialize_with = "within::<_, 1900, 9999>")]
        year: u64,
        /// With whom it was registered.
        #[serde(default, deserialize_with = "present")]
        sent_to: Option<Name>,
    }
    /// Payload of `model.noted` v1.
    ModelNoted {
        /// Who is exemplary.
        recipient: Recipient,
        /// Found, fostered or replicated.
        stage: Stage,
        /// In what.
        field: Name,
        /// The document, if there is one.
        #[serde(default, deserialize_with = "present")]
        document: Option<Name>,
    }
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

    fn percent(&self, part: Quantity, whole: Quantity) -> Option<Percent> {
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

impl State {
    fn movement(&self, context: &Context<'_>) -> Result<&Movement, Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        self.emulation.movements.get(&context.require_id()?).ok_or_else(unknown)
    }
}

impl MovementLaunched {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        if self.to < self.from {
            return Err(Refusal::DatesReversed { first: self.from, last: self.to });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (launched, on, seq) = (self.clone(), context.on(), context.seq);
        let movement = Movement { launched, on, seq, reviews: Vec::new(), ended: None };
        state.emulation.movements.entry(id).or_insert(movement);
    }
}

impl MovementReviewed {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let movement = state.movement(context)?;
        if let Some(on) = movement.ended {
            return Err(Refusal::MovementEnded { name: movement.launched.name.clone(), on });
        }
        if context.on() < movement.on {
            return Err(Refusal::BeforeEarlierStep { earlier: movement.on, date: context.on() });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let movement = context.subject_id().and_then(|id| state.emulation.movements.get_mut(&id));
        let Some(movement) = movement else { return };
        movement.reviews.push((context.on(), context.seq));
        if self.r#final {
            movement.ended = Some(context.on());
        }
    }
}

impl PlanAdopted {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.emulation.plans.push((self.clone(), context.on(), context.seq));
    }
}

impl PledgeSigned {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.emulation.pledges.push((self.clone(), context.on(), context.seq));
    }
}

impl TargetRegistered {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (registered, on, seq) = (self.clone(), context.on(), context.seq);
        state.emulation.targets.entry(id).or_insert(Target { registered, on, seq, results: BTreeMap::new() });
    }
}

impl TargetReported {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let target = state.emulation.targets.get(&context.require_id()?).ok_or_else(unknown)?;
        let year = target.registered.year;
        if u64::try_from(self.period.year()).ok() != Some(year) {
            return Err(Refusal::TargetOtherYear { name: target.registered.name.clone(), year, period: self.period });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(target) = context.subject_id().and_then(|id| state.emulation.targets.get_mut(&id)) else { return };
        target.results.insert(self.period, (self.clone(), context.seq));
    }
}

impl TitleRegistered {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        let same = |other: &TitleRegistered| {
            other.recipient.id == self.recipient.id && other.form == self.form && other.year == self.year
        };
        if state.emulation.titles.iter().any(|(other, ..)| same(other)) {
            return Err(Refusal::TitleTwice { name: self.recipient.name.clone(), year: self.year });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.emulation.titles.push((self.clone(), context.on(), context.seq));
    }
}

impl ModelNoted {
    pub(super) fn admit(&self, _: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.require_id().map(|_| ())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.emulation.models.push((self.clone(), context.on(), context.seq));
    }
}
