//! `vault.resealed`: values are encrypted again.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::vault::{Boxed, Sealed};
use crate::values::members::{payloads, sized};
use std::collections::BTreeSet;

payloads! {
    /// Payload of `vault.resealed` v1.
    VaultResealed {
        /// Values that were encrypted again, each with its new box.
        #[serde(deserialize_with = "sized::<_, _, 1, 300>")]
        boxes: Vec<Sealed>,
    }
}

impl Kind for VaultResealed {
    const NAME: &'static str = "vault.resealed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Mã hóa lại giá trị niêm phong", en: "Sealed values are encrypted again" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman, Role::Receptionist, Role::Secretary],
        schemas: &[schema!("vault.resealed", 1)],
        fields: &[
            ("boxes", "Giá trị và tệp mới", "Values and their new files"),
            ("boxes.box", "Mã băm của tệp trong kho niêm phong", "Hash of the file in the vault"),
            ("boxes.sealed", "Mã cam kết", "Commitment"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::VAULT),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for Sealed { sealed, .. } in &self.boxes {
            let subject = || format!("vault/{sealed}").parse().unwrap_or_else(|_| context.statement.subject.clone());
            let unknown = || Refusal::SubjectUnknown { subject: subject() };
            let value = state.vault.values.get(sealed).ok_or_else(unknown)?;
            if let Some(seq) = value.erased {
                return Err(Refusal::ValueErased { seq });
            }
            if !seen.insert(sealed) {
                return Err(Refusal::SealedTwice { seq: context.seq });
            }
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        for Sealed { boxed, sealed } in &self.boxes {
            let Some(value) = state.vault.values.get_mut(sealed) else { continue };
            let newest = Boxed { hash: *boxed, seq: context.seq, by: context.statement.by };
            value.earlier.push(std::mem::replace(&mut value.newest, newest));
        }
    }
}
