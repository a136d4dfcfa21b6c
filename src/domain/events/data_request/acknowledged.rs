//! `data_request.acknowledged`: the first reply.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::members::payloads;
use crate::values::text::Name;

payloads! {
    /// Payload of `data_request.acknowledged` v1.
    DataRequestAcknowledged {
        /// The first reply, which says that it arrived and by when it is answered.
        document: Name,
    }
}

impl Kind for DataRequestAcknowledged {
    const NAME: &'static str = "data_request.acknowledged";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label {
            vi: "Phản hồi lần đầu yêu cầu về dữ liệu cá nhân", en: "The first reply to such a request"
        },
        subject: "request",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("data_request.acknowledged", 1)],
        fields: &[("document", "Văn bản phản hồi", "Reply")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        match state.request(context)?.acknowledged {
            Some(on) => Err(Refusal::RequestAcknowledged { on }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(request) = context.subject_id().and_then(|id| state.vault.requests.get_mut(&id)) else { return };
        request.acknowledged = Some(context.on());
    }
}
