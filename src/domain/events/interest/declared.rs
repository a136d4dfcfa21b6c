//! `interest.declared`: an interest is declared.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::ident::Id;
use crate::values::text::Prose;

/// Payload of `interest.declared` v1: the author is related to a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterestDeclared {
    /// The recipient.
    pub recipient: Id,
    /// How.
    pub relation: Prose,
}

impl Kind for InterestDeclared {
    const NAME: &'static str = "interest.declared";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Khai có liên quan", en: "An interest is declared" },
        subject: "person",
        key: Key::Author,
        authors: &[
            Role::Chairman,
            Role::Deputy,
            Role::Secretary,
            Role::Clerk,
            Role::Accountant,
            Role::Cashier,
            Role::Receptionist,
            Role::Proposer,
        ],
        schemas: &[schema!("interest.declared", 1)],
        fields: &[("recipient", "Mã người nhận", "Recipient's id"), ("relation", "Quan hệ", "Relation")],
        refers: &[("recipient", Reference::Recipient)],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if context.require_id()? != context.person {
            return Err(Refusal::SubjectKey { subject: context.statement.subject.clone() });
        }
        match state.duties.interests.get(&(context.person, self.recipient)) {
            Some(seq) => Err(Refusal::InterestTwice { seq: *seq }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.duties.interests.insert((context.person, self.recipient), context.seq);
    }
}
