//! `ledger.catalogue_raised`: from here on the ledger may hold what a newer catalogue defines.

use serde::Deserialize;

use crate::domain::catalogue::Catalogue;
use crate::domain::events::prelude::*;

/// Payload of `ledger.catalogue_raised` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueRaised {
    /// The new catalogue.
    pub catalogue: Catalogue,
}

impl Kind for CatalogueRaised {
    const NAME: &'static str = "ledger.catalogue_raised";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Nâng danh mục", en: "A newer catalogue" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.catalogue_raised", 1)],
        fields: &[
            ("catalogue", "Danh mục", "Catalogue"),
            ("catalogue.hash", "Mã băm của danh mục", "Hash of the catalogue"),
            ("catalogue.number", "Số danh mục", "Number of the catalogue"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, state: &State, _: &Context<'_>) -> Result<(), Refusal> {
        let next = state.custody.catalogue + 1;
        if self.catalogue.number == next { Ok(()) } else { Err(Refusal::CatalogueNumber { next }) }
    }

    fn apply(&self, state: &mut State, _: &Context<'_>) {
        state.custody.catalogue = self.catalogue.number;
    }
}
