//! The audit of what stands beside the entries: the tree's nodes, the checkpoints, the cosignatures, and whatever an
//! inspector brings. Nothing here trusts a stored hash: the tree is the one folded from the entries' bytes.

use std::collections::BTreeMap;
use std::path::Path;

use super::attachments::{AttachmentError, Attachments};
use super::checkpoints::whole;
use super::messages as say;
use super::store::sqlite::SqliteStore;
use super::store::{SchemaFault, StoreError, StoredCheckpoint};
use super::vault::{self, Identity, Place, Vault, VaultError};
use crate::domain::custody::{Custody, Ended, Ending};
use crate::domain::ledger::State;
use crate::domain::state::Shown;
use crate::domain::vault::SealedValue;
use crate::log::checkpoint::{SignedCheckpoint, UntrustedCheckpoint};
use crate::log::code;
use crate::log::cosignature;
use crate::log::note::{Signature, Untrusted, Verified, VerifierKey};
use crate::log::tree::{Tree, TreeHash, TreeHead};
use crate::values::crypto::Hash;
use crate::values::lang::Lang;
use crate::values::time::Instant;

/// What is wrong with something that is not an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A stored node is not what follows from the entries, is missing, or belongs to nothing.
    Node {
        /// Its level.
        level: u64,
        /// Its number within the level.
        n: u64,
    },
    /// Not a checkpoint at all, or one whose size the store has otherwise.
    Malformed,
    /// Another log's name.
    Origin,
    /// No signature by the key that the ledger names for that size, or one that is wrong.
    Signature(String),
    /// Another root than the entries have.
    Root,
    /// More entries than there are.
    Beyond {
        /// Entries there are.
        entries: u64,
    },
    /// A cosignature that no witness of this ledger made, or that is wrong.
    Cosignature(String),
    /// Signed by a key that ended, and by none that was in force.
    KeyEnded {
        /// How it ended.
        ended: Ended,
        /// It contradicts the entries: whoever has the stolen key made it, or the log signed it before.
        contradicts: bool,
        /// The ledger's witnesses that cosigned it: names, and times in seconds.
        witnessed: Vec<(String, u64)>,
    },
    /// Entries that bear a time long before the one at which a witness was still shown a head without them.
    BeforeWitness {
        /// Which.
        entries: Vec<u64>,
        /// By which witness's time.
        shown: Shown,
    },
    /// An entry that is another at that place of this ledger.
    Entry,
    /// A report that this ledger does not make at the head it carries: where it differs.
    Figures(String),
    /// The file holds or lacks something that no ledger does.
    Schema(SchemaFault),
    /// SQLite finds the file's own structure wrong.
    Integrity(String),
    /// A document beside the ledger is not what the entry names.
    Attachment(String),
    /// The vault beside the ledger is not what it should be.
    Vault(VaultFault),
}

/// What is wrong with the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultFault {
    /// It is a single file, as before format 1.0.
    OldKind,
    /// A file is not the one that the entry names.
    Exchanged,
    /// A value that was not erased has no file.
    Missing,
    /// A value that was erased still has one.
    NotErased,
    /// The right file does not open to what was sealed; who signed it.
    NotOpened(String),
}

/// How much a finding says of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Something is wrong.
    Fault,
    /// Either the ledger was rewritten or what was brought is a thief's: what is at hand does not decide it.
    Undecided,
    /// What was brought shows nothing.
    Remark,
}

impl Weight {
    /// The word for programs; none for a fault.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Weight::Fault => None,
            Weight::Undecided => Some("undecided"),
            Weight::Remark => Some("remark"),
        }
    }
}

/// A problem, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The entry it concerns: for a head, the last one it covers; for a node, the first one below it.
    pub seq: u64,
    /// What is wrong.
    pub problem: Problem,
    /// What was brought, if it does not stand in the ledger itself.
    pub source: Option<String>,
}

impl Finding {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self.problem {
            Problem::Node { .. } => code::TREE_NODE,
            Problem::Malformed => code::CHECKPOINT_MALFORMED,
            Problem::Origin => code::CHECKPOINT_ORIGIN,
            Problem::Signature(_) => code::CHECKPOINT_SIGNATURE,
            Problem::Root => code::CHECKPOINT_ROOT,
            Problem::Beyond { .. } => code::CHECKPOINT_BEYOND,
            Problem::Cosignature(_) => code::CHECKPOINT_COSIGNATURE,
            Problem::KeyEnded { .. } => code::CHECKPOINT_KEY_ENDED,
            Problem::BeforeWitness { .. } => "audit.before_witness",
            Problem::Entry => code::RECEIPT_ENTRY,
            Problem::Figures(_) => "report.figures",
            Problem::Schema(_) => code::STORE_SCHEMA,
            Problem::Integrity(_) => code::STORE_INTEGRITY,
            Problem::Attachment(_) => code::ATTACHMENT_CHANGED,
            Problem::Vault(VaultFault::OldKind) => code::VAULT_OLD_KIND,
            Problem::Vault(VaultFault::Exchanged) => code::VAULT_EXCHANGED,
            Problem::Vault(VaultFault::NotOpened(_)) => code::VAULT_NOT_OPENED,
            Problem::Vault(VaultFault::Missing) => code::VAULT_MISSING,
            Problem::Vault(VaultFault::NotErased) => code::VAULT_NOT_ERASED,
        }
    }

    /// Whether it speaks of what was brought only, and not of the ledger.
    pub fn of_what_was_brought(&self) -> bool {
        matches!(self.problem, Problem::Figures(_))
    }

    /// How much it says.
    pub fn weight(&self) -> Weight {
        match (&self.problem, &self.source) {
            (Problem::KeyEnded { ended, contradicts: true, .. }, _) if ended.how == Ending::Stolen => Weight::Undecided,
            // What the ledger itself keeps must be signed as it must be.
            (Problem::KeyEnded { .. }, Some(_)) | (Problem::BeforeWitness { .. }, _) => Weight::Remark,
            _ => Weight::Fault,
        }
    }

    /// What is wrong.
    pub fn message(&self, lang: Lang) -> String {
        let message = match &self.problem {
            Problem::Node { level, n } => say::audit_node(lang, level, n),
            Problem::Malformed => say::audit_malformed(lang),
            Problem::Origin => say::audit_origin(lang),
            Problem::Signature(reason) => say::audit_signature(lang, reason),
            Problem::Root => say::audit_root(lang, self.seq),
            Problem::Beyond { entries } => say::audit_beyond(lang, self.seq, entries),
            Problem::Cosignature(reason) => say::audit_cosignature(lang, reason),
            Problem::KeyEnded { ended, witnessed, .. } => {
                let ending = match ended.how {
                    Ending::Planned => say::ending_planned(lang),
                    Ending::Lost => say::ending_lost(lang),
                    Ending::Stolen => say::ending_stolen(lang),
                };
                let told = say::audit_key_ended(lang, self.seq, ended.seq, ending);
                let names: Vec<String> =
                    witnessed.iter().map(|(name, time)| format!("{name} ({})", moment(*time))).collect();
                match names.is_empty() {
                    true => told,
                    false => format!("{told}; {}", say::audit_key_ended_witnessed(lang, names.join(", "))),
                }
            }
            Problem::BeforeWitness { entries, shown } => {
                let numbers: Vec<String> = entries.iter().take(12).map(|seq| format!("#{seq}")).collect();
                say::audit_before_witness(lang, entries.len(), numbers.join(", "), &shown.by, shown.at, shown.size)
            }
            Problem::Entry => say::audit_entry(lang, self.seq),
            Problem::Figures(place) => say::audit_figures(lang, self.seq, place),
            Problem::Schema(fault) => say::audit_schema(lang, fault.message(lang)),
            Problem::Integrity(reason) => say::audit_integrity(lang, reason),
            Problem::Attachment(name) => say::audit_attachment(lang, name),
            Problem::Vault(VaultFault::OldKind) => say::audit_vault_old_kind(lang),
            Problem::Vault(VaultFault::Exchanged) => say::audit_vault_exchanged(lang),
            Problem::Vault(VaultFault::NotOpened(by)) => say::audit_vault_not_opened(lang, by),
            Problem::Vault(VaultFault::Missing) => say::audit_vault_missing(lang),
            Problem::Vault(VaultFault::NotErased) => say::audit_vault_not_erased(lang),
        };
        match &self.source {
            Some(source) => format!("{source}: {message}"),
            None => message,
        }
    }

    /// What it may mean.
    pub fn meaning(&self, lang: Lang) -> String {
        match self.problem {
            Problem::Node { .. } => say::audit_node_meaning(lang),
            Problem::Malformed | Problem::Origin | Problem::Signature(_) | Problem::Cosignature(_) => {
                say::audit_note_meaning(lang)
            }
            Problem::KeyEnded { .. } if self.weight() == Weight::Undecided => say::audit_key_stolen_meaning(lang),
            Problem::KeyEnded { .. } => say::audit_key_ended_meaning(lang),
            Problem::BeforeWitness { .. } => say::audit_before_witness_meaning(lang),
            Problem::Root | Problem::Entry => say::audit_root_meaning(lang),
            Problem::Beyond { .. } => say::audit_beyond_meaning(lang),
            Problem::Figures(_) => say::audit_figures_meaning(lang),
            Problem::Schema(_) | Problem::Integrity(_) => say::audit_schema_meaning(lang),
            Problem::Attachment(_) => say::audit_attachment_meaning(lang),
            Problem::Vault(_) => say::audit_vault_meaning(lang),
        }
    }
}

/// What is wrong with a ledger's file itself: things that no ledger holds, and pages, indexes and values that SQLite finds
/// wrong.
pub fn file(store: &SqliteStore, faults: Vec<SchemaFault>) -> Result<Vec<Finding>, StoreError> {
    let integrity = store.integrity()?.into_iter().map(Problem::Integrity);
    let problems = faults.into_iter().map(Problem::Schema).chain(integrity);
    Ok(problems.map(|problem| Finding { seq: 0, problem, source: None }).collect())
}

/// How the witnesses stand to a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessStanding {
    /// The witness's key name.
    pub name: String,
    /// The newest head it cosigned, and when, in seconds since 1970.
    pub newest: Option<(u64, u64)>,
}

/// What the audit of a stored ledger's second layer finds.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Checkpoints that hold.
    pub checkpoints: u64,
    /// The newest that holds.
    pub newest: Option<TreeHead>,
    /// The newest head that has enough cosignatures.
    pub witnessed: Option<u64>,
    /// Each witness of the present policy.
    pub witnesses: Vec<WitnessStanding>,
}

/// What stands beside a ledger's file and was looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside {
    /// Documents that entries name and that are what they name.
    pub documents: u64,
    /// Documents that entries name and that are not there.
    pub absent: u64,
    /// Whether there is a vault.
    pub vault: bool,
    /// Sealed values that have the file which their entry names.
    pub sealed: u64,
    /// How many of those an identity opened.
    pub opened: Option<u64>,
    /// How many of them have a length that padding does not give.
    pub unpadded: u64,
    /// Files of values that no entry names.
    pub left: u64,
}

/// Audits the documents and the vault beside a ledger, where they are. A copy without them is not wrong for that. Whether
/// a value opens is known only with an identity.
pub fn beside(
    ledger: &Path,
    state: &State,
    named: &BTreeMap<Hash, (String, u64)>,
    identity: Option<&Identity>,
) -> Result<(Vec<Finding>, Beside), VaultError> {
    let (mut findings, mut found) = (Vec::new(), Beside::default());
    let finding = |seq, problem| Finding { seq, problem, source: None };
    let attachments = Attachments::of(ledger);
    for (hash, (name, seq)) in named {
        match attachments.check(hash) {
            Ok(_) => found.documents += 1,
            Err(AttachmentError::Missing(_)) => found.absent += 1,
            Err(_) => findings.push(finding(*seq, Problem::Attachment(name.clone()))),
        }
    }
    let vault = match Vault::open(&vault::path_of(ledger)) {
        Ok(vault) => vault,
        Err(VaultError::OldKind(_)) => {
            findings.push(finding(0, Problem::Vault(VaultFault::OldKind)));
            return Ok((findings, found));
        }
        Err(error) => return Err(error),
    };
    found.vault = vault.exists();
    if !found.vault {
        return Ok((findings, found));
    }
    let files = vault.files()?;
    found.left = files.iter().filter(|file| !state.vault.values.contains_key(&file.sealed)).count() as u64;
    for (sealed, value) in &state.vault.values {
        let fault = match value.erased {
            Some(seq) if files.iter().any(|file| file.sealed == *sealed) => Some((seq, VaultFault::NotErased)),
            Some(_) => None,
            None => look_into(&vault, sealed, value, state, identity, &mut found)?.map(|fault| (value.seq, fault)),
        };
        findings.extend(fault.map(|(seq, fault)| finding(seq, Problem::Vault(fault))));
    }
    Ok((findings, found))
}

/// Looks at the file of one value that was not erased.
fn look_into(
    vault: &Vault,
    sealed: &Hash,
    value: &SealedValue,
    state: &State,
    identity: Option<&Identity>,
    found: &mut Beside,
) -> Result<Option<VaultFault>, VaultError> {
    let bytes = match vault.check(sealed, &value.newest.hash) {
        Ok(bytes) => bytes,
        Err(VaultError::Missing(_)) => return Ok(Some(VaultFault::Missing)),
        Err(VaultError::Exchanged(_)) => return Ok(Some(VaultFault::Exchanged)),
        Err(error) => return Err(error),
    };
    found.sealed += 1;
    found.unpadded += u64::from(!vault::is_padded(&bytes));
    let (Some(identity), Some(ledger)) = (identity, state.chain.ledger()) else { return Ok(None) };
    let place = Place { at: value.at.clone(), id: value.id, ledger };
    if vault::opens(sealed, &place, &bytes, identity) {
        *found.opened.get_or_insert(0) += 1;
        return Ok(None);
    }
    let (by, seq) = (value.newest.by, value.newest.seq);
    let then = state.chain.keyring().holder(&by).and_then(|holder| holder.at(seq));
    Ok(Some(VaultFault::NotOpened(then.map_or_else(|| by.short(), |then| then.name.to_string()))))
}

/// Audits a stored ledger's nodes, checkpoints and cosignatures against the tree of its entries.
pub fn audit(store: &SqliteStore, custody: &Custody, tree: &Tree) -> Result<Heads, StoreError> {
    let mut heads = Heads { findings: nodes(store, tree)?, ..Heads::default() };
    let current = custody.witnesses.last();
    for witness in current.iter().flat_map(|set| set.policy.witnesses()) {
        heads.witnesses.push(WitnessStanding { name: witness.key.name().to_string(), newest: None });
    }
    let (known, policy) = (custody.witness_keys(), current.map(|set| &set.policy));
    for stored in store.checkpoints(0)? {
        let finding = |problem| Finding { seq: stored.size, problem, source: None };
        let Some(checkpoint) = whole(&stored).filter(|whole| whole.unverified().head.size == stored.size) else {
            heads.findings.push(finding(Problem::Malformed));
            continue;
        };
        if let Err(problem) = judge(&checkpoint, custody, tree) {
            heads.findings.push(finding(problem));
            continue;
        }
        let own = custody.log_keys(stored.size);
        let keys: Vec<_> = own.iter().chain(&known).cloned().collect();
        // The log keeps no line that it cannot check, so one that fits no key was changed.
        let stranger = checkpoint
            .note()
            .signatures()
            .iter()
            .find(|signature| !keys.iter().any(|key| key.id() == signature.id && *key.name() == signature.name));
        let verified = match (stranger, checkpoint.note().verify(&keys)) {
            (Some(stranger), _) => Err(format!("{}+{}", stranger.name, stranger.id)),
            (None, Err(fault)) => Err(fault.to_string()),
            (None, Ok(verified)) => Ok(verified),
        };
        match verified {
            Err(reason) => heads.findings.push(finding(Problem::Cosignature(reason))),
            Ok(verified) => {
                heads.checkpoints += 1;
                heads.newest = Some(checkpoint.unverified().head);
                for by in &verified {
                    let name = by.key.name().as_str();
                    let standing = heads.witnesses.iter_mut().find(|standing| standing.name == name);
                    if let (Some(standing), Some(time)) = (standing, by.time) {
                        standing.newest = Some((stored.size, time.seconds()));
                    }
                }
                if policy.is_some_and(|policy| policy.is_satisfied_by(&verified)) {
                    heads.witnessed = Some(stored.size);
                }
            }
        }
    }
    for size in store.stray_cosignatures()? {
        heads.findings.push(Finding { seq: size, problem: Problem::Malformed, source: None });
    }
    heads.findings.sort_by_key(|finding| finding.seq);
    Ok(heads)
}

/// A stored checkpoint with the lines that hold; nothing if the log's own note does not hold as it stands. A checkpoint
/// under another size, a line by a key that the ledger does not name, and a wrong signature do not hold.
pub fn sound(stored: &StoredCheckpoint, custody: &Custody, tree: &Tree) -> Option<StoredCheckpoint> {
    let note = SignedCheckpoint::parse(stored.note.as_bytes()).ok()?;
    if note.unverified().head.size != stored.size || judge(&note, custody, tree).is_err() {
        return None;
    }
    let (own, witnesses) = (custody.log_keys(stored.size), custody.witness_keys());
    let known =
        |by: &Signature, keys: &[VerifierKey]| keys.iter().any(|key| key.id() == by.id && *key.name() == by.name);
    if !note.note().signatures().iter().all(|by| known(by, &own) || known(by, &witnesses)) {
        return None;
    }
    let holds = |line: &&String| {
        let Ok(by) = line.parse::<Signature>() else { return false };
        let keys: Vec<_> = witnesses.iter().filter(|key| key.id() == by.id && *key.name() == by.name).collect();
        let signed = note.clone().with(by);
        !keys.is_empty() && signed.is_ok_and(|signed| signed.note().verify(keys).is_ok())
    };
    let cosignatures = stored.cosignatures.iter().filter(holds).cloned().collect();
    Some(StoredCheckpoint { size: stored.size, note: stored.note.clone(), cosignatures })
}

/// Whether a checkpoint is one of this ledger: its origin, a signature by the key of that size, its root.
pub fn judge(checkpoint: &SignedCheckpoint, custody: &Custody, tree: &Tree) -> Result<(), Problem> {
    let head = checkpoint.unverified().head;
    if custody.unread_from.is_some_and(|from| head.size >= from) {
        return compare_head(&head, tree);
    }
    let identity = custody.identity_at(head.size.min(tree.size())).ok_or(Problem::Origin)?;
    let origin = identity.name().ok_or(Problem::Origin)?;
    let (keys, witnesses, current) = (custody.log_keys(head.size), custody.witness_keys(), identity.verifier());
    let compared = compare_head(&head, tree);
    // A wrong signature proves nothing, least of all that entries are missing here: it is judged before the size.
    let wrong = match checkpoint.verify(&origin, &keys, &witnesses) {
        // The key of that size must be among those that signed; an earlier one alone has been replaced.
        Ok((_, signed)) if signed.iter().any(|by| Some(by.key) == current.as_ref()) => {
            let stolen = identity.ended.filter(|ended| ended.how == Ending::Stolen);
            return match stolen.filter(|_| compared.is_err()) {
                Some(ended) => Err(key_ended(ended, true, checkpoint, &witnesses)),
                None => compared,
            };
        }
        Ok(_) => Problem::Signature(String::new()),
        Err(UntrustedCheckpoint::OtherOrigin(_)) => Problem::Origin,
        Err(UntrustedCheckpoint::Signature(fault @ Untrusted::BadSignature { .. })) => {
            return Err(Problem::Signature(fault.to_string()));
        }
        Err(other) => Problem::Signature(other.to_string()),
    };
    match custody.ended_signer(checkpoint) {
        Some(ended) if ended.how == Ending::Stolen && compared.is_err() => {
            Err(key_ended(ended, true, checkpoint, &witnesses))
        }
        Some(ended) if head.size >= ended.seq => Err(key_ended(ended, compared.is_err(), checkpoint, &witnesses)),
        _ => Err(wrong),
    }
}

/// When the ledger's witnesses were shown a head whose signatures hold, the latest time of all.
pub fn shown(checkpoint: &SignedCheckpoint, custody: &Custody) -> Option<Shown> {
    let (size, witnesses) = (checkpoint.unverified().head.size, custody.witness_keys());
    let times = checkpoint.note().signatures().iter().filter_map(|by| {
        witnesses.iter().find(|key| key.id() == by.id && *key.name() == by.name)?;
        Some((cosignature::split(&by.bytes)?.0.seconds(), by.name.to_string()))
    });
    times.max().map(|(seconds, by)| Shown { size, at: instant(seconds), by })
}

/// What a head that holds says of entries that it does not cover.
pub fn before_witness(checkpoint: &SignedCheckpoint, state: &State) -> Option<Problem> {
    let shown = shown(checkpoint, &state.custody)?;
    let entries = state.before_witness(&shown);
    (!entries.is_empty()).then_some(Problem::BeforeWitness { entries, shown })
}

/// When the witnesses were shown the heads that a ledger keeps, of those that hold.
pub fn shown_in(store: &SqliteStore, state: &State) -> Result<Vec<Shown>, StoreError> {
    let sound = |stored| sound(&stored, &state.custody, state.chain.tree());
    let kept = store.checkpoints(0)?.into_iter().filter_map(sound).filter_map(|stored| whole(&stored));
    Ok(kept.filter_map(|checkpoint| shown(&checkpoint, &state.custody)).collect())
}

fn key_ended(ended: Ended, contradicts: bool, checkpoint: &SignedCheckpoint, witnesses: &[VerifierKey]) -> Problem {
    let signed = checkpoint.note().verify(witnesses).unwrap_or_default();
    let named = |by: &Verified<'_>| Some((by.key.name().to_string(), by.time?.seconds()));
    Problem::KeyEnded { ended, contradicts, witnessed: signed.iter().filter_map(named).collect() }
}

/// Whether a head is this tree's at that size.
pub fn compare_head(head: &TreeHead, tree: &Tree) -> Result<(), Problem> {
    match tree.root_at(head.size) {
        Ok(root) if root == head.root => Ok(()),
        Ok(_) => Err(Problem::Root),
        Err(_) => Err(Problem::Beyond { entries: tree.size() }),
    }
}

/// Every stored node against the tree.
fn nodes(store: &SqliteStore, tree: &Tree) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let mut wrong = |level: u64, n: u64| {
        let below = 1u64.checked_shl(u32::try_from(level).unwrap_or(u32::MAX)).and_then(|width| n.checked_mul(width));
        let seq = below.map_or(0, |first| first.saturating_add(1));
        if findings.len() < 100 {
            findings.push(Finding { seq, problem: Problem::Node { level, n }, source: None });
        }
    };
    // Rows come in the order of level and number, as the tree's own nodes do.
    let mut expected = expected_nodes(tree);
    let mut next = expected.next();
    store.scan_nodes(&mut |level, n, hash| {
        while let Some((l, m, _)) = next.filter(|(l, m, _)| (*l, *m) < (level, n)) {
            wrong(l, m);
            next = expected.next();
        }
        match next {
            Some((l, m, right)) if (l, m) == (level, n) => {
                if hash != Some(right) {
                    wrong(level, n);
                }
                next = expected.next();
            }
            _ => wrong(level, n),
        }
    })?;
    while let Some((level, n, _)) = next {
        wrong(level, n);
        next = expected.next();
    }
    Ok(findings)
}

fn expected_nodes(tree: &Tree) -> impl Iterator<Item = (u64, u64, TreeHash)> {
    let levels = (0..64u8).take_while(move |level| tree.size() >> level > 0);
    levels.flat_map(move |level| {
        (0..tree.size() >> level).filter_map(move |n| Some((level.into(), n, tree.node(level, n)?)))
    })
}

/// A witness's time as people read it.
pub fn moment(seconds: u64) -> String {
    instant(seconds).to_string()
}

fn instant(seconds: u64) -> Instant {
    Instant::from_millis(i64::try_from(seconds).unwrap_or(i64::MAX / 1000).saturating_mul(1000))
}
