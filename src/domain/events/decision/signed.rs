//! `decision.signed`: a decision is signed.

use std::collections::BTreeSet;

use crate::domain::events::nomination::type_of_award;
use crate::domain::events::prelude::*;
pub use crate::domain::registers::decision::DecisionSigned;
use crate::domain::registers::decision::{Award, Capacity, Decision, Line, Procedure, merit_key};
use crate::values::ident::Id;
use crate::values::money::Dong;

impl Kind for DecisionSigned {
    const NAME: &'static str = "decision.signed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Ký quyết định khen thưởng", en: "A decision is signed" },
        subject: "decision",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("decision.signed", 1)],
        fields: &[
            ("title", "Trích yếu", "Title"),
            ("capacity", "Thẩm quyền ký", "Capacity"),
            ("procedure", "Trình tự", "Procedure"),
            ("procedure.kind", "Loại", "Kind"),
            ("procedure.session", "Mã phiên họp", "Session"),
            ("procedure.ground", "Căn cứ", "Basis"),
            ("procedure.source", "Tài liệu gốc", "Source papers"),
            ("lines", "Danh sách khen thưởng", "Awards"),
            ("lines.count", "Số dòng", "How many"),
            ("lines.root", "Mã gốc", "Root"),
        ],
        refers: &[("procedure.session", Reference::Subject("council"))],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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
        let (mut merits, mut nominations) = (BTreeSet::new(), BTreeSet::new());
        for line in state.listed(id, context) {
            if !merits.insert(merit_key(line, &state.nominations)) {
                return Err(Refusal::SameMeritInDecision { name: line.recipient.name.clone(), line: line.line });
            }
            self.admit_line(id, line, state, context)?;
            if line.nomination.is_some_and(|nomination| !nominations.insert(nomination)) {
                return Err(Refusal::NominationUsed { line: line.line, decision: self.title.to_string() });
            }
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let lines = state.listed(id, context).to_vec();
        state.forget_claims(id);
        for fund in state.funds.values_mut() {
            fund.lists.retain(|(decision, ..)| *decision != id);
        }
        for line in &lines {
            state.merits.insert(merit_key(line, &state.nominations), (id, line.line));
            if let Some(nomination) = line.nomination.and_then(|n| state.nominations.get_mut(&n)) {
                nomination.decision = Some(id);
                nomination.waiting = false;
            }
        }
        let award = |line: &Line| Award {
            line: line.clone(),
            derivation: None,
            paid: Dong::ZERO,
            recovered: Dong::ZERO,
            annulled: None,
            presented: None,
            corrections: Vec::new(),
            recomputed: None,
            object_recovered: None,
            unclaimed: None,
        };
        let decision = Decision {
            signed: self.clone(),
            signed_on: context.on(),
            signed_seq: context.seq,
            signer: context.person,
            numbered: None,
            issued: None,
            revocations: Vec::new(),
            awards: lines.iter().map(|line| (line.line, award(line))).collect(),
        };
        state.decisions.insert(id, decision);
    }
}

impl State {
    /// The list that a heading signs. Layer 1 has seen to it that it is the one.
    fn listed(&self, id: Id, context: &Context<'_>) -> &[Line] {
        self.listed.get(&(id, context.statement.by)).map_or(&[], Vec::as_slice)
    }
}

impl DecisionSigned {
    fn admit_line(&self, id: Id, line: &Line, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        type_of_award(&line.recipient, &line.form, line.reward_type)?;
        if line.recipient.id == context.person {
            return Err(Refusal::SelfAward { line: line.line });
        }
        if let Some(seq) = state.duties.interests.get(&(context.person, line.recipient.id)) {
            return Err(Refusal::Interested { line: line.line, seq: *seq });
        }
        if let Some((other, number)) =
            state.merits.get(&merit_key(line, &state.nominations)).filter(|(other, _)| *other != id)
        {
            let decision = state.decisions.get(other).map_or_else(String::new, Decision::name);
            return Err(Refusal::SameMerit { name: line.recipient.name.clone(), decision, line: *number });
        }
        if let Some((above, number)) = state.rewarded_above(line.recipient.id, line.merit.as_str()) {
            let decision = format!("{} → {}", above.submitted.document, above.submitted.to);
            return Err(Refusal::SameMerit { name: line.recipient.name.clone(), decision, line: number });
        }
        if !matches!(self.procedure, Procedure::Historical { .. }) {
            let (merit_from, _) = state.merit_period(line);
            state.not_held(line.line, &line.recipient, merit_from, context.on())?;
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
        let approved = match &self.procedure {
            Procedure::Council { session } => {
                let approved = known.approved_by.get(session).copied();
                let Some(approved) = approved else {
                    let rule = state.policies.votes(&line.form, known.dates(context.on()))?;
                    return Err(Refusal::NotApproved { line: line.line, article: rule.row.cite() });
                };
                approved
            }
            Procedure::Simplified { .. } | Procedure::Historical { .. } => known.on,
        };
        if context.on() < approved {
            return Err(Refusal::BeforeEarlierStep { earlier: approved, date: context.on() });
        }
        Ok(())
    }
}
