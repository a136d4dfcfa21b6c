//! Anything that has a name, as a page: what it is, where it stands, by which entries.

use std::collections::BTreeSet;

use super::decision::DecisionView;
use super::lists::{nomination_stands, paid_amount};
use super::{Holds, Page, Table, entries, entry, fund, person, petition, words};
use crate::domain::fund::{Disbursement, Purpose};
use crate::domain::nomination::{Nomination, Session};
use crate::office::names::people::signer;
use crate::office::names::{Names, Thing, named};
use crate::office::words as say;
use crate::reports::half_year::form_name;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::money::Dong;

/// The page of what a reference means. An entry has none, nor has what is only its entries: they are shown as they were signed.
pub fn page(names: &Names<'_>, thing: &Thing, lang: Lang) -> Option<Page> {
    match thing {
        Thing::Entry(_) => None,
        Thing::Subject(subject) => of_subject(names, subject, lang),
        Thing::Lines(id, lines) => of_lines(names, *id, lines, lang),
        Thing::Voucher(seqs) => Some(of_voucher(names, seqs, lang)),
        Thing::Recipient(id) => person::page(names, *id, lang),
    }
}

fn of_subject(names: &Names<'_>, subject: &Subject, lang: Lang) -> Option<Page> {
    let state = names.state();
    let id: Option<Id> = subject.key().parse().ok();
    let known = match (subject.kind(), id) {
        ("decision", Some(_)) => DecisionView::of(names, subject, lang).map(|view| view.page(lang)),
        ("petition", Some(id)) => state.petitions.get(&id).map(|known| petition::page(names, id, known, lang)),
        ("nomination", Some(id)) => state.nominations.get(&id).map(|known| of_nomination(names, subject, known, lang)),
        ("council", Some(id)) => state.sessions.get(&id).map(|known| of_session(names, subject, known, lang)),
        ("fund", _) => {
            let known = subject.key().parse::<i16>().ok().and_then(|year| state.funds.get(&year));
            known.map(|known| fund::page(known, lang))
        }
        _ => None,
    };
    known.or_else(|| {
        // A case that was taken back, or that has no page of its own: its name and its story.
        let mut page = Page::titled(names.title(&Thing::Subject(subject.clone()), lang));
        story(&mut page, names, subject, lang);
        id.map(|_| page).filter(|_| !matches!(subject.kind(), "person" | "ledger"))
    })
}

/// What happened, a line each.
fn story(page: &mut Page, names: &Names<'_>, subject: &Subject, lang: Lang) {
    for seq in names.state().stories.get(subject).into_iter().flatten() {
        page.say(format!("✔ {}", entry::step(names, *seq, lang)));
    }
}

fn of_lines(names: &Names<'_>, id: Id, lines: &BTreeSet<u64>, lang: Lang) -> Option<Page> {
    let subject = format!("decision/{id}").parse().ok()?;
    let mut view = DecisionView::of(names, &subject, lang)?;
    view.lines.retain(|line| lines.contains(&line.line));
    view.total = view.lines.iter().filter(|line| !line.annulled).map(|line| line.amount).sum();
    view.fund.clear();
    view.became.clear();
    let mut page = view.page(lang);
    let awards = &names.state().decisions.get(&id)?.awards;
    for (number, award) in lines.iter().filter_map(|line| Some((line, awards.get(line)?))) {
        let paid = names.payments(id, &BTreeSet::from([*number]));
        let mut steps: Vec<String> = Vec::new();
        steps.extend((!paid.is_empty()).then(|| say::entry_paying(lang, entries(paid))));
        steps.extend(award.presented.map(|(_, seq)| say::entry_presenting(lang, entries([seq]))));
        steps.extend(award.corrections.iter().map(|seq| entry::step(names, *seq, lang)));
        steps.extend(award.annulled.map(|(_, seq)| entry::step(names, seq, lang)));
        let steps = if steps.is_empty() { say::nothing_yet(lang) } else { steps.join(" · ") };
        page.say(say::line_became(lang, number, award.line.merit.to_string(), steps));
    }
    Some(page)
}

fn of_nomination(names: &Names<'_>, subject: &Subject, nomination: &Nomination, lang: Lang) -> Page {
    let (state, submitted) = (names.state(), &nomination.submitted);
    let stands = nomination_stands(names, nomination, lang);
    let (name, recipient) = (names.of(subject, lang), &submitted.recipient);
    let mut page = Page::titled(format!("{name}  {} ({}): {stands}", named(recipient), recipient.kind.label(lang)));
    let form = form_name(state, submitted.form.as_str(), nomination.on);
    page.say(match submitted.reward_type {
        Some(kind) => say::nomination_says(lang, form, kind.label(lang)),
        None => form,
    });
    page.say(submitted.merit.to_string());
    for (session, on) in &nomination.approved_by {
        page.say(say::approved_by(lang, names.of_id("council", *session, lang), on.vietnamese()));
    }
    page.say(say::papers_there(lang, submitted.attachments.len()));
    story(&mut page, names, subject, lang);
    page
}

fn of_session(names: &Names<'_>, subject: &Subject, held: &Session, lang: Lang) -> Page {
    let voted = &held.voted;
    let voting = voted.present + voted.written;
    let name = names.of(subject, lang);
    let mut page = Page::titled(say::vote_title(lang, name, held.on.vietnamese(), voting, voted.members));
    let mut table =
        Table::new(&say::columns_session(lang), &[Holds::Whole, Holds::Name, Holds::Prose, Holds::Whole, Holds::Prose]);
    for ballot in &voted.ballots {
        let recipient = names.state().nominations.get(&ballot.nomination).map(|known| &known.submitted.recipient);
        table.rows.push(vec![
            names.of_id("nomination", ballot.nomination, lang),
            recipient.map_or_else(String::new, |recipient| recipient.name.to_string()),
            recipient.and_then(|known| known.unit.as_ref()).map_or_else(String::new, ToString::to_string),
            format!("{}/{}", ballot.in_favour, voted.members),
            if held.approves(ballot) { say::ballot_passed(lang) } else { say::ballot_failed(lang) },
        ]);
    }
    page.show_filled(table);
    story(&mut page, names, subject, lang);
    page
}

fn of_voucher(names: &Names<'_>, seqs: &[u64], lang: Lang) -> Page {
    let state = names.state();
    let all = state.funds.values().flat_map(|fund| fund.disbursements.values());
    let mut paid: Vec<&Disbursement> = all.filter(|paid| seqs.contains(&paid.seq)).collect();
    paid.sort_by_key(|paid| paid.seq);
    let Some(first) = paid.first() else { return Page::default() };
    let total: Dong = paid.iter().map(|paid| paid.payload.amount).sum();
    let (voucher, method) = (&first.payload.voucher, first.payload.method.label(lang));
    let mut page = Page::titled(say::voucher_title(lang, voucher, first.on.vietnamese(), method, total));
    page.say(words(total));
    let holds = [Holds::Whole, Holds::Name, Holds::Prose, Holds::Prose, Holds::Number];
    let mut table = Table::new(&say::columns_voucher(lang), &holds);
    for one in &paid {
        let payload = &one.payload;
        table.rows.push(vec![
            format!("#{}", one.seq),
            payload.payee.name.to_string(),
            purpose(names, &payload.purpose, lang),
            payload.category.label(lang).to_owned(),
            paid_amount(one, lang),
        ]);
    }
    if paid.len() > 1 {
        let empty = String::new;
        table.total = Some(vec![empty(), say::total(lang), empty(), empty(), total.to_string()]);
    }
    page.show_filled(table);
    for (on, amount, seq) in paid.iter().flat_map(|paid| &paid.repaid) {
        page.say(say::voucher_repaid(lang, amount, on.vietnamese(), entries([*seq])));
    }
    if let Some(past) = state.past_at(first.seq) {
        let by = signer(state, &past.entry.statement.by, first.seq, lang);
        page.say(say::recorded_by(lang, by, past.entry.recorded.vietnamese()));
    }
    page
}

/// What a payment pays for, in words.
fn purpose(names: &Names<'_>, purpose: &Purpose, lang: Lang) -> String {
    match purpose {
        Purpose::Award { decision, line } => {
            let name = names.state().decisions.get(decision).map(|known| names.of_decision(known, lang));
            say::line_of(lang, name.unwrap_or_default(), line)
        }
        Purpose::Frames { what, quantity: Some(n), unit_price: Some(price), .. } => format!("{n} × {price}, {what}"),
        Purpose::Frames { what, .. } | Purpose::Organising { what, .. } => what.to_string(),
    }
}
