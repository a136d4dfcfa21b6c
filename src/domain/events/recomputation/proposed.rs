//! `recomputation.proposed`: to recompute amounts is proposed.

use serde::Deserialize;

use crate::domain::events::decision::derived_otherwise;
use crate::domain::events::prelude::*;
use crate::domain::policy::Derivation;
use crate::domain::registers::decision::Decision;
use crate::values::ident::Id;
use crate::values::members::sized;
use crate::values::text::Prose;
use crate::values::time::Date;

/// Payload of `recomputation.proposed` v1: what lines would be worth by what is known now. It changes nothing; a
/// correction may follow.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecomputationProposed {
    /// The lines whose amount would differ.
    #[serde(deserialize_with = "sized::<_, _, 1, 999>")]
    pub derivations: Vec<Derivation>,
    /// The decree that came late.
    pub reason: Prose,
}

impl Kind for RecomputationProposed {
    const NAME: &'static str = "recomputation.proposed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đề nghị tính lại tiền thưởng", en: "To recompute amounts is proposed" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Accountant, Role::Clerk, Role::Secretary],
        schemas: &[schema!("recomputation.proposed", 1)],
        fields: &[
            ("derivations", "Cách tính lại", "Amounts computed anew"),
            ("derivations.lines", "Những dòng", "Lines"),
            ("derivations.policy", "Phiên bản chính sách", "Policy version"),
            ("derivations.coefficient", "Hệ số", "Coefficient"),
            ("derivations.factor", "Bội số", "Multiple"),
            ("derivations.base_salary", "Lương cơ sở", "Base salary"),
            ("derivations.unit", "Làm tròn lên đến", "Rounded up to"),
            ("derivations.order", "Thứ tự làm tròn", "When it is rounded"),
            ("derivations.amount", "Số tiền", "Amount"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[Filled { path: "derivations", when: When::Always }],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        let derived = Self::derive(state, context.on(), decision);
        if derived.is_empty() {
            return Err(Refusal::NothingToRecompute { decision: decision.name() });
        }
        if let Some(line) = derived_otherwise(&derived, &self.derivations) {
            return Err(Refusal::DerivationDiffers { line, on: context.on() });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        for (line, derivation) in self.derivations.iter().flat_map(Derivation::each) {
            if let Some(award) = decision.awards.get_mut(&line) {
                award.recomputed = Some((derivation, context.seq));
            }
        }
    }

    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        let decision = known.subject.key().parse().ok().and_then(|id: Id| known.state.decisions.get(&id));
        if let Some(decision) = decision.filter(|_| !data.contains_key("derivations")) {
            data.insert("derivations".into(), json!(RecomputationProposed::derive(known.state, known.on, decision)));
        }
        Ok(())
    }
}

impl RecomputationProposed {
    /// The lines of a decision that would be worth something else by what is known on a day.
    pub fn derive(state: &State, context_on: Date, decision: &Decision) -> Vec<Derivation> {
        let Some(numbered) = &decision.numbered else { return Vec::new() };
        let standing = decision.awards.values().filter(|award| award.annulled.is_none());
        let again = standing.filter_map(|award| {
            let (line, old) = (&award.line, award.derivation.as_ref()?);
            let kind = line.recipient.kind;
            let new = state.policies.derive_known(line.line, &line.form, kind, numbered.on, context_on).ok()?;
            (new.amount != old.amount).then_some(new)
        });
        Derivation::grouped(again)
    }
}
