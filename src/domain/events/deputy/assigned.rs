//! `deputy.assigned`: what a deputy is in charge of.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::duty::Task;
use crate::values::ident::Id;
use crate::values::members::each_once;
use crate::values::text::Name;

/// Payload of `deputy.assigned` v1: from that day on, until it is assigned anew.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeputyAssigned {
    /// The deputy.
    pub person: Id,
    /// What he is in charge of; nothing if empty.
    #[serde(deserialize_with = "each_once::<_, _, 0, 10>")]
    pub tasks: BTreeSet<Task>,
    /// The notice of the chairman.
    pub document: Name,
}

impl Kind for DeputyAssigned {
    const NAME: &'static str = "deputy.assigned";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Phân công Phó Chủ tịch", en: "What a deputy is in charge of" },
        subject: "person",
        key: Key::Member("person"),
        authors: &[Role::Chairman],
        schemas: &[schema!("deputy.assigned", 1)],
        fields: &[
            ("person", "Mã Phó Chủ tịch", "Deputy"),
            ("tasks", "Lĩnh vực được giao", "In charge of"),
            ("document", "Văn bản phân công", "Document of assignment"),
        ],
        refers: &[("person", Reference::Person)],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, _: &Context<'_>) -> Result<(), Refusal> {
        let mut holders = state.chain.keyring().holders().filter(|(_, holder)| holder.now.person == self.person);
        if holders.any(|(_, holder)| holder.revoked.is_none() && holder.now.roles.contains(&Role::Deputy)) {
            return Ok(());
        }
        Err(Refusal::NotADeputy { person: self.person })
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.duties.assignments.entry(self.person).or_default().push((context.on(), self.tasks.clone()));
    }
}
