//! The vault: a file of its own beside the ledger (`so.vault` for `so.sovang`) with the openings of sealed values, each
//! encrypted by age to those whom the ledger names. One JSON object a line; the file is replaced as a whole, so that what
//! is erased is in no byte of it afterwards.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::secrecy::{ExposeSecret, SecretString};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::durable::{self, Access};
use super::files;
use super::keys;
use crate::domain::vault::Reader;
use crate::values::crypto::Hash;
use crate::values::ident::LedgerId;
use crate::values::jcs;

/// Why the vault does not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not what was written.
    #[error("{path}, line {line}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
    /// It belongs to another ledger.
    #[error("{0}")]
    OtherLedger(PathBuf),
    /// Nobody is named who may read.
    #[error("no readers")]
    NoReaders,
    /// There is no opening of that value.
    #[error("{0}")]
    Missing(Hash),
    /// The key does not open it, or what it opens is not what was sealed.
    #[error("{0}")]
    NotOpened(Hash),
    /// The file of an age identity cannot be used.
    #[error("{path}: {reason}")]
    Identity {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// No randomness, or no passphrase.
    #[error(transparent)]
    Key(#[from] keys::KeyError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    vault: u32,
    ledger: LedgerId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    sealed: Hash,
    /// BLAKE3 of the encrypted bytes: finds a byte that changed without anybody's key.
    blake3: Hash,
    age: String,
}

/// The openings beside a ledger.
pub struct Vault {
    path: PathBuf,
    ledger: LedgerId,
    rows: BTreeMap<Hash, Vec<u8>>,
    damaged: Vec<(usize, Option<Hash>)>,
}

/// Where the vault of a ledger is.
pub fn path_of(ledger: &Path) -> PathBuf {
    ledger.with_extension("vault")
}

impl Vault {
    /// Reads the vault of a ledger; an empty one if there is none yet. Damaged lines are kept apart.
    pub fn open(path: &Path, ledger: LedgerId) -> Result<Vault, VaultError> {
        let mut vault = Vault { path: path.to_owned(), ledger, rows: BTreeMap::new(), damaged: Vec::new() };
        let text = match files::read_text(path, files::LARGE) {
            Ok(text) => text,
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(vault),
            Err(source) if source.kind() == std::io::ErrorKind::InvalidData => {
                return Err(VaultError::Damaged { path: path.to_owned(), line: 1 });
            }
            Err(source) => return Err(VaultError::Io { path: path.to_owned(), source }),
        };
        for (line, number) in text.lines().zip(1usize..) {
            if number == 1 {
                let header: Result<Header, _> = serde_json::from_str(line);
                match header {
                    Ok(header) if header.vault == 1 && header.ledger == ledger => {}
                    Ok(_) => return Err(VaultError::OtherLedger(path.to_owned())),
                    Err(_) => return Err(VaultError::Damaged { path: path.to_owned(), line: 1 }),
                }
                continue;
            }
            match serde_json::from_str::<Row>(line) {
                Ok(row) => match BASE64.decode(&row.age) {
                    Ok(bytes) if Hash::of(&bytes) == row.blake3 => drop(vault.rows.insert(row.sealed, bytes)),
                    _ => vault.damaged.push((number, Some(row.sealed))),
                },
                Err(_) => vault.damaged.push((number, None)),
            }
        }
        Ok(vault)
    }

    /// Lines that are not what was written, and of which value, as far as that can be read.
    pub fn damaged(&self) -> &[(usize, Option<Hash>)] {
        &self.damaged
    }

    /// Every value that can be opened.
    pub fn values(&self) -> impl Iterator<Item = &Hash> {
        self.rows.keys()
    }

    /// Whether there is an opening of a value.
    pub fn has(&self, sealed: &Hash) -> bool {
        self.rows.contains_key(sealed)
    }

    /// Puts an envelope in, and the file on the disk.
    pub fn put(&mut self, envelope: Envelope) -> Result<(), VaultError> {
        self.rows.insert(envelope.sealed, envelope.bytes);
        self.write()
    }

    /// Takes openings out, and out of the file: true if there was any.
    pub fn remove(&mut self, gone: &[Hash]) -> Result<bool, VaultError> {
        let before = self.rows.len() + self.damaged.len();
        gone.iter().for_each(|sealed| drop(self.rows.remove(sealed)));
        self.damaged.retain(|(_, sealed)| sealed.is_none_or(|sealed| !gone.contains(&sealed)));
        if before == self.rows.len() + self.damaged.len() {
            return Ok(false);
        }
        self.write()?;
        Ok(true)
    }

    /// Takes over what another vault has and this one has not.
    pub fn merge(&mut self, other: &Vault, keep: impl Fn(&Hash) -> bool) -> Result<usize, VaultError> {
        let before = self.rows.len();
        for (sealed, bytes) in other.rows.iter().filter(|(sealed, _)| keep(sealed)) {
            self.rows.entry(*sealed).or_insert_with(|| bytes.clone());
        }
        self.write()?;
        Ok(self.rows.len() - before)
    }

    /// Replaces the file: a new one is written whole, reaches the disk, and takes the old one's name. The old one's bytes
    /// are overwritten first, as far as the disk does what it is told.
    fn write(&mut self) -> Result<(), VaultError> {
        if let Some((line, _)) = self.damaged.first() {
            return Err(VaultError::Damaged { path: self.path.clone(), line: *line });
        }
        let mut text = format!("{}\n", json!(Header { vault: 1, ledger: self.ledger }));
        for (sealed, bytes) in &self.rows {
            let row = Row { sealed: *sealed, blake3: Hash::of(bytes), age: BASE64.encode(bytes) };
            text.push_str(&format!("{}\n", json!(row)));
        }
        let io = |source| VaultError::Io { path: self.path.clone(), source };
        let next = self.path.with_extension("vault.next");
        let mut file = private(&next).map_err(io)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io)?;
        let old = std::fs::OpenOptions::new().write(true).open(&self.path).ok();
        std::fs::rename(&next, &self.path).map_err(io)?;
        if let Some(mut old) = old {
            let length = old.metadata().map_err(io)?.len();
            let blank = vec![0u8; usize::try_from(length).unwrap_or(0)];
            old.write_all(&blank).and_then(|()| old.sync_all()).map_err(io)?;
        }
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        #[cfg(unix)]
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
        #[cfg(not(unix))]
        let _ = folder;
        Ok(())
    }

    /// Encrypts a value again, to those who may read now. The commitment and its salt stay.
    pub fn reseal(&mut self, sealed: &Hash, identity: &Identity, readers: &[Reader]) -> Result<(), VaultError> {
        let opening = self.opening(sealed, identity)?;
        let bytes = encrypt(&opening, readers)?;
        self.put(Envelope { sealed: *sealed, bytes })
    }

    /// Opens a value: what was sealed, and nothing else.
    pub fn unseal(&self, sealed: &Hash, identity: &Identity) -> Result<Value, VaultError> {
        self.opening(sealed, identity).map(|opening| opening.value)
    }

    fn opening(&self, sealed: &Hash, identity: &Identity) -> Result<Opening, VaultError> {
        let bytes = self.rows.get(sealed).ok_or(VaultError::Missing(*sealed))?;
        let not_opened = || VaultError::NotOpened(*sealed);
        let plain = Zeroizing::new(age::decrypt(&identity.0, bytes).map_err(|_| not_opened())?);
        let opening: Opening = serde_json::from_slice(&plain).map_err(|_| not_opened())?;
        if commitment(&opening.salt, &opening.value) != *sealed {
            return Err(not_opened());
        }
        Ok(opening)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    salt: Hash,
    value: Value,
}

fn commitment(salt: &Hash, value: &Value) -> Hash {
    Hash::keyed(&salt.0, &jcs::to_bytes(value))
}

/// A sealed value's opening, encrypted.
pub struct Envelope {
    /// The commitment that goes into the log.
    pub sealed: Hash,
    bytes: Vec<u8>,
}

impl Envelope {
    /// Seals a value: a random salt, the commitment, and the opening encrypted to the readers.
    pub fn seal(value: &Value, readers: &[Reader]) -> Result<Envelope, VaultError> {
        let salt = Hash(keys::random_bytes()?);
        let sealed = commitment(&salt, value);
        let bytes = encrypt(&Opening { salt, value: value.clone() }, readers)?;
        Ok(Envelope { sealed, bytes })
    }
}

fn encrypt(opening: &Opening, readers: &[Reader]) -> Result<Vec<u8>, VaultError> {
    let plain = Zeroizing::new(json!(opening).to_string().into_bytes());
    let recipients = readers.iter().map(|reader| age::x25519::Recipient::from_str(reader.recipient.as_str()));
    let recipients = recipients.collect::<Result<Vec<_>, _>>().map_err(|_| VaultError::NoReaders)?;
    let encryptor = age::Encryptor::with_recipients(recipients.iter().map(|r| r as &dyn age::Recipient));
    let encryptor = encryptor.map_err(|_| VaultError::NoReaders)?;
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let written = encryptor.wrap_output(&mut bytes).and_then(|mut out| {
        out.write_all(&plain)?;
        out.finish().map(|_| ())
    });
    written.map_err(|source| VaultError::Io { path: PathBuf::new(), source })?;
    Ok(bytes)
}

/// Somebody's key for reading.
pub struct Identity(age::x25519::Identity);

impl Identity {
    /// Makes a key for reading: the secret half in a file that age opens with the passphrase, the public half beside it.
    pub fn create(path: &Path, passphrase: &str) -> Result<String, VaultError> {
        if passphrase.chars().count() < 8 {
            return Err(keys::KeyError::Weak.into());
        }
        let public_path = public_path(path);
        let taken = [path, &public_path].into_iter().find(|path| path.symlink_metadata().is_ok());
        if let Some(taken) = taken {
            return Err(keys::KeyError::Exists(taken.to_owned()).into());
        }
        let io = |source| VaultError::Io { path: path.to_owned(), source };
        let identity = age::x25519::Identity::generate();
        let public = identity.to_public().to_string();
        let secret = Zeroizing::new(format!("# public key: {public}\n{}\n", identity.to_string().expose_secret()));
        let encryptor =
            age::Encryptor::with_user_passphrase(SecretString::from(keys::passphrase::in_nfc(passphrase).to_string()));
        let mut sealed = Vec::new();
        let mut out = encryptor.wrap_output(&mut sealed).map_err(io)?;
        out.write_all(secret.as_bytes()).and_then(|()| out.finish().map(drop)).map_err(io)?;
        keys::pem::write_new(path, &sealed, Access::Owner)?;
        let made = keys::pem::write_new(&public_path, format!("{public}\n").as_bytes(), Access::Anyone);
        if made.is_err() {
            let _ = durable::remove(path);
        }
        made?;
        Ok(public)
    }

    /// Opens a key for reading.
    pub fn open(path: &Path, passphrase: &str) -> Result<Identity, VaultError> {
        let bad = |reason: &str| VaultError::Identity { path: path.to_owned(), reason: reason.to_owned() };
        let bytes =
            files::read(path, files::SMALL).map_err(|source| VaultError::Io { path: path.to_owned(), source })?;
        let open = |passphrase: &Zeroizing<String>| {
            let mut by_passphrase = age::scrypt::Identity::new(SecretString::from(passphrase.to_string()));
            // A slower computer than the one that made it is no reason to refuse; a gigabyte of memory is one.
            by_passphrase.set_max_work_factor(20);
            age::decrypt(&by_passphrase, &bytes).map_err(|error| bad(&error.to_string()))
        };
        let spellings = keys::passphrase::spellings(passphrase);
        let mut tried = spellings.iter().map(open);
        let first = tried.next().unwrap_or_else(|| Err(bad("no passphrase")));
        let plain = first.or_else(|error| tried.find_map(Result::ok).ok_or(error))?;
        let plain = Zeroizing::new(plain);
        let text = std::str::from_utf8(&plain).map_err(|_| bad("not an age identity"))?;
        let line = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty());
        let line = line.ok_or_else(|| bad("no identity in it"))?;
        age::x25519::Identity::from_str(line.trim()).map(Identity).map_err(bad)
    }
}

/// `can-bo.age` keeps its public half in `can-bo.age.pub`.
pub fn public_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".pub");
    name.into()
}

/// A new file that only its owner may read; one of that name is replaced.
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
