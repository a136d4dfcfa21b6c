//! The vault: a folder beside the ledger (`so.vault/` for `so.sovang`) with the openings of sealed values, one file each,
//! encrypted by age to those whom the ledger names. A file is named by the commitment it opens and bound by its hash,
//! both of which stand in the signed entry (`docs/format.md`, Sealed values). No file is shared, so that no desk can lose
//! another's value, and nothing of one value is touched when another is erased.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::durable::{self, Access, Fresh};
use super::files;
use super::keys;
use super::messages as say;
use crate::domain::vault::{Reader, Sealed};
use crate::log::{code, prefix};
use crate::values::crypto::Hash;
use crate::values::ident::{Id, LedgerId};
use crate::values::jcs;
use crate::values::lang::Lang;

/// Plain texts have one of these sizes, so that the length of a file says next to nothing about what is in it.
const SIZES: [usize; 7] = [1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536];
/// The largest file of a vault: the largest plain text, its header with twenty readers, and room.
const MOST: u64 = 128 * 1024;
/// age encrypts in pieces of this size, each with a tag.
const PIECE: usize = 65_536;
const TAG: usize = 16;

/// Why the vault does not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is a single file, as vaults were before format 1.0.
    #[error("{0}")]
    OldKind(PathBuf),
    /// Nobody is named who may read.
    #[error("no readers")]
    NoReaders,
    /// The value has more than a vault takes.
    #[error("too large")]
    TooLarge,
    /// There is no opening of that value.
    #[error("{0}")]
    Missing(Hash),
    /// There is a file of that value, but not the one that the ledger names.
    #[error("{0}")]
    Exchanged(Hash),
    /// The key does not open it, or what it opens is not what was sealed there.
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

impl VaultError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            VaultError::Io { .. } => "file.io",
            VaultError::OldKind(_) => code::VAULT_OLD_KIND,
            VaultError::NoReaders => "vault.no_readers",
            VaultError::TooLarge => "vault.too_large",
            VaultError::Missing(_) => code::VAULT_MISSING,
            VaultError::Exchanged(_) => code::VAULT_EXCHANGED,
            VaultError::NotOpened(_) => code::VAULT_NOT_OPENED,
            VaultError::Identity { .. } => "vault.identity",
            VaultError::Key(error) => error.code(),
        }
    }

    /// What happened.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            VaultError::Io { path, source } => say::io_error(lang, path.display(), source),
            VaultError::OldKind(path) => say::vault_old_kind(lang, path.display()),
            VaultError::NoReaders => say::vault_no_readers(lang),
            VaultError::TooLarge => say::vault_too_large(lang),
            VaultError::Missing(sealed) => say::vault_missing(lang, sealed.short()),
            VaultError::Exchanged(sealed) => say::vault_exchanged(lang, sealed.short()),
            VaultError::NotOpened(_) => say::vault_not_opened(lang),
            VaultError::Identity { path, reason } => say::vault_identity(lang, path.display(), reason),
            VaultError::Key(error) => error.message(lang),
        }
    }

    /// What to do next.
    pub fn advice(&self, lang: Lang) -> String {
        match self {
            VaultError::Io { .. } => say::io_advice(lang),
            VaultError::OldKind(_) => say::vault_old_kind_advice(lang),
            VaultError::NoReaders => say::vault_no_readers_advice(lang),
            VaultError::TooLarge => say::vault_too_large_advice(lang),
            VaultError::Missing(_) | VaultError::Exchanged(_) => say::vault_restore_advice(lang),
            VaultError::NotOpened(_) | VaultError::Identity { .. } => say::vault_identity_advice(lang),
            VaultError::Key(error) => error.advice(lang),
        }
    }
}

/// Where a value is sealed: nothing else opens there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The member's path in the payload.
    pub at: String,
    /// The statement's id.
    pub id: Id,
    /// The ledger.
    pub ledger: LedgerId,
}

/// The commitment to a value at its place, under a salt.
pub fn commitment(salt: &Hash, place: &Place, value: &Value) -> Hash {
    let Place { at, id, ledger } = place;
    let said = jcs::to_bytes(&json!({ "at": at, "id": id, "ledger": ledger, "value": value }));
    Hash::keyed(&salt.0, &[prefix::SEALED, &said].concat())
}

/// Where the vault of a ledger is.
pub fn path_of(ledger: &Path) -> PathBuf {
    ledger.with_extension("vault")
}

/// What a file of a vault is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `c.age`: the value's file.
    Whole,
    /// `c.b.age`: encrypted again, and not yet in the place of the other, b being the beginning of its hash.
    Again,
    /// `c.signed`: sealed by `sign`, waiting for `append`.
    Signed,
}

/// A file of a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The value that its name speaks of.
    pub sealed: Hash,
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub path: PathBuf,
}

/// How a value left the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased {
    /// Its bytes were overwritten and its name taken away.
    Overwritten,
    /// Its name was taken away; the same bytes have another name somewhere (a snapshot), which keeps them.
    Linked,
}

/// The openings beside a ledger, or a backup of them.
pub struct Vault {
    folder: PathBuf,
}

impl Vault {
    /// The vault in a folder, which need not exist yet. A single file of that name is of an earlier kind.
    pub fn open(folder: &Path) -> Result<Vault, VaultError> {
        if folder.is_file() {
            return Err(VaultError::OldKind(folder.to_owned()));
        }
        Ok(Vault { folder: folder.to_owned() })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether there is a vault at all.
    pub fn exists(&self) -> bool {
        self.folder.is_dir()
    }

    /// Where the file of a value is, or would be.
    pub fn path(&self, sealed: &Hash) -> PathBuf {
        self.folder.join(format!("{sealed}.age"))
    }

    fn again(&self, sealed: &Hash, boxed: &Hash) -> PathBuf {
        self.folder.join(format!("{sealed}.{}.age", boxed.short()))
    }

    fn waiting(&self, sealed: &Hash) -> PathBuf {
        self.folder.join(format!("{sealed}.signed"))
    }

    /// Every file of a value, by name. Other files are nobody's business here.
    pub fn files(&self) -> Result<Vec<Stored>, VaultError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(VaultError::Io { path: self.folder.clone(), source }),
        };
        let mut files: Vec<Stored> = entries.flatten().filter_map(|entry| stored(&entry.path())).collect();
        files.sort_by(|a, b| (a.sealed, a.kind, &a.path).cmp(&(b.sealed, b.kind, &b.path)));
        Ok(files)
    }

    /// Files of one value.
    pub fn files_of(&self, sealed: &Hash) -> Result<Vec<Stored>, VaultError> {
        Ok(self.files()?.into_iter().filter(|file| file.sealed == *sealed).collect())
    }

    /// The bytes of a value's file, if one of its files is the box that was asked for.
    pub fn find(&self, sealed: &Hash, boxed: &Hash) -> Result<Option<(PathBuf, Vec<u8>)>, VaultError> {
        for path in [self.path(sealed), self.again(sealed, boxed)] {
            if let Some(bytes) = read(&path)?.filter(|bytes| Hash::of(bytes) == *boxed) {
                return Ok(Some((path, bytes)));
            }
        }
        Ok(None)
    }

    /// Whether the vault has the box of a value, another file in its place, or nothing.
    pub fn check(&self, sealed: &Hash, boxed: &Hash) -> Result<Vec<u8>, VaultError> {
        match self.find(sealed, boxed)? {
            Some((_, bytes)) => Ok(bytes),
            None if std::fs::symlink_metadata(self.path(sealed)).is_ok() => Err(VaultError::Exchanged(*sealed)),
            None => Err(VaultError::Missing(*sealed)),
        }
    }

    /// Puts the box of a new value away, for its owner only; on the disk when this returns.
    pub fn put(&self, envelope: &Envelope) -> Result<PathBuf, VaultError> {
        self.place(&self.path(&envelope.sealed), &envelope.bytes)
    }

    /// Puts a box away that waits for its statement to be appended.
    pub fn put_signed(&self, envelope: &Envelope) -> Result<PathBuf, VaultError> {
        self.place(&self.waiting(&envelope.sealed), &envelope.bytes)
    }

    /// Puts a box away that is to take the place of another.
    pub fn put_again(&self, envelope: &Envelope) -> Result<PathBuf, VaultError> {
        self.place(&self.again(&envelope.sealed, &envelope.boxed), &envelope.bytes)
    }

    fn place(&self, path: &Path, bytes: &[u8]) -> Result<PathBuf, VaultError> {
        let io = |source| VaultError::Io { path: path.to_owned(), source };
        durable::make_folder(&self.folder).map_err(io)?;
        let mut fresh = Fresh::begin(&self.folder, Access::Owner).map_err(io)?;
        fresh.write_all(bytes).map_err(io)?;
        match fresh.place(path) {
            // Interrupted work of the same.
            Err(error)
                if error.kind() == std::io::ErrorKind::AlreadyExists && read(path)?.as_deref() == Some(bytes) =>
            {
                Ok(path.to_owned())
            }
            other => other.map(|()| path.to_owned()).map_err(io),
        }
    }

    /// Gives a value's box its own name, in place of whatever has it.
    pub fn promote(&self, from: &Path, sealed: &Hash) -> Result<(), VaultError> {
        let to = self.path(sealed);
        if from == to {
            return Ok(());
        }
        durable::rename(from, &to).map_err(|source| VaultError::Io { path: to, source })
    }

    /// The box that waits for the statement that names it.
    pub fn signed(&self, known: &Sealed) -> Result<Option<(PathBuf, Envelope)>, VaultError> {
        let path = self.waiting(&known.sealed);
        let bytes = read(&path)?.filter(|bytes| Hash::of(bytes) == known.boxed);
        Ok(bytes.map(|bytes| (path, Envelope { sealed: known.sealed, boxed: known.boxed, bytes })))
    }

    /// Copies a box into a backup: beside an earlier one, never over it.
    pub fn copy_in(&self, sealed: &Hash, bytes: &[u8]) -> Result<PathBuf, VaultError> {
        let envelope = Envelope { sealed: *sealed, boxed: Hash::of(bytes), bytes: bytes.to_vec() };
        if std::fs::symlink_metadata(self.path(sealed)).is_ok() {
            self.put_again(&envelope)
        } else {
            self.put(&envelope)
        }
    }

    /// Puts a value back that a backup has, under its own name, in place of whatever has it.
    pub fn restore(&self, sealed: &Hash, bytes: &[u8]) -> Result<(), VaultError> {
        let path = self.path(sealed);
        let io = |source| VaultError::Io { path: path.clone(), source };
        durable::make_folder(&self.folder).map_err(io)?;
        durable::replace(&path, bytes, Access::Owner).map_err(io)
    }

    /// Puts an earlier box of a value beside the newest.
    pub fn put_earlier(&self, known: &Sealed, bytes: &[u8]) -> Result<PathBuf, VaultError> {
        self.put_again(&Envelope { sealed: known.sealed, boxed: known.boxed, bytes: bytes.to_vec() })
    }

    /// Opens a value: what was sealed at that place, and nothing else.
    pub fn unseal(&self, known: &Sealed, place: &Place, identity: &Identity) -> Result<Value, VaultError> {
        let bytes = self.check(&known.sealed, &known.boxed)?;
        open(&known.sealed, place, &bytes, identity).map(|opening| opening.value)
    }
}

/// Takes a file of a value away for good: overwritten if its bytes have no other name, its name gone, the folder on the
/// disk. Says which.
pub fn erase(path: &Path) -> Result<Erased, VaultError> {
    let io = |source| VaultError::Io { path: path.to_owned(), source };
    let mut erased = Erased::Linked;
    let meta = std::fs::symlink_metadata(path).map_err(io)?;
    #[cfg(unix)]
    let alone = std::os::unix::fs::MetadataExt::nlink(&meta) == 1;
    #[cfg(not(unix))]
    let alone = true;
    if meta.is_file() && alone {
        durable::overwrite(path).map_err(io)?;
        erased = Erased::Overwritten;
    }
    durable::remove(path).map_err(io)?;
    Ok(erased)
}

fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn stored(path: &Path) -> Option<Stored> {
    let name = path.file_name()?.to_str()?;
    let mut parts = name.split('.');
    let sealed = parts.next()?.parse().ok()?;
    let kind = match (parts.next()?, parts.next(), parts.next()) {
        ("age", None, None) => Kind::Whole,
        ("signed", None, None) => Kind::Signed,
        (boxed, Some("age"), None) if boxed.len() == 12 && boxed.bytes().all(is_hex) => Kind::Again,
        _ => return None,
    };
    Some(Stored { sealed, kind, path: path.to_owned() })
}

/// The bytes of a plain file of bounded size; none where there is none, or something else.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultError> {
    let io = |source| VaultError::Io { path: path.to_owned(), source };
    match std::fs::symlink_metadata(path) {
        Ok(meta) if meta.is_file() && meta.len() <= MOST => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(io(source)),
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path).and_then(|file| file.take(MOST).read_to_end(&mut bytes)).map_err(io)?;
    Ok(Some(bytes))
}

/// What a file of a vault holds, encrypted.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    at: String,
    id: Id,
    ledger: LedgerId,
    pad: String,
    salt: Hash,
    value: Value,
}

/// Opens the bytes of a file: what was sealed at that place, and nothing else.
fn open(sealed: &Hash, place: &Place, bytes: &[u8], identity: &Identity) -> Result<Opening, VaultError> {
    let not_opened = || VaultError::NotOpened(*sealed);
    let plain = Zeroizing::new(age::decrypt(&identity.0, bytes).map_err(|_| not_opened())?);
    read_opening(&plain, sealed, place).ok_or_else(not_opened)
}

fn read_opening(plain: &[u8], sealed: &Hash, place: &Place) -> Option<Opening> {
    let opening: Opening = serde_json::from_slice(plain).ok()?;
    let found = Place { at: opening.at.clone(), id: opening.id, ledger: opening.ledger };
    (found == *place && commitment(&opening.salt, place, &opening.value) == *sealed).then_some(opening)
}

/// Whether a plain text is what this format puts into a file for a value at a place: canonical, padded, and opening it.
pub fn is_opening(plain: &[u8], sealed: &Hash, place: &Place) -> bool {
    let canonical =
        |opening: Opening| opening.pad.bytes().all(|b| b == b' ') && jcs::to_bytes(&json!(opening)) == plain;
    SIZES.contains(&plain.len()) && read_opening(plain, sealed, place).is_some_and(canonical)
}

/// Whether bytes open to what was sealed at that place.
pub fn opens(sealed: &Hash, place: &Place, bytes: &[u8], identity: &Identity) -> bool {
    open(sealed, place, bytes, identity).is_ok()
}

/// Whether the length of a file is one that a value sealed by this program has: whoever has no key can check it.
pub fn is_padded(bytes: &[u8]) -> bool {
    // The header ends with the line of its authentication code.
    let Some(mac) = bytes.windows(5).position(|window| window == b"\n--- ") else { return false };
    let rest = bytes.get(mac + 1..).unwrap_or_default();
    let Some(end) = rest.iter().position(|byte| *byte == b'\n') else { return false };
    let payload = rest.len() - end - 1;
    SIZES.iter().any(|size| payload == 16 + size + TAG * size.div_ceil(PIECE))
}

/// A sealed value's box: the opening, encrypted.
#[derive(Clone)]
pub struct Envelope {
    /// The commitment.
    pub sealed: Hash,
    /// The hash of the file.
    pub boxed: Hash,
    bytes: Vec<u8>,
}

impl Envelope {
    /// Seals a value at its place: a random salt, the commitment, and the opening encrypted to the readers.
    pub fn seal(value: &Value, place: &Place, readers: &[Reader]) -> Result<Envelope, VaultError> {
        let salt = Hash(keys::random_bytes()?);
        Envelope::of(salt, value.clone(), place, readers)
    }

    /// Encrypts the opening in a file again, to those who may read now. The commitment and its salt stay.
    pub fn again(
        known: &Sealed,
        place: &Place,
        bytes: &[u8],
        identity: &Identity,
        readers: &[Reader],
    ) -> Result<Envelope, VaultError> {
        let opening = open(&known.sealed, place, bytes, identity)?;
        Envelope::of(opening.salt, opening.value, place, readers)
    }

    fn of(salt: Hash, value: Value, place: &Place, readers: &[Reader]) -> Result<Envelope, VaultError> {
        let sealed = commitment(&salt, place, &value);
        let plain = plain_text(salt, value, place)?;
        let bytes = encrypt(&plain, readers)?;
        Ok(Envelope { sealed, boxed: Hash::of(&bytes), bytes })
    }

    /// What stands in the entry.
    pub fn known(&self) -> Sealed {
        Sealed { boxed: self.boxed, sealed: self.sealed }
    }
}

/// The canonical opening, as long as the next of the sizes.
pub fn plain_text(salt: Hash, value: Value, place: &Place) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let Place { at, id, ledger } = place.clone();
    let mut opening = Opening { at, id, ledger, pad: String::new(), salt, value };
    let bare = jcs::to_bytes(&json!(opening)).len();
    let size = SIZES.into_iter().find(|size| *size >= bare).ok_or(VaultError::TooLarge)?;
    opening.pad = " ".repeat(size - bare);
    Ok(Zeroizing::new(jcs::to_bytes(&json!(opening))))
}

fn encrypt(plain: &[u8], readers: &[Reader]) -> Result<Vec<u8>, VaultError> {
    let recipients = readers.iter().map(|reader| age::x25519::Recipient::from_str(reader.recipient.as_str()));
    let recipients = recipients.collect::<Result<Vec<_>, _>>().map_err(|_| VaultError::NoReaders)?;
    let encryptor = age::Encryptor::with_recipients(recipients.iter().map(|r| r as &dyn age::Recipient));
    let encryptor = encryptor.map_err(|_| VaultError::NoReaders)?;
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let written = encryptor.wrap_output(&mut bytes).and_then(|mut out| {
        out.write_all(plain)?;
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
        // As strict as an author's key: what others may read is a guess away from everybody's sealed values.
        keys::pem::check_file(path)?;
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
