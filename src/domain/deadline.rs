//! Steps that the law gives a term for, and how long it is: rows of the policy. Which day a term ends is told by the
//! calendar (`calendar.rs`), which terms run by `reports/due.rs`.

use crate::values::listed::listed;

listed! {
    /// A step that has a deadline.
    Step {
        /// Accepting a complaint.
        ComplaintAccept "complaint_accept" "thụ lý khiếu nại" "accepting a complaint",
        /// Resolving a complaint.
        ComplaintResolve "complaint_resolve" "giải quyết khiếu nại" "resolving a complaint",
        /// Resolving a complex complaint.
        ComplaintResolveComplex "complaint_resolve_complex" "giải quyết khiếu nại phức tạp" "resolving a complex complaint",
        /// Resolving a denunciation.
        DenunciationResolve "denunciation_resolve" "giải quyết tố cáo" "resolving a denunciation",
        /// Resolving a denunciation, extended once.
        DenunciationResolveExtended "denunciation_resolve_extended" "giải quyết tố cáo, đã gia hạn" "resolving a denunciation, extended",
        /// Answering a suggestion.
        SuggestionResolve "suggestion_resolve" "trả lời kiến nghị, phản ánh" "answering a suggestion",
        /// Answering a suggestion, extended.
        SuggestionResolveExtended "suggestion_resolve_extended" "trả lời kiến nghị, phản ánh, đã gia hạn" "answering a suggestion, extended",
        /// Contesting the result of a complaint.
        ComplaintAppeal "complaint_appeal" "khiếu nại lần hai" "contesting the result of a complaint",
        /// A first reply to who asks about his data.
        DataReply "data_reply" "phản hồi yêu cầu về dữ liệu" "a first reply about personal data",
        /// Showing, correcting or handing out somebody's data.
        DataView "data_view" "cho xem, sửa, cung cấp dữ liệu" "showing, correcting or handing out personal data",
        /// Restricting the use of somebody's data.
        DataRestrict "data_restrict" "hạn chế xử lý dữ liệu" "restricting the use of personal data",
        /// Deleting somebody's data.
        DataDelete "data_delete" "xóa dữ liệu" "deleting personal data",
        /// Looking into a denunciation and accepting it or not.
        DenunciationAccept "denunciation_accept" "xử lý ban đầu, thụ lý tố cáo" "accepting a denunciation",
        /// Sending a denunciation on to whoever is competent.
        DenunciationForward "denunciation_forward" "chuyển tố cáo đến nơi có thẩm quyền" "sending a denunciation on",
        /// Resolving a denunciation, extended a second time.
        DenunciationResolveTwice "denunciation_resolve_twice" "giải quyết tố cáo, đã gia hạn hai lần" "resolving a denunciation, extended twice",
        /// Sending the decision about a complaint.
        ComplaintDeliver "complaint_deliver" "gửi quyết định giải quyết khiếu nại" "sending the decision about a complaint",
        /// Sending the conclusion about a denunciation.
        DenunciationDeliver "denunciation_deliver" "gửi kết luận nội dung tố cáo" "sending the conclusion about a denunciation",
        /// Making the conclusion about a denunciation public.
        DenunciationPublish "denunciation_publish" "công khai kết luận nội dung tố cáo" "publishing the conclusion about a denunciation",
        /// Numbering a decision that was signed.
        DecisionNumber "decision_number" "cấp số quyết định" "numbering a decision",
        /// Deciding about a nomination.
        NominationDecide "nomination_decide" "xét, quyết định khen thưởng" "deciding about a nomination",
        /// Complaining, from the day the decision was received or known.
        ComplaintFile "complaint_file" "thời hiệu khiếu nại" "complaining",
        /// Looking into a denunciation where several places must be checked.
        DenunciationAcceptExtended "denunciation_accept_extended" "xử lý ban đầu tố cáo, phải xác minh nhiều nơi" "accepting a denunciation, several places",
        /// Answering a citizen who was received.
        ReceptionReply "reception_reply" "trả lời công dân đã tiếp" "answering who was received",
        /// Sending the decision that suspends, resumes or ends a complaint.
        ComplaintSuspensionDeliver "complaint_suspension_deliver" "gửi quyết định tạm đình chỉ, đình chỉ, tiếp tục giải quyết khiếu nại" "sending the decision that suspends, resumes or ends a complaint",
        /// Sending the decision that suspends, resumes or ends a denunciation.
        DenunciationSuspensionDeliver "denunciation_suspension_deliver" "gửi quyết định tạm đình chỉ, đình chỉ, tiếp tục giải quyết tố cáo" "sending the decision that suspends, resumes or ends a denunciation",
        /// Announcing a dialogue: so many days before it.
        DialogueNotice "dialogue_notice" "thông báo trước buổi đối thoại" "announcing a dialogue",
    }
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
}

listed! {
    /// What kind of days a deadline counts.
    DayKind {
        /// Every day.
        Calendar "calendar" "ngày" "days",
        /// Days on which offices work.
        Working "working" "ngày làm việc" "working days",
    }
}
