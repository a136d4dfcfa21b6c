//! `petition.received`: a petition is received.

use serde::Deserialize;

use crate::domain::events::prelude::*;
pub use crate::domain::registers::petition::Channel;
use crate::domain::registers::petition::{Petition, Sealed};
use crate::values::ident::Id;
use crate::values::members::{present, within};
use crate::values::text::Prose;

/// Payload of `petition.received` v1: a matter may arrive as several letters signed by several people, and be part of a letter that
/// another petition counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionReceived {
    /// How it arrived.
    pub channel: Channel,
    /// Who wrote it.
    #[serde(default, deserialize_with = "present")]
    pub identity: Option<Sealed>,
    /// What it is about, without any clue to who wrote it (Luật Tố cáo Đ8.3).
    pub summary: Prose,
    /// Whether it is about emulation and commendation.
    pub award_related: bool,
    /// How many letters (đơn); 0 for what was split off another petition.
    #[serde(deserialize_with = "within::<_, 0, 9999>")]
    pub letters: u64,
    /// How many people signed.
    #[serde(deserialize_with = "within::<_, 0, 99999>")]
    pub signatories: u64,
    /// The petition whose letter it is part of.
    #[serde(default, deserialize_with = "present")]
    pub part_of: Option<Id>,
}

impl Kind for PetitionReceived {
    const NAME: &'static str = "petition.received";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Tiếp nhận đơn", en: "A petition is received" },
        subject: "petition",
        key: Key::New,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("petition.received", 1)],
        fields: &[
            ("channel", "Hình thức gửi", "How it arrived"),
            ("identity", "Người gửi (niêm phong)", "Sender (sealed)"),
            ("identity.box", "Mã băm của tệp trong kho niêm phong", "Hash of the file in the vault"),
            ("identity.sealed", "Mã cam kết", "Commitment"),
            ("summary", "Tóm tắt nội dung", "Summary"),
            ("award_related", "Về thi đua, khen thưởng", "About emulation and commendation"),
            ("letters", "Số đơn", "Letters"),
            ("signatories", "Số người ký", "Signatories"),
            ("part_of", "Tách từ vụ việc", "Part of the petition"),
        ],
        refers: &[("part_of", Reference::Subject("petition"))],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        let whole = self.part_of.map(|whole| state.petitions.get(&whole).ok_or(Refusal::PetitionUnknown { whole }));
        match (whole.transpose()?, self.letters) {
            (None, 0) => Err(Refusal::LettersMissing),
            (Some(_), letters) if letters > 0 => Err(Refusal::LettersTwice { letters }),
            (Some(whole), _) if context.on() < whole.received_on => {
                Err(Refusal::BeforeEarlierStep { earlier: whole.received_on, date: context.on() })
            }
            _ => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let petition = Petition {
            channel: self.channel,
            received_on: context.on(),
            seq: context.seq,
            summary: self.summary.clone(),
            award_related: self.award_related,
            letters: self.letters,
            signatories: self.signatories,
            classified: None,
            forwarded: None,
            forwarded_to: None,
            accepted_by: None,
            accepted: None,
            resolver: None,
            due_on: None,
            extended: Vec::new(),
            resolved: None,
            withdrawn: None,
            refused: None,
            terminated: None,
            suspended: None,
            suspensions: Vec::new(),
            aftermath: Vec::new(),
            heard: Vec::new(),
            orders: Vec::new(),
        };
        state.petitions.entry(id).or_insert(petition);
    }
}
