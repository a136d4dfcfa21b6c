//! The bundle vectors of `fixtures/vectors/bundles/`: what a page carries, good, and bad in each way. The program judges
//! them here, the page in `tests/page.rs`. `SOVANG_BLESS=1` writes them anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod office;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use office::{Ids, append, at, draft, found, gift, log_key};
use serde_json::{Value, json};
use sovang::log::checkpoint::{Checkpoint, SignedCheckpoint};
use sovang::log::entry::Entry;
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::log::proof::TlogProof;
use sovang::log::statement::{Head, Statement};
use sovang::log::tree::{Tree, TreeHead, leaf_hash};
use sovang::log::witness_policy::WitnessPolicy;
use sovang::shell::author::Draft;
use sovang::shell::bundle::{Carried, Document, Item};
use sovang::shell::page::{Frame, take_apart};
use sovang::shell::receipt::Receipt;
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::crypto::{Hash, SecretKey};

const ORIGIN: &str = "sovang.example/thu";
const NAMED: &str = "12/QĐ-UBND";
const PAPER: &[u8] = "biên bản".as_bytes();

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/bundles")
}

struct Log {
    secret: SecretKey,
    key: VerifierKey,
}

impl Log {
    fn new(secret: SecretKey) -> Log {
        let key = VerifierKey::new(ORIGIN.parse().unwrap(), SignatureType::Ed25519, &secret.public().0).unwrap();
        Log { secret, key }
    }

    fn policy(&self) -> String {
        format!("log {}\nquorum none\n", self.key)
    }

    fn head(&self, tree: &Tree, size: u64) -> SignedCheckpoint {
        let head = TreeHead { size, root: tree.root_at(size).unwrap() };
        let checkpoint = Checkpoint { origin: ORIGIN.parse().unwrap(), head };
        checkpoint.sign(&self.key, |message| self.secret.sign(message).0).unwrap()
    }
}

/// A ledger of nine entries, one of which names a document.
fn ledger(gift_of: u64) -> (Vec<Vec<u8>>, Tree) {
    let mut journal = found(MemoryStore::default());
    let mut ids = Ids::new(7);
    let money = json!({ "amount": 20_000_000, "document": "02/QĐ-UBND" });
    append(&mut journal, &draft("fund.appropriated", money), &mut ids, at(2)).unwrap();
    let lines = json!([{ "recipient": { "name": "Cá nhân 9", "kind": "individual" }, "form_name": "Giấy khen" }]);
    let paper = json!({ "document": NAMED, "issuer": "UBND xã Thử", "source": "Sổ vàng 2011", "lines": lines, "scan": Hash::of(PAPER).to_string() });
    let imported = Draft { on: "2011-12-30".parse().ok(), ..draft("history.imported", paper) };
    append(&mut journal, &imported, &mut ids, at(3)).unwrap();
    for n in 5..9 {
        append(&mut journal, &gift(n * gift_of), &mut ids, at(n as i64)).unwrap();
    }
    let mut entries = Vec::new();
    let mut keep = |row: sovang::shell::store::Row| {
        entries.push(row.bytes);
        true
    };
    journal.store().scan(1, &mut keep).unwrap();
    (entries, journal.state().chain.tree().clone())
}

/// The ledger with one statement more, whether or not a rule would let it in.
fn with_one_more(entries: &[Vec<u8>], change: &dyn Fn(&mut Statement)) -> (String, Tree) {
    let last = Entry::read(&entries[entries.len() - 1]).unwrap();
    let head = Head { seq: last.seq, hash: Hash::of(&entries[entries.len() - 1]) };
    let mut statement = Statement { seen: head, expect: None, id: Ids::new(99).next(), ..last.statement };
    change(&mut statement);
    let sealed = Entry::seal(statement.sign(&office::key()), head, Some(last.recorded), last.recorded).unwrap();
    let lines = [entries, &[sealed.bytes]].concat();
    let mut tree = Tree::new();
    lines.iter().for_each(|line| tree.append(leaf_hash(line)));
    (lines.iter().map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect(), tree)
}

fn receipt(entries: &[Vec<u8>], tree: &Tree, seq: u64, checkpoint: SignedCheckpoint) -> Item {
    let path = tree.inclusion_proof(seq - 1, checkpoint.unverified().head.size).unwrap();
    let proof = TlogProof { extra: None, index: seq - 1, path, checkpoint };
    Carried::receipt(&Receipt::new(proof, entries[seq as usize - 1].clone())).unwrap()
}

fn document(bytes: &[u8], name: &str) -> Document {
    Document { base64: BASE64.encode(bytes), blake3: Hash::of(bytes).to_string(), name: name.to_owned() }
}

/// Every vector by its file name.
fn vectors() -> BTreeMap<String, Value> {
    let (entries, tree) = ledger(1_000);
    let size = tree.size();
    let (log, stranger) = (Log::new(log_key()), Log::new(SecretKey::from_seed(&[5; 32])));
    let export: String = entries.iter().map(|entry| format!("{}\n", String::from_utf8_lossy(entry))).collect();
    let seq_of =
        |kind: &str| 1 + entries.iter().rposition(|e| String::from_utf8_lossy(e).contains(kind)).unwrap() as u64;
    let filed = seq_of("\"type\":\"history.imported\"");
    let proved = |seq| receipt(&entries, &tree, seq, log.head(&tree, size));
    let heads = [size - 2, size].map(|size| Carried::checkpoint(&log.head(&tree, size)));
    let whole_items = [vec![Carried::keys(log.policy()), Carried::export(export.clone())], heads.to_vec()].concat();
    let whole = Carried::of(whole_items, vec![document(PAPER, NAMED)]).unwrap().0;
    let part_items = vec![Carried::keys(log.policy()), proved(2), proved(filed), proved(size)];
    let part = Carried::of(part_items, vec![document(PAPER, NAMED)]).unwrap().0;
    let mut files = BTreeMap::new();
    let mut put = |name: &str, carried: &Carried| drop(files.insert(name.to_owned(), json!(carried)));
    put("good/whole.json", &whole);
    put("good/part.json", &part);
    put("good/no-documents.json", &Carried { documents: Vec::new(), ..part.clone() });
    // What a rule refuses is authentic all the same; what a later catalogue defines is judged by later programs.
    let (text, longer) = with_one_more(&entries, &|statement| statement.on = "2024-12-31".parse().unwrap());
    let count = longer.size();
    let mut unlawful = Carried { documents: Vec::new(), ..whole.clone() };
    unlawful.items =
        vec![Carried::keys(log.policy()), Carried::export(text), Carried::checkpoint(&log.head(&longer, count))];
    for said in [&mut unlawful.note.vi, &mut unlawful.note.en] {
        *said = said.replace(&size.to_string(), &count.to_string());
    }
    put("good/unlawful.json", &unlawful);
    let mut bad = |name: &str, from: &Carried, change: &dyn Fn(&mut Carried)| {
        let mut carried = from.clone();
        change(&mut carried);
        put(&format!("bad/{name}.json"), &carried);
    };
    // Items of no known kind, under names that say otherwise.
    let forged = |name: &str| {
        let (entries, tree) = ledger(9_000);
        Item { name: name.to_owned(), ..receipt(&entries, &tree, size, stranger.head(&tree, size)) }
    };
    bad("bundle.unknown-text", &part, &|c| {
        c.items.push(Item { name: "9.tlog-proof".into(), text: "ĐÃ CHỨNG MINH\n".into() })
    });
    bad("bundle.unknown-empty", &part, &|c| c.items.push(Item { name: String::new(), text: String::new() }));
    bad("bundle.unknown-qr-text", &part, &|c| {
        c.items.push(Item { name: "9.tlog-proof".into(), text: "SV2:00".into() })
    });
    bad("bundle.name-receipt-as-text", &part, &|c| c.items.push(forged("03-QD-UBND.txt")));
    bad("bundle.name-key-as-text", &part, &|c| c.items.push(Item { name: "khoa.txt".into(), text: stranger.policy() }));
    bad("bundle.name-second-export", &whole, &|c| {
        c.items.push(Item { name: "khac.jsonl".into(), text: export.clone() })
    });
    bad("bundle.order-second-keys", &part, &|c| c.items.push(Carried::keys(stranger.policy())));
    bad("bundle.order-twice", &part, &|c| c.items.push(proved(size)));
    bad("bundle.order-swapped", &part, &|c| c.items.swap(1, 2));
    bad("bundle.order-keys-last", &whole, &|c| c.items.rotate_left(1));
    bad("bundle.order-receipt-beside-export", &whole, &|c| c.items.push(proved(2)));
    bad("bundle.order-checkpoint-beside-receipt", &part, &|c| c.items.insert(1, heads[1].clone()));
    bad("bundle.keys-unreadable", &part, &|c| c.items[0].text = "log x\n".into());
    bad("bundle.incomplete-no-proof", &part, &|c| c.items.truncate(1));
    bad("bundle.incomplete-no-checkpoint", &whole, &|c| c.items.truncate(2));
    bad("bundle.incomplete-nothing", &part, &|c| c.items.clear());
    // What is carried does not hold.
    bad("receipt.key-forged", &part, &|c| c.items[3] = forged(&c.items[3].name));
    bad("receipt.malformed-cut", &part, &|c| drop(c.items[3].text.split_off(90)));
    bad("receipt.inclusion-other-head", &part, &|c| {
        let (_, other) = ledger(9_000);
        let (head, own) = (log.head(&other, size).to_string(), log.head(&tree, size).to_string());
        c.items[3].text = c.items[3].text.replace(&own, &head);
    });
    bad("statement.ledger-mixed", &part, &|c| {
        let text = String::from_utf8(entries[size as usize - 1].clone()).unwrap();
        let statement: Value = serde_json::from_str(&text).unwrap();
        let id = statement["statement"]["ledger"].as_str().unwrap().to_owned();
        c.items[3] = other_ledger(&text, &id, size, &log);
    });
    bad("entry.signature-amount", &whole, &|c| {
        c.items[1].text = c.items[1].text.replacen("\"amount\":20000000", "\"amount\":99000000", 1)
    });
    let (raised, _) = with_one_more(&entries, &|statement| {
        let of_ledger = format!("ledger/{}", statement.ledger);
        (statement.kind, statement.subject) = ("ledger.catalogue_raised".parse().unwrap(), of_ledger.parse().unwrap());
        statement.data = json!({ "catalogue": { "hash": "22".repeat(32), "number": 2 } }).as_object().unwrap().clone();
    });
    let lines: Vec<Vec<u8>> = raised.lines().map(|line| line.as_bytes().to_vec()).collect();
    let (newer, _) = with_one_more(&lines, &|statement| {
        (statement.id, statement.kind) = (Ids::new(98).next(), "ledger.sealed".parse().unwrap());
    });
    bad("payload.type-later", &whole, &|c| {
        c.documents.clear();
        c.items[1].text = newer.clone();
    });
    bad("checkpoint.root-other-ledger", &whole, &|c| {
        let (_, other) = ledger(9_000);
        c.items[3] = Carried::checkpoint(&log.head(&other, size));
    });
    bad("checkpoint.signature-key-of-nobody", &whole, &|c| {
        // The ledger's own key signed; the keys that came along are somebody else's.
        c.items[0] = Carried::keys(stranger.policy())
    });
    bad("checkpoint.malformed-size", &whole, &|c| c.items[2].text = c.items[2].text.replacen("\n7\n", "\n07\n", 1));
    // What it says of itself.
    bad("bundle.note-all", &part, &|c| c.note.vi = c.note.vi.replace("3 trong", "9 trong"));
    bad("bundle.note-english", &part, &|c| c.note.en = "AUTHENTIC".into());
    bad("bundle.note-receipt-taken-out", &part, &|c| drop(c.items.remove(3)));
    bad("bundle.note-part-as-whole", &part, &|c| c.note = whole.note.clone());
    // Documents.
    bad("attachment.changed-bytes", &part, &|c| c.documents[0].base64 = BASE64.encode("biên bản khác"));
    bad("attachment.changed-base64", &part, &|c| c.documents[0].base64.push('='));
    bad("bundle.document-of-no-entry", &part, &|c| c.documents.push(document(b"khac", NAMED)));
    bad("bundle.document-entry-left-out", &part, &|c| drop(c.items.remove(2)));
    bad("bundle.document-other-name", &part, &|c| c.documents[0].name = "Quyết định".into());
    bad("bundle.document-twice", &part, &|c| c.documents.push(document(PAPER, NAMED)));
    // Not the members of a bundle.
    let mut shape = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut data = json!(part);
        change(&mut data);
        files.insert(format!("bad/bundle.malformed-{name}.json"), data);
    };
    shape("extra-member", &|data| data["verdict"] = json!("ĐÚNG"));
    shape("item-member", &|data| data["items"][1]["proven"] = json!(true));
    shape("no-note", &|data| drop(data.as_object_mut().unwrap().remove("note")));
    shape("number", &|data| data["items"][1]["name"] = json!(2));
    shape("list", &|data| data["items"][1] = json!(["2.tlog-proof", ""]));
    shape("null", &|data| *data = json!({ "items": null }));
    files
}

/// A rightly signed and proven entry of another ledger, under the same log key.
fn other_ledger(text: &str, id: &str, size: u64, log: &Log) -> Item {
    let mut entry: Value = serde_json::from_str(text).unwrap();
    let secret = office::key();
    let other = format!("{}f", &id[..id.len() - 1]).replace("ff", "fe");
    assert_ne!(other, id);
    entry["statement"]["ledger"] = json!(other);
    let message = [b"sovang/statement/v1\0".to_vec(), sovang::values::jcs::to_bytes(&entry["statement"])].concat();
    assert_eq!(entry["statement"]["by"], json!(secret.public().to_string()), "the accountant signs gifts");
    entry["signature"] = json!(secret.sign(&message).to_string());
    let mut tree = Tree::new();
    let bytes = sovang::values::jcs::to_bytes(&entry);
    (1..size).for_each(|n| tree.append(sovang::log::tree::leaf_hash(&n.to_be_bytes())));
    tree.append(sovang::log::tree::leaf_hash(&bytes));
    let mut entries = vec![Vec::new(); size as usize];
    entries[size as usize - 1] = bytes;
    receipt(&entries, &tree, size, log.head(&tree, size))
}

fn judged(data: &Value) -> Value {
    let page = sovang::shell::page::with_data(&data.to_string());
    let (data, frame) = take_apart(&page).unwrap();
    assert_eq!(frame, Frame::Ours);
    let flaws: Vec<Value> = match Carried::read(data) {
        Some(carried) => {
            let found = carried.judge(None);
            assert!(!found.parts.is_empty(), "something is always said");
            found.parts.iter().filter_map(|(name, result)| Some(json!([name, result.as_ref().err()?.code()]))).collect()
        }
        None => vec![json!(["", "bundle.malformed"])],
    };
    json!({ "flaws": flaws, "holds": flaws.is_empty() })
}

#[test]
fn bundles_are_as_published_and_judged_as_expected() {
    let files = vectors();
    let results: BTreeMap<&String, Value> = files.iter().map(|(name, data)| (name, judged(data))).collect();
    for (name, result) in &results {
        assert_eq!(result["holds"], json!(name.starts_with("good/")), "{name}: {result}");
        if let Some(code) = name.strip_prefix("bad/") {
            let first = result["flaws"][0][1].as_str().unwrap();
            assert!(code.starts_with(&format!("{first}-")), "{name}: {result}");
        }
    }
    let expected = format!("{}\n", serde_json::to_string_pretty(&results).unwrap());
    let text = |data: &Value| format!("{data}\n");
    if std::env::var_os("SOVANG_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(root());
        for folder in ["good", "bad"] {
            std::fs::create_dir_all(root().join(folder)).unwrap();
        }
        files.iter().for_each(|(name, data)| std::fs::write(root().join(name), text(data)).unwrap());
        std::fs::write(root().join("expected.json"), &expected).unwrap();
    }
    for (name, data) in &files {
        assert_eq!(
            std::fs::read_to_string(root().join(name)).unwrap_or_default(),
            text(data),
            "{name} is not as published"
        );
    }
    assert_eq!(std::fs::read_to_string(root().join("expected.json")).unwrap_or_default(), expected);
}

#[test]
fn keys_from_elsewhere_are_the_only_ones() {
    let files = vectors();
    let read = |name: &str| Carried::read(&files[name].to_string().replace('<', "\\u003c")).unwrap();
    let (own, stranger) = (Log::new(log_key()), Log::new(SecretKey::from_seed(&[5; 32])));
    let policy = |text: String| WitnessPolicy::parse(text.as_bytes()).unwrap();
    for name in ["good/whole.json", "good/part.json"] {
        assert!(read(name).judge(Some(&policy(own.policy()))).holds(), "{name}");
        let more = format!("log {}\n{}", stranger.key, own.policy());
        assert!(read(name).judge(Some(&policy(more))).holds(), "{name}: more keys are known than it brings");
        let other = read(name).judge(Some(&policy(stranger.policy())));
        assert_eq!(other.parts[0].1.as_ref().unwrap_err().code(), "bundle.other_key", "{name}");
        // A quorum that the bundle's own policy does not ask for.
        let witness =
            VerifierKey::new("w.example/w".parse().unwrap(), SignatureType::Cosignature, &[2; 32].map(|_| 0)).ok();
        let secret = SecretKey::from_seed(&[9; 32]);
        let witness = witness.unwrap_or_else(|| {
            VerifierKey::new("w.example/w".parse().unwrap(), SignatureType::Cosignature, &secret.public().0).unwrap()
        });
        let strict = format!("log {}\nwitness w {witness}\nquorum w\n", own.key);
        let found = read(name).judge(Some(&policy(strict)));
        let codes: Vec<&str> =
            found.parts.iter().filter_map(|(_, result)| Some(result.as_ref().err()?.code())).collect();
        assert!(
            !codes.is_empty() && codes.iter().all(|code| *code == "receipt.quorum" || *code == "bundle.document"),
            "{codes:?}"
        );
    }
}

#[test]
fn data_has_one_spelling() {
    let data = vectors()["good/part.json"].to_string().replace('<', "\\u003c");
    assert!(Carried::read(&data).is_some());
    for other in [
        format!(" {data}"),
        data.replacen("{\"documents\"", "{\"items\":[],\"documents\"", 1),
        data.replacen(":", ": ", 1),
        data.replacen("Gói", "G\\u00f3i", 1),
        data.replace("\\u003c", "<").replacen('—', "\\u2014", 1),
    ] {
        assert!(Carried::read(&other).is_none(), "{}", &other[..200]);
    }
}
