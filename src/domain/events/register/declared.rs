//! `register.declared`: a register is declared complete.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::register::Register;
use crate::values::time::Period;

/// Payload of `register.declared` v1: the register holds everything of the period; if it is empty, there was
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterDeclared {
    /// Which register.
    pub register: Register,
    /// For which period.
    pub period: Period,
    /// Whether there was nothing at all.
    pub none: bool,
}

impl Kind for RegisterDeclared {
    const NAME: &'static str = "register.declared";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Xác nhận sổ đăng ký của kỳ", en: "A register is declared complete" },
        subject: "register",
        key: Key::Members(&["period", "register"]),
        authors: &[Role::Clerk, Role::Secretary],
        schemas: &[schema!("register.declared", 1)],
        fields: &[
            ("register", "Sổ đăng ký", "Register"),
            ("period", "Kỳ", "Period"),
            ("none", "Không có việc nào", "There was nothing"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, _: &Context<'_>) -> Result<(), Refusal> {
        let inside = |date: &crate::values::time::Date| self.period.contains(*date);
        let found = match self.register {
            Register::Decisions => {
                state.decisions.values().filter(|d| d.issued_on().as_ref().is_some_and(inside)).count()
            }
            Register::Petitions => state.petitions.values().filter(|p| inside(&p.received_on)).count(),
            Register::AwardPetitions => {
                state.petitions.values().filter(|p| p.award_related && inside(&p.received_on)).count()
            }
            Register::Contributions => {
                state.funds.values().flat_map(|fund| &fund.contributions).filter(|(date, _)| inside(date)).count()
            }
            Register::Plans => state.emulation.plans.iter().filter(|(_, on, _)| inside(on)).count(),
            Register::Movements => state.emulation.movements.values().filter(|m| inside(&m.on)).count(),
            Register::Pledges => state.emulation.pledges.iter().filter(|(_, on, _)| inside(on)).count(),
            Register::Targets => state.emulation.targets.values().filter(|target| inside(&target.on)).count(),
            Register::Titles => state.emulation.titles.iter().filter(|(_, on, _)| inside(on)).count(),
            Register::Models => state.emulation.models.iter().filter(|(_, on, _)| inside(on)).count(),
            Register::Proposals => state.proposals.values().filter(|proposal| inside(&proposal.on)).count(),
            Register::Receptions => state.reception.held.iter().filter(|(held, _)| inside(&held.to)).count(),
            Register::Mediations => state.reception.mediations.iter().filter(|(_, on, _)| inside(on)).count(),
        };
        if self.none && found > 0 {
            return Err(Refusal::RegisterNotEmpty {
                register: self.register,
                period: self.period,
                found: found as u64,
            });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.declared.insert((self.register, self.period), self.none);
        state.declared_by.insert((self.register, self.period), context.seq);
    }
}
