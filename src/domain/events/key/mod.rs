//! Keys: who may sign. What an enrolment does to the keyring is layer 1, `log/keyring.rs`.

mod enrolled;
mod revoked;
