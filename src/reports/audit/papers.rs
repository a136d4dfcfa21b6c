//! Terms that are over, dossiers, proposals that nobody decided, papers that no second person saw.

use std::collections::BTreeSet;

use super::{About, Found, Of, Question, Severity, Words};
use crate::domain::deadline::Step;
use crate::domain::decision::{Decision, Procedure};
use crate::domain::dossier::DocumentKind;
use crate::domain::policy::{Dates, ProcedureKind};
use crate::reports::due::{About as Owed, Standing, Task, due, judged};

/// Days after which a dossier should be filed (NĐ 30/2020/NĐ-CP Đ30: within a year).
const ARCHIVE: i64 = 365;

pub(super) const PETITION_OVERDUE: Question = Question {
    code: "audit.petition_overdue",
    severity: Severity::Warning,
    source: "Luật Khiếu nại Đ27, Đ28; Luật Tố cáo Đ30",
    label: Words("đơn thư quá hạn", "a petition is overdue"),
    next: Words(
        "Làm bước còn thiếu ngay; báo người gửi đơn vì sao chậm",
        "Take the missing step now; tell the petitioner why it is late",
    ),
    case: "petition_terms",
    ask: |of, found| overdue(of, Owed::Petition, found),
};

pub(super) const NOMINATION_WAITS: Question = Question {
    code: "audit.nomination_waits",
    severity: Severity::Info,
    source: "Thời hạn xét ở cấp xã theo chính sách đã ban hành (chưa đối chiếu)",
    label: Words("đề nghị khen thưởng quá hạn xét", "a nomination waits beyond its term"),
    next: Words("Xét, hoặc trả lời người đề nghị", "Decide, or answer the proposer"),
    case: "waiting",
    ask: |of, found| {
        overdue(of, Owed::Nomination, found);
        taken_late(of, Owed::Nomination, found);
    },
};

pub(super) const DATA_REQUEST: Question = Question {
    code: "audit.data_request_overdue",
    severity: Severity::Warning,
    source: "NĐ 356/2025/NĐ-CP Đ5 (chưa đối chiếu)",
    label: Words("yêu cầu về dữ liệu cá nhân quá hạn", "a request about personal data is overdue"),
    next: Words("Trả lời người yêu cầu ngay", "Answer whoever asked now"),
    case: "petition_about_a_recipient",
    ask: |of, found| {
        overdue(of, Owed::Request, found);
        taken_late(of, Owed::Request, found);
    },
};

fn overdue(of: &Of<'_>, about: Owed, found: &mut Found) {
    for term in due(of.state, of.today, 0).into_iter().filter(|term| term.about == about) {
        if let Standing::Overdue(days) = term.standing {
            found.add(About::Overdue { of: about, id: term.id, late: days }, [term.seq]);
        }
    }
}

/// Steps that were taken, after their term.
fn taken_late(of: &Of<'_>, about: Owed, found: &mut Found) {
    for term in judged(of.state).into_iter().filter(|term| term.about == about) {
        if let (Some(late), Some((_, seq))) = (term.late(), term.done) {
            found.add(About::Late { of: about, id: term.id, task: term.task, late }, [seq]);
        }
    }
}

pub(super) const PETITION_LATE: Question = Question {
    code: "audit.petition_late",
    severity: Severity::Warning,
    source: "Thời hạn của chính sách hiệu lực vào ngày tính hạn",
    label: Words(
        "đơn thư được thụ lý, giải quyết, gửi hoặc công khai sau hạn",
        "a step of a petition was taken after its term",
    ),
    next: Words("Giải trình việc chậm", "Explain the delay"),
    case: "petition_terms",
    ask: |of, found| taken_late(of, Owed::Petition, found),
};

/// What the policy of the day says a dossier must have, a year after the decision was issued.
pub(super) const DOSSIER: Question = Question {
    code: "audit.dossier_missing",
    severity: Severity::Warning,
    source: "Luật TĐKT 06/2022/QH15 Đ84, NĐ 30/2020/NĐ-CP Đ30: nộp lưu trong 1 năm",
    label: Words(
        "hồ sơ khen thưởng chưa lưu, hoặc thiếu tài liệu phải có",
        "an award's dossier is not filed, or lacks what it must have",
    ),
    next: Words("Bổ sung tài liệu còn thiếu và nộp lưu", "Complete the dossier and file it"),
    case: "years",
    ask: |of, found| {
        for (id, decision) in &of.state.decisions {
            let Some((issued, seq)) = decision.issued.filter(|(on, _)| of.today.days_since(*on) > ARCHIVE) else {
                continue;
            };
            let Some(procedure) = procedure_of(decision) else { continue };
            let filed = of.state.dossiers.get(id);
            let has = |kind: &DocumentKind| filed.is_some_and(|f| f.documents.iter().any(|(d, _)| d.kind == *kind));
            let mut documents: Vec<BTreeSet<DocumentKind>> = Vec::new();
            for award in decision.awards.values() {
                let nomination = award.line.nomination.and_then(|id| of.state.nominations.get(&id));
                let dates = nomination.map_or(Dates::all(issued), |nomination| nomination.dates(issued));
                for row in of.state.policies.dossier(procedure, &award.line.form, dates) {
                    if !row.any_of.iter().any(has) && !documents.contains(&row.any_of) {
                        documents.push(row.any_of.clone());
                    }
                }
            }
            if !documents.is_empty() {
                found.add(About::Missing { id: *id, name: decision.name(), documents }, [seq]);
            }
        }
    },
};

fn procedure_of(decision: &Decision) -> Option<ProcedureKind> {
    match decision.signed.procedure {
        Procedure::Council { .. } => Some(ProcedureKind::Council),
        Procedure::Simplified { .. } => Some(ProcedureKind::Simplified),
        Procedure::Historical { .. } => None,
    }
}

pub(super) const PETITION_OPEN: Question = Question {
    code: "audit.awarded_while_petition",
    severity: Severity::Warning,
    source: "NĐ 152/2025/NĐ-CP Đ4.4",
    label: Words(
        "khen thưởng khi đang có đơn về người được khen",
        "awarded while a petition about the recipient was open",
    ),
    next: Words(
        "Xem kết luận về đơn; hủy khen thưởng nếu đơn đúng",
        "See what the petition came to; annul if it was right",
    ),
    case: "petition_about_a_recipient",
    ask: |of, found| {
        for (id, decision, award) in of.awards() {
            let signed = decision.signed_on;
            let mut about = of.concerned.get(&award.line.recipient.id).into_iter().flatten();
            let open = about
                .find(|petition| petition.received_on <= signed && petition.closed_on().is_none_or(|on| on > signed));
            if let Some(petition) = open {
                let issued = decision.issued.map(|(_, seq)| seq);
                found.add(About::line(id, decision, award), issued.into_iter().chain([petition.seq]));
            }
        }
    },
};

pub(super) const DIALOGUE: Question = Question {
    code: "audit.dialogue_notice",
    severity: Severity::Info,
    source: "NĐ 124/2020/NĐ-CP Đ28.1 (sửa bởi NĐ 155/2026/NĐ-CP)",
    label: Words(
        "đối thoại mà thông báo chưa đủ số ngày, hoặc không ghi ngày thông báo",
        "a dialogue that was announced too late, or not said when",
    ),
    next: Words("Giải trình; lần sau gửi thông báo đủ ngày", "Explain; announce it in time"),
    case: "dialogue",
    ask: |of, found| {
        for (id, petition) in &of.state.petitions {
            for (held, announced, seq) in &petition.heard {
                let Some(ruled) = of.state.policies.term(Step::DialogueNotice, Dates::all(*held)) else { continue };
                let needed = i64::try_from(ruled.row.days(ruled.version.remote)).unwrap_or(i64::MAX);
                let early = announced.map_or(0, |announced| held.days_since(announced));
                if early < needed {
                    let (task, late) = (Task::Step(Step::DialogueNotice), needed - early);
                    found.add(About::Late { of: Owed::Petition, id: *id, task, late }, [*seq]);
                }
            }
        }
    },
};

pub(super) const REVOCATION: Question = Question {
    code: "audit.revocation_open",
    severity: Severity::Warning,
    source: "Luật TĐKT 06/2022/QH15 Đ93",
    label: Words("đề nghị hủy khen thưởng chưa được quyết định", "a proposal to annul an award was not decided"),
    next: Words("Quyết định hủy, hoặc trả lời người đề nghị", "Annul it, or answer the proposer"),
    case: "deputies",
    ask: |of, found| {
        for (id, decision, award) in of.awards().filter(|(.., award)| award.annulled.is_none()) {
            let mut proposed = decision.revocations.iter();
            let line = award.line.line;
            if let Some((_, seq)) = proposed.find(|(lines, _)| lines.as_ref().is_none_or(|l| l.contains(&line))) {
                found.add(About::line(id, decision, award), [*seq]);
            }
        }
    },
};

pub(super) const RECOMPUTE: Question = Question {
    code: "audit.recomputation_open",
    severity: Severity::Warning,
    source: "NĐ 152/2025/NĐ-CP Đ49.1",
    label: Words("đề nghị tính lại tiền thưởng chưa được quyết định", "a proposed recomputation was not decided"),
    next: Words("Đính chính số tiền, hoặc trả lời người đề nghị", "Correct the amount, or answer the proposer"),
    case: "petition_about_a_recipient",
    ask: |of, found| {
        for (id, decision, award) in of.awards() {
            if let Some((_, seq)) = &award.recomputed {
                found.add(About::line(id, decision, award), [*seq]);
            }
        }
    },
};

pub(super) const HISTORY: Question = Question {
    code: "audit.history_unconfirmed",
    severity: Severity::Warning,
    source: "docs/format.md",
    label: Words(
        "quyết định cũ nhập vào sổ mà chưa có người thứ hai xác nhận",
        "a decision of earlier years that no second person confirmed",
    ),
    next: Words(
        "Người thứ hai so với bản giấy rồi xác nhận",
        "Have a second person compare with the paper and confirm",
    ),
    case: "petition_about_a_recipient",
    ask: |of, found| {
        for past in of.state.history.values().filter(|past| past.confirmed.is_none()) {
            found.add(About::Named(past.imported.document.to_string()), [past.seq]);
        }
    },
};
