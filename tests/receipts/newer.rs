//! A ledger of a later catalogue whose log key changes after an entry that cannot be read here: what says under which
//! key heads are signed is heard all the same.

use serde_json::{Value, json};
use sovang::domain::custody::Ending;
use sovang::log::checkpoint::SignedCheckpoint;
use sovang::log::entry::Entry;
use sovang::log::statement::{Head, Statement};
use sovang::values::ident::EventType;

use crate::ended::{Book, Hand, ORIGIN, head, tree_of};
use crate::office::{Ids, at, gift, key, sign};

/// Entries of a ledger, and heads of it by their names.
pub fn newer() -> (Vec<Vec<u8>>, Vec<(&'static str, SignedCheckpoint)>) {
    let book = Book::new().gifts(6, 0);
    let mut lines = book.lines();
    let mut now: Head = book.journal.head();
    let mut ids = Ids::new(8);
    let mut record = |change: &dyn Fn(&mut Statement)| {
        let mut statement = sign(book.journal.state(), &gift(7), &mut ids, at(20)).remove(0).statement;
        (statement.seen, statement.expect) = (now, None);
        change(&mut statement);
        let sealed = Entry::seal(statement.sign(&key()), now, Some(at(20)), at(20)).unwrap();
        now = sealed.head();
        lines.push(sealed.bytes);
    };
    let said = |kind: &str, data: Value| {
        let (kind, data) = (kind.parse::<EventType>().unwrap(), data.as_object().unwrap().clone());
        move |statement: &mut Statement| {
            let of_ledger = format!("ledger/{}", statement.ledger);
            (statement.kind, statement.subject) = (kind.clone(), of_ledger.parse().unwrap());
            statement.data = data.clone();
        }
    };
    let raise = json!({ "catalogue": { "hash": "22".repeat(32), "number": 2 } });
    record(&said("ledger.catalogue_raised", raise));
    record(&|statement| statement.schema = 2);
    let (rotation, _) = book.rotation(Ending::Planned, Ending::Planned, 10, None);
    record(&said("ledger.log_key_rotated", Value::Object(rotation.data)));
    record(&|_| ());
    let (tree, old, new) = (tree_of(&lines), Hand::log(ORIGIN, 9), Hand::log(ORIGIN, 10));
    let of = |size, hands: &[&Hand]| head(size, &tree, ORIGIN, hands, &[]);
    let heads = vec![("old-below", of(8, &[&old])), ("new-after", of(10, &[&new])), ("old-after", of(10, &[&old]))];
    (lines, heads)
}
