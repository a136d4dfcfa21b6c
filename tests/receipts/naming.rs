//! Entries that name the log's key, that name none, or of which nobody here can know it: which heads then hold. Vectors
//! `ended/heads/{restored,practice-restored,unsigned-by-old,other-old,practice-rotated,twice,stolen-then-lost,unread}`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sovang::domain::custody::Ending;
use sovang::log::checkpoint::SignedCheckpoint;
use sovang::log::entry::Entry;
use sovang::values::ident::EventType;

use crate::ended::{Book, Hand, ORIGIN, head, tree_of};
use crate::office::{Ids, at, gift, key, sign};

type Lines = Vec<Vec<u8>>;
/// A ledger by its name, and heads by theirs.
pub type Held = (&'static str, (Lines, Vec<(&'static str, SignedCheckpoint)>));

const RESTORED: &str = "sovang.example/thu-3";

/// The same head with the first signature of another.
pub fn with_signature_of(head: &SignedCheckpoint, other: &SignedCheckpoint) -> SignedCheckpoint {
    head.clone().with(other.note().signatures()[0].clone()).unwrap()
}

/// Nine entries and these of the chairman (type, version, payload), which no rule was asked about; a gift where there is none.
fn with(added: &[Option<(&str, u32, Value)>]) -> Lines {
    let book = Book::new().gifts(9, 0);
    let (mut lines, mut now, mut ids) = (book.lines(), book.journal.head(), Ids::new(12));
    for added in added {
        let mut statement = sign(book.journal.state(), &gift(7), &mut ids, at(20)).remove(0).statement;
        (statement.seen, statement.expect) = (now, None);
        if let Some((kind, version, data)) = added {
            statement.kind = kind.parse::<EventType>().unwrap();
            statement.schema = *version;
            statement.subject = format!("ledger/{}", statement.ledger).parse().unwrap();
            statement.data = data.as_object().unwrap().clone();
        }
        let sealed = Entry::seal(statement.sign(&key()), now, Some(at(20)), at(20)).unwrap();
        now = sealed.head();
        lines.push(sealed.bytes);
    }
    lines
}

/// A change from the first key to the second, itself altered afterwards, and four gifts.
fn changed(origin: Option<&str>, change: impl Fn(&mut Value)) -> Lines {
    let (draft, _) = Book::new().gifts(9, 0).rotation(Ending::Planned, Ending::Planned, 10, origin);
    let mut data = Value::Object(draft.data);
    change(&mut data);
    with(&[Some(("ledger.log_key_rotated", 1, data)), None, None, None, None])
}

fn restored(origin: &str) -> Lines {
    let lost = json!({ "root": "33".repeat(32), "signed": "Mốc đã mất", "size": 12 });
    let data = json!({
        "kept": 9, "lost": lost, "log_key": Hand::log(ORIGIN, 10).secret.public(), "origin": origin, "reason": "Hỏng đĩa",
    });
    with(&[Some(("ledger.restored", 1, data)), None, None, None, None])
}

pub fn ledgers() -> Vec<Held> {
    let (first, second, third) = (Hand::log(ORIGIN, 9), Hand::log(ORIGIN, 10), Hand::log(ORIGIN, 11));
    let forged = Book::new().gifts(14, 700).journal.state().chain.tree().clone();
    let of = |lines: &Lines, size, origin, hands: &[&Hand]| head(size, &tree_of(lines), origin, hands, &[]);
    let mut all = Vec::new();

    let lines = restored(RESTORED);
    let anew = Hand::log(RESTORED, 10);
    let heads = vec![
        ("old-below", of(&lines, 9, ORIGIN, &[&first])),
        ("old-after", of(&lines, 12, ORIGIN, &[&first])),
        ("old-after-other-root", head(12, &forged, ORIGIN, &[&first], &[])),
        ("new-after", of(&lines, 12, RESTORED, &[&anew])),
    ];
    all.push(("restored", (lines, heads)));
    let practice = "practice/sovang.example/thu";
    let rehearsed = Hand::log(practice, 10);
    // What names nothing leaves the first key in force.
    for (name, lines, new) in [
        ("practice-restored", restored(practice), (practice, &rehearsed)),
        ("practice-rotated", changed(Some(practice), |_| ()), (practice, &rehearsed)),
        (
            "unsigned-by-old",
            changed(None, |data| data["cause"]["old_signature"] = data["new_signature"].clone()),
            (ORIGIN, &second),
        ),
        ("other-old", changed(None, |data| data["old"] = json!(third.secret.public())), (ORIGIN, &second)),
    ] {
        let heads =
            vec![("old-after", of(&lines, 12, ORIGIN, &[&first])), ("new-after", of(&lines, 12, new.0, &[new.1]))];
        all.push((name, (lines, heads)));
    }

    let twice = |how| {
        let book = Book::new().gifts(9, 0).rotate(how, 10, None).gifts(11, 0);
        let then = if how == Ending::Stolen { Ending::Lost } else { how };
        book.rotate(then, 11, None).gifts(14, 0).lines()
    };
    let lines = twice(Ending::Planned);
    let wrong = of(&lines, 6, ORIGIN, &[&second]);
    let heads = vec![
        ("later-planned-wrong", with_signature_of(&of(&lines, 5, ORIGIN, &[&first]), &wrong)),
        ("second-too-early", of(&lines, 5, ORIGIN, &[&second])),
        ("second-after", of(&lines, 13, ORIGIN, &[&second])),
        ("third-beside-both", of(&lines, 13, ORIGIN, &[&third, &second, &first])),
    ];
    all.push(("twice", (lines, heads)));
    let lines = twice(Ending::Stolen);
    let heads = vec![
        ("both-other-root", head(13, &forged, ORIGIN, &[&first, &second], &[])),
        ("stolen-under-another-origin", head(13, &forged, "khac.example/so", &[&first], &[])),
    ];
    all.push(("stolen-then-lost", (lines, heads)));

    // Whether the unread entry names another key nobody here can know: only the root is compared.
    let raise = json!({ "catalogue": { "hash": "22".repeat(32), "number": 2 } });
    let kinds = [Some(("ledger.catalogue_raised", 1, raise)), Some(("ledger.moved", 1, json!({}))), None, None, None];
    let lines = with(&kinds);
    let stranger = Hand::log("khac.example/so", 77);
    let heads = vec![
        ("below-by-a-stranger", of(&lines, 10, "khac.example/so", &[&stranger])),
        ("at-by-a-stranger", of(&lines, 11, "khac.example/so", &[&stranger])),
        ("after-other-root", head(12, &forged, ORIGIN, &[&first], &[])),
        ("beyond", head(500, &forged, ORIGIN, &[&first], &[])),
    ];
    all.push(("unread", (lines, heads)));
    all
}

/// What the page of the format says of them.
pub fn check(expected: &BTreeMap<String, Value>) {
    for (head, code, weight) in [
        ("restored/old-below", "", ""),
        ("restored/old-after", "origin", ""),
        ("restored/old-after-other-root", "origin", ""),
        ("restored/new-after", "", ""),
        ("practice-restored/old-after", "", ""),
        ("practice-restored/new-after", "origin", ""),
        ("practice-rotated/old-after", "", ""),
        ("practice-rotated/new-after", "origin", ""),
        ("unsigned-by-old/old-after", "", ""),
        ("unsigned-by-old/new-after", "signature", ""),
        ("other-old/old-after", "", ""),
        ("other-old/new-after", "signature", ""),
        ("twice/later-planned-wrong", "", ""),
        ("twice/second-too-early", "signature", ""),
        ("twice/second-after", "key_ended", "remark"),
        ("twice/third-beside-both", "", ""),
        ("stolen-then-lost/both-other-root", "key_ended", "undecided"),
        ("stolen-then-lost/stolen-under-another-origin", "key_ended", "undecided"),
        ("unread/below-by-a-stranger", "origin", ""),
        ("unread/at-by-a-stranger", "", ""),
        ("unread/after-other-root", "root", ""),
        ("unread/beyond", "beyond", ""),
    ] {
        let said = &expected[&format!("heads/{head}.txt")];
        let code = if code.is_empty() { String::new() } else { format!("checkpoint.{code}") };
        let told = (said["code"].as_str().unwrap_or_default(), said["weight"].as_str().unwrap_or_default());
        assert_eq!(told, (code.as_str(), weight), "{head}");
    }
}
