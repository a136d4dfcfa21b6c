//! What people bring to compare a ledger with: another ledger, an export, a published folder, a checkpoint, a receipt,
//! a report, a QR code's text, or a head typed from paper.

use std::path::Path;

use serde_json::Value;

use super::files::{self, Carried, Text};
use super::heads::{self, Finding, Problem, compare_head, judge};
use super::journal;
use super::kept::Kept;
use super::published::{self, Publication, Unread};
use super::receipt::{Keys, Receipt};
use super::report::{self, MadeAgain};
use super::store::sqlite::SqliteStore;
use super::store::{Row, Store, StoreError};
use crate::domain::custody::{Custody, Identity};
use crate::domain::ledger::State;
use crate::domain::walk::{Line, Outcome, Walk};
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::entry::{Entry, MAX_BYTES};
use crate::log::tree::{Tree, TreeHash, TreeHead, leaf_hash};
use crate::values::crypto::Hash;

/// Characters of a root that are printed for eyes: 100 bits.
pub const SHORT_ROOT: usize = 20;

/// Something that says what a ledger contained.
pub enum Evidence {
    /// Every entry.
    Entries(Box<Outcome>),
    /// A head that a log signed.
    Checkpoint(SignedCheckpoint),
    /// A text that carries a head that a log signed: a report, perhaps.
    Report {
        /// The head.
        checkpoint: SignedCheckpoint,
        /// All of it.
        text: String,
    },
    /// One entry, its place, and the head it leads to.
    Receipt(Box<Receipt>),
    /// A head without a signature: size and the whole root.
    Head(TreeHead),
    /// A size and the first characters of the root, from paper.
    Short {
        /// The number of entries.
        size: u64,
        /// At least [`SHORT_ROOT`] characters of lower-case base32.
        root: String,
    },
}

/// Why something brought is no evidence.
#[derive(Debug, thiserror::Error)]
pub enum NoEvidence {
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The ledger cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A ledger that comes through a pipe: it would have to be read twice.
    #[error("a ledger cannot be read from a pipe")]
    Stream,
    /// The file was rewritten on its way, and its entries cannot be made out any more: how it was rewritten.
    #[error("rewritten on its way: {0}")]
    Carried(String),
    /// A published folder that does not lead to its checkpoint.
    #[error(transparent)]
    Publication(#[from] Unread),
    /// A published folder whose checkpoint the ledger in it does not bear out.
    #[error("{}", .0.code())]
    Head(Box<Finding>),
    /// It is nothing of the kind.
    #[error("no ledger, export, checkpoint, receipt, report, or head such as 56:…")]
    Unknown,
}

/// Reads whatever was brought: a path, or the text itself.
pub fn read(what: &str) -> Result<Evidence, NoEvidence> {
    let path = Path::new(what);
    if path.is_dir() {
        return published(what).map(|outcome| Evidence::Entries(Box::new(outcome)));
    }
    if !files::is_stream(path) && !path.exists() {
        return from_text(what).ok_or(NoEvidence::Unknown);
    }
    if is_ledger(path)? {
        let store = SqliteStore::open_read_only(path)?;
        return Ok(Evidence::Entries(Box::new(journal::walk(&store, &mut |_| {})?)));
    }
    if is_plain_export(path)? {
        return Ok(Evidence::Entries(Box::new(journal::walk_export(path, &mut |_| {})?)));
    }
    let bytes = files::given(path, files::LARGE)?;
    if bytes.starts_with(SQLITE) {
        return Err(NoEvidence::Stream);
    }
    let Text { bytes, carried } = Text::of(bytes);
    if bytes.starts_with(b"{\"prev\":") {
        let outcome = journal::walk_lines(&bytes, &mut |_| {});
        if !outcome.authentic() && carried.contains(&Carried::Utf16) {
            return Err(NoEvidence::Carried(Text::undone(&carried)));
        }
        return Ok(Evidence::Entries(Box::new(outcome)));
    }
    let text = String::from_utf8(bytes).map_err(|_| NoEvidence::Unknown)?;
    from_text(&text).ok_or(NoEvidence::Unknown)
}

/// Whether what was brought are entries, as far as can be told without reading it.
pub fn has_entries(what: &str) -> bool {
    let path = Path::new(what);
    path.is_dir() || is_ledger(path).is_ok_and(|it_is| it_is) || is_plain_export(path).is_ok_and(|it_is| it_is)
}

/// Whether a file is an export as it was written: it can be read piece by piece.
pub fn is_plain_export(path: &Path) -> std::io::Result<bool> {
    if files::is_stream(path) {
        return Ok(false);
    }
    let first = files::Lines::open(path, MAX_BYTES + 1)?.next_line()?;
    Ok(first.is_some_and(|line| line.starts_with(b"{\"prev\":") && line.last() != Some(&b'\r')))
}

/// Whether entries are of another ledger: another id, and not under this one's name and key, which would be two histories.
fn is_another(ours: &State, theirs: &State) -> bool {
    let named = |state: &State| state.custody.identities.first().map(|first| (first.origin.clone(), first.key));
    match (ours.chain.ledger(), theirs.chain.ledger()) {
        (Some(ours_id), Some(theirs_id)) => ours_id != theirs_id && named(ours) != named(theirs),
        _ => false,
    }
}

/// What every SQLite file begins with.
pub const SQLITE: &[u8] = b"SQLite format 3\0";

/// Whether a file is a ledger's, by its first bytes; a pipe's are not looked at, they can be read once only.
fn is_ledger(path: &Path) -> std::io::Result<bool> {
    if files::is_stream(path) {
        return Ok(false);
    }
    let mut start = Vec::new();
    std::io::Read::read_to_end(&mut std::io::Read::take(files::open(path)?, 16), &mut start)?;
    Ok(start == SQLITE)
}

/// Everything in a published folder: its tiles and entries lead to its checkpoint, which the key named there signed.
fn published(folder: &str) -> Result<Outcome, NoEvidence> {
    let (checkpoint, outcome) = published::walk(&Publication::at(folder))?;
    if outcome.findings.is_empty() {
        let seq = checkpoint.unverified().head.size;
        judge(&checkpoint, &outcome.state.custody, &outcome.tree)
            .map_err(|problem| NoEvidence::Head(Box::new(Finding { seq, problem, source: None })))?;
    }
    Ok(outcome)
}

/// Hands over the entries of a ledger, an export or a published folder after a position, one by one, until `each` says
/// `false`. A pipe cannot be read a second time.
pub fn entries_after(path: &Path, seq: u64, each: &mut dyn FnMut(Row) -> bool) -> Result<(), NoEvidence> {
    let numbered = |seq, bytes: Vec<u8>| Row { seq, hash: Hash::of(&bytes), bytes };
    if path.is_dir() {
        let publication = Publication::at(&path.to_string_lossy());
        let mut under = publication.under(publication.checkpoint()?.unverified().head)?;
        for index in seq / 256..under.bundles() {
            let bundle = (index * 256 + 1..).zip(under.bundle(index)?).filter(|(at, _)| *at > seq);
            for (at, bytes) in bundle {
                if !each(numbered(at, bytes)) {
                    return Ok(());
                }
            }
        }
        return Ok(());
    }
    if files::is_stream(path) {
        return Err(NoEvidence::Stream);
    }
    if is_ledger(path)? {
        return Ok(SqliteStore::open_read_only(path)?.scan(seq + 1, each)?);
    }
    if is_plain_export(path)? {
        let mut lines = files::Lines::open(path, MAX_BYTES + 1)?;
        let mut at = 0;
        while let Some(bytes) = lines.next_line()? {
            at += 1;
            if at > seq && !each(numbered(at, bytes)) {
                break;
            }
        }
        return Ok(());
    }
    // What was rewritten on its way is undone as a whole.
    let bytes = Text::of(files::given(path, files::LARGE)?).bytes;
    let body = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let mut rows = (1..).zip(body.split(|byte| *byte == b'\n')).filter(|(at, _)| *at > seq);
    rows.all(|(at, line)| each(numbered(at, line.to_vec())));
    Ok(())
}

/// Reads evidence from text: a note, a receipt, a report that carries a checkpoint, a head as it is printed.
fn from_text(text: &str) -> Option<Evidence> {
    let whole = format!("{}\n", text.trim());
    let checkpoint = SignedCheckpoint::parse(text.as_bytes()).or_else(|_| SignedCheckpoint::parse(whole.as_bytes()));
    if let Ok(checkpoint) = checkpoint {
        return Some(Evidence::Checkpoint(checkpoint));
    }
    if let Some(receipt) = Receipt::readings(text).into_iter().next() {
        return Some(Evidence::Receipt(Box::new(receipt)));
    }
    if let Ok(json) = serde_json::from_str::<Value>(text) {
        let found = in_json(&json)?;
        return Some(match (found, json.get("sections")) {
            (Evidence::Checkpoint(checkpoint), Some(_)) => Evidence::Report { checkpoint, text: text.to_owned() },
            (found, _) => found,
        });
    }
    let report = in_report(text).map(|checkpoint| Evidence::Report { checkpoint, text: text.to_owned() });
    report.or_else(|| typed(text))
}

fn in_json(json: &Value) -> Option<Evidence> {
    match json {
        Value::String(text) => SignedCheckpoint::parse(text.as_bytes()).ok().map(Evidence::Checkpoint),
        Value::Array(items) => items.iter().find_map(in_json),
        Value::Object(members) => members.values().find_map(in_json),
        _ => None,
    }
}

/// The checkpoint that a report carries: three lines, a blank one, signature lines.
fn in_report(text: &str) -> Option<SignedCheckpoint> {
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(5).enumerate().find_map(|(at, window)| {
        let [origin, size, root, "", signature] = window else { return None };
        let signatures: Vec<&str> =
            lines.get(at + 4..)?.iter().take_while(|line| line.starts_with("— ")).copied().collect();
        if !signature.starts_with("— ") {
            return None;
        }
        let note = format!("{origin}\n{size}\n{root}\n\n{}\n", signatures.join("\n"));
        SignedCheckpoint::parse(note.as_bytes()).ok()
    })
}

/// A head as people type it from paper: size, then the root in base64, hex, or the short form; what stands before the
/// size (the origin) is passed over.
fn typed(text: &str) -> Option<Evidence> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ':').filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| word.bytes().all(|b| b.is_ascii_digit()))?;
    let size = words.get(at)?.parse().ok()?;
    let rest = words.get(at + 1..)?;
    if let [root] = rest {
        let hex = root.parse::<Hash>().ok().map(|hash| TreeHash::from_bytes(hash.0));
        if let Some(root) = TreeHash::from_base64(root).or(hex) {
            return Some(Evidence::Head(TreeHead { size, root }));
        }
    }
    let root: String = rest.concat().to_lowercase().replace('-', "");
    let base32 = |b: u8| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b);
    (root.len() >= SHORT_ROOT && root.len() <= 52 && root.bytes().all(base32)).then_some(Evidence::Short { size, root })
}

/// The whole root in lower-case base32 (RFC 4648, without padding), of which the first [`SHORT_ROOT`] are printed.
pub fn base32(root: &TreeHash) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let (mut out, mut buffer, mut bits) = (String::new(), 0u32, 0);
    for byte in root.as_bytes() {
        buffer = buffer << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.extend(ALPHABET.get((buffer >> bits & 31) as usize).copied().map(char::from));
        }
    }
    out.extend(ALPHABET.get((buffer << (5 - bits) & 31) as usize).copied().map(char::from));
    out
}

/// The root for eyes: the first characters in groups of five.
pub fn short_root(root: &TreeHash) -> String {
    let all = base32(root);
    let groups = all.as_bytes().chunks(5).take(SHORT_ROOT / 5).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(" ")
}

impl Evidence {
    /// The same without what stands in a ledger: two that are held beside each other are compared by their entries.
    pub fn lean(self) -> Evidence {
        match self {
            Evidence::Entries(outcome) => Evidence::Entries(Box::new(outcome.lean())),
            other => other,
        }
    }

    /// The number of entries it speaks of.
    pub fn size(&self) -> u64 {
        match self {
            Evidence::Entries(outcome) => outcome.tree.size(),
            Evidence::Short { size, .. } => *size,
            other => other.head().map_or(0, |head| head.size),
        }
    }

    /// The head it states.
    pub fn head(&self) -> Option<TreeHead> {
        match self {
            Evidence::Entries(outcome) => Some(outcome.tree.head()),
            Evidence::Checkpoint(checkpoint) | Evidence::Report { checkpoint, .. } => {
                Some(checkpoint.unverified().head)
            }
            Evidence::Receipt(receipt) => receipt.head(),
            Evidence::Head(head) => Some(*head),
            Evidence::Short { .. } => None,
        }
    }

    /// Every problem that this evidence shows a ledger to have: entry, problem.
    pub fn against(&self, state: &State, tree: &Tree) -> Vec<(u64, Problem)> {
        let (custody, mut found) = (&state.custody, Vec::new());
        match self {
            Evidence::Entries(outcome) => {
                let (theirs, common) = (&outcome.tree, outcome.tree.size().min(tree.size()));
                if is_another(state, &outcome.state) {
                    found.push((theirs.size(), Problem::Origin));
                } else if let Some(first) = first_difference(tree, theirs, common) {
                    found.push((first, Problem::Entry));
                } else if theirs.size() > tree.size() {
                    found.push((theirs.size(), Problem::Beyond { entries: tree.size() }));
                }
            }
            Evidence::Checkpoint(checkpoint) | Evidence::Report { checkpoint, .. } => {
                let size = checkpoint.unverified().head.size;
                found.extend(judge(checkpoint, custody, tree).err().map(|problem| (size, problem)));
            }
            Evidence::Receipt(receipt) => {
                let seq = receipt.index() + 1;
                let leaf = receipt.entry().map(leaf_hash);
                let ours = tree.node(0, receipt.index());
                let of = receipt.entry().and_then(|bytes| Entry::read(bytes).ok()).map(|entry| entry.statement.ledger);
                let another = of.is_some_and(|of| state.chain.ledger().is_some_and(|ours| ours != of));
                if another
                    && receipt.checkpoint(&keys_of(custody)).is_none_or(|head| {
                        judge(&head, custody, tree).is_err_and(|problem| matches!(problem, Problem::Origin))
                    })
                {
                    found.push((seq, Problem::Origin));
                } else if let (Some(leaf), Some(ours)) = (leaf, ours)
                    && leaf != ours
                {
                    found.push((seq, Problem::Entry));
                } else if let Some(kept) = receipt.file().and_then(|proof| Kept::of(proof, state)) {
                    // It brings the entry that names its key, which may be among what is lost here.
                    found.extend(compare_head(&kept.head(), tree).err().map(|problem| (kept.head().size, problem)));
                } else if let Some(checkpoint) = receipt.checkpoint(&keys_of(custody)) {
                    let size = checkpoint.unverified().head.size;
                    found.extend(judge(&checkpoint, custody, tree).err().map(|problem| (size, problem)));
                } else {
                    found.push((seq, Problem::Malformed));
                }
            }
            Evidence::Head(head) => {
                found.extend(compare_head(head, tree).err().map(|problem| (head.size, problem)));
            }
            Evidence::Short { size, root } => match tree.root_at(*size) {
                Ok(ours) if base32(&ours).starts_with(root.as_str()) => {}
                Ok(_) => found.push((*size, Problem::Root)),
                Err(_) => found.push((*size, Problem::Beyond { entries: tree.size() })),
            },
        }
        found
    }
}

impl Evidence {
    /// What a head among it, which does hold, says of entries that it does not cover.
    pub fn before_witness(&self, state: &State) -> Option<(u64, Problem)> {
        let checkpoint = match self {
            Evidence::Checkpoint(checkpoint) | Evidence::Report { checkpoint, .. } => checkpoint.clone(),
            Evidence::Receipt(receipt) => receipt.checkpoint(&keys_of(&state.custody))?,
            Evidence::Entries(_) | Evidence::Head(_) | Evidence::Short { .. } => return None,
        };
        heads::before_witness(&checkpoint, state).map(|problem| (checkpoint.unverified().head.size, problem))
    }
}

/// Makes a report again that was brought, from the ledger at the head it carries; `None` where the ledger cannot be read
/// up to there. For a report whose head is this ledger's. Where its head is an earlier one, nothing is asked of what stands
/// now.
pub fn made_again(ledger: &Path, outcome: &Outcome, checkpoint: &SignedCheckpoint, text: &str) -> Option<MadeAgain> {
    let head = checkpoint.unverified().head;
    if !outcome.authentic() {
        return None;
    }
    if head.size == outcome.tree.size() {
        return Some(report::make_again(text, &outcome.state, checkpoint));
    }
    let then = walk_to(ledger, head.size).ok()?;
    (then.tree.head() == head).then(|| report::make_again(text, &then.state, checkpoint))
}

/// Walks over the first `last` entries of a ledger, an export or a published folder.
fn walk_to(path: &Path, last: u64) -> Result<Outcome, NoEvidence> {
    if is_ledger(path).is_ok_and(|it_is| it_is) {
        return Ok(journal::walk_to(&SqliteStore::open_read_only(path)?, last)?);
    }
    let mut walk = Walk::default();
    let each = &mut |row: Row| {
        if row.seq <= last {
            walk.step(&Line::check(&row.bytes, false));
        }
        row.seq < last
    };
    entries_after(path, 0, each)?;
    Ok(walk.finish())
}

/// Every key that ever signed for a ledger.
pub fn keys_of(custody: &Custody) -> Keys {
    let log = custody.identities.iter().rev().filter_map(Identity::verifier).collect();
    Keys { log, witnesses: custody.witness_keys(), ..Keys::default() }
}

/// The first entry, from 1, in which two trees differ among their first `common` ones.
pub fn first_difference(ours: &Tree, theirs: &Tree, common: u64) -> Option<u64> {
    if ours.root_at(common).ok()? == theirs.root_at(common).ok()? {
        return None;
    }
    (0..common).find(|index| ours.node(0, *index) != theirs.node(0, *index)).map(|index| index + 1)
}
