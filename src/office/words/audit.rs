//! What is said of an audit's findings, and of what the office says to them.

use std::fmt::Display;

use crate::values::lang::{Lang, sentences};

messages! {
    audit_nothing() "Không có phát hiện nào." "No findings.";
    audit_heading(warnings, notes) "{warnings} điều phải giải trình, {notes} điều để biết" "{warnings} to explain, {notes} notes";
    audit_answered(n) "Trong đó {n} điều đã có giải trình." "Of these {n} are explained already.";
    audit_to_explain() "PHẢI GIẢI TRÌNH" "TO EXPLAIN";
    audit_to_know() "ĐỂ BIẾT" "WORTH KNOWING";
    audit_group(label, n) "{label} ({n})" "{label} ({n})";
    columns_audit() "Về việc gì|Mục|Gõ tiếp" "About what|Entries|Type next";
    audit_said(on, explanation) "↳ giải trình {on}: {explanation}" "↳ explained {on}: {explanation}";
    audit_source(source, next) "Căn cứ: {source}. Nên làm: {next}." "Source: {source}. What to do: {next}.";
    audit_many(n, runs) "{n} việc: {runs}" "{n} of them: {runs}";
    audit_overdue(what, days) "{what}, quá hạn {days} ngày" "{what}, {days} days overdue";
    audit_late(what, task, days) "{what}: {task}, chậm {days} ngày" "{what}: {task}, {days} days late";
    audit_line(decision, line, who) "{decision} dòng {line}, {who}" "{decision} line {line}, {who}";
    audit_frames(year, bought, issued) "Quỹ {year}: mua {bought} cái một loại, ban hành {issued} giấy khen" "Fund {year}: {bought} of one kind bought, {issued} certificates issued";
    audit_sums(year, approved, found) "Quỹ {year}: văn bản ghi {approved}, sổ có {found}" "Fund {year}: {approved} on paper, {found} in the ledger";
    audit_entries(n) "{n} mục" "{n} entries";
    audit_year(year) "Quỹ {year}" "Fund {year}";
    audit_days(what, days) "{what}: chậm {days} ngày" "{what}: {days} days late";
    ask_which_finding() "Giải trình điều nào" "Which finding";
    ask_explained_on() "Ngày giải trình" "Date of the explanation";
    ask_explanation() "Giải trình" "Explanation";
    no_document() "không" "none";
    ask_document_too() "Văn bản kèm" "Document";
    explain_title(what) "Giải trình: {what}" "Explanation: {what}";
    explain_stays() "Kiểm tra lần sau vẫn nêu điều này, có giải trình bên cạnh." "Later audits still show the finding, with the explanation beside it.";
    explained_done() "giải trình" "an explanation";
}
