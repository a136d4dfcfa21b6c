//! Something is wrong: one conversation that finds the honest way. A wrong recording of a right paper is taken back; a wrong
//! paper is corrected; an award that should not be is annulled; money that comes back is a repayment.

use serde_json::{Map, Value, json};

use super::answers::{Answered, answered, choice, date, money, perhaps, text};
use super::issue::which;
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object, undo};
use crate::domain::decision::{AnnulmentGround, Award, Decision};
use crate::domain::events::decision::corrected::CorrectionKind;
use crate::domain::fund::Disbursement;
use crate::domain::registers::fund::Purpose;
use crate::office::names::Thing;
use crate::office::views::{Holds, Page, Table, runs};
use crate::office::words as say;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::Dong;

/// The honest ways, by what each mends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Undo,
    Correct,
    Annul,
    Repay,
}

/// Asks what is wrong and how, and goes on as what mends it.
pub fn fix(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (way, entered) = answered!(way(office, entered));
    match way {
        Way::Undo => undo::undo(office, &entered),
        Way::Correct => correct(office, &entered),
        Way::Annul => annul(office, &entered),
        Way::Repay => repay(office, &entered),
    }
}

/// Who signs what mends it.
pub fn authored(office: &Office<'_>, entered: &Entered) -> Option<&'static str> {
    let Ok(Answered::Is((way, entered))) = way(office, entered) else { return None };
    match way {
        Way::Undo => undo::authored(office, &entered),
        Way::Correct => correct_authored(office, &entered),
        Way::Annul => Some("decision.annulled"),
        Way::Repay => Some("fund.repaid"),
    }
}

/// The way that fits, and what was entered in the words of that way.
fn way(office: &Office<'_>, entered: &Entered) -> Result<Answered<(Way, Entered)>, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let what = match text(entered, &[], Question::new("what", say::ask_fix(lang)))? {
        Answered::Is(what) => what,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    let thing = names.find_any(&what)?;
    let decision = match &thing {
        Thing::Subject(subject) if subject.kind() == "decision" => subject.key().parse().ok(),
        Thing::Lines(id, _) => Some(*id),
        _ => None,
    };
    let issued = decision.and_then(|id: Id| names.state().decisions.get(&id)).is_some_and(|d| d.issued.is_some());
    let seqs = names.entries(&thing);
    let paid = names.state().funds.values().flat_map(|fund| fund.disbursements.values());
    let paid = paid.filter(|paid| seqs.contains(&paid.seq)).count() > 0;
    let mut ways = vec![(Way::Undo, "recorded", say::fix_recorded_wrong(lang))];
    if issued {
        ways.push((Way::Correct, "paper", say::fix_paper_wrong(lang)));
        ways.push((Way::Annul, "award", say::fix_award_wrong(lang)));
    }
    if issued || paid {
        ways.push((Way::Repay, "money", say::fix_money_back(lang)));
    }
    let mut answers = entered.clone();
    if decision.is_some() {
        let (name, lines) = what.split_once(':').map_or((what.as_str(), None), |(name, lines)| (name, Some(lines)));
        answers.entry("decision".to_owned()).or_insert(name.to_owned());
        if let Some(lines) = lines {
            answers.entry("line".to_owned()).or_insert(lines.to_owned());
            answers.entry("lines".to_owned()).or_insert(lines.to_owned());
        }
    }
    answers.entry("payment".to_owned()).or_insert(what);
    if let [(only, ..)] = ways.as_slice() {
        return Ok(Answered::Is((*only, answers)));
    }
    let choices = ways.iter().map(|(_, code, label)| ((*code).to_owned(), label.clone()));
    let question = Question::new("wrong", say::ask_fix_which_way(lang)).among(choices).deciding();
    let above = vec![names.title(&thing, lang)];
    Ok(match choice(office, entered, &above, question)? {
        Answered::Is(code) => {
            let way = ways.iter().find(|(_, known, _)| *known == code).map_or(Way::Undo, |(way, ..)| *way);
            Answered::Is((way, answers))
        }
        Answered::Ask(step) => Answered::Ask(step),
    })
}

/// The decision that is corrected or annulled: it is issued.
fn issued(office: &Office<'_>, entered: &Entered) -> Result<Answered<Id>, JobError> {
    let lang = office.lang;
    let id = match which(office, entered, |decision| decision.issued.is_some(), say::vote_nothing(lang)) {
        Err(JobError::Nothing(_)) => {
            let name = entered.get("decision").cloned().unwrap_or_default();
            let (why, advice) = (say::decision_not_issued(lang, name), say::decision_not_issued_advice(lang));
            return Err(JobError::Cannot { why, listed: Vec::new(), advice });
        }
        other => other?,
    };
    Ok(id)
}

fn standing(decision: &Decision) -> impl Iterator<Item = &Award> {
    decision.awards.values().filter(|award| award.annulled.is_none())
}

fn described(award: &Award, lang: Lang) -> String {
    let recipient = &award.line.recipient;
    let unit = recipient.unit.as_ref().map_or_else(String::new, ToString::to_string);
    say::line_is(lang, award.line.line, &recipient.name, unit, award.line.amount)
}

/// A decision is corrected in one line: `decision.corrected`.
pub fn correct(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let id = answered!(issued(office, entered));
    let Some(decision) = names.state().decisions.get(&id) else { return Err(nothing(lang)) };
    let name = names.of_decision(decision, lang);
    let lines = match standing(decision).collect::<Vec<_>>().as_slice() {
        [only] => only.line.line.to_string(),
        _ => answered!(text(entered, &[], Question::new("line", say::ask_line(lang, &name)))),
    };
    let one = || JobError::Answer { key: "line", expected: say::one_line(lang) };
    let lines = names
        .lines_of(decision, &lines)
        .map_err(|error| JobError::Answer { key: "line", expected: error.message(lang) })?;
    let award = match lines.iter().collect::<Vec<_>>().as_slice() {
        [line] => decision.awards.get(*line).ok_or_else(one)?,
        _ => return Err(one()),
    };
    let (line, same) = (&award.line, say::unchanged(lang));
    let above = vec![described(award, lang)];
    let right_name = answered!(perhaps(entered, &above, Question::new("name", say::ask_right_name(lang)), &same));
    let unit = answered!(perhaps(entered, &[], Question::new("unit", say::ask_right_unit(lang)), &same));
    let merit = answered!(perhaps(entered, &[], Question::new("merit", say::ask_right_merit(lang)), &same));
    let amount = answered!(perhaps(entered, &[], Question::new("amount", say::ask_right_amount(lang)), &same));
    let amount: Option<Dong> = match amount {
        Some(typed) => {
            let read =
                typed.parse().map_err(|_| JobError::Answer { key: "amount", expected: say::expected_money(lang) });
            Some(read?)
        }
        None => None,
    };
    if right_name.is_none() && unit.is_none() && merit.is_none() && amount.is_none() {
        let (why, advice) = (say::nothing_corrected(lang), say::nothing_corrected_advice(lang));
        return Err(JobError::Cannot { why, listed: Vec::new(), advice });
    }
    let derived = award.derivation.as_ref().map(|derivation| derivation.amount);
    let variance = match amount {
        Some(amount) if derived.is_some_and(|derived| derived != amount) => {
            Some(answered!(text(entered, &[], Question::new("variance", say::ask_variance(lang)))))
        }
        _ => None,
    };
    let kind = Question::new("kind", say::ask_correction_kind(lang)).words(CorrectionKind::LIST, lang);
    let kind = answered!(choice(office, entered, &[], kind));
    let document = answered!(text(entered, &[], Question::new("document", say::ask_correcting_document(lang))));
    let reason = answered!(text(entered, &[], Question::new("reason", say::ask_why(lang))));
    let on = answered!(date(office, entered, &[], "on", say::ask_paper_date(lang)));

    let mut change = object(json!({ "line": line.line }));
    let mut table = Table::new(&say::columns_change(lang), &[Holds::Whole, Holds::Prose, Holds::Prose]);
    let old_unit = line.recipient.unit.as_ref().map_or_else(String::new, ToString::to_string);
    let texts = [
        ("name", say::ask_right_name(lang), line.recipient.name.to_string(), right_name),
        ("unit", say::ask_right_unit(lang), old_unit, unit),
        ("merit", say::ask_right_merit(lang), line.merit.to_string(), merit),
        ("variance", say::ask_variance(lang), String::new(), variance),
    ];
    for (key, label, old, new) in texts {
        if let Some(new) = new {
            change.insert(key.to_owned(), json!(new));
            table.rows.push(vec![label, old, new]);
        }
    }
    let mut page = Page::titled(say::correct_title(lang, &name, line.line));
    page.say(described(award, lang));
    if let Some(amount) = amount {
        change.insert("amount".to_owned(), json!(amount));
        table.rows.push(vec![say::ask_right_amount(lang), line.amount.to_string(), amount.to_string()]);
    }
    page.show(table);
    page.say(say::correct_paper(lang, &document, &reason));
    if award.presented.is_some() {
        page.warnings.push(say::correct_certificate(lang, &line.recipient.name));
    }
    page.brief = say::correct_done(lang, &name, line.line);
    let data = object(json!({ "kind": kind, "document": document, "changes": [change], "reason": reason }));
    let done = page.brief.clone();
    Ok(ready(page, about(id, "decision.corrected", on, data), done, None))
}

/// Content and money are for who may decide; form for the clerk as well.
fn correct_authored(office: &Office<'_>, entered: &Entered) -> Option<&'static str> {
    let said = |key: &str| entered.get(key).map(String::as_str);
    let kinds = Question::new("kind", "").words(CorrectionKind::LIST, office.lang).choices;
    let content = super::answers::chosen(said("kind")?, &kinds)? == CorrectionKind::Content.as_str();
    Some(if content { "decision.signed" } else { "decision.corrected" })
}

/// A decision, or lines of it, annulled: `decision.annulled`.
pub fn annul(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let id = answered!(issued(office, entered));
    let Some(decision) = names.state().decisions.get(&id) else { return Err(nothing(lang)) };
    let name = names.of_decision(decision, lang);
    let question = Question::new("lines", say::ask_annul_lines(lang));
    let typed = answered!(perhaps(entered, std::slice::from_ref(&name), question, &say::all_lines(lang)));
    let lines = match &typed {
        None => standing(decision).map(|award| award.line.line).collect(),
        Some(typed) => names
            .lines_of(decision, typed)
            .map_err(|error| JobError::Answer { key: "lines", expected: error.message(lang) })?,
    };
    let ground = Question::new("ground", say::ask_annul_ground(lang)).words(AnnulmentGround::LIST, lang);
    let ground = answered!(choice(office, entered, &[], ground));
    let document = answered!(text(entered, &[], Question::new("document", say::ask_annul_document(lang))));
    let reason = answered!(text(entered, &[], Question::new("reason", say::ask_facts(lang))));
    let on = answered!(date(office, entered, &[], "on", say::ask_paper_date(lang)));

    let awards: Vec<&Award> = lines.iter().filter_map(|line| decision.awards.get(line)).collect();
    let mut page = Page::titled(say::annul_title(lang, &name, awards.len()));
    page.say(decision.signed.title.to_string());
    let mut table = Table::new(&say::columns_annul(lang), &[Holds::Number, Holds::Name, Holds::Number, Holds::Number]);
    for award in &awards {
        let line = &award.line;
        let recipient = crate::office::names::named(&line.recipient);
        table.rows.push(vec![line.line.to_string(), recipient, line.amount.to_string(), award.paid.to_string()]);
    }
    page.show(table);
    page.say(say::undo_reason(lang, AnnulmentGround::LIST.word(&ground, lang), &reason));
    page.say(document.clone());
    let (unpaid, paid): (Dong, Dong) =
        (awards.iter().map(|award| award.unpaid()).sum(), awards.iter().map(|award| award.paid).sum());
    page.say(say::annul_frees(lang, unpaid));
    if paid > Dong::ZERO {
        page.warnings.push(say::annul_money_back(lang, paid));
    }
    let handed = awards.iter().filter(|award| award.presented.is_some()).count();
    if handed > 0 {
        page.warnings.push(say::annul_papers_back(lang, handed));
    }
    let mut data = object(json!({ "document": document, "ground": ground, "reason": reason }));
    if typed.is_some() {
        data.insert("lines".to_owned(), json!(lines));
    }
    let done = match &typed {
        Some(_) => format!("{} {}", say::annul_done(lang, &name), say::lines(lang, runs(lines.iter().copied()))),
        None => say::annul_done(lang, &name),
    };
    page.brief = done.clone();
    let next = (paid > Dong::ZERO).then(|| say::next_repay(lang));
    Ok(ready(page, about(id, "decision.annulled", on, data), done, next))
}

/// Money that was paid comes back: `fund.repaid`.
pub fn repay(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let payment = answered!(payment(office, entered));
    let all = || names.state().funds.values().flat_map(|fund| fund.disbursements.iter());
    let found = all().find(|(id, _)| **id == payment).map(|(_, paid)| paid);
    let paid = found.ok_or_else(|| nothing(lang))?;
    let left = outstanding(paid);
    let said = payment_line(paid, lang);
    if left == Dong::ZERO {
        return Err(JobError::Nothing(say::repay_nothing(lang, said)));
    }
    let on = answered!(date(office, entered, &[said], "on", say::ask_repay_date(lang)));
    let amount = Question::new("amount", say::ask_repay_amount(lang)).or(left.to_string()).safely();
    let amount = answered!(money(office, entered, &[], amount));
    let voucher = answered!(text(entered, &[], Question::new("voucher", say::ask_receipt_voucher(lang))));
    let reason = answered!(text(entered, &[], Question::new("reason", say::ask_why(lang))));

    let mut page = Page::titled(say::repay_title(lang, &voucher, on.vietnamese(), amount));
    page.say(payment_line(paid, lang));
    page.say(crate::office::views::words(amount));
    page.say(reason.clone());
    if amount < left {
        page.say(say::repay_left(lang, left.less(amount)));
    }
    let year = on.year();
    if let Some(fund) = names.state().funds.get(&year) {
        let after = fund.balance().plus(amount).unwrap_or(fund.balance());
        page.say(say::balance_of_year(lang, year, fund.balance(), after));
    }
    page.brief = voucher.clone();
    let data = json!({ "disbursement": payment, "amount": amount, "voucher": voucher, "reason": reason });
    let event = Event { kind: "fund.repaid", subject: Some(year.to_string()), on: Some(on), data: object(data) };
    Ok(ready(page, event, voucher, None))
}

/// The payment that comes back: the one that is named, or one of those that wait for it first.
fn payment(office: &Office<'_>, entered: &Entered) -> Result<Answered<Id>, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let all = || names.state().funds.values().flat_map(|fund| fund.disbursements.iter());
    if let Some(typed) = entered.get("payment").filter(|typed| !typed.trim().is_empty()) {
        match names.find_payment(typed) {
            Ok(id) => return Ok(Answered::Is(id)),
            Err(crate::office::names::NameError::Several { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // Of a decision or voucher with several payments, those of annulled lines come first.
    let seqs = match entered.get("payment").map(|typed| names.find_any(typed)) {
        Some(Ok(Thing::Subject(subject))) => {
            let decision = subject.key().parse().ok().and_then(|id: Id| Some((id, names.state().decisions.get(&id)?)));
            decision.map(|(id, known)| names.payments(id, &known.awards.keys().copied().collect()))
        }
        Some(Ok(thing)) => Some(names.entries(&thing)),
        _ => None,
    };
    let annulled = |paid: &Disbursement| match &paid.payload.purpose {
        Purpose::Award { decision, line } => {
            let award = names.state().decisions.get(decision).and_then(|decision| decision.awards.get(line));
            award.is_some_and(|award| award.annulled.is_some())
        }
        Purpose::Frames { .. } | Purpose::Organising { .. } => false,
    };
    let meant = |paid: &Disbursement| seqs.as_ref().map_or_else(|| annulled(paid), |seqs| seqs.contains(&paid.seq));
    let mut open: Vec<(&Id, &Disbursement)> =
        all().filter(|(_, paid)| outstanding(paid) > Dong::ZERO && meant(paid)).collect();
    open.sort_unstable_by_key(|(_, paid)| (!annulled(paid), paid.seq));
    if open.is_empty() {
        let asked = text(entered, &[], Question::new("payment", say::ask_payment(lang)))?;
        return Ok(match asked {
            Answered::Is(typed) => Answered::Is(names.find_payment(&typed)?),
            Answered::Ask(step) => Answered::Ask(step),
        });
    }
    if let [(id, _)] = open.as_slice() {
        return Ok(Answered::Is(**id));
    }
    let choices = open.iter().map(|(id, paid)| (id.to_string(), payment_line(paid, lang)));
    let question = Question::new("paid", say::ask_payment(lang)).among(choices).deciding();
    Ok(match choice(office, entered, &[], question)? {
        Answered::Is(code) => Answered::Is(code.parse().map_err(|_| nothing(lang))?),
        Answered::Ask(step) => Answered::Ask(step),
    })
}

fn payment_line(paid: &Disbursement, lang: Lang) -> String {
    let payload = &paid.payload;
    say::payment_is(lang, &payload.voucher, paid.on.vietnamese(), &payload.payee.name, payload.amount)
}

fn outstanding(paid: &Disbursement) -> Dong {
    paid.payload.amount.less(paid.repaid.iter().map(|(_, amount, _)| *amount).sum())
}

fn nothing(lang: Lang) -> JobError {
    JobError::Nothing(say::name_nothing(lang, "?"))
}

fn about(id: Id, kind: &'static str, on: crate::values::time::Date, data: Map<String, Value>) -> Event {
    Event { kind, subject: Some(format!("decision/{id}")), on: Some(on), data }
}

fn ready(page: Page, event: Event, done: String, next: Option<String>) -> Step {
    Step::Ready(Box::new(Proposal { page, events: vec![event], done, next, ..Proposal::default() }))
}
