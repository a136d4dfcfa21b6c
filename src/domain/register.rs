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
    /// Annual plans.
    Plans,
    /// Movements and campaigns.
    Movements,
    /// Pledges within clusters.
    Pledges,
    /// Targets.
    Targets,
    /// Registrations for titles.
    Titles,
    /// Exemplary models.
    Models,
    /// Proposals to the authority above.
    Proposals,
    /// Citizen reception.
    Receptions,
    /// Mediations.
    Mediations,
}

impl Register {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Register::Decisions => lang.pick("quyết định khen thưởng", "award decisions"),
            Register::Petitions => lang.pick("đơn thư", "petitions"),
            Register::AwardPetitions => lang.pick("đơn thư về công tác TĐKT", "petitions about awards"),
            Register::Contributions => lang.pick("đóng góp vào Quỹ", "contributions to the fund"),
            Register::Plans => lang.pick("kế hoạch công tác TĐKT", "annual plans"),
            Register::Movements => lang.pick("phong trào, đợt thi đua", "movements"),
            Register::Pledges => lang.pick("giao ước thi đua", "pledges"),
            Register::Targets => lang.pick("chỉ tiêu thi đua", "targets"),
            Register::Titles => lang.pick("đăng ký danh hiệu thi đua", "registrations for titles"),
            Register::Models => lang.pick("điển hình tiên tiến", "exemplary models"),
            Register::Proposals => lang.pick("trình cấp trên khen thưởng", "proposals to the authority above"),
            Register::Receptions => lang.pick("buổi tiếp công dân", "citizen receptions"),
            Register::Mediations => lang.pick("hoà giải ở cơ sở", "mediations"),
        }
    }
}

/// The registers that v1 knew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RegisterV1 {
    Decisions,
    Petitions,
    AwardPetitions,
    Contributions,
}

/// Payload of `register.declared` v1. Kept readable for ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterDeclaredV1 {
    register: RegisterV1,
    period: Period,
    none: bool,
}

impl From<RegisterDeclaredV1> for RegisterDeclared {
    fn from(v1: RegisterDeclaredV1) -> RegisterDeclared {
        let register = match v1.register {
            RegisterV1::Decisions => Register::Decisions,
            RegisterV1::Petitions => Register::Petitions,
            RegisterV1::AwardPetitions => Register::AwardPetitions,
            RegisterV1::Contributions => Register::Contributions,
        };
        RegisterDeclared { register, period: v1.period, none: v1.none }
    }
}

/// Payload of `register.declared` v2: the register holds everything of the period; if it is empty, there was
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

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.declared.insert((self.register, self.period), self.none);
        state.declared_by.insert((self.register, self.period), context.seq);
    }
}
