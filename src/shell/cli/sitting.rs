//! Who is at the keyboard, and one unlocking a sitting: the key is found by the role that a job needs, before the first
//! question; it is opened after the last, three tries, and then held until it was idle for half an hour.

use std::path::{Path, PathBuf};

use super::open::{Desk, SigningArgs};
use super::{CliError, Globals, Reply};
use crate::office::jobs::Question;
use crate::office::words as say;
use crate::shell::durable;
use crate::shell::keys::{self, KeyError, Signer, pem, sitting};
use crate::shell::memory::Memory;
use crate::shell::messages;
use crate::shell::terminal::{self, Asked, Asking};
use crate::values::crypto::PublicKey;
use crate::values::ident::{EventType, Id};
use crate::values::lang::Lang;
use crate::values::text::fold;

/// Who signs.
pub struct Author {
    /// The key.
    pub public: PublicKey,
    /// The person.
    pub person: Id,
    /// The holder's name.
    pub name: String,
    file: Option<PathBuf>,
}

/// Where this author's own things are kept.
pub fn state_folder() -> Result<PathBuf, CliError> {
    Ok(Memory::open_default()?.folder().to_owned())
}

/// A key of one's own, where nobody names a file: in the program's own folder, called by the name.
pub fn own_file(holder: &str) -> Result<PathBuf, CliError> {
    let folder = state_folder()?.join("keys");
    durable::make_folder(&folder).map_err(|error| CliError::Io(folder.clone(), error))?;
    let plain: String = fold(holder).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    Ok(folder.join(plain.trim_matches('-')).with_extension("pem"))
}

/// Whether a key at hand may author a type.
pub fn may_author(desk: &Desk, kind: &str, args: &SigningArgs) -> Result<bool, CliError> {
    let Ok(event) = kind.parse::<EventType>() else { return Ok(false) };
    let keyring = desk.journal.state().chain.keyring();
    let mut keys = candidates(desk.journal.store().path(), args)?.into_iter();
    Ok(keys.any(|(public, _)| keyring.check(&public, &event).is_ok()))
}

/// Finds the key of whoever may author a type: the one that is named, else the only one at hand: in the author's own
/// folder, beside the ledger, here.
pub fn author(
    desk: &Desk,
    kind: &str,
    args: &SigningArgs,
    asking: &mut Asking,
    lang: Lang,
) -> Result<Author, CliError> {
    let unknown = || crate::shell::author::DraftError::UnknownType { kind: kind.to_owned(), schema: 0 };
    let event: EventType = kind.parse().map_err(|_| unknown())?;
    let state = desk.journal.state();
    let mut found: Vec<Author> = Vec::new();
    for (public, file) in candidates(desk.journal.store().path(), args)? {
        let Ok(holder) = state.chain.keyring().check(&public, &event) else { continue };
        if !found.iter().any(|known| known.public == public) {
            found.push(Author { public, person: holder.now.person, name: holder.now.name.to_string(), file });
        }
    }
    if found.len() > 1 && terminal::is_attended() {
        let choices = found.iter().map(|author| (author.public.to_string(), author.name.clone()));
        let question = Question::new("key", say::which_key(lang)).among(choices);
        if let Asked::Typed(answer) = asking.ask(&question, None)
            && let Some(key) = crate::office::jobs::answers::chosen(&answer, &question.choices)
        {
            found.retain(|author| author.public.to_string() == key);
        }
    }
    match found.len() {
        1 => found.pop().ok_or(CliError::Said("key.none", messages::no_key, messages::no_key_advice)),
        0 => {
            let allowed = state.chain.keyring().allowed(&event);
            let roles: Vec<&str> = allowed.iter().map(|role| role.label(lang)).collect();
            Err(CliError::Role(kind.to_owned(), roles.join(", ")))
        }
        _ => Err(CliError::Said("key.none", messages::no_key, messages::no_key_advice)),
    }
}

/// Public halves at hand, with their files.
fn candidates(ledger: &Path, args: &SigningArgs) -> Result<Vec<(PublicKey, Option<PathBuf>)>, CliError> {
    let mut found = Vec::new();
    if let Some(wanted) = &args.agent {
        let held = keys::agent::list()?;
        found.extend(held.iter().filter(|h| h.public().to_string().starts_with(wanted)).map(|h| (h.public(), None)));
    }
    for path in &args.keys {
        pem::check_file(path)?;
        found.push((pem::public_beside(path)?, Some(path.clone())));
    }
    if !found.is_empty() || !args.keys.is_empty() || args.agent.is_some() {
        return Ok(found);
    }
    let beside = ledger.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for folder in [state_folder()?.join("keys"), beside.to_owned(), PathBuf::from(".")] {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|ext| ext == "pem")).collect();
        files.sort();
        found.extend(files.into_iter().filter_map(|path| Some((pem::public_beside(&path).ok()?, Some(path)))));
    }
    Ok(found)
}

/// Opens a key: held since earlier in the sitting, or by its passphrase, asked for up to three times.
pub fn unlock(author: &Author, args: &SigningArgs, asking: &mut Asking, lang: Lang) -> Result<Signer, CliError> {
    let state = state_folder()?;
    if let Some(held) = sitting::held(&state, &author.public) {
        return Ok(Signer::Agent(held));
    }
    let Some(file) = &author.file else {
        let mut held = keys::agent::list()?.into_iter().filter(|held| held.public() == author.public);
        return held.next().map(Signer::Agent).ok_or(CliError::Said(
            "key.none",
            messages::no_key,
            messages::no_key_advice,
        ));
    };
    let mut source = keys::passphrase::Source::new(args.passphrase_fd);
    let mut prompt = say::passphrase_of(lang, &author.name);
    for left in (0..3).rev() {
        let passphrase = source.ask(&prompt)?;
        match pem::open(file, &passphrase) {
            Ok(key) => {
                // A sitting is somebody's who types; a script brings its passphrase each time.
                if terminal::is_attended() && sitting::keep(&state, &key).is_ok() {
                    asking.tell(&say::kept_open(lang, sitting::IDLE / 60));
                }
                return Ok(Signer::File(key));
            }
            Err(KeyError::WrongPassphrase(_)) if left > 0 && terminal::is_attended() => {
                prompt = say::passphrase_wrong(lang, left);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(KeyError::WrongPassphrase(file.clone()).into())
}

/// Khóa lại mọi khóa đang mở trong phiên làm việc
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang lock")]
pub struct Lock {}

impl Lock {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let n = sitting::lock(&state_folder()?);
        Ok(Reply::yes(format!("{}\n", say::locked(globals.lang, n)), serde_json::json!({ "locked": n })))
    }
}

/// Giữ một khóa đang mở cho phiên làm việc (phần mềm tự gọi)
#[derive(clap::Args, Debug)]
pub struct Serve {
    #[arg(value_name = "Ổ NỐI")]
    socket: PathBuf,
}

impl Serve {
    pub(super) fn run(self) -> Result<Reply, CliError> {
        sitting::serve(&self.socket).map_err(|error| CliError::Io(self.socket, error))?;
        Ok(Reply::written())
    }
}
