//! `checkpoint.anchored`: a head left the building.

use serde::Deserialize;

use crate::domain::custody::{Anchor, StatedHead};
use crate::domain::events::prelude::*;
use crate::values::members::{payloads, present};
use crate::values::text::Name;

payloads! {
    /// Payload of `checkpoint.anchored` v1: a head left the building.
    CheckpointAnchored {
        /// What was published.
        head: StatedHead,
        /// On which paper: number and kind of the document.
        document: Name,
        /// Who has it.
        recipient: Name,
        /// Their number for it.
        #[serde(default, deserialize_with = "present")]
        registry_number: Option<Name>,
    }
}

impl Kind for CheckpointAnchored {
    const NAME: &'static str = "checkpoint.anchored";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Công bố mốc của sổ", en: "A head of the ledger is published" },
        subject: "checkpoint",
        key: Key::Member("head.size"),
        authors: &[Role::Clerk, Role::Secretary, Role::Chairman],
        schemas: &[schema!("checkpoint.anchored", 1)],
        fields: &[
            ("head", "Mốc", "Head"),
            ("head.size", "Số mục", "Number of entries"),
            ("head.root", "Gốc cây", "Root"),
            ("document", "Văn bản", "Document"),
            ("recipient", "Nơi nhận", "Who has it"),
            ("registry_number", "Số đến", "Their number for it"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, _: &Context<'_>) -> Result<(), Refusal> {
        let entries = state.chain.head().seq;
        match state.chain.tree().root_at(self.head.size) {
            Ok(root) if root == self.head.head().root => Ok(()),
            Ok(_) => Err(Refusal::AnchorOfAnother { size: self.head.size }),
            Err(_) => Err(Refusal::AnchorBeyond { size: self.head.size, entries }),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let (document, recipient) = (self.document.clone(), self.recipient.clone());
        state.custody.anchors.push(Anchor { seq: context.seq, head: self.head.head(), document, recipient });
    }
}
