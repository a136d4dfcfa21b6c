//! `data_request.received`: somebody asks about his own data.

use crate::domain::events::prelude::*;
use crate::domain::registers::vault::{DataRequestReceived, Request};

impl Kind for DataRequestReceived {
    const NAME: &'static str = "data_request.received";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Yêu cầu của chủ thể dữ liệu", en: "A request about personal data" },
        subject: "request",
        key: Key::New,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("data_request.received", 1)],
        fields: &[
            ("kind", "Yêu cầu", "What is asked"),
            ("recipient", "Mã người nhận trong sổ", "Recipient in the ledger"),
            ("identity", "Người yêu cầu (niêm phong)", "Who asks (sealed)"),
            ("identity.box", "Mã băm của tệp trong kho niêm phong", "Hash of the file in the vault"),
            ("identity.sealed", "Mã cam kết", "Commitment"),
            ("document", "Văn bản yêu cầu", "Letter"),
        ],
        refers: &[("recipient", Reference::Recipient)],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (received, on, seq) = (self.clone(), context.on(), context.seq);
        state.vault.requests.entry(id).or_insert(Request { received, on, seq, acknowledged: None, answered: None });
    }
}
