//! What stands of each subject, and the questions that others ask of it: no rule, no event.

pub mod custody;
pub mod decision;
pub mod dossier;
pub mod duty;
pub mod emulation;
pub mod explanation;
pub mod fund;
pub mod history;
pub mod hold;
pub mod nomination;
pub mod opening;
pub mod petition;
pub mod reception;
pub mod register;
pub mod succession;
pub mod taking_back;
pub mod vault;
