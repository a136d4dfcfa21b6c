//! What the entries mean: pure rules over a folded state, no file, clock or randomness.
//!
//! [`ledger::State::admit`] says whether a statement may be recorded, [`ledger::State::apply`] takes it over.
//! Recording, verifying and replaying call the same two functions.

pub mod calendar;
pub mod catalogue;
pub mod custody;
pub mod deadline;
pub mod decision;
pub mod dossier;
pub mod duty;
pub mod emulation;
pub mod event;
pub mod fund;
pub mod handover;
pub mod history;
pub mod ledger;
pub mod nomination;
pub mod petition;
pub mod policy;
pub mod presets;
pub mod reception;
pub mod refusal;
pub mod register;
pub mod vault;
pub mod walk;
