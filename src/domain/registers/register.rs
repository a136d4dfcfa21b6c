//! «None» and «not reported» are different: a register is empty for a period only if someone says so.

use crate::values::listed::listed;

listed! {
    /// A register that a report speaks of.
    Register {
        /// Award decisions.
        Decisions "decisions" "quyết định khen thưởng" "award decisions",
        /// Petitions of every kind.
        Petitions "petitions" "đơn thư" "petitions",
        /// Petitions about emulation and commendation.
        AwardPetitions "award_petitions" "đơn thư về công tác TĐKT" "petitions about awards",
        /// Contributions to the fund.
        Contributions "contributions" "đóng góp vào Quỹ" "contributions to the fund",
        /// Annual plans.
        Plans "plans" "kế hoạch công tác TĐKT" "annual plans",
        /// Movements and campaigns.
        Movements "movements" "phong trào, đợt thi đua" "movements",
        /// Pledges within clusters.
        Pledges "pledges" "giao ước thi đua" "pledges",
        /// Targets.
        Targets "targets" "chỉ tiêu thi đua" "targets",
        /// Registrations for titles.
        Titles "titles" "đăng ký danh hiệu thi đua" "registrations for titles",
        /// Exemplary models.
        Models "models" "điển hình tiên tiến" "exemplary models",
        /// Proposals to the authority above.
        Proposals "proposals" "trình cấp trên khen thưởng" "proposals to the authority above",
        /// Citizen reception.
        Receptions "receptions" "buổi tiếp công dân" "citizen receptions",
        /// Mediations.
        Mediations "mediations" "hòa giải ở cơ sở" "mediations",
    }
}
