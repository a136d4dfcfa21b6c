//! `docs/format.md` says what is so: its tables are those of the code, what it names exists, its examples come out.
//! `SOVANG_BLESS=1` writes the examples anew after the vectors were made again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use sovang::domain::catalogue::current;
use sovang::domain::events::TakeBack;
use sovang::domain::ledger::EVENTS;
use sovang::domain::refusal::RULES;
use sovang::domain::walk::MOST_FINDINGS;
use sovang::log::checkpoint::SignedCheckpoint;
use sovang::log::code::{CODES, Of};
use sovang::log::compact::from_base45;
use sovang::log::entry::{Entry, MAX_BYTES};
use sovang::log::keyring::KeyEnrolled;
use sovang::log::list::{List, leaf, salt};
use sovang::log::note::{MAX_NOTE_BYTES, MAX_SIGNATURES, VerifierKey};
use sovang::log::proof::{MAX_PATH, MAX_PROOF_BYTES, TlogProof};
use sovang::log::statement::signing_bytes;
use sovang::log::tree::{TreeHash, leaf_hash, node_hash};
use sovang::log::witness_policy::{MAX_DEFINITIONS, MAX_POLICY_BYTES};
use sovang::shell::receipt::DICTIONARY;
use sovang::shell::vault::{Place, commitment};
use sovang::values::crypto::{Hash, SecretKey};
use sovang::values::jcs::MAX_DEPTH;
use sovang::values::text::TABLE;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The page, its examples made anew if that is asked for.
fn page() -> &'static str {
    static PAGE: LazyLock<String> = LazyLock::new(|| {
        let page = read("docs/format.md");
        if std::env::var_os("SOVANG_BLESS").is_none() {
            return page;
        }
        let made = with_new_examples(&page);
        std::fs::write(root().join("docs/format.md"), &made).unwrap();
        made
    });
    &PAGE
}

/// What stands in the page of an entry, a receipt and a compact form, in the order in which they stand.
struct Examples {
    entry: String,
    note: String,
    compact: String,
    values: Vec<String>,
}

/// The examples as the vectors have them. `compact` has the lines of the page's, with their words.
fn examples(compact: &str) -> Examples {
    let entry = read("fixtures/vectors/receipts/good/bare.entry");
    let file = read("fixtures/vectors/receipts/good/entry-5.tlog-proof");
    let proof = TlogProof::parse(file.as_bytes()).unwrap();
    let statement = Entry::read(entry.as_bytes()).unwrap().statement.to_bytes();
    let mut node = leaf_hash(entry.as_bytes());
    let mut values = vec![Hash::of(&statement).to_string(), Hash::of(entry.as_bytes()).to_string(), hex(&node)];
    let (mut index, mut last) = (proof.index, proof.checkpoint.unverified().head.size - 1);
    for other in &proof.path {
        while index % 2 == 0 && index == last {
            (index, last) = (index / 2, last / 2);
        }
        node = if index % 2 == 1 { node_hash(other, &node) } else { node_hash(&node, other) };
        (index, last) = (index / 2, last / 2);
        values.extend([hex(other), hex(&node)]);
    }
    let small = read("fixtures/vectors/good/small.jsonl");
    values.push(Hash::of(small.lines().last().unwrap().as_bytes()).to_string());
    let code = read("fixtures/vectors/receipts/good/bare.qr");
    let packed: String = from_base45(&code[4..]).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut rest = packed.as_str();
    let lines = compact.lines().map(|line| {
        let (digits, words) = line.split_once(' ').map_or((line, String::new()), |(d, w)| (d, format!(" {w}")));
        let (taken, after) = rest.split_at(digits.len());
        rest = after;
        format!("{taken}{words}")
    });
    let compact = lines.collect::<Vec<_>>().join("\n");
    let note = proof.checkpoint.to_string().trim_end().to_owned();
    Examples { entry, note, compact, values }
}

/// The page with the examples of the vectors in place of its own.
fn with_new_examples(page: &str) -> String {
    let Examples { entry, note, compact, values } = examples(block(page, "compact"));
    let cells = rows(section(page, 2)).into_iter().chain(rows(section(page, 13)));
    let mut old: Vec<String> = cells
        .flat_map(|row| row.iter().flat_map(|cell| spans(cell)).map(str::to_owned).collect::<Vec<_>>())
        .filter(|span| span.len() == 64 && span.bytes().all(|b| b.is_ascii_hexdigit()))
        .collect();
    let (_, small) = page.split_once("| b3sum\n    ").unwrap();
    old.push(small.split_whitespace().next().unwrap().to_owned());
    assert_eq!(old.len(), values.len(), "the page has the examples that are known here");
    let mut made = page.to_owned();
    for (kind, new) in [("entry", &entry), ("checkpoint", &note), ("compact", &compact)] {
        made = made.replace(&format!("```{kind}\n{}\n```", block(page, kind)), &format!("```{kind}\n{new}\n```"));
    }
    old.iter().zip(&values).fold(made, |made, (old, new)| made.replace(old.as_str(), new))
}

/// The hash of a catalogue, by the formula of section 5, from the names and bytes of its files; and that of the last file.
fn catalogue_hash(schemas: impl IntoIterator<Item = (String, Vec<u8>)>) -> (String, String) {
    let mut last = String::new();
    let mut lines: Vec<String> = Vec::new();
    for (name, bytes) in schemas {
        let (kind, version) = name.rsplit_once(".v").unwrap();
        last = Hash::of(&bytes).to_string();
        lines.push(format!("{kind} v{version} {last}\n"));
    }
    lines.sort();
    (last, Hash::of(lines.concat().as_bytes()).to_string())
}

fn hex(hash: &TreeHash) -> String {
    Hash(*hash.as_bytes()).to_string()
}

/// A section by its number, with its heading.
fn section(page: &str, number: usize) -> &str {
    let begin = page.find(&format!("\n## {number}. ")).unwrap() + 1;
    let rest = &page[begin + 2..];
    &page[begin..rest.find("\n## ").map_or(page.len(), |end| begin + 2 + end)]
}

/// The rows of the tables of a text, cell by cell; `\|` stands within a cell.
fn rows(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let cells = |line: &str| {
        let line = line.trim_start_matches("| ").trim_end_matches(" |").replace("\\|", "\u{0}");
        line.split(" | ").map(|cell| cell.trim().replace('\u{0}', "|")).collect()
    };
    lines.map(cells).collect()
}

/// What stands between backticks.
fn spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The content of a fenced block of a kind.
fn block<'a>(page: &'a str, kind: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("```{kind}\n")).unwrap();
    rest.split_once("\n```").unwrap().0
}

/// Every `word.word` between these quotes that begins as a code does.
fn codes_in(source: &str, quote: char) -> BTreeSet<String> {
    let groups: BTreeSet<&str> = CODES.iter().map(|(code, _)| code.split('.').next().unwrap()).collect();
    let is_code = |text: &&str| {
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        text.split_once('.').is_some_and(|(group, rest)| groups.contains(group) && plain(rest))
    };
    source.split(quote).filter(is_code).map(str::to_owned).collect()
}

fn strings_in(source: &str) -> BTreeSet<String> {
    let found = source.match_indices("sovang/").map(|(at, _)| {
        let end = source[at..].find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "/-".contains(c)));
        source[at..at + end.unwrap_or(0)].to_owned()
    });
    found.filter(|text| text.ends_with("/v1")).collect()
}

#[test]
fn what_signed_bytes_begin_with_is_the_table_of_the_page() {
    let page = page();
    let table: BTreeSet<String> = rows(section(page, 1)).iter().flat_map(|row| strings_in(&row[0])).collect();
    assert_eq!(table, strings_in(&read("src/log/prefix.rs")));
    assert_eq!(table.len(), 7);
    for other in ["src/shell/verify.html", "tests/second_verifier.py"] {
        let used = strings_in(&read(other));
        assert!(used.len() > 5 && used.is_subset(&table), "{other}: {used:?}");
    }
    assert_eq!(strings_in(&read("src/shell/join.rs")), strings_in("`sovang/join-code/v1` is"));
    assert!(section(page, 1).contains("`sovang/join-code/v1`"));
}

#[test]
fn codes_are_the_table_of_the_page_and_every_one_has_its_vector() {
    let page = page();
    let table = rows(section(page, 16));
    let told: Vec<(&str, String)> =
        table[1..].iter().map(|row| (spans(&row[0])[0], row[1].split(", ").next().unwrap().to_owned())).collect();
    let own: Vec<(&str, String)> = CODES.iter().map(|(code, of)| (*code, format!("{of:?}").to_lowercase())).collect();
    assert_eq!(told, own);
    for row in &table[1..] {
        let (code, named) = (spans(&row[0])[0], &row[3]);
        let Some(what) = spans(named).first().copied() else {
            assert!(named.starts_with("no file: "), "{code}: {named}");
            continue;
        };
        if let Some((file, function)) = what.split_once(": ") {
            assert!(read(&format!("tests/{file}")).contains(&format!("fn {function}(")), "{what}");
            continue;
        }
        let said = expectation(what);
        let yields = match code {
            "head.unknown" => said == json!({ "believed": false }),
            "policy.unsupported" => said == json!({ "reads": false }),
            _ => said.to_string().contains(&format!("\"{code}\"")),
        };
        assert!(yields, "{what} does not yield {code}: {said}");
    }
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    let known = |code: &str| rules.contains(code) || CODES.iter().any(|(known, _)| *known == code);
    let (_, named) = section(page, 16).split_once("Codes of **rules**").unwrap();
    spans(named).iter().filter(|span| !span.contains('/')).for_each(|code| assert!(rules.contains(code), "{code}"));
    // Nobody says a code that stands nowhere.
    for (source, quote) in [("src/shell/verify.html", '\''), ("tests/second_verifier.py", '"'), ("docs/format.md", '`')]
    {
        let strangers: Vec<String> = codes_in(&read(source), quote)
            .into_iter()
            .filter(|code| !known(code) && !EVENTS.iter().any(|meta| meta.name == code))
            .collect();
        assert!(strangers.is_empty(), "{source}: {strangers:?}");
    }
}

#[test]
fn checks_are_made_in_the_order_of_the_page() {
    let page = page();
    let walk = section(page, 4);
    let own: Vec<&str> = CODES.iter().filter(|(_, of)| *of == Of::Entry).map(|(code, _)| *code).collect();
    let table: Vec<String> = rows(walk)
        .iter()
        .map(|row| row.iter().find(|cell| cell.starts_with('`')).cloned().unwrap_or_default().replace('`', ""))
        .filter(|code| !code.is_empty())
        .collect();
    assert_eq!(table[..6], own[..6], "by itself");
    let numbered: Vec<&str> = walk
        .lines()
        .filter_map(|line| spans(line.strip_prefix(|c: char| c.is_ascii_digit())?).first().copied())
        .filter(|span| span.contains('.'))
        .collect();
    assert_eq!(numbered, own[6..9], "its place");
    assert_eq!(table[6..], own[9..21], "its standing");
}

/// What is expected of a vector, from the file of expectations nearest to it.
fn expectation(vector: &str) -> Value {
    let mut folder = Path::new(vector).parent();
    while let Some(here) = folder {
        let file = root().join("fixtures/vectors").join(here).join("expected.json");
        if let Ok(bytes) = std::fs::read(file) {
            let expected: Value = serde_json::from_slice(&bytes).unwrap();
            let below = Path::new(vector).strip_prefix(here).unwrap();
            // Of a folder of sealed values something is expected as a whole.
            let mut whole = below.ancestors().filter_map(|path| expected.get(path.to_str()?));
            return whole.next().cloned().unwrap_or_default();
        }
        folder = here.parent();
    }
    panic!("nothing is expected of {vector}")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Whether a path is of a pattern: `*` is anything but a slash.
fn fits(path: &str, pattern: &str) -> bool {
    let (path, pattern): (Vec<&str>, Vec<&str>) = (path.split('/').collect(), pattern.split('/').collect());
    path.len() == pattern.len()
        && path.iter().zip(pattern).all(|(part, pattern)| match pattern.split_once('*') {
            Some((begin, end)) => {
                part.len() >= begin.len() + end.len() && part.starts_with(begin) && part.ends_with(end)
            }
            None => *part == pattern,
        })
}

#[test]
fn every_vector_is_described_and_every_vector_named_is_there() {
    let page = page();
    let vectors = root().join("fixtures/vectors");
    let all: BTreeSet<String> =
        files(&vectors).iter().map(|path| path.strip_prefix(&vectors).unwrap().to_str().unwrap().to_owned()).collect();
    let table = rows(section(page, 18));
    let mut described = BTreeSet::new();
    for row in &table[1..] {
        for pattern in spans(&row[0]) {
            let of: Vec<&String> = all.iter().filter(|path| fits(path, pattern)).collect();
            assert!(!of.is_empty(), "no vector is {pattern}");
            described.extend(of);
        }
        described.extend(spans(&row[1]).iter().filter_map(|span| all.get(*span)));
        described.extend(spans(&row[3]).iter().filter_map(|span| all.get(*span)));
    }
    let other: Vec<&String> = all.iter().filter(|path| !described.contains(path)).collect();
    assert!(other.is_empty(), "not described: {other:?}");
    // Of each something is expected: of ledgers, receipts, notes, policies, bundles, heads.
    let judged = |path: &&String| {
        let beside = path.ends_with(".entry") || path.ends_with("keys.policy");
        let beside = beside
            || path.ends_with("kept/ledger.jsonl")
            || path.ends_with("kept/ended.jsonl")
            || path.ends_with("vault/ledger.jsonl");
        let against = fits(path, "ended/heads/*.jsonl");
        !beside && !against && !path.ends_with("expected.json") && !path.starts_with("sealed/")
    };
    let silent: Vec<&String> = all.iter().filter(judged).filter(|path| expectation(path).is_null()).collect();
    assert!(silent.is_empty(), "nothing is expected of {silent:?}");
    for span in spans(page).iter().filter(|span| span.starts_with("fixtures/") || span.starts_with("docs/")) {
        assert!(root().join(span).exists(), "{span} is not there");
    }
}

#[test]
fn the_worked_examples_come_out() {
    let page = page();
    let said =
        |what: &str| assert!(page.contains(&format!("`{what}`")) || page.contains(what), "the page lacks {what}");
    // The entry.
    let bytes = read("fixtures/vectors/receipts/good/bare.entry").into_bytes();
    assert_eq!(block(page, "entry").as_bytes(), bytes);
    let entry = Entry::read(&bytes).unwrap();
    let statement = entry.statement.to_bytes();
    let begin = bytes.windows(statement.len()).position(|window| window == statement).unwrap();
    assert!(entry.is_signed(&bytes) && begin + statement.len() + 1 == bytes.len());
    said(&format!("{} bytes; the statement is the {} bytes from byte {begin} on", bytes.len(), statement.len()));
    said(&format!("{} bytes: 20 before", signing_bytes(&statement).len()));
    let leaf_of_entry = leaf_hash(&bytes);
    [Hash::of(&statement).to_string(), Hash::of(&bytes).to_string(), hex(&leaf_of_entry)].iter().for_each(|h| said(h));
    // The checkpoint, and the receipt that ends in it.
    let file = read("fixtures/vectors/receipts/good/entry-5.tlog-proof");
    let note = format!("{}\n", block(page, "checkpoint"));
    assert!(file.ends_with(&note));
    let checkpoint = SignedCheckpoint::parse(note.as_bytes()).unwrap();
    let key =
        |begin: &str| -> VerifierKey { spans(page).iter().find(|s| s.starts_with(begin)).unwrap().parse().unwrap() };
    let keys = [key("sovang.example/thu+"), key("thanhtra.example/w1+")];
    let signed = checkpoint.note().verify(&keys).unwrap();
    let time = signed[1].time.unwrap().seconds();
    assert_eq!(signed.len(), 2);
    said(&format!("`{time:016x}`, {time}"));
    said(&format!("The text is {} bytes", checkpoint.note().text().len()));
    let head = checkpoint.unverified().head;
    [hex(&head.root), Hash(*keys[0].public()).to_string(), keys[0].id().to_string()].iter().for_each(|h| said(h));
    let proof = TlogProof::parse(file.as_bytes()).unwrap();
    assert!(proof.verify(&bytes, &"sovang.example/thu".parse().unwrap(), &keys[..1], &keys[1..]).is_ok());
    let mut hash = leaf_of_entry;
    let table = rows(section(page, 13));
    let steps: Vec<&Vec<String>> =
        table.iter().filter(|row| ["left", "right"].contains(&row.get(2).map_or("", |c| c))).collect();
    assert_eq!(steps.len(), proof.path.len());
    for (row, other) in steps.iter().zip(&proof.path) {
        hash = if row[2] == "left" { node_hash(other, &hash) } else { node_hash(&hash, other) };
        assert_eq!((spans(&row[1])[0], spans(&row[3])[0]), (&*hex(other), &*hex(&hash)));
    }
    assert_eq!(hash, head.root);
    // The compact form.
    let code = read("fixtures/vectors/receipts/good/bare.qr");
    let packed: String = from_base45(&code[4..]).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    let told: String = block(page, "compact").lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(told, packed);
    said(&format!("its {} bytes are the compact form", packed.len() / 2));
}

#[test]
fn the_small_examples_and_tables_are_these() {
    let page = page();
    let said = |what: &str| assert!(page.contains(what), "the page lacks {what}");
    let (schema, catalogue) = catalogue_hash([("movement.reported.v1".to_owned(), b"{}".to_vec())]);
    said(&format!("the line ends in `{schema}`, and the hash is `{catalogue}`"));
    let schemas = files(&root().join("schemas")).into_iter().map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read(path).unwrap())
    });
    assert_eq!(catalogue_hash(schemas).1, current().hash.to_string());
    let ledger = "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a10";
    // Of the key of RFC 8032, 7.1, TEST 1.
    let seed: Hash = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60".parse().unwrap();
    let secret = SecretKey::from_seed(&seed.0);
    let asked = json!({
        "key": secret.public(), "person": "01a21ff3-0000-7000-8000-00000000000a", "holder": "Văn thư", "roles": ["clerk"],
    });
    let asked: KeyEnrolled = serde_json::from_value(asked).unwrap();
    said(&secret.sign(&asked.proof_bytes(ledger.parse().unwrap())).to_string());
    let number: Hash = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f".parse().unwrap();
    let id = "01a21ff3-0000-7000-8000-000000000001".parse().unwrap();
    let place = Place { at: "identity".into(), id, ledger: ledger.parse().unwrap() };
    said(&commitment(&number, &place, &json!({ "name": "Nguyễn Văn A" })).to_string());
    let lines: Vec<Value> = (1..)
        .zip([(760_000, "Nguyễn Văn A"), (760_000, "Trần Thị B"), (380_000, "Lê C")])
        .map(|(line, (amount, name))| {
            json!({ "line": line, "amount": amount, "form": "commendation_certificate", "merit": "Việc tốt",
                "reward_type": "thematic", "recipient": { "id": "x", "name": name, "kind": "individual" } })
        })
        .collect();
    let mut list = List::new(number);
    list.add(lines.iter().filter_map(Value::as_object));
    let first = list.prove(lines[0].as_object().unwrap()).unwrap();
    said(&salt(&number, 1).to_string());
    said(&Hash(*leaf(&first.card, &first.salt).as_bytes()).to_string());
    said(&list.root().unwrap().root.to_string());
    // What is read beside the page.
    let grouped = |n: usize| if n < 1000 { n.to_string() } else { format!("{},{:03}", n / 1000, n % 1000) };
    let ends =
        |line: &str| -> Vec<usize> { line.split('-').map(|end| usize::from_str_radix(end, 16).unwrap()).collect() };
    let points: usize = TABLE.lines().map(|line| ends(line)[ends(line).len() - 1] - ends(line)[0] + 1).sum();
    said(&format!("{} code points in {} ranges", grouped(points), TABLE.lines().count()));
    said(&Hash::of(TABLE.as_bytes()).to_string());
    said(&format!("{} bytes, BLAKE3 `{}`", grouped(DICTIONARY.len()), Hash::of(DICTIONARY.as_bytes())));
    let small = read("fixtures/vectors/good/small.jsonl");
    said(&Hash::of(small.lines().last().unwrap().as_bytes()).to_string());
    let keywords: BTreeMap<String, usize> =
        files(&root().join("schemas")).iter().fold(BTreeMap::new(), |mut all, path| {
            let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            count(&schema, &mut all);
            all
        });
    keywords.keys().for_each(|keyword| said(&format!("`{keyword}")));
}

#[test]
fn limits_and_classes_are_those_of_the_code() {
    let page = page();
    let grouped = |n: usize| {
        let digits = n.to_string();
        let parts: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
        parts.join(",")
    };
    for (number, said) in [
        (MAX_BYTES, "at most # bytes"),
        (MAX_DEPTH, "at most # objects and lists inside each other"),
        (MAX_NOTE_BYTES, "at most # bytes"),
        (MAX_SIGNATURES, "1 to # signature lines"),
        (MAX_PROOF_BYTES, "at most # bytes of UTF-8"),
        (MAX_PATH, "0 to # lines"),
        (MAX_POLICY_BYTES >> 20, "at most # MiB"),
        (MAX_DEFINITIONS, "At most # logs, and # witnesses and groups together"),
        (MOST_FINDINGS, "the first # and count the rest"),
    ] {
        let said = said.replace('#', &grouped(number));
        assert!(page.contains(&said), "the page lacks «{said}»");
    }
    let (_, never) = section(page, 6).split_once("Class *never*: ").unwrap();
    let never = spans(never.split_once(';').unwrap().0);
    for meta in EVENTS {
        let named = never.iter().any(|pattern| fits(meta.name, pattern));
        assert_eq!(named, matches!(meta.take_back, TakeBack::Never(_)), "{}", meta.name);
    }
}

/// The keywords of a schema and of those in it.
fn count(schema: &Value, all: &mut BTreeMap<String, usize>) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        *all.entry(keyword.clone()).or_default() += 1;
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(inner)) => inner.values().for_each(|one| count(one, all)),
            ("items", one) => count(one, all),
            ("oneOf", Value::Array(inner)) => inner.iter().for_each(|one| count(one, all)),
            _ => {}
        }
    }
}
