//! `key.revoked`: a key may sign no more, for ever.

use crate::domain::events::prelude::*;
use crate::log::keyring::KeyRevoked;

impl Kind for KeyRevoked {
    const NAME: &'static str = "key.revoked";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Thu hồi khóa", en: "A key is revoked" },
        subject: "key",
        key: Key::Member("key"),
        authors: &[Role::Chairman],
        schemas: &[schema!("key.revoked", 1)],
        fields: &[
            ("key", "Khóa bị thu hồi", "Key that is revoked"),
            ("cause", "Vì sao", "Cause"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::KEY),
    };

    fn admit(&self, state: &State, _: &Context<'_>) -> Result<(), Refusal> {
        let holder = state.chain.keyring().holder(&self.key).ok_or(Refusal::KeyUnknown { key: self.key })?;
        if holder.revoked.is_some() {
            return Err(Refusal::KeyWasRevoked { key: self.key });
        }
        if holder.now.roles.contains(&Role::Chairman) && state.chain.keyring().active(&Role::Chairman) == 1 {
            return Err(Refusal::LastChairman);
        }
        Ok(())
    }

    fn apply(&self, _: &mut State, _: &Context<'_>) {}

    fn key_change(&self) -> Option<KeyChange<'_>> {
        Some(KeyChange::Revoked(self.key))
    }
}
