//! «None» and «not reported» are different: a register is empty for a period only if someone says so.

use serde::Deserialize;

use crate::values::lang::Lang;

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
