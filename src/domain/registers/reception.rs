//! Citizen reception and mediation, in the counters that half-year reports ask for (Luật Tiếp công dân 42/2013/QH13).

use crate::values::listed::listed;
use serde::Deserialize;

use crate::values::members::within;
use crate::values::time::Date;

listed! {
    /// Who receives citizens.
    Receiver {
        /// The chairman of the People's Committee.
        Chairman "chairman" "Chủ tịch" "chairman",
        /// The officer in charge.
        Officer "officer" "công chức được phân công tiếp công dân" "officer in charge",
        /// The secretary of the Party committee, counted apart.
        PartySecretary "party_secretary" "Bí thư Đảng ủy" "secretary of the Party committee",
    }
}

listed! {
    /// How a mediation ended.
    Mediated {
        /// Hòa giải thành.
        Successful "successful" "thành" "successful",
        /// Không thành.
        Unsuccessful "unsuccessful" "không thành" "unsuccessful",
    }
}

/// Payload of `reception.held` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceptionHeld {
    /// Who received.
    pub receiver: Receiver,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Buổi.
    #[serde(deserialize_with = "within::<_, 0, 9999>")]
    pub sessions: u64,
    /// Lượt.
    #[serde(deserialize_with = "within::<_, 0, 9999>")]
    pub visits: u64,
}

/// Everything about reception.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Reception {
    /// Sessions held, with their entries; a span counts on its last day.
    pub held: Vec<(ReceptionHeld, u64)>,
    /// Mediations: how, when, by which entry.
    pub mediations: Vec<(Mediated, Date, u64)>,
}
