//! What the times of witnesses say of entries that a head lacks: vectors `ended/heads/witnessed`.

use serde_json::json;
use sovang::log::checkpoint::{Checkpoint, SignedCheckpoint};
use sovang::log::cosignature::{Timestamp, cosign};

use crate::desk::Desk;
use crate::ended::{Book, Hand, ORIGIN, head, joined, root};
use crate::office::{BEGUN, append, at, draft};

/// Entries of July and a witness who was shown a head without some of them: in the same week, or a year and a half later.
pub fn heads(witness: &Hand, log: &Hand) -> Vec<(Vec<u8>, &'static str, SignedCheckpoint)> {
    let mut book = Book::new();
    let policy = format!("witness w1 {}\nquorum none\n", witness.key);
    append(&mut book.journal, &draft("ledger.witnesses_set", json!({ "policy": policy })), &mut book.ids, at(4))
        .unwrap();
    let book = book.gifts(7, 0);
    let (lines, tree) = (joined(&book.lines()), book.journal.state().chain.tree().clone());
    let week = BEGUN / 1000 + 6 * 86_400;
    // To the second: the entries bear a time a few thousandths after the beginning.
    let (exact, more) = (week + 86_400, week + 86_401);
    let late = 1_767_139_200;
    [("late", 5, late), ("in-the-week", 5, week), ("whole", 7, late), ("a-week", 5, exact), ("a-second-more", 5, more)]
        .map(|(case, size, seconds)| {
            let bare = head(size, &tree, ORIGIN, &[log], &[]);
            let text = Checkpoint { origin: ORIGIN.parse().unwrap(), head: bare.unverified().head }.text();
            let time = Timestamp::from_seconds(seconds as u64).unwrap();
            let line = cosign(&witness.key, &text, time, |message| witness.secret.sign(message).0).unwrap();
            (lines.clone(), case, bare.with(line).unwrap())
        })
        .into()
}

#[test]
fn verify_says_what_a_witness_was_shown() {
    let desk = Desk::bare("witnessed");
    let of = |name: &str| std::fs::read(root().join("heads").join(name)).unwrap();
    desk.store("so.sovang", &of("witnessed.jsonl"));
    desk.write("moc.txt", of("witnessed/late.txt"));
    let found = desk.json(&["verify", "so.sovang", "--against", "moc.txt"]);
    assert_eq!((&found["authentic"], &found["remarks"][0]["code"]), (&json!(true), &json!("audit.before_witness")));
    let told = desk.ok(&["verify", "so.sovang", "--against", "moc.txt"]);
    assert!(told.contains("2 mục (#6, #7)") && told.contains("nhân chứng thanhtra.example/w1"), "{told}");
}
