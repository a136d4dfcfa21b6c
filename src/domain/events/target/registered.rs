//! `target.registered`: a target is registered.

use std::collections::BTreeMap;

use crate::domain::events::prelude::*;
use crate::domain::registers::emulation::Target;
pub use crate::domain::registers::emulation::TargetRegistered;

impl Kind for TargetRegistered {
    const NAME: &'static str = "target.registered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đăng ký chỉ tiêu thi đua", en: "A target is registered" },
        subject: "target",
        key: Key::New,
        authors: &[Role::Chairman, Role::Deputy, Role::Secretary, Role::Clerk],
        schemas: &[schema!("target.registered", 1)],
        fields: &[
            ("name", "Chỉ tiêu", "Target"),
            ("unit", "Đơn vị tính", "Unit of measure"),
            ("year", "Năm", "Year"),
            ("plan", "Kế hoạch", "Plan"),
            ("decimals", "Số chữ số lẻ của tỷ lệ phần trăm", "Decimals of the percentages"),
            ("rounding", "Cách làm tròn tỷ lệ", "How percentages are rounded"),
            ("sent_to", "Đăng ký với", "Registered with"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (registered, on, seq) = (self.clone(), context.on(), context.seq);
        state.emulation.targets.entry(id).or_insert(Target { registered, on, seq, results: BTreeMap::new() });
    }
}
