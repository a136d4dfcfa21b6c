//! `audit.explained`: the office explains what an audit found. The finding stays; later audits show both.

use crate::domain::events::prelude::*;
pub use crate::domain::registers::explanation::AuditExplained;
use crate::domain::registers::explanation::Explained;

impl Kind for AuditExplained {
    const NAME: &'static str = "audit.explained";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Giải trình", en: "A finding is explained" },
        subject: "explanation",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy, Role::Secretary, Role::Clerk, Role::Accountant, Role::Receptionist],
        schemas: &[schema!("audit.explained", 1)],
        fields: &[
            ("rule", "Câu hỏi của kiểm tra", "Audit question"),
            ("about", "Về việc gì", "About what"),
            ("explanation", "Giải trình", "Explanation"),
            ("document", "Văn bản", "Document"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.explained.push(Explained { said: self.clone(), on: context.on(), seq: context.seq });
    }
}
