//! Petitions: complaints, denunciations and suggestions, from receipt to resolution (Luật Khiếu nại
//! 02/2011/QH13, Luật Tố cáo 25/2018/QH14). Who wrote them stands here as a sealed commitment only.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::deadline::Step;
use crate::domain::registers::nomination::Recipient;
pub use crate::domain::vault::Sealed;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::listed::listed;
use crate::values::members::{each_once, present};
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

listed! {
    /// How it arrived.
    Channel {
        /// A letter handed in.
        Letter "letter" "nộp đơn" "a letter handed in",
        /// Said in person and written down.
        InPerson "in_person" "trình bày trực tiếp" "in person",
        /// By post.
        Post "post" "bưu điện" "by post",
        /// Through a portal.
        Online "online" "trực tuyến" "online",
        /// Sent on by another authority.
        Forwarded "forwarded" "nơi khác chuyển đến" "sent on by another authority",
    }
}

listed! {
    /// What it turns out to be.
    PetitionKind {
        /// Khiếu nại.
        Complaint "complaint" "khiếu nại" "complaint",
        /// Tố cáo.
        Denunciation "denunciation" "tố cáo" "denunciation",
        /// Kiến nghị, phản ánh.
        Suggestion "suggestion" "kiến nghị, phản ánh" "suggestion",
        /// Not known: for what was reconstructed from papers that do not say.
        Unspecified "unspecified" "không rõ loại" "unspecified",
    }
}

impl PetitionKind {
    /// The longest term that the law gives for resolving it, after so many extensions.
    pub fn longest(self, extensions: usize) -> Option<Step> {
        Some(match (self, extensions) {
            (PetitionKind::Complaint, 0) => Step::ComplaintResolve,
            (PetitionKind::Complaint, _) => Step::ComplaintResolveComplex,
            (PetitionKind::Denunciation, 0) => Step::DenunciationResolve,
            (PetitionKind::Denunciation, 1) => Step::DenunciationResolveExtended,
            (PetitionKind::Denunciation, _) => Step::DenunciationResolveTwice,
            (PetitionKind::Suggestion, 0) => Step::SuggestionResolve,
            (PetitionKind::Suggestion, _) => Step::SuggestionResolveExtended,
            (PetitionKind::Unspecified, _) => return None,
        })
    }
}

listed! {
    /// How it was resolved.
    Outcome {
        /// Right.
        Upheld "upheld" "đúng" "upheld",
        /// Right in part.
        PartlyUpheld "partly_upheld" "đúng một phần" "upheld in part",
        /// Wrong.
        Rejected "rejected" "không đúng" "rejected",
        /// Answered: a suggestion.
        Answered "answered" "đã trả lời" "answered",
        /// Not known: for what was reconstructed from papers that do not say.
        Unspecified "unspecified" "không rõ kết quả" "result unknown",
    }
}

listed! {
    /// What makes a case complex (NĐ 31/2019/NĐ-CP Đ3.2; NĐ 124/2020/NĐ-CP Đ3a); two make a denunciation especially so.
    Criterion {
        /// One matter to be verified in two places or more.
        TwoPlaces "two_places" "một nội dung, phải xác minh từ 02 địa điểm trở lên" "one matter, two places or more",
        /// Two matters to be verified or more.
        TwoMatters "two_matters" "có từ 02 nội dung phải xác minh trở lên" "two matters or more",
        /// Many people, or the rights of many.
        ManyPeople "many_people" "nhiều người về cùng một nội dung, hoặc liên quan quyền, lợi ích của nhiều người" "many people, or the rights of many",
        /// Somebody or something abroad.
        Foreign "foreign" "có yếu tố nước ngoài" "somebody or something abroad",
        /// Several authorities are responsible.
        ManyAuthorities "many_authorities" "liên quan trách nhiệm quản lý của nhiều cơ quan, tổ chức" "several authorities are responsible",
        /// Authorities disagree.
        Disagreement "disagreement" "các cơ quan, tổ chức liên quan còn ý kiến khác nhau" "authorities disagree",
        /// Evidence contradicts itself or needs experts.
        Contradiction "contradiction" "tài liệu, chứng cứ mâu thuẫn, cần thời gian kiểm tra hoặc ý kiến chuyên môn" "evidence contradicts itself or needs experts",
    }
    /// What is done to a case for a ground that the law lists.
    Act {
        /// It is suspended.
        Suspend "suspend" "tạm đình chỉ giải quyết" "suspending",
        /// It ends without a result.
        Terminate "terminate" "đình chỉ giải quyết" "ending without a result",
        /// It goes on although it was withdrawn.
        Continue "continue" "giải quyết tiếp sau khi rút" "going on after a withdrawal",
    }
    /// Such a ground.
    CaseGround {
        /// Another authority's result, or another case's, is waited for.
        WaitingForOther "waiting_for_other" "đợi kết quả của cơ quan, tổ chức khác hoặc vụ việc khác có liên quan" "waiting for another authority or case",
        /// A further expert opinion is waited for.
        FurtherOpinion "further_opinion" "đợi giám định bổ sung, giám định lại" "waiting for a further expert opinion",
        /// An event beyond anybody's power, or an obstacle.
        ForceMajeure "force_majeure" "sự kiện bất khả kháng hoặc trở ngại khách quan" "force majeure or an obstacle",
        /// All of it was withdrawn.
        Withdrawn "withdrawn" "đã rút toàn bộ" "withdrawn in full",
        /// Whom it was directed against died, and it concerned nobody else.
        TargetDied "target_died" "người bị tố cáo chết, nội dung chỉ liên quan người ấy" "the denounced person died",
        /// Who complained died, or is no more as an organisation.
        PetitionerGone "petitioner_gone" "người khiếu nại chết, hoặc tổ chức giải thể, phá sản, chấm dứt" "the complainant is no more",
        /// A court or another authority decided it for good.
        DecidedElsewhere "decided_elsewhere" "đã có bản án, quyết định có hiệu lực pháp luật" "decided for good elsewhere",
        /// There are signs that the law was broken.
        Violation "violation" "hành vi bị tố cáo có dấu hiệu vi phạm pháp luật" "signs that the law was broken",
        /// It was withdrawn under threat or for a bribe.
        Coercion "coercion" "rút do bị đe dọa, ép buộc, mua chuộc" "withdrawn under threat or for a bribe",
        /// It was made to slander.
        Slander "slander" "lợi dụng để vu khống, xúc phạm, gây thiệt hại" "made to slander",
    }
}

/// Payload of `petition.classified` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionClassified {
    /// What it is.
    pub kind: PetitionKind,
    /// Whether this unit is competent.
    pub in_jurisdiction: bool,
    /// Whether nobody signed it.
    pub anonymous: bool,
    /// The person it is directed against, if that person holds a key here.
    #[serde(default, deserialize_with = "present")]
    pub target: Option<Id>,
    /// The decision it is about.
    #[serde(default, deserialize_with = "present")]
    pub decision: Option<Id>,
    /// Recipients it speaks of: while it is open they may not be awarded, where the policy says so.
    #[serde(default, deserialize_with = "each_once::<_, _, 1, 200>")]
    pub concerns: BTreeSet<Id>,
    /// Why first handling takes longer: several places must be checked, or another body asked (Luật Tố cáo Đ24.1).
    #[serde(default, deserialize_with = "present")]
    pub several_places: Option<Prose>,
    /// Who dealt with the matter before: a column of the reception register (form 03/TCD).
    #[serde(default, deserialize_with = "present")]
    pub resolved_before: Option<Name>,
}

/// A dated step and the entry that records it.
pub type StepTaken = (Date, u64);

/// A petition as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Petition {
    /// How it arrived.
    pub channel: Channel,
    /// When it was received.
    pub received_on: Date,
    /// The entry of its receipt.
    pub seq: u64,
    /// What it is about.
    pub summary: Prose,
    /// Whether it is about emulation and commendation.
    pub award_related: bool,
    /// How many letters.
    pub letters: u64,
    /// How many people signed.
    pub signatories: u64,
    /// What it turned out to be, when, by which entry.
    pub classified: Option<(PetitionClassified, Date, u64)>,
    /// Sent on or answered.
    pub forwarded: Option<StepTaken>,
    /// To whom, with which reply.
    pub forwarded_to: Option<(Name, Name)>,
    /// By which notice or decision it was accepted.
    pub accepted_by: Option<Name>,
    /// Accepted.
    pub accepted: Option<StepTaken>,
    /// Who resolves it.
    pub resolver: Option<Id>,
    /// The deadline as it stands.
    pub due_on: Option<Date>,
    /// Extensions.
    pub extended: Vec<StepTaken>,
    /// How it was resolved, when, by which entry.
    pub resolved: Option<(Outcome, Date, u64)>,
    /// Withdrawn, and that ended it.
    pub withdrawn: Option<StepTaken>,
    /// Not accepted.
    pub refused: Option<StepTaken>,
    /// Ended without a result.
    pub terminated: Option<StepTaken>,
    /// Suspended since.
    pub suspended: Option<StepTaken>,
    /// Suspensions that are over: since when, until which day.
    pub suspensions: Vec<(Date, Date)>,
    /// What followed the result.
    pub aftermath: Vec<(Aftermath, Date, u64)>,
    /// Dialogues: when held, when announced, by which entry.
    pub heard: Vec<(Date, Option<Date>, u64)>,
    /// Decisions that suspended, resumed or ended it: when made, when sent.
    pub orders: Vec<(StepTaken, Option<StepTaken>)>,
}

impl Petition {
    /// When it ended, whichever way.
    pub fn closed_on(&self) -> Option<Date> {
        let steps = [self.forwarded, self.withdrawn, self.refused, self.terminated];
        let resolved = self.resolved.map(|(_, on, seq)| (on, seq));
        steps.into_iter().chain([resolved]).flatten().map(|(on, _)| on).min()
    }

    /// A word for where it stands.
    pub fn status(&self, lang: Lang) -> &'static str {
        if self.withdrawn.is_some() {
            lang.pick("đã rút", "withdrawn")
        } else if self.refused.is_some() {
            lang.pick("không thụ lý", "not accepted")
        } else if self.terminated.is_some() {
            lang.pick("đình chỉ", "terminated")
        } else if self.suspended.is_some() {
            lang.pick("tạm đình chỉ", "suspended")
        } else if self.resolved.is_some() {
            lang.pick("đã giải quyết", "resolved")
        } else if self.forwarded.is_some() {
            lang.pick("đã chuyển, đã hướng dẫn", "forwarded")
        } else if self.accepted.is_some() {
            lang.pick("đang giải quyết", "being resolved")
        } else if self.classified.is_some() {
            lang.pick("đã phân loại", "classified")
        } else {
            lang.pick("mới tiếp nhận", "received")
        }
    }

    /// How many days of suspension there were by a day: they are not counted in the term.
    pub fn days_suspended(&self, today: Date) -> u32 {
        let running = self.suspended.map(|(since, _)| (since, today));
        let days = self.suspensions.iter().copied().chain(running).map(|(since, until)| until.days_since(since).max(0));
        let days = days.sum::<i64>();
        debug_assert!((0..=i64::from(u32::MAX)).contains(&days), "days of the calendar are fewer");
        u32::try_from(days).unwrap_or(u32::MAX)
    }

    pub(in crate::domain) fn latest(&self) -> Date {
        let (accepted, suspended) = (self.accepted.map(|s| s.0), self.suspended.map(|s| s.0));
        let steps = [self.classified.as_ref().map(|c| c.1), accepted, self.extended.last().map(|s| s.0), suspended];
        steps.into_iter().flatten().max().unwrap_or(self.received_on)
    }
}

listed! {
    /// To whom somebody goes who does not agree.
    Instance {
        /// The authority above.
        Second "second" "giải quyết lần hai" "second instance",
        /// The administrative court.
        Court "court" "tòa án" "court",
    }
}

/// What followed a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aftermath {
    /// It was sent.
    Delivered,
    /// It was contested.
    Appealed(Instance),
    /// It was carried out.
    Executed,
    /// It was made public.
    Published,
}

impl Aftermath {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Aftermath::Delivered => lang.pick("đã gửi", "delivered"),
            Aftermath::Appealed(Instance::Second) => lang.pick("khiếu nại lần hai, tố cáo tiếp", "second instance"),
            Aftermath::Appealed(Instance::Court) => lang.pick("ra tòa", "at court"),
            Aftermath::Executed => lang.pick("đã thi hành", "carried out"),
            Aftermath::Published => lang.pick("đã công khai", "published"),
        }
    }
}

impl Petition {
    /// Whether it is open and speaks of a recipient.
    pub fn holds(&self, recipient: &Recipient) -> bool {
        let concerns = self.classified.as_ref().is_some_and(|(c, ..)| c.concerns.contains(&recipient.id));
        concerns && self.closed_on().is_none()
    }
}
