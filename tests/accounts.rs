//! Money at its bounds: the accounts of the fund are exact, whatever is folded.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod office;

use office::{Ids, append, at, found, gift, sign};
use sovang::domain::refusal::Refusal;
use sovang::domain::registers::fund::Account;
use sovang::domain::walk::{Line, Walk};
use sovang::log::entry::Entry;
use sovang::shell::journal::{Journal, JournalError};
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::money::Dong;

const MOST: u64 = 9_007_199_254_740_991;

fn received<S: Store>(journal: &Journal<S>) -> (i64, i64) {
    let fund = &journal.state().funds[&2024];
    (fund.balance_of(Account::Donors), fund.balance_of(Account::Unallocated))
}

#[test]
fn a_fund_receives_what_a_number_holds_and_no_dong_more() {
    let (mut journal, mut ids) = (found(MemoryStore::default()), Ids::new(1));
    append(&mut journal, &gift(MOST - 1), &mut ids, at(2)).unwrap();
    append(&mut journal, &gift(1), &mut ids, at(3)).unwrap();
    let most = i64::try_from(MOST).unwrap();
    assert_eq!(received(&journal), (-most, most));
    for more in [1, MOST] {
        match append(&mut journal, &gift(more), &mut ids, at(4)) {
            Err(JournalError::Refused { refusal, .. }) => assert!(matches!(*refusal, Refusal::TooLarge { .. })),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(received(&journal), (-most, most));
    assert!(journal.state().adds_up());
}

/// A stranger's ledger may hold any number of entries that a rule refuses. Each is named, the accounts stay exact, and
/// nothing wraps or stops, with overflow checks or without.
#[test]
fn what_rules_refuse_is_added_up_exactly() {
    let (journal, mut ids) = (found(MemoryStore::default()), Ids::new(1));
    let mut walk = Walk::default();
    let step = |row: sovang::shell::store::Row| {
        walk.step(&Line::check(&row.bytes, false));
        true
    };
    journal.store().scan(1, &mut { step }).unwrap();
    const GIFTS: u64 = 1_100; // more than an i64 holds
    for n in 0..GIFTS {
        let state = walk.state();
        let signed = sign(state, &gift(MOST), &mut ids, at(10 + n as i64)).remove(0);
        let clock = signed.statement.at;
        let sealed = Entry::seal(signed, state.chain.head(), state.chain.last_recorded(), clock).unwrap();
        walk.step(&Line::check(&sealed.bytes, false));
    }
    let fund = &walk.state().funds[&2024];
    let held = |account: Account| fund.accounts().find(|(known, _)| *known == account).unwrap().1;
    let total = i128::from(GIFTS) * i128::from(MOST);
    assert_eq!((held(Account::Donors), held(Account::Unallocated)), (-total, total));
    assert_eq!(fund.balance(), Dong::new(MOST).unwrap());
    assert!(!fund.adds_up(), "no lawful fund is so rich");
    let outcome = walk.finish();
    assert!(!outcome.lawful() && outcome.faultless());
    assert_eq!(outcome.findings[0].code(), "fund.too_large");
}

#[test]
fn sums_are_exact_up_to_the_largest_amount() {
    let dong = |n| Dong::new(n).unwrap();
    assert_eq!([dong(MOST - 1), dong(1)].into_iter().sum::<Dong>(), dong(MOST));
    assert_eq!(std::iter::repeat_n(dong(MOST), 5_000).sum::<Dong>(), dong(MOST));
    assert_eq!((Dong::nearest(-1), Dong::nearest(i128::MAX), Dong::nearest(7)), (dong(0), dong(MOST), dong(7)));
    assert_eq!(dong(MOST).plus(dong(1)), None);
}
