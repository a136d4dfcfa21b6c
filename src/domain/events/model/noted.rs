//! `model.noted`: an exemplary model.

use crate::domain::events::prelude::*;

pub use crate::domain::registers::emulation::ModelNoted;

impl Kind for ModelNoted {
    const NAME: &'static str = "model.noted";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Điển hình tiên tiến", en: "An exemplary model" },
        subject: "model",
        key: Key::New,
        authors: &[Role::Secretary, Role::Clerk],
        schemas: &[schema!("model.noted", 1)],
        fields: &[
            ("recipient", "Điển hình", "Who is exemplary"),
            ("recipient.id", "Mã người nhận", "Recipient's id"),
            ("recipient.name", "Tên", "Name"),
            ("recipient.kind", "Đối tượng", "Kind of recipient"),
            ("recipient.unit", "Thuộc đơn vị", "Belongs to"),
            ("stage", "Bước", "Stage"),
            ("field", "Lĩnh vực", "Field"),
            ("document", "Văn bản", "Document"),
        ],
        refers: &[("recipient", Reference::Whom)],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, _: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.require_id().map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.emulation.models.push((self.clone(), context.on(), context.seq));
    }
}
