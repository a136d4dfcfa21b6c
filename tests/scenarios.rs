//! The scenarios of `fixtures/scenarios/`: what a clerk may record and what the ledger refuses, in Vietnamese.
//! Every refusal code is triggered by at least one, and `docs/rules.md` is compared with them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sovang::domain::custody::Ending;
use sovang::domain::events::TakeBack;
use sovang::domain::events::ledger::log_key_rotated::Rotation;
use sovang::domain::ledger;
use sovang::domain::policy::PolicyAdopted;
use sovang::domain::presets::PRESETS;
use sovang::domain::refusal::{RULES, Refusal};
use sovang::log::entry::Entry;
use sovang::log::statement::{Head, Signed};
use sovang::office::names::Names;
use sovang::reports::audit::{Fact, QUESTIONS, audit};
use sovang::reports::due::{Standing, due};
use sovang::reports::figures::{self, Figure, Of, Value as FigureValue};
use sovang::reports::law::Ruling;
use sovang::reports::reconcile::{Claims, Reconciliation};
use sovang::shell::author::Draft;
use sovang::values::crypto::{Hash, PublicKey, Signature};
use sovang::values::lang::Lang;
use sovang::values::time::{Date, Instant};
use support::{Office, id_of, key_of, object, preset, wrong_accounts};

/// Faults that a statement handed in can have. The others are of stored bytes: `docs/format.md`, and its vectors.
const FAULTS: [(&str, &str); 15] = [
    ("entry.too_large", "bút toán dài quá 65.535 byte"),
    ("entry.bytes", "nội dung không phải JSON chính tắc (số lẻ, chữ không theo NFC, ký tự điều khiển)"),
    ("entry.signature", "chữ ký không khớp với nội dung"),
    ("payload.type", "không có lược đồ của loại sự kiện và phiên bản ấy"),
    ("payload.schema", "nội dung không đúng lược đồ"),
    ("chain.clock", "ledger.clock_corrected không đúng điều kiện: docs/format.md, The clock"),
    ("chain.genesis", "bút toán đầu tiên, và chỉ nó, là ledger.opened"),
    ("statement.ledger", "thuộc sổ khác"),
    ("statement.id", "mã sự kiện đã có trong sổ, với nội dung khác"),
    ("statement.expect", "người ký chưa xem sự kiện mới nhất của hồ sơ"),
    ("statement.seen", "người ký đã thấy một bút toán mà sổ này không có"),
    ("statement.seen_back", "người ký đã thấy ít hơn lần ký trước"),
    ("author.unknown", "khoá chưa được ghi nhận trong sổ"),
    ("author.revoked", "khoá đã bị thu hồi"),
    ("author.role", "khoá không có vai trò được lập loại sự kiện ấy"),
];

const ADMITTED: &str = "ghi được";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioFile {
    #[serde(default)]
    scenario: Vec<Scenario>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    #[serde(default)]
    #[allow(dead_code)] // for the reader
    law: Option<String>,
    given: String,
    #[serde(default)]
    when: Vec<Step>,
    then: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    figures: BTreeMap<String, BTreeMap<String, Value>>,
    #[serde(default)]
    accounts: BTreeMap<String, BTreeMap<String, i64>>,
    /// What the audit of the ledger finds afterwards, on the day of the last entry.
    #[serde(default)]
    audit: Vec<String>,
    /// What it does not find.
    #[serde(default)]
    not_in_audit: Vec<String>,
    /// The one term that runs, or the one of a name, as it stands on a day.
    #[serde(default)]
    due: Vec<DueThen>,
    /// A day on which no term runs.
    #[serde(default)]
    nothing_due: Option<String>,
    /// Which recipient a typed name means.
    #[serde(default)]
    finds: BTreeMap<String, String>,
    /// What a publication says.
    #[serde(default)]
    claims: Option<Claims>,
    /// The sorts of contradiction found in it, in order.
    #[serde(default)]
    contradictions: Vec<String>,
    /// What its totals differ from the sums of their parts by, in order.
    #[serde(default)]
    unexplained: Vec<i64>,
}

/// A term that runs.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct DueThen {
    on: String,
    /// What has to be done; absent if only one term runs.
    #[serde(default)]
    what: Option<String>,
    /// Its last day; absent if it cannot be told.
    #[serde(default)]
    until: Option<String>,
    /// Days over, if it is over.
    #[serde(default)]
    overdue: Option<i64>,
}

/// The awkward cases that a commune meets, and where each is shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    then: String,
    /// Names of scenarios.
    #[serde(default)]
    scenarios: Vec<String>,
    /// Tests, as `file.rs: function`.
    #[serde(default)]
    tests: Vec<String>,
    /// What is not covered.
    #[serde(default)]
    open: Option<String>,
}

/// What somebody signs. What is absent comes from `mau.toml`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    #[serde(rename = "type")]
    kind: String,
    /// Whose key; the usual person's if absent.
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    on: Option<String>,
    #[serde(default)]
    at: Option<String>,
    /// The log's clock; that of the author if absent.
    #[serde(default)]
    recorded: Option<String>,
    /// The subject: an alias, a year, a number, or in full.
    #[serde(default)]
    about: Option<String>,
    /// An alias for the event's own id.
    #[serde(default, rename = "as")]
    id: Option<String>,
    #[serde(default)]
    preset: Option<String>,
    #[serde(default)]
    data: Map<String, Value>,
    /// Members of the sample to leave out.
    #[serde(default)]
    without: Vec<String>,
    /// How many times; each with ids of its own.
    #[serde(default)]
    tamper: Option<Tamper>,
}

/// What a stranger to the software may have changed before signing, or after.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Tamper {
    ledger: Option<String>,
    expect: Option<u64>,
    seen: Option<u64>,
    seen_hash: Option<String>,
    schema: Option<u32>,
    kind: Option<String>,
    signature: bool,
    /// Text that is repeated until the entry is too large.
    stuffing: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Samples {
    /// Who usually authors a type.
    by: BTreeMap<String, String>,
    /// Recipients by alias.
    recipient: BTreeMap<String, Map<String, Value>>,
    /// Payloads by type.
    data: BTreeMap<String, Map<String, Value>>,
    /// A decision's line.
    line: Map<String, Value>,
    situation: BTreeMap<String, Situation>,
    /// A policy for later days, adopted together with the first one.
    #[serde(skip)]
    later: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    #[allow(dead_code)] // for the reader
    about: String,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    steps: Vec<Step>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn scenarios() -> Vec<(String, Scenario)> {
    let folder = root().join("fixtures/scenarios");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all = Vec::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ext| ext == "toml")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name != "mau.toml" && name != "truong-hop.toml" {
            all.extend(read::<ScenarioFile>(path).scenario.into_iter().map(|scenario| (name.clone(), scenario)));
        }
    }
    all
}

/// Puts ids for `$names` and keys for `@names`.
fn resolve(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix('$') {
                *text = id_of(name).to_string();
            } else if let Some(name) = text.strip_prefix('@') {
                *text = key_of(name).public().to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(resolve),
        Value::Object(members) => members.values_mut().for_each(resolve),
        _ => {}
    }
}

/// Puts what only the ledger at hand knows: `%root N` for its root at N entries, `%agree KEY OLD NEW CAUSE [ORIGIN]` for a log key's
/// signature on a change of keys, `%origin` for the log's name.
fn resolve_in(value: &mut Value, office: &Office) {
    match value {
        Value::String(text) => {
            let words: Vec<&str> = text.split(' ').collect();
            match words.as_slice() {
                ["%root", size] => {
                    let root = office.state().chain.tree().root_at(size.parse().unwrap()).unwrap();
                    *text = Hash(*root.as_bytes()).to_string();
                }
                ["%seq", back] => {
                    *value = json!(office.journal.head().seq - back.parse::<u64>().unwrap());
                }
                ["%hash", back] => {
                    let seq = office.journal.head().seq - back.parse::<u64>().unwrap();
                    *text = office.state().chain.hash_at(seq).unwrap().to_string();
                }
                ["%origin"] => *text = office.state().custody.identity().unwrap().origin.as_str().to_owned(),
                ["%agree", key, old, new, how, origin @ ..] => {
                    let endings = [Ending::Planned, Ending::Lost, Ending::Stolen];
                    let how = endings.into_iter().find(|ending| ending.name() == *how).unwrap();
                    let ours = &office.state().custody.identity().unwrap().origin;
                    let origin = origin.first().map_or(ours.clone(), |origin| origin.parse().unwrap());
                    let (old, log_key) = (&key_of(old).public(), &key_of(new).public());
                    let change = Rotation { how, ledger: id_of("sổ").into(), log_key, old, origin: &origin };
                    *text = key_of(key).sign(&change.bytes()).to_string();
                }
                _ => {}
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| resolve_in(item, office)),
        Value::Object(members) => members.values_mut().for_each(|member| resolve_in(member, office)),
        _ => {}
    }
}

/// Lays what is said over the sample.
fn overlay(sample: &mut Map<String, Value>, said: &Map<String, Value>) {
    for (name, value) in said {
        match (sample.get_mut(name), value) {
            (Some(Value::Object(below)), Value::Object(above)) if !above.contains_key("kind") => overlay(below, above),
            _ => {
                sample.insert(name.clone(), value.clone());
            }
        }
    }
}

impl Samples {
    fn load() -> Samples {
        read(&root().join("fixtures/scenarios/mau.toml"))
    }

    fn data(&self, step: &Step) -> Map<String, Value> {
        let mut data = match &step.preset {
            Some(name) => object(preset(name)),
            None => self.data.get(&step.kind).cloned().unwrap_or_default(),
        };
        step.without.iter().for_each(|name| drop(data.remove(name)));
        overlay(&mut data, &step.data);
        if !["interest.declared", "hold.placed", "recipient.ended"].contains(&step.kind.as_str()) {
            self.recipient(data.get_mut("recipient"));
        }
        if step.kind == "decision.signed" {
            for line in data.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
                let said = std::mem::take(line.as_object_mut().unwrap());
                // A nomination says the rest by itself.
                let mut whole = if said.contains_key("nomination") { Map::new() } else { self.line.clone() };
                overlay(&mut whole, &said);
                self.recipient(whole.get_mut("recipient"));
                *line = Value::Object(whole);
            }
        }
        let mut data = Value::Object(data);
        resolve(&mut data);
        object(data)
    }

    /// A recipient by alias.
    fn recipient(&self, value: Option<&mut Value>) {
        let Some(value) = value else { return };
        let Some(alias) = value.as_str().and_then(|text| text.strip_prefix('$')) else { return };
        let mut known = self.recipient.get(alias).cloned().unwrap_or_else(|| panic!("no recipient {alias}"));
        known.insert("id".into(), json!(format!("${alias}")));
        *value = Value::Object(known);
    }

    /// Makes the statement of a step.
    fn sign(&self, office: &mut Office, step: &Step) -> (Signed, Option<Instant>) {
        let by = step.by.as_deref().or(self.by.get(&step.kind).map(String::as_str));
        let by = by.unwrap_or_else(|| panic!("{}: by whom?", step.kind));
        let on = step.on.as_ref().map(|on| on.parse().unwrap());
        let at = step.at.as_ref().map_or_else(|| office.next_at(on), |at| at.parse().unwrap());
        let mut data = Value::Object(self.data(step));
        resolve_in(&mut data, office);
        let data = object(data);
        let mut statement = if step.kind == "ledger.opened" && office.state().opened.is_none() {
            let mut whole = support::opening();
            overlay(&mut whole, &data);
            office.opening(whole)
        } else {
            let schema = ledger::meta(&step.kind).unwrap_or_else(|| panic!("{}: unknown type", step.kind));
            let about = step.about.as_ref().map(|about| match about.strip_prefix('$') {
                Some(name) => id_of(name).to_string(),
                None => about.clone(),
            });
            let full = about.clone().filter(|about| about.contains('/'));
            let stand_in = if schema.subject == "fund" { "2024".to_owned() } else { id_of("thay thế").to_string() };
            let draft = Draft {
                kind: step.kind.parse().unwrap(),
                schema: None,
                subject: if full.is_some() { Some(stand_in) } else { about },
                on,
                id: step.id.as_ref().map(|name| id_of(name.trim_start_matches('$'))),
                expect: None,
                at: None,
                by: None,
                data,
            };
            let mut statement = office.compose(&draft, by, at);
            if let Some(full) = full {
                statement.subject = full.parse().unwrap();
                statement.expect = Some(office.state().chain.count(&statement.subject));
            }
            statement
        };
        let tamper = step.tamper.clone().unwrap_or_default();
        if let Some(name) = &tamper.ledger {
            statement.ledger = id_of(name).into();
        }
        statement.expect = tamper.expect.or(statement.expect);
        if let Some(seq) = tamper.seen {
            statement.seen = Head { seq, hash: office.state().chain.hash_at(seq).unwrap_or(Hash::ZERO) };
        }
        if let Some(text) = &tamper.seen_hash {
            statement.seen.hash = Hash::of(text.as_bytes());
        }
        statement.schema = tamper.schema.unwrap_or(statement.schema);
        if let Some(kind) = &tamper.kind {
            statement.kind = kind.parse().unwrap();
        }
        if let Some(text) = &tamper.stuffing {
            statement.data.insert("note".into(), json!(text.repeat(70_000)));
        }
        let mut signed = statement.sign(&key_of(by));
        if tamper.signature {
            signed.signature = Signature([7; 64]);
        }
        (signed, step.recorded.as_ref().map(|at| at.parse().unwrap()))
    }

    /// The ledger of a situation.
    fn situation(&self, name: &str) -> Office {
        match name {
            "chua-mo" => return Office::unopened(),
            "moi-mo" => return Office::opened(),
            _ => {}
        }
        let situation = self.situation.get(name).unwrap_or_else(|| panic!("no situation {name}"));
        let mut office = self.situation(situation.after.as_deref().unwrap_or("moi-mo"));
        for step in &situation.steps {
            let (signed, recorded) = self.sign(&mut office, step);
            let done = office.append(signed, recorded);
            done.unwrap_or_else(|refusal| panic!("{name}, {}: {}", step.kind, said(&refusal)));
            if let Some(later) = self.later.as_ref().filter(|_| step.kind == "policy.adopted" && name == "van-phong") {
                office.adopt(later.clone(), step.on.as_deref().unwrap());
            }
        }
        office
    }
}

fn said(refusal: &Refusal) -> String {
    format!("{} — {}", refusal.code(), refusal.message(Lang::Vi))
}

/// Runs a scenario; what is wrong, if anything is, and whether it ended as it should.
fn run(samples: &Samples, bases: &mut BTreeMap<String, Office>, scenario: &Scenario) -> Vec<String> {
    let base = bases.entry(scenario.given.clone()).or_insert_with(|| samples.situation(&scenario.given));
    let mut office = base.fork();
    let mut wrong = Vec::new();
    for (i, step) in scenario.when.iter().enumerate() {
        let (signed, recorded) = samples.sign(&mut office, step);
        let before = office.picture();
        let rows = office.rows().len();
        let result = office.append(signed, recorded);
        wrong.extend(wrong_accounts(office.state()).into_iter().map(|what| format!("sau {}: {what}", step.kind)));
        match (i + 1 == scenario.when.len(), result) {
            (false, Ok(_)) => {}
            (false, Err(refusal)) => {
                return vec![format!("bước {} ({}) bị từ chối: {}", i + 1, step.kind, said(&refusal))];
            }
            (true, Ok(_)) if scenario.then == ADMITTED => {}
            (true, Ok(_)) => wrong.push(format!("ghi được, đúng ra là {}", scenario.then)),
            (true, Err(refusal)) => {
                if refusal.code() != scenario.then {
                    wrong.push(format!("{}, đúng ra là {}", said(&refusal), scenario.then));
                }
                let message = refusal.message(Lang::Vi);
                if let Some(part) = scenario.message.as_ref().filter(|part| !message.contains(*part)) {
                    wrong.push(format!("«{message}» không có «{part}»"));
                }
                if refusal.advice(Lang::Vi).is_empty() || refusal.source().is_empty() {
                    wrong.push("thiếu lời khuyên hoặc nguồn".into());
                }
                if *office.state() != before || office.rows().len() != rows {
                    wrong.push("bị từ chối mà sổ vẫn thay đổi".into());
                }
            }
        }
    }
    wrong.extend(figures(&office, scenario));
    wrong.extend(accounts(&office, scenario));
    wrong.extend(audited(&office, scenario));
    wrong.extend(terms(&office, scenario));
    wrong.extend(published(&office, scenario));
    let outcome = office.walk();
    if office.journal.head().seq > 0 {
        wrong.extend(outcome.findings.iter().map(|finding| format!("bút toán {}: {}", finding.seq, finding.code())));
        if outcome.state != *office.state() {
            wrong.push("đọc lại sổ ra kết quả khác".into());
        }
    }
    wrong
}

fn figures(office: &Office, scenario: &Scenario) -> Vec<String> {
    let mut wrong = Vec::new();
    for (period, expected) in &scenario.figures {
        let all = figures::all(&Of::new(office.state(), period.parse().unwrap()), Lang::Vi);
        for (code, expected) in expected {
            let found = all.iter().find(|figure| figure.code == *code);
            let agrees = match (found.map(|figure: &Figure| figure.value), expected) {
                (Some(FigureValue::Some(n)), Value::Number(m)) => m.as_i64() == Some(n),
                (Some(FigureValue::None), Value::String(text)) => text == "không có",
                (Some(FigureValue::NotReported), Value::String(text)) => text == "chưa ghi nhận",
                // There is no figure that is not there; a report may still not print it.
                (Some(FigureValue::Some(0)), Value::String(text)) => {
                    text == "không nêu" && found.is_some_and(|figure| !figure.printed)
                }
                _ => false,
            };
            if !agrees {
                let found = found.map_or_else(|| "không nêu".to_owned(), |figure| figure.show(Lang::Vi));
                wrong.push(format!("{period} {code}: {found}, đúng ra là {expected}"));
            }
        }
    }
    wrong
}

/// Codes that the audit does not find.
fn audited(office: &Office, scenario: &Scenario) -> Vec<String> {
    let fact = |row: &Vec<u8>| {
        let entry = Entry::read(row).unwrap();
        let (on, by) = (entry.statement.on, entry.statement.by);
        Fact { seq: entry.seq, on, recorded: entry.recorded.date(), by }
    };
    let rows = office.rows();
    let facts: Vec<Fact> = rows.iter().map(|row| fact(&row.bytes)).collect();
    let Some(today) = facts.last().map(|fact| fact.recorded) else { return Vec::new() };
    let found: BTreeSet<&str> =
        audit(office.state(), &facts, today).iter().map(|finding| finding.question.code).collect();
    let missing = scenario.audit.iter().filter(|code| !found.contains(code.as_str()));
    let missing = missing.map(|code| format!("kiểm tra không thấy {code}, chỉ thấy {found:?}"));
    let unwanted = scenario.not_in_audit.iter().filter(|code| found.contains(code.as_str()));
    missing.chain(unwanted.map(|code| format!("kiểm tra thấy {code}"))).collect()
}

/// Terms and typed names that do not come out as said.
fn terms(office: &Office, scenario: &Scenario) -> Vec<String> {
    let mut wrong = Vec::new();
    for expected in &scenario.due {
        let mut terms = due(office.state(), expected.on.parse().unwrap(), 5);
        terms.retain(|term| expected.what.as_ref().is_none_or(|what| what == term.task.label(Lang::Vi)));
        let [term] = terms.as_slice() else {
            wrong.push(format!("{}: {} hạn, đúng ra là một", expected.on, terms.len()));
            continue;
        };
        let (until, over) = (
            term.until.map(|on| on.to_string()),
            match term.standing {
                Standing::Overdue(days) => Some(days),
                _ => None,
            },
        );
        if (&until, over) != (&expected.until, expected.overdue) {
            wrong.push(format!("{}: hạn {until:?}, quá {over:?} ngày", expected.on));
        }
    }
    if let Some(on) = &scenario.nothing_due {
        let terms = due(office.state(), on.parse().unwrap(), 5);
        wrong.extend(terms.iter().map(|term| format!("{on}: còn hạn {}", term.task.label(Lang::Vi))));
    }
    for (typed, expected) in &scenario.finds {
        let found = Names::new(office.state(), office.last.date()).find_recipient(typed).ok();
        if found != Some(id_of(expected.trim_start_matches('$'))) {
            wrong.push(format!("«{typed}» không ra {expected}"));
        }
    }
    wrong
}

/// What is found against a publication, if it is not what the scenario says.
fn published(office: &Office, scenario: &Scenario) -> Vec<String> {
    let Some(claims) = &scenario.claims else { return Vec::new() };
    let result = Reconciliation::new(office.state(), claims, Lang::Vi).unwrap();
    let sorts: Vec<String> =
        result.contradictions.iter().map(|found| json!(found.sort).as_str().unwrap().to_owned()).collect();
    let sums: Vec<i64> = result.sums.iter().map(|sum| sum.unexplained_difference).filter(|n| *n != 0).collect();
    let mut wrong = Vec::new();
    if sorts != scenario.contradictions {
        wrong.push(format!("mâu thuẫn: {sorts:?}"));
    }
    if sums != scenario.unexplained {
        wrong.push(format!("chênh lệch không giải trình được: {sums:?}"));
    }
    wrong
}

fn accounts(office: &Office, scenario: &Scenario) -> Vec<String> {
    let mut wrong = Vec::new();
    for (year, expected) in &scenario.accounts {
        let fund = &office.state().funds[&year.parse::<i16>().unwrap()];
        for (name, expected) in expected {
            let of = |(account, _): &(_, i64)| format!("{account:?}") == *name;
            let found = fund.accounts().find(of).map_or(0, |(_, amount)| amount);
            if found != *expected {
                wrong.push(format!("Quỹ {year}, {name}: {found}, đúng ra là {expected}"));
            }
        }
    }
    wrong
}

#[test]
fn every_scenario_ends_as_it_says() {
    let samples = Samples::load();
    let mut bases = BTreeMap::new();
    let mut wrong = String::new();
    for (file, scenario) in scenarios() {
        for what in run(&samples, &mut bases, &scenario) {
            writeln!(wrong, "{file}, «{}»: {what}", scenario.name).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What is later than everything a scenario speaks of.
fn is_before(samples: &Samples, scenario: &Scenario, day: &str) -> bool {
    let mut steps: Vec<&Step> = scenario.when.iter().collect();
    let mut given = Some(scenario.given.as_str());
    while let Some(situation) = given.and_then(|name| samples.situation.get(name)) {
        steps.extend(&situation.steps);
        given = situation.after.as_deref();
    }
    let dates = steps.iter().flat_map(|step| [&step.on, &step.recorded, &step.at]).flatten();
    let asked = scenario.due.iter().map(|due| &due.on).chain(&scenario.nothing_due);
    dates.chain(asked).all(|date| date.as_str() < day)
}

/// History is judged by the law of its day: whatever is adopted for later days, no verdict, no amount, no term and no
/// finding of an earlier day changes.
#[test]
fn no_later_policy_changes_what_was_before_it() {
    let mut harsh = preset("vn-2026-r3");
    harsh["valid_from"] = json!("2025-03-01");
    for table in harsh.as_object_mut().unwrap().values_mut() {
        for row in table.as_array_mut().into_iter().flatten().filter(|row| row.get("mark").is_some()) {
            let replaced = [("coefficient", json!("9")), ("days", json!(1)), ("percent", json!("0"))];
            for (name, value) in replaced {
                if row.get(name).is_some() {
                    row[name] = value;
                }
            }
            if row.get("amount").is_none() {
                row["from"] = json!("2025-03-01");
            }
        }
    }
    for later in [preset("vn-2025-r2"), preset("vn-2026-r3"), harsh] {
        let mut samples = Samples::load();
        let from = later["valid_from"].as_str().unwrap().to_owned();
        samples.later = Some(later);
        let (mut bases, mut wrong, mut judged) = (BTreeMap::new(), String::new(), 0);
        // Entries shift by one: what names an entry by number, or brings a policy of the same name, is left out.
        let numbered = |scenario: &Scenario| {
            let steps = scenario.when.iter();
            let tampered = steps.clone().any(|step| step.tamper.is_some());
            tampered || steps.clone().any(|step| step.kind == "checkpoint.anchored" || step.kind.starts_with("ledger."))
        };
        for (file, scenario) in scenarios() {
            if is_before(&samples, &scenario, &from) && !numbered(&scenario) {
                judged += 1;
                for what in run(&samples, &mut bases, &scenario) {
                    writeln!(wrong, "{from}, {file}, «{}»: {what}", scenario.name).unwrap();
                }
            }
        }
        assert!(wrong.is_empty(), "\n{wrong}");
        assert!(judged > 150, "{judged}");
    }
}

#[test]
fn names_are_unique_and_codes_exist() {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).chain(FAULTS.map(|(code, _)| code)).collect();
    let mut names = BTreeSet::new();
    for (file, scenario) in scenarios() {
        assert!(names.insert(scenario.name.clone()), "{file}: «{}» đứng hai lần", scenario.name);
        let then = scenario.then.as_str();
        assert!(then == ADMITTED || known.contains(then), "{file}, «{}»: {then}", scenario.name);
    }
}

fn cases() -> Vec<Case> {
    read::<CaseFile>(&root().join("fixtures/scenarios/truong-hop.toml")).case
}

#[test]
fn every_awkward_case_is_shown_somewhere_or_said_to_be_open() {
    let names: BTreeSet<String> = scenarios().into_iter().map(|(_, scenario)| scenario.name).collect();
    for case in cases() {
        assert!(!case.scenarios.is_empty() || !case.tests.is_empty() || case.open.is_some(), "{}", case.what);
        for name in &case.scenarios {
            assert!(names.contains(name), "«{}»: không có tình huống «{name}»", case.what);
        }
        for test in &case.tests {
            let (file, function) = test.split_once(": ").unwrap();
            let code = std::fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("{file}"));
            assert!(code.contains(&format!("fn {function}()")), "{test}");
        }
    }
}

#[test]
fn every_code_is_triggered() {
    let triggered: BTreeSet<String> = scenarios().into_iter().map(|(_, scenario)| scenario.then).collect();
    let codes = RULES.iter().map(|rule| rule.code).chain(FAULTS.map(|(code, _)| code));
    let missing: Vec<&str> = codes.filter(|code| !triggered.contains(*code)).collect();
    assert!(missing.is_empty(), "no scenario for {missing:?}");
}

/// A cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn rules() -> String {
    let all = scenarios();
    let by_code = |code: &str| {
        let first = all.iter().find(|(_, scenario)| scenario.then == code);
        first.map_or_else(String::new, |(file, scenario)| format!("{} ({file})", scenario.name))
    };
    let mut out = String::from(
        "# Vì sao sổ từ chối\n\n\
         Bảng này sinh ra từ mã nguồn và từ các tình huống trong `fixtures/scenarios/`; đừng sửa tay \
         (`SOVANG_BLESS=1 cargo test --test scenarios`). Mã là cố định: phần mềm khác dựa vào mã, không dựa vào câu chữ. \
         Từ trong ngoặc nhọn được thay bằng tên, ngày, số tiền của hồ sơ.\n\n\
         ## Quy tắc\n\n| Mã | Ý nghĩa | Nguồn | Tình huống |\n| --- | --- | --- | --- |\n",
    );
    for rule in RULES {
        let source = rule.source.replace("{article}", "điều luật ghi trong chính sách");
        writeln!(out, "| `{}` | {} | {} | {} |", rule.code, cell(rule.vi), cell(&source), cell(&by_code(rule.code)))
            .unwrap();
    }
    out.push_str(
        "\n## Tính xác thực\n\nKiểm tra trước các quy tắc trên, theo `docs/format.md`. Các mã chỉ gặp khi xác minh một tệp \
         đã bị sửa (`entry.shape`, `chain.seq`, `chain.prev`, `chain.recorded`, `store.row`, `ledger.empty`) không có ở đây.\n\n\
         | Mã | Ý nghĩa | Tình huống |\n| --- | --- | --- |\n",
    );
    for (code, vi) in FAULTS {
        writeln!(out, "| `{code}` | {} | {} |", cell(vi), cell(&by_code(code))).unwrap();
    }
    out.push_str(
        "\n## Điều kiểm tra sau\n\nKhông ngăn việc ghi sổ: `sovang audit` chỉ ra để người có trách nhiệm giải trình.\n\n\
         | Mã | Mức | Ý nghĩa | Nguồn |\n| --- | --- | --- | --- |\n",
    );
    for rule in QUESTIONS {
        let level = if rule.severity.level() == "note" { "để biết" } else { "phải giải trình" };
        writeln!(out, "| `{}` | {level} | {} | {} |", rule.code, cell(rule.label.0), cell(rule.source)).unwrap();
    }
    taking_back(&mut out);
    shipped_rows(&mut out);
    out.push_str("\n## Những trường hợp khó\n\n| | Trường hợp | Sổ làm gì | Xem |\n| ---: | --- | --- | --- |\n");
    for (number, case) in (1..).zip(cases()) {
        let mut seen: Vec<String> = case.scenarios.iter().map(|name| format!("«{name}»")).collect();
        seen.extend(case.tests.iter().map(|test| format!("`{test}`")));
        seen.extend(case.open.iter().map(|open| format!("Chưa có: {open}")));
        writeln!(out, "| {number} | {} | {} | {} |", cell(&case.what), cell(&case.then), cell(&seen.join("; ")))
            .unwrap();
    }
    out
}

/// By how many people each type can be taken back.
fn taking_back(out: &mut String) {
    out.push_str("\n## Bỏ ghi: loại nào, mấy người\n\n| Loại | Tên | Bỏ ghi |\n| --- | --- | --- |\n");
    for meta in ledger::EVENTS {
        let instead = match meta.take_back {
            TakeBack::Never(instead) => format!(": {}", instead.vi),
            _ => String::new(),
        };
        let how = meta.take_back.label(Lang::Vi);
        writeln!(out, "| `{}` | {} | {how}{instead} |", meta.name, meta.label.vi).unwrap();
    }
}

/// Every row of the policies that ship.
fn shipped_rows(out: &mut String) {
    out.push_str(
        "\n## Chính sách kèm phần mềm, từng dòng\n\nDữ liệu để đối chiếu với văn bản gốc rồi ban hành, không phải hằng số của \
         phần mềm. Dòng nào chưa đối chiếu thì ghi như thế ở mọi nơi nó quyết định điều gì.\n",
    );
    for shipped in PRESETS {
        let policy: PolicyAdopted = serde_json::from_str(shipped.json).unwrap();
        writeln!(out, "\n### {}: {}\n\n{}\n", policy.version, policy.title, policy.source).unwrap();
        out.push_str("| Việc | Quy định | Từ | Đến | Đối chiếu | Căn cứ |\n| --- | --- | --- | --- | --- | --- |\n");
        for row in policy.rows() {
            let Ruling { what, mut says, from, until, source, mark, by } = Ruling::of(row, Lang::Vi);
            if let Some(by) = by {
                write!(says, " ({by})").unwrap();
            }
            let until = until.map_or_else(String::new, Date::vietnamese);
            let (what, says, source) = (cell(&what), cell(&says), cell(&source));
            let (from, mark) = (from.vietnamese(), mark.label(Lang::Vi));
            writeln!(out, "| {what} | {says} | {from} | {until} | {mark} | {source} |").unwrap();
        }
    }
}

#[test]
fn the_table_of_rules_is_up_to_date() {
    let path = root().join("docs/rules.md");
    let made = rules();
    if std::env::var_os("SOVANG_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == made, "docs/rules.md is out of date: SOVANG_BLESS=1 cargo test --test scenarios");
}

/// A key that is on the curve but of small order, and so can sign nothing in the strict sense.
#[test]
fn the_weak_key_of_the_scenarios_is_weak() {
    let weak: PublicKey = format!("01{}", "0".repeat(62)).parse().unwrap();
    assert!(!weak.is_usable());
}

/// For every type that can be taken back: taking back the newest entry gives the state before it but for the trace, and
/// what is read again from the bytes agrees.
#[test]
fn taking_the_newest_entry_back_leaves_the_state_before_it() {
    let samples = Samples::load();
    let (mut bases, mut tried) = (BTreeMap::new(), BTreeSet::new());
    for (file, scenario) in scenarios() {
        let base = bases.entry(scenario.given.clone()).or_insert_with(|| samples.situation(&scenario.given));
        let mut office = base.fork();
        for step in &scenario.when {
            let before = office.state().standing();
            let (signed, recorded) = samples.sign(&mut office, step);
            if office.append(signed, recorded).is_err() {
                break;
            }
            // One history a type is enough for the types that stand in hundreds.
            let seen = tried.iter().filter(|(kind, _)| *kind == step.kind).count();
            if seen > 6 {
                continue;
            }
            let mut copy = office.fork();
            match copy.take_back(office.journal.head().seq) {
                None => continue,
                Some(Err(refusal)) => panic!("{file} «{}» {}: {}", scenario.name, step.kind, said(&refusal)),
                Some(Ok(())) => {}
            }
            assert!(copy.state().standing() == before, "{file} «{}»: {} left something", scenario.name, step.kind);
            let outcome = copy.walk();
            assert!(outcome.lawful() && outcome.state == *copy.state(), "{file} «{}»: {}", scenario.name, step.kind);
            tried.insert((step.kind.clone(), scenario.name.clone()));
        }
    }
    let can = ledger::EVENTS.iter().filter(|meta| !matches!(meta.take_back, TakeBack::Never(_)));
    let missing: Vec<&str> =
        can.map(|meta| meta.name).filter(|name| !tried.iter().any(|(kind, _)| kind == name)).collect();
    assert!(missing.is_empty(), "never taken back: {missing:?}");
}
