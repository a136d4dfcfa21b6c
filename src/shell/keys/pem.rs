//! Keys in files: encrypted PKCS#8 PEM (RFC 5958, PBES2 with PBKDF2-SHA-256 and AES-256-CBC), which openssl
//! reads and a browser can decrypt. Version 1 of the structure, without the public key: openssl 3.0 refuses the other.

use std::path::{Path, PathBuf};

use ed25519_dalek::pkcs8::{EncodePrivateKey, KeypairBytes};
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::der::pem::{LineEnding, PemLabel};
use pkcs8::pkcs5::pbes2::{Kdf, Parameters};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};

use super::KeyError;
use super::passphrase::{in_nfc, spellings};
use crate::shell::durable::{self, Access};
use crate::shell::files;
use crate::values::crypto::{PublicKey, SecretKey};

/// OWASP's figure for PBKDF2-SHA-256.
const ROUNDS: u32 = 600_000;
/// The most rounds of PBKDF2 that a key file may ask for: some seconds.
const MOST_ROUNDS: u32 = 10_000_000;
/// The most memory that scrypt may take for one, in bytes.
const MOST_MEMORY: u64 = 256 << 20;
/// A key file is a few hundred bytes.
const MOST_BYTES: u64 = 16 * 1024;

/// Whether a key may be made under this name.
pub fn check_free(path: &Path) -> Result<(), KeyError> {
    let taken = [path.to_owned(), public_path(path)].into_iter().find(|path| path.symlink_metadata().is_ok());
    taken.map_or(Ok(()), |path| Err(KeyError::Exists(path)))
}

/// Writes a key, readable by its owner only, and its public half beside it. Never overwrites.
pub fn create(path: &Path, key: &SecretKey, passphrase: &str) -> Result<(), KeyError> {
    if passphrase.chars().count() < 8 {
        return Err(KeyError::Weak);
    }
    check_free(path)?;
    let text = encrypt(path, key, &in_nfc(passphrase))?;
    write_new(path, text.as_bytes(), Access::Owner)?;
    let public = write_new(&public_path(path), format!("{}\n", key.public()).as_bytes(), Access::Anyone);
    if public.is_err() {
        // The other name may be somebody else's.
        let _ = durable::remove(path);
    }
    public
}

/// Locks a key's file with another passphrase. The file is replaced whole or stays as it is; the public half stays.
pub fn lock_again(path: &Path, key: &SecretKey, passphrase: &str) -> Result<(), KeyError> {
    if passphrase.chars().count() < 8 {
        return Err(KeyError::Weak);
    }
    let text = encrypt(path, key, &in_nfc(passphrase))?;
    durable::replace(path, text.as_bytes(), Access::Owner)
        .map_err(|source| KeyError::Io { path: path.to_owned(), source })
}

/// Takes away a key that was made for an event that was not recorded. It has signed nothing that anybody has.
pub fn take_back(path: &Path) {
    let _ = durable::remove(path);
    let _ = durable::remove(&public_path(path));
}

/// Writes the key of a log: readable by its owner only, without a passphrase, since it belongs to the computer and not to a
/// person. It signs heads and no entries.
pub fn create_bare(path: &Path, key: &SecretKey) -> Result<(), KeyError> {
    check_free(path)?;
    let broken = || KeyError::NotAKey(path.to_owned());
    let plain = KeypairBytes { secret_key: key.signing_key().to_bytes(), public_key: None };
    let plain = plain.to_pkcs8_der().map_err(|_| broken())?;
    let text = plain.to_pem(PrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(|_| broken())?;
    write_new(path, text.as_bytes(), Access::Owner)?;
    let public = write_new(&public_path(path), format!("{}\n", key.public()).as_bytes(), Access::Anyone);
    if public.is_err() {
        let _ = durable::remove(path);
    }
    public
}

/// Reads the key of a log that has no passphrase.
pub fn open_bare(path: &Path) -> Result<SecretKey, KeyError> {
    let (label, document) = read_pem(path)?;
    if label != PrivateKeyInfoRef::PEM_LABEL {
        return Err(KeyError::WrongPassphrase(path.to_owned()));
    }
    let not_a_key = || KeyError::NotAKey(path.to_owned());
    let info = PrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| not_a_key())?;
    let key = KeypairBytes::try_from(info).map_err(|_| not_a_key())?;
    Ok(SecretKey::from_seed(&key.secret_key))
}

fn read_pem(path: &Path) -> Result<(String, SecretDocument), KeyError> {
    check_file(path)?;
    let not_a_key = || KeyError::NotAKey(path.to_owned());
    let io = |source| KeyError::Io { path: path.to_owned(), source };
    let bytes = zeroize::Zeroizing::new(files::read(path, MOST_BYTES).map_err(io)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| not_a_key())?;
    let (label, document) = SecretDocument::from_pem(text).map_err(|_| not_a_key())?;
    Ok((label.to_owned(), document))
}

fn encrypt(path: &Path, key: &SecretKey, passphrase: &str) -> Result<zeroize::Zeroizing<String>, KeyError> {
    let broken = || KeyError::NotAKey(path.to_owned());
    let plain = KeypairBytes { secret_key: key.signing_key().to_bytes(), public_key: None };
    let plain = plain.to_pkcs8_der().map_err(|_| broken())?;
    let (mut salt, mut iv) = ([0u8; 16], [0u8; 16]);
    getrandom::fill(&mut salt).and_then(|()| getrandom::fill(&mut iv)).map_err(|_| KeyError::NoRandomness)?;
    let scheme = Parameters::generate_pbkdf2_sha256_aes256cbc(ROUNDS, &salt, iv).map_err(|_| broken())?;
    let sealed = scheme.encrypt(passphrase, plain.as_bytes()).map_err(|_| broken())?;
    let encrypted_data = OctetStringRef::new(&sealed).map_err(|_| broken())?;
    let info = EncryptedPrivateKeyInfoRef { encryption_algorithm: scheme.into(), encrypted_data };
    let document = SecretDocument::encode_msg(&info).map_err(|_| broken())?;
    document.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(|_| broken())
}

/// Whether a key file is there and for its owner only, before anybody is asked for a passphrase.
pub fn check_file(path: &Path) -> Result<(), KeyError> {
    let io = |source| KeyError::Io { path: path.to_owned(), source };
    let meta = std::fs::metadata(path).map_err(io)?;
    if !meta.is_file() || meta.len() > MOST_BYTES {
        return Err(KeyError::NotAKey(path.to_owned()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = meta.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed { path: path.to_owned(), mode });
        }
    }
    Ok(())
}

/// Reads a key, however a keyboard typed its passphrase.
pub fn open(path: &Path, passphrase: &str) -> Result<SecretKey, KeyError> {
    let not_a_key = || KeyError::NotAKey(path.to_owned());
    let (label, document) = read_pem(path)?;
    if label == PrivateKeyInfoRef::PEM_LABEL {
        return Err(KeyError::Bare(path.to_owned()));
    }
    if label != EncryptedPrivateKeyInfoRef::PEM_LABEL {
        return Err(not_a_key());
    }
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| not_a_key())?;
    if !info.encryption_algorithm.pbes2().is_some_and(|scheme| is_affordable(&scheme.kdf)) {
        return Err(KeyError::Costly(path.to_owned()));
    }
    spellings(passphrase)
        .iter()
        .find_map(|passphrase| {
            let plain = info.decrypt(passphrase.as_bytes()).ok()?;
            let info = PrivateKeyInfoRef::try_from(plain.as_bytes()).ok()?;
            // Wrong passphrases come to well-formed padding now and then, but to no key.
            Some(KeypairBytes::try_from(info).map(|key| SecretKey::from_seed(&key.secret_key)).map_err(|_| not_a_key()))
        })
        .unwrap_or_else(|| Err(KeyError::WrongPassphrase(path.to_owned())))
}

/// Whether a key file asks for no more work than any honest one: ten million rounds, 256 MiB.
fn is_affordable(kdf: &Kdf) -> bool {
    if let Some(params) = kdf.pbkdf2() {
        return params.iteration_count <= MOST_ROUNDS;
    }
    kdf.scrypt().is_some_and(|params| {
        let memory = u64::from(params.block_size).checked_mul(128).and_then(|n| n.checked_mul(params.cost_parameter));
        let work = memory.and_then(|memory| memory.checked_mul(u64::from(params.parallelization)));
        memory.is_some_and(|memory| memory <= MOST_MEMORY) && work.is_some_and(|work| work <= 4 * MOST_MEMORY)
    })
}

/// `chu-tich.pem` keeps its public half in `chu-tich.pub`.
pub fn public_path(path: &Path) -> PathBuf {
    path.with_extension("pub")
}

/// Reads the public half kept beside a key: no passphrase needed.
pub fn public_beside(path: &Path) -> Result<PublicKey, KeyError> {
    let path = public_path(path);
    let text = files::read_text(&path, files::SMALL).map_err(|source| KeyError::Io { path: path.clone(), source })?;
    text.trim().parse().map_err(|_| KeyError::NotAKey(path))
}

/// Writes a new file of a key; never over another.
pub fn write_new(path: &Path, bytes: &[u8], access: Access) -> Result<(), KeyError> {
    durable::write_new(path, bytes, access).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => KeyError::Exists(path.to_owned()),
        _ => KeyError::Io { path: path.to_owned(), source },
    })
}
