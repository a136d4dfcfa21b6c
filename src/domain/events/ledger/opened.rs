//! `ledger.opened`: the first entry of a ledger.

use std::collections::BTreeSet;

use crate::domain::events::prelude::*;
use crate::domain::registers::opening::LedgerOpened;

impl Kind for LedgerOpened {
    const NAME: &'static str = "ledger.opened";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Mở sổ", en: "The ledger begins" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.opened", 1)],
        fields: &[
            ("unit", "Đơn vị", "Unit"),
            ("unit.name", "Tên đơn vị", "Unit's name"),
            ("unit.code", "Mã đơn vị", "Unit's code"),
            ("parent", "Cấp trên trực tiếp", "Authority above"),
            ("origin", "Tên gốc của sổ", "Origin of the log"),
            ("log_key", "Khóa của sổ", "Log key"),
            ("catalogue", "Danh mục", "Catalogue"),
            ("catalogue.hash", "Mã băm của danh mục", "Hash of the catalogue"),
            ("catalogue.number", "Số danh mục", "Number of the catalogue"),
            ("keys", "Những khóa đầu tiên", "First keys"),
            ("keys.key", "Khóa công khai", "Public key"),
            ("keys.person", "Mã người giữ khóa", "Person"),
            ("keys.holder", "Người giữ khóa", "Holder"),
            ("keys.roles", "Vai trò", "Roles"),
            ("keys.asked", "Vai trò đã xin", "Roles asked for"),
            ("keys.proof", "Chữ ký của khóa được cấp", "Signature of the enrolled key"),
            ("keys.vouch", "Người làm chứng", "Who vouches"),
            ("keys.vouch.by", "Khóa của người làm chứng", "Key of who vouches"),
            ("keys.vouch.signature", "Chữ ký của người làm chứng", "Signature of who vouches"),
            ("practice", "Sổ tập", "For practice"),
            ("practice.of", "Mã sổ được chép", "Ledger that was copied"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
        let keys = &self.keys;
        if let Some(weak) = keys.iter().map(|key| key.key).chain([self.log_key]).find(|key| !key.is_usable()) {
            return Err(Refusal::WeakKey { key: weak });
        }
        let unique: BTreeSet<_> = keys.iter().map(|key| key.key).chain([self.log_key]).collect();
        if unique.len() != keys.len() + 1 {
            return Err(Refusal::KeyTwice);
        }
        // Nobody is in force before the first entry.
        if let Some(vouch) = keys.iter().find_map(|key| key.vouch.as_ref()) {
            return Err(Refusal::KeyVouch { by: vouch.by });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.custody.begin(context.seq, self.origin.clone(), self.log_key);
        state.custody.catalogue = self.catalogue.number;
        state.opened = Some(self.clone());
    }

    fn key_change(&self) -> Option<KeyChange<'_>> {
        Some(KeyChange::Opened(&self.keys))
    }
}
