//! A ledger is handed over: what is still open, what the successor's ledger will not know by itself, and the minutes.

use super::desk::{Beside, waiting};
use super::{Holds, Page, Table, money};
use crate::log::role::Role;
use crate::office::names::Names;
use crate::office::words as say;
use crate::values::lang::Lang;

/// To whom, by what, why.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// The unit that takes over.
    pub successor: &'a str,
    /// The document.
    pub document: &'a str,
    /// The reason.
    pub reason: &'a str,
}

/// What a chairman reads before he closes it.
pub fn before(names: &Names<'_>, beside: &Beside, act: Act<'_>, lang: Lang) -> Page {
    let mut page = Page::titled(say::handover_title(lang, unit(names), act.successor));
    open(names, beside, &mut page, lang);
    for lost in [say::handover_lost_open(lang), say::handover_lost_people(lang), say::handover_lost_beside(lang)] {
        page.warnings.push(lost);
    }
    page
}

/// The minutes, to be printed and signed.
pub fn minutes(names: &Names<'_>, beside: &Beside, act: Act<'_>, head: (u64, &str), lang: Lang) -> Page {
    let mut page = Page::titled(say::minutes_title(lang));
    page.say(say::minutes_parties(lang, unit(names), act.successor));
    page.say(say::minutes_by(lang, act.document, act.reason, names.today().vietnamese()));
    page.say(say::minutes_ledger(lang, head.0, head.1));
    open(names, beside, &mut page, lang);
    page.say(say::minutes_handed(lang));
    page.say(say::minutes_next(lang));
    page.say(say::minutes_signatures(lang));
    page
}

fn unit(names: &Names<'_>) -> String {
    names.state().opened.as_ref().map_or_else(String::new, |opened| opened.unit.name.to_string())
}

/// What is open: work that waits, and money of years that are not closed.
fn open(names: &Names<'_>, beside: &Beside, page: &mut Page, lang: Lang) {
    let state = names.state();
    let mut table = waiting(names, beside, lang);
    // What is to be typed in a ledger that will be closed is nobody's business any more.
    table.columns.truncate(2);
    table.rows.iter_mut().for_each(|row| row.truncate(2));
    let mut funds = Table::new(&say::columns_open_funds(lang), &[Holds::Name, Holds::Number]);
    for (year, fund) in state.funds.iter().filter(|(_, fund)| fund.closed.is_none()) {
        funds.rows.push(vec![say::audit_year(lang, year), money(fund.balance().signed())]);
    }
    if table.rows.is_empty() && funds.rows.is_empty() {
        page.say(say::handover_nothing_open(lang));
    }
    page.show(table);
    page.show(funds);
    let chairmen = state.chain.keyring().active(&Role::Chairman);
    page.say(say::handover_counts(lang, state.chain.head().seq, state.decisions.len(), chairmen));
}
