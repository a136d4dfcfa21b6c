//! What waits: to be signed, recorded, paid, answered; what is due; where the ledger stands. The first thing that anybody sees.

use super::{Holds, Page, Table, entry, law, words};
use crate::domain::decision::Decision;
use crate::office::names::Names;
use crate::office::words as say;
use crate::reports::due::{Standing, due};
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::money::Dong;

/// How many terms are shown.
const MOST: usize = 6;

/// What lies beside the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Pages in the signing folder: what they are called.
    pub pages: Vec<String>,
    /// Drafts kept of jobs that somebody left: what to type to go on, and since when.
    pub drafts: Vec<(String, String)>,
}

/// As a page.
pub fn page(names: &Names<'_>, beside: &Beside, lang: Lang) -> Page {
    let state = names.state();
    let unit = state.opened.as_ref().map_or_else(String::new, |opened| opened.unit.name.to_string());
    let mut page = Page::titled(say::desk_title(lang, unit, names.today().vietnamese()));
    let head = state.chain.head().seq;
    page.say(say::desk_ledger(lang, head, entry::line(names, head, lang)));
    let table = waiting(names, beside, lang);
    if table.rows.is_empty() {
        page.say(say::desk_nothing(lang));
    }
    page.show(table);
    let terms = due(state, names.today(), 5);
    for term in terms.iter().filter(|term| term.until.is_some()).take(MOST) {
        let subject: Option<Subject> = format!("{}/{}", term.about.subject(), term.id).parse().ok();
        let name = subject.map_or_else(String::new, |subject| names.of(&subject, lang));
        let (task, until) = (term.task.label(lang), term.until.map_or_else(String::new, |until| until.vietnamese()));
        page.say(format!(
            "{name}  {}",
            match term.standing {
                Standing::Overdue(days) => say::term_over(lang, task, until, days),
                Standing::Soon(days) | Standing::Due(days) => say::term_runs(lang, task, until, days),
                Standing::Unknown => say::term_unknown(lang, task),
            }
        ));
    }
    if terms.len() > MOST {
        page.say(say::desk_more_terms(lang, terms.len()));
    }
    for ending in law::ends_soon(names, lang) {
        page.say(ending);
    }
    for (command, at) in &beside.drafts {
        page.say(say::desk_draft(lang, command, at));
    }
    if let Some(fund) = state.funds.get(&names.today().year()) {
        page.say(say::desk_fund(lang, fund.year, fund.balance(), words(fund.balance()).to_lowercase()));
    }
    page
}

/// What waits for somebody to do it, and the command for it.
pub fn waiting(names: &Names<'_>, beside: &Beside, lang: Lang) -> Table {
    let state = names.state();
    let mut table = Table::new(&say::columns_desk(lang), &[Holds::Number, Holds::Name, Holds::Whole]);
    let mut waits = |n: usize, what: String, command: &str| {
        if n > 0 {
            table.rows.push(vec![n.to_string(), what, format!("sovang {command}")]);
        }
    };
    let verb = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    waits(beside.pages.len(), say::desk_pages(lang, beside.pages.join("; ")), verb("ky", "sign"));
    let open = state.nominations.values().filter(|n| n.waiting && n.decision.is_none());
    let (approved, pending): (Vec<_>, Vec<_>) = open.partition(|n| !n.approved_by.is_empty());
    waits(pending.len(), say::desk_pending(lang), verb("hop", "vote"));
    waits(approved.len(), say::desk_approved(lang), verb("quyet-dinh", "decide"));
    let count = |fits: &dyn Fn(&Id, &Decision) -> bool| state.decisions.iter().filter(|(id, d)| fits(id, d)).count();
    waits(count(&|_, d| d.issued.is_none()), say::desk_unissued(lang), verb("phat-hanh", "issue"));
    let unpaid = |d: &Decision| d.awards.values().map(|award| award.unpaid()).sum::<Dong>();
    let promised: Dong = state.decisions.values().filter(|d| d.issued.is_some()).map(unpaid).sum();
    let paying = count(&|_, d| d.issued.is_some() && unpaid(d) > Dong::ZERO);
    waits(paying, say::desk_unpaid(lang, promised), verb("chi", "pay"));
    let handing = |d: &Decision| d.awards.values().any(|a| a.presented.is_none() && a.annulled.is_none());
    waits(count(&|_, d| d.issued.is_some() && handing(d)), say::desk_unpresented(lang), verb("trao", "present"));
    let unfiled = |id: &Id, d: &Decision| d.issued.is_some() && !state.dossiers.contains_key(id);
    waits(count(&unfiled), say::desk_unfiled(lang), verb("luu", "file"));
    let petitions = state.petitions.values().filter(|petition| petition.closed_on().is_none()).count();
    waits(petitions, say::desk_petitions(lang), verb("don", "petition"));
    let proposed = state.taken.proposals.iter().filter(|p| !state.taken.entries.contains_key(&p.entry.seq)).count();
    waits(proposed, say::desk_take_backs(lang), verb("ky", "sign"));
    table
}
