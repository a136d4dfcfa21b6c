//! Steps that the law gives a term for, and how long it is: rows of the policy. Which day a term ends is told by the
//! calendar (`calendar.rs`), which terms run by `reports/due.rs`.

use serde::Deserialize;

use crate::values::lang::Lang;

/// A step that has a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Accepting a complaint.
    ComplaintAccept,
    /// Resolving a complaint.
    ComplaintResolve,
    /// Resolving a complex complaint.
    ComplaintResolveComplex,
    /// Resolving a denunciation.
    DenunciationResolve,
    /// Resolving a denunciation, extended once.
    DenunciationResolveExtended,
    /// Answering a suggestion.
    SuggestionResolve,
    /// Answering a suggestion, extended.
    SuggestionResolveExtended,
    /// Contesting the result of a complaint.
    ComplaintAppeal,
    /// A first reply to who asks about his data.
    DataReply,
    /// Showing, correcting or handing out somebody's data.
    DataView,
    /// Restricting the use of somebody's data.
    DataRestrict,
    /// Deleting somebody's data.
    DataDelete,
    /// Looking into a denunciation and accepting it or not.
    DenunciationAccept,
    /// Sending a denunciation on to whoever is competent.
    DenunciationForward,
    /// Resolving a denunciation, extended a second time.
    DenunciationResolveTwice,
    /// Sending the decision about a complaint.
    ComplaintDeliver,
    /// Sending the conclusion about a denunciation.
    DenunciationDeliver,
    /// Making the conclusion about a denunciation public.
    DenunciationPublish,
    /// Numbering a decision that was signed.
    DecisionNumber,
    /// Deciding about a nomination.
    NominationDecide,
    /// Complaining, from the day the decision was received or known.
    ComplaintFile,
    /// Looking into a denunciation where several places must be checked.
    DenunciationAcceptExtended,
    /// Answering a citizen who was received.
    ReceptionReply,
    /// Sending the decision that suspends, resumes or ends a complaint.
    ComplaintSuspensionDeliver,
    /// Sending the decision that suspends, resumes or ends a denunciation.
    DenunciationSuspensionDeliver,
    /// Announcing a dialogue: so many days before it.
    DialogueNotice,
}

impl Step {
    /// Whether it follows something that was already done about a petition: without a term nobody asks for it.
    pub fn is_aftermath(self) -> bool {
        matches!(
            self,
            Step::ComplaintDeliver
                | Step::DenunciationDeliver
                | Step::DenunciationPublish
                | Step::ComplaintSuspensionDeliver
                | Step::DenunciationSuspensionDeliver
                | Step::ReceptionReply
        )
    }

    /// Whether it is the resolution of a petition.
    pub fn resolves(self) -> bool {
        matches!(
            self,
            Step::ComplaintResolve
                | Step::ComplaintResolveComplex
                | Step::DenunciationResolve
                | Step::DenunciationResolveExtended
                | Step::DenunciationResolveTwice
                | Step::SuggestionResolve
                | Step::SuggestionResolveExtended
        )
    }

    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Step::ComplaintAccept => lang.pick("thụ lý khiếu nại", "accepting a complaint"),
            Step::ComplaintResolve => lang.pick("giải quyết khiếu nại", "resolving a complaint"),
            Step::ComplaintResolveComplex => {
                lang.pick("giải quyết khiếu nại phức tạp", "resolving a complex complaint")
            }
            Step::DenunciationResolve => lang.pick("giải quyết tố cáo", "resolving a denunciation"),
            Step::DenunciationResolveExtended => {
                lang.pick("giải quyết tố cáo, đã gia hạn", "resolving a denunciation, extended")
            }
            Step::SuggestionResolve => lang.pick("trả lời kiến nghị, phản ánh", "answering a suggestion"),
            Step::SuggestionResolveExtended => {
                lang.pick("trả lời kiến nghị, phản ánh, đã gia hạn", "answering a suggestion, extended")
            }
            Step::ComplaintAppeal => lang.pick("khiếu nại lần hai", "contesting the result of a complaint"),
            Step::DataReply => lang.pick("phản hồi yêu cầu về dữ liệu", "a first reply about personal data"),
            Step::DataView => {
                lang.pick("cho xem, sửa, cung cấp dữ liệu", "showing, correcting or handing out personal data")
            }
            Step::DataRestrict => lang.pick("hạn chế xử lý dữ liệu", "restricting the use of personal data"),
            Step::DataDelete => lang.pick("xoá dữ liệu", "deleting personal data"),
            Step::DenunciationAccept => lang.pick("xử lý ban đầu, thụ lý tố cáo", "accepting a denunciation"),
            Step::DenunciationForward => lang.pick("chuyển tố cáo đến nơi có thẩm quyền", "sending a denunciation on"),
            Step::DenunciationResolveTwice => {
                lang.pick("giải quyết tố cáo, đã gia hạn hai lần", "resolving a denunciation, extended twice")
            }
            Step::ComplaintDeliver => {
                lang.pick("gửi quyết định giải quyết khiếu nại", "sending the decision about a complaint")
            }
            Step::DenunciationDeliver => {
                lang.pick("gửi kết luận nội dung tố cáo", "sending the conclusion about a denunciation")
            }
            Step::DenunciationPublish => {
                lang.pick("công khai kết luận nội dung tố cáo", "publishing the conclusion about a denunciation")
            }
            Step::DecisionNumber => lang.pick("cấp số quyết định", "numbering a decision"),
            Step::NominationDecide => lang.pick("xét, quyết định khen thưởng", "deciding about a nomination"),
            Step::ComplaintFile => lang.pick("thời hiệu khiếu nại", "complaining"),
            Step::DenunciationAcceptExtended => {
                lang.pick("xử lý ban đầu tố cáo, phải xác minh nhiều nơi", "accepting a denunciation, several places")
            }
            Step::ReceptionReply => lang.pick("trả lời công dân đã tiếp", "answering who was received"),
            Step::ComplaintSuspensionDeliver => lang.pick(
                "gửi quyết định tạm đình chỉ, đình chỉ, tiếp tục giải quyết khiếu nại",
                "sending the decision that suspends, resumes or ends a complaint",
            ),
            Step::DenunciationSuspensionDeliver => lang.pick(
                "gửi quyết định tạm đình chỉ, đình chỉ, tiếp tục giải quyết tố cáo",
                "sending the decision that suspends, resumes or ends a denunciation",
            ),
            Step::DialogueNotice => lang.pick("thông báo trước buổi đối thoại", "announcing a dialogue"),
        }
    }
}

/// What kind of days a deadline counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Every day.
    Calendar,
    /// Days on which offices work.
    Working,
}

impl DayKind {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            DayKind::Calendar => lang.pick("ngày", "days"),
            DayKind::Working => lang.pick("ngày làm việc", "working days"),
        }
    }
}
