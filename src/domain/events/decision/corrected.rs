//! `decision.corrected`: a decision is corrected.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::amount_follows;
use crate::domain::events::prelude::*;
use crate::domain::registers::decision::{Decision, Line, merit_key};
use crate::domain::registers::fund::Account;
use crate::values::listed::listed;
use crate::values::members::{present, sized, within};
use crate::values::money::Dong;
use crate::values::text::{Name, Prose};

listed! {
    /// What is wrong with the document that is corrected (NĐ 30/2020/NĐ-CP Đ18.3).
    CorrectionKind {
        /// Its form: put right by a notice.
        Form "form" "thể thức" "form",
        /// Its content: put right by a document of the same kind, by who may decide.
        Content "content" "nội dung" "content",
    }
}

/// What changes in one line; what is absent stays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Which line.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub line: u64,
    /// The recipient's name.
    #[serde(default, deserialize_with = "present")]
    pub name: Option<Name>,
    /// Where the recipient belongs.
    #[serde(default, deserialize_with = "present")]
    pub unit: Option<Name>,
    /// The merit, in words.
    #[serde(default, deserialize_with = "present")]
    pub merit: Option<Prose>,
    /// The amount, in đồng.
    #[serde(default, deserialize_with = "present")]
    pub amount: Option<Dong>,
    /// Why the amount differs from the one derived.
    #[serde(default, deserialize_with = "present")]
    pub variance: Option<Prose>,
}

/// Payload of `decision.corrected` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionCorrected {
    /// What was wrong.
    pub kind: CorrectionKind,
    /// The correcting document.
    pub document: Name,
    /// What changes.
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub changes: Vec<Change>,
    /// Why.
    pub reason: Prose,
}

impl Kind for DecisionCorrected {
    const NAME: &'static str = "decision.corrected";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đính chính, sửa đổi quyết định", en: "A decision is corrected" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy, Role::Clerk],
        schemas: &[schema!("decision.corrected", 1)],
        fields: &[
            ("kind", "Loại sai sót", "Kind of mistake"),
            ("document", "Văn bản sửa", "Correcting document"),
            ("changes", "Những chỗ sửa", "Changes"),
            ("changes.line", "Số sổ vàng", "Line"),
            ("changes.name", "Tên đúng", "Right name"),
            ("changes.unit", "Thuộc đơn vị", "Belongs to"),
            ("changes.merit", "Thành tích", "Merit"),
            ("changes.amount", "Tiền thưởng", "Amount"),
            ("changes.variance", "Lý do chênh lệch", "Why the amount differs"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        let may_decide = context.roles.contains(&Role::Chairman) || context.roles.contains(&Role::Deputy);
        let touches_money = self.changes.iter().any(|change| change.amount.is_some() || change.variance.is_some());
        if (self.kind == CorrectionKind::Content || touches_money) && !may_decide {
            return Err(Refusal::CorrectionAuthority);
        }
        let mut seen = BTreeSet::new();
        for change in &self.changes {
            let award = decision.standing(change.line)?;
            if !seen.insert(change.line) {
                return Err(Refusal::ChangedTwice { line: change.line });
            }
            let line = change.applied_to(&award.line);
            if line == award.line {
                return Err(Refusal::NothingChanges { line: change.line });
            }
            if line.amount < award.settled() {
                return Err(Refusal::BelowPaid { line: line.line, amount: line.amount, paid: award.settled() });
            }
            let recomputed = award.recomputed.as_ref().is_some_and(|(new, _)| new.amount == line.amount);
            if let (Some(derivation), Some(numbered), false) = (&award.derivation, &decision.numbered, recomputed) {
                amount_follows(&line, derivation, numbered.on)?;
            }
        }
        self.merits_stay_apart(state, context, decision)?;
        let increase = |change: &Change| {
            let old = decision.awards.get(&change.line)?;
            Some((old.line.recipient.kind.into(), change.amount?.less(old.line.amount)))
        };
        let year = decision.fund_year().unwrap_or_else(|| context.on().year());
        if self.changes.iter().any(|change| change.amount.is_some()) {
            state.open_fund(year)?.can_commit(self.changes.iter().filter_map(increase))?;
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let year = decision.fund_year();
        for award in self.changes.iter().filter_map(|change| decision.awards.get(&change.line)) {
            state.merits.remove(&merit_key(&award.line, &state.nominations));
        }
        for change in &self.changes {
            let Some(award) = decision.awards.get_mut(&change.line) else { continue };
            let new = change.applied_to(&award.line);
            let old = std::mem::replace(&mut award.line, new);
            award.corrections.push(context.seq);
            if let Some((new, _)) = award.recomputed.take_if(|(new, _)| new.amount == award.line.amount) {
                award.derivation = Some(new);
            }
            state.merits.insert(merit_key(&award.line, &state.nominations), (id, change.line));
            let Some(fund) = year.and_then(|year| state.funds.get_mut(&year)) else { continue };
            let category = old.recipient.kind.into();
            let (available, committed) = (Account::Available(category), Account::Committed(category));
            fund.post(available, committed, award.line.amount.less(old.amount));
            fund.post(committed, available, old.amount.less(award.line.amount));
        }
    }
}

impl DecisionCorrected {
    /// A merit in new words is nobody else's, and no other line's: one merit is not rewarded twice (Luật TĐKT Đ5.2).
    fn merits_stay_apart(&self, state: &State, context: &Context<'_>, decision: &Decision) -> Result<(), Refusal> {
        let id = context.require_id()?;
        let change_of = |line: u64| self.changes.iter().find(|change| change.line == line);
        let mut seen = BTreeSet::new();
        for (number, award) in decision.awards.iter().filter(|(_, award)| award.annulled.is_none()) {
            let line = change_of(*number).map_or_else(|| award.line.clone(), |change| change.applied_to(&award.line));
            let key = merit_key(&line, &state.nominations);
            let name = line.recipient.name.clone();
            if let Some((other, line)) = state.merits.get(&key).filter(|(other, _)| *other != id) {
                let decision = state.decisions.get(other).map_or_else(String::new, Decision::name);
                return Err(Refusal::SameMerit { name, decision, line: *line });
            }
            if !seen.insert(key) {
                return Err(Refusal::SameMeritInDecision { name, line: *number });
            }
        }
        Ok(())
    }
}

impl Change {
    fn applied_to(&self, line: &Line) -> Line {
        let mut line = line.clone();
        if let Some(name) = &self.name {
            line.recipient.name = name.clone();
        }
        if let Some(unit) = &self.unit {
            line.recipient.unit = Some(unit.clone());
        }
        if let Some(merit) = &self.merit {
            line.merit = merit.clone();
        }
        if let Some(amount) = self.amount {
            line.amount = amount;
        }
        if let Some(variance) = &self.variance {
            line.variance = Some(variance.clone());
        }
        line
    }
}
