//! Lists of what the ledger holds, and finding in all of it at once. What stands in the first column can be typed back.

use super::{Holds, Table, entry, money};
use crate::domain::decision::{Award, Decision};
use crate::domain::fund::Disbursement;
use crate::domain::nomination::Nomination;
use crate::office::names::{Names, named, recipients};
use crate::office::words as say;
use crate::reports::half_year::form_name;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::listed::listed;
use crate::values::money::Dong;
use crate::values::text::fold;

listed! {
    /// What can be listed.
    Listed {
        /// Nominations.
        Nominations "nominations" "đề nghị" "nominations",
        /// Sessions of the council.
        Sessions "sessions" "phiên họp" "sessions",
        /// Decisions.
        Decisions "decisions" "quyết định" "decisions",
        /// Payments.
        Payments "payments" "phiếu chi" "payments",
        /// Recipients.
        People "people" "người" "people",
    }
}

/// A list.
pub fn list(names: &Names<'_>, what: Listed, lang: Lang) -> Table {
    use Holds::{Name, Number, Prose, Whole};
    let state = names.state();
    match what {
        Listed::Nominations => {
            let mut table =
                Table::new(&say::columns_list_nominations(lang), &[Whole, Whole, Name, Prose, Prose, Prose]);
            for subject in names.listed("nomination") {
                let found = subject.key().parse().ok().and_then(|id: Id| state.nominations.get(&id));
                let Some(nomination) = found else {
                    // What was taken back keeps its number.
                    table.struck.insert(table.rows.len());
                    let mut row = vec![names.of(subject, lang), String::new(), say::taken_back(lang)];
                    row.resize(6, String::new());
                    table.rows.push(row);
                    continue;
                };
                let recipient = &nomination.submitted.recipient;
                table.rows.push(vec![
                    names.of(subject, lang),
                    nomination.on.vietnamese(),
                    recipient.name.to_string(),
                    recipient.unit.as_ref().map_or_else(String::new, ToString::to_string),
                    form_name(state, nomination.submitted.form.as_str(), nomination.on),
                    nomination_stands(names, nomination, lang),
                ]);
            }
            table
        }
        Listed::Sessions => {
            let mut table = Table::new(&say::columns_list_sessions(lang), &[Whole, Whole, Number, Number, Number]);
            for subject in names.listed("council") {
                let found = subject.key().parse().ok().and_then(|id: Id| state.sessions.get(&id));
                let Some(held) = found else { continue };
                let voting = held.voted.present + held.voted.written;
                let (ballots, members) = (held.voted.ballots.len(), held.voted.members);
                let row = [held.on.vietnamese(), voting.to_string(), members.to_string(), ballots.to_string()];
                table.rows.push([vec![names.of(subject, lang)], row.to_vec()].concat());
            }
            table
        }
        Listed::Decisions => {
            let mut table =
                Table::new(&say::columns_list_decisions(lang), &[Whole, Whole, Prose, Number, Number, Prose]);
            let mut all: Vec<(&Id, &Decision)> = state.decisions.iter().collect();
            all.sort_by_key(|(_, decision)| decision.signed_seq);
            for (_, decision) in all {
                let dated = decision.numbered.as_ref().map_or(decision.signed_on, |numbered| numbered.on);
                let total: Dong = decision.awards.values().map(|award| award.line.amount).sum();
                table.rows.push(vec![
                    decision_typed(names, decision),
                    dated.vietnamese(),
                    decision.signed.title.to_string(),
                    decision.awards.len().to_string(),
                    total.to_string(),
                    decision_stands(decision, lang),
                ]);
            }
            table
        }
        Listed::Payments => {
            let mut table = Table::new(&say::columns_list_payments(lang), &[Whole, Whole, Whole, Name, Number]);
            let mut all: Vec<_> = state.funds.values().flat_map(|fund| fund.disbursements.values()).collect();
            all.sort_by_key(|paid| paid.seq);
            for paid in all {
                let payload = &paid.payload;
                table.rows.push(vec![
                    format!("m{}", paid.seq),
                    payload.voucher.to_string(),
                    paid.on.vietnamese(),
                    payload.payee.name.to_string(),
                    paid_amount(paid, lang),
                ]);
            }
            table
        }
        Listed::People => {
            let mut table = Table::new(&say::columns_list_people(lang), &[Name, Prose, Number, Number]);
            let mut seen: std::collections::BTreeMap<Id, (String, &str, usize, Dong)> =
                std::collections::BTreeMap::new();
            for (recipient, kind, _) in recipients(state) {
                let label = recipient.kind.label(lang);
                let known = seen.entry(recipient.id).or_insert((named(recipient), label, 0, Dong::ZERO));
                known.2 += usize::from(kind == "nomination");
            }
            for award in state.decisions.values().flat_map(|decision| decision.awards.values()) {
                if let Some(known) = seen.get_mut(&award.line.recipient.id).filter(|_| award.annulled.is_none()) {
                    known.3 = known.3.plus(award.line.amount).unwrap_or(known.3);
                }
            }
            let mut rows: Vec<_> = seen.into_values().collect();
            rows.sort_by_key(|(name, ..)| fold(name));
            for (name, kind, nominated, amount) in rows {
                table.rows.push(vec![name, kind.to_owned(), nominated.to_string(), money(amount.signed())]);
            }
            table
        }
    }
}

/// What was paid, and what of it came back.
pub fn paid_amount(paid: &Disbursement, lang: Lang) -> String {
    let back: Dong = paid.repaid.iter().map(|(_, amount, _)| *amount).sum();
    match back == Dong::ZERO {
        true => paid.payload.amount.to_string(),
        false => say::less_repaid(lang, paid.payload.amount, back),
    }
}

/// A decision as it can be typed back: with its year where that is another.
pub fn decision_typed(names: &Names<'_>, decision: &Decision) -> String {
    match &decision.numbered {
        Some(numbered) if numbered.on.year() == names.today().year() => numbered.to_string(),
        Some(numbered) => format!("{numbered}/{}", numbered.on.year()),
        None => format!("m{}", decision.signed_seq),
    }
}

fn decision_stands(decision: &Decision, lang: Lang) -> String {
    let standing = || decision.awards.values().filter(|award| award.annulled.is_none());
    if standing().next().is_none() {
        return say::stands_annulled(lang);
    }
    if decision.issued.is_none() {
        return if decision.numbered.is_some() { say::became_numbered(lang) } else { say::became_signed(lang) };
    }
    let unpaid = standing().filter(|award| award.unpaid() > Dong::ZERO).count();
    if unpaid > 0 { say::stands_unpaid(lang, unpaid) } else { say::stands_paid(lang) }
}

/// Where a line of a decision stands.
pub fn award_stands(decision: &Decision, award: &Award, lang: Lang) -> String {
    if award.annulled.is_some() {
        return say::status_annulled(lang);
    }
    if decision.issued.is_none() {
        return if decision.numbered.is_some() { say::status_numbered(lang) } else { say::status_signed(lang) };
    }
    let money = if award.unpaid() == Dong::ZERO { say::status_paid(lang) } else { say::status_unpaid(lang) };
    if award.presented.is_some() { format!("{money}, {}", say::status_presented(lang)) } else { money }
}

/// Where a nomination stands: the decision that awards it, or what it waits for.
pub fn nomination_stands(names: &Names<'_>, nomination: &Nomination, lang: Lang) -> String {
    if let Some(decision) = nomination.decision.and_then(|id| names.state().decisions.get(&id)) {
        return decision_typed(names, decision);
    }
    match (nomination.waiting, nomination.approved_by.is_empty()) {
        (true, true) => say::stands_pending(lang),
        (true, false) => say::stands_approved(lang),
        (false, _) => say::stands_closed(lang),
    }
}

/// Everything that a text is found in: numbers, names, titles, vouchers, papers, hashes.
pub fn find(names: &Names<'_>, text: &str, lang: Lang) -> Table {
    use Holds::{Prose, Whole};
    let state = names.state();
    let wanted = fold(text);
    let mut table = Table::new(&say::columns_found(lang), &[Whole, Prose]);
    let mut subjects: Vec<(&Subject, u64)> =
        state.stories.iter().filter_map(|(subject, story)| Some((subject, *story.first()?))).collect();
    subjects.sort_by_key(|(_, seq)| *seq);
    for (subject, _) in subjects {
        let named = names.candidate(subject);
        let about = names.about(subject);
        let more = match subject.key().parse().ok().and_then(|id: Id| state.nominations.get(&id)) {
            Some(nomination) => nomination.submitted.merit.to_string(),
            None => String::new(),
        };
        let known = !matches!(subject.kind(), "key" | "person" | "policy" | "calendar" | "ledger" | "checkpoint");
        if known && fold(&format!("{} {about} {more}", named.name)).contains(&wanted) {
            let about = [about, more].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
            table.rows.push(vec![named.typed, format!("{}  {about}", named.name)]);
        }
    }
    let hex = text.len() >= 6 && text.bytes().all(|b| b.is_ascii_hexdigit());
    for past in &state.past {
        let (seq, statement) = (past.entry.seq, &past.entry.statement);
        let of_hash = hex && past.hashes.entry.to_string().starts_with(&text.to_lowercase());
        // What stands in a subject's first entry was found above.
        let paper =
            ["voucher", "document", "donor", "reply"].iter().filter_map(|name| statement.data.get(*name)?.as_str());
        let of_paper = paper.map(fold).any(|paper| paper.contains(&wanted));
        let payee = statement.data.get("payee").and_then(|payee| payee.get("name")).and_then(|name| name.as_str());
        if of_hash || of_paper || payee.is_some_and(|name| fold(name).contains(&wanted)) {
            if state.taken.entries.contains_key(&seq) {
                table.struck.insert(table.rows.len());
            }
            let line = match state.taken.entries.get(&seq) {
                Some(taken) => {
                    format!("{} {}", entry::line(names, seq, lang), say::taken_back_by(lang, taken.by, &taken.reason))
                }
                None => entry::line(names, seq, lang),
            };
            table.rows.push(vec![format!("m{seq}"), line]);
        }
    }
    table
}
