//! `recover`: the honest ways on for a ledger that went back: a fuller copy, or a declaration of what was lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::checkpoint::members;
use super::log_key::NewLogKey;
use super::open::{self, Desk, KeyArgs, LogKeyArgs};
use super::recording::Recording;
use super::verify::{bring, no_evidence};
use super::{CliError, Globals, Reply};
use crate::domain::custody::{Origin, Restoration};
use crate::domain::events::ledger::naming::Naming;
use crate::domain::ledger::State;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::note::Signature;
use crate::log::statement::Head;
use crate::log::tree::Node;
use crate::shell::evidence::{self, Evidence, first_difference, keys_of};
use crate::shell::heads::sound;
use crate::shell::journal::{A_PIECE, Journal};
use crate::shell::memory::{Memory, Remembered};
use crate::shell::messages as say;
use crate::shell::store::sqlite::SqliteStore;
use crate::shell::store::{Row, StoredCheckpoint};
use crate::values::crypto::Hash;

/// Khôi phục: sổ bị cắt đuôi, bị thay bằng bản cũ, hoặc bảng nút hỏng
#[derive(clap::Subcommand, Debug)]
pub enum RecoverCommand {
    /// Lấy phần còn thiếu từ một bản đầy đủ hơn (sổ, bản xuất, thư mục công bố)
    #[command(after_help = "Ví dụ: sovang -l so.sovang recover from /media/usb/so-2024-08-04.sovang")]
    From(From_),
    /// Phần cuối đã mất hẳn: Chủ tịch khai, sổ đi tiếp dưới tên gốc và khóa mới
    #[command(
        after_help = "Ví dụ: sovang -l so.sovang recover declare --origin xa-a.example/so-vang-2 --new-log-key so-2.log.pem \
--reason \"Ổ đĩa hỏng\" -k chu-tich.pem"
    )]
    Declare(Declare),
    /// Trên máy của người ký khác: chấp nhận việc khôi phục đã được khai trong sổ
    #[command(
        after_help = "Ví dụ: sovang -l so.sovang recover accept       (xem sổ khai gì)\n       sovang -l so.sovang recover accept 17"
    )]
    Accept(Accept),
    /// Bỏ những mốc và chữ ký nhân chứng không đúng, cất sang bên tệp mốc không do sổ ký (sổ ký lại mốc sau)
    #[command(after_help = "Ví dụ: sovang -l so.sovang recover heads")]
    Heads(HeadsArgs),
    /// Chép mục từ một tệp cứu được (.dump, .recover) hoặc bị can thiệp sang tệp sổ mới
    #[command(after_help = "Ví dụ: sovang recover file cuu-duoc.db so-moi.sovang\n       \
sovang recover file cuu-duoc.db so-moi.sovang --to 120   (chỉ đến mục 120)")]
    File(FileArgs),
    /// Lập lại bảng nút của cây từ các mục
    #[command(after_help = "Ví dụ: sovang -l so.sovang recover nodes")]
    Nodes(Nodes),
}

impl RecoverCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            RecoverCommand::From(command) => command.run(globals),
            RecoverCommand::Declare(command) => command.run(globals),
            RecoverCommand::Accept(command) => command.run(globals),
            RecoverCommand::Heads(command) => command.run(globals),
            RecoverCommand::File(command) => command.run(globals),
            RecoverCommand::Nodes(command) => command.run(globals),
        }
    }
}

/// Lấy từ bản đầy đủ hơn
#[derive(clap::Args, Debug)]
pub struct From_ {
    /// Bản đầy đủ hơn
    #[arg(value_name = "BẢN")]
    copy: PathBuf,
    #[command(flatten)]
    log: LogKeyArgs,
}

impl From_ {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let name = self.copy.display().to_string();
        // First of all and without what stands in it, so that two ledgers are never held at once.
        let Evidence::Entries(theirs) = bring(&name)?.lean() else {
            return Err(CliError::About("recover.no_entries", name, say::recover_no_entries, say::usage_advice));
        };
        if let Some(finding) = theirs.findings.first() {
            let reason = say::unsound(lang, finding.seq, finding.message(lang));
            return Err(CliError::About(
                "recover.unsound",
                format!("{name}: {reason}"),
                |_, text| text,
                say::unsound_advice,
            ));
        }
        let mut desk = Desk::open_anyway(&globals.ledger()?)?;
        let ours = desk.journal.state().chain.tree();
        let (before, same_ledger) = (ours.size(), theirs.state.chain.ledger() == desk.journal.state().chain.ledger());
        if !same_ledger || first_difference(ours, &theirs.tree, before.min(theirs.tree.size())).is_some() {
            return Err(CliError::About("recover.other", name, say::recover_other, say::head_forked_advice));
        }
        take_over_after(&mut desk.journal, before, &self.copy, &name)?;
        // Heads that the copy holds come along, if they are right.
        let mut heads = 0;
        if let Ok(copy) = SqliteStore::open_read_only(&self.copy) {
            for stored in copy.checkpoints(0)? {
                let state = desk.journal.state();
                if let Some(stored) = sound(&stored, &state.custody, state.chain.tree()) {
                    keep(desk.journal.store_mut(), &stored)?;
                    heads += 1;
                }
            }
        }
        if let Some(guard) = desk.guard(None) {
            let state = desk.journal.state();
            guard.check(state, desk.journal.store())?;
        }
        let trouble = desk.finish(&self.log, lang);
        let head = desk.journal.head();
        let taken = head.seq.saturating_sub(before);
        let text = format!("{}\n", say::recovered(lang, taken, head.seq, head.hash));
        let json = json!({ "entries": taken, "checkpoints": heads, "head": head });
        Ok(Reply::done(text, json).after(trouble))
    }
}

/// Takes over what a copy holds after a position, piece by piece; each row is judged as verification does, so what was
/// taken when something goes wrong is right as far as it goes.
fn take_over_after(journal: &mut Journal<SqliteStore>, seq: u64, copy: &Path, name: &str) -> Result<(), CliError> {
    let (mut piece, mut bytes, mut taken) = (Vec::new(), 0, Ok(()));
    let each = &mut |row: Row| {
        bytes += row.bytes.len();
        piece.push(row);
        if bytes >= A_PIECE {
            taken = journal.adopt(&std::mem::take(&mut piece), &|_| true);
            bytes = 0;
        }
        taken.is_ok()
    };
    let read = evidence::entries_after(copy, seq, each);
    taken?;
    read.map_err(|error| no_evidence(name, error))?;
    if !piece.is_empty() {
        journal.adopt(&piece, &|_| true)?;
    }
    Ok(())
}

/// Khai phần đã mất
#[derive(clap::Args, Debug)]
pub struct Declare {
    /// Tên gốc mới của sổ
    #[arg(long, value_name = "TÊN")]
    origin: Origin,
    /// Khóa mới của sổ, đặt cạnh tệp sổ (lập mới nếu chưa có)
    #[arg(long, value_name = "TỆP")]
    new_log_key: PathBuf,
    /// Điều đã xảy ra
    #[arg(long, value_name = "LÝ DO")]
    reason: String,
    /// Mốc mới nhất được biết là đã ký (mặc định: mốc mà máy này còn giữ): mốc, biên nhận, báo cáo
    #[arg(long, value_name = "TỆP|MỐC")]
    lost: Option<String>,
    #[command(flatten)]
    key: KeyArgs,
}

impl Declare {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let mut desk = Desk::open_anyway(&path)?;
        let signer = self.key.signer(lang)?;
        let lost = self.lost(&desk)?;
        let next = NewLogKey::next(&self.new_log_key, &path, self.key.log.log_key.as_deref())?;
        next.keep(&self.new_log_key)?;
        let data = json!({
            "kept": desk.journal.head().seq, "lost": lost,
            "origin": self.origin.as_str(), "log_key": next.public(), "reason": self.reason,
        });
        let mut recording = Recording { desk: &mut desk, signers: &[signer], log: &self.key.log, lang, forgets: false };
        let done = recording.restoration("ledger.restored", members(data));
        if done.as_ref().is_err_and(|error| !error.is_unclear()) {
            next.take_back(&self.new_log_key);
        }
        done
    }

    /// The lost head as the event has it: signed, with the entry that names its key where that is lost as well.
    fn lost(&self, desk: &Desk) -> Result<Value, CliError> {
        let none = || CliError::Said("recover.nothing_known", say::recover_nothing, say::recover_nothing_advice);
        let (state, entries) = (desk.journal.state(), desk.journal.head().seq);
        let (checkpoint, naming) = match &self.lost {
            Some(what) => {
                let unsigned = || {
                    CliError::About(
                        "restored.unsigned",
                        what.clone(),
                        say::recover_unsigned,
                        say::recover_nothing_advice,
                    )
                };
                signed_in(bring(what)?, state, entries).ok_or_else(unsigned)?
            }
            None => {
                let kept = desk.guard(None).map(|guard| guard.newest(state)).transpose()?.flatten().ok_or_else(none)?;
                (kept.checkpoint().clone(), kept.naming_beyond(entries).map(<[u8]>::to_vec))
            }
        };
        let too_large = || CliError::Said("recover.too_large", say::recover_too_large, say::recover_nothing_advice);
        let head = checkpoint.unverified().head;
        let signed = as_it_fits(&checkpoint).ok_or_else(too_large)?;
        let mut lost = json!({ "root": Hash(*head.root.as_bytes()), "signed": signed, "size": head.size });
        if let (Some(naming), Some(members)) = (naming, lost.as_object_mut()) {
            let text = String::from_utf8(naming).ok().filter(|text| text.chars().count() <= 8000);
            members.insert("naming".into(), text.ok_or_else(too_large)?.into());
        }
        Ok(lost)
    }
}

/// The signed head that something brought carries, and the entry that names its key, if it stands after `entries`.
fn signed_in(evidence: Evidence, state: &State, entries: u64) -> Option<(SignedCheckpoint, Option<Vec<u8>>)> {
    match evidence {
        Evidence::Checkpoint(checkpoint) | Evidence::Report { checkpoint, .. } => Some((checkpoint, None)),
        Evidence::Receipt(receipt) => {
            let checkpoint = receipt.checkpoint(&keys_of(&state.custody))?;
            let beyond = receipt.entry().filter(|_| receipt.index() >= entries);
            Some((checkpoint, beyond.filter(|entry| Naming::of(entry, state).is_some()).map(<[u8]>::to_vec)))
        }
        _ => None,
    }
}

/// A signed head with the log's signatures and as many of its cosignatures as an entry has room for.
fn as_it_fits(checkpoint: &SignedCheckpoint) -> Option<String> {
    let own = |by: &Signature| by.name.as_str() == checkpoint.unverified().origin.as_str();
    let mut fitting = checkpoint.keep(own).ok()?;
    let others = checkpoint.note().signatures().iter().filter(|by| !own(by) && by.name.as_str().is_ascii());
    let fits = |text: &SignedCheckpoint| text.to_string().chars().count() <= 4000;
    for by in others {
        let more = fitting.clone().with(by.clone()).ok().filter(fits);
        fitting = more.unwrap_or(fitting);
    }
    fits(&fitting).then(|| fitting.to_string())
}

/// Chấp nhận việc khôi phục
#[derive(clap::Args, Debug)]
pub struct Accept {
    /// Mục khai việc khôi phục
    #[arg(value_name = "MỤC")]
    restoration: Option<u64>,
}

impl Accept {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let desk = Desk::open_anyway(&globals.ledger()?)?;
        let state = desk.journal.state();
        let known = match state.chain.ledger() {
            Some(ledger) => Memory::open_default()?.recall(ledger)?,
            None => None,
        };
        let head = desk.journal.head();
        let Some(known) = known.filter(|known| state.chain.hash_at(known.head.seq) != Some(known.head.hash)) else {
            return Ok(Reply::yes(format!("{}\n", say::recover_nothing_to_accept(lang)), json!({ "head": head })));
        };
        let declared = declared_loss(state, &known).ok_or_else(|| {
            let what = say::recover_not_covered(lang, known.head.seq, known.head.hash.short());
            CliError::About("recover.not_declared", what, |_, what| what, say::recover_not_covered_advice)
        })?;
        let (lost, seq) = (&declared.lost, declared.seq);
        let told = say::recover_restoration(lang, seq, declared.on.vietnamese(), seq - 1, lost.size, &declared.reason);
        if self.restoration != Some(seq) {
            return Err(CliError::About("recover.name_it", told, |_, what| what, say::recover_name_it_advice));
        }
        desk.forget()?;
        desk.remember()?;
        let text = format!("{told}\n{}\n", say::recover_accepted(lang, seq, known.head.seq, head.seq));
        Ok(Reply::done(text, json!({ "head": head, "restoration": seq, "let_go": known.head })))
    }
}

/// The restoration that declares the loss of what this computer remembers: the first one that is newer than that memory
/// and kept less. A loss beyond what it declares is another loss, which nobody has declared.
fn declared_loss<'a>(state: &'a State, known: &Remembered) -> Option<&'a Restoration> {
    // A memory from after a restoration is not covered by it.
    let stands = known.restored.filter(|restored| state.chain.hash_at(restored.seq) == Some(restored.hash));
    let newer = |restoration: &&Restoration| stands.is_none_or(|restored| restoration.seq > restored.seq);
    let mut newer = state.custody.restorations.iter().filter(newer);
    newer.find(|restoration| restoration.seq <= known.head.seq).filter(|found| found.covers(known.head.seq))
}

/// Bỏ mốc không đúng
#[derive(clap::Args, Debug)]
pub struct HeadsArgs {}

impl HeadsArgs {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let mut desk = Desk::open_anyway(&globals.ledger()?)?;
        let state = desk.journal.state();
        let stored = desk.journal.store().checkpoints(0)?;
        let held: BTreeMap<u64, StoredCheckpoint> = stored
            .iter()
            .filter_map(|stored| sound(stored, &state.custody, state.chain.tree()))
            .map(|sound| (sound.size, sound))
            .collect();
        let holds = |size: u64, line: Option<&str>| {
            let known = held.get(&size);
            known.is_some_and(|known| line.is_none_or(|line| known.cosignatures.iter().any(|held| held == line)))
        };
        let (heads, lines) = desk.journal.store_mut().drop_heads(&holds)?;
        let aside =
            desk.guard(None).map(|guard| guard.set_aside(desk.journal.state())).transpose()?.unwrap_or_default();
        let mut text = format!("{}\n", say::heads_dropped(globals.lang, heads, lines, held.len()));
        aside.iter().for_each(|path| text.push_str(&format!("{}\n", say::heads_aside(globals.lang, path.display()))));
        let aside: Vec<String> = aside.iter().map(|path| path.display().to_string()).collect();
        let json = json!({ "dropped": heads, "cosignatures_dropped": lines, "kept": held.len(), "aside": aside });
        Ok(Reply::done(text, json))
    }
}

/// Chép từ tệp cứu được
#[derive(clap::Args, Debug)]
pub struct FileArgs {
    /// Tệp SQLite cứu được
    #[arg(value_name = "TỆP")]
    rescued: PathBuf,
    /// Tệp sổ mới (không ghi đè)
    #[arg(value_name = "SỔ MỚI")]
    target: PathBuf,
    /// Chỉ đến mục này: phần sau không còn đúng
    #[arg(long, value_name = "N")]
    to: Option<u64>,
}

impl FileArgs {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let (mut rows, heads) = SqliteStore::rescue(&self.rescued)?;
        rows.retain(|row| self.to.is_none_or(|last| row.seq <= last));
        // What the file says of a row beside its bytes is not taken over.
        rows.iter_mut().for_each(|row| row.hash = Hash::of(&row.bytes));
        let taken = take_over(SqliteStore::begin(&self.target)?, &rows, &heads);
        if taken.is_err() {
            SqliteStore::abandon(&self.target);
        }
        let (head, kept) = taken?;
        let text = format!("{}\n", say::recovered_file(lang, self.target.display(), head.seq, head.hash, kept));
        Ok(Reply::done(text, json!({ "entries": head.seq, "checkpoints": kept, "head": head })))
    }
}

/// Puts rows and those heads that hold into a new ledger; every row is judged as verification does.
fn take_over(store: SqliteStore, rows: &[Row], heads: &[StoredCheckpoint]) -> Result<(Head, usize), CliError> {
    let mut journal = Journal::open(store, None)?;
    journal.adopt(rows, &|state| state.chain.head().seq > 0)?;
    let mut kept = 0;
    for stored in heads {
        let state = journal.state();
        if let Some(stored) = sound(stored, &state.custody, state.chain.tree()) {
            keep(journal.store_mut(), &stored)?;
            kept += 1;
        }
    }
    Ok((journal.head(), kept))
}

fn keep(store: &mut SqliteStore, stored: &StoredCheckpoint) -> Result<(), CliError> {
    store.keep_checkpoint(stored.size, &stored.note)?;
    Ok(stored.cosignatures.iter().try_for_each(|line| store.keep_cosignature(stored.size, line))?)
}

/// Lập lại bảng nút
#[derive(clap::Args, Debug)]
pub struct Nodes {}

impl Nodes {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let state = open::read_state(&path)?;
        let tree = state.chain.tree();
        let mut nodes = Vec::new();
        for level in 0..64u8 {
            for n in 0..tree.size() >> level {
                nodes.extend(tree.node(level, n).map(|hash| Node { level, n, hash }));
            }
        }
        SqliteStore::open(&path)?.rebuild_nodes(&nodes)?;
        let text = format!("{}\n", say::nodes_rebuilt(globals.lang, nodes.len()));
        Ok(Reply::done(text, json!({ "nodes": nodes.len() })))
    }
}
