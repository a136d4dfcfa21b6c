//! `vault.erasure_confirmed`: a second person erases it.

use serde::Deserialize;

use super::commitment;
use crate::domain::events::prelude::*;
use crate::domain::events::second_person::{Begun, settled_second_person};
use crate::values::members::{payloads, sized};
use crate::values::text::Name;

payloads! {
    /// Payload of `vault.erasure_confirmed` v1.
    ErasureConfirmed {
        /// Where copies were cleaned of it too.
        #[serde(default, deserialize_with = "sized::<_, _, 0, 20>")]
        copies: Vec<Name>,
    }
}

impl Kind for ErasureConfirmed {
    const NAME: &'static str = "vault.erasure_confirmed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Xác nhận xóa giá trị niêm phong", en: "A sealed value is erased" },
        subject: "vault",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("vault.erasure_confirmed", 1)],
        fields: &[("copies", "Nơi có bản sao đã xóa theo", "Where copies were cleaned of it too")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::VAULT),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let value = state.sealed(context)?;
        let (person, seq) = value.ordered.ok_or(Refusal::ErasureNotOrdered)?;
        settled_second_person(state, Begun { person, seq, about: value.seq }, context)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let value = commitment(context).and_then(|hash| state.vault.values.get_mut(&hash));
        let Some(value) = value else { return };
        value.erased = Some(context.seq);
    }
}
