//! `decision.numbered`: a decision gets its number.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{amount_follows, derived_otherwise};
use crate::domain::events::prelude::*;
use crate::domain::policy::Derivation;
use crate::domain::registers::decision::{Decision, DocNumber, DocSymbol, Numbered};
use crate::values::ident::Id;
use crate::values::members::{present, sized};
use crate::values::text::{Name, fold};
use crate::values::time::Date;

/// Payload of `decision.numbered` v1; the statement's `on` is the date on the document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionNumbered {
    /// The number.
    pub number: DocNumber,
    /// The symbol.
    pub symbol: DocSymbol,
    /// Serial number of the certificate (chữ ký số chuyên dùng công vụ) that signed the electronic document, where there is one.
    #[serde(default, deserialize_with = "present")]
    pub certificate: Option<Name>,
    /// How the lines' amounts follow from the policy on that date.
    #[serde(deserialize_with = "sized::<_, _, 1, 999>")]
    pub derivations: Vec<Derivation>,
}

impl Kind for DecisionNumbered {
    const NAME: &'static str = "decision.numbered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Cấp số quyết định", en: "A decision gets its number" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Clerk],
        schemas: &[schema!("decision.numbered", 1)],
        fields: &[
            ("number", "Số", "Number"),
            ("symbol", "Ký hiệu", "Symbol"),
            ("certificate", "Số sê-ri chứng thư chữ ký số công vụ", "Serial of the office's signing certificate"),
            ("derivations", "Cách tính tiền thưởng", "How the amounts follow"),
            ("derivations.lines", "Những dòng", "Lines"),
            ("derivations.policy", "Phiên bản chính sách", "Policy version"),
            ("derivations.coefficient", "Hệ số", "Coefficient"),
            ("derivations.factor", "Bội số theo đối tượng", "Factor for the kind of recipient"),
            ("derivations.base_salary", "Mức lương cơ sở", "Base salary"),
            ("derivations.unit", "Làm tròn lên đến", "Rounded up to"),
            ("derivations.order", "Thứ tự làm tròn", "When it is rounded"),
            ("derivations.amount", "Mức tính được", "Amount that follows"),
        ],
        refers: &[],
        filled: &[Filled { path: "derivations", when: When::Always }],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        if let Some(numbered) = &decision.numbered {
            return Err(Refusal::AlreadyNumbered { decision: numbered.to_string() });
        }
        decision.require_newest(state, &context.statement.subject)?;
        if context.on() < decision.signed_on {
            return Err(Refusal::BeforeEarlierStep { earlier: decision.signed_on, date: context.on() });
        }
        if let Some(other) = state.numbers.get(&self.key(context.on())) {
            let title = state.decisions.get(other).map_or_else(String::new, |d| d.signed.title.to_string());
            let number = format!("{}/{}", self.number, self.symbol);
            return Err(Refusal::NumberUsed { number, year: context.on().year(), title });
        }
        let derived = Self::derive(state, decision, context.on())?;
        if let Some(line) = derived_otherwise(&derived, &self.derivations) {
            return Err(Refusal::DerivationDiffers { line, on: context.on() });
        }
        let derived: BTreeMap<u64, Derivation> = derived.iter().flat_map(Derivation::each).collect();
        let mut awards = decision.awards.values().filter_map(|award| Some((award, derived.get(&award.line.line)?)));
        awards.try_for_each(|(award, derivation)| amount_follows(&award.line, derivation, context.on()))
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        state.numbers.insert(self.key(context.on()), id);
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let (number, symbol) = (self.number.clone(), self.symbol.clone());
        decision.numbered = Some(Numbered { number, symbol, on: context.on(), seq: context.seq });
        for (line, derivation) in self.derivations.iter().flat_map(Derivation::each) {
            if let Some(award) = decision.awards.get_mut(&line) {
                award.derivation = Some(derivation);
            }
        }
    }

    fn waiting(state: &State) -> Vec<Id> {
        let waiting = state.decisions.iter().filter(|(_, decision)| decision.numbered.is_none());
        waiting.map(|(id, _)| *id).collect()
    }

    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        let decision = known.subject.key().parse().ok().and_then(|id: Id| known.state.decisions.get(&id));
        if let Some(decision) = decision.filter(|_| !data.contains_key("derivations")) {
            let derived = DecisionNumbered::derive(known.state, decision, known.on)?;
            data.insert("derivations".into(), json!(derived));
        }
        Ok(())
    }
}

impl DecisionNumbered {
    /// What every line of a decision is worth if it is issued on a day.
    pub fn derive(state: &State, decision: &Decision, on: Date) -> Result<Vec<Derivation>, Refusal> {
        let lines = decision.awards.values().map(|award| &award.line);
        let derived = lines.map(|line| state.policies.derive(line.line, &line.form, line.recipient.kind, on));
        Ok(Derivation::grouped(derived.collect::<Result<Vec<_>, _>>()?))
    }

    fn key(&self, on: Date) -> (String, i16, String) {
        let number = self.number.0.trim_start_matches('0').to_lowercase();
        (fold(&self.symbol.0), on.year(), number)
    }
}
