//! Bundles (`docs/format.md`, section 14): what a page carries along, made and judged. The page judges by the same rule,
//! so that nothing is shown which the program has not seen.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::attachments::named_in;
use super::heads::{self, judge as judge_head};
use super::receipt::{Keys, Receipt, Unproven};
use super::{journal, messages as say, page};
use crate::domain::catalogue::KNOWN;
use crate::domain::custody::Custody;
use crate::domain::walk;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::code;
use crate::log::entry::Entry;
use crate::log::note::VerifierKey;
use crate::log::witness_policy::WitnessPolicy;
use crate::values::crypto::Hash;
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;

const KEYS: &str = "so.policy";
const EXPORT: &str = "so.jsonl";

/// What a bundle carries. Its JSON has the members in this order and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Documents, by ascending hash.
    pub documents: Vec<Document>,
    /// Keys first; then an export and its checkpoints, or receipts.
    pub items: Vec<Item>,
    /// What the bundle says of itself: exactly what is counted in it.
    pub note: Note,
}

/// A document that an entry names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its bytes.
    pub base64: String,
    /// Their BLAKE3.
    pub blake3: String,
    /// What the entry calls it.
    pub name: String,
}

/// Keys, an export, a checkpoint or a receipt: its text tells which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// A name that follows from the text.
    pub name: String,
    /// The text.
    pub text: String,
}

/// The same sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// English.
    pub en: String,
    /// Vietnamese.
    pub vi: String,
}

/// What a text is.
enum Content {
    Keys(WitnessPolicy),
    Export,
    Checkpoint(Box<SignedCheckpoint>),
    Receipt(Box<Receipt>),
}

/// What is wrong with a bundle or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No data, or not written as the program writes it.
    Data,
    /// A page that no release wrote stands around the data.
    Page,
    /// Text of no known kind.
    Unknown,
    /// Keys that cannot be read.
    Keys(String),
    /// A key that is not among those given.
    OtherKey(String),
    /// A name that does not follow from the text.
    Name(String),
    /// Out of order, repeated, or not to stand beside the items before.
    Order,
    /// Keys, or what they would prove, are missing.
    Incomplete,
    /// Of another ledger than what stands before.
    OtherLedger,
    /// The export does not verify.
    Walk(Box<walk::Finding>),
    /// The export verifies only to where a later catalogue begins.
    Newer(walk::Horizon),
    /// A checkpoint does not agree.
    Head(Box<heads::Finding>),
    /// A receipt proves nothing.
    Receipt(Unproven),
    /// No checkpoint has the witnesses that the policy asks for.
    Quorum,
    /// A document's bytes do not have the hash.
    Changed,
    /// No entry proved here names the document.
    Unnamed,
    /// A document under another name, repeated, or out of order.
    Document,
    /// The note says other than what is counted.
    Note(String),
}

impl Flaw {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Flaw::Data => code::BUNDLE_MALFORMED,
            Flaw::Page => code::BUNDLE_PAGE,
            Flaw::Unknown => code::BUNDLE_UNKNOWN,
            Flaw::Keys(_) => code::BUNDLE_KEYS,
            Flaw::OtherKey(_) => code::BUNDLE_OTHER_KEY,
            Flaw::Name(_) => code::BUNDLE_NAME,
            Flaw::Order => code::BUNDLE_ORDER,
            Flaw::Incomplete => code::BUNDLE_INCOMPLETE,
            Flaw::OtherLedger => code::STATEMENT_LEDGER,
            Flaw::Walk(finding) => finding.code(),
            Flaw::Newer(_) => code::PAYLOAD_TYPE,
            Flaw::Head(finding) => finding.code(),
            Flaw::Receipt(fault) => fault.code(),
            Flaw::Quorum => code::RECEIPT_QUORUM,
            Flaw::Changed => code::ATTACHMENT_CHANGED,
            Flaw::Unnamed | Flaw::Document => code::BUNDLE_DOCUMENT,
            Flaw::Note(_) => code::BUNDLE_NOTE,
        }
    }

    /// In words.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Flaw::Data => say::bundle_no_data(lang),
            Flaw::Page => say::bundle_other_page(lang),
            Flaw::Unknown => say::bundle_unknown(lang),
            Flaw::Keys(reason) => say::bundle_bad_keys(lang, reason),
            Flaw::OtherKey(key) => say::bundle_other_keys(lang, key),
            Flaw::Name(wanted) => say::bundle_name(lang, wanted),
            Flaw::Order => say::bundle_order(lang),
            Flaw::Incomplete => say::bundle_incomplete(lang),
            Flaw::OtherLedger => say::bundle_other_ledger(lang),
            Flaw::Walk(finding) => say::unsound(lang, finding.seq, finding.message(lang)),
            Flaw::Newer(horizon) => say::verify_horizon(lang, horizon.seq, horizon.catalogue, KNOWN),
            Flaw::Head(finding) => finding.message(lang),
            Flaw::Receipt(fault) => fault.message(lang),
            Flaw::Quorum => say::bundle_quorum(lang),
            Flaw::Changed => say::attachment_changed(lang),
            Flaw::Unnamed => say::bundle_unnamed(lang),
            Flaw::Document => say::bundle_document(lang),
            Flaw::Note(said) => say::bundle_note(lang, said),
        }
    }
}

/// What holds of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Keys: how many.
    Keys(usize),
    /// Everything up to an entry.
    UpTo(u64),
    /// One entry.
    Entry(u64),
    /// A document: its length in bytes.
    Document(usize),
}

impl Holds {
    /// In words.
    pub fn message(&self, lang: Lang, name: &str) -> String {
        match self {
            Holds::Keys(n) => format!("{name}: {}", say::bundle_keys(lang, n)),
            Holds::UpTo(seq) => say::bundle_upto(lang, name, seq),
            Holds::Entry(seq) => say::bundle_item(lang, name, seq),
            Holds::Document(length) => format!("{name}: {}", say::attachment_kept(lang, length)),
        }
    }
}

/// What is counted in a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The ledger's origin, as signed.
    pub origin: String,
    /// Entries that are here.
    pub entries: u64,
    /// Entries that the largest checkpoint here covers.
    pub size: u64,
    /// Whether they are all from the first one on.
    pub whole: bool,
}

impl Counted {
    /// In words; the bundle's note is exactly this.
    pub fn message(&self, lang: Lang) -> String {
        let Counted { origin, entries, size, whole } = self;
        match whole {
            true => say::bundle_whole(lang, origin, entries, size),
            false => say::bundle_part(lang, origin, entries, size.saturating_sub(*entries), size),
        }
    }

    fn note(&self) -> Note {
        Note { en: self.message(Lang::En), vi: self.message(Lang::Vi) }
    }
}

/// What was found in a bundle.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Each part by its name, in order; what concerns the whole under the empty name.
    pub parts: Vec<(String, Result<Holds, Flaw>)>,
    /// What is counted, if everything holds so far.
    pub counted: Option<Counted>,
}

impl Judged {
    /// Whether nothing is wrong with it.
    pub fn holds(&self) -> bool {
        !self.parts.is_empty() && self.parts.iter().all(|(_, result)| result.is_ok())
    }

    fn flaw(&mut self, name: &str, flaw: Flaw) {
        self.parts.push((name.to_owned(), Err(flaw)));
    }
}

impl Carried {
    /// A bundle of what its parts are; the note is counted. Witnesses may still be missing (then it is `false`), nothing
    /// else.
    pub fn of(items: Vec<Item>, documents: Vec<Document>) -> Result<(Carried, bool), Judged> {
        let mut carried = Carried { documents, items, note: Note::default() };
        let mut judged = Judged::default();
        let witnessed = carried.check(None, false, &mut judged);
        match judged.counted.take() {
            Some(counted) => {
                carried.note = counted.note();
                Ok((carried, witnessed))
            }
            None => Err(judged),
        }
    }

    /// The item of the keys.
    pub fn keys(text: String) -> Item {
        Item { name: KEYS.to_owned(), text }
    }

    /// The item of an export.
    pub fn export(text: String) -> Item {
        Item { name: EXPORT.to_owned(), text }
    }

    /// The item of a checkpoint.
    pub fn checkpoint(checkpoint: &SignedCheckpoint) -> Item {
        Item { name: checkpoint_name(checkpoint), text: checkpoint.to_string() }
    }

    /// The item of a receipt; `None` for one in the form of a QR code.
    pub fn receipt(receipt: &Receipt) -> Option<Item> {
        Some(Item { name: receipt_name(receipt), text: receipt.to_file()? })
    }

    /// The page that carries this.
    pub fn page(&self) -> String {
        // Text and lists serialise.
        page::with_data(&serde_json::to_string(self).unwrap_or_default())
    }

    /// Reads what the data of a page says; only in the one spelling that [`Carried::page`] writes.
    pub fn read(data: &str) -> Option<Carried> {
        let carried: Carried = serde_json::from_str(data).ok()?;
        (page::escaped(&serde_json::to_string(&carried).ok()?) == data).then_some(carried)
    }

    /// Judges everything. `given` are keys from elsewhere; without them those that came along are used.
    pub fn judge(&self, given: Option<&WitnessPolicy>) -> Judged {
        let mut judged = Judged::default();
        self.check(given, true, &mut judged);
        if let Some(counted) = judged.counted.as_ref().filter(|counted| counted.note() != self.note) {
            let said = [Lang::Vi, Lang::En].map(|lang| (counted.message(lang), lang));
            let said = said.into_iter().find(|(counted, lang)| counted != self.said(*lang));
            let said = said.map_or_else(String::new, |(_, lang)| self.said(lang).to_owned());
            judged.flaw("", Flaw::Note(said));
        }
        judged
    }

    fn said(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.note.vi,
            Lang::En => &self.note.en,
        }
    }

    /// Judges all but the note. `strict`: witnesses that are missing are a flaw. Whether none are.
    fn check(&self, given: Option<&WitnessPolicy>, strict: bool, judged: &mut Judged) -> bool {
        let Some(contents) = self.contents(given, judged) else { return false };
        let own = contents.iter().find_map(|content| match content {
            Content::Keys(policy) => Some(policy),
            _ => None,
        });
        let Some(policy) = given.or(own) else { return false };
        let mut proof = Proof { keys: Keys::of_policy(policy.clone()), ..Proof::default() };
        for (item, content) in self.items.iter().zip(&contents) {
            let found = match content {
                Content::Keys(policy) => Ok(Holds::Keys(policy.logs().len() + policy.witnesses().count())),
                Content::Export => proof.export(&item.text),
                Content::Checkpoint(checkpoint) => match proof.checkpoint(checkpoint) {
                    Some(found) => found,
                    None => continue,
                },
                Content::Receipt(receipt) => proof.receipt(receipt, strict),
            };
            judged.parts.push((item.name.clone(), found));
        }
        let unwitnessed = proof.unwitnessed || (proof.ledger.is_some() && !proof.witnessed);
        if unwitnessed && strict && judged.holds() {
            judged.flaw("", Flaw::Quorum);
        }
        let mut last = None;
        for document in &self.documents {
            let found = proof.document(document, &mut last);
            judged.parts.push((document.name.clone(), found));
        }
        if judged.parts.iter().all(|(_, result)| result.is_ok()) {
            judged.counted = proof.counted();
        }
        !unwitnessed
    }

    /// What each item is. If any is not what and where it should be, nothing more is looked at.
    fn contents(&self, given: Option<&WitnessPolicy>, judged: &mut Judged) -> Option<Vec<Content>> {
        let mut contents = Vec::new();
        let mut place = None;
        let (mut whole, mut proving) = (false, false);
        for Item { name, text } in &self.items {
            let content = match content(text) {
                Ok(content) => content,
                Err(flaw) => {
                    judged.flaw(name, flaw);
                    place = place.max(Some((0, 0)));
                    continue;
                }
            };
            let (wanted, here) = match &content {
                Content::Keys(_) => (KEYS.to_owned(), (0, 0)),
                Content::Export => (EXPORT.to_owned(), (1, 0)),
                Content::Checkpoint(checkpoint) => {
                    (checkpoint_name(checkpoint), (2, checkpoint.unverified().head.size))
                }
                Content::Receipt(receipt) => (receipt_name(receipt), (3, receipt.index())),
            };
            let alone = match here.0 {
                0 => true,
                1 => !std::mem::replace(&mut whole, true),
                2 => whole,
                _ => !whole,
            };
            proving |= here.0 >= 2;
            if *name != wanted {
                judged.flaw(name, Flaw::Name(wanted));
            } else if !alone || (place.is_none() && here.0 != 0) || place.is_some_and(|place| here <= place) {
                judged.flaw(name, Flaw::Order);
            }
            place = place.max(Some(here));
            if let (Content::Keys(own), Some(given)) = (&content, given)
                && let Some(other) = other_key(own, given)
            {
                judged.flaw(name, Flaw::OtherKey(other.to_string()));
            }
            contents.push(content);
        }
        if judged.parts.is_empty() && !proving {
            judged.flaw("", Flaw::Incomplete);
        }
        judged.parts.is_empty().then_some(contents)
    }
}

/// A key of a bundle that stands in no given policy.
fn other_key(own: &WitnessPolicy, given: &WitnessPolicy) -> Option<VerifierKey> {
    let keys = |policy: &WitnessPolicy| -> Vec<VerifierKey> {
        policy.logs().iter().map(|log| log.key.clone()).chain(policy.witness_keys()).collect()
    };
    let known = keys(given);
    keys(own).into_iter().find(|key| !known.contains(key))
}

/// What a text is: its beginning decides, and nothing else.
fn content(text: &str) -> Result<Content, Flaw> {
    let mut lines = text.split('\n');
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let note = !second.is_empty() && second.bytes().all(|b| b.is_ascii_digit()) && lines.nth(1) == Some("");
    if first == "c2sp.org/tlog-proof@v1" {
        let receipt = Receipt::parse(text).ok_or_else(|| Unproven::Malformed("tlog-proof".into()));
        return receipt.map(|receipt| Content::Receipt(Box::new(receipt))).map_err(Flaw::Receipt);
    }
    if text.starts_with("{\"prev\":") {
        return Ok(Content::Export);
    }
    if text.starts_with("log ") {
        let policy = WitnessPolicy::parse(text.as_bytes());
        return policy.map(Content::Keys).map_err(|fault| Flaw::Keys(fault.to_string()));
    }
    if note && !first.is_empty() {
        let checkpoint = SignedCheckpoint::parse(text.as_bytes());
        return checkpoint
            .map(|checkpoint| Content::Checkpoint(Box::new(checkpoint)))
            .map_err(|_| head(0, heads::Problem::Malformed));
    }
    Err(Flaw::Unknown)
}

fn head(seq: u64, problem: heads::Problem) -> Flaw {
    Flaw::Head(Box::new(heads::Finding { seq, problem, source: None }))
}

fn checkpoint_name(checkpoint: &SignedCheckpoint) -> String {
    format!("moc-{}.txt", checkpoint.unverified().head.size)
}

fn receipt_name(receipt: &Receipt) -> String {
    format!("{}.tlog-proof", receipt.index().saturating_add(1))
}

/// What has been proved so far.
#[derive(Default)]
struct Proof {
    keys: Keys,
    ledger: Option<Box<(Custody, crate::log::tree::Tree)>>,
    id: Option<LedgerId>,
    named: BTreeMap<Hash, String>,
    seqs: BTreeSet<u64>,
    newest: Option<(u64, String)>,
    /// Whether a checkpoint has enough witnesses.
    witnessed: bool,
    /// Whether a receipt has not, and that was let pass.
    unwitnessed: bool,
}

impl Proof {
    fn export(&mut self, text: &str) -> Result<Holds, Flaw> {
        let outcome = journal::walk_lines(text.as_bytes(), &mut |_| {});
        if let Some(finding) = outcome.findings.into_iter().find(walk::Finding::is_authenticity) {
            return Err(Flaw::Walk(Box::new(finding)));
        }
        if let Some(horizon) = outcome.horizon {
            return Err(Flaw::Newer(horizon));
        }
        for entry in text.lines().filter_map(|line| Entry::read(line.as_bytes()).ok()) {
            self.seqs.insert(entry.seq);
            named_in(&Value::Object(entry.statement.data), &mut self.named);
        }
        self.ledger = Some(Box::new((outcome.state.custody, outcome.tree)));
        Ok(Holds::UpTo(outcome.entries))
    }

    /// `None` where the export it belongs to does not verify.
    fn checkpoint(&mut self, checkpoint: &SignedCheckpoint) -> Option<Result<Holds, Flaw>> {
        let (custody, tree) = &**self.ledger.as_ref()?;
        let stated = checkpoint.unverified();
        let size = stated.head.size;
        if let Err(problem) = judge_head(checkpoint, custody, tree) {
            return Some(Err(head(size, problem)));
        }
        // Keys from elsewhere must have signed it too: a bundle may bring a ledger of its own making.
        let signed = match self.keys.believe(checkpoint) {
            Ok(signed) => signed,
            Err(Unproven::KeyEnded) => return Some(Err(Flaw::Receipt(Unproven::KeyEnded))),
            Err(fault) => return Some(Err(head(size, heads::Problem::Signature(fault.to_string())))),
        };
        self.witnessed |= self.keys.policy.as_ref().is_none_or(|policy| policy.is_satisfied_by(&signed));
        self.saw(size, stated.origin.as_str());
        Some(Ok(Holds::UpTo(size)))
    }

    fn receipt(&mut self, receipt: &Receipt, strict: bool) -> Result<Holds, Flaw> {
        let proven = match receipt.check(None, &self.keys) {
            Err(Unproven::Quorum) if !strict => {
                self.unwitnessed = true;
                receipt.check(None, &Keys { policy: None, ..self.keys.clone() })
            }
            other => other,
        };
        let proven = proven.map_err(Flaw::Receipt)?;
        let (entry, seq) = (proven.entry, receipt.index() + 1);
        if *self.id.get_or_insert(entry.statement.ledger) != entry.statement.ledger {
            return Err(Flaw::OtherLedger);
        }
        named_in(&Value::Object(entry.statement.data), &mut self.named);
        self.seqs.insert(seq);
        self.saw(proven.head.size, proven.origin.as_str());
        Ok(Holds::Entry(seq))
    }

    fn saw(&mut self, size: u64, origin: &str) {
        if self.newest.as_ref().is_none_or(|(newest, _)| *newest < size) {
            self.newest = Some((size, origin.to_owned()));
        }
    }

    fn document(&self, document: &Document, last: &mut Option<Hash>) -> Result<Holds, Flaw> {
        let bytes = BASE64.decode(&document.base64).map_err(|_| Flaw::Changed)?;
        let hash = Hash::of(&bytes);
        if hash.to_string() != document.blake3 {
            return Err(Flaw::Changed);
        }
        let name = self.named.get(&hash).ok_or(Flaw::Unnamed)?;
        if *name != document.name || last.is_some_and(|last| hash <= last) {
            return Err(Flaw::Document);
        }
        *last = Some(hash);
        Ok(Holds::Document(bytes.len()))
    }

    fn counted(&self) -> Option<Counted> {
        let (size, origin) = self.newest.clone()?;
        Some(Counted { origin, entries: self.seqs.len() as u64, size, whole: self.ledger.is_some() })
    }
}
