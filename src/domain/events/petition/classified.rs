//! `petition.classified`: a petition is classified.

use crate::domain::events::prelude::*;
pub use crate::domain::registers::petition::PetitionClassified;

impl Kind for PetitionClassified {
    const NAME: &'static str = "petition.classified";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Phân loại đơn", en: "A petition is classified" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("petition.classified", 1)],
        fields: &[
            ("kind", "Loại đơn", "Kind of petition"),
            ("in_jurisdiction", "Thuộc thẩm quyền", "Within competence"),
            ("anonymous", "Không ký tên hoặc không rõ người gửi", "Unsigned, or of an unknown sender"),
            ("target", "Mã người bị khiếu nại, tố cáo", "Person it is directed against"),
            ("decision", "Mã quyết định liên quan", "Decision it is about"),
            (
                "several_places",
                "Phải xác minh nhiều nơi hoặc hỏi cơ quan khác: lý do",
                "Several places to check, or another body to ask: why",
            ),
            ("resolved_before", "Cơ quan đã giải quyết", "Who dealt with it before"),
            ("concerns", "Mã những người được khen hoặc đề nghị mà đơn nói tới", "Recipients it speaks of"),
        ],
        refers: &[
            ("decision", Reference::Subject("decision")),
            ("target", Reference::Person),
            ("concerns", Reference::Recipient),
        ],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if state.petition(context)?.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted);
        }
        match self.decision.filter(|decision| !state.decisions.contains_key(decision)) {
            Some(decision) => Err(Refusal::DecisionUnknown { decision }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.classified = Some((self.clone(), context.on(), context.seq));
    }
}
