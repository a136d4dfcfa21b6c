//! An office for tests: keys, ids and clock follow from names, so that every run makes the same bytes.
#![allow(dead_code)] // each test takes what it needs

use serde_json::{Map, Value, json};
use sovang::domain::events::TakeBack;
use sovang::domain::ledger::{Event, State};
use sovang::domain::presets::Preset;
use sovang::domain::refusal::Refusal;
use sovang::domain::walk::Outcome;
use sovang::log::keyring::KeyEnrolled;
use sovang::log::statement::{Signed, Statement};
use sovang::shell::author::{Draft, Signing, compose, compose_opening};
use sovang::shell::journal::{self, Journal, JournalError, Recorded};
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::crypto::{Hash, SecretKey};
use sovang::values::ident::{Id, LedgerId};
use sovang::values::time::{Date, Instant};

/// When the ledger is opened: 08:00 on 01/01/2024 in Vietnam.
pub const BEGUN: &str = "2024-01-01T01:00:00.000Z";

/// Who holds a key from the beginning.
pub const PEOPLE: [(&str, &str, &[&str]); 6] = [
    ("chu-tich", "Chủ tịch UBND xã", &["chairman"]),
    ("pho-chu-tich", "Phó Chủ tịch UBND xã", &["deputy"]),
    ("van-thu", "Văn thư kiêm thư ký Hội đồng, tiếp dân", &["clerk", "secretary", "receptionist"]),
    ("ke-toan", "Kế toán", &["accountant"]),
    ("thu-quy", "Thủ quỹ", &["cashier"]),
    ("truong-thon", "Trưởng thôn Na Hoa", &["proposer"]),
];

/// The id of a name.
pub fn id_of(name: &str) -> Id {
    let hash = Hash::of(format!("id {name}").as_bytes()).0;
    let mut random = [0; 10];
    random.copy_from_slice(&hash[..10]);
    Id::new(1_704_070_800_000, random)
}

/// The key of a name.
pub fn key_of(name: &str) -> SecretKey {
    SecretKey::from_seed(&Hash::of(format!("key {name}").as_bytes()).0)
}

/// Eight in the morning in Vietnam; of a day before there were ledgers, when this one begins.
pub fn morning(date: Date) -> Instant {
    let text = if date.year() < 2020 { BEGUN.to_owned() } else { format!("{date}T01:00:00.000Z") };
    text.parse().unwrap()
}

/// Seconds later.
pub fn later(at: Instant, seconds: i64) -> Instant {
    Instant::from_millis(at.millis() + seconds * 1000)
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("an object is expected: {other}"),
    }
}

/// The payload of a preset.
pub fn preset(name: &str) -> Value {
    serde_json::from_str(Preset::find(name).unwrap().json).unwrap()
}

/// A ledger in memory with the keys of [`PEOPLE`].
pub struct Office {
    pub journal: Journal<MemoryStore>,
    /// When the last statement was signed.
    pub last: Instant,
    /// Statements that go before the next one.
    pub before: Vec<Signed>,
    ids: u32,
}

impl Office {
    /// A ledger that nobody has opened.
    pub fn unopened() -> Office {
        let journal = Journal::open(MemoryStore::default(), None).unwrap();
        Office { journal, last: BEGUN.parse().unwrap(), before: Vec::new(), ids: 0 }
    }

    /// A ledger with the keys and nothing else.
    pub fn opened() -> Office {
        let mut office = Office::unopened();
        let signed = office.opening(opening()).sign(&key_of("chu-tich"));
        office.append(signed, None).unwrap();
        office
    }

    /// A copy that goes on by itself.
    pub fn fork(&self) -> Office {
        let journal = Journal::open(self.journal.store().clone(), Some(self.journal.head())).unwrap();
        Office { journal, last: self.last, before: Vec::new(), ids: self.ids }
    }

    pub fn state(&self) -> &State {
        self.journal.state()
    }

    /// The next id nobody chose.
    pub fn new_id(&mut self) -> Id {
        self.ids += 1;
        id_of(&format!("tự đặt {}", self.ids))
    }

    /// The first statement.
    pub fn opening(&mut self, data: Map<String, Value>) -> Statement {
        let (mut id, now) = (|| id_of("mở sổ"), self.last);
        let mut signing = Signing { key: key_of("chu-tich").public(), now, new_id: &mut id };
        compose_opening(id_of("sổ").into(), now.date(), data, &mut signing).unwrap()
    }

    /// Adopts a policy under a name of its own, as if it were known already.
    pub fn adopt(&mut self, mut policy: Value, on: &str) {
        policy["version"] = json!("ve-sau");
        policy["known_from"] = json!("2024-01-01");
        let (kind, on) = ("policy.adopted".parse().unwrap(), Some(on.parse().unwrap()));
        let data = object(policy);
        let draft = Draft { kind, schema: None, subject: None, on, id: None, expect: None, at: None, by: None, data };
        let at = self.next_at(on);
        let signed = self.compose(&draft, "chu-tich", at).sign(&key_of("chu-tich"));
        self.append(signed, None).unwrap_or_else(|refusal| panic!("{}", refusal.code()));
    }

    /// When the next statement is signed: on its day, but never before the one before.
    pub fn next_at(&self, on: Option<Date>) -> Instant {
        let next = later(self.last, 1);
        on.map_or(next, |on| morning(on).max(next))
    }

    /// The statement of a draft; where it stands for several, those before the last are signed and wait for it.
    pub fn compose(&mut self, draft: &Draft, by: &str, at: Instant) -> Statement {
        let mut made = self.ids;
        let mut new_id = || {
            made += 1;
            id_of(&format!("tự đặt {made}"))
        };
        let mut signing = Signing { key: key_of(by).public(), now: at, new_id: &mut new_id };
        let statements = compose(self.journal.state(), draft, &mut signing);
        let mut statements = statements.unwrap_or_else(|error| panic!("{}: {error} ({error:?})", draft.kind));
        self.ids = made;
        let last = statements.pop().unwrap();
        self.before = statements.into_iter().map(|statement| statement.sign(&key_of(by))).collect();
        last
    }

    /// Appends one statement, recorded when it is signed unless said otherwise.
    pub fn append(&mut self, signed: Signed, recorded: Option<Instant>) -> Result<Recorded, Box<Refusal>> {
        let at = signed.statement.at;
        let mut all = std::mem::take(&mut self.before);
        all.push(signed);
        match self.journal.append(&all, recorded.unwrap_or(at)) {
            Ok(done) => {
                self.last = self.last.max(at);
                Ok(done.last().unwrap().clone())
            }
            Err(JournalError::Refused { refusal, .. }) => Err(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    /// Takes an entry back by whoever may; `None` where nobody can.
    pub fn take_back(&mut self, seq: u64) -> Option<Result<(), Box<Refusal>>> {
        let past = self.state().past_at(seq)?;
        let (kind, class) = (past.entry.statement.kind.clone(), past.take_back);
        let keyring = self.state().chain.keyring();
        let roles = |name: &str| {
            let holder = keyring.holder(&key_of(name).public()).filter(|holder| holder.revoked.is_none());
            holder.map(|holder| holder.now.roles.clone()).unwrap_or_default()
        };
        let people = || PEOPLE.iter().map(|(name, ..)| *name).filter(|name| !roles(name).is_empty());
        let may = |kind: &str, name: &str| !roles(name).is_disjoint(&keyring.allowed(&kind.parse().unwrap()));
        let first = people().find(|name| may(kind.as_str(), name) && may("entry.taken_back", name))?;
        let second = people().find(|name| !roles(name).is_subset(&roles(first)))?;
        if matches!(class, TakeBack::Never(_)) || self.state().succession.closed.is_some() {
            return None;
        }
        let data = json!({ "entry": { "seq": seq }, "reason": "Ghi nhầm" });
        let sign = |office: &mut Office, kind: &str, by: &str, data: &Value| {
            let (kind, data) = (kind.parse().unwrap(), object(data.clone()));
            let draft =
                Draft { kind, schema: None, subject: None, on: None, id: None, expect: None, at: None, by: None, data };
            let last = office.state().chain.last_recorded().unwrap();
            let at = later(office.last.max(last), 1);
            let signed = office.compose(&draft, by, at).sign(&key_of(by));
            office.append(signed, Some(at)).map(|_| ())
        };
        let mut taken = data.clone();
        taken["ground"] = json!("slip");
        let done = match class {
            TakeBack::One => sign(self, "entry.taken_back", first, &taken),
            _ => sign(self, "entry.take_back_proposed", first, &data)
                .and_then(|()| sign(self, "entry.taken_back", second, &taken)),
        };
        Some(done)
    }

    /// Everything there is, down to the indexes: for comparing two ways to the same place.
    pub fn picture(&self) -> State {
        self.state().clone()
    }

    /// The whole log read again from its bytes.
    pub fn walk(&self) -> Outcome {
        journal::walk(self.journal.store(), &mut |_| {}).unwrap()
    }

    /// Every stored row.
    pub fn rows(&self) -> Vec<sovang::shell::store::Row> {
        let mut rows = Vec::new();
        let each = &mut |row| {
            rows.push(row);
            true
        };
        self.journal.store().scan(1, each).unwrap();
        rows
    }
}

/// Adds to an enrolment what the key itself signs.
pub fn prove(key: &SecretKey, ledger: LedgerId, mut enrolment: Value) -> Value {
    if let Ok(asked) = serde_json::from_value::<KeyEnrolled>(enrolment.clone()) {
        enrolment["proof"] = json!(key.sign(&asked.proof_bytes(ledger)));
    }
    enrolment
}

/// Payload of `ledger.opened`.
pub fn opening() -> Map<String, Value> {
    let key = |(name, holder, roles): (&str, &str, &[&str])| {
        let asked = json!({ "key": key_of(name).public(), "person": id_of(name), "holder": holder, "roles": roles });
        prove(&key_of(name), id_of("sổ").into(), asked)
    };
    object(json!({
        "unit": { "name": "UBND xã Hồ Sơn", "code": "UBND" },
        "parent": "UBND huyện Hữu Lũng, tỉnh Lạng Sơn",
        "origin": "sovang.example/ho-son",
        "log_key": key_of("so").public(),
        "catalogue": { "hash": Hash::of("danh mục 1".as_bytes()), "number": 1 },
        "keys": PEOPLE.map(key),
    }))
}

/// The fold of what was not taken back, and of no taking back.
pub fn alone(state: &State) -> State {
    let mut alone = State::default();
    for past in state.past.iter().filter(|past| !state.taken.entries.contains_key(&past.entry.seq)) {
        let (event, margin) = Event::of(&past.entry.statement).unwrap();
        if !event.kind().starts_with("entry.") {
            alone.apply(&past.entry, past.hashes, &event, &margin);
        }
    }
    alone
}

/// Fund accounts that are wrong: a sum that is not zero, or money that is not there.
pub fn wrong_accounts(state: &State) -> Vec<String> {
    let mut wrong = Vec::new();
    for fund in state.funds.values() {
        let sum: i128 = fund.accounts().map(|(_, amount)| amount).sum();
        if sum != 0 {
            wrong.push(format!("{}: the accounts sum to {sum}", fund.year));
        }
        for (account, amount) in fund.accounts().filter(|(account, amount)| !account.is_source() && *amount < 0) {
            wrong.push(format!("{}: {account:?} holds {amount}", fund.year));
        }
    }
    wrong
}

/// What a statement says.
pub fn event_of(statement: &Statement) -> Option<Event> {
    Event::of(statement).ok().map(|(event, _)| event)
}
