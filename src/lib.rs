//! Sổ vàng: a verifiable ledger of award decisions, the award fund and complaints.
//!
//! Rooms, each importing only those before it: [`values`] → [`log`] → [`domain`] → [`reports`] → [`office`] → [`shell`].
//! Everything up to `office` is pure: no file, clock or randomness. See `docs/architecture.md`.

pub mod domain;
pub mod log;
pub mod office;
pub mod reports;
pub mod shell;
pub mod values;
