//! `data_request.answered`: what came of it.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::vault::DataOutcome;
use crate::values::members::{payloads, present};
use crate::values::text::{Name, Prose};

payloads! {
    /// Payload of `data_request.answered` v1.
    DataRequestAnswered {
        /// What came of it.
        outcome: DataOutcome,
        /// The answer.
        document: Name,
        /// Why not, or why not all.
        #[serde(default, deserialize_with = "present")]
        reason: Option<Prose>,
    }
}

impl Kind for DataRequestAnswered {
    const NAME: &'static str = "data_request.answered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Trả lời yêu cầu về dữ liệu cá nhân", en: "The answer to such a request" },
        subject: "request",
        key: Key::Typed,
        authors: &[Role::Clerk, Role::Receptionist, Role::Chairman],
        schemas: &[schema!("data_request.answered", 1)],
        fields: &[
            ("outcome", "Kết quả", "Outcome"),
            ("document", "Văn bản trả lời", "Answer"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.request(context)?;
        if self.outcome != DataOutcome::Done && self.reason.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(request) = context.subject_id().and_then(|id| state.vault.requests.get_mut(&id)) else { return };
        request.answered = Some((self.outcome, context.on(), context.seq));
    }
}
