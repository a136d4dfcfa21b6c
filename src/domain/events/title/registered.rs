//! `title.registered`: somebody registers for a title.

use crate::domain::events::prelude::*;

pub use crate::domain::registers::emulation::TitleRegistered;

impl Kind for TitleRegistered {
    const NAME: &'static str = "title.registered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đăng ký danh hiệu thi đua", en: "Somebody registers for a title" },
        subject: "title",
        key: Key::New,
        authors: &[Role::Proposer, Role::Secretary, Role::Clerk],
        schemas: &[schema!("title.registered", 1)],
        fields: &[
            ("recipient", "Người đăng ký", "Who registers"),
            ("recipient.id", "Mã người nhận", "Recipient's id"),
            ("recipient.name", "Tên", "Name"),
            ("recipient.kind", "Đối tượng", "Kind of recipient"),
            ("recipient.unit", "Thuộc đơn vị", "Belongs to"),
            ("form", "Danh hiệu", "Title"),
            ("form_name", "Tên danh hiệu", "Name of the title"),
            ("year", "Năm", "Year"),
            ("sent_to", "Đăng ký với", "Registered with"),
        ],
        refers: &[("recipient", Reference::Whom)],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        let same = |other: &TitleRegistered| {
            other.recipient.id == self.recipient.id && other.form == self.form && other.year == self.year
        };
        if state.emulation.titles.iter().any(|(other, ..)| same(other)) {
            return Err(Refusal::TitleTwice { name: self.recipient.name.clone(), year: self.year });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.emulation.titles.push((self.clone(), context.on(), context.seq));
    }
}
