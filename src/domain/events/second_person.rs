//! Who is a second person, wherever the law or this ledger wants two: somebody whom the first did not just make.
//! `docs/format.md`, section 3.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::policy::{PolicyAdopted, SECOND_PERSON_DAYS};
use crate::domain::refusal::Refusal;
use crate::domain::state::{Context, State};
use crate::log::keyring::Enrolment;
use crate::log::role::Role;
use crate::values::crypto::PublicKey;
use crate::values::ident::{EventType, Id};
use crate::values::time::Instant;

/// Something that one person began and another completes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Who began it.
    pub person: Id,
    /// By which entry.
    pub seq: u64,
    /// The entry that it is about: whoever was in office before may act on it at once.
    pub about: u64,
}

/// How far a key is settled towards another person. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Settled {
    /// The other may have made it for this act.
    No,
    /// The other may have made it, but long before.
    ByAge,
    /// Another enrolled it or vouched for it, or it was there before the thing was.
    Yes,
}

/// A role from one entry on, without a gap.
#[derive(Clone, Copy)]
struct Run {
    since: u64,
    /// The best of the people who enrolled or vouched for it meanwhile.
    by: Settled,
}

/// Whether the author may complete what a person began: another person, in a role which the first lacks; and how far the
/// two keys are settled towards each other.
pub(in crate::domain) fn second_person(state: &State, begun: Begun, context: &Context<'_>) -> Result<Settled, Refusal> {
    let holders = state.chain.keyring().holders().map(|(_, holder)| holder);
    let own = holders.filter(|holder| holder.now.person == begun.person && holder.revoked.is_none());
    let own: BTreeSet<Role> = own.flat_map(|holder| holder.now.roles.iter().cloned()).collect();
    if begun.person == context.person || context.roles.is_subset(&own) {
        return Err(Refusal::SamePerson);
    }
    let statement = context.statement;
    let second = (statement.by, context.person, &statement.kind);
    let [first, second] = settled(state, begun, second, context.seq, statement.at);
    Ok(first.min(second))
}

/// The same, refused where one of the two keys may have been made for the act.
pub(in crate::domain) fn settled_second_person(
    state: &State,
    begun: Begun,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    match second_person(state, begun, context)? {
        Settled::No => Err(Refusal::SecondPersonRecent { days: days(state, context.statement.at) }),
        Settled::ByAge | Settled::Yes => Ok(()),
    }
}

fn days(state: &State, at: Instant) -> u64 {
    let policy = state.policies.on(at.date()).ok();
    policy.map_or(SECOND_PERSON_DAYS, PolicyAdopted::second_person_after)
}

/// How far two keys are settled, each towards the other's person: that of what began, then that of the entry `seq` which
/// completes it, signed `at` by a key of a person.
pub fn settled(
    state: &State,
    begun: Begun,
    (key, person, kind): (PublicKey, Id, &EventType),
    seq: u64,
    at: Instant,
) -> [Settled; 2] {
    let Some(first) = fact(state, begun.seq) else { return [Settled::No; 2] };
    let Ok(first_kind) = first.kind.parse::<EventType>() else { return [Settled::No; 2] };
    let keyring = state.chain.keyring();
    let days = days(state, at);
    let towards = |other| Towards { state, other, about: begun.about, days };
    let second_roles = keyring.allowed_at(kind, seq);
    let first_roles = keyring.allowed_at(&first_kind, begun.seq);
    [towards(person).grade(first.by, &first_roles, seq, at), towards(begun.person).grade(key, &second_roles, seq, at)]
}

fn fact(state: &State, seq: u64) -> Option<&crate::domain::state::Fact> {
    state.facts.get(usize::try_from(seq.checked_sub(1)?).ok()?)
}

/// Keys as they are settled towards one person, for an act about one entry.
struct Towards<'a> {
    state: &'a State,
    other: Id,
    about: u64,
    days: u64,
}

/// What a key could do at a point of the walk over all enrolments.
#[derive(Default)]
struct Runs {
    /// Since when it had any role: enough to vouch.
    any: Option<Run>,
    /// Since when it was a chairman's: enough to enrol.
    chair: Option<Run>,
    /// Since when it had one of the roles asked about.
    asked: Option<Run>,
}

impl Towards<'_> {
    /// Walks over all enrolments before an entry, in order: each is as good as whoever enrolled or vouched for it was there.
    fn grade(&self, key: PublicKey, roles: &BTreeSet<Role>, seq: u64, at: Instant) -> Settled {
        let keyring = self.state.chain.keyring();
        let all = keyring.holders().flat_map(|(key, holder)| holder.enrolments().map(move |new| (*key, new)));
        let mut before: Vec<(PublicKey, &Enrolment)> = all.filter(|(_, new)| new.seq < seq).collect();
        before.sort_by_key(|(_, new)| new.seq);
        let mut runs: BTreeMap<PublicKey, Runs> = BTreeMap::new();
        for (enrolled, new) in before {
            let there = self.state.chain.recorded_from(new.seq, u64::MAX);
            let of = |by: PublicKey, run: fn(&Runs) -> Option<Run>| {
                let mine = keyring.holder(&by).is_some_and(|holder| holder.now.person == self.other);
                if mine { Settled::No } else { self.judge(by, runs.get(&by).and_then(run), there) }
            };
            let enroller = fact(self.state, new.seq).map_or(Settled::No, |fact| of(fact.by, |runs| runs.chair));
            let by = new.vouched.map_or(enroller, |voucher| enroller.max(of(voucher, |runs| runs.any)));
            let goes_on = |run: Option<Run>, has: bool| {
                let run = run.unwrap_or(Run { since: new.seq, by: Settled::No });
                has.then_some(Run { by: run.by.max(by), ..run })
            };
            let known = runs.entry(enrolled).or_default();
            known.any = goes_on(known.any, true);
            known.chair = goes_on(known.chair, new.roles.contains(&Role::Chairman));
            known.asked = goes_on(known.asked, !new.roles.is_disjoint(roles));
        }
        self.judge(key, runs.get(&key).and_then(|runs| runs.asked), Some(at))
    }

    fn judge(&self, key: PublicKey, run: Option<Run>, there: Option<Instant>) -> Settled {
        // Whoever opened the ledger was made by nobody in it.
        if fact(self.state, 1).is_some_and(|first| first.by == key) {
            return Settled::Yes;
        }
        let Some(run) = run else { return Settled::No };
        if run.since < self.about || run.by == Settled::Yes {
            return Settled::Yes;
        }
        let made = self.state.chain.recorded_until(run.since);
        let old = made.zip(there).is_some_and(|(made, there)| {
            u64::try_from(there.millis() - made.millis()).is_ok_and(|age| age >= self.days * 86_400_000)
        });
        if old { Settled::ByAge } else { run.by }
    }
}
