//! The rows of a policy. Law changes in the middle of years and in single articles, so every row says from when until
//! when it is in force, by which article, how far that was checked, and, where the law says so, which date decides.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::deadline::{DayKind, Step};
use crate::domain::dossier::DocumentKind;
use crate::domain::nomination::{Form, RecipientKind};
use crate::domain::petition::{Act, CaseGround, PetitionKind};
use crate::values::ident::BadIdent;
use crate::values::lang::Lang;
use crate::values::listed::listed;
use crate::values::members::{each_once, maybe_within, present, within};
use crate::values::money::{Dong, Ratio};
use crate::values::text::Name;
use crate::values::time::Date;

listed! {
    /// How far a value was checked against its source.
    Mark {
        /// Read in a full copy of the text.
        Read "read" "đã đọc văn bản" "text read",
        /// Read in an article or guide that quotes the provision under its number.
        Quoted "quoted" "theo bài dẫn điều khoản" "as quoted",
        /// Not read: a person compares it with the text before relying on it.
        Unverified "unverified" "chưa đối chiếu" "unverified",
        /// The unit's own rule, or one of the authority above, answered for by whoever adopts it.
        Own "own" "quy định của đơn vị" "the unit's own rule",
    }
}

/// An article, and that nobody compared the row with it, if so.
pub fn sourced(source: &str, mark: Mark, lang: Lang) -> String {
    match mark.is_unverified() {
        true => format!("{source} ({})", mark.label(lang)),
        false => source.to_owned(),
    }
}

impl Mark {
    /// Whether a person should check the value before relying on it.
    pub fn is_unverified(self) -> bool {
        self == Mark::Unverified
    }
}

listed! {
    /// The date by which it is told which of several rows applies.
    Deciding {
        /// The day the dossier or petition was received.
        Receipt "receipt" "theo ngày nhận" "by the day of receipt",
        /// The day the term began.
        Start "start" "theo ngày bắt đầu tính hạn" "by the day the term began",
        /// The day of the step itself; while it is not done, today.
        Step "step" "theo ngày làm việc đó" "by the day of the step",
        /// The date on the decision.
        Issue "issue" "theo ngày ban hành quyết định" "by the date on the decision",
    }
}

/// The dates of a case, of which a row names one.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// When the dossier or petition was received.
    pub receipt: Date,
    /// When the term began.
    pub start: Date,
    /// When the step was, or is, taken.
    pub step: Date,
}

impl Dates {
    /// One day for all.
    pub fn all(day: Date) -> Dates {
        Dates { receipt: day, start: day, step: day }
    }

    pub(super) fn pick(self, by: Option<Deciding>, otherwise: Deciding) -> Date {
        match by.unwrap_or(otherwise) {
            Deciding::Receipt => self.receipt,
            Deciding::Start => self.start,
            Deciding::Step | Deciding::Issue => self.step,
        }
    }
}

/// When a row is in force, by what, how sure that is.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// First day.
    pub from: Date,
    /// Last day, if an end is known.
    pub until: Option<Date>,
    /// The article.
    pub source: &'a Name,
    /// How far it was checked.
    pub mark: Mark,
    /// Which date decides, if the law says so.
    pub by: Option<Deciding>,
}

impl Span<'_> {
    /// Whether it is in force on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// The article, and that nobody compared it with the text, if so.
    pub fn cite(&self) -> String {
        sourced(self.source.as_str(), self.mark, Lang::Vi)
    }
}

/// A row of a policy.
pub trait Row {
    /// When it is in force, by what.
    fn span(&self) -> Span<'_>;

    /// What it rules, in words that tell it from every other row's: of one thing, one row is in force on a day.
    fn rules(&self, lang: Lang) -> String;

    /// What it says about it, in words.
    fn says(&self, lang: Lang) -> String;
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $ty,)*
            /// First day in force.
            pub from: Date,
            /// Last day in force, if an end is known.
            #[serde(default, deserialize_with = "present")]
            pub until: Option<Date>,
            /// The article.
            pub source: Name,
            /// How far it was checked.
            pub mark: Mark,
            /// Which date decides, if the law says so.
            #[serde(default, deserialize_with = "present")]
            pub by: Option<Deciding>,
        }

        impl $name {
            fn its_span(&self) -> Span<'_> {
                Span { from: self.from, until: self.until, source: &self.source, mark: self.mark, by: self.by }
            }

            /// The article, and that nobody compared it with the text, if so.
            pub fn cite(&self) -> String {
                self.its_span().cite()
            }
        })*
    };
}

rows! {
    /// A base salary (mức lương cơ sở), bitemporal: some decrees are signed after they take effect.
    BaseSalary {
        /// Đồng a month.
        amount: Dong,
        /// Known from: the day the decree was signed.
        known_from: Date,
    }
    /// What an award is worth: `coefficient × factor × base salary`.
    Rate {
        /// The form or title.
        form: Form,
        /// Its name for people.
        name: Name,
        /// For which kind of recipient.
        kind: RecipientKind,
        /// The coefficient.
        coefficient: Ratio,
        /// What it is multiplied by for this kind: 2 for a collective, 1.5 for a household.
        factor: Ratio,
    }
    /// How amounts are rounded: up, to a multiple of `unit` đồng.
    Rounding {
        /// The multiple, in đồng.
        #[serde(deserialize_with = "within::<_, 1, 1_000_000>")]
        unit: u64,
        /// When it is done.
        order: RoundingOrder,
    }
    /// An upper limit.
    Ceiling {
        /// Of what.
        what: Limited,
        /// In percent of what [`Limited`] says.
        percent: Ratio,
    }
    /// The council's rules of voting.
    VoteRule {
        /// For which form or title; every other if absent.
        #[serde(default, deserialize_with = "present")]
        form: Option<Form>,
        /// Votes cast, present or in writing, of all members.
        quorum: Share,
        /// Votes in favour, of all members.
        approval: Share,
    }
    /// A term.
    Deadline {
        /// Of which step.
        step: Step,
        /// How many days.
        #[serde(deserialize_with = "within::<_, 1, 400>")]
        days: u64,
        /// How many in remote areas, where the law gives more.
        #[serde(default, deserialize_with = "maybe_within::<_, 1, 400>")]
        remote_days: Option<u64>,
        /// Of which kind.
        unit: DayKind,
        /// Whether a term that ends on a day off ends on the next working day.
        #[serde(default)]
        rolls: bool,
        /// How many of the law's criteria of complexity an extension to it must name.
        #[serde(default, deserialize_with = "maybe_within::<_, 1, 7>")]
        criteria: Option<u64>,
    }
    /// A ground for which a case is suspended, ended, or goes on after a withdrawal.
    GroundRule {
        /// What is done.
        act: Act,
        /// To which kind of petition.
        kind: PetitionKind,
        /// For what.
        ground: CaseGround,
    }
    /// What happens to a year's balance, by where the money came from.
    YearEnd {
        /// Which money.
        money: Money,
        /// The rule.
        rule: YearEndRule,
        /// Points of the law by which money that lapses may go over all the same.
        #[serde(default, deserialize_with = "each_once::<_, _, 0, 20>")]
        grounds: BTreeSet<CarryGround>,
        /// Whether January pays for the old year only what was done, delivered or decided by 31 December.
        #[serde(default)]
        only_done: bool,
    }
    /// While what it names runs, the person concerned is not awarded.
    Hold {
        /// What holds.
        ground: HoldGround,
    }
    /// A document that a dossier must have.
    DossierRule {
        /// By which procedure.
        procedure: ProcedureKind,
        /// For which form or title; every other if absent.
        #[serde(default, deserialize_with = "present")]
        form: Option<Form>,
        /// One of these.
        #[serde(deserialize_with = "each_once::<_, _, 1, 8>")]
        any_of: BTreeSet<DocumentKind>,
    }
    /// How a kind of report cuts its periods.
    Cut {
        /// Which report.
        report: Reported,
        /// The day of the month on which a period begins: 1 for calendar periods; 15 for those that run from the 15th
        /// of the month before to the 14th of their last month.
        #[serde(deserialize_with = "within::<_, 1, 28>")]
        first_day: u64,
        /// By which day of the last month the report is sent.
        #[serde(default, deserialize_with = "maybe_within::<_, 1, 31>")]
        send_by: Option<u64>,
    }
    /// How often the head receives citizens himself.
    ReceptionDays {
        /// In what time.
        per: Per,
        /// How many days at least.
        #[serde(deserialize_with = "within::<_, 1, 31>")]
        at_least: u64,
    }
    /// How long files are kept, from the end of the year in which the work ended.
    Retention {
        /// Which files.
        class: FileClass,
        /// How many years; for ever if absent.
        #[serde(default, deserialize_with = "maybe_within::<_, 1, 100>")]
        years: Option<u64>,
    }
}

listed! {
    /// Whether a collective's amount is rounded after multiplying, or is a multiple of the rounded amount. The
    /// decrees leave it open; the difference is up to 10,000đ.
    RoundingOrder {
        /// Multiply everything, then round.
        RoundLast "round_last" "nhân hết rồi mới làm tròn" "round last",
        /// Round the individual's amount, then multiply.
        MultiplyRounded "multiply_rounded" "làm tròn mức cá nhân rồi mới nhân" "multiply the rounded amount",
    }
    /// What has an upper limit.
    Limited {
        /// What organising costs, of what the year's fund received.
        Organising "organising" "chi tổ chức thực hiện so với Quỹ của năm" "organising, of the year's fund",
        /// What the budget sets aside for the fund, of the year's regular spending.
        Fund "fund" "trích lập Quỹ so với dự toán chi thường xuyên" "the fund, of regular spending",
    }
    /// Where money of the fund came from.
    Money {
        /// The budget.
        Appropriation "appropriation" "ngân sách cấp" "from the budget",
        /// Contributions with a stated purpose.
        Contribution "contribution" "đóng góp, tài trợ" "contributions",
    }
    /// What may happen to a year's balance.
    YearEndRule {
        /// It goes to the next year.
        CarryForward "carry_forward" "chuyển sang năm sau" "carrying forward",
        /// It goes back to the budget, but for the grounds that the row names.
        Lapse "lapse" "nộp trả ngân sách" "returning to the budget",
        /// Either, as the finance office says.
        Either "either" "chuyển sang năm sau hoặc nộp trả ngân sách" "carrying forward or returning to the budget",
    }
    /// Points of Luật NSNN 89/2025/QH15 Đ66 by which unspent money goes over to the next year.
    CarryGround {
        /// Đ66.3 a: added after 30 September, the task still open.
        AddedLate "added_late" "bổ sung sau 30/9, nhiệm vụ còn tiếp tục" "added after 30 September",
        /// Đ66.3 d: goods under contract before 31 December.
        Contracted "contracted" "đã ký hợp đồng mua sắm trước 31/12" "under contract before 31 December",
        /// Đ66.3 k: contributions with a stated purpose.
        StatedPurpose "stated_purpose" "đóng góp có mục đích cụ thể" "contributed for a stated purpose",
        /// Đ66.4: decided by the competent body.
        Decided "decided" "cấp có thẩm quyền quyết định" "decided by the competent body",
    }
    /// What holds an award.
    HoldGround {
        /// A petition about the person is open.
        Petition "petition" "đang có đơn khiếu nại, tố cáo về người ấy" "an open petition",
        /// Discipline is being considered.
        Discipline "discipline" "đang xem xét kỷ luật" "discipline is being considered",
        /// An investigation runs.
        Investigation "investigation" "đang bị điều tra" "an investigation",
        /// An inspection runs.
        Inspection "inspection" "đang thanh tra" "an inspection",
        /// A check runs.
        Check "check" "đang kiểm tra" "a check",
        /// What the press reported of corruption is being verified.
        Press "press" "đang xác minh nội dung báo chí nêu về tham nhũng" "press reports being verified",
    }
    /// By which procedure a dossier's decision came about.
    ProcedureKind {
        /// The council voted.
        Council "council" "Hội đồng biểu quyết" "voted by the council",
        /// Without a vote.
        Simplified "simplified" "thủ tục đơn giản" "simplified procedure",
    }
    /// Which report.
    Reported {
        /// On emulation and commendation.
        Awards "awards" "báo cáo thi đua, khen thưởng" "the award report",
        /// On reception and petitions.
        Petitions "petitions" "báo cáo tiếp công dân, xử lý đơn" "the petition report",
    }
    /// In what time.
    Per {
        /// A week.
        Week "week" "tuần" "week",
        /// A month.
        Month "month" "tháng" "month",
    }
    /// What a policy cannot be without.
    Needed {
        /// The general rule of voting.
        Votes "votes" "quy tắc biểu quyết chung" "a general rule of voting",
        /// How amounts are rounded.
        Rounding "rounding" "cách làm tròn tiền thưởng" "how amounts are rounded",
    }
    /// Files that are kept alike.
    FileClass {
        /// Award dossiers.
        Awards "awards" "hồ sơ khen thưởng" "award dossiers",
        /// Petition files.
        Petitions "petitions" "hồ sơ giải quyết đơn" "petition files",
        /// Accounting vouchers.
        Vouchers "vouchers" "chứng từ kế toán" "vouchers",
        /// Files of movements.
        Movements "movements" "hồ sơ phong trào thi đua" "movement files",
    }
}

impl CarryGround {
    /// The point of the law.
    pub fn source(self) -> &'static str {
        match self {
            CarryGround::AddedLate => "Luật NSNN 89/2025/QH15 Đ66.3a",
            CarryGround::Contracted => "Luật NSNN 89/2025/QH15 Đ66.3d",
            CarryGround::StatedPurpose => "Luật NSNN 89/2025/QH15 Đ66.3k",
            CarryGround::Decided => "Luật NSNN 89/2025/QH15 Đ66.4",
        }
    }
}

/// A share that votes must reach or exceed: `>=2/3`, `>1/2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    more: bool,
    part: u64,
    whole: u64,
}

impl Share {
    /// Whether so many of so many are enough.
    pub fn holds(self, votes: u64, members: u64) -> bool {
        let (votes, needed) = (u128::from(votes) * u128::from(self.whole), u128::from(members) * u128::from(self.part));
        if self.more { votes > needed } else { votes >= needed }
    }

    /// In words: `ít nhất 2/3`, `quá 1/2`.
    pub fn words(self, lang: Lang) -> String {
        let how = if self.more { lang.pick("quá", "more than") } else { lang.pick("ít nhất", "at least") };
        format!("{how} {}/{}", self.part, self.whole)
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{}{}/{}", if self.more { ">" } else { ">=" }, self.part, self.whole))
    }
}

impl std::str::FromStr for Share {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<Share, BadIdent> {
        let read = || {
            let (more, rest) = match text.strip_prefix(">=") {
                Some(rest) => (false, rest),
                None => (true, text.strip_prefix('>')?),
            };
            let (part, whole) = rest.split_once('/')?;
            let plain = |n: &str| (n == "0" || !n.starts_with('0')) && n.bytes().all(|b| b.is_ascii_digit());
            if !plain(part) || !plain(whole) || part.len() > 3 || whole.len() > 3 {
                return None;
            }
            let (part, whole) = (part.parse().ok()?, whole.parse().ok()?);
            (whole > 0).then_some(Share { more, part, whole })
        };
        read().ok_or_else(BadIdent::share)
    }
}
crate::values::ident::text_value!(Share);

/// A form's code where the row speaks of one form only.
fn of_form(form: &Option<Form>, lang: Lang) -> String {
    form.as_ref().map_or_else(|| lang.pick("chung", "in general").to_owned(), ToString::to_string)
}

macro_rules! say {
    ($($name:ident: |$row:ident, $lang:ident| $rules:expr, $says:expr;)*) => {
        $(impl Row for $name {
            fn span(&self) -> Span<'_> {
                self.its_span()
            }

            #[allow(unused_variables)] // some tables rule one thing only
            fn rules(&self, $lang: Lang) -> String {
                let $row = self;
                $rules
            }

            #[allow(unused_variables)]
            fn says(&self, $lang: Lang) -> String {
                let $row = self;
                $says
            }
        })*
    };
}

say! {
    BaseSalary: |row, lang| lang.pick("mức lương cơ sở", "base salary").to_owned(), row.amount.to_string();
    Rate: |row, lang| format!("{} ({})", row.name, row.kind.label(lang)),
        format!("{} × {}", row.coefficient.said(lang), row.factor.said(lang));
    Rounding: |row, lang| lang.pick("làm tròn tiền thưởng", "rounding").to_owned(), {
        let (up, unit) = (lang.pick("lên bội số của", "up to a multiple of"), Dong::new(row.unit).unwrap_or(Dong::ZERO));
        format!("{up} {unit}, {}", row.order.label(lang))
    };
    Ceiling: |row, lang| row.what.label(lang).to_owned(), format!("{} {} %", lang.pick("không quá", "at most"), row.percent.said(lang));
    VoteRule: |row, lang| format!("{}: {}", lang.pick("biểu quyết", "votes"), of_form(&row.form, lang)),
        format!("{} {}, {} {} {}", lang.pick("dự họp", "quorum"), row.quorum.words(lang), lang.pick("tán thành", "approval"), row.approval.words(lang), lang.pick("tổng số thành viên", "of all members"));
    Deadline: |row, lang| row.step.label(lang).to_owned(), row.length(lang);
    YearEnd: |row, lang| format!("{}: {}", lang.pick("số dư cuối năm", "year's end"), row.money.label(lang)), {
        let said = |ground: &CarryGround| format!("{}: {}", ground.source(), ground.label(lang));
        let grounds: Vec<String> = row.grounds.iter().map(said).collect();
        let but = if grounds.is_empty() { String::new() } else { format!(" ({}: {})", lang.pick("trừ", "except"), grounds.join("; ")) };
        let done = lang.pick("; tháng 01 chỉ chi việc đã xong đến 31/12", "; January pays only what was done by 31 December");
        format!("{}{but}{}", row.rule.label(lang), if row.only_done { done } else { "" })
    };
    GroundRule: |row, lang| format!("{} {}: {}", row.act.label(lang), row.kind.label(lang), row.ground.label(lang)), lang.pick("là căn cứ", "is a ground").to_owned();
    Hold: |row, lang| format!("{}: {}", lang.pick("chưa khen khi", "no award while"), row.ground.label(lang)), lang.pick("có", "yes").to_owned();
    DossierRule: |row, lang| {
        let kinds: Vec<&str> = row.any_of.iter().map(|kind| kind.label(lang)).collect();
        format!("{}, {}: {}", row.procedure.label(lang), of_form(&row.form, lang), kinds.join(lang.pick(" hoặc ", " or ")))
    }, lang.pick("phải có trong hồ sơ", "required").to_owned();
    Cut: |row, lang| row.report.label(lang).to_owned(), {
        let from = format!("{} {}", lang.pick("kỳ tính từ ngày", "periods begin on day"), row.first_day);
        row.send_by.map_or_else(|| from.clone(), |day| format!("{from}, {} {day} {}", lang.pick("gửi chậm nhất ngày", "sent by day"), lang.pick("của tháng cuối kỳ", "of the last month")))
    };
    ReceptionDays: |row, lang| lang.pick("Chủ tịch tiếp công dân", "the head receives citizens").to_owned(), {
        let (least, a) = (lang.pick("ít nhất", "at least"), lang.pick("ngày mỗi", "days a"));
        format!("{least} {} {a} {}", row.at_least, row.per.label(lang))
    };
    Retention: |row, lang| format!("{}: {}", lang.pick("lưu", "kept"), row.class.label(lang)),
        row.years.map_or_else(|| lang.pick("vĩnh viễn", "for ever").to_owned(), |years| format!("{years} {}", lang.pick("năm", "years")));
}

impl Deadline {
    /// How many days it gives, in a remote area or elsewhere.
    pub fn days(&self, remote: bool) -> u64 {
        self.remote_days.filter(|_| remote).unwrap_or(self.days)
    }

    fn length(&self, lang: Lang) -> String {
        let remote = self.remote_days.map_or_else(String::new, |days| {
            format!(" ({} {days})", lang.pick("vùng sâu, vùng xa, đi lại khó khăn:", "remote areas:"))
        });
        let rolls = if self.rolls {
            lang.pick(", hoặc ngày làm việc kế tiếp", ", or the next working day")
        } else {
            ""
        };
        let criteria = self.criteria.map_or_else(String::new, |n| {
            format!(", {} {n} {}", lang.pick("nêu ít nhất", "naming at least"), lang.pick("tiêu chí", "criteria"))
        });
        format!("{} {}{remote}{rolls}{criteria}", self.days, self.unit.label(lang))
    }
}
