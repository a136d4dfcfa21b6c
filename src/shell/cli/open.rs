//! Finding the ledger, opening it, choosing the key: what most commands begin with.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use zeroize::Zeroizing;

use super::CliError;
use super::answer::{Trouble, tell};
use crate::domain::ledger::State;
use crate::domain::walk::Outcome;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::statement::Head;
use crate::shell::author::Signing;
use crate::shell::checkpoints::{self, CheckpointError, Guard};
use crate::shell::journal::{self, Journal, JournalError};
use crate::shell::keys::{self, Signer};
use crate::shell::memory::{Memory, MemoryError, Place, Remembered};
use crate::shell::messages as say;
use crate::shell::practice;
use crate::shell::reading::Reading;
use crate::shell::store::sqlite::SqliteStore;
use crate::shell::store::{Row, Store};
use crate::values::crypto::{Hash, PublicKey, random_stream};
use crate::values::ident::{Id, LedgerId};
use crate::values::lang::Lang;
use crate::values::time::Instant;

/// The ledger that was named, or the only one in this folder.
pub fn find_ledger(named: Option<&Path>) -> Result<PathBuf, CliError> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    let here = Path::new(".");
    let entries = std::fs::read_dir(here).map_err(|error| CliError::Io(here.to_owned(), error))?;
    let names = entries.flatten().map(|entry| PathBuf::from(entry.file_name()));
    let mut found: Vec<PathBuf> = names.filter(|name| name.extension().is_some_and(|ext| ext == "sovang")).collect();
    found.sort();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(CliError::Said("ledger.none", say::no_ledger, say::no_ledger_advice)),
        many => {
            let names = many.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
            Err(CliError::About("ledger.many", names, say::many_ledgers, say::many_ledgers_advice))
        }
    }
}

/// Which ledger a store says it is; not verified yet.
pub fn ledger_of(store: &dyn Store) -> Result<Option<LedgerId>, CliError> {
    let mut first: Option<Row> = None;
    store.scan(1, &mut |row| {
        first = Some(row);
        false
    })?;
    let entry = first.and_then(|row| crate::log::entry::Entry::read(&row.bytes).ok());
    Ok(entry.map(|entry| entry.statement.ledger))
}

/// Whether a file says that it is a ledger for practice. What cannot be read says nothing.
pub fn is_practice(path: &Path) -> bool {
    let Ok(store) = SqliteStore::open_read_only(path) else { return false };
    let mut said = false;
    let read = store.scan(1, &mut |row| {
        let first = crate::log::entry::Entry::read(&row.bytes).ok();
        said = first.is_some_and(|entry| entry.statement.data.contains_key("practice"));
        false
    });
    read.is_ok() && said
}

/// What others are to rely on comes from a real ledger only.
pub fn is_real(state: &State) -> Result<(), CliError> {
    match practice::is_practice(state) {
        true => Err(CliError::Said("practice.stays", say::practice_stays, say::practice_stays_advice)),
        false => Ok(()),
    }
}

/// What this author has verified before of the ledger in a store.
pub fn remembered(memory: &Memory, store: &dyn Store) -> Result<Option<Head>, CliError> {
    match ledger_of(store)? {
        Some(ledger) => Ok(memory.recall(ledger)?.map(|known| known.head)),
        None => Ok(None),
    }
}

/// A ledger opened for signing: verified against the author's memory.
pub struct Desk {
    /// The ledger.
    pub journal: Journal<SqliteStore>,
    memory: Memory,
}

impl Desk {
    /// Opens a ledger to record in: it holds what this author had verified, and what its own log had signed.
    pub fn open(path: &Path) -> Result<Desk, CliError> {
        let store = SqliteStore::open(path)?;
        let memory = Memory::open_default()?;
        let trusted = remembered(&memory, &store)?;
        let ledger = ledger_of(&store)?;
        let journal = Journal::open(store, trusted).map_err(|error| told_where(error, &memory, ledger, path))?;
        let mut desk = Desk { journal, memory };
        // A colleague may have recorded since the entries were read: what is kept outside is then ahead of them, not they
        // behind it. Only if nothing new is there is the end accused of being lost.
        loop {
            let read = desk.journal.head();
            let Err(contradicted) = desk.holds() else { break };
            desk.journal.catch_up()?;
            if desk.journal.head() == read {
                return Err(contradicted);
            }
        }
        believed(desk.journal.state())?;
        Ok(desk)
    }

    /// What was read holds what its log signed and what this author had verified.
    fn holds(&self) -> Result<(), CliError> {
        let state = self.journal.state();
        if let Some(guard) = self.guard(None) {
            guard.check(state, self.journal.store())?;
        }
        // A memory that cannot be written now is told after recording; one that contradicts stops here.
        match self.remember() {
            Err(CliError::Memory(MemoryError::Io { .. })) | Ok(()) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Opens a ledger whatever was verified or signed before: for recovery only.
    pub fn open_anyway(path: &Path) -> Result<Desk, CliError> {
        let store = SqliteStore::open(path)?;
        Ok(Desk { journal: Journal::open(store, None)?, memory: Memory::open_default()? })
    }

    /// Where the newest head that the log signed is kept.
    pub fn guard(&self, key: Option<&Path>) -> Option<Guard> {
        let state = self.journal.state();
        let identity = state.custody.identity()?;
        let found = key.map(Path::to_owned).or_else(|| log_key_file(self.journal.store().path(), &identity.key));
        Some(Guard::of(
            &self.memory,
            state.chain.ledger()?,
            identity,
            found.as_deref(),
            heads_beside(self.journal.store().path()),
        ))
    }

    /// After recording: remembers what stands now, and has the log sign its head. What was recorded stays recorded
    /// whatever happens here: trouble is told, never an error.
    pub fn finish(&mut self, keys: &LogKeyArgs, lang: Lang) -> Vec<Trouble> {
        let mut trouble = Vec::new();
        if let Err(error) = self.remember() {
            let (message, advice) = (say::not_remembered(lang, error.message(lang)), error.advice(lang));
            let advice = match error {
                CliError::Memory(MemoryError::Io { .. }) => say::not_remembered_advice(lang),
                _ => advice,
            };
            trouble.push(Trouble { code: error.code(), message, advice });
        }
        if !keys.no_checkpoint
            && let Err(error) = self.sign_head(keys, lang)
        {
            let message = say::head_unsigned(lang, error.message(lang));
            trouble.push(Trouble { code: error.code(), message, advice: say::head_unsigned_advice(lang) });
        }
        trouble
    }

    /// Has the log sign its head.
    pub fn sign_head(&mut self, keys: &LogKeyArgs, lang: Lang) -> Result<SignedCheckpoint, CliError> {
        let custody = self.journal.state().custody.clone();
        let current = custody.identity().ok_or(CheckpointError::NoIdentity)?;
        let ledger = self.journal.store().path().to_owned();
        let mut signers = vec![keys.signer(&ledger, &current.key, lang)?];
        for earlier in custody.log_keys(u64::MAX).iter().skip(1) {
            // The key before signs along while it is at hand; where it is not, the new one stands alone.
            signers.extend(keys.signer_silently(&ledger, &PublicKey(*earlier.public())));
        }
        let guard = self.guard(keys.log_key.as_deref()).ok_or(CheckpointError::NoIdentity)?;
        Ok(checkpoints::sign_head(&mut self.journal, &guard, &signers)?)
    }

    /// A new ledger file, or one that an interrupted opening left without an entry.
    pub fn begin(path: &Path) -> Result<Desk, CliError> {
        let store = SqliteStore::begin(path)?;
        Ok(Desk { journal: Journal::open(store, None)?, memory: Memory::open_default()? })
    }

    /// Forgets what this author had verified: only where a restoration is declared.
    pub fn forget(&self) -> Result<(), CliError> {
        if let Some(ledger) = self.journal.state().chain.ledger() {
            self.memory.forget(ledger)?;
        }
        Ok(())
    }

    /// Remembers the newest entry as verified.
    pub fn remember(&self) -> Result<(), CliError> {
        if let Some(ledger) = self.journal.state().chain.ledger() {
            let state = self.journal.state();
            let newest = state.custody.restorations.last();
            let restored =
                newest.and_then(|restored| Some(Head { seq: restored.seq, hash: state.chain.hash_at(restored.seq)? }));
            let head = self.journal.head();
            self.memory.remember(ledger, Remembered { head, restored })?;
            let path = full(self.journal.store().path());
            self.memory.note_place(ledger, Place { path, seq: head.seq, at: now() });
        }
        Ok(())
    }
}

/// A path as it is found from anywhere.
pub fn full(path: &Path) -> String {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// An entry that was verified here is gone: where the fuller copy was seen, and when, helps whoever looks for it.
fn told_where(error: JournalError, memory: &Memory, ledger: Option<LedgerId>, path: &Path) -> CliError {
    let JournalError::WentBack(head) = error else { return error.into() };
    let places = ledger.map(|ledger| memory.places(ledger)).unwrap_or_default();
    let own = full(path);
    let fuller = |place: &&Place| place.seq >= head.seq;
    let elsewhere =
        places.iter().rev().filter(fuller).find(|place| place.path != own && Path::new(&place.path).exists());
    let Some(place) = elsewhere.or_else(|| places.iter().rev().find(fuller)) else {
        return JournalError::WentBack(head).into();
    };
    let what = format!("{}, #{}, {}", place.path, place.seq, place.at.vietnamese());
    CliError::About("memory.went_back", what, say::went_back_seen, say::went_back_seen_advice)
}

/// The day on which this program was built.
fn built() -> crate::values::time::Date {
    let seconds: i64 = env!("SOVANG_BUILT").parse().unwrap_or(0);
    Instant::from_millis(seconds.saturating_mul(1000)).date()
}

/// Whether the computer's clock may be signed by: where it is odd, somebody says the year, or nothing is recorded.
/// `SOVANG_CLOCK_YEAR` says it for a script.
fn believed(state: &State) -> Result<(), CliError> {
    use crate::office::{clock, words};
    use crate::shell::terminal::{Asked, Asking, is_attended};
    let now = now();
    let Some(odd) = clock::judge(state, now, built(), is_attended()) else { return Ok(()) };
    let year = now.date().year().to_string();
    if std::env::var("SOVANG_CLOCK_YEAR").is_ok_and(|said| said == year) {
        return Ok(());
    }
    let lang = std::env::var("SOVANG_LANG").ok().and_then(|lang| lang.parse().ok()).unwrap_or_default();
    let mut asking = Asking::new(lang);
    asking.tell(&odd.text(now.date(), lang));
    if is_attended()
        && let Asked::Typed(typed) = asking.line(&format!("{} ", words::clock_ask(lang)), None)
        && typed == year
    {
        return Ok(());
    }
    Err(CliError::Said("clock.odd", words::clock_stop, words::clock_advice))
}

/// A ledger opened for reading: everything folded, nothing signed. Refuses a ledger that does not verify.
pub fn read_state(path: &Path) -> Result<State, CliError> {
    Ok(read(path)?.0)
}

/// The newest head up to which this computer has checked a ledger's signatures, if the file holds it: its bytes have
/// that hash, so everything before it is what was checked.
fn vouched(memory: &Memory, store: &SqliteStore) -> Result<Option<Head>, CliError> {
    let Some(ledger) = ledger_of(store)? else { return Ok(None) };
    let mut heads = memory.checked(ledger);
    heads.sort_by_key(|head| std::cmp::Reverse(head.seq));
    for head in heads {
        let mut held = false;
        store.scan(head.seq, &mut |row| {
            held = row.seq == head.seq && Hash::of(&row.bytes) == head.hash;
            false
        })?;
        if held {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

fn note_checked(memory: &Memory, state: &State) {
    if let Some(ledger) = state.chain.ledger() {
        memory.note_checked(ledger, state.chain.head());
    }
}

/// The same, with its rows: what is shown of them comes from what was verified. Signatures that this computer has checked
/// before are not checked again.
pub fn read(path: &Path) -> Result<(State, Reading), CliError> {
    let store = SqliteStore::open_read_only(path)?;
    let memory = Memory::open_default()?;
    let (trusted, ledger) = (remembered(&memory, &store)?, ledger_of(&store)?);
    let vouched = vouched(&memory, &store)?.filter(|head| trusted.is_none_or(|trusted| trusted.seq < head.seq));
    let mut opened = Journal::open(store, vouched.or(trusted));
    if vouched.is_some() && opened.is_err() {
        // What is wrong is for a whole check to say.
        opened = Journal::open(SqliteStore::open_read_only(path)?, trusted);
    }
    let opened = opened.map_err(|error| told_where(error, &memory, ledger, path))?;
    let (store, state) = opened.into_parts();
    if let Some(head) = trusted
        && state.chain.hash_at(head.seq) != Some(head.hash)
    {
        return Err(told_where(JournalError::WentBack(head), &memory, state.chain.ledger(), path));
    }
    note_checked(&memory, &state);
    let reading = Reading::new(store, state.chain.tree().clone());
    Ok((state, reading))
}

/// A ledger opened to look at, sound or not: what is wrong is said on standard error, and the state is the one
/// before it. An inspector must be able to read the very entry that was changed.
pub fn look(path: &Path, lang: Lang) -> Result<(Outcome, Reading), CliError> {
    let store = SqliteStore::open_read_only(path)?;
    let memory = Memory::open_default().ok();
    let vouched = memory.as_ref().and_then(|memory| vouched(memory, &store).ok()).flatten();
    let mut outcome = journal::walk_trusting(&store, vouched)?;
    let holds = |head: Head| outcome.findings.is_empty() && outcome.state.chain.hash_at(head.seq) == Some(head.hash);
    if vouched.is_some_and(|head| !holds(head)) {
        outcome = journal::walk_trusting(&store, None)?;
    }
    if let Some(memory) = memory.filter(|_| outcome.authentic()) {
        note_checked(&memory, &outcome.state);
    }
    let reading = Reading::new(store, outcome.tree.clone());
    if let Some(finding) = outcome.findings.first() {
        tell(&format!("{}\n", say::unsound(lang, finding.seq, finding.message(lang))));
    }
    Ok((outcome, reading))
}

/// The computer's clock.
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Instant::from_millis(i64::try_from(since).unwrap_or(i64::MAX))
}

/// Makes ids by the computer's clock and randomness. Asks for randomness once, so that a system without any
/// is found before anything is signed.
pub fn new_ids() -> Result<impl FnMut() -> Id, CliError> {
    let mut random = random_stream(&keys::random_bytes()?);
    Ok(move || {
        let mut bytes = [0u8; 10];
        random(&mut bytes);
        Id::new(u64::try_from(now().millis()).unwrap_or(0), bytes)
    })
}

/// What signing needs, by the computer's clock.
pub fn signing<'a>(key: PublicKey, new_id: &'a mut dyn FnMut() -> Id) -> Signing<'a> {
    Signing { key, now: now(), new_id }
}

/// One new id.
pub fn new_id() -> Result<Id, CliError> {
    Ok(new_ids()?())
}

/// Which keys sign, and where the passphrase comes from.
#[derive(clap::Args, Debug, Default)]
pub struct SigningArgs {
    /// Tệp khóa .pem để ký (có thể nêu nhiều lần khi nhập hàng loạt)
    #[arg(
        long = "key",
        short = 'k',
        value_name = "TỆP",
        env = "SOVANG_KEY",
        value_delimiter = ',',
        display_order = 801
    )]
    pub keys: Vec<PathBuf>,
    /// Ký bằng khóa trong ssh-agent (nêu phần đầu khóa công khai nếu có nhiều)
    #[arg(long, value_name = "KHÓA", num_args = 0..=1, default_missing_value = "", display_order = 802)]
    pub agent: Option<String>,
    /// Đọc mật khẩu từ bộ mô tả tệp số N (hoặc đặt SOVANG_PASSPHRASE; nếu không, phần mềm sẽ hỏi)
    #[arg(long, value_name = "N", display_order = 803)]
    pub passphrase_fd: Option<i32>,
}

/// The same, and the log's key for the head that follows what is recorded.
#[derive(clap::Args, Debug, Default)]
pub struct KeyArgs {
    #[command(flatten)]
    pub signing: SigningArgs,
    #[command(flatten)]
    pub log: LogKeyArgs,
}

/// The log's own key, which signs heads.
#[derive(clap::Args, Debug, Default)]
pub struct LogKeyArgs {
    /// Tệp khóa của sổ, để ký mốc (mặc định: tìm cạnh tệp sổ, hoặc trong ssh-agent)
    #[arg(long, value_name = "TỆP", env = "SOVANG_LOG_KEY", display_order = 804)]
    pub log_key: Option<PathBuf>,
    /// Không ký mốc lần này (ký sau bằng checkpoint sign)
    #[arg(long, display_order = 805)]
    pub no_checkpoint: bool,
}

impl KeyArgs {
    /// Opens every key that was named.
    pub fn signers(&self, lang: Lang) -> Result<Vec<Signer>, CliError> {
        self.signing.signers(lang)
    }

    /// The one key that signs.
    pub fn signer(&self, lang: Lang) -> Result<Signer, CliError> {
        self.signing.signer(lang)
    }
}

impl SigningArgs {
    /// Opens every key that was named. A passphrase is forgotten as soon as it has opened its key.
    fn signers(&self, lang: Lang) -> Result<Vec<Signer>, CliError> {
        let mut signers = Vec::new();
        if let Some(wanted) = &self.agent {
            signers.push(agent_key(wanted)?);
        }
        if !self.keys.is_empty() {
            let mut source = keys::passphrase::Source::new(self.passphrase_fd);
            for path in &self.keys {
                keys::pem::check_file(path)?;
                let passphrase = source.ask(&say::key_for(lang, path.display()))?;
                signers.push(Signer::File(keys::pem::open(path, &passphrase)?));
            }
        }
        if signers.is_empty() {
            return Err(CliError::Said("key.none", say::no_key, say::no_key_advice));
        }
        Ok(signers)
    }

    /// The one key that signs.
    pub fn signer(&self, lang: Lang) -> Result<Signer, CliError> {
        let signers = self.signers(lang)?;
        signers.into_iter().next().ok_or(CliError::Said("key.none", say::no_key, say::no_key_advice))
    }
}

impl LogKeyArgs {
    /// The log's key, from its file or the agent. A file that is named counts unless it says that it is another key, as the
    /// one before a rotation.
    pub fn signer(&self, ledger: &Path, key: &PublicKey, lang: Lang) -> Result<Signer, CliError> {
        let named = self.log_key.clone();
        let other = |path: &PathBuf| keys::pem::public_beside(path).is_ok_and(|public| public != *key);
        match named.filter(|path| !other(path)).or_else(|| log_key_file(ledger, key)) {
            Some(path) => self.open(&path, lang),
            None => agent_with(key).ok_or_else(|| no_log_key(ledger, key)),
        }
    }

    /// Opens a file with a key of the log.
    pub fn open(&self, path: &Path, lang: Lang) -> Result<Signer, CliError> {
        if let Some(signer) = self.open_silently(path) {
            return Ok(signer);
        }
        keys::pem::check_file(path)?;
        let passphrase = keys::passphrase::Source::new(None).ask_terminal(&say::key_for(lang, path.display()))?;
        Ok(Signer::File(keys::pem::open(path, &passphrase)?))
    }

    fn signer_silently(&self, ledger: &Path, key: &PublicKey) -> Option<Signer> {
        log_key_file(ledger, key).and_then(|path| self.open_silently(&path)).or_else(|| agent_with(key))
    }

    /// Opens a key that has no passphrase, or that of `SOVANG_LOG_PASSPHRASE` or `SOVANG_PASSPHRASE`.
    fn open_silently(&self, path: &Path) -> Option<Signer> {
        if let Ok(key) = keys::pem::open_bare(path) {
            return Some(Signer::File(key));
        }
        let mut known =
            ["SOVANG_LOG_PASSPHRASE", "SOVANG_PASSPHRASE"].into_iter().filter_map(|name| std::env::var(name).ok());
        known.find_map(|passphrase| keys::pem::open(path, &Zeroizing::new(passphrase)).ok()).map(Signer::File)
    }
}

/// The file beside a ledger with the log's key: whose public half is that key, and whose name says that it is a log's.
/// `so.log.pem` first; then the others of that ledger's name (`so.log2.pem`); then, if there is just one, another log's.
/// A key file of any other name is not taken: somebody may have put it there.
pub fn log_key_file(ledger: &Path, key: &PublicKey) -> Option<PathBuf> {
    let own = ledger.with_extension("log.pem");
    let (stem, name) = (stem_of(ledger), |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()));
    let logs: Vec<PathBuf> = keys_beside(ledger, key).into_iter().filter(|path| is_log_key_name(path)).collect();
    if let Some(found) = logs.iter().find(|path| path.file_name() == own.file_name()) {
        return Some(found.clone());
    }
    let (ours, others): (Vec<PathBuf>, Vec<PathBuf>) =
        logs.into_iter().partition(|path| name(path).is_some_and(|name| name.starts_with(&stem)));
    let one = |found: Vec<PathBuf>| (found.len() == 1).then(|| found.into_iter().next()).flatten();
    if ours.is_empty() { one(others) } else { one(ours) }
}

/// Whether a file's name says that it holds a key of a log: `so.log.pem`, `so.log2.pem`.
pub fn is_log_key_name(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.contains(".log") && name.ends_with(".pem")
}

fn stem_of(ledger: &Path) -> String {
    ledger.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Every file beside a ledger that is named as the newest head of one of its log's keys: `so.log.head`, `so.log2.head`.
fn heads_beside(ledger: &Path) -> Vec<PathBuf> {
    let begin = format!("{}.log", stem_of(ledger));
    let named = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(&begin) && name.ends_with(".head")
    };
    let files = std::fs::read_dir(folder_of(ledger)).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = files.filter(named).collect();
    found.sort();
    found
}

fn folder_of(ledger: &Path) -> &Path {
    ledger.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Every key file beside a ledger whose public half is that key.
fn keys_beside(ledger: &Path, key: &PublicKey) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder_of(ledger)).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|ext| ext == "pem"))
        .filter(|path| keys::pem::public_beside(path).is_ok_and(|public| public == *key))
        .collect();
    found.sort();
    found
}

/// No key of the log; where files beside the ledger bear its public half, they are named.
fn no_log_key(ledger: &Path, key: &PublicKey) -> CliError {
    let found = keys_beside(ledger, key);
    if found.is_empty() {
        return CliError::Said("log_key.none", say::no_log_key, say::no_log_key_advice);
    }
    let names = found.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    CliError::About("log_key.unclear", names, say::log_key_unclear, say::log_key_unclear_advice)
}

fn agent_with(key: &PublicKey) -> Option<Signer> {
    std::env::var_os("SSH_AUTH_SOCK")?;
    keys::agent::list().ok()?.into_iter().find(|held| held.public() == *key).map(Signer::Agent)
}

fn agent_key(wanted: &str) -> Result<Signer, CliError> {
    let held = keys::agent::list()?;
    let matching: Vec<_> = held.into_iter().filter(|held| held.public().to_string().starts_with(wanted)).collect();
    match matching.len() {
        0 => Err(CliError::Said("agent.none", say::agent_none, say::agent_none_advice)),
        1 => matching.into_iter().next().map(Signer::Agent).ok_or(CliError::Said(
            "agent.none",
            say::agent_none,
            say::agent_none_advice,
        )),
        _ => {
            let names = matching.iter().map(|held| format!("{} ({})", held.public().short(), held.comment()));
            let names = names.collect::<Vec<_>>().join(", ");
            Err(CliError::About("agent.many", names, say::agent_many, say::agent_many_advice))
        }
    }
}
