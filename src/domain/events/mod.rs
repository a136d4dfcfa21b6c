//! Events: one file a type says everything about it. [`Meta`] is what lists, forms, drafts and documentation read,
//! [`Kind`] what the ledger does with a payload. The JSON Schemas in `schemas/` are the contract; the payload types are
//! tested to accept exactly what they accept.

pub mod draft;
pub mod audit {
    //! `audit.*`.

    pub mod explained;
}
pub mod award {
    //! `award.*`.

    pub mod presented;
    pub mod recovered;
    pub mod reissued;
}
pub mod calendar {
    //! `calendar.*`.

    pub mod adopted;
}
pub mod checkpoint {
    //! `checkpoint.*`.

    pub mod anchored;
}
pub mod council {
    //! `council.*`.

    pub mod voted;
}
pub mod data_request;
pub mod decision;
pub mod deputy {
    //! `deputy.*`.

    pub mod assigned;
}
pub mod dossier {
    //! `dossier.*`.

    pub mod filed;
}
pub mod entry;
pub mod fund;
pub mod history {
    //! `history.*`.

    pub mod confirmed;
    pub mod imported;
}
pub mod hold {
    //! `hold.*`.

    pub mod placed;
    pub mod released;
}
pub mod interest {
    //! `interest.*`.

    pub mod declared;
}
pub mod key;
pub mod ledger {
    //! `ledger.*`.

    pub mod catalogue_raised;
    pub mod clock_corrected;
    pub mod closed;
    pub mod log_key_rotated;
    pub mod naming;
    pub mod opened;
    pub mod predecessor_named;
    pub mod readers_set;
    pub mod restored;
    pub mod witnesses_set;
}
pub mod mediation {
    //! `mediation.*`.

    pub mod concluded;
}
pub mod model {
    //! `model.*`.

    pub mod noted;
}
pub mod movement;
pub mod nomination;
pub mod payment_list {
    //! `payment_list.*`.

    pub mod approved;
}
pub mod petition;
pub mod plan {
    //! `plan.*`.

    pub mod adopted;
}
pub mod pledge {
    //! `pledge.*`.

    pub mod signed;
}
pub mod policy {
    //! `policy.*`.

    pub mod adopted;
}
pub mod proposal;
pub mod reception {
    //! `reception.*`.

    pub mod held;
}
pub mod recipient {
    //! `recipient.*`.

    pub mod ended;
}
pub mod recomputation {
    //! `recomputation.*`.

    pub mod proposed;
}
pub mod register {
    //! `register.*`.

    pub mod declared;
}
pub mod revocation {
    //! `revocation.*`.

    pub mod proposed;
}
pub mod second_person;
pub mod target {
    //! `target.*`.

    pub mod registered;
    pub mod reported;
}
pub mod vault;
pub mod title {
    //! `title.*`.

    pub mod registered;
}

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use self::draft::Known;
use super::refusal::Refusal;
use super::registers::taking_back::Named;
pub use super::registers::taking_back::TakeBack;
use super::state::{Context, State};
use crate::log::keyring::KeyChange;
use crate::log::role::Role;
use crate::values::ident::{Id, LedgerId};
use crate::values::lang::Label;
use crate::values::members::present;
use crate::values::strict::Members;
use crate::values::text::Prose;
use crate::values::time::Date;

/// An event type: what its payload means.
pub trait Kind: Sized + DeserializeOwned {
    /// Its name, such as `fund.appropriated`.
    const NAME: &'static str;
    /// What is known of it without a payload.
    const META: &'static Meta;

    /// Reads a payload by a version of its schema, as the newest; `None` for a version that does not exist.
    fn read(version: u32, data: Members<'_>) -> Option<Result<Self, serde_json::Error>> {
        (version == Self::META.newest().version).then(|| data.read())
    }

    /// Whether it may be recorded upon a state. Changes nothing.
    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal>;

    /// What then stands. Total: whatever the payload says, nothing panics.
    fn apply(&self, state: &mut State, context: &Context<'_>);

    /// What it does to keys and roles, if anything.
    fn key_change(&self) -> Option<KeyChange<'_>> {
        None
    }

    /// What waits for this step, where it is about one thing and nobody says which.
    fn waiting(_: &State) -> Vec<Id> {
        Vec::new()
    }

    /// Adds to a draft what follows from the ledger: the paths that [`Meta::filled`] names.
    fn fill(_: &Known<'_>, _: &mut Map<String, Value>) -> Result<(), Refusal> {
        Ok(())
    }
}

/// What is known of an event type without a payload.
#[derive(Debug)]
pub struct Meta {
    /// Its name.
    pub name: &'static str,
    /// Its name for people.
    pub label: Label,
    /// The kind of subject it is about.
    pub subject: &'static str,
    /// Where the subject's key comes from.
    pub key: Key,
    /// Who habitually authors it; which roles may is policy, except where the format fixes it.
    pub authors: &'static [Role],
    /// Every version of its schema, the newest last.
    pub schemas: &'static [Schema],
    /// The names of its members for people: path, Vietnamese, English. Places in lists are left out of paths.
    pub fields: &'static [(&'static str, &'static str, &'static str)],
    /// What of it people call by other words than its id.
    pub refers: &'static [(&'static str, Reference)],
    /// What a draft may leave out.
    pub filled: &'static [Filled],
    /// Whether it can be taken back, and by how many.
    pub take_back: TakeBack,
}

/// One version of a schema.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// From 1.
    pub version: u32,
    /// The JSON Schema (draft 2020-12).
    pub json: &'static str,
    /// A payload that it accepts.
    pub sample: &'static str,
}

/// A schema and its sample, by type and version.
macro_rules! schema {
    ($kind:literal, $version:literal) => {
        $crate::domain::events::Schema {
            version: $version,
            json: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/", $kind, ".v", $version, ".json")),
            sample: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/fixtures/samples/",
                $kind,
                ".v",
                $version,
                ".json"
            )),
        }
    };
}
pub(crate) use schema;

/// Where the key of a subject comes from when nobody types it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A new id: the event begins a subject of its own.
    New,
    /// The year of the day on which it takes effect.
    YearOfDay,
    /// The year of a date in the payload; of the day on which it takes effect where there is none.
    YearOf(&'static str),
    /// The ledger's id: it is about nothing else.
    Ledger,
    /// A member of the payload: it is about nothing else.
    Member(&'static str),
    /// Members of the payload, joined.
    Members(&'static [&'static str]),
    /// The author's person.
    Author,
    /// The subject of the entry whose position stands there.
    OfEntry(&'static str),
    /// It goes on with a subject that must be named.
    Typed,
}

/// What a text at a path stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A subject of a kind: an id, its beginning or end, or the number of a decision.
    Subject(&'static str),
    /// A line of a decision, such as `03:7`; its number stands beside it as `line`.
    Line,
    /// A payment, by its entry, voucher or line.
    Payment,
    /// Who holds a key, by id or name.
    Person,
    /// Who was nominated or awarded before, by id or name.
    Recipient,
    /// Somebody described, whose id is that of the same description before, or a new one.
    Whom,
}

/// A path that a draft may leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The path, places in lists left out.
    pub path: &'static str,
    /// In which case.
    pub when: When,
}

/// In which case a path is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always: nobody is asked for it.
    Always,
    /// If it is left out.
    Absent,
    /// If this member beside it is given, which says it.
    With(&'static str),
}

impl Meta {
    /// The newest version of its schema.
    pub fn newest(&self) -> Schema {
        const NONE: Schema = Schema { version: 0, json: "", sample: "" };
        self.schemas.last().copied().unwrap_or(NONE)
    }

    /// A version of its schema; the newest if none is named.
    pub fn schema(&self, version: Option<u32>) -> Option<Schema> {
        let version = version.unwrap_or_else(|| self.newest().version);
        self.schemas.iter().copied().find(|schema| schema.version == version)
    }

    /// The name of a member for people.
    pub fn label_of(&self, path: &str) -> Option<Label> {
        let path = plain(path);
        let mut all = MARGIN.iter().chain(self.fields);
        all.find(|(known, ..)| *known == path).map(|(_, vi, en)| Label { vi, en })
    }

    /// In which cases a path is filled in.
    pub fn fills(&self, path: &str) -> impl Iterator<Item = When> {
        let path = plain(path);
        let whom = |known: &str| path.strip_suffix(".id") == Some(known);
        let described = self.refers.iter().any(|(known, what)| *what == Reference::Whom && whom(known));
        let filled: Vec<When> = self.filled.iter().filter(|f| f.path == path).map(|filled| filled.when).collect();
        filled.into_iter().chain(described.then_some(When::Always))
    }

    /// Whether nobody is asked for a path.
    pub fn is_automatic(&self, path: &str) -> bool {
        self.fills(path).any(|when| when == When::Always)
    }

    /// Whether a draft may leave a path out, whatever else it says.
    pub fn is_optional(&self, path: &str) -> bool {
        self.fills(path).any(|when| matches!(when, When::Always | When::Absent))
    }
}

/// The members that every payload may have, as people call them.
pub const MARGIN: &[(&str, &str, &str)] = &[
    ("note", "Ghi chú", "Note"),
    ("reconstructed", "Dựng lại từ giấy tờ", "Reconstructed from papers"),
    ("instead_of", "Thay cho mục đã bỏ ghi", "Instead of the entry taken back"),
    ("instead_of.hash", "Mã băm của mục", "Hash of the entry"),
    ("instead_of.seq", "Số của mục", "Position of the entry"),
];

/// A path without places in lists: `lines.0.amount` is `lines.amount`.
pub fn plain(path: &str) -> String {
    let names = path.split('.').filter(|name| name.parse::<usize>().is_err());
    names.collect::<Vec<_>>().join(".")
}

impl Key {
    /// The key that follows from a draft, if one does.
    pub(crate) fn follow(self, draft: &DraftKey<'_>) -> Option<String> {
        let member = |path: &str| member(draft.data, path).and_then(text);
        match self {
            Key::New | Key::Typed | Key::OfEntry(_) => None,
            Key::YearOfDay => Some(draft.on.year().to_string()),
            Key::YearOf(path) => {
                let year = member(path).and_then(|date| date.get(..4).map(str::to_owned));
                year.or_else(|| Some(draft.on.year().to_string()))
            }
            Key::Ledger => Some(draft.ledger.to_string()),
            Key::Member(path) => member(path).map(spelled),
            Key::Members(paths) => {
                let all: Option<Vec<String>> = paths.iter().map(|path| member(path).map(spelled)).collect();
                Some(all?.join("-"))
            }
            Key::Author => draft.author.map(|author| author.to_string()),
        }
    }

    /// Whether an event about another key than the one that follows would give one thing several stories.
    pub(in crate::domain) fn is_demanded(self) -> bool {
        matches!(self, Key::Ledger | Key::Member(_))
    }
}

/// What a key may follow from.
pub(crate) struct DraftKey<'a> {
    pub(crate) ledger: LedgerId,
    pub(crate) on: Date,
    pub(crate) author: Option<Id>,
    pub(crate) data: &'a Map<String, Value>,
}

pub(crate) fn member<'a>(data: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut names = path.split('.');
    let first = data.get(names.next()?)?;
    names.try_fold(first, |value, name| match name.parse::<usize>() {
        Ok(place) => value.get(place),
        Err(_) => value.get(name),
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// As the key of a subject spells it.
fn spelled(text: String) -> String {
    text.to_lowercase().replace(['.', '_', '@'], "-")
}

/// What every payload may carry besides its own members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margin {
    /// A remark.
    #[serde(default, deserialize_with = "present")]
    pub note: Option<Prose>,
    /// The document the event was reconstructed from, if it was not recorded when it happened.
    #[serde(default, deserialize_with = "present")]
    pub reconstructed: Option<Prose>,
    /// The entry, taken back, that this one replaces.
    #[serde(default, deserialize_with = "present")]
    pub instead_of: Option<Named>,
}

/// Why some types are never taken back, and what there is instead.
pub(in crate::domain) mod never {
    use crate::values::lang::Label;

    pub(in crate::domain) const LEDGER: Label = Label {
        vi: "việc của sổ đứng mãi; việc mới thay việc cũ",
        en: "what is about the ledger stands for ever; a new entry replaces an old one",
    };
    pub(in crate::domain) const KEY: Label = Label {
        vi: "thu hồi khóa, hoặc cấp lại với vai trò khác",
        en: "revoke the key, or enrol it with other roles",
    };
    pub(in crate::domain) const ADOPT: Label =
        Label { vi: "ban hành bản khác thay thế", en: "adopt another in its place" };
    pub(in crate::domain) const LIST: Label =
        Label { vi: "lập danh sách khác rồi ký lại", en: "make another list and sign again" };
    pub(in crate::domain) const REOPEN: Label =
        Label { vi: "mở lại năm (fund.reopened)", en: "reopen the year (fund.reopened)" };
    pub(in crate::domain) const CLOSE: Label =
        Label { vi: "khóa lại năm (fund.closed)", en: "close the year again (fund.closed)" };
    pub(in crate::domain) const ENTRY: Label =
        Label { vi: "ghi lại sự việc, nêu instead_of", en: "record the thing anew, with instead_of" };
    pub(in crate::domain) const VAULT: Label = Label {
        vi: "đã đọc, đã xóa thì không thể coi như chưa",
        en: "what was read or erased cannot be unread",
    };
}

/// What every event's file begins with.
pub(in crate::domain) mod prelude {
    pub(in crate::domain) use serde_json::{Map, Value, json};

    pub(in crate::domain) use super::draft::{Known, number_lines};
    pub(in crate::domain) use super::{Filled, Key, Kind, Meta, Reference, TakeBack, When, never, schema};
    pub(in crate::domain) use crate::domain::refusal::Refusal;
    pub(in crate::domain) use crate::domain::state::{Context, State};
    pub(in crate::domain) use crate::log::keyring::KeyChange;
    pub(in crate::domain) use crate::log::role::Role;
    pub(in crate::domain) use crate::values::lang::Label;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A type of two versions, as a later catalogue may have them: in the first, there was always one.
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Counted {
        count: u64,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct CountedV1 {}

    impl Kind for Counted {
        const NAME: &'static str = "test.counted";
        const META: &'static Meta = &Meta {
            name: Self::NAME,
            label: Label { vi: "Thử", en: "Test" },
            subject: "test",
            key: Key::New,
            authors: &[],
            schemas: &[
                Schema { version: 1, json: "{}", sample: "{}" },
                Schema { version: 2, json: "{}", sample: "{\"count\":2}" },
            ],
            fields: &[],
            refers: &[],
            filled: &[],
            take_back: TakeBack::Two,
        };

        fn read(version: u32, data: Members<'_>) -> Option<Result<Self, serde_json::Error>> {
            match version {
                1 => Some(data.read::<CountedV1>().map(|CountedV1 {}| Counted { count: 1 })),
                2 => Some(data.read()),
                _ => None,
            }
        }

        fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
            Ok(())
        }

        fn apply(&self, _: &mut State, _: &Context<'_>) {}
    }

    #[test]
    fn an_older_version_is_read_as_the_newest() {
        let read = |version: u32, json: &str| {
            let data: Map<String, Value> = serde_json::from_str(json).ok()?;
            Counted::read(version, Members::without(&data, &[]))?.ok()
        };
        assert_eq!(read(1, "{}"), Some(Counted { count: 1 }));
        assert_eq!(read(2, "{\"count\":2}"), Some(Counted { count: 2 }));
        for (version, json) in [(1, "{\"count\":2}"), (2, "{}"), (3, "{\"count\":2}"), (0, "{}")] {
            assert_eq!(read(version, json), None, "{version} {json}");
        }
        let meta = Counted::META;
        assert_eq!((meta.newest().version, meta.schema(Some(1)).map(|one| one.version)), (2, Some(1)));
        assert!(meta.schema(Some(3)).is_none());
    }
}
