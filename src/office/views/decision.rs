//! A decision as an office looks at it: table, total in figures and words, what changes in the fund, what became of it.

use std::collections::BTreeMap;

use super::{Holds, Page, Table, entries, money, runs, words};
use crate::domain::decision::{Award, Decision, Line, Procedure};
use crate::domain::fund::{Account, Category, Purpose};
use crate::domain::ledger::State;
use crate::domain::nomination::RecipientKind;
use crate::office::names::Names;
use crate::office::words as say;
use crate::reports::half_year::form_name;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::time::{Date, Period};

/// What a decision says of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// Its number.
    pub line: u64,
    /// The recipient's name and place.
    pub name: String,
    /// Where they belong.
    pub unit: String,
    /// What kind.
    pub kind: RecipientKind,
    /// The form, in words.
    pub form: String,
    /// The money.
    pub amount: Dong,
    /// Votes in favour, of how many members.
    pub votes: Option<(u64, u64)>,
    /// The nomination.
    pub nomination: Option<String>,
    /// Annulled.
    pub annulled: bool,
}

/// What changes in a category of the fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundChange {
    /// For whom.
    pub category: Category,
    /// Free before.
    pub before: i64,
    /// What is promised by it.
    pub held: Dong,
}

/// A decision, signed or about to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionView {
    /// Number and date, or that it has none.
    pub name: String,
    /// Trích yếu.
    pub title: String,
    /// Dated or signed.
    pub on: Date,
    /// The session.
    pub session: Option<String>,
    /// The lines.
    pub lines: Vec<LineView>,
    /// All money.
    pub total: Dong,
    /// What its issue promises; empty once it is issued.
    pub fund: Vec<FundChange>,
    /// The year of the fund that pays.
    pub fund_year: i16,
    /// What became of it, and by which entries.
    pub became: Vec<String>,
}

impl DecisionView {
    /// A decision that the ledger has.
    pub fn of(names: &Names<'_>, subject: &Subject, lang: Lang) -> Option<DecisionView> {
        let id: Id = subject.key().parse().ok()?;
        let decision = names.state().decisions.get(&id)?;
        let on = decision.numbered.as_ref().map_or(decision.signed_on, |numbered| numbered.on);
        let name = names.of_decision(decision, lang);
        let awards: Vec<&Award> = decision.awards.values().collect();
        let lines = awards.iter().map(|award| (&award.line, award.annulled.is_some()));
        let mut view = DecisionView::new(
            names,
            name,
            on,
            &decision.signed.title.to_string(),
            &decision.signed.procedure,
            lines,
            lang,
        );
        if decision.issued.is_some() {
            view.fund.clear();
        }
        view.became = became(names, id, decision, lang);
        Some(view)
    }

    /// A decision about to be signed.
    pub fn proposed(
        names: &Names<'_>,
        on: Date,
        signed: &crate::domain::decision::DecisionSigned,
        lines: &[Line],
        lang: Lang,
    ) -> DecisionView {
        let name = say::decision_unnumbered(lang, on.vietnamese());
        let lines = lines.iter().map(|line| (line, false));
        DecisionView::new(names, name, on, &signed.title.to_string(), &signed.procedure, lines, lang)
    }

    fn new<'l>(
        names: &Names<'_>,
        name: String,
        on: Date,
        title: &str,
        procedure: &Procedure,
        lines: impl Iterator<Item = (&'l Line, bool)>,
        lang: Lang,
    ) -> DecisionView {
        let state = names.state();
        let session = match procedure {
            Procedure::Council { session } => Some(*session),
            _ => None,
        };
        let lines: Vec<LineView> =
            lines.map(|(line, annulled)| line_view(names, line, session, annulled, on, lang)).collect();
        let total = lines.iter().filter(|line| !line.annulled).map(|line| line.amount).sum();
        let fund_year = on.year();
        let said = session.and_then(|id| {
            let held = state.sessions.get(&id)?;
            let voting = held.voted.present + held.voted.written;
            let session = names.of_id("council", id, lang);
            Some(say::by_session(lang, session, held.on.vietnamese(), voting, held.voted.members))
        });
        let fund = fund_changes(state, fund_year, &lines);
        DecisionView {
            name,
            title: title.to_owned(),
            on,
            session: said,
            lines,
            total,
            fund,
            fund_year,
            became: Vec::new(),
        }
    }

    /// As a page.
    pub fn page(&self, lang: Lang) -> Page {
        let mut page = Page::titled(self.name.clone());
        page.say(self.title.clone());
        page.say(self.session.clone().unwrap_or_default());
        page.show_filled(self.table(lang));
        page.say(words(self.total));
        if !self.fund.is_empty() {
            let heading = say::columns_fund_change(lang, self.fund_year);
            let mut table = Table::new(&heading, &[Holds::Name, Holds::Number, Holds::Number, Holds::Number]);
            for change in &self.fund {
                let after = change.before.saturating_sub(change.held.signed());
                let category = change.category.label(lang).to_owned();
                table.rows.push(vec![category, money(change.before), change.held.to_string(), money(after)]);
                if after < 0 {
                    page.warnings.push(say::fund_too_small(lang, change.category.label(lang), money(change.before)));
                }
            }
            page.show(table);
        }
        for line in &self.became {
            page.say(line.clone());
        }
        page.brief = say::decision_brief(lang, self.lines.len(), self.total);
        page
    }

    fn table(&self, lang: Lang) -> Table {
        use Holds::{Name, Number, Prose, Whole};
        let mut table = Table::new(&say::columns_decision(lang), &[Number, Name, Prose, Prose, Number, Whole, Whole]);
        for line in &self.lines {
            let name = if line.annulled { say::annulled(lang, &line.name) } else { line.name.clone() };
            let votes = line.votes.map_or_else(String::new, |(votes, members)| format!("{votes}/{members}"));
            table.rows.push(vec![
                line.line.to_string(),
                name,
                line.unit.clone(),
                line.form.clone(),
                line.amount.to_string(),
                votes,
                line.nomination.clone().unwrap_or_default(),
            ]);
        }
        let empty = String::new;
        table.total = Some(vec![empty(), say::total(lang), empty(), empty(), self.total.to_string(), empty(), empty()]);
        table
    }
}

fn line_view(names: &Names<'_>, line: &Line, session: Option<Id>, annulled: bool, on: Date, lang: Lang) -> LineView {
    let state = names.state();
    let held = session.and_then(|session| state.sessions.get(&session));
    let ballot = held.and_then(|held| held.voted.ballots.iter().find(|b| Some(b.nomination) == line.nomination));
    LineView {
        line: line.line,
        name: line.recipient.name.to_string(),
        unit: line.recipient.unit.as_ref().map_or_else(String::new, ToString::to_string),
        kind: line.recipient.kind,
        form: form_and_time(names, line, on, lang),
        amount: line.amount,
        votes: ballot.zip(held).map(|(ballot, held)| (ballot.in_favour, held.voted.members)),
        nomination: line.nomination.map(|nomination| names.of_id("nomination", nomination, lang)),
        annulled,
    }
}

/// The form or title, and of a title the time that it was considered for.
fn form_and_time(names: &Names<'_>, line: &Line, on: Date, lang: Lang) -> String {
    let form = form_name(names.state(), line.form.as_str(), on);
    let title = !line.form.is_certificate();
    match names.state().merit_period(line) {
        (Some(from), Some(to)) if title => match Period::of_days_named(from, to) {
            Some(counted) => format!("{form} ({})", counted.said(lang)),
            None => form,
        },
        _ => form,
    }
}

fn fund_changes(state: &State, year: i16, lines: &[LineView]) -> Vec<FundChange> {
    let Some(fund) = state.funds.get(&year) else { return Vec::new() };
    let mut held: BTreeMap<Category, Dong> = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.annulled) {
        let sum = held.entry(line.kind.into()).or_default();
        *sum = [*sum, line.amount].into_iter().sum();
    }
    let change = |(category, held): (Category, Dong)| FundChange {
        category,
        before: fund.balance_of(Account::Available(category)),
        held,
    };
    held.into_iter().map(change).collect()
}

fn became(names: &Names<'_>, id: Id, decision: &Decision, lang: Lang) -> Vec<String> {
    let state = names.state();
    let (mut out, lines) = (Vec::new(), decision.awards.len());
    let payments: Vec<_> = state
        .funds
        .values()
        .flat_map(|fund| fund.disbursements.values())
        .filter(|paid| matches!(&paid.payload.purpose, Purpose::Award { decision, .. } if *decision == id))
        .collect();
    let unpaid = decision.awards.values().filter(|award| award.unpaid() > Dong::ZERO).count();
    if decision.issued.is_some() {
        let mut vouchers: Vec<String> = payments.iter().map(|paid| paid.payload.voucher.to_string()).collect();
        vouchers.dedup();
        out.push(say::became_paid(lang, lines - unpaid, lines, vouchers.join(", ")));
        let presented = decision.awards.values().filter(|award| award.presented.is_some()).count();
        out.push(say::became_presented(lang, presented, lines));
    } else if decision.numbered.is_some() {
        out.push(say::became_numbered(lang));
    } else {
        out.push(say::became_signed(lang));
    }
    let annulled = decision.awards.values().filter(|award| award.annulled.is_some()).map(|award| award.line.line);
    let annulled = runs(annulled);
    if !annulled.is_empty() {
        out.push(say::became_annulled(lang, annulled));
    }
    let mut steps = vec![say::entry_signing(lang, decision.signed_seq)];
    steps.extend(decision.numbered.as_ref().map(|numbered| say::entry_numbering(lang, numbered.seq)));
    steps.extend(decision.issued.map(|(_, seq)| say::entry_issuing(lang, seq)));
    let mut paid: Vec<u64> = payments.iter().map(|paid| paid.seq).collect();
    paid.sort_unstable();
    if !paid.is_empty() {
        steps.push(say::entry_paying(lang, entries(paid)));
    }
    let mut handed: Vec<u64> = decision.awards.values().filter_map(|a| a.presented.map(|(_, seq)| seq)).collect();
    handed.dedup();
    if !handed.is_empty() {
        steps.push(say::entry_presenting(lang, entries(handed)));
    }
    out.push(say::entries_of(lang, steps.join(" · ")));
    out
}
