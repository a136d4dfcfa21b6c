//! The small values everything else is made of: canonical JSON, keys and hashes, dates, đồng, text.
//! Nothing here knows an entry, an award or a file.

pub mod amount;
pub mod crypto;
pub mod ident;
pub mod jcs;
pub mod lang;
pub mod letters;
pub mod listed;
pub mod members;
pub mod money;
pub mod near;
pub mod shown;
pub mod strict;
pub mod text;
pub mod time;
pub mod words;
