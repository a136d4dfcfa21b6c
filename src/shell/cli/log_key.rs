//! A key that becomes the log's: of a ledger that begins, after a rotation, after a restoration.

use std::path::Path;

use super::CliError;
use super::open;
use crate::shell::keys;
use crate::shell::messages as say;
use crate::values::crypto::{PublicKey, SecretKey};

/// One that is there, or a new one, which gets its file only when what names it is known to be admissible.
pub enum NewLogKey {
    /// Its public half.
    There(PublicKey),
    /// The key.
    New(SecretKey),
}

impl NewLogKey {
    /// The key of a file, or one that may become that file.
    pub fn of(path: &Path) -> Result<NewLogKey, CliError> {
        Ok(match path.symlink_metadata().is_ok() {
            true => NewLogKey::There(keys::pem::public_beside(path)?),
            false => NewLogKey::New(keys::new_secret()?),
        })
    }

    /// The same for a ledger that has a key already. Heads are signed by the key that is found when it is needed, so
    /// before anything is recorded this one must bear a name under which it is: `named` is what is given besides.
    pub fn next(path: &Path, ledger: &Path, named: Option<&Path>) -> Result<NewLogKey, CliError> {
        let folder = |path: &Path| path.parent().filter(|folder| !folder.as_os_str().is_empty()).map(Path::to_owned);
        let here = |path: &Path| std::fs::canonicalize(folder(path).as_deref().unwrap_or(Path::new("."))).ok();
        let beside = here(path).is_some_and(|folder| here(ledger) == Some(folder)) && open::is_log_key_name(path);
        if beside || named == Some(path) {
            return NewLogKey::of(path);
        }
        let proper = free_name(ledger).display().to_string();
        Err(CliError::About("log_key.name", proper, say::log_key_name, say::log_key_name_advice))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        match self {
            NewLogKey::There(public) => *public,
            NewLogKey::New(secret) => secret.public(),
        }
    }

    /// Writes the file of a new key.
    pub fn keep(&self, path: &Path) -> Result<(), CliError> {
        let NewLogKey::New(secret) = self else { return Ok(()) };
        // The computer's key and nobody's: it never gets a person's passphrase unasked.
        match std::env::var("SOVANG_LOG_PASSPHRASE").map(zeroize::Zeroizing::new) {
            Ok(passphrase) => keys::pem::create(path, secret, &passphrase)?,
            Err(_) => keys::pem::create_bare(path, secret)?,
        }
        Ok(())
    }

    /// Takes the file of a new key away again: nothing named it.
    pub fn take_back(&self, path: &Path) {
        if let NewLogKey::New(_) = self {
            keys::pem::take_back(path);
        }
    }
}

/// The first name of its kind that is free: `so.log2.pem`.
fn free_name(ledger: &Path) -> std::path::PathBuf {
    let mut names = (2u32..).map(|n| ledger.with_extension(format!("log{n}.pem")));
    names.find(|path| keys::pem::check_free(path).is_ok()).unwrap_or_else(|| ledger.with_extension("log2.pem"))
}
