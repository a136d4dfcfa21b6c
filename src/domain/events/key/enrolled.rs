//! `key.enrolled`: a key may sign from here on, or in other roles.

use crate::domain::events::prelude::*;
use crate::log::keyring::KeyEnrolled;

impl Kind for KeyEnrolled {
    const NAME: &'static str = "key.enrolled";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Cấp khóa", en: "A key is enrolled" },
        subject: "key",
        key: Key::Member("key"),
        authors: &[Role::Chairman],
        schemas: &[schema!("key.enrolled", 1)],
        fields: &[
            ("key", "Khóa công khai", "Public key"),
            ("person", "Mã người giữ khóa", "Person"),
            ("holder", "Người giữ khóa", "Holder"),
            ("roles", "Vai trò", "Roles"),
            ("asked", "Vai trò đã xin", "Roles asked for"),
            ("proof", "Chữ ký của khóa được cấp", "Signature of the enrolled key"),
            ("vouch", "Người làm chứng", "Who vouches"),
            ("vouch.by", "Khóa của người làm chứng", "Key of who vouches"),
            ("vouch.signature", "Chữ ký của người làm chứng", "Signature of who vouches"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::KEY),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if let Some(vouch) = &self.vouch {
            let voucher = state.chain.keyring().holder(&vouch.by).filter(|holder| holder.revoked.is_none());
            if voucher.is_none_or(|holder| [context.person, self.person].contains(&holder.now.person)) {
                return Err(Refusal::KeyVouch { by: vouch.by });
            }
        }
        if state.custody.is_log_key(&self.key) {
            return Err(Refusal::KeyTwice);
        }
        let Some(holder) = state.chain.keyring().holder(&self.key) else { return Ok(()) };
        if holder.revoked.is_some() {
            return Err(Refusal::KeyWasRevoked { key: self.key });
        }
        if holder.now.person != self.person {
            return Err(Refusal::KeyOfAnother { holder: holder.now.name.clone() });
        }
        let loses_chair = holder.now.roles.contains(&Role::Chairman) && !self.roles.contains(&Role::Chairman);
        if loses_chair && state.chain.keyring().active(&Role::Chairman) == 1 {
            return Err(Refusal::LastChairman);
        }
        Ok(())
    }

    fn apply(&self, _: &mut State, _: &Context<'_>) {}

    fn key_change(&self) -> Option<KeyChange<'_>> {
        Some(KeyChange::Enrolled(self))
    }
}
