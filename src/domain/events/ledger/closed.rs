//! `ledger.closed`: a unit is merged or dissolved; its ledger takes no more of its business.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::ident::LedgerId;
use crate::values::members::present;
use crate::values::text::{Name, Prose};

/// Payload of `ledger.closed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerClosed {
    /// The unit that takes over.
    pub successor: Name,
    /// Its ledger, where that is there already.
    #[serde(default, deserialize_with = "present")]
    pub successor_ledger: Option<LedgerId>,
    /// The document that says so.
    pub document: Name,
    /// Why.
    pub reason: Prose,
}

/// What is still recorded in a closed ledger: where its head is published; what is about its keys, clock and heads, for its
/// log key may be stolen long after; what is about its sealed values, which must be erased long after.
fn goes_on(kind: &str) -> bool {
    let ended = ["ledger.opened", "ledger.closed", "ledger.predecessor_named"].contains(&kind);
    kind == "checkpoint.anchored"
        || (!ended && ["ledger.", "key.", "vault.", "data_request."].iter().any(|begin| kind.starts_with(begin)))
}

impl State {
    /// Whether the ledger still takes an entry of this type.
    pub(in crate::domain) fn require_open_ledger(&self, context: &Context<'_>) -> Result<(), Refusal> {
        match &self.succession.closed {
            Some((seq, _)) if !goes_on(context.statement.kind.as_str()) => Err(Refusal::LedgerIsClosed { seq: *seq }),
            _ => Ok(()),
        }
    }
}

impl Kind for LedgerClosed {
    const NAME: &'static str = "ledger.closed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Khóa sổ để bàn giao", en: "The ledger ends" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.closed", 1)],
        fields: &[
            ("successor", "Đơn vị kế thừa", "Successor"),
            ("successor_ledger", "Mã sổ kế thừa", "Successor's ledger"),
            ("document", "Văn bản", "Document"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.succession.closed.get_or_insert((context.seq, self.successor.clone()));
    }
}
