//! Sealed values: the log holds salted commitments only (`docs/format.md`, Sealed values); who may read the openings, who
//! did, and what was erased stands here. No rule reads what is sealed. Requests of the people the data are about, too.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::deadline::Step;
use super::event::{payloads, present, sized};
use crate::domain::events::prelude::*;
use crate::domain::policy::FileClass;
use crate::log::statement::Statement;
use crate::values::crypto::{Hash, PublicKey};
use crate::values::ident::Id;
use crate::values::listed::listed;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// A value that is kept elsewhere and may be erased, as it stands in an entry (`docs/format.md`, Sealed values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// BLAKE3 of the encrypted file that opens it.
    #[serde(rename = "box")]
    pub boxed: Hash,
    /// BLAKE3, keyed with a random salt, over the value and its place.
    pub sealed: Hash,
}

/// What an entry seals, and at which path of its payload: every object of exactly `box` and `sealed`. The types `vault.*`
/// seal nothing: they speak of what was sealed before.
pub fn sealed_in(statement: &Statement) -> Vec<(String, Sealed)> {
    let mut found = Vec::new();
    if !statement.kind.as_str().starts_with("vault.") {
        members(&mut Vec::new(), &statement.data, &mut found);
    }
    found
}

fn members(at: &mut Vec<String>, data: &Map<String, Value>, found: &mut Vec<(String, Sealed)>) {
    let hash = |name: &str| data.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
    if let (2, Some(boxed), Some(sealed)) = (data.len(), hash("box"), hash("sealed")) {
        return found.push((at.join("."), Sealed { boxed, sealed }));
    }
    data.iter().for_each(|(name, value)| below(at, name.clone(), value, found));
}

fn below(at: &mut Vec<String>, name: String, value: &Value, found: &mut Vec<(String, Sealed)>) {
    at.push(name);
    match value {
        Value::Object(data) => members(at, data, found),
        Value::Array(items) => {
            items.iter().zip(0..).for_each(|(item, n): (_, u32)| below(at, n.to_string(), item, found))
        }
        _ => {}
    }
    at.pop();
}

/// An age recipient (`age1…`, X25519): 62 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeRecipient(String);

impl AgeRecipient {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for AgeRecipient {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let bech32 = |b: u8| b"023456789acdefghjklmnpqrstuvwxyz".contains(&b);
        let rest = text.strip_prefix("age1").filter(|rest| rest.len() == 58 && rest.bytes().all(bech32));
        match rest {
            Some(_) => Ok(AgeRecipient(text)),
            None => Err(serde::de::Error::custom("expected an age recipient, age1…")),
        }
    }
}

listed! {
    /// What somebody asks about his own data (Luật 91/2025/QH15 Đ4).
    DataRequest {
        /// To see them.
        View "view" "xem" "view",
        /// To have them corrected.
        Correct "correct" "chỉnh sửa" "correct",
        /// To be given them.
        Provide "provide" "cung cấp" "provide",
        /// To have their use restricted.
        Restrict "restrict" "hạn chế xử lý" "restrict",
        /// To object to their use.
        Object "object" "phản đối" "object",
        /// To withdraw consent.
        Withdraw "withdraw" "rút lại đồng ý" "withdraw consent",
        /// To have them deleted.
        Delete "delete" "xoá" "delete",
    }
}

impl DataRequest {
    /// The step whose term the policy names.
    pub fn step(self) -> Step {
        match self {
            DataRequest::View | DataRequest::Correct | DataRequest::Provide => Step::DataView,
            DataRequest::Restrict | DataRequest::Object | DataRequest::Withdraw => Step::DataRestrict,
            DataRequest::Delete => Step::DataDelete,
        }
    }
}

listed! {
    /// What came of it.
    DataOutcome {
        /// Done.
        Done "done" "đã làm" "done",
        /// Done in part.
        Partly "partly" "làm một phần" "done in part",
        /// Refused.
        Refused "refused" "từ chối" "refused",
    }
}

payloads! {
    /// Somebody who may read sealed values.
    Reader {
        /// Who.
        name: Name,
        /// The public key that values are encrypted to.
        recipient: AgeRecipient,
    }
    /// Payload of `ledger.readers_set` v1.
    ReadersSet {
        /// Everybody who may, from here on.
        #[serde(deserialize_with = "sized::<_, _, 1, 20>")]
        readers: Vec<Reader>,
    }
    /// Payload of `vault.opened` v1; the subject's key is the commitment.
    VaultOpened {
        /// What for.
        purpose: Prose,
    }
    /// Payload of `vault.erasure_ordered` v1.
    ErasureOrdered {
        /// By what right.
        ground: Prose,
    }
    /// Payload of `vault.erasure_confirmed` v1.
    ErasureConfirmed {
        /// Where copies were cleaned of it too.
        #[serde(default, deserialize_with = "sized::<_, _, 0, 20>")]
        copies: Vec<Name>,
    }
    /// Payload of `vault.resealed` v1.
    VaultResealed {
        /// Values that were encrypted again, each with its new box.
        #[serde(deserialize_with = "sized::<_, _, 1, 300>")]
        boxes: Vec<Sealed>,
    }
    /// Payload of `data_request.received` v1.
    DataRequestReceived {
        /// What is asked.
        kind: DataRequest,
        /// The recipient of awards who asks.
        #[serde(default, deserialize_with = "present")]
        recipient: Option<Id>,
        /// Who asks.
        #[serde(default, deserialize_with = "present")]
        identity: Option<Sealed>,
        /// The letter.
        #[serde(default, deserialize_with = "present")]
        document: Option<Name>,
    }
    /// Payload of `data_request.acknowledged` v1.
    DataRequestAcknowledged {
        /// The first reply, which says that it arrived and by when it is answered.
        document: Name,
    }
    /// Payload of `data_request.answered` v1.
    DataRequestAnswered {
        /// What came of it.
        outcome: DataOutcome,
        /// The answer.
        document: Name,
        /// Why not, or why not all.
        #[serde(default, deserialize_with = "present")]
        reason: Option<Prose>,
    }
}

/// An encrypted file of a value, as an entry names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boxed {
    /// BLAKE3 of its bytes.
    pub hash: Hash,
    /// The entry.
    pub seq: u64,
    /// Who signed that.
    pub by: PublicKey,
}

/// A sealed value as the log knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedValue {
    /// The entry that holds the commitment.
    pub seq: u64,
    /// The path in its payload.
    pub at: String,
    /// Its statement's id.
    pub id: Id,
    /// The file that opens it.
    pub newest: Boxed,
    /// Files that opened it before it was encrypted again, oldest first.
    pub earlier: Vec<Boxed>,
    /// Who ordered that it be erased, with which roles, by which entry.
    pub ordered: Option<(Id, Vec<Role>, u64)>,
    /// The entry that confirmed it.
    pub erased: Option<u64>,
    /// Entries that say it was read.
    pub openings: Vec<u64>,
}

impl SealedValue {
    /// As the newest entry about it names it.
    pub fn known(&self, sealed: Hash) -> Sealed {
        Sealed { boxed: self.newest.hash, sealed }
    }
}

/// A request about personal data as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What was asked.
    pub received: DataRequestReceived,
    /// When.
    pub on: Date,
    /// The entry.
    pub seq: u64,
    /// When its arrival was confirmed.
    pub acknowledged: Option<Date>,
    /// When it was answered, by which entry.
    pub answered: Option<(DataOutcome, Date, u64)>,
}

/// Everything about sealed values.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Vault {
    /// Who may read, from the newest entry that says so.
    pub readers: Vec<Reader>,
    /// Sealed values by commitment.
    pub values: BTreeMap<Hash, SealedValue>,
    /// Requests by id.
    pub requests: BTreeMap<Id, Request>,
}

impl State {
    /// Requires that an entry seals nothing that was sealed before: a commitment names its place, so that one that stands
    /// elsewhere was copied.
    pub(super) fn sealed_once(&self, context: &Context<'_>) -> Result<(), Refusal> {
        let mut new = BTreeSet::new();
        for (_, Sealed { sealed, .. }) in sealed_in(context.statement) {
            let before = self.vault.values.get(&sealed).map(|value| value.seq);
            if let Some(seq) = before.or((!new.insert(sealed)).then_some(context.seq)) {
                return Err(Refusal::SealedTwice { seq });
            }
        }
        Ok(())
    }

    /// Notes what an entry seals.
    pub(super) fn note_sealed(&mut self, context: &Context<'_>) {
        for (at, Sealed { boxed, sealed }) in sealed_in(context.statement) {
            let (seq, id) = (context.seq, context.statement.id);
            let newest = Boxed { hash: boxed, seq, by: context.statement.by };
            let value = SealedValue {
                seq,
                at,
                id,
                newest,
                earlier: Vec::new(),
                ordered: None,
                erased: None,
                openings: Vec::new(),
            };
            self.vault.values.entry(sealed).or_insert(value);
        }
    }

    fn sealed(&self, context: &Context<'_>) -> Result<&SealedValue, Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let value = commitment(context).and_then(|hash| self.vault.values.get(&hash)).ok_or_else(unknown)?;
        match value.erased {
            Some(seq) => Err(Refusal::ValueErased { seq }),
            None => Ok(value),
        }
    }

    /// The request that an entry is about, still open.
    fn request(&self, context: &Context<'_>) -> Result<&Request, Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let request = self.vault.requests.get(&context.require_id()?).ok_or_else(unknown)?;
        if let Some((_, on, _)) = request.answered {
            return Err(Refusal::RequestAnswered { on });
        }
        let earlier = request.acknowledged.unwrap_or(request.on);
        if context.on() < earlier {
            return Err(Refusal::BeforeEarlierStep { earlier, date: context.on() });
        }
        Ok(request)
    }
}

fn commitment(context: &Context<'_>) -> Option<Hash> {
    context.statement.subject.key().parse().ok()
}

impl Kind for ReadersSet {
    const NAME: &'static str = "ledger.readers_set";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Ai được đọc giá trị niêm phong", en: "Who may read sealed values" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.readers_set", 1)],
        fields: &[
            ("readers", "Người được đọc", "Readers"),
            ("readers.name", "Tên", "Name"),
            ("readers.recipient", "Khoá age", "age key"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply(&self, state: &mut State, _: &Context<'_>) {
        state.vault.readers.clone_from(&self.readers);
    }
}

impl Kind for VaultOpened {
    const NAME: &'static str = "vault.opened";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Mở giá trị niêm phong", en: "A sealed value is read" },
        subject: "vault",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Receptionist, Role::Secretary],
        schemas: &[schema!("vault.opened", 1)],
        fields: &[("purpose", "Mục đích", "Purpose")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::VAULT),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.sealed(context).map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let value = commitment(context).and_then(|hash| state.vault.values.get_mut(&hash));
        let Some(value) = value else { return };
        value.openings.push(context.seq);
    }
}

impl Kind for ErasureOrdered {
    const NAME: &'static str = "vault.erasure_ordered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đề nghị xoá giá trị niêm phong", en: "To erase a sealed value is ordered" },
        subject: "vault",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk, Role::Secretary, Role::Chairman],
        schemas: &[schema!("vault.erasure_ordered", 1)],
        fields: &[("ground", "Căn cứ", "Basis")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::VAULT),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        // What belongs to a petition's file is kept as long as the policy says, from the end of the year in which it
        // was settled.
        let seq = state.sealed(context)?.seq;
        let Some(petition) = state.petitions.values().find(|petition| petition.seq == seq) else { return Ok(()) };
        let Some(ruled) = state.policies.retention(FileClass::Petitions, context.on()) else { return Ok(()) };
        let article = ruled.row.cite();
        let (Some(closed), Some(years)) = (petition.closed_on(), ruled.row.years) else {
            return Err(Refusal::Retained { until: "–".to_owned(), article });
        };
        let last = i16::try_from(years).ok().and_then(|years| Date::new(closed.year().saturating_add(years), 12, 31));
        match last.filter(|last| context.on() <= *last) {
            Some(last) => Err(Refusal::Retained { until: last.vietnamese(), article }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let value = commitment(context).and_then(|hash| state.vault.values.get_mut(&hash));
        let Some(value) = value else { return };
        value.ordered = Some((context.person, context.roles.iter().copied().collect(), context.seq));
    }
}

impl Kind for ErasureConfirmed {
    const NAME: &'static str = "vault.erasure_confirmed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Xác nhận xoá giá trị niêm phong", en: "A sealed value is erased" },
        subject: "vault",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("vault.erasure_confirmed", 1)],
        fields: &[("copies", "Nơi có bản sao đã xoá theo", "Where copies were cleaned of it too")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::VAULT),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let value = state.sealed(context)?;
        let (person, roles, _) = value.ordered.as_ref().ok_or(Refusal::ErasureNotOrdered)?;
        // Two people, and the second acts in a role that the first does not hold.
        let another = context.roles.iter().any(|role| !roles.contains(role));
        if *person == context.person || !another {
            return Err(Refusal::SamePerson);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let value = commitment(context).and_then(|hash| state.vault.values.get_mut(&hash));
        let Some(value) = value else { return };
        value.erased = Some(context.seq);
    }
}

impl Kind for VaultResealed {
    const NAME: &'static str = "vault.resealed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Mã hoá lại giá trị niêm phong", en: "Sealed values are encrypted again" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman, Role::Receptionist, Role::Secretary],
        schemas: &[schema!("vault.resealed", 1)],
        fields: &[
            ("boxes", "Giá trị và tệp mới", "Values and their new files"),
            ("boxes.box", "Mã băm của tệp trong kho niêm phong", "Hash of the file in the vault"),
            ("boxes.sealed", "Mã cam kết", "Commitment"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::VAULT),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for Sealed { sealed, .. } in &self.boxes {
            let subject = || format!("vault/{sealed}").parse().unwrap_or_else(|_| context.statement.subject.clone());
            let unknown = || Refusal::SubjectUnknown { subject: subject() };
            let value = state.vault.values.get(sealed).ok_or_else(unknown)?;
            if let Some(seq) = value.erased {
                return Err(Refusal::ValueErased { seq });
            }
            if !seen.insert(sealed) {
                return Err(Refusal::SealedTwice { seq: context.seq });
            }
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        for Sealed { boxed, sealed } in &self.boxes {
            let Some(value) = state.vault.values.get_mut(sealed) else { continue };
            let newest = Boxed { hash: *boxed, seq: context.seq, by: context.statement.by };
            value.earlier.push(std::mem::replace(&mut value.newest, newest));
        }
    }
}

impl Kind for DataRequestReceived {
    const NAME: &'static str = "data_request.received";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Yêu cầu của chủ thể dữ liệu", en: "A request about personal data" },
        subject: "request",
        key: Key::New,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("data_request.received", 1)],
        fields: &[
            ("kind", "Yêu cầu", "What is asked"),
            ("recipient", "Mã người nhận trong sổ", "Recipient in the ledger"),
            ("identity", "Người yêu cầu (niêm phong)", "Who asks (sealed)"),
            ("identity.box", "Mã băm của tệp trong kho niêm phong", "Hash of the file in the vault"),
            ("identity.sealed", "Mã cam kết", "Commitment"),
            ("document", "Văn bản yêu cầu", "Letter"),
        ],
        refers: &[("recipient", Reference::Recipient)],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (received, on, seq) = (self.clone(), context.on(), context.seq);
        state.vault.requests.entry(id).or_insert(Request { received, on, seq, acknowledged: None, answered: None });
    }
}

impl Kind for DataRequestAcknowledged {
    const NAME: &'static str = "data_request.acknowledged";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label {
            vi: "Phản hồi lần đầu yêu cầu về dữ liệu cá nhân", en: "The first reply to such a request"
        },
        subject: "request",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("data_request.acknowledged", 1)],
        fields: &[("document", "Văn bản phản hồi", "Reply")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        match state.request(context)?.acknowledged {
            Some(on) => Err(Refusal::RequestAcknowledged { on }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(request) = context.subject_id().and_then(|id| state.vault.requests.get_mut(&id)) else { return };
        request.acknowledged = Some(context.on());
    }
}

impl Kind for DataRequestAnswered {
    const NAME: &'static str = "data_request.answered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Trả lời yêu cầu về dữ liệu cá nhân", en: "The answer to such a request" },
        subject: "request",
        key: Key::Typed,
        authors: &[Role::Clerk, Role::Receptionist, Role::Chairman],
        schemas: &[schema!("data_request.answered", 1)],
        fields: &[
            ("outcome", "Kết quả", "Outcome"),
            ("document", "Văn bản trả lời", "Answer"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.request(context)?;
        if self.outcome != DataOutcome::Done && self.reason.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(request) = context.subject_id().and_then(|id| state.vault.requests.get_mut(&id)) else { return };
        request.answered = Some((self.outcome, context.on(), context.seq));
    }
}
