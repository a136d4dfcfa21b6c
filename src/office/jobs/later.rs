//! What follows an issued decision: awards handed over, papers filed.

use serde_json::json;

use super::answers::{answered, date, text};
use super::issue::which;
use super::pay::{far, lines_left_out};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::decision::{Award, Decision};
use crate::domain::policy::{FileClass, sourced};
use crate::log::role::Role;
use crate::office::views::{Page, runs};
use crate::office::words as say;
use crate::values::text::fold;
use crate::values::time::Date;

/// Asks who presented and who was absent; one `award.presented`.
pub fn present(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let open = |award: &&Award| award.presented.is_none() && award.annulled.is_none();
    let waits = |decision: &Decision| decision.issued.is_some() && decision.awards.values().any(|award| open(&award));
    let id = answered!(which(office, entered, waits, say::present_nothing(lang)));
    let known = names.state().decisions.get(&id);
    let decision = known.ok_or_else(|| JobError::Nothing(say::present_nothing(lang)))?;
    let lines: Vec<u64> = decision.awards.values().filter(open).map(|award| award.line.line).collect();
    let name = names.of_decision(decision, lang);
    let above = vec![say::present_heading(lang, &name, lines.len())];
    let on = answered!(date(office, entered, &above, "on", say::ask_present_date(lang)));
    let chairman = office.holder_of(Role::Chairman).unwrap_or_default();
    let presenter = answered!(text(entered, &[], Question::new("presenter", say::ask_presenter(lang)).or(chairman)));
    let all = say::all_there(lang);
    let absent = answered!(text(entered, &[], Question::new("absent", say::ask_absent(lang)).or(all.clone()).safely()));
    let absent = lines_left_out(office, decision, "absent", &absent, &all)?;

    let lines: Vec<u64> = lines.into_iter().filter(|line| !absent.contains(line)).collect();
    if lines.is_empty() {
        return Err(JobError::Nothing(say::present_nothing(lang)));
    }
    let mut page = Page::titled(say::present_title(lang, on.vietnamese(), lines.len(), &name, &presenter));
    page.say(say::lines(lang, runs(lines.iter().copied())));
    page.warnings.extend(far(office, on));
    page.brief = say::present_brief(lang, lines.len());
    let data = object(json!({ "lines": lines, "presenter": presenter }));
    let subject = Some(format!("decision/{id}"));
    let events = vec![Event { kind: "award.presented", subject, on: Some(on), data }];
    let next = Some(say::next_file(lang));
    Ok(Step::Ready(Box::new(Proposal { page, events, done: name, next, ..Proposal::default() })))
}

/// Kinds of documents by what their files are called.
const SCANS: [(&str, &str, &str); 7] = [
    ("bien ban", "minutes", "Biên bản"),
    ("quyet dinh", "decision", "Quyết định"),
    ("to trinh", "proposal", "Tờ trình"),
    ("bao cao", "achievement_report", "Báo cáo thành tích"),
    ("danh sach", "payment_list", "Danh sách chi"),
    ("sang kien", "initiative", "Công nhận sáng kiến"),
    ("xac nhan", "confirmation", "Xác nhận"),
];

/// Asks for scans and the place; one `dossier.filed`. Whoever asks puts the files that a folder holds into `files`.
pub fn file(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let filed = |decision: &Decision| {
        let mut known = names.state().decisions.iter();
        let id = known.find(|(_, other)| std::ptr::eq(*other, decision)).map(|(id, _)| *id);
        id.is_some_and(|id| names.state().dossiers.contains_key(&id))
    };
    let waits = |decision: &Decision| decision.issued.is_some() && !filed(decision);
    let id = answered!(which(office, entered, waits, say::file_nothing(lang)));
    let known = names.state().decisions.get(&id);
    let decision = known.ok_or_else(|| JobError::Nothing(say::file_nothing(lang)))?;
    let name = names.of_decision(decision, lang);
    let above = vec![say::file_heading(lang, &name)];
    let on = answered!(date(office, entered, &above, "on", say::ask_file_date(lang)));
    let paper = say::paper_only(lang);
    let scans = answered!(text(entered, &[], Question::new("scans", say::ask_scans(lang)).or(paper.clone()).safely()));
    let found: Vec<&str> = entered.get("files").map(|files| files.lines().collect()).unwrap_or_default();
    if scans != paper && found.is_empty() {
        return Err(JobError::Answer { key: "scans", expected: say::no_scans(lang, scans) });
    }
    let mut documents = Vec::new();
    let mut read = Vec::new();
    for path in &found {
        let base = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let plain = fold(base).replace(['-', '_', '.'], " ");
        let kind = SCANS.iter().find(|(word, ..)| plain.contains(word));
        let (code, label) = kind.map_or(("other", base), |(_, code, label)| (*code, *label));
        documents.push(json!({ "kind": code, "name": label, "blake3": { "attach": path } }));
        read.push(format!("{base} → {label}"));
    }
    if documents.is_empty() {
        documents.push(json!({ "kind": "decision", "name": "Quyết định (bản giấy)" }));
    }
    let last = names.state().dossiers.values().max_by_key(|filed| filed.documents.last().map(|(_, seq)| *seq));
    let mut place = Question::new("place", say::ask_place(lang));
    if let Some(last) = last.and_then(|filed| filed.place.as_ref()) {
        place = place.or(last.to_string());
    }
    let place = answered!(text(entered, &read, place));
    let unsaid = say::unsaid(lang);
    let kept = kept_until(office, decision, on);
    let (above, default) = match &kept {
        Some((day, law)) => (vec![say::law_keeps(lang, day.vietnamese(), law)], day.vietnamese()),
        None => (vec![say::law_keeps_unknown(lang)], unsaid.clone()),
    };
    let until = Question::new("until", say::ask_keep_until(lang)).or(default).safely();
    let until = answered!(text(entered, &above, until));
    let mut warnings = Vec::new();

    let mut data = object(json!({ "documents": documents, "place": place }));
    if until != unsaid {
        let until = super::answers::read_date(&until, names.today());
        let bad = || JobError::Answer { key: "until", expected: say::expected_date(lang) };
        let until = until.ok_or_else(bad)?;
        if let Some((day, law)) = kept.filter(|(day, _)| until < *day) {
            warnings.push(say::kept_too_short(lang, until.vietnamese(), day.vietnamese(), law));
        }
        data.insert("keep_until".into(), json!(until));
    }
    let mut page = Page::titled(say::file_title(lang, &name, documents.len()));
    for line in &read {
        page.say(line.clone());
    }
    page.say(above.join(" "));
    page.warnings = warnings;
    let count = documents.len();
    page.brief = say::file_brief(lang, count);
    let subject = Some(format!("decision/{id}"));
    let events = vec![Event { kind: "dossier.filed", subject, on: Some(on), data }];
    Ok(Step::Ready(Box::new(Proposal { page, events, done: name, next: None, ..Proposal::default() })))
}

/// Until the end of which day an award file is kept, and by which article: so many years after that of the decision. Nothing
/// where the policy has no row, or keeps it for ever.
fn kept_until(office: &Office<'_>, decision: &Decision, on: Date) -> Option<(Date, String)> {
    let rule = office.names.state().policies.retention(FileClass::Awards, on)?.row;
    let years = i16::try_from(rule.years?).ok()?;
    let (issued, _) = decision.issued?;
    let last = Date::new(issued.year().checked_add(years)?, 12, 31)?;
    Some((last, sourced(rule.source.as_str(), rule.mark, office.lang)))
}
