//! What an office does with a ledger: names that people use, views of what they look at, jobs. Pure: no file, no clock, no
//! randomness; command line, page and documents only ask and show.

pub mod clock;
pub mod jobs;
pub mod names;
pub mod sheets;
pub mod views;
pub mod words;
