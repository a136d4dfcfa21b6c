//! Forms: what they call things, how typed text becomes a payload, what a draft may leave out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sovang::domain::events::{Meta, Schema};
use sovang::domain::ledger::EVENTS;
use sovang::domain::lists::{LISTS, of_codes};
use sovang::shell::form::{Expected, Form, FormError};
use sovang::values::lang::Lang;
use sovang::values::listed::List;
use sovang::values::text::fold;

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
const DIFFERENT: [&str; 8] =
    ["awards", "petitions", "fund", "movements", "chairman", "other", "organising", "unspecified"];

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
