//! Receipts (`docs/format.md`, section 13): one entry, its path, and a signed head. Made from a ledger, checked without one.

use std::io::Read;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress};

use super::messages as say;
use crate::log::checkpoint::{Checkpoint, Origin, SignedCheckpoint};
use crate::log::code;
use crate::log::compact::{self, MalformedReceipt, NotCompact};
use crate::log::entry::{Entry, MAX_BYTES};
use crate::log::fault::Fault;
use crate::log::list::{LineProof, UnprovenLine};
use crate::log::note::{SignatureType, Untrusted, Verified, VerifierKey};
use crate::log::proof::TlogProof;
use crate::log::tree::{TreeHash, TreeHead, leaf_hash, verify_inclusion};
use crate::log::witness_policy::{EndedKeys, WitnessPolicy};
use crate::values::crypto::Hash;
use crate::values::jcs;
use crate::values::lang::Lang;

/// A QR code's text without and with the entry in it, and of one line of the list that an entry signs.
const BARE: &str = "SV1:";
const WHOLE: &str = "SV2:";
const LINE: &str = "SV3:";

/// What is compressed is likely to say: chosen by `scripts/dictionary.py`, frozen with the format (section 13).
pub const DICTIONARY: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/dictionary.txt"));

/// A receipt, read but not believed.
#[derive(Clone, Debug)]
pub struct Receipt {
    form: Form,
    entry: Option<Vec<u8>>,
    /// What proves one line of the list that the entry signs, if the receipt is of one.
    line: Option<Result<LineProof, UnprovenLine>>,
}

#[derive(Clone, Debug)]
enum Form {
    Proof(Box<TlogProof>),
    Compact(Vec<u8>),
}

/// The keys that a verifier trusts.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// Log keys; each one's name is the origin it signs for.
    pub log: Vec<VerifierKey>,
    /// Which of them ended, and stolen ones, which are not among them.
    pub ended: EndedKeys,
    /// Witnesses' keys.
    pub witnesses: Vec<VerifierKey>,
    /// Whose cosignatures are enough, if that is asked.
    pub policy: Option<WitnessPolicy>,
}

impl Keys {
    /// The keys of a policy.
    pub fn of_policy(policy: WitnessPolicy) -> Keys {
        let log = policy.logs().iter().map(|log| log.key.clone()).collect();
        Keys { log, ended: policy.ended().clone(), witnesses: policy.witness_keys(), policy: Some(policy) }
    }

    /// Every log key, stolen ones as well.
    fn all_log(&self) -> impl Iterator<Item = &VerifierKey> {
        self.log.iter().chain(self.ended.stolen())
    }

    /// Whose signatures on a checkpoint hold, if one of the log's is among them that counts there: of a key that had not
    /// ended, or of a stolen one where the head is listed. To keys that are not stolen, a stolen one is a stranger.
    pub fn believe(&self, checkpoint: &SignedCheckpoint) -> Result<Vec<Verified<'_>>, Unproven> {
        let Checkpoint { origin, head } = checkpoint.unverified();
        let named = |key: &VerifierKey| key.name().as_str() == origin.as_str();
        if !self.all_log().any(named) {
            return Err(Unproven::Origin(origin.to_string()));
        }
        let mut signed = match checkpoint.note().verify(self.log.iter().chain(&self.witnesses)) {
            Ok(signed) => signed,
            Err(Untrusted::NoKnownKey) => Vec::new(),
            Err(fault) => return Err(Unproven::Signature(fault.to_string())),
        };
        let is_own = |by: &&Verified<'_>| by.key.kind() == SignatureType::Ed25519 && named(by.key);
        if signed.iter().filter(is_own).any(|by| self.ended.is_good(by.key, head.size)) {
            return Ok(signed);
        }
        let stolen = self.ended.stolen().iter().filter(|key| named(key));
        let by_stolen = stolen.filter_map(|key| checkpoint.note().verify([key]).ok()).flatten().next();
        match by_stolen {
            Some(by) if self.ended.is_listed(head) => signed.insert(0, by),
            None if !signed.iter().any(|by| is_own(&by)) => return Err(Unproven::Key),
            _ => return Err(Unproven::KeyEnded),
        }
        Ok(signed)
    }

    /// Adds one key: what it signs is in its type.
    pub fn add(&mut self, key: VerifierKey) {
        match key.kind() {
            SignatureType::Ed25519 => self.log.push(key),
            SignatureType::Cosignature => self.witnesses.push(key),
        }
    }
}

/// Why a receipt proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// It is no receipt, or a damaged one.
    #[error("{0}")]
    Malformed(String),
    /// Its form is of a later version than this program knows: neither proven nor disproved.
    #[error("of a later version")]
    Newer,
    /// The entry is missing, malformed, not signed by its author, or not of that position.
    #[error("{}", .0.as_ref().map_or("no entry", Fault::code))]
    Entry(Option<Fault>),
    /// No known key signed its head.
    #[error("no known log key signed it")]
    Key,
    /// Only keys that ended before signed its head.
    #[error("the key that signed it has ended")]
    KeyEnded,
    /// It is of a log that the keys are not for.
    #[error("it is of {0}")]
    Origin(String),
    /// A signature by a known key is wrong.
    #[error("{0}")]
    Signature(String),
    /// The entry does not lead to the head.
    #[error("{0}")]
    Inclusion(String),
    /// Not enough witnesses signed.
    #[error("not enough witnesses signed")]
    Quorum,
    /// The line does not stand in the list that the entry signs.
    #[error(transparent)]
    Line(#[from] UnprovenLine),
}

impl Unproven {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Unproven::Malformed(_) | Unproven::Newer => code::RECEIPT_MALFORMED,
            Unproven::Entry(_) => code::RECEIPT_ENTRY,
            Unproven::Key => code::RECEIPT_KEY,
            Unproven::KeyEnded => code::RECEIPT_KEY_ENDED,
            Unproven::Origin(_) => code::RECEIPT_ORIGIN,
            Unproven::Signature(_) => code::RECEIPT_SIGNATURE,
            Unproven::Inclusion(_) => code::RECEIPT_INCLUSION,
            Unproven::Quorum => code::RECEIPT_QUORUM,
            Unproven::Line(_) => code::RECEIPT_LINE,
        }
    }

    /// In words.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Unproven::Newer => say::unproven_newer(lang),
            Unproven::Malformed(reason) => say::unproven_malformed(lang, reason),
            Unproven::Entry(None) => say::unproven_no_entry(lang),
            Unproven::Entry(Some(fault)) => say::unproven_entry(lang, fault.message(lang)),
            Unproven::Key => say::unproven_key(lang),
            Unproven::KeyEnded => say::unproven_key_ended(lang),
            Unproven::Origin(origin) => say::unproven_origin(lang, origin),
            Unproven::Signature(reason) => say::unproven_signature(lang, reason),
            Unproven::Inclusion(reason) => say::unproven_inclusion(lang, reason),
            Unproven::Quorum => say::unproven_quorum(lang),
            Unproven::Line(_) => say::unproven_line(lang),
        }
    }
}

/// What a receipt proves.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The entry.
    pub entry: Entry,
    /// The line of its list, if the receipt is of one.
    pub line: Option<LineProof>,
    /// The log.
    pub origin: Origin,
    /// The head it stands under.
    pub head: TreeHead,
    /// Whose signatures hold: names, and the time in seconds for witnesses.
    pub signed: Vec<(String, Option<u64>)>,
    /// Whether witnesses were asked for, and are enough.
    pub quorum: Option<bool>,
}

impl Receipt {
    /// A receipt of an entry.
    pub fn new(proof: TlogProof, entry: Vec<u8>) -> Receipt {
        Receipt { form: Form::Proof(Box::new(TlogProof { extra: None, ..proof })), entry: Some(entry), line: None }
    }

    /// The same of one line of the list that the entry signs.
    pub fn of_line(self, line: LineProof) -> Receipt {
        Receipt { line: Some(Ok(line)), ..self }
    }

    /// Reads either form.
    pub fn parse(text: &str) -> Option<Receipt> {
        let code = text.strip_suffix('\n').unwrap_or(text);
        if let Some(packed) = code.strip_prefix(BARE) {
            return Some(Receipt { form: Form::Compact(compact::from_base45(packed)?), entry: None, line: None });
        }
        if let Some(packed) = code.strip_prefix(WHOLE) {
            let bytes = compact::from_base45(packed)?;
            let (length, rest) = bytes.split_first_chunk()?;
            let (packed, squeezed) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
            return Some(Receipt { form: Form::Compact(packed.to_vec()), entry: Some(inflate(squeezed)?), line: None });
        }
        if let Some(packed) = code.strip_prefix(LINE) {
            return Receipt::parse_line(&compact::from_base45(packed)?);
        }
        let proof = TlogProof::parse(text.as_bytes()).ok()?;
        let feed = proof.extra.iter().flatten().position(|byte| *byte == b'\n');
        let (entry, line) = match (&proof.extra, feed) {
            (Some(extra), Some(feed)) => {
                let (entry, line) = extra.split_at_checked(feed)?;
                (Some(entry.to_vec()), Some(LineProof::read(line.get(1..)?).ok_or(UnprovenLine::Card)))
            }
            (extra, _) => (extra.clone(), None),
        };
        Some(Receipt { form: Form::Proof(Box::new(TlogProof { extra: None, ..proof })), entry, line })
    }

    fn parse_line(bytes: &[u8]) -> Option<Receipt> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (packed, mut rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        let length = usize::try_from(compact::take_varint(&mut rest).ok()?).ok()?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (count, rest) = rest.split_first()?;
        let (hashes, squeezed) = rest.split_at_checked(32 * usize::from(*count))?;
        let both = inflate(squeezed)?;
        let (entry, card) = both.split_at_checked(length)?;
        let path = hashes.as_chunks().0.iter().map(|hash| TreeHash::from_bytes(*hash)).collect();
        let card = jcs::parse(card).map_err(|_| UnprovenLine::Card);
        let line = card.map(|card| LineProof { card, path, salt: Hash(*salt) });
        Some(Receipt { form: Form::Compact(packed.to_vec()), entry: Some(entry.to_vec()), line: Some(line) })
    }

    /// Whether text is meant to be the content of a receipt's QR code, however a scanner handed it over.
    pub fn is_code(text: &str) -> bool {
        let start = without_scanners_name(text);
        [BARE, WHOLE, LINE, "SV1%3A", "SV2%3A", "SV3%3A"].iter().any(|mark| begins_with(start, mark))
    }

    /// What text may be read as, the likeliest first. Scanners put a name before a code, break and encode it; editors and
    /// mail change how a file's lines end. Which reading is right the signature decides.
    pub fn readings(text: &str) -> Vec<Receipt> {
        let spellings = if Receipt::is_code(text) { code_spellings(text) } else { file_spellings(text) };
        let mut tried = Vec::new();
        let mut found = Vec::new();
        for spelling in spellings {
            if !tried.contains(&spelling) {
                found.extend(Receipt::parse(&spelling));
                tried.push(spelling);
            }
        }
        found
    }

    /// The file form: a C2SP tlog-proof with the entry as its extra data.
    pub fn to_file(&self) -> Option<String> {
        self.file().map(|proof| proof.to_string())
    }

    /// The C2SP tlog-proof that a receipt in a file is.
    pub fn file(&self) -> Option<TlogProof> {
        let Form::Proof(proof) = &self.form else { return None };
        let line = self.line.as_ref().and_then(|line| line.as_ref().ok());
        let line = line.map_or_else(Vec::new, |line| [b"\n", line.to_bytes().as_slice()].concat());
        let extra = self.entry.as_ref().map(|entry| [entry.as_slice(), &line].concat());
        Some(TlogProof { extra, ..(**proof).clone() })
    }

    /// The form for a QR code; with the entry in it unless `bare`.
    pub fn to_code(&self, keys: &Keys, bare: bool) -> Result<String, NotCompact> {
        let (Form::Proof(proof), Some(entry)) = (&self.form, &self.entry) else { return Err(NotCompact::Path) };
        let origin = &proof.checkpoint.unverified().origin;
        // One log signature has a place, and cosignatures that the verifier will know.
        let own: Vec<_> = keys.log.iter().filter(|key| key.name().as_str() == origin.as_str()).cloned().collect();
        let first =
            proof.checkpoint.note().signatures().iter().find(|by| own.iter().any(|key| key.id() == by.id)).cloned();
        let known = |by: &crate::log::note::Signature| {
            first.as_ref() == Some(by) || keys.witnesses.iter().any(|key| key.id() == by.id && *key.name() == by.name)
        };
        let checkpoint = proof.checkpoint.keep(known).map_err(|_| NotCompact::Signatures)?;
        let proof = TlogProof { checkpoint, ..(**proof).clone() };
        let packed = compact::pack(&proof, &leaf_hash(entry), origin, &own, &keys.witnesses)?;
        if bare {
            return Ok(format!("{BARE}{}", compact::to_base45(&packed)));
        }
        let length = u16::try_from(packed.len()).map_err(|_| NotCompact::TooMany)?;
        if let Some(Ok(line)) = &self.line {
            let mut bytes = [length.to_be_bytes().as_slice(), &packed].concat();
            compact::put_varint(&mut bytes, entry.len() as u64);
            bytes.extend(line.salt.0);
            bytes.push(u8::try_from(line.path.len()).map_err(|_| NotCompact::Path)?);
            line.path.iter().for_each(|hash| bytes.extend(hash.as_bytes()));
            bytes.extend(deflate(&[entry.as_slice(), &jcs::to_bytes(&line.card)].concat()));
            return Ok(format!("{LINE}{}", compact::to_base45(&bytes)));
        }
        let bytes = [length.to_be_bytes().as_slice(), &packed, &deflate(entry)].concat();
        Ok(format!("{WHOLE}{}", compact::to_base45(&bytes)))
    }

    /// The entry's index, from 0.
    pub fn index(&self) -> u64 {
        match &self.form {
            Form::Proof(proof) => proof.index,
            Form::Compact(packed) => compact::place(packed).map_or(0, |(index, _)| index),
        }
    }

    /// The entry, if the receipt carries it.
    pub fn entry(&self) -> Option<&[u8]> {
        self.entry.as_deref()
    }

    /// The head it claims; for a compact one the root that its path and entry lead to.
    pub fn head(&self) -> Option<TreeHead> {
        match &self.form {
            Form::Proof(proof) => Some(proof.checkpoint.unverified().head),
            Form::Compact(packed) => compact::head(packed, &leaf_hash(self.entry.as_ref()?)).ok(),
        }
    }

    /// The proof, for keys that fit it.
    fn proof(&self, entry: &[u8], keys: &Keys) -> Result<TlogProof, Unproven> {
        let packed = match &self.form {
            Form::Proof(proof) => return Ok((**proof).clone()),
            Form::Compact(packed) => packed,
        };
        let id = compact::log_key(packed).ok_or_else(|| Unproven::Malformed(MalformedReceipt::TooShort.to_string()))?;
        let named = keys.all_log().find(|key| key.id() == id).ok_or(Unproven::Key)?;
        let origin: Origin = named.name().as_str().parse().map_err(|_| Unproven::Key)?;
        let own: Vec<_> = keys.all_log().filter(|key| key.name() == named.name()).cloned().collect();
        compact::unpack(packed, &leaf_hash(entry), &origin, &own, &keys.witnesses).map_err(|fault| match fault {
            MalformedReceipt::Key(_) => Unproven::Key,
            other => Unproven::Malformed(other.to_string()),
        })
    }

    /// The checkpoint, for keys that fit it.
    pub fn checkpoint(&self, keys: &Keys) -> Option<SignedCheckpoint> {
        self.proof(self.entry.as_deref()?, keys).ok().map(|proof| proof.checkpoint)
    }

    /// Checks everything that can be checked without the ledger. `entry` is what the receipt does not carry.
    pub fn check(&self, entry: Option<&[u8]>, keys: &Keys) -> Result<Proven, Unproven> {
        if let Form::Compact(packed) = &self.form
            && packed.first().is_some_and(|version| *version > compact::VERSION)
        {
            return Err(Unproven::Newer);
        }
        let bytes = entry.or(self.entry.as_deref()).ok_or(Unproven::Entry(None))?;
        let entry = Entry::read(bytes).map_err(|fault| Unproven::Entry(Some(fault)))?;
        if !entry.is_signed(bytes) {
            return Err(Unproven::Entry(Some(Fault::Signature)));
        }
        let proof = self.proof(bytes, keys)?;
        if entry.seq != proof.index + 1 {
            return Err(Unproven::Entry(Some(Fault::Seq { expected: proof.index + 1, found: entry.seq })));
        }
        let Checkpoint { origin, head } = proof.checkpoint.unverified().clone();
        let signed = keys.believe(&proof.checkpoint)?;
        let inclusion = verify_inclusion(&leaf_hash(bytes), proof.index, &head, &proof.path);
        inclusion.map_err(|fault| Unproven::Inclusion(fault.to_string()))?;
        let quorum = keys.policy.as_ref().filter(|policy| policy.witnesses().next().is_some());
        let quorum = quorum.map(|policy| policy.is_satisfied_by(&signed));
        if quorum == Some(false) {
            return Err(Unproven::Quorum);
        }
        let line = self.line.clone().transpose()?;
        line.iter().try_for_each(|line| line.verify(&entry.statement))?;
        let mut signed: Vec<(String, Option<u64>)> =
            signed.iter().map(|by| (by.key.name().to_string(), by.time.map(|time| time.seconds()))).collect();
        signed.sort_by_key(|(_, time)| time.is_some());
        signed.dedup();
        Ok(Proven { entry, line, origin, head, signed, quorum })
    }
}

fn file_spellings(text: &str) -> Vec<String> {
    let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    vec![text.to_owned(), plain.clone(), format!("{}\n", plain.trim())]
}

/// zbarimg's default puts `QR-Code:` before what it read.
fn without_scanners_name(text: &str) -> &str {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let name = "QR-Code:";
    if begins_with(start, name) { start.get(name.len()..).unwrap_or_default().trim_start() } else { start }
}

fn begins_with(text: &str, mark: &str) -> bool {
    text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
}

fn code_spellings(text: &str) -> Vec<String> {
    let code = without_scanners_name(text);
    let first = code.trim_end_matches(['\r', '\n']);
    let without_ends = || first.replace(['\r', '\n'], "");
    let with_spaces = || first.replace("\r\n", " ").replace(['\r', '\n'], " ");
    let line = first.lines().next().unwrap_or_default().to_owned();
    let whole = [first.to_owned(), first.trim_end().to_owned(), without_ends(), with_spaces(), line];
    let mut all = Vec::new();
    for spelling in whole {
        let large = spelling.to_ascii_uppercase();
        let spaces = large.replace("%20", " ");
        let (decoded, encoded) = (percent_decoded(&large), percent_encoded(&spelling));
        let plus = decoded.as_ref().map(|text| text.replace('+', " "));
        all.push(spelling);
        all.extend([large, spaces]);
        all.extend([decoded, plus, encoded].into_iter().flatten());
    }
    all
}

/// Undoes the %-encoding of a whole text, as of an address.
fn percent_decoded(text: &str) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let code = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok())?;
        out.push(char::from(code));
        rest = after.get(2..)?;
    }
    out.push_str(rest);
    out.is_ascii().then_some(out)
}

/// Where a scanner took `%96` for an encoded character, that character is none of a code's: it is encoded again.
fn percent_encoded(text: &str) -> Option<String> {
    const ALPHABET: &str = " $%*+-./:";
    let known = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || ALPHABET.contains(c);
    let encode = |c: char| match u8::try_from(u32::from(c)) {
        _ if known(c) => Some(c.to_string()),
        Ok(code) => Some(format!("%{code:02X}")),
        Err(_) => None,
    };
    text.chars().map(encode).collect()
}

/// Raw DEFLATE after the dictionary: what the dictionary itself comes to is left out, for whoever reads has it.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut stream = Compress::new(Compression::best(), false);
    let mut fed = |bytes: &[u8], flush| {
        let mut squeezed = Vec::with_capacity(2 * bytes.len() + 1024);
        // Compressing from memory into room enough does not fail; what came out wrongly would not be read back.
        let _ = stream.compress_vec(bytes, &mut squeezed, flush);
        squeezed
    };
    fed(DICTIONARY.as_bytes(), FlushCompress::Sync);
    fed(bytes, FlushCompress::Finish)
}

/// Undoes [`deflate`]: `None` for more than an entry may have, a damaged stream, or bytes after it.
fn inflate(squeezed: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(DICTIONARY.len()).ok()?;
    // The dictionary as a stored block before what came.
    let header = [&[0], length.to_le_bytes().as_slice(), &(!length).to_le_bytes()].concat();
    let whole = [header.as_slice(), DICTIONARY.as_bytes(), squeezed].concat();
    let mut decoder = DeflateDecoder::new(whole.as_slice());
    let mut bytes = Vec::new();
    let limit = u64::try_from(DICTIONARY.len() + MAX_BYTES).ok()? + 1;
    decoder.by_ref().take(limit).read_to_end(&mut bytes).ok()?;
    let all = decoder.total_in() == u64::try_from(whole.len()).ok()?;
    let bytes = bytes.split_off(DICTIONARY.len());
    (all && bytes.len() <= MAX_BYTES).then_some(bytes)
}
