//! `ledger.clock_corrected`: from one entry on the times were not to be relied on, because a clock was ahead; from here on
//! they are right again (`docs/format.md`, The clock). What it does to the order of times is layer 1, `log/chain.rs`.

use serde::Deserialize;

use crate::domain::custody::Identity;
use crate::domain::events::prelude::*;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::statement::Head;
use crate::log::witness_policy::WitnessPolicy;
use crate::values::crypto::Hash;
use crate::values::members::{present, within};
use crate::values::text::{Prose, Text};
use crate::values::time::Instant;

/// How far a witness's clock may be ahead of a correction's, in milliseconds.
const SKEW: i64 = 5 * 60 * 1000;

/// An entry by position and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedEntry {
    /// Its hash.
    pub hash: Hash,
    /// Its position.
    #[serde(deserialize_with = "within::<_, 1, 9_007_199_254_740_991>")]
    pub seq: u64,
}

impl NamedEntry {
    /// As a head.
    pub fn head(self) -> Head {
        Head { seq: self.seq, hash: self.hash }
    }
}

/// Payload of `ledger.clock_corrected` v1. Which entries it discredits follows from the times themselves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockCorrected {
    /// The first entry with a wrong time.
    pub wrong: NamedEntry,
    /// A checkpoint of all that is corrected, cosigned as the policy in force before `wrong` asks.
    #[serde(default, deserialize_with = "present")]
    pub witnessed: Option<Text<32000>>,
    /// What happened.
    pub reason: Prose,
}

impl ClockCorrected {
    /// Where a witness policy was in force before the wrong entries, witnesses must have seen them all, and not after
    /// the time that the correction claims: so nobody can make an earlier time out of a later one.
    pub fn require_witnesses(&self, state: &State, context: &Context<'_>, recorded: Instant) -> Result<(), Refusal> {
        let policies = state.custody.witnesses.iter().rev();
        let policy = policies.filter(|witnesses| witnesses.since < self.wrong.seq).map(|w| &w.policy).next();
        match policy.filter(|policy| !policy.is_satisfied_by(&[])) {
            Some(policy) if !self.is_witnessed(state, context.seq - 1, policy, recorded) => {
                Err(Refusal::ClockUnwitnessed)
            }
            _ => Ok(()),
        }
    }

    fn is_witnessed(&self, state: &State, size: u64, policy: &WitnessPolicy, recorded: Instant) -> bool {
        let signed = self.witnessed.as_ref().and_then(|text| SignedCheckpoint::parse(text.as_str().as_bytes()).ok());
        let origin = state.custody.identity_at(size).and_then(Identity::name);
        let (Some(signed), Some(origin)) = (signed, origin) else { return false };
        let head = signed.unverified().head;
        if head.size != size || state.chain.tree().root_at(size).ok() != Some(head.root) {
            return false;
        }
        let (log, witnesses) = (state.custody.log_keys(size), policy.witness_keys());
        let Ok((_, by)) = signed.verify(&origin, &log, &witnesses) else { return false };
        let in_time = |time: u64| i64::try_from(time).is_ok_and(|s| s.saturating_mul(1000) <= recorded.millis() + SKEW);
        by.iter().filter_map(|by| by.time).all(|time| in_time(time.seconds())) && policy.is_satisfied_by(&by)
    }
}

impl Kind for ClockCorrected {
    const NAME: &'static str = "ledger.clock_corrected";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đính chính giờ ghi sổ", en: "A clock is corrected" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.clock_corrected", 1)],
        fields: &[
            ("wrong", "Mục đầu tiên sai giờ", "First entry of wrong time"),
            ("wrong.hash", "Mã băm", "Hash"),
            ("wrong.seq", "Mục số", "Entry"),
            ("witnessed", "Mốc có nhân chứng", "Witnessed checkpoint"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[Filled { path: "wrong", when: When::Absent }],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
        Ok(()) // that witnesses saw it is asked where the recording time is known
    }

    fn apply(&self, _: &mut State, _: &Context<'_>) {}

    fn key_change(&self) -> Option<KeyChange<'_>> {
        Some(KeyChange::Clock(self.wrong.head()))
    }

    /// The first entry recorded on a later day than the correction.
    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        if let (false, Some(wrong)) = (data.contains_key("wrong"), known.state.chain.first_after_day(known.on)) {
            data.insert("wrong".into(), json!(wrong));
        }
        Ok(())
    }
}
