//! What signed and hashed bytes begin with, so that none can ever be taken for another (`docs/format.md`, section 1). Each
//! ends in a zero byte, which no note or cosignature has.

/// A statement, signed by its author.
pub const STATEMENT: &[u8] = b"sovang/statement/v1\0";
/// What a key signs that is to be enrolled.
pub const KEY: &[u8] = b"sovang/key/v1\0";
/// The same, signed by an officer who vouches.
pub const KEY_VOUCH: &[u8] = b"sovang/key-vouch/v1\0";
/// A change of the log's key, signed by the new one and, where it could, by the old one.
pub const LOG_KEY: &[u8] = b"sovang/log-key/v1\0";
/// A sealed value, hashed under its salt.
pub const SEALED: &[u8] = b"sovang/sealed/v1\0";
/// A line of a list, hashed as a leaf.
pub const LINE: &[u8] = b"sovang/line/v1\0";
/// The number of a line, hashed under the seed of its list.
pub const LINE_SALT: &[u8] = b"sovang/line-salt/v1\0";
