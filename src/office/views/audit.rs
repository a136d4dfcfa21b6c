//! What an audit found: by kind, what each is about in names that people use, the next command, and what the office said
//! to it.

use std::collections::BTreeMap;

use super::{Holds, Page, Part, Table, entries, entry};
use crate::domain::registers::explanation::Explained;
use crate::office::names::{Names, named};
use crate::office::words as say;
use crate::reports::audit::{About, Finding, Severity};
use crate::reports::due::About as Owed;
use crate::values::ident::Subject;
use crate::values::lang::Lang;

/// So many findings of one kind are told one by one; more of a kind that has running numbers are drawn together.
const ONE_BY_ONE: usize = 8;

/// What the office said to a finding, the newest last.
pub fn said<'a>(names: &'a Names<'_>, finding: &Finding) -> Vec<&'a Explained> {
    let key = finding.key();
    let to = |explained: &&Explained| {
        explained.said.rule.as_str() == finding.question.code && explained.said.about.as_str() == key
    };
    names.state().explained.iter().filter(to).collect()
}

/// Whether somebody still has to say something: it is to be explained, and nobody has.
pub fn is_open(names: &Names<'_>, finding: &Finding) -> bool {
    finding.question.severity == Severity::Warning && said(names, finding).is_empty()
}

/// Findings as a page.
pub fn page(names: &Names<'_>, found: &[Finding], lang: Lang) -> Page {
    let of = |severity: Severity| found.iter().filter(move |finding| finding.question.severity == severity);
    let (grave, open) = (of(Severity::Warning).count(), found.iter().filter(|finding| is_open(names, finding)).count());
    let mut page = Page::titled(match found.is_empty() {
        true => say::audit_nothing(lang),
        false => say::audit_heading(lang, grave, found.len() - grave),
    });
    if grave > open {
        page.say(say::audit_answered(lang, grave - open));
    }
    for (severity, heading) in
        [(Severity::Warning, say::audit_to_explain(lang)), (Severity::Info, say::audit_to_know(lang))]
    {
        let mut groups: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        let order: Vec<&str> = found.iter().map(|finding| finding.question.code).collect();
        for finding in of(severity) {
            let first = order.iter().position(|code| *code == finding.question.code).unwrap_or(0);
            groups.entry(first).or_default().push(finding);
        }
        if !groups.is_empty() {
            page.say(heading);
        }
        for group in groups.values() {
            let Some(question) = group.first().map(|finding| finding.question) else { continue };
            page.parts.push(Part::Text(String::new()));
            page.say(say::audit_group(lang, capital(question.label.text(lang)), group.len()));
            let mut table = Table::new(&say::columns_audit(lang), &[Holds::Name, Holds::Whole, Holds::Whole]);
            for (about, seqs, command, answers) in rows(names, group, lang) {
                if about.is_empty() && seqs.is_empty() && command.is_empty() {
                    continue;
                }
                table.rows.push(vec![about, seqs, command]);
                for explained in answers {
                    let document = explained.said.document.as_ref().map_or_else(String::new, |d| format!(", {d}"));
                    let (on, seq) = (explained.on.vietnamese(), format!("#{}", explained.seq));
                    let words = say::audit_said(lang, format!("{on}{document}"), &explained.said.explanation);
                    table.rows.push(vec![words, seq, String::new()]);
                }
            }
            page.show(table);
            page.say(say::audit_source(lang, question.source, question.next.text(lang)));
        }
    }
    page
}

type Row<'a> = (String, String, String, Vec<&'a Explained>);

fn rows<'a>(names: &'a Names<'_>, group: &[&Finding], lang: Lang) -> Vec<Row<'a>> {
    let subjects: Option<Vec<Subject>> = group.iter().map(|finding| numbered(names, finding)).collect();
    let answered = group.iter().any(|finding| !said(names, finding).is_empty());
    if let Some(subjects) = subjects.filter(|_| group.len() > ONE_BY_ONE && !answered) {
        let seqs = group.iter().flat_map(|finding| finding.entries.iter().copied());
        let all = say::audit_many(lang, group.len(), names.runs(subjects, lang));
        let command = group.first().map_or_else(String::new, |finding| command(names, finding, lang));
        return vec![(all, shortly(seqs), command, Vec::new())];
    }
    let row = |finding: &&Finding| {
        let seqs = shortly(finding.entries.iter().copied());
        (about(names, finding, lang), seqs, command(names, finding, lang), said(names, finding))
    };
    group.iter().map(row).collect()
}

/// What a finding is about, where that has a running number.
fn numbered(names: &Names<'_>, finding: &Finding) -> Option<Subject> {
    let first = finding.entries.first().and_then(|seq| names.state().past_at(*seq));
    let subject = match &finding.about {
        About::Overdue { of, id, .. } | About::Late { of, id, .. } => format!("{}/{id}", of.subject()).parse().ok(),
        About::Days(_) => first.map(|past| past.entry.statement.subject.clone()),
        _ => None,
    };
    subject.filter(|subject| names.is_numbered(subject))
}

fn shortly(seqs: impl Iterator<Item = u64>) -> String {
    let mut seqs: Vec<u64> = seqs.collect();
    seqs.sort_unstable();
    match seqs.as_slice() {
        [] => String::new(),
        [first, .., last] if seqs.len() > 2 => format!("{} … {}", entries([*first]), entries([*last])),
        _ => entries(seqs),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What a finding is about, in words.
pub fn about(names: &Names<'_>, finding: &Finding, lang: Lang) -> String {
    let owed = |of: &Owed, id| names.of_id(of.subject(), id, lang);
    match &finding.about {
        About::Overdue { of, id, late } => say::audit_overdue(lang, titled(names, of, *id, lang), late),
        About::Late { of, id, task, late } => say::audit_late(lang, owed(of, *id), task.label(lang), late),
        About::Decision { id, .. } => match names.state().decisions.get(id) {
            Some(decision) => format!("{}: {}", names.of_decision(decision, lang), decision.signed.title),
            None => finding.about.text(lang),
        },
        About::Line { id, line, .. } => {
            let decision = names.state().decisions.get(id);
            let who = decision.and_then(|decision| decision.awards.get(line)).map(|award| named(&award.line.recipient));
            let decision = decision.map_or_else(String::new, |decision| names.of_decision(decision, lang));
            say::audit_line(lang, decision, line, who.unwrap_or_default())
        }
        About::Frames { year, bought, issued } => say::audit_frames(lang, year, bought, issued),
        About::Sums { year, approved, found } => say::audit_sums(lang, year, approved, found),
        About::Year(year) => say::audit_year(lang, year),
        About::Many(n) => say::audit_entries(lang, n),
        About::Days(days) => {
            let first = finding.entries.first().map_or_else(String::new, |seq| entry::line(names, *seq, lang));
            say::audit_days(lang, first, days)
        }
        other => names.worded(&other.text(lang), lang),
    }
}

/// A petition or nomination by its number and what it says.
fn titled(names: &Names<'_>, of: &Owed, id: crate::values::ident::Id, lang: Lang) -> String {
    let subject: Option<Subject> = format!("{}/{id}", of.subject()).parse().ok();
    let Some(subject) = subject else { return id.to_string() };
    match names.about(&subject) {
        about if about.is_empty() => names.of(&subject, lang),
        about => format!("{} {about}", names.of(&subject, lang)),
    }
}

/// The command that a person types next: the step that is missing, else an explanation.
pub fn command(names: &Names<'_>, finding: &Finding, lang: Lang) -> String {
    let decision = |id| names.state().decisions.get(id).and_then(|decision| decision.numbered.as_ref());
    let of = |verb: (&str, &str), id| {
        let number = decision(id).map_or_else(String::new, |n| format!(" {}/{}", n.number, n.on.year()));
        format!("sovang {}{number}", lang.pick(verb.0, verb.1))
    };
    let plain = |verb: (&str, &str)| format!("sovang {}", lang.pick(verb.0, verb.1));
    match (finding.question.code, &finding.about) {
        ("audit.petition_overdue", About::Overdue { id, .. }) => {
            let name = names.of_id("petition", *id, lang);
            let digits: String =
                name.rsplit('-').next().unwrap_or_default().split('/').rev().collect::<Vec<_>>().join("/");
            format!("sovang {} {digits}", lang.pick("don", "petition"))
        }
        ("audit.nomination_waits", About::Overdue { .. }) => plain(("hop", "vote")),
        ("audit.unpaid", About::Line { id, .. }) => of(("chi", "pay"), id),
        ("audit.not_recovered", About::Line { id, .. }) => of(("thu-hoi", "repay"), id),
        ("audit.dossier_missing", About::Missing { id, .. }) => of(("luu", "file"), id),
        ("audit.year_open", _) => plain(("khoa-so", "year-end")),
        _ if finding.question.severity == Severity::Info => String::new(),
        _ => {
            let first = finding.entries.first().map_or_else(String::new, |seq| format!(" m{seq}"));
            format!("{}{first}", plain(("giai-trinh", "explain-finding")))
        }
    }
}
