//! `entry.taken_back`: an entry has no effect any more. It stays in the log; what then stands is the fold without it, which
//! `ledger.rs` makes: no event has a reversal of its own.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{OF_ENTRY, fill_hash, judge};
use crate::domain::events::prelude::*;
use crate::domain::events::second_person::{Begun, settled_second_person};
use crate::domain::registers::taking_back::{Ground, Named, Proposed, Taken};
use crate::domain::state::Past;
use crate::values::members::maybe_within;
use crate::values::text::Prose;

/// Payload of `entry.taken_back` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryTakenBack {
    /// The entry.
    pub entry: Named,
    /// Why.
    pub ground: Ground,
    /// The entry by which a second person proposed it, where two are needed.
    #[serde(default, deserialize_with = "maybe_within::<_, 1, MOST>")]
    pub proposed: Option<u64>,
    /// The facts.
    pub reason: Prose,
}

const MOST: u64 = 9_007_199_254_740_991;

impl Kind for EntryTakenBack {
    const NAME: &'static str = "entry.taken_back";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Bỏ ghi", en: "An entry is taken back" },
        subject: OF_ENTRY,
        key: Key::OfEntry("entry.seq"),
        authors: &Role::ALL,
        schemas: &[schema!("entry.taken_back", 1)],
        fields: &[
            ("entry", "Mục", "Entry"),
            ("entry.hash", "Mã băm của mục", "Hash of the entry"),
            ("entry.seq", "Số của mục", "Position of the entry"),
            ("ground", "Vì sao", "Ground"),
            ("proposed", "Mục đề nghị bỏ ghi", "Entry that proposes it"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[Filled { path: "entry.hash", when: When::Absent }, Filled { path: "proposed", when: When::Absent }],
        take_back: TakeBack::Never(never::ENTRY),
    };

    /// That nothing rests on the entry is asked where every event is known: `ledger.rs`.
    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let class = judge(&self.entry, state, context)?;
        let seq = self.entry.seq;
        let past = state.past_at(seq).ok_or(Refusal::TakenBackUnknown { seq })?;
        let kind = past.entry.statement.kind.clone();
        let allowed = state.chain.keyring().allowed(&kind);
        let proposals: Vec<&Proposed> = self.proposals(state).collect();
        let by_author = !context.roles.is_disjoint(&allowed);
        let by_proposer = || proposals.iter().any(|proposed| !roles_of(state, proposed).is_disjoint(&allowed));
        let may = by_author || (class == TakeBack::Two && by_proposer());
        if !may {
            return Err(Refusal::TakenBackAuthority { seq, kind });
        }
        if class == TakeBack::One {
            return Ok(());
        }
        if proposals.is_empty() {
            return Err(Refusal::TakenBackNotProposed { seq });
        }
        let second = |proposed: &&Proposed| {
            let begun = Begun { person: proposed.person, seq: proposed.seq, about: seq };
            settled_second_person(state, begun, context)
        };
        let judged = proposals.iter().map(second).collect::<Vec<_>>();
        match judged.iter().any(Result::is_ok) {
            true => Ok(()),
            false => judged.into_iter().next().unwrap_or(Ok(())),
        }
    }

    /// Whatever else it names is ignored.
    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let seq = self.entry.seq;
        let right = seq < context.seq && state.chain.hash_at(seq) == Some(self.entry.hash);
        let never = |past: &Past| matches!(past.take_back, TakeBack::Never(_));
        if !right || state.past_at(seq).is_none_or(never) {
            return;
        }
        let (by, on, ground, reason) = (context.seq, context.on(), self.ground, self.reason.clone());
        let proposed = self.proposed;
        state.taken.entries.entry(seq).or_insert(Taken { by, proposed, on, ground, reason });
    }

    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        fill_hash(known, data);
        let seq = data.get("entry").and_then(|entry| entry.get("seq")).and_then(Value::as_u64);
        let proposed = known.state.taken.proposals.iter().rev().find(|proposed| Some(proposed.entry.seq) == seq);
        if let Some(proposed) = proposed {
            data.entry("proposed").or_insert(json!(proposed.seq));
        }
        Ok(())
    }
}

impl EntryTakenBack {
    /// The proposals that it may complete: of that very entry, by keys still in force.
    fn proposals<'a>(&'a self, state: &'a State) -> impl Iterator<Item = &'a Proposed> {
        let of = |proposed: &&Proposed| proposed.entry == self.entry && Some(proposed.seq) == self.proposed;
        let in_force = |proposed: &&Proposed| {
            state.chain.keyring().holder(&proposed.key).is_some_and(|holder| holder.revoked.is_none())
        };
        state.taken.proposals.iter().filter(move |proposed| of(proposed) && in_force(proposed))
    }
}

fn roles_of(state: &State, proposed: &Proposed) -> BTreeSet<Role> {
    let holder = state.chain.keyring().holder(&proposed.key).filter(|holder| holder.revoked.is_none());
    holder.map(|holder| holder.now.roles.clone()).unwrap_or_default()
}
