//! `target.reported`: what was reached of a target.

use crate::domain::events::prelude::*;

pub use crate::domain::registers::emulation::TargetReported;

impl Kind for TargetReported {
    const NAME: &'static str = "target.reported";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Kết quả thực hiện chỉ tiêu", en: "What was reached of a target" },
        subject: "target",
        key: Key::Typed,
        authors: &[Role::Secretary, Role::Clerk],
        schemas: &[schema!("target.reported", 1)],
        fields: &[
            ("period", "Kỳ", "Period"),
            ("actual", "Thực hiện", "Actual"),
            ("same_period", "Cùng kỳ năm trước", "Same period of the year before"),
            ("source", "Nguồn số liệu", "Source of the figure"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let target = state.emulation.targets.get(&context.require_id()?).ok_or_else(unknown)?;
        let year = target.registered.year;
        if u64::try_from(self.period.year()).ok() != Some(year) {
            return Err(Refusal::TargetOtherYear { name: target.registered.name.clone(), year, period: self.period });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(target) = context.subject_id().and_then(|id| state.emulation.targets.get_mut(&id)) else { return };
        target.results.insert(self.period, (self.clone(), context.seq));
    }
}
