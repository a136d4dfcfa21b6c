//! C2SP tlog-policy (<https://c2sp.org/tlog-policy>): which logs are accepted, and which witnesses must have cosigned.
//!
//! Names are opaque octets, as the specification wants it: "ủy ban" in two Unicode spellings is two names. A name is a
//! member of one group at most in the whole text, so that no witness counts twice. Beyond the specification the sizes are
//! bounded, and comments whose first word is `#sovang` say which log keys ended (`docs/format.md`, section 9): others
//! pass them over and so know no stolen key.

use std::collections::{HashMap, HashSet};

use thiserror::Error;

use super::checkpoint::{Origin, decimal};
use super::note::{MalformedNote, SignatureType, Verified, VerifierKey};
use super::tree::{TreeHash, TreeHead};

/// The most bytes a policy may have.
pub const MAX_POLICY_BYTES: usize = 1024 * 1024;
/// The most logs, and the most witnesses and groups together. The specification asks for 32 of each.
pub const MAX_DEFINITIONS: usize = 256;

/// Why a text is no policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("line {line} of the policy: {fault}")]
pub struct MalformedPolicy {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: PolicyFault,
}

/// What is wrong with a line of a policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum PolicyFault {
    /// The whole is larger than [`MAX_POLICY_BYTES`].
    #[error("the policy is too large")]
    TooLarge,
    /// More definitions than [`MAX_DEFINITIONS`].
    #[error("too many definitions")]
    TooMany,
    /// A control character other than tab and line feed.
    #[error("there is a control character")]
    ControlCharacter,
    /// The last line does not end.
    #[error("the last line has no line feed")]
    Unterminated,
    /// No such kind of line.
    #[error("the keyword is not known")]
    Keyword,
    /// Too few or too many words.
    #[error("the number of words is wrong")]
    Words,
    /// Not a key.
    #[error(transparent)]
    Key(#[from] MalformedNote),
    /// A log's key where a witness's belongs, or the reverse.
    #[error("the key is of the wrong signature type")]
    KeyType,
    /// That public key stands in the policy already.
    #[error("the key is given twice")]
    DuplicateKey,
    /// `none`.
    #[error("the name is reserved")]
    ReservedName,
    /// That name is taken.
    #[error("the name is given twice")]
    DuplicateName,
    /// No line before defines that name.
    #[error("the name is not defined before")]
    UnknownName,
    /// A group has no member, or one twice, or one of another group.
    #[error("a member is listed twice")]
    RepeatedMember,
    /// A threshold is a decimal number from 1 to the number of members.
    #[error("the threshold is malformed or out of range")]
    Threshold,
    /// A second quorum.
    #[error("there is a second quorum")]
    SecondQuorum,
    /// No quorum at all.
    #[error("there is no quorum")]
    NoQuorum,
    /// A line that begins with `#sovang` and is none.
    #[error("the line of #sovang is malformed")]
    Ended,
    /// Such a line in the policy that a ledger adopts: its own entries say which keys ended.
    #[error("a line of #sovang has no place in a ledger's policy")]
    EndedHere,
}

/// Log keys that ended, and the heads that are known in spite of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EndedKeys {
    /// Keys of the policy's logs that are good for heads below a size.
    until: Vec<(VerifierKey, u64)>,
    /// Stolen keys: good for listed heads only.
    stolen: Vec<VerifierKey>,
    heads: HashSet<(u64, TreeHash)>,
}

impl EndedKeys {
    /// The stolen keys.
    pub fn stolen(&self) -> &[VerifierKey] {
        &self.stolen
    }

    /// Whether a key is still good for heads of a size; one of which nothing is said is.
    pub fn is_good(&self, key: &VerifierKey, size: u64) -> bool {
        self.until.iter().all(|(other, until)| other != key || size < *until)
    }

    /// Whether the log is known to have signed a head itself.
    pub fn is_listed(&self, head: &TreeHead) -> bool {
        self.heads.contains(&(head.size, head.root))
    }
}

/// A log that the policy accepts. Its key's name is its origin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyLog {
    /// The log's key.
    pub key: VerifierKey,
    /// Where it is, for those who want to ask; octets.
    pub url: Option<Vec<u8>>,
}

/// A witness that the policy knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyWitness {
    /// What the policy calls it; octets, of no meaning outside.
    pub name: Vec<u8>,
    /// The witness's key.
    pub key: VerifierKey,
    /// Where it takes checkpoints; octets.
    pub url: Option<Vec<u8>>,
}

/// Something that can have witnessed a checkpoint. Positions point at earlier components only, so none is circular.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Component {
    Witness(Box<PolicyWitness>),
    Group { threshold: usize, members: Vec<usize> },
}

/// A policy for verifying checkpoints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WitnessPolicy {
    logs: Vec<PolicyLog>,
    components: Vec<Component>,
    /// `None`: no witness is asked for.
    quorum: Option<usize>,
    ended: EndedKeys,
}

impl WitnessPolicy {
    /// Reads the policy that a ledger adopts for itself: without lines of `#sovang`, and to the last line feed.
    pub fn adopted(bytes: &[u8]) -> Result<WitnessPolicy, MalformedPolicy> {
        let first = |line: &[u8]| words_of(line).next() == Some(ENDED);
        if !bytes.ends_with(b"\n") {
            let line = bytes.split(|byte| *byte == b'\n').count();
            return Err(MalformedPolicy { line, fault: PolicyFault::Unterminated });
        }
        match bytes.split(|byte| *byte == b'\n').position(first) {
            Some(at) => Err(MalformedPolicy { line: at + 1, fault: PolicyFault::EndedHere }),
            None => WitnessPolicy::parse(bytes),
        }
    }

    /// Reads a policy; the last line feed may be missing.
    pub fn parse(bytes: &[u8]) -> Result<WitnessPolicy, MalformedPolicy> {
        let at = |line| move |fault| MalformedPolicy { line, fault };
        if bytes.len() > MAX_POLICY_BYTES {
            return Err(at(1)(PolicyFault::TooLarge));
        }
        let mut reader = Reader::default();
        let mut end = 0;
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            reader.line(line).map_err(at(number))?;
            end = number;
        }
        let quorum = reader.quorum.ok_or(at(end)(PolicyFault::NoQuorum))?;
        Ok(WitnessPolicy { logs: reader.logs, components: reader.components, quorum, ended: reader.ended })
    }

    /// Which log keys ended.
    pub fn ended(&self) -> &EndedKeys {
        &self.ended
    }

    /// The logs it accepts.
    pub fn logs(&self) -> &[PolicyLog] {
        &self.logs
    }

    /// The witnesses it knows.
    pub fn witnesses(&self) -> impl Iterator<Item = &PolicyWitness> {
        self.components.iter().filter_map(|component| match component {
            Component::Witness(witness) => Some(&**witness),
            Component::Group { .. } => None,
        })
    }

    /// The keys it accepts for a log: those whose name is the origin. Empty for a log it does not know.
    pub fn log_keys(&self, origin: &Origin) -> Vec<VerifierKey> {
        let named = self.logs.iter().filter(|log| log.key.name().as_str() == origin.as_str());
        named.map(|log| log.key.clone()).collect()
    }

    /// The keys of the witnesses it knows.
    pub fn witness_keys(&self) -> Vec<VerifierKey> {
        self.witnesses().map(|witness| witness.key.clone()).collect()
    }

    /// Whether signatures that were verified, with [`Self::log_keys`] and [`Self::witness_keys`], are enough. Times
    /// are not looked at.
    pub fn is_satisfied_by(&self, signed: &[Verified<'_>]) -> bool {
        self.is_satisfied(|key| signed.iter().any(|by| by.key == key))
    }

    /// How many cosignatures are enough at the least.
    pub fn least(&self) -> usize {
        let mut least: Vec<usize> = Vec::with_capacity(self.components.len());
        for component in &self.components {
            least.push(match component {
                Component::Witness(_) => 1,
                Component::Group { threshold, members } => {
                    let mut each: Vec<usize> =
                        members.iter().filter_map(|member| least.get(*member).copied()).collect();
                    each.sort_unstable();
                    each.iter().take(*threshold).sum()
                }
            });
        }
        self.quorum.and_then(|quorum| least.get(quorum).copied()).unwrap_or(0)
    }

    /// Whether the witnesses for which `cosigned` holds are enough.
    pub fn is_satisfied(&self, cosigned: impl Fn(&VerifierKey) -> bool) -> bool {
        let Some(quorum) = self.quorum else {
            return true;
        };
        let mut witnessed: Vec<bool> = Vec::with_capacity(self.components.len());
        for component in &self.components {
            witnessed.push(match component {
                Component::Witness(witness) => cosigned(&witness.key),
                Component::Group { threshold, members } => {
                    let of = |member: &&usize| witnessed.get(**member).copied().unwrap_or(false);
                    members.iter().filter(of).count() >= *threshold
                }
            });
        }
        witnessed.get(quorum).copied().unwrap_or(false)
    }
}

#[derive(Default)]
struct Reader<'a> {
    logs: Vec<PolicyLog>,
    components: Vec<Component>,
    names: HashMap<&'a [u8], usize>,
    /// Those that are members of a group already.
    grouped: HashSet<usize>,
    quorum: Option<Option<usize>>,
    ended: EndedKeys,
}

/// The first word of the lines that say which keys ended.
const ENDED: &[u8] = b"#sovang";

fn words_of(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty())
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a [u8]) -> Result<(), PolicyFault> {
        if line.iter().any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7f) {
            return Err(PolicyFault::ControlCharacter);
        }
        let words: Vec<&[u8]> = words_of(line).collect();
        let Some((keyword, rest)) = words.split_first() else {
            return Ok(());
        };
        match (*keyword, rest) {
            (ENDED, rest) => self.ended(rest).ok_or(PolicyFault::Ended)?,
            ([b'#', ..], _) => Ok(()),
            (b"log", [key]) => self.log(key, None),
            (b"log", [key, url]) => self.log(key, Some(url)),
            (b"witness", [name, key]) => self.witness(name, key, None),
            (b"witness", [name, key, url]) => self.witness(name, key, Some(url)),
            (b"group", [name, threshold, members @ ..]) if !members.is_empty() => self.group(name, threshold, members),
            (b"quorum", [name]) => self.quorum(name),
            (b"log" | b"witness" | b"group" | b"quorum", _) => Err(PolicyFault::Words),
            _ => Err(PolicyFault::Keyword),
        }
    }

    /// `None` if the line does not read.
    fn ended(&mut self, rest: &[&[u8]]) -> Option<Result<(), PolicyFault>> {
        match rest {
            [b"until", id, size] => {
                let mut named =
                    self.logs.iter().map(|log| &log.key).filter(|key| key.id().to_string().as_bytes() == *id);
                let (key, size) = (named.next()?.clone(), decimal(std::str::from_utf8(size).ok()?)?);
                let once = named.next().is_none() && self.ended.until.iter().all(|(other, _)| *other != key);
                self.ended.until.push((key, size));
                once.then_some(Ok(()))
            }
            [b"stolen", key] => match read_key(key, SignatureType::Ed25519) {
                Ok(key) if self.is_known(&key) => Some(Err(PolicyFault::DuplicateKey)),
                Ok(key) => {
                    self.ended.stolen.push(key);
                    Some(Ok(()))
                }
                Err(_) => None,
            },
            [b"head", size, root] => {
                let (size, root) = (std::str::from_utf8(size).ok()?, std::str::from_utf8(root).ok()?);
                self.ended.heads.insert((decimal(size)?, TreeHash::from_base64(root)?));
                Some(Ok(()))
            }
            _ => None,
        }
    }

    /// Whether a key stands there already, a log's stolen or not, or one that a note cannot tell from it.
    fn is_known(&self, key: &VerifierKey) -> bool {
        let witnesses = self.components.iter().filter_map(|component| match component {
            Component::Witness(witness) => Some(&witness.key),
            Component::Group { .. } => None,
        });
        let known = self.logs.iter().map(|log| &log.key).chain(&self.ended.stolen).chain(witnesses);
        known.into_iter().any(|other| {
            (other.kind() == key.kind() && other.public() == key.public())
                || (other.name() == key.name() && other.id() == key.id())
        })
    }

    fn log(&mut self, key: &[u8], url: Option<&&[u8]>) -> Result<(), PolicyFault> {
        let key = read_key(key, SignatureType::Ed25519)?;
        if self.is_known(&key) {
            return Err(PolicyFault::DuplicateKey);
        }
        if self.logs.len() == MAX_DEFINITIONS {
            return Err(PolicyFault::TooMany);
        }
        self.logs.push(PolicyLog { key, url: url.map(|url| url.to_vec()) });
        Ok(())
    }

    fn witness(&mut self, name: &'a [u8], key: &[u8], url: Option<&&[u8]>) -> Result<(), PolicyFault> {
        let key = read_key(key, SignatureType::Cosignature)?;
        if self.is_known(&key) {
            return Err(PolicyFault::DuplicateKey);
        }
        let witness = PolicyWitness { name: name.to_vec(), key, url: url.map(|url| url.to_vec()) };
        self.define(name, Component::Witness(Box::new(witness)))
    }

    fn group(&mut self, name: &'a [u8], threshold: &[u8], listed: &[&[u8]]) -> Result<(), PolicyFault> {
        let mut members = Vec::with_capacity(listed.len());
        for member in listed {
            let position = self.names.get(member).copied().ok_or(PolicyFault::UnknownName)?;
            // In the whole policy, not in this group alone: else one cosignature counts in two groups.
            if !self.grouped.insert(position) {
                return Err(PolicyFault::RepeatedMember);
            }
            members.push(position);
        }
        let threshold = match threshold {
            b"any" => 1,
            b"all" => members.len(),
            digits => read_threshold(digits, members.len()).ok_or(PolicyFault::Threshold)?,
        };
        self.define(name, Component::Group { threshold, members })
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), PolicyFault> {
        let quorum = match name {
            b"none" => None,
            name => Some(self.names.get(name).copied().ok_or(PolicyFault::UnknownName)?),
        };
        if self.quorum.replace(quorum).is_some() { Err(PolicyFault::SecondQuorum) } else { Ok(()) }
    }

    fn define(&mut self, name: &'a [u8], component: Component) -> Result<(), PolicyFault> {
        if name == b"none" {
            return Err(PolicyFault::ReservedName);
        }
        if self.components.len() == MAX_DEFINITIONS {
            return Err(PolicyFault::TooMany);
        }
        if self.names.insert(name, self.components.len()).is_some() {
            return Err(PolicyFault::DuplicateName);
        }
        self.components.push(component);
        Ok(())
    }
}

fn read_key(text: &[u8], kind: SignatureType) -> Result<VerifierKey, PolicyFault> {
    let text = std::str::from_utf8(text).map_err(|_| MalformedNote::VerifierKey)?;
    let key: VerifierKey = text.parse()?;
    if key.kind() == kind { Ok(key) } else { Err(PolicyFault::KeyType) }
}

fn read_threshold(digits: &[u8], members: usize) -> Option<usize> {
    let text = std::str::from_utf8(digits).ok()?;
    let number = usize::try_from(decimal(text)?).ok()?;
    (1..=members).contains(&number).then_some(number)
}
