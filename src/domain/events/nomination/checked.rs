//! `nomination.checked`: a nomination's dossier is checked.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::members::present;
use crate::values::text::Prose;

/// Payload of `nomination.checked` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationChecked {
    /// Whether the dossier is complete.
    pub complete: bool,
    /// What is missing, or what was checked.
    #[serde(default, deserialize_with = "present")]
    pub remark: Option<Prose>,
}

impl Kind for NominationChecked {
    const NAME: &'static str = "nomination.checked";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Thẩm định hồ sơ đề nghị", en: "A nomination's dossier is checked" },
        subject: "nomination",
        key: Key::Typed,
        authors: &[Role::Secretary],
        schemas: &[schema!("nomination.checked", 1)],
        fields: &[("complete", "Hồ sơ đủ", "Dossier complete"), ("remark", "Nhận xét", "Remark")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let nomination = state.nominations.get(&context.require_id()?).ok_or_else(unknown)?;
        if context.on() < nomination.on {
            return Err(Refusal::BeforeEarlierStep { earlier: nomination.on, date: context.on() });
        }
        if !self.complete && self.remark.is_none() {
            return Err(Refusal::RemarkMissing);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(nomination) = context.subject_id().and_then(|id| state.nominations.get_mut(&id)) else { return };
        nomination.complete = Some((self.complete, context.seq));
        nomination.waiting = self.complete && nomination.decision.is_none();
        nomination.entries.push(context.seq);
    }
}
