//! `history.confirmed`: a second person saw the paper.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::events::second_person::{Begun, second_person};
use crate::values::crypto::Hash;

/// Payload of `history.confirmed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryConfirmed {
    /// BLAKE3 of the scan that was seen.
    pub scan: Hash,
}

impl Kind for HistoryConfirmed {
    const NAME: &'static str = "history.confirmed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Xác nhận quyết định cũ", en: "A second person saw the paper" },
        subject: "history",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy, Role::Secretary, Role::Accountant],
        schemas: &[schema!("history.confirmed", 1)],
        fields: &[("scan", "Mã băm bản quét đã xem", "Hash of the scan that was seen")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let past = state.history.get(&context.require_id()?).ok_or_else(unknown)?;
        // How far the two are settled is for the audit: it is the first week's work, and it can be taken back.
        second_person(state, Begun { person: past.importer, seq: past.seq, about: past.seq }, context)?;
        if past.imported.scan != self.scan {
            return Err(Refusal::ScanDiffers { document: past.imported.document.clone() });
        }
        if let Some(seq) = past.confirmed {
            return Err(Refusal::ConfirmedBefore { seq });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(past) = context.subject_id().and_then(|id| state.history.get_mut(&id)) else { return };
        past.confirmed = Some(context.seq);
    }
}
