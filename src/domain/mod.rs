//! What the entries mean: pure rules over a folded state, no file, clock or randomness.
//!
//! [`ledger::State::admit`] says whether a statement may be recorded, [`ledger::State::apply`] takes it over.
//! Recording, verifying and replaying call the same two functions.

pub mod calendar;
pub mod catalogue;
pub mod deadline;
pub mod events;
pub mod ledger;
pub mod lists;
pub mod policy;
pub mod presets;
pub mod refusal;
pub mod registers;
pub mod state;
pub mod walk;

pub use registers::{
    custody, decision, dossier, duty, emulation, fund, history, hold, nomination, petition, reception, register, vault,
};
