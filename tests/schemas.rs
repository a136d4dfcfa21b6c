//! The schemas are the contract and the payload types implement it: both accept exactly the same payloads. That
//! is compared on every sample, on every small change of it, and on random combinations of changes.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use sovang::domain::events::{Meta, Schema};
use sovang::domain::ledger::{EVENTS, Event};
use sovang::domain::presets::{CALENDARS, PRESETS};
use sovang::log::keyring::Keyring;
use sovang::shell::fields::Problem;
use sovang::shell::form::Form;
use sovang::values::jcs;
use sovang::values::lang::Lang;
use sovang::values::time::Date;

struct Contract {
    meta: &'static Meta,
    schema: &'static Schema,
    validator: Validator,
    samples: Vec<Value>,
    form: Form,
}

static CONTRACTS: LazyLock<Vec<Contract>> = LazyLock::new(|| {
    EVENTS.iter().flat_map(|meta| meta.schemas.iter().map(|schema| Contract::new(meta, schema))).collect()
});

impl Contract {
    fn new(meta: &'static Meta, schema: &'static Schema) -> Contract {
        let json = parse(schema.json);
        let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&json).unwrap();
        let mut samples = vec![parse(schema.sample)];
        for (kind, place, value) in variants() {
            if kind == meta.name {
                let mut variant = samples[0].clone();
                *variant.pointer_mut(place).unwrap() = value;
                samples.push(variant);
            }
        }
        Contract { meta, schema, validator, samples, form: Form::of(meta.name, Some(schema.version)).unwrap() }
    }

    fn read(&self, data: &Value) -> Result<(), String> {
        let Value::Object(members) = data.clone() else { return Err("not an object".into()) };
        let kind = self.meta.name.parse().unwrap();
        Event::read(&kind, self.schema.version, &members).map(|_| ()).map_err(|fault| format!("{fault:?}"))
    }

    /// What differs, if schema and type do.
    fn disagreement(&self, data: &Value) -> Option<String> {
        let (by_type, by_schema) = (self.read(data), self.validator.validate(data));
        if by_type.is_ok() == by_schema.is_ok() {
            // The form speaks first, so it may never object to what the ledger would take.
            let taken = data.as_object().filter(|_| by_type.is_ok());
            let problems = taken.map_or_else(Vec::new, |data| self.form.problems(data, Lang::Vi));
            return problems.first().map(|problem| format!("{}: the form objects: {problem:?}", self.meta.name));
        }
        let by_schema = by_schema.map_err(|error| format!("{}: {error}", error.instance_path()));
        Some(format!("{} v{}: schema {by_schema:?}, type {by_type:?}", self.meta.name, self.schema.version))
    }
}

#[test]
fn the_form_names_whatever_a_payload_lacks() {
    for contract in CONTRACTS.iter() {
        for sample in &contract.samples {
            let whole = sample.as_object().unwrap();
            for name in whole.keys() {
                let mut part = whole.clone();
                part.remove(name);
                let problems = contract.form.problems(&part, Lang::Vi);
                let valid = contract.validator.is_valid(&Value::Object(part));
                let named = |problem: &Problem| matches!(problem, Problem::Missing(field) if field.path.split('.').next() == Some(name));
                assert_eq!(problems.is_empty(), valid, "{} without {name}", contract.meta.name);
                assert!(problems.iter().all(named), "{} without {name}: {problems:?}", contract.meta.name);
            }
        }
    }
}

/// The samples hold one variant of what comes in several; these are the others.
fn variants() -> Vec<(&'static str, &'static str, Value)> {
    let id = "0190a1b2-c3d4-7e5f-8a6b-000000000031";
    vec![
        ("decision.signed", "/procedure", json!({"kind": "simplified", "ground": "sudden"})),
        ("decision.signed", "/procedure", json!({"kind": "historical", "source": "Bản giấy"})),
        ("fund.disbursed", "/purpose", json!({"kind": "frames", "what": "Khung", "quantity": 12, "unit_price": 50000})),
        ("fund.disbursed", "/purpose", json!({"kind": "organising", "what": "Hội nghị"})),
        ("petition.classified", "/decision", json!(id)),
    ]
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn schemas_are_schemas_and_samples_are_accepted() {
    for contract in CONTRACTS.iter() {
        jsonschema::draft202012::meta::validate(&parse(contract.schema.json)).unwrap();
        for sample in &contract.samples {
            assert_eq!(contract.read(sample), Ok(()), "{}", contract.meta.name);
            jcs::check(sample).unwrap();
            contract.validator.validate(sample).unwrap();
        }
    }
}

#[test]
fn every_file_is_listed_and_every_listed_file_exists() {
    let names = |folder: &str| -> BTreeSet<String> {
        let files = std::fs::read_dir(root().join(folder)).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    };
    let listed: BTreeSet<_> =
        CONTRACTS.iter().map(|of| format!("{}.v{}.json", of.meta.name, of.schema.version)).collect();
    assert_eq!(listed.len(), CONTRACTS.len());
    assert_eq!(names("schemas"), listed);
    assert_eq!(names("fixtures/samples"), listed);
}

#[test]
fn presets_are_policies_that_leave_nobody_without_an_author() {
    let policy = CONTRACTS.iter().rfind(|contract| contract.meta.name == "policy.adopted").unwrap();
    let open: BTreeSet<&str> = EVENTS.iter().map(|meta| meta.name).filter(|kind| !Keyring::is_fixed(kind)).collect();
    for preset in PRESETS {
        let json = parse(preset.json);
        policy.validator.validate(&json).unwrap();
        jcs::check(&json).unwrap();
        assert_eq!(policy.read(&json), Ok(()), "{}", preset.name);
        assert_eq!(json["version"], json!(preset.name));
        let ruled: Vec<&str> = json["authors"].as_array().unwrap().iter().filter_map(|r| r["type"].as_str()).collect();
        assert_eq!(ruled.len(), open.len(), "{}", preset.name);
        assert_eq!(ruled.into_iter().collect::<BTreeSet<_>>(), open, "{}", preset.name);
        let rates: Vec<_> = json["rates"].as_array().unwrap().iter().map(|r| (&r["form"], &r["kind"])).collect();
        assert!(rates.iter().enumerate().all(|(i, rate)| !rates[..i].contains(rate)), "{}", preset.name);
        assert!(json["source"].as_str().unwrap().chars().count() <= 2000);
    }
    let unconfirmed = parse(PRESETS.last().unwrap().json);
    for member in ["title", "source"] {
        assert!(unconfirmed[member].as_str().unwrap().starts_with("CHƯA XÁC NHẬN (UNCONFIRMED)"));
    }
}

#[test]
fn calendars_name_weekdays_of_their_year_and_say_how_sure_they_are() {
    let contract = CONTRACTS.iter().find(|contract| contract.meta.name == "calendar.adopted").unwrap();
    for preset in CALENDARS {
        let json = parse(preset.json);
        contract.validator.validate(&json).unwrap();
        assert_eq!(contract.read(&json), Ok(()), "{}", preset.name);
        let year = preset.name.strip_prefix("lich-").unwrap();
        let days = |member: &str| -> Vec<Date> {
            json[member].as_array().unwrap().iter().map(|day| day["date"].as_str().unwrap().parse().unwrap()).collect()
        };
        let (off, worked) = (days("holidays"), days("worked"));
        assert!(off.iter().chain(&worked).all(|day| day.year().to_string() == year), "{year}");
        assert!(off.iter().all(|day| !day.is_weekend()) && worked.iter().all(|day| day.is_weekend()), "{year}");
        // Every year has 11 days off by Bộ luật Lao động Đ112, and from 2026 on the 24th of November by NQ 28/2026/QH16,
        // none of them lost to a weekend; a day worked gives another off.
        let by_law = if year >= "2026" { 12 } else { 11 };
        let given = json["holidays"].as_array().unwrap().iter();
        let swapped = given.filter(|day| day["name"].as_str().unwrap().starts_with("Hoán đổi")).count();
        assert_eq!((off.len() - swapped, swapped), (by_law, worked.len()), "{year}");
    }
}

/// What a small validator must know, and nothing else. Patterns are anchored, or say «not blank».
const KEYWORDS: [&str; 17] = [
    "type",
    "properties",
    "required",
    "additionalProperties",
    "enum",
    "const",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "$ref",
];

#[test]
fn schemas_keep_to_a_small_language() {
    for contract in CONTRACTS.iter() {
        let schema = parse(contract.schema.json);
        let id = format!("https://sovang.example/schemas/{}.v{}.json", contract.meta.name, contract.schema.version);
        assert_eq!(schema["$id"], json!(id));
        assert_eq!(schema["$schema"], json!("https://json-schema.org/draft/2020-12/schema"));
        assert!(schema["title"].is_string() && schema["description"].is_string(), "{id}");
        assert!(contract.schema.json.ends_with("}\n"), "{id}");
        small_language(&id, &schema, &schema["$defs"]);
    }
}

fn small_language(at: &str, schema: &Value, defs: &Value) {
    let members = schema.as_object().unwrap();
    for (name, value) in members {
        let known = KEYWORDS.contains(&name.as_str());
        let note = ["$schema", "$id", "title", "description", "examples", "$defs", "oneOf"].contains(&name.as_str());
        assert!(known || note, "{at}: {name}");
        match (name.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                assert_eq!(members["additionalProperties"], json!(false), "{at}");
                let required = members.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
                assert!(required.iter().all(|name| properties.contains_key(name.as_str().unwrap())), "{at}");
                for (name, property) in properties {
                    let at = format!("{at} {name}");
                    assert!(property["title"].is_string(), "{at}: a title for the form");
                    examples_fit(&at, property, defs);
                    small_language(&at, property, defs);
                }
            }
            ("$defs", Value::Object(parts)) => {
                parts.iter().for_each(|(name, part)| small_language(&format!("{at} {name}"), part, defs));
            }
            ("oneOf", Value::Array(parts)) => {
                for part in parts {
                    assert!(part["properties"]["kind"]["const"].is_string(), "{at}: told apart by kind");
                    assert!(part["required"].as_array().unwrap().contains(&json!("kind")), "{at}");
                    small_language(at, part, defs);
                }
            }
            ("items", part) => small_language(at, part, defs),
            ("pattern", Value::String(text)) => {
                assert!(text == "[^ \\n]" || (text.starts_with('^') && text.ends_with('$')), "{at}: {text}");
            }
            ("$ref", Value::String(target)) => {
                assert!(defs.get(target.strip_prefix("#/$defs/").unwrap()).is_some(), "{at}: {target}");
            }
            _ => {}
        }
    }
}

fn examples_fit(at: &str, property: &Value, defs: &Value) {
    let mut alone = property.clone();
    alone["$defs"] = defs.clone();
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&alone).unwrap();
    for example in property.get("examples").and_then(Value::as_array).into_iter().flatten() {
        assert!(validator.is_valid(example), "{at}: {example}");
    }
}

#[test]
fn schemas_and_types_agree_on_every_small_change() {
    let pool = &*POOL;
    let (mut compared, mut accepted, mut wrong) = (0u64, 0u64, Vec::new());
    for contract in CONTRACTS.iter() {
        for sample in &contract.samples {
            for (place, change) in places(sample).iter().flat_map(|place| changes(sample, place, pool)) {
                let mut data = sample.clone();
                make(&mut data, &place, &change);
                compared += 1;
                accepted += u64::from(contract.validator.is_valid(&data));
                if let Some(text) = contract.disagreement(&data) {
                    wrong.push(format!("{place} {change:.300?}\n    {text}"));
                }
            }
        }
    }
    println!("{compared} payloads compared, {accepted} of them accepted");
    let first: Vec<_> = wrong.iter().take(40).cloned().collect();
    assert!(wrong.is_empty(), "{} disagreements of {compared}:\n{}", wrong.len(), first.join("\n"));
    assert!(compared > 100_000 && accepted > 10_000, "{compared}, {accepted}: the changes have become fewer");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn schemas_and_types_agree_on_several_changes_at_once(
        which in any::<prop::sample::Index>(),
        sample in any::<prop::sample::Index>(),
        steps in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 2..=3),
    ) {
        let contract = which.get(&CONTRACTS);
        let mut data = sample.get(&contract.samples).clone();
        for (place, change) in steps {
            let places = places(&data);
            let place: &String = place.get(&places);
            let changes = changes(&data, place, &POOL);
            if !changes.is_empty() {
                let (place, change) = change.get(&changes);
                make(&mut data, place, change);
            }
        }
        prop_assert_eq!(contract.disagreement(&data), None, "{}", data);
    }
}

/// A change at a place: another value, or nothing at all.
type Change = Option<Value>;

/// Every place in a value, as JSON pointers; the first is the whole.
fn places(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let inside = |name: String, value: &Value| places(value).into_iter().map(move |p| format!("/{name}{p}"));
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            found.extend(inside(name.replace('~', "~0").replace('/', "~1"), value));
        }),
        Value::Array(items) => {
            items.iter().take(3).enumerate().for_each(|(i, value)| found.extend(inside(i.to_string(), value)));
        }
        _ => {}
    }
    found
}

fn make(data: &mut Value, place: &str, change: &Change) {
    match change {
        Some(value) => *data.pointer_mut(place).unwrap() = value.clone(),
        None => {
            let (parent, last) = place.rsplit_once('/').unwrap();
            match data.pointer_mut(parent).unwrap() {
                Value::Object(members) => drop(members.remove(&last.replace("~1", "/").replace("~0", "~"))),
                Value::Array(items) => drop(items.remove(last.parse().unwrap())),
                _ => {}
            }
        }
    }
}

fn changes(data: &Value, place: &str, pool: &Pool) -> Vec<(String, Change)> {
    let value = data.pointer(place).unwrap();
    let mut found: Vec<Change> = Vec::new();
    match value {
        Value::Object(members) => found.extend(objects_like(members, pool).into_iter().map(Some)),
        Value::Array(items) => found.extend(lists_like(items).into_iter().map(Some)),
        Value::String(text) => found.extend(texts_like(text).into_iter().map(Some)),
        Value::Number(number) => {
            let n = number.as_i64().unwrap_or_default();
            let near = [n.saturating_add(1), n.saturating_sub(1), n.saturating_neg()];
            found.extend(near.map(|n| Some(json!(n))));
            found.push(Some(json!(number.to_string())));
        }
        _ => {}
    }
    if place.is_empty() {
        found.retain(|change| change.as_ref().is_some_and(Value::is_object)); // a payload is an object by its type
    } else {
        found.push(None);
        found.push(Some(json!([value])));
        found.push(Some(json!({"kind": value})));
        found.extend(pool.values.iter().cloned().map(Some));
    }
    found.into_iter().map(|change| (place.to_owned(), change)).collect()
}

fn objects_like(members: &Map<String, Value>, pool: &Pool) -> Vec<Value> {
    let mut found = Vec::new();
    for name in pool.names.iter().filter(|name| !members.contains_key(*name)) {
        for value in [json!("x"), json!(null), json!(1), json!("0190a1b2-c3d4-7e5f-8a6b-000000000031")] {
            let mut more = members.clone();
            more.insert(name.clone(), value);
            found.push(Value::Object(more));
        }
    }
    // The members as a list, which lenient readers take for the object.
    let values: Vec<&Value> = members.values().collect();
    found.extend(orders(values.len().min(5)).into_iter().map(|order| {
        let first = order.into_iter().map(|i| values[i].clone());
        Value::Array(first.chain(values.iter().skip(5).map(|value| (*value).clone())).collect())
    }));
    if let Some(kind) = members.get("kind") {
        let mut rest = members.clone();
        rest.remove("kind");
        found.push(json!([kind, rest]));
        found.push(json!({ kind.as_str().unwrap_or_default(): rest }));
    }
    found
}

fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(n - 1);
    let insert = |order: &Vec<usize>, at: usize| {
        let mut longer = order.clone();
        longer.insert(at, n - 1);
        longer
    };
    shorter.iter().flat_map(|order| (0..n).map(move |at| insert(order, at))).collect()
}

fn lists_like(items: &[Value]) -> Vec<Value> {
    let mut found = vec![json!([]), json!([items]), json!([null])];
    let mut reversed = items.to_vec();
    reversed.reverse();
    found.push(json!(reversed));
    for item in items.iter().take(3) {
        found.push(json!([items, std::slice::from_ref(item)].concat()));
        for n in [1, 2, 49, 50, 51, 99, 100, 101, 199, 200, 201] {
            found.push(json!(vec![item; n]));
        }
    }
    for last in [1, 8, 200, 201] {
        found.push(json!((1..=last).collect::<Vec<_>>()));
    }
    found.push(json!([999, 1000]));
    found.push(json!([0, 1]));
    found
}

fn texts_like(text: &str) -> Vec<Value> {
    let short: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
    let dotted = text.replace(|c: char| c.is_ascii_digit(), "٣");
    let changed = [
        format!("{text}\n"),
        format!("{text} "),
        format!("\u{a0}{text}"),
        format!("\n{text}"),
        format!("{text}0"),
        format!("{text}a"),
        format!("{text}-"),
        text.to_uppercase(),
        text.replace('-', ""),
        text.replace('-', "\u{2013}"),
        text.replace('a', "á"),
        dotted,
        short,
    ];
    let mut found: Vec<Value> = changed.into_iter().map(|text| json!(text)).collect();
    found.push(json!({ text: null }));
    found.push(json!({ text: {} }));
    found
}

/// Odd values, and every name that a schema or a type knows.
struct Pool {
    values: Vec<Value>,
    names: Vec<String>,
}

static POOL: LazyLock<Pool> = LazyLock::new(|| {
    let (mut words, mut names) = (BTreeSet::new(), BTreeSet::from(["zz".to_owned(), "Kind".to_owned()]));
    for contract in CONTRACTS.iter() {
        named_by_schema(&parse(contract.schema.json), &mut words, &mut names);
        // What a type knows it tells when it refuses something else.
        for sample in &contract.samples {
            for place in places(sample) {
                let odd = match sample.pointer(&place).unwrap() {
                    Value::Object(members) => {
                        let mut more = members.clone();
                        more.insert("zz".to_owned(), json!(1));
                        Value::Object(more)
                    }
                    _ => json!("zz"),
                };
                let mut data = sample.clone();
                make(&mut data, &place, &Some(odd));
                let refused = contract.read(&data).err().unwrap_or_default();
                let told: Vec<String> = refused.split('`').skip(1).step_by(2).map(str::to_owned).collect();
                if refused.contains("unknown field") { names.extend(told) } else { words.extend(told) }
            }
        }
    }
    let mut values = odd_values();
    values.extend(words.into_iter().map(Value::String));
    Pool { values, names: names.into_iter().collect() }
});

fn named_by_schema(schema: &Value, words: &mut BTreeSet<String>, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (keyword, value) in members {
                match (keyword.as_str(), value) {
                    ("enum", Value::Array(all)) => {
                        words.extend(all.iter().filter_map(Value::as_str).map(str::to_owned))
                    }
                    ("const", Value::String(word)) => drop(words.insert(word.clone())),
                    ("properties", Value::Object(properties)) => names.extend(properties.keys().cloned()),
                    _ => {}
                }
                named_by_schema(value, words, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| named_by_schema(item, words, names)),
        _ => {}
    }
}

fn odd_values() -> Vec<Value> {
    const NUMBERS: [i64; 31] = [
        0,
        -1,
        1,
        2,
        50,
        99,
        100,
        101,
        200,
        201,
        399,
        400,
        401,
        998,
        999,
        1000,
        1899,
        1900,
        9998,
        9999,
        10_000,
        99_998,
        99_999,
        100_000,
        999_999,
        1_000_000,
        1_000_001,
        9_007_199_254_740_991,
        9_007_199_254_740_992,
        i64::MAX,
        i64::MIN,
    ];
    const TEXTS: &str = "|\u{20}|\n| \n |\u{a0}|\t|\r|\u{feff}|x|1|0|-0|00|01|0.15|0.1500|.5|1.|1.00000|1,5|1e3|-1|+1|\
        999999.9999|1000000|999999|true|null|\
        2024-02-30|2024-2-3|0000-01-01|0000-02-29|2024-02-29|2023-02-29|1900-02-29|2000-02-29|9999-12-31|10000-01-01|\
        -001-01-01|-000001-01-01|+2024-01-01|2024-13-01|2024-00-10|2024-01-00|20240101|2024-01-01T00:00:00|2024-W01-1|\
        2024-001|2024-01-01\n|2024/01/01|2024|2024H1|2024H2|2024H3|2024h1|2024H|2024H1 |0000|9999H2|202|24H1|+024|-024|\
        019064a0-0000-4000-8000-000000000001|019064a0-0000-7000-8000-000000000001|019064A0-0000-7000-8000-00000000000A|\
        019064a0-0000-7000-c000-000000000001|019064a0-0000-7000-b000-000000000001|019064a0000070008000000000000001|\
        {019064a0-0000-7000-8000-000000000001}|urn:uuid:019064a0-0000-7000-8000-000000000001|\
        00000000-0000-0000-0000-000000000000|a|a_b|a__b|_a|a_|A_b|a1|a.b|a.b.c|.a|a.|a..b|a._b|a_b.c_d|quỹ.mở|đ|Đ|Đ/x.y-z|\
        QĐ-UBND|QĐ UBND|12a|12Á|-x|/x|.x|x-|x/|x.|vn-2024-r1|Vn|v n|sovang.example/x|https://x";
    let mut found: Vec<Value> = NUMBERS.iter().map(|n| json!(n)).collect();
    found.extend(TEXTS.split('|').map(|text| json!(text)));
    found.extend([json!(u64::MAX), json!(null), json!(true), json!(false), json!([]), json!({}), json!([null])]);
    for n in [10, 11, 30, 31, 40, 41, 57, 58, 59, 60, 61, 100, 101, 200, 201, 2000, 2001] {
        found.extend(["a", "0", "ă", "Đ", "😀", " "].map(|unit| json!(unit.repeat(n))));
        found.push(json!(format!("{}.b", "a".repeat(n - 2))));
        found.push(json!(format!("{}b", " ".repeat(n - 1))));
    }
    for n in [63, 64, 65, 128] {
        found.extend(["a", "0", "A", "g", "é"].map(|unit| json!(unit.repeat(n))));
    }
    found
}

#[test]
fn what_is_said_of_types_is_said_once_and_fits() {
    let names: Vec<&str> = EVENTS.iter().map(|meta| meta.name).collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(unique.len(), names.len(), "a type stands twice");
    let newest = parse(PRESETS.last().unwrap().json);
    for meta in EVENTS {
        let versions: Vec<u32> = meta.schemas.iter().map(|schema| schema.version).collect();
        assert!(versions.iter().copied().eq(1..=versions.len() as u32), "{}: {versions:?}", meta.name);
        let rule = newest["authors"].as_array().unwrap().iter().find(|rule| rule["type"] == json!(meta.name));
        let ruled = rule.map(|rule| rule["roles"].clone()).unwrap_or(json!(["chairman"]));
        let habitual: BTreeSet<&str> = meta.authors.iter().map(|role| role.as_str()).collect();
        let ruled: BTreeSet<&str> = ruled.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(habitual, ruled, "{}: habitual authors and the newest preset", meta.name);
        assert_eq!(rule.is_none(), Keyring::is_fixed(meta.name), "{}", meta.name);
    }
}
