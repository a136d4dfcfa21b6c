//! «None» and «not reported» are different: a register is empty for a period only if someone says so.

use serde::Deserialize;

use super::ledger::{Context, State};
use super::refusal::Refusal;
use crate::values::lang::Lang;
use crate::values::time::Period;

/// A register that a report speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// Award decisions.
    Decisions,
    /// Petitions of every kind.
    Petitions,
    /// Petitions about emulation and commendation.
    AwardPetitions,
    /// Contributions to the fund.
    Contributions,
}

impl Register {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Register::Decisions => lang.pick("quyết định khen thưởng", "award decisions"),
            Register::Petitions => lang.pick("đơn thư", "petitions"),
            Register::AwardPetitions => lang.pick("đơn thư về công tác TĐKT", "petitions about awards"),
            Register::Contributions => lang.pick("đóng góp vào Quỹ", "contributions to the fund"),
        }
    }
}

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

impl RegisterDeclared {
    pub(super) fn admit(&self, state: &State, _: &Context<'_>) -> Result<(), Refusal> {
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

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.declared.insert((self.register, self.period), self.none);
        state.declared_by.insert((self.register, self.period), context.seq);
    }
}
