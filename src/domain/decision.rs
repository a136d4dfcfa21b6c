//! Award decisions: signed, numbered and issued on three dates that may differ, then corrected, annulled,
//! presented (Luật TĐKT 06/2022 Đ5, Đ82, Đ85, Đ93; NĐ 30/2020/NĐ-CP Đ15, Đ18).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use super::event::{present, sized, within};
use super::fund::Account;
use super::ledger::{Context, State};
use super::nomination::{Form, Recipient, RewardType, household_in_its_types};
use super::policy::Derivation;
use super::refusal::Refusal;
use crate::log::keyring::Role;
use crate::values::ident::{BadIdent, Id, text_value};
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::text::{Name, Prose, fold};
use crate::values::time::Date;

/// In what capacity a decision is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// CHỦ TỊCH.
    Chairman,
    /// KT. CHỦ TỊCH, PHÓ CHỦ TỊCH (NĐ 30/2020/NĐ-CP Đ13).
    ForChairman,
}

impl Capacity {
    /// As it stands above the signature.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Capacity::Chairman => lang.pick("CHỦ TỊCH", "Chairman"),
            Capacity::ForChairman => lang.pick("KT. CHỦ TỊCH", "for the Chairman"),
        }
    }
}

/// The ground of the simplified procedure (Luật TĐKT Đ85). Secret content has no place in this ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SimplifiedGround {
    /// A political task.
    PoliticalTask,
    /// A sudden achievement.
    Sudden,
    /// Found by the head of the unit.
    FoundByHead,
    /// Dedication or seniority.
    Dedication,
    /// External relations.
    External,
}

/// How a decision came about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Procedure {
    /// The council voted.
    Council {
        /// The session.
        session: Id,
    },
    /// Without a vote.
    Simplified {
        /// Why.
        ground: SimplifiedGround,
    },
    /// Brought in from papers: nominations and votes are not known here.
    Historical {
        /// Which papers.
        source: Prose,
    },
}

/// One award within a decision. Its number is the recipient's «Số sổ vàng» (NĐ 98/2023 Đ104.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// 1, 2, 3 … within the decision.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub line: u64,
    /// Who receives it.
    pub recipient: Recipient,
    /// Form or title.
    pub form: Form,
    /// Why.
    pub reward_type: RewardType,
    /// The merit, in words.
    pub merit: Prose,
    /// The nomination, unless the decision is historical or found by the head.
    #[serde(default, deserialize_with = "present")]
    pub nomination: Option<Id>,
    /// The money that goes with it, in đồng, as the signed paper says.
    pub amount: Dong,
    /// Why the amount differs from the one derived, if it does.
    #[serde(default, deserialize_with = "present")]
    pub variance: Option<Prose>,
}

/// Payload of `decision.signed` v1. Until it is numbered a decision may be signed again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionSigned {
    /// Trích yếu.
    pub title: Prose,
    /// In what capacity it was signed.
    pub capacity: Capacity,
    /// How it came about.
    pub procedure: Procedure,
    /// The awards.
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub lines: Vec<Line>,
}

/// A document's number without its symbol: a digit or letter, then digits and letters, at most ten.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocNumber(String);

impl fmt::Display for DocNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for DocNumber {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<DocNumber, BadIdent> {
        if (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Ok(DocNumber(text.to_owned()));
        }
        Err(BadIdent::doc_number())
    }
}
text_value!(DocNumber);

/// A document's symbol, such as `QĐ-UBND`: at most 30 characters, no blanks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocSymbol(String);

impl fmt::Display for DocSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for DocSymbol {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<DocSymbol, BadIdent> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, 'Đ' | 'đ' | '-' | '/' | '.');
        if (1..=30).contains(&text.chars().count()) && text.chars().all(plain) {
            return Ok(DocSymbol(text.to_owned()));
        }
        Err(BadIdent::doc_symbol())
    }
}
text_value!(DocSymbol);

/// Payload of `decision.numbered` v1; the statement's `on` is the date on the document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionNumbered {
    /// The number.
    pub number: DocNumber,
    /// The symbol.
    pub symbol: DocSymbol,
    /// How each line's amount follows from the policy on that date.
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub derivations: Vec<Derivation>,
}

/// Payload of `decision.issued` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionIssued {
    /// Nơi nhận.
    #[serde(default, deserialize_with = "present")]
    pub distribution: Option<Prose>,
}

/// What is wrong with the document that is corrected (NĐ 30/2020/NĐ-CP Đ18.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// Its form: put right by a notice.
    Form,
    /// Its content: put right by a document of the same kind, by who may decide.
    Content,
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

/// Why a decision is annulled (Luật TĐKT Đ93.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnulmentGround {
    /// a) fraud in declaring merit.
    Fraud,
    /// b) false information or forged papers.
    ForgedPapers,
    /// c) appraised or proposed against the law.
    WrongProcedure,
    /// d) a violation in the counted period that defeats the standard.
    LaterViolation,
}

/// Payload of `decision.annulled` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionAnnulled {
    /// The annulling document.
    pub document: Name,
    /// Why.
    pub ground: AnnulmentGround,
    /// Which lines; all if absent.
    #[serde(default, deserialize_with = "lines")]
    pub lines: Option<BTreeSet<u64>>,
    /// The facts.
    pub reason: Prose,
}

/// Payload of `award.presented` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardPresented {
    /// Which lines.
    #[serde(deserialize_with = "lines")]
    pub lines: Option<BTreeSet<u64>>,
    /// Who handed it over (Luật TĐKT Đ82).
    pub presenter: Name,
    /// By whose delegation, if not the decider.
    #[serde(default, deserialize_with = "present")]
    pub delegation: Option<Name>,
}

fn lines<'de, D: Deserializer<'de>>(d: D) -> Result<Option<BTreeSet<u64>>, D::Error> {
    let listed = sized::<D, u64, 1, 200>(d)?;
    let set: BTreeSet<u64> = listed.iter().copied().collect();
    if set.len() != listed.len() || set.iter().any(|line| !(1..=999).contains(line)) {
        return Err(serde::de::Error::custom("lines: from 1 to 999, each once"));
    }
    Ok(Some(set))
}

/// A decision as it stands.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What was signed.
    pub signed: DecisionSigned,
    /// When.
    pub signed_on: Date,
    /// By which person.
    pub signer: Id,
    /// Its number, symbol and date, once it has them.
    pub numbered: Option<Numbered>,
    /// When it left the office, and the entry that says so.
    pub issued: Option<(Date, u64)>,
    /// The awards by line.
    pub awards: BTreeMap<u64, Award>,
}

/// A decision's number.
#[derive(Clone, Debug)]
pub struct Numbered {
    /// The number.
    pub number: DocNumber,
    /// The symbol.
    pub symbol: DocSymbol,
    /// The date on the document.
    pub on: Date,
    /// The entry that numbered it.
    pub seq: u64,
}

impl fmt::Display for Numbered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.number, self.symbol))
    }
}

/// One line of a decision as it stands.
#[derive(Clone, Debug)]
pub struct Award {
    /// What the decision says, corrections included.
    pub line: Line,
    /// How its amount follows from the policy, once the decision is numbered.
    pub derivation: Option<Derivation>,
    /// Paid, less what was repaid.
    pub paid: Dong,
    /// Annulled on, and the entry that says so.
    pub annulled: Option<(Date, u64)>,
    /// Handed over on, and the entry that says so.
    pub presented: Option<(Date, u64)>,
    /// Entries that corrected it.
    pub corrections: Vec<u64>,
}

impl Award {
    /// What is still to be paid.
    pub fn unpaid(&self) -> Dong {
        if self.annulled.is_some() { Dong::ZERO } else { self.line.amount.less(self.paid) }
    }

    /// Whether the amount differs from the one the policy gives.
    pub fn varies(&self) -> bool {
        self.derivation.as_ref().is_some_and(|derivation| derivation.amount != self.line.amount)
    }

    /// Whether it stood on a day: not annulled by then.
    pub fn stands_on(&self, day: Date) -> bool {
        self.annulled.is_none_or(|(on, _)| on > day)
    }
}

impl Decision {
    /// The date on the document, if it is issued.
    pub fn issued_on(&self) -> Option<Date> {
        self.issued.and(self.numbered.as_ref()).map(|numbered| numbered.on)
    }

    /// How people call it: number, symbol and date, or the title.
    pub fn name(&self) -> String {
        match &self.numbered {
            Some(numbered) => format!("{numbered} ({})", numbered.on.vietnamese()),
            None => self.signed.title.to_string(),
        }
    }

    /// The year of the fund that pays for it (Luật TĐKT Đ11.4).
    pub fn fund_year(&self) -> Option<i16> {
        self.numbered.as_ref().map(|numbered| numbered.on.year())
    }

    fn award(&self, line: u64) -> Result<&Award, Refusal> {
        self.awards.get(&line).ok_or_else(|| Refusal::LineUnknown { decision: self.name(), line })
    }

    /// The award of a line that can still be paid, presented or corrected.
    pub fn standing(&self, line: u64) -> Result<&Award, Refusal> {
        let award = self.award(line)?;
        match award.annulled {
            Some((on, _)) => Err(Refusal::LineAnnulled { decision: self.name(), line, on }),
            None => Ok(award),
        }
    }

    fn require_issued(&self, on: Date) -> Result<Date, Refusal> {
        let (issued, _) = self.issued.ok_or_else(|| Refusal::NotIssued { decision: self.name() })?;
        if on < issued {
            return Err(Refusal::BeforeEarlierStep { earlier: issued, date: on });
        }
        Ok(issued)
    }
}

/// What makes two merits the same: recipient and folded words.
fn merit_key(line: &Line) -> (Id, String) {
    (line.recipient.id, fold(line.merit.as_str()))
}

impl DecisionSigned {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let id = context.require_id()?;
        if let Some(numbered) = state.decisions.get(&id).and_then(|decision| decision.numbered.as_ref()) {
            return Err(Refusal::AlreadyNumbered { decision: numbered.to_string() });
        }
        let role = match self.capacity {
            Capacity::Chairman => Role::Chairman,
            Capacity::ForChairman => Role::Deputy,
        };
        if !context.roles.contains(&role) {
            return Err(Refusal::Capacity { capacity: self.capacity });
        }
        let mut merits = BTreeSet::new();
        for (line, expected) in self.lines.iter().zip(1u64..) {
            if line.line != expected {
                return Err(Refusal::LineNumbers { expected, found: line.line });
            }
            if !merits.insert(merit_key(line)) {
                return Err(Refusal::SameMeritInDecision { name: line.recipient.name.clone(), line: line.line });
            }
            self.admit_line(id, line, state, context)?;
        }
        Ok(())
    }

    fn admit_line(&self, id: Id, line: &Line, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        household_in_its_types(&line.recipient, line.reward_type)?;
        if line.recipient.id == context.person {
            return Err(Refusal::SelfAward { line: line.line });
        }
        if let Some((other, number)) = state.merits.get(&merit_key(line)).filter(|(other, _)| *other != id) {
            let decision = state.decisions.get(other).map_or_else(String::new, Decision::name);
            return Err(Refusal::SameMerit { name: line.recipient.name.clone(), decision, line: *number });
        }
        let Some(nomination) = line.nomination else {
            return match &self.procedure {
                Procedure::Council { .. } => Err(Refusal::NominationMissing { line: line.line }),
                Procedure::Simplified { .. } | Procedure::Historical { .. } => Ok(()),
            };
        };
        let known = state.nominations.get(&nomination).ok_or(Refusal::NominationUnknown { nomination })?;
        if known.proposer == context.person {
            return Err(Refusal::SelfApproval { line: line.line });
        }
        let same = known.submitted.recipient.id == line.recipient.id
            && known.submitted.recipient.kind == line.recipient.kind
            && known.submitted.form == line.form;
        if !same {
            return Err(Refusal::NominationDiffers { line: line.line });
        }
        if let Some(other) = known.decision.filter(|other| *other != id) {
            let decision = state.decisions.get(&other).map_or_else(String::new, Decision::name);
            return Err(Refusal::NominationUsed { line: line.line, decision });
        }
        match &self.procedure {
            Procedure::Council { session } if !known.approved_by.contains(session) => {
                Err(Refusal::NotApproved { line: line.line })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        state.forget_claims(id);
        for line in &self.lines {
            state.merits.insert(merit_key(line), (id, line.line));
            if let Some(nomination) = line.nomination.and_then(|n| state.nominations.get_mut(&n)) {
                nomination.decision = Some(id);
            }
        }
        let award = |line: &Line| Award {
            line: line.clone(),
            derivation: None,
            paid: Dong::ZERO,
            annulled: None,
            presented: None,
            corrections: Vec::new(),
        };
        let decision = Decision {
            signed: self.clone(),
            signed_on: context.on(),
            signer: context.person,
            numbered: None,
            issued: None,
            awards: self.lines.iter().map(|line| (line.line, award(line))).collect(),
        };
        state.decisions.insert(id, decision);
    }
}

impl State {
    /// Releases what a decision that is signed again, or annulled, had claimed.
    fn forget_claims(&mut self, id: Id) {
        self.merits.retain(|_, (decision, _)| *decision != id);
        for nomination in self.nominations.values_mut().filter(|n| n.decision == Some(id)) {
            nomination.decision = None;
        }
    }

    /// The decision a statement is about.
    pub(super) fn decision(&self, context: &Context<'_>) -> Result<&Decision, Refusal> {
        let id = context.require_id()?;
        self.decisions.get(&id).ok_or_else(|| Refusal::SubjectUnknown { subject: context.statement.subject.clone() })
    }
}

/// Whether a line's amount is the derived one, or says why not.
fn amount_follows(line: &Line, derivation: &Derivation, on: Date) -> Result<(), Refusal> {
    if line.amount == derivation.amount || line.variance.is_some() {
        return Ok(());
    }
    Err(Refusal::AmountDiffers {
        line: line.line,
        amount: line.amount,
        derived: derivation.amount,
        coefficient: derivation.coefficient,
        factor: derivation.factor,
        base_salary: derivation.base_salary,
        on,
    })
}

impl DecisionNumbered {
    /// What every line of a decision is worth if it is issued on a day.
    pub fn derive(state: &State, decision: &Decision, on: Date) -> Result<Vec<Derivation>, Refusal> {
        let lines = decision.awards.values().map(|award| &award.line);
        lines.map(|line| state.policies.derive(line.line, &line.form, line.recipient.kind, on)).collect()
    }

    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        if let Some(numbered) = &decision.numbered {
            return Err(Refusal::AlreadyNumbered { decision: numbered.to_string() });
        }
        if context.on() < decision.signed_on {
            return Err(Refusal::BeforeEarlierStep { earlier: decision.signed_on, date: context.on() });
        }
        if let Some(other) = state.numbers.get(&self.key(context.on())) {
            let title = state.decisions.get(other).map_or_else(String::new, |d| d.signed.title.to_string());
            let number = format!("{}/{}", self.number, self.symbol);
            return Err(Refusal::NumberUsed { number, year: context.on().year(), title });
        }
        let derived = Self::derive(state, decision, context.on())?;
        if derived != self.derivations {
            let wrong = derived.iter().zip(&self.derivations).find(|(ours, stated)| ours != stated);
            let line = wrong.map_or(derived.len().min(self.derivations.len()) as u64 + 1, |(ours, _)| ours.line);
            return Err(Refusal::DerivationDiffers { line, on: context.on() });
        }
        let awards = decision.awards.values().zip(&derived);
        awards.map(|(award, derivation)| amount_follows(&award.line, derivation, context.on())).collect()
    }

    fn key(&self, on: Date) -> (String, i16, String) {
        let number = self.number.0.trim_start_matches('0').to_lowercase();
        (fold(&self.symbol.0), on.year(), number)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        state.numbers.insert(self.key(context.on()), id);
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let (number, symbol) = (self.number.clone(), self.symbol.clone());
        decision.numbered = Some(Numbered { number, symbol, on: context.on(), seq: context.seq });
        for derivation in &self.derivations {
            if let Some(award) = decision.awards.get_mut(&derivation.line) {
                award.derivation = Some(derivation.clone());
            }
        }
    }
}

impl DecisionIssued {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        if decision.issued.is_some() {
            return Err(Refusal::AlreadyIssued { decision: decision.name() });
        }
        let numbered = decision.numbered.as_ref().ok_or_else(|| Refusal::NotNumbered { decision: decision.name() })?;
        if context.on() < numbered.on {
            return Err(Refusal::BeforeEarlierStep { earlier: numbered.on, date: context.on() });
        }
        let needed = decision.awards.values().map(|award| (award.line.recipient.kind.into(), award.line.amount));
        state.open_fund(numbered.on.year())?.can_commit(needed)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        decision.issued = Some((context.on(), context.seq));
        let Some(fund) = decision.fund_year().and_then(|year| state.funds.get_mut(&year)) else { return };
        for award in decision.awards.values() {
            let category = award.line.recipient.kind.into();
            fund.post(Account::Available(category), Account::Committed(category), award.line.amount);
        }
    }
}

impl DecisionCorrected {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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
            if line.amount < award.paid {
                return Err(Refusal::BelowPaid { line: line.line, amount: line.amount, paid: award.paid });
            }
            if let (Some(derivation), Some(numbered)) = (&award.derivation, &decision.numbered) {
                amount_follows(&line, derivation, numbered.on)?;
            }
        }
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

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let year = decision.fund_year();
        for change in &self.changes {
            let Some(award) = decision.awards.get_mut(&change.line) else { continue };
            let new = change.applied_to(&award.line);
            let old = std::mem::replace(&mut award.line, new);
            award.corrections.push(context.seq);
            state.merits.remove(&merit_key(&old));
            state.merits.insert(merit_key(&award.line), (id, change.line));
            let Some(fund) = year.and_then(|year| state.funds.get_mut(&year)) else { continue };
            let category = old.recipient.kind.into();
            let (available, committed) = (Account::Available(category), Account::Committed(category));
            fund.post(available, committed, award.line.amount.less(old.amount));
            fund.post(committed, available, old.amount.less(award.line.amount));
        }
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

impl DecisionAnnulled {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        match &self.lines {
            Some(lines) => lines.iter().try_for_each(|line| decision.standing(*line).map(|_| ())),
            None if decision.awards.values().all(|award| award.annulled.is_some()) => {
                Err(Refusal::AlreadyAnnulled { decision: decision.name() })
            }
            None => Ok(()),
        }
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let year = decision.fund_year();
        let chosen = |line: &u64| self.lines.as_ref().is_none_or(|lines| lines.contains(line));
        for (_, award) in decision.awards.iter_mut().filter(|(line, award)| chosen(line) && award.annulled.is_none()) {
            let unpaid = award.unpaid();
            award.annulled = Some((context.on(), context.seq));
            state.merits.remove(&merit_key(&award.line));
            if let Some(nomination) = award.line.nomination.and_then(|n| state.nominations.get_mut(&n)) {
                nomination.decision = None;
            }
            if let Some(fund) = year.and_then(|year| state.funds.get_mut(&year)) {
                let category = award.line.recipient.kind.into();
                fund.post(Account::Committed(category), Account::Available(category), unpaid);
            }
        }
    }
}

impl AwardPresented {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        for line in self.lines.iter().flatten() {
            if let Some((on, _)) = decision.standing(*line)?.presented {
                return Err(Refusal::AlreadyPresented { line: *line, on });
            }
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        for line in self.lines.iter().flatten() {
            if let Some(award) = decision.awards.get_mut(line) {
                award.presented = Some((context.on(), context.seq));
            }
        }
    }
}
