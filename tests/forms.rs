//! Forms: what they call things, how typed text becomes a payload, what a draft may leave out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod scenario;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use scenario::{Samples, scenarios};
use serde_json::{Map, Value, json};
use sovang::domain::events::draft::Known;
use sovang::domain::events::{Filled, Meta, Reference, Schema, When};
use sovang::domain::ledger::{self, EVENTS, State};
use sovang::domain::lists::{LISTS, of_codes};
use sovang::domain::nomination::Recipient;
use sovang::log::role::{MOST, PATTERN, Role};
use sovang::log::statement::{Signed, Statement};
use sovang::office::names::recipients;
use sovang::shell::author::{Draft, DraftError, Signing, compose};
use sovang::shell::form::{Expected, Form, FormError};
use sovang::values::ident::Id;
use sovang::values::lang::Lang;
use sovang::values::listed::List;
use sovang::values::text::{fold, spelled};

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Every version of every event.
fn schemas() -> impl Iterator<Item = (&'static Meta, &'static Schema)> {
    EVENTS.iter().flat_map(|meta| meta.schemas.iter().map(move |schema| (*meta, schema)))
}

/// Every list of codes that a schema holds: of an `enum`, or the kinds of alternatives.
fn listed(node: &Value, found: &mut BTreeSet<Vec<String>>) {
    let kind = |branch: &Value| branch["properties"]["kind"]["const"].as_str().map(str::to_owned);
    match node {
        Value::Object(members) => {
            let words = |codes: &Value| -> Vec<String> {
                codes.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
            };
            found.extend(members.get("enum").map(words));
            let is = |member: &str, value: Value| members.get(member) == Some(&value);
            let role = is("pattern", PATTERN.into()) && is("maxLength", MOST.into());
            found.extend(role.then(|| Role::ALL.map(|role| role.as_str().to_owned()).to_vec()));
            let kinds: Vec<String> = node["oneOf"].as_array().into_iter().flatten().filter_map(kind).collect();
            found.extend((!kinds.is_empty()).then_some(kinds));
            members.values().for_each(|member| listed(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| listed(item, found)),
        _ => {}
    }
}

#[test]
fn every_list_of_a_schema_is_one_list_and_every_list_is_of_a_schema() {
    let mut found = BTreeSet::new();
    schemas().for_each(|(_, schema)| listed(&parse(schema.json), &mut found));
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for codes in &found {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let list = of_codes(&codes).unwrap_or_else(|| panic!("no list has {codes:?}"));
        let whole = list.words.len() == codes.len();
        let others = LISTS.iter().filter(|other| {
            let known: Vec<&str> = other.words.iter().map(|(code, _)| *code).take(codes.len()).collect();
            other.name != list.name && known == codes && (!whole || other.words.len() == codes.len())
        });
        assert_eq!(others.count(), 0, "{codes:?} may be several lists");
        used.insert(list.name);
    }
    let all: BTreeSet<&str> = LISTS.iter().map(|list| list.name).collect();
    assert_eq!(all.len(), LISTS.len(), "a list stands twice");
    assert_eq!(used, all, "lists that no schema has");
}

#[test]
fn a_word_stands_for_one_code_and_reads_back_in_both_languages() {
    for list in LISTS {
        let mut said: BTreeMap<String, &str> = BTreeMap::new();
        for (code, label) in list.words {
            for word in [*code, label.vi, label.en, &label.vi.to_uppercase(), &format!(" {} ", fold(label.vi))] {
                assert!(!word.trim().is_empty(), "{}: {code}", list.name);
                assert_eq!(list.meant(word), Some(*code), "{}: «{word}»", list.name);
            }
            for word in BTreeSet::from([fold(code), fold(label.vi), fold(label.en)]) {
                let other = said.insert(word.clone(), code);
                assert_eq!(other, None, "{}: «{word}» is {code} and another", list.name);
            }
            assert_ne!(label.vi, *code, "{}: {code} is not said in Vietnamese", list.name);
            // A semicolon parts the items of a list.
            assert!(!label.vi.contains(';') && !label.en.contains(';'), "{}: {code}", list.name);
        }
    }
}

/// Codes whose words differ from list to list, because they mean something else there.
const DIFFERENT: [&str; 10] =
    ["awards", "petitions", "fund", "movements", "chairman", "other", "organising", "unspecified", "lost", "stolen"];

#[test]
fn a_code_has_two_words_only_where_it_means_two_things() {
    let mut words: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    LISTS.iter().flat_map(|list| list.words).for_each(|(code, label)| {
        words.entry(code).or_default().insert(label.vi);
    });
    let two: Vec<_> = words.iter().filter(|(code, said)| said.len() > 1 && !DIFFERENT.contains(code)).collect();
    assert!(two.is_empty(), "{two:?}");
    let one: Vec<&&str> =
        DIFFERENT.iter().filter(|code| words.get(**code).is_none_or(|said| said.len() == 1)).collect();
    assert!(one.is_empty(), "{one:?} have one word");
}

/// Every way a list of words of a list may be typed: codes, words, with commas or semicolons, parted or in one.
fn ways(list: &List) -> Vec<(String, Vec<&'static str>)> {
    let codes: Vec<&str> = list.words.iter().map(|(code, _)| *code).collect();
    let vietnamese: Vec<&str> = list.words.iter().map(|(_, label)| label.vi).collect();
    let english: Vec<&str> = list.words.iter().map(|(_, label)| label.en).collect();
    let mut found = Vec::new();
    for words in [&codes, &vietnamese, &english] {
        for by in [", ", ",", "; ", ";"] {
            found.push((words.join(by), codes.clone()));
        }
        for (word, code) in words.iter().zip(&codes) {
            found.push(((*word).to_owned(), vec![*code]));
            found.push((format!("{word};"), vec![*code]));
        }
    }
    found
}

#[test]
fn lists_are_typed_with_words_that_have_commas() {
    let mut tried = BTreeSet::new();
    for (meta, schema) in schemas() {
        let form = Form::of(meta.name, Some(schema.version)).unwrap();
        for field in form.fields(Lang::Vi) {
            let mut data = Map::new();
            // Whatever is said of a list, one of its words in its place tells which it is.
            let Some(list) = form.list_at(&format!("{}.0", field.path)) else { continue };
            tried.insert(format!("{}: {}", meta.name, field.path));
            for (typed, codes) in ways(list) {
                data.clear();
                form.set(&mut data, &field.path, &typed).unwrap_or_else(|error| panic!("«{typed}»: {error}"));
                let pointer = format!("/{}", field.path.replace('.', "/"));
                assert_eq!(
                    Value::Object(data.clone()).pointer(&pointer),
                    Some(&json!(codes)),
                    "{}: «{typed}»",
                    meta.name
                );
            }
        }
    }
    assert!(tried.len() >= 5, "{tried:?}");
    let form = Form::of("deputy.assigned", None).unwrap();
    let tasks = |typed: &str| {
        let mut data = Map::new();
        form.set(&mut data, "tasks", typed).map(|()| data["tasks"].clone())
    };
    assert_eq!(tasks("thi đua, khen thưởng, đơn thư"), Ok(json!(["awards", "petitions"])));
    assert_eq!(tasks("Đơn thư, Quỹ thi đua, khen thưởng"), Ok(json!(["petitions", "fund"])));
    for wrong in ["thi đua", "khen thưởng, đơn thư", "đơn thư; thi đua", "đơn thư, , fund"] {
        assert!(matches!(tasks(wrong), Err(FormError::BadValue { .. })), "{wrong}: {:?}", tasks(wrong));
    }
}

#[test]
fn a_comma_in_free_text_of_a_list_is_not_guessed_at() {
    let form = Form::of("vault.erasure_confirmed", None).unwrap();
    let copies = |typed: &str| {
        let mut data = Map::new();
        form.set(&mut data, "copies", typed).map(|()| data["copies"].clone())
    };
    let unclear = copies("USB 1, tủ 2");
    assert!(matches!(unclear, Err(FormError::BadValue { expected: Expected::List, .. })), "{unclear:?}");
    assert_eq!(copies("USB 1, tủ 2;"), Ok(json!(["USB 1, tủ 2"])));
    assert_eq!(copies("USB 1; tủ 2"), Ok(json!(["USB 1", "tủ 2"])));
    assert_eq!(copies("USB 1"), Ok(json!(["USB 1"])));
    let numbers = Form::of("award.presented", None).unwrap();
    for typed in ["1, 2,3", "1;2; 3", "[1,2,3]"] {
        let mut data = Map::new();
        numbers.set(&mut data, "lines", typed).unwrap();
        assert_eq!(data["lines"], json!([1, 2, 3]), "{typed}");
    }
}

#[test]
fn a_terminal_takes_the_same_lists() {
    let form = Form::of("deputy.assigned", None).unwrap();
    let mut prompts = Vec::new();
    let mut answers = vec!["thi đua, khen thưởng, đơn thư"].into_iter();
    let mut data = Map::new();
    for (name, _) in
        form.fields(Lang::Vi).iter().map(|field| (field.path.clone(), ())).filter(|(path, ())| path != "tasks")
    {
        data.insert(name, json!("…"));
    }
    let asked = form.ask_missing(&mut data, Lang::Vi, &mut |prompt| {
        prompts.push(prompt.to_owned());
        answers.next().map(str::to_owned)
    });
    assert_eq!(asked, Some(()), "{prompts:?}");
    assert_eq!(data["tasks"], json!(["awards", "petitions"]));
    assert!(prompts[0].contains("thi đua, khen thưởng | đơn thư | Quỹ thi đua, khen thưởng"), "{prompts:?}");
}

/// Every path of a schema, places in lists left out.
fn paths(node: &Value, defs: &Value, path: &str, found: &mut BTreeSet<String>) {
    if let Some(target) = node["$ref"].as_str() {
        paths(&defs[target.strip_prefix("#/$defs/").unwrap()], defs, path, found);
    }
    for (name, inner) in node["properties"].as_object().into_iter().flatten() {
        let here = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        paths(inner, defs, &here, found);
        found.insert(here);
    }
    for inner in node.get("items").into_iter().chain(node["oneOf"].as_array().into_iter().flatten()) {
        paths(inner, defs, path, found);
    }
}

#[test]
fn every_path_has_a_name_in_both_languages_and_nothing_else_has() {
    for (meta, schema) in schemas() {
        let parsed = parse(schema.json);
        let mut found = BTreeSet::new();
        paths(&parsed, &parsed["$defs"], "", &mut found);
        for path in &found {
            let label = meta.label_of(path);
            let both = label.is_some_and(|label| !label.vi.is_empty() && !label.en.is_empty());
            assert!(both, "{}: {path} has no name", meta.name);
        }
        if schema.version == meta.newest().version {
            let named = meta.fields.iter().map(|(path, ..)| *path);
            let told = named.chain(meta.filled.iter().map(|filled| filled.path));
            let told = told.chain(meta.refers.iter().map(|(path, _)| *path));
            let unknown: Vec<&str> = told.filter(|path| !found.contains(*path)).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", meta.name);
        }
    }
}

/// The places in lists left in: `lines.line` is `lines.0.line`, `lines.1.line`. Takes out what stands there.
fn take_out(value: &mut Value, path: &str, unless: &dyn Fn(&Map<String, Value>) -> bool) -> usize {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    match value {
        Value::Array(items) => items.iter_mut().map(|item| take_out(item, path, unless)).sum(),
        Value::Object(members) => match rest {
            None if unless(members) => 0,
            None => usize::from(members.remove(name).is_some()),
            Some(rest) => members.get_mut(name).map_or(0, |inner| take_out(inner, rest, unless)),
        },
        _ => 0,
    }
}

/// Takes a path out of a payload where its case applies; how often it stood there.
fn leave_out(data: &mut Value, filled: &Filled) -> usize {
    let applies = |members: &Map<String, Value>| match filled.when {
        When::Always | When::Absent => true,
        When::With(other) => members.contains_key(other),
    };
    take_out(data, filled.path, &|members| !applies(members))
}

/// Every path of an event that a draft may leave out, the ids of described people included.
fn fillings(meta: &Meta) -> Vec<Filled> {
    let whom = meta.refers.iter().filter(|(_, what)| *what == Reference::Whom).map(|(path, _)| format!("{path}.id"));
    let ids = whom.map(|path| Filled { path: path.leak(), when: When::Always });
    meta.filled.iter().copied().chain(ids).collect()
}

#[test]
fn a_sample_without_what_follows_from_itself_is_drafted_whole() {
    let mut tried = 0;
    for (meta, schema) in schemas().filter(|(meta, schema)| schema.version == meta.newest().version) {
        let sample = parse(schema.sample);
        for filled in &meta.filled.iter().collect::<Vec<_>>() {
            let mut part = sample.clone();
            let stood = leave_out(&mut part, filled);
            assert!(stood > 0 || matches!(filled.when, When::With(_)), "{}: no sample of {}", meta.name, filled.path);
        }
        // What needs a ledger refuses, or leaves out; what does not gives the sample back. Nothing that is given changes.
        let subject = format!("{}/2024", meta.subject).parse().unwrap();
        let (state, on) = (State::default(), "2024-07-01".parse().unwrap());
        let known = Known { state: &state, subject: &subject, on };
        let mut part = sample.clone();
        let always = meta.filled.iter().filter(|filled| filled.when == When::Always);
        let stood: usize = always.map(|filled| leave_out(&mut part, filled)).sum();
        let Value::Object(mut drafted) = part else { panic!() };
        let done = ledger::fill(meta.name, &known, &mut drafted).is_ok();
        let drafted = Value::Object(drafted);
        // What comes from the ledger is tried upon ledgers, below.
        let again = |filled: &Filled| leave_out(&mut drafted.clone(), filled) > 0;
        if stood > 0 && done && meta.filled.iter().filter(|filled| filled.when == When::Always).all(again) {
            tried += 1;
            assert_eq!(drafted, sample, "{}", meta.name);
        }
        let Value::Object(mut whole) = sample.clone() else { panic!() };
        if ledger::fill(meta.name, &known, &mut whole).is_ok() && !meta.filled.is_empty() {
            assert_eq!(Value::Object(whole), sample, "{}: what was given changed", meta.name);
        }
    }
    assert!(tried >= 3, "{tried}");
}

/// Every entry of every scenario, without what [`Meta::filled`] says may be left out, is drafted upon the ledger before it
/// as it was recorded.
#[test]
fn what_is_left_out_is_filled_in_as_it_was_recorded() {
    let samples = Samples::load();
    let mut bases = BTreeMap::new();
    let mut same: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut at_once: BTreeSet<&str> = BTreeSet::new();
    for (file, scenario) in scenarios() {
        let base = bases.entry(scenario.given.clone()).or_insert_with(|| samples.situation(&scenario.given));
        let mut office = base.fork();
        for step in &scenario.when {
            let before = office.state().clone();
            let (signed, recorded) = samples.sign(&mut office, step);
            // Of a decision the list goes before its heading.
            let made: Vec<_> = office.before.iter().cloned().chain([signed.clone()]).collect();
            if office.append(signed, recorded).is_err() {
                break;
            }
            // Everything at once that always follows, but for who is who.
            for signed in &made {
                let meta = ledger::meta(signed.statement.kind.as_str()).unwrap();
                let whole = Value::Object(signed.statement.data.clone());
                let mut part = whole.clone();
                let follows = |filled: &&Filled| filled.when == When::Always && !filled.path.ends_with(".id");
                let follows: Vec<Filled> = fillings(meta).into_iter().filter(|filled| follows(&filled)).collect();
                if follows.iter().map(|filled| leave_out(&mut part, filled)).sum::<usize>() > 0 {
                    let drafted = draft(&before, &signed.statement, part);
                    let at = format!("{file}, «{}»: {} without all that follows", scenario.name, meta.name);
                    assert!(
                        drafted.as_ref().is_ok_and(|drafted| *drafted == whole),
                        "{at}: {drafted:?} instead of {whole}"
                    );
                    at_once.insert(meta.name);
                }
            }
            let of = |signed: &Signed| ledger::meta(signed.statement.kind.as_str()).map_or_else(Vec::new, fillings);
            for (signed, filled) in
                made.iter().flat_map(|signed| of(signed).into_iter().map(move |filled| (signed, filled)))
            {
                let meta = ledger::meta(signed.statement.kind.as_str()).unwrap();
                let whole = Value::Object(signed.statement.data.clone());
                let mut part = whole.clone();
                if leave_out(&mut part, &filled) == 0 {
                    continue;
                }
                let at = format!("{file}, «{}»: {} without {}", scenario.name, meta.name, filled.path);
                match draft(&before, &signed.statement, part) {
                    Ok(drafted) if drafted == whole => {
                        *same.entry((meta.name.to_owned(), filled.path.to_owned())).or_default() += 1;
                    }
                    // A payee may be said by name alone.
                    Ok(drafted) if filled.path == "payee" && drafted["payee"]["name"] == whole["payee"]["name"] => {
                        *same.entry((meta.name.to_owned(), filled.path.to_owned())).or_default() += 1;
                    }
                    // A person may give another value, for a reason; the ledger's own stands in its place then.
                    Ok(drafted) if filled.when == When::Absent => {
                        let mut rest = drafted.clone();
                        let bought = whole["purpose"]["kind"] != "award" && ["amount", "payee"].contains(&filled.path);
                        assert!(leave_out(&mut rest, &filled) > 0 || bought, "{at}: nothing is filled in");
                    }
                    // What no rule derives, only a person knows.
                    Err(DraftError::Refused(_)) if filled.when == When::Absent => {}
                    // Of two people of one description somebody says which is meant, or that it is another.
                    Ok(mut drafted) if filled.path.ends_with(".id") => {
                        let stood = leave_out(&mut drafted, &filled);
                        assert!(drafted == part_of(&whole, &filled) && stood > 0, "{at}");
                        let twins = described(&whole).chain(recipients(&before).map(|(known, ..)| description(known)));
                        let mut seen: BTreeMap<String, String> = BTreeMap::new();
                        let two = twins.fold(false, |two, (who, id)| {
                            seen.insert(who, id.clone()).is_some_and(|other| other != id) || two
                        });
                        assert!(two, "{at}: another id without need");
                    }
                    // Of almost the same names only somebody can say whose it is.
                    Err(DraftError::Near { .. } | DraftError::Name(_)) if filled.path.ends_with(".id") => {}
                    other => panic!("{at}: {other:?} instead of {whole}"),
                }
            }
        }
    }
    let all = EVENTS.iter().flat_map(|meta| fillings(meta).into_iter().map(|filled| (meta.name, filled.path)));
    let missing: Vec<_> = all.filter(|(name, path)| !same.contains_key(&((*name).into(), (*path).into()))).collect();
    assert!(missing.is_empty(), "never filled in as it was recorded: {missing:?}");
    let always = |meta: &&&Meta| fillings(meta).iter().any(|f| f.when == When::Always && !f.path.ends_with(".id"));
    let never: Vec<&str> =
        EVENTS.iter().filter(always).map(|meta| meta.name).filter(|name| !at_once.contains(name)).collect();
    assert!(never.is_empty(), "never drafted without all that follows: {never:?}");
}

/// A payload without a path.
fn part_of(whole: &Value, filled: &Filled) -> Value {
    let mut part = whole.clone();
    leave_out(&mut part, filled);
    part
}

fn description(known: &Recipient) -> (String, String) {
    let unit = known.unit.as_ref().map(|unit| spelled(unit.as_str())).unwrap_or_default();
    (format!("{} {} {unit}", spelled(known.name.as_str()), known.kind.as_str()), known.id.to_string())
}

/// Whom a payload describes, with their ids.
fn described(value: &Value) -> Box<dyn Iterator<Item = (String, String)> + '_> {
    let own = serde_json::from_value::<Recipient>(value.clone()).ok().map(|known| description(&known));
    match value {
        Value::Object(members) => Box::new(own.into_iter().chain(members.values().flat_map(described))),
        Value::Array(items) => Box::new(items.iter().flat_map(described)),
        _ => Box::new(std::iter::empty()),
    }
}

/// The payload of a draft upon a state. Whoever is new to it gets the id that was recorded.
fn draft(state: &State, statement: &Statement, data: Value) -> Result<Value, DraftError> {
    let known: BTreeSet<String> = recipients(state).map(|(known, ..)| known.id.to_string()).collect();
    let mut ids = Vec::new();
    ids_of(&Value::Object(statement.data.clone()), &mut ids);
    let mut new = ids.into_iter().filter(|id| !known.contains(&id.to_string()));
    let mut new_id = || new.next().unwrap_or(statement.id);
    let draft = Draft {
        kind: statement.kind.clone(),
        schema: Some(statement.schema),
        subject: Some(statement.subject.to_string()),
        on: Some(statement.on),
        id: Some(statement.id),
        expect: statement.expect,
        at: Some(statement.at),
        by: None,
        data: data.as_object().unwrap().clone(),
    };
    let mut signing = Signing { key: statement.by, now: statement.at, new_id: &mut new_id };
    compose(state, &draft, &mut signing).map(|mut made| Value::Object(made.remove(0).data))
}

/// The ids of the people that a payload describes, in order.
fn ids_of(value: &Value, found: &mut Vec<Id>) {
    match value {
        Value::Object(members) => {
            let own = members.get("id").filter(|_| members.contains_key("kind") && members.contains_key("name"));
            found.extend(own.and_then(Value::as_str).and_then(|id| id.parse::<Id>().ok()));
            members.values().for_each(|member| ids_of(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| ids_of(item, found)),
        _ => {}
    }
}
