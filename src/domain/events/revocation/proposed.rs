//! `revocation.proposed`: to annul a decision is proposed.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::events::decision::lines;
use crate::domain::events::prelude::*;
use crate::domain::registers::decision::AnnulmentGround;
use crate::values::crypto::Hash;
use crate::values::members::present;
use crate::values::text::Prose;

/// Payload of `revocation.proposed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationProposed {
    /// Why.
    pub ground: AnnulmentGround,
    /// Which lines; all if absent.
    #[serde(default, deserialize_with = "lines")]
    pub lines: Option<BTreeSet<u64>>,
    /// BLAKE3 of what proves it.
    #[serde(default, deserialize_with = "present")]
    pub evidence: Option<Hash>,
    /// The facts.
    pub reason: Prose,
}

impl Kind for RevocationProposed {
    const NAME: &'static str = "revocation.proposed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đề nghị hủy quyết định khen thưởng", en: "To annul a decision is proposed" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Secretary],
        schemas: &[schema!("revocation.proposed", 1)],
        fields: &[
            ("ground", "Căn cứ", "Basis"),
            ("lines", "Những dòng", "Lines"),
            ("evidence", "Mã băm tài liệu chứng minh", "Hash of the evidence"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        self.lines.iter().flatten().try_for_each(|line| decision.standing(*line).map(|_| ()))
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        decision.revocations.push((self.lines.clone(), context.seq));
    }
}
