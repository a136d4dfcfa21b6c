//! A year of the fund: what came in, what is free, promised and spent by category.

use super::{Holds, Page, Table, money};
use crate::domain::fund::{Account, Category, Fund};
use crate::office::words as say;
use crate::values::lang::Lang;
use crate::values::money::Dong;

/// As a page.
pub fn page(fund: &Fund, lang: Lang) -> Page {
    let balance = |account| money(fund.balance_of(account));
    let income: Dong = fund.income.iter().map(|income| income.amount).sum();
    let mut page = Page::titled(say::fund_year(lang, fund.year));
    page.say(say::fund_total(lang, income, balance(Account::Unallocated), fund.balance()));
    if let Some((on, _)) = fund.closed {
        page.say(say::fund_closed_on(lang, on.vietnamese()));
    }
    let mut table = Table::new(&say::columns_fund(lang), &[Holds::Name, Holds::Number, Holds::Number, Holds::Number]);
    for category in Category::ALL {
        let accounts = [Account::Available(category), Account::Committed(category), Account::Spent(category)];
        table.rows.push([vec![category.label(lang).to_owned()], accounts.map(balance).to_vec()].concat());
    }
    page.show(table);
    page
}
