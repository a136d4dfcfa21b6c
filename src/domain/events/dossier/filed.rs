//! `dossier.filed`: a dossier is filed.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::dossier::Archived;
use crate::values::members::{present, sized};
use crate::values::text::Name;
use crate::values::time::Date;

/// Payload of `dossier.filed` v1. Later ones add to earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DossierFiled {
    /// The documents.
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub documents: Vec<Archived>,
    /// Where they are kept.
    pub place: Name,
    /// Until the end of which day.
    #[serde(default, deserialize_with = "present")]
    pub keep_until: Option<Date>,
}

impl Kind for DossierFiled {
    const NAME: &'static str = "dossier.filed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Lưu hồ sơ khen thưởng", en: "A dossier is filed" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Clerk, Role::Secretary],
        schemas: &[schema!("dossier.filed", 1)],
        fields: &[
            ("documents", "Tài liệu", "Documents"),
            ("documents.kind", "Loại tài liệu", "Kind of document"),
            ("documents.name", "Tên tài liệu", "Name of the document"),
            ("documents.blake3", "Mã băm BLAKE3 của bản quét", "BLAKE3 hash of the scan"),
            ("place", "Nơi lưu", "Where they are kept"),
            ("keep_until", "Lưu đến hết ngày", "Kept until the end of"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        if context.on() < decision.signed_on {
            return Err(Refusal::BeforeEarlierStep { earlier: decision.signed_on, date: context.on() });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let filed = state.dossiers.entry(id).or_default();
        filed.documents.extend(self.documents.iter().map(|document| (document.clone(), context.seq)));
        filed.place = Some(self.place.clone());
    }
}
