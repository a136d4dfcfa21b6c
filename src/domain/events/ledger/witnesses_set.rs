//! `ledger.witnesses_set`: whose cosignatures are needed from here on.

use serde::Deserialize;

use crate::domain::custody::{Custody, Witnesses};
use crate::domain::events::prelude::*;
use crate::log::witness_policy::WitnessPolicy;
use crate::values::members::{maybe_within, payloads};
use crate::values::text::Text;

payloads! {
    /// Payload of `ledger.witnesses_set` v1: whose cosignatures are needed.
    WitnessesSet {
        /// A text in the form of C2SP tlog-policy.
        policy: Text<32000>,
        /// How long an entry may go without them, in days.
        #[serde(default, deserialize_with = "maybe_within::<_, 1, 366>")]
        days: Option<u64>,
    }
}

impl WitnessesSet {
    /// From this entry on its witnesses are the ledger's, if the policy reads.
    pub(in crate::domain) fn take(&self, custody: &mut Custody, since: u64) {
        let text = self.policy.as_str().to_owned();
        if let Ok(policy) = WitnessPolicy::adopted(text.as_bytes()) {
            custody.witnesses.push(Witnesses { since, policy, text, days: self.days });
        }
    }
}

impl Kind for WitnessesSet {
    const NAME: &'static str = "ledger.witnesses_set";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Quy định nhân chứng", en: "Witnesses are set" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.witnesses_set", 1)],
        fields: &[("policy", "Quy định", "Policy"), ("days", "Thời hạn (ngày)", "Term in days")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
        let read = WitnessPolicy::adopted(self.policy.as_str().as_bytes());
        read.map(drop)
            .map_err(|fault| Refusal::WitnessPolicy { line: fault.line as u64, fault: fault.fault.to_string() })
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        self.take(&mut state.custody, context.seq);
    }
}
