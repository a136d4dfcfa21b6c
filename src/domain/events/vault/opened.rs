//! `vault.opened`: a sealed value is read.

use serde::Deserialize;

use super::commitment;
use crate::domain::events::prelude::*;
use crate::values::members::payloads;
use crate::values::text::Prose;

payloads! {
    /// Payload of `vault.opened` v1; the subject's key is the commitment.
    VaultOpened {
        /// What for.
        purpose: Prose,
    }
}

impl Kind for VaultOpened {
    const NAME: &'static str = "vault.opened";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Mở giá trị niêm phong", en: "A sealed value is read" },
        subject: "vault",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Receptionist, Role::Secretary],
        schemas: &[schema!("vault.opened", 1)],
        fields: &[("purpose", "Mục đích", "Purpose")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::VAULT),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.sealed(context).map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let value = commitment(context).and_then(|hash| state.vault.values.get_mut(&hash));
        let Some(value) = value else { return };
        value.openings.push(context.seq);
    }
}
