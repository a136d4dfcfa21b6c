//! Sổ vàng: a verifiable ledger of award decisions, the award fund and complaints.

pub mod log;
