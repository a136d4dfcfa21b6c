//! Award decisions: signed, numbered and issued on three dates that may differ, then corrected, annulled,
//! presented (Luật TĐKT 06/2022 Đ5, Đ82, Đ85, Đ93; NĐ 30/2020/NĐ-CP Đ15, Đ18).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use crate::domain::policy::Derivation;
use crate::domain::registers::nomination::{Form, Nomination, Recipient, RewardType};
use crate::log::list::ListRoot;
use crate::values::crypto::Hash;
use crate::values::ident::{BadIdent, Id, text_value};
use crate::values::lang::Label;
use crate::values::listed::{List, listed};
use crate::values::members::{each_once, present, sized, within};
use crate::values::money::Dong;
use crate::values::text::{Prose, fold};
use crate::values::time::Date;

listed! {
    /// In what capacity a decision is signed.
    Capacity {
        /// CHỦ TỊCH.
        Chairman "chairman" "CHỦ TỊCH" "Chairman",
        /// KT. CHỦ TỊCH, PHÓ CHỦ TỊCH (NĐ 30/2020/NĐ-CP Đ13).
        ForChairman "for_chairman" "KT. CHỦ TỊCH" "for the Chairman",
    }
}

listed! {
    /// The ground of the simplified procedure (Luật TĐKT Đ85). Secret content has no place in this ledger.
    SimplifiedGround {
        /// A political task.
        PoliticalTask "political_task" "nhiệm vụ chính trị" "a political task",
        /// A sudden achievement.
        Sudden "sudden" "đột xuất" "a sudden achievement",
        /// Found by the head of the unit.
        FoundByHead "found_by_head" "người đứng đầu phát hiện" "found by the head of the unit",
        /// Dedication or seniority.
        Dedication "dedication" "quá trình cống hiến" "dedication",
        /// External relations.
        External "external" "đối ngoại" "external relations",
    }
}

/// How a decision came about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Procedure {
    /// The council voted.
    Council {
        /// The session.
        session: Id,
    },
    /// Without a vote.
    Simplified {
        /// Why.
        ground: SimplifiedGround,
    },
    /// Brought in from papers: nominations and votes are not known here.
    Historical {
        /// Which papers.
        source: Prose,
    },
}

impl Procedure {
    /// The words of its `kind`.
    pub const KINDS: &'static List = &List {
        name: "Procedure",
        words: &[
            ("council", Label { vi: "Hội đồng biểu quyết", en: "voted by the council" }),
            ("simplified", Label { vi: "thủ tục đơn giản", en: "simplified procedure" }),
            ("historical", Label { vi: "hồ sơ cũ", en: "from old papers" }),
        ],
    };
}

/// One award within a decision. Its number is the recipient's «Số sổ vàng» (NĐ 98/2023 Đ104.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// 1, 2, 3 … within the decision.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub line: u64,
    /// Who receives it.
    pub recipient: Recipient,
    /// Form or title.
    pub form: Form,
    /// Why; titles have no type of award.
    #[serde(default, deserialize_with = "present")]
    pub reward_type: Option<RewardType>,
    /// The merit, in words.
    pub merit: Prose,
    /// First day of the period in which it was earned, where no nomination says so.
    #[serde(default, deserialize_with = "present")]
    pub merit_from: Option<Date>,
    /// Last day of that period.
    #[serde(default, deserialize_with = "present")]
    pub merit_to: Option<Date>,
    /// The nomination, unless the decision is historical or found by the head.
    #[serde(default, deserialize_with = "present")]
    pub nomination: Option<Id>,
    /// The money that goes with it, in đồng, as the signed paper says.
    pub amount: Dong,
    /// Why the amount differs from the one derived, if it does.
    #[serde(default, deserialize_with = "present")]
    pub variance: Option<Prose>,
}

/// Numbers of lines, each once.
pub(in crate::domain) fn line_numbers<'de, D: Deserializer<'de>>(d: D) -> Result<BTreeSet<u64>, D::Error> {
    let set = each_once::<D, u64, 1, 999>(d)?;
    if set.iter().any(|line| !(1..=999).contains(line)) {
        return Err(serde::de::Error::custom("lines: from 1 to 999"));
    }
    Ok(set)
}

/// Payload of `decision.listed` v1: lines of a decision about to be signed. Without effect until a heading signs their root.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionListed {
    /// The awards, or those of this part.
    #[serde(deserialize_with = "sized::<_, _, 1, 150>")]
    pub lines: Vec<Line>,
    /// Begins a list; a part without one goes on with the newest.
    #[serde(default, deserialize_with = "present")]
    pub seed: Option<Hash>,
}

/// Payload of `decision.signed` v1. Until it is numbered a decision may be signed again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionSigned {
    /// Trích yếu.
    pub title: Prose,
    /// In what capacity it was signed.
    pub capacity: Capacity,
    /// How it came about.
    pub procedure: Procedure,
    /// The awards, as `decision.listed` has them.
    pub lines: ListRoot,
}

/// A document's number without its symbol: a digit or letter, then digits and letters, at most ten.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocNumber(pub(in crate::domain) String);

impl fmt::Display for DocNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for DocNumber {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<DocNumber, BadIdent> {
        if (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Ok(DocNumber(text.to_owned()));
        }
        Err(BadIdent::doc_number())
    }
}

text_value!(DocNumber);

/// A document's symbol, such as `QĐ-UBND`: at most 30 characters, no blanks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocSymbol(pub(in crate::domain) String);

impl fmt::Display for DocSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for DocSymbol {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<DocSymbol, BadIdent> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, 'Đ' | 'đ' | '-' | '/' | '.');
        if (1..=30).contains(&text.chars().count()) && text.chars().all(plain) {
            return Ok(DocSymbol(text.to_owned()));
        }
        Err(BadIdent::doc_symbol())
    }
}

text_value!(DocSymbol);

listed! {
    /// Why a decision is annulled (Luật TĐKT Đ93.2).
    AnnulmentGround {
        /// a) fraud in declaring merit.
        Fraud "fraud" "gian dối kê khai thành tích" "fraud in declaring merit",
        /// b) false information or forged papers.
        ForgedPapers "forged_papers" "thông tin sai, giấy tờ giả" "false information or forged papers",
        /// c) appraised or proposed against the law.
        WrongProcedure "wrong_procedure" "thẩm định, đề nghị trái luật" "appraised or proposed against the law",
        /// d) a violation in the counted period that defeats the standard.
        LaterViolation "later_violation" "vi phạm trong kỳ tính thành tích" "a violation in the counted period",
    }
}

/// A decision as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What was signed.
    pub signed: DecisionSigned,
    /// When.
    pub signed_on: Date,
    /// The entry.
    pub signed_seq: u64,
    /// By which person.
    pub signer: Id,
    /// Its number, symbol and date, once it has them.
    pub numbered: Option<Numbered>,
    /// When it left the office, and the entry that says so.
    pub issued: Option<(Date, u64)>,
    /// Proposals to annul it: which lines (all if absent), by which entry.
    pub revocations: Vec<(Option<BTreeSet<u64>>, u64)>,
    /// The awards by line.
    pub awards: BTreeMap<u64, Award>,
}

/// A decision's number.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// The number.
    pub number: DocNumber,
    /// The symbol.
    pub symbol: DocSymbol,
    /// The date on the document.
    pub on: Date,
    /// The entry that numbered it.
    pub seq: u64,
}

impl fmt::Display for Numbered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.number, self.symbol))
    }
}

/// One line of a decision as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Award {
    /// What the decision says, corrections included.
    pub line: Line,
    /// How its amount follows from the policy, once the decision is numbered.
    pub derivation: Option<Derivation>,
    /// Paid, less what was repaid.
    pub paid: Dong,
    /// Repaid into the fund of a later year: paid no more, and no longer promised by the fund that paid it.
    pub recovered: Dong,
    /// Annulled on, and the entry that says so.
    pub annulled: Option<(Date, u64)>,
    /// Handed over on, and the entry that says so.
    pub presented: Option<(Date, u64)>,
    /// Entries that corrected it.
    pub corrections: Vec<u64>,
    /// What it would be worth by a decree known late, as somebody proposed, and the entry.
    pub recomputed: Option<(Derivation, u64)>,
    /// The certificate of an annulled award came back.
    pub object_recovered: Option<(Date, u64)>,
    /// Nobody took the money: released on, by which entry.
    pub unclaimed: Option<(Date, u64)>,
}

impl Award {
    /// What is still to be paid.
    pub fn unpaid(&self) -> Dong {
        let given_up = self.annulled.is_some() || self.unclaimed.is_some();
        if given_up { Dong::ZERO } else { self.line.amount.less(self.settled()) }
    }

    /// What the fund of its year has paid for good: a line is not corrected below it.
    pub fn settled(&self) -> Dong {
        [self.paid, self.recovered].into_iter().sum()
    }

    /// Whether the amount differs from the one the policy gives.
    pub fn varies(&self) -> bool {
        self.derivation.as_ref().is_some_and(|derivation| derivation.amount != self.line.amount)
    }

    /// Whether it stood on a day: not annulled by then.
    pub fn stands_on(&self, day: Date) -> bool {
        self.annulled.is_none_or(|(on, _)| on > day)
    }
}

impl Decision {
    /// The date on the document, if it is issued.
    pub fn issued_on(&self) -> Option<Date> {
        self.issued.and(self.numbered.as_ref()).map(|numbered| numbered.on)
    }

    /// How people call it: number, symbol and date, or the title.
    pub fn name(&self) -> String {
        match &self.numbered {
            Some(numbered) => format!("{numbered} ({})", numbered.on.vietnamese()),
            None => self.signed.title.to_string(),
        }
    }

    /// The year of the fund that pays for it (Luật TĐKT Đ11.4).
    pub fn fund_year(&self) -> Option<i16> {
        self.numbered.as_ref().map(|numbered| numbered.on.year())
    }
}

/// What makes two merits the same.
pub(in crate::domain) type MeritKey = (Id, String, Option<i16>);

/// Recipient and folded words; of a title the year that was counted, too: it is given for one year, and year after year in
/// the same words.
pub(in crate::domain) fn merit_key(line: &Line, nominations: &BTreeMap<Id, Nomination>) -> MeritKey {
    let (_, until) = line.merit_period(nominations);
    let year = until.filter(|_| !line.form.is_certificate()).map(Date::year);
    (line.recipient.id, fold(line.merit.as_str()), year)
}

impl Line {
    /// First and last day of the period in which its merit was earned, as far as it or its nomination says so.
    pub(in crate::domain) fn merit_period(
        &self,
        nominations: &BTreeMap<Id, Nomination>,
    ) -> (Option<Date>, Option<Date>) {
        let nominated = self.nomination.and_then(|id| nominations.get(&id)).map(|known| &known.submitted);
        let (from, to) = nominated.map_or((None, None), |said| (said.merit_from, said.merit_to));
        (self.merit_from.or(from), self.merit_to.or(to))
    }
}
