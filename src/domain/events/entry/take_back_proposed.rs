//! `entry.take_back_proposed`: somebody proposes to take an entry back; another person may then do it.

use serde::Deserialize;

use super::{OF_ENTRY, fill_hash, judge};
use crate::domain::events::prelude::*;
use crate::domain::registers::taking_back::{Named, Proposed};
use crate::values::text::Prose;

/// Payload of `entry.take_back_proposed` v1. It changes nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBackProposed {
    /// The entry.
    pub entry: Named,
    /// The facts.
    pub reason: Prose,
}

impl Kind for TakeBackProposed {
    const NAME: &'static str = "entry.take_back_proposed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đề nghị bỏ ghi", en: "To take an entry back is proposed" },
        subject: OF_ENTRY,
        key: Key::OfEntry("entry.seq"),
        authors: &Role::ALL,
        schemas: &[schema!("entry.take_back_proposed", 1)],
        fields: &[
            ("entry", "Mục", "Entry"),
            ("entry.hash", "Mã băm của mục", "Hash of the entry"),
            ("entry.seq", "Số của mục", "Position of the entry"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[Filled { path: "entry.hash", when: When::Absent }],
        take_back: TakeBack::Never(never::ENTRY),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        judge(&self.entry, state, context).map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let (seq, entry, person, key) = (context.seq, self.entry, context.person, context.statement.by);
        state.taken.proposals.push(Proposed { seq, entry, person, key });
    }

    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        fill_hash(known, data);
        Ok(())
    }
}
