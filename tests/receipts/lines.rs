//! Receipts of one line of a decision: their vectors, and how large they are printed.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sovang::log::compact::{from_base45, to_base45};
use sovang::log::entry::Entry;
use sovang::log::list::{self, LineProof, List};
use sovang::log::tree::Tree;
use sovang::shell::qr::Qr;
use sovang::shell::receipt::{Keys, Receipt};
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::crypto::Hash;

use super::ended::tree_of;
use super::office::{Ids, append, at, draft, found, key};
use super::{Hand, ORIGIN, head, proof};

/// A ledger with one decision of so many lines, issued as its last entry.
struct Decided {
    entries: Vec<Vec<u8>>,
    tree: Tree,
    list: List,
    lines: Vec<serde_json::Map<String, Value>>,
}

fn decided(count: usize, title: &str, merit: &str) -> Decided {
    let mut journal = found(MemoryStore::default());
    let mut ids = Ids::new(99);
    let id = ids.next().to_string();
    let line = |n: usize| {
        json!({
            "recipient": { "name": format!("Cá nhân {n}"), "kind": "individual", "unit": format!("Thôn {}", n % 8 + 1) },
            "form": "commendation_certificate", "reward_type": "thematic", "merit": merit,
        })
    };
    let signed = json!({
        "title": title, "capacity": "chairman", "procedure": { "kind": "simplified", "ground": "found_by_head" },
        "lines": (1..=count).map(line).collect::<Vec<_>>(),
    });
    for (kind, data) in [
        ("fund.appropriated", json!({ "amount": 500_000_000, "document": "02/QĐ-UBND" })),
        ("fund.allocated", json!({ "category": "individual", "amount": 400_000_000 })),
        ("decision.signed", signed),
        ("decision.numbered", json!({ "number": "03", "symbol": "QĐ-UBND" })),
        ("decision.issued", json!({ "distribution": "Như Điều 3; Lưu: VT" })),
    ] {
        let mut draft = draft(kind, data);
        draft.subject = kind.starts_with("decision.").then(|| id.clone());
        append(&mut journal, &draft, &mut ids, at(10)).unwrap();
    }
    let mut entries = Vec::new();
    journal
        .store()
        .scan(1, &mut |row| {
            entries.push(row.bytes);
            true
        })
        .unwrap();
    let read: Vec<Entry> = entries.iter().map(|bytes| Entry::read(bytes).unwrap()).collect();
    let parts: Vec<&Entry> = read.iter().filter(|entry| entry.statement.kind.as_str() == list::LISTED).collect();
    let mut made = List::new(list::seed(&parts[0].statement.data).unwrap());
    let lines: Vec<_> = parts.iter().flat_map(|part| list::lines(&part.statement.data)).cloned().collect();
    made.add(&lines);
    Decided { entries, tree: journal.state().chain.tree().clone(), list: made, lines }
}

impl Decided {
    fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    fn receipt(&self, seq: u64, line: usize, log: &Hand, witnesses: &[&Hand]) -> Receipt {
        let head = head(&self.tree, self.size(), ORIGIN, log, witnesses);
        let anchor = Receipt::new(proof(&self.tree, seq, head), self.entries[seq as usize - 1].clone());
        anchor.of_line(self.proof(line))
    }

    fn proof(&self, line: usize) -> LineProof {
        self.list.prove(&self.lines[line - 1]).unwrap()
    }
}

const TITLE: &str = "Về việc tặng Giấy khen cho các tập thể, cá nhân có thành tích «Hiến đất làm đường»";
const MERIT: &str = "Hiến đất làm đường";

/// Every vector by its file name.
pub fn vectors(log: &Hand, witness: &Hand, keys: &Keys) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut put = |name: &str, bytes: &[u8]| drop(files.insert(name.to_owned(), bytes.to_vec()));
    let twelve = decided(12, TITLE, MERIT);
    let (issued, signed) = (twelve.size(), twelve.size() - 2);
    let one = decided(1, TITLE, MERIT);
    let right = twelve.receipt(issued, 7, log, &[witness]);
    put("good/line.tlog-proof", right.to_file().unwrap().as_bytes());
    put("good/line.qr", right.to_code(keys, false).unwrap().as_bytes());
    put("good/line-signed.qr", twelve.receipt(signed, 7, log, &[witness]).to_code(keys, false).unwrap().as_bytes());
    put("good/line-last.qr", twelve.receipt(issued, 12, log, &[witness]).to_code(keys, false).unwrap().as_bytes());
    put(
        "good/line-one-of-one.qr",
        one.receipt(one.size(), 1, log, &[witness]).to_code(keys, false).unwrap().as_bytes(),
    );

    let mut wrong = |name: &str, change: &dyn Fn(&mut LineProof)| {
        let mut line = twelve.proof(7);
        change(&mut line);
        let plain = twelve.receipt(issued, 7, log, &[witness]).of_line(line);
        put(&format!("bad/receipt.line-{name}.tlog-proof"), plain.to_file().unwrap().as_bytes());
        put(&format!("bad/receipt.line-{name}.qr"), plain.to_code(keys, false).unwrap().as_bytes());
    };
    wrong("name", &|line| line.card["name"] = json!("Cá nhân 8"));
    wrong("amount", &|line| line.card["amount"] = json!(2_700_000));
    wrong("salt", &|line| line.salt.0[0] ^= 1);
    wrong("number", &|line| line.card["line"] = json!(8));
    wrong("path-long", &|line| line.path.push(line.path[0]));
    wrong("path-short", &|line| line.path.truncate(line.path.len() - 1));
    wrong("beyond", &|line| line.card["line"] = json!(13));
    wrong("zero", &|line| line.card["line"] = json!(0));
    wrong("member", &|line| line.card["nomination"] = json!("x"));
    wrong("member-missing", &|line| drop(line.card.as_object_mut().unwrap().remove("merit")));
    wrong("kind-of-member", &|line| line.card["amount"] = json!("270000"));
    wrong("not-an-object", &|line| line.card = json!([7]));
    let listed = issued - 3;
    let other = twelve.receipt(listed, 7, log, &[witness]);
    put("bad/receipt.line-not-an-anchor.tlog-proof", other.to_file().unwrap().as_bytes());
    let neighbour = twelve.receipt(issued, 7, log, &[witness]).of_line(twelve.proof(8));
    let swapped = neighbour.to_file().unwrap();
    assert_ne!(swapped, right.to_file().unwrap());

    // Anchors that the log has, whatever their payload.
    let card = twelve.proof(1).card;
    for (name, amount, more) in
        [("negative", json!(-7), false), ("more-than-count-and-root", card["amount"].clone(), true)]
    {
        let mut card = card.clone();
        card["amount"] = amount;
        let salt = twelve.proof(1).salt;
        let mut lines = json!({ "count": 1, "root": Hash(*list::leaf(&card, &salt).as_bytes()) });
        if more {
            lines["more"] = json!(1);
        }
        let mut entry = Entry::read(&twelve.entries[issued as usize - 1]).unwrap();
        entry.statement.data.insert("lines".into(), lines);
        let before = sovang::log::statement::Head { seq: issued - 1, hash: entry.prev };
        let signed = entry.statement.sign(&key());
        let anchor = Entry::seal(signed, before, None, entry.recorded).unwrap().bytes;
        let entries: Vec<Vec<u8>> =
            twelve.entries[..issued as usize - 1].iter().cloned().chain([anchor.clone()]).collect();
        let tree = tree_of(&entries);
        let checkpoint = head(&tree, issued, ORIGIN, log, &[witness]);
        let made =
            Receipt::new(proof(&tree, issued, checkpoint), anchor).of_line(LineProof { card, path: vec![], salt });
        put(&format!("bad/receipt.line-{name}.tlog-proof"), made.to_file().unwrap().as_bytes());
        put(&format!("bad/receipt.line-{name}.qr"), made.to_code(keys, false).unwrap().as_bytes());
    }

    let code = right.to_code(keys, false).unwrap();
    let packed = from_base45(&code[4..]).unwrap();
    let again = |mark: &str, bytes: &[u8]| format!("{mark}{}", to_base45(bytes));
    put("bad/receipt.malformed-line-as-entry.qr", code.replacen("SV3:", "SV2:", 1).as_bytes());
    put("bad/receipt.malformed-line-cut.qr", again("SV3:", &packed[..packed.len() - 5]).as_bytes());
    put("bad/receipt.malformed-line-bytes-after.qr", again("SV3:", &[&packed[..], &[0]].concat()).as_bytes());
    // Compressed without the dictionary: nothing that it may refer to goes before.
    let form = usize::from(u16::from_be_bytes([packed[0], packed[1]])) + 2;
    let mut alone = packed[..form + 2 + 32 + 1 + 4 * 32].to_vec();
    alone.extend([0x4b, 0x00]);
    put("bad/receipt.malformed-dictionary.qr", again("SV3:", &alone).as_bytes());
    files
}

/// A code fits a certificate whatever the number of lines; a picture of it is as wide as is said.
#[test]
fn a_line_fits_a_certificate() {
    let log = Hand::new(ORIGIN, sovang::log::note::SignatureType::Ed25519, super::log_key());
    let witness = Hand::witness("thanhtra.example/w1", 2);
    let policy = format!("log {}\nwitness w {}\nquorum w\n", log.key, witness.key);
    let keys = Keys::of_policy(sovang::log::witness_policy::WitnessPolicy::parse(policy.as_bytes()).unwrap());
    let long =
        "Có thành tích xuất sắc trong phong trào chung sức xây dựng nông thôn mới, vận động bà con hiến đất làm đường";
    let mut told = Vec::new();
    for count in [1, 12, 60, 500, 999] {
        for merit in [MERIT, long] {
            let decided = decided(count, TITLE, merit);
            for seq in [decided.size(), decided.size() - 2] {
                let receipt = decided.receipt(seq, count, &log, &[&witness]);
                let code = receipt.to_code(&keys, false).unwrap();
                let qr = Qr::of(&code).unwrap();
                told.push((count, code.len(), qr.level(), qr.millimetres()));
                assert!((25..=38).contains(&qr.millimetres()), "{told:?}");
                let read = Receipt::parse(&code).unwrap().check(None, &keys).unwrap();
                assert_eq!(read.line.unwrap().line(), Some(count as u64));
            }
        }
    }
}
