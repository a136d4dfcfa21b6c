//! `decision.issued`: a decision is issued.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::decision::{DocNumber, DocSymbol};
use crate::domain::registers::fund::Account;
use crate::domain::registers::taking_back::Named;
use crate::log::list::ListRoot;
use crate::values::ident::Id;
use crate::values::members::{maybe_within, present};
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// Payload of `decision.issued` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionIssued {
    /// The number on the paper.
    pub number: DocNumber,
    /// The symbol.
    pub symbol: DocSymbol,
    /// The date.
    pub date: Date,
    /// Trích yếu.
    pub title: Prose,
    /// The awards, as they were signed.
    pub lines: ListRoot,
    /// The entry that signed it.
    pub signed: Named,
    /// Nơi nhận.
    #[serde(default, deserialize_with = "present")]
    pub distribution: Option<Prose>,
    /// Who keeps the file copy: a column of the register of outgoing documents (NĐ 30/2020/NĐ-CP, Phụ lục IV).
    #[serde(default, deserialize_with = "present")]
    pub kept_by: Option<Name>,
    /// How many copies were made.
    #[serde(default, deserialize_with = "maybe_within::<_, 1, 9999>")]
    pub copies: Option<u64>,
}

impl Kind for DecisionIssued {
    const NAME: &'static str = "decision.issued";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Phát hành quyết định", en: "A decision is issued" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Clerk],
        schemas: &[schema!("decision.issued", 1)],
        fields: &[
            ("number", "Số", "Number"),
            ("symbol", "Ký hiệu", "Symbol"),
            ("date", "Ngày trên văn bản", "Date on the document"),
            ("title", "Trích yếu", "Title"),
            ("lines", "Danh sách khen thưởng", "Awards"),
            ("lines.count", "Số dòng", "How many"),
            ("lines.root", "Mã gốc", "Root"),
            ("signed", "Mục ký quyết định", "Entry that signed it"),
            ("signed.hash", "Mã băm của mục", "Hash of the entry"),
            ("signed.seq", "Số của mục", "Position of the entry"),
            ("distribution", "Nơi nhận", "Recipients of the document"),
            ("kept_by", "Đơn vị, người nhận bản lưu", "Who keeps the file copy"),
            ("copies", "Số lượng bản", "Copies"),
        ],
        refers: &[],
        filled: &[
            Filled { path: "number", when: When::Always },
            Filled { path: "symbol", when: When::Always },
            Filled { path: "date", when: When::Always },
            Filled { path: "title", when: When::Always },
            Filled { path: "lines", when: When::Always },
            Filled { path: "signed", when: When::Always },
        ],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        if decision.issued.is_some() {
            return Err(Refusal::AlreadyIssued { decision: decision.name() });
        }
        let numbered = decision.numbered.as_ref().ok_or_else(|| Refusal::NotNumbered { decision: decision.name() })?;
        let said = (&self.number, &self.symbol, self.date, &self.title);
        if said != (&numbered.number, &numbered.symbol, numbered.on, &decision.signed.title) {
            return Err(Refusal::IssuedDiffers { decision: decision.name() });
        }
        decision.require_newest(state, &context.statement.subject)?;
        if context.on() < numbered.on {
            return Err(Refusal::BeforeEarlierStep { earlier: numbered.on, date: context.on() });
        }
        let needed = decision.awards.values().map(|award| (award.line.recipient.kind.into(), award.line.amount));
        state.open_fund(numbered.on.year())?.can_commit(needed)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        decision.issued = Some((context.on(), context.seq));
        let Some(fund) = decision.fund_year().and_then(|year| state.funds.get_mut(&year)) else { return };
        for award in decision.awards.values() {
            let category = award.line.recipient.kind.into();
            fund.post(Account::Available(category), Account::Committed(category), award.line.amount);
        }
    }

    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        let decision = known.subject.key().parse().ok().and_then(|id: Id| known.state.decisions.get(&id));
        if let Some(decision) = decision.filter(|decision| decision.numbered.is_none() && !data.contains_key("number"))
        {
            return Err(Refusal::NotNumbered { decision: decision.name() });
        }
        if let Some((decision, numbered)) = decision.and_then(|decision| Some((decision, decision.numbered.as_ref()?)))
        {
            let said = json!({
                "number": numbered.number, "symbol": numbered.symbol, "date": numbered.on, "title": decision.signed.title,
            });
            said.as_object().into_iter().flatten().for_each(|(name, value)| {
                data.entry(name.as_str()).or_insert(value.clone());
            });
        }
        if let Some((head, lines)) = known.state.chain.lists().signed(known.subject) {
            data.entry("lines").or_insert(json!(lines));
            data.entry("signed").or_insert(json!(head));
        }
        Ok(())
    }

    fn waiting(state: &State) -> Vec<Id> {
        let numbered = state.decisions.iter().filter(|(_, decision)| decision.numbered.is_some());
        numbered.filter(|(_, decision)| decision.issued.is_none()).map(|(id, _)| *id).collect()
    }
}
