//! `ledger.readers_set`: who may read sealed values.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::vault::Reader;
use crate::values::members::{payloads, sized};

payloads! {
    /// Payload of `ledger.readers_set` v1.
    ReadersSet {
        /// Everybody who may, from here on.
        #[serde(deserialize_with = "sized::<_, _, 1, 20>")]
        readers: Vec<Reader>,
    }
}

impl Kind for ReadersSet {
    const NAME: &'static str = "ledger.readers_set";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Ai được đọc giá trị niêm phong", en: "Who may read sealed values" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.readers_set", 1)],
        fields: &[
            ("readers", "Người được đọc", "Readers"),
            ("readers.name", "Tên", "Name"),
            ("readers.recipient", "Khóa age", "age key"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, state: &mut State, _: &Context<'_>) {
        state.vault.readers.clone_from(&self.readers);
    }
}
