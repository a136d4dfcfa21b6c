//! Decisions, certificates, titles, recipients; what became of them; what was brought in from old papers.

use std::collections::BTreeSet;

use super::{COUNT, Counted, Definition, Label, Of, Printed, Value};
use crate::domain::decision::{Award, Decision};
use crate::domain::nomination::{RecipientKind, RewardType};
use crate::domain::register::Register;
use crate::values::ident::Id;
use crate::values::time::Date;

const CERTIFICATES: Label = Label::Said("Giấy khen", "Certificates");
const RECIPIENTS: Label = Label::Said("Đối tượng", "Recipients");
const TYPES: Label = Label::Said("Loại khen thưởng", "Type of award");

const COLLECTIVE: Label = Label::Made(|lang| RecipientKind::Collective.label(lang).to_owned());
const INDIVIDUAL: Label = Label::Made(|lang| RecipientKind::Individual.label(lang).to_owned());
const HOUSEHOLD: Label = Label::Made(|lang| RecipientKind::Household.label(lang).to_owned());

pub(super) const FIGURES: &[Definition] = &[
    Definition {
        code: "awards.decisions",
        label: Label::Said("Quyết định khen thưởng", "Award decisions"),
        count: |of| {
            let issued: Vec<u64> = decisions(of).map(|(.., seq)| seq).collect();
            Counted::new(of.in_register(Register::Decisions, issued.len() as i64), issued)
        },
        ..COUNT
    },
    Definition { code: "awards.certificates", label: CERTIFICATES, count: |of| certificates(of, None), ..COUNT },
    Definition {
        code: "awards.certificates.collective",
        label: COLLECTIVE,
        count: |of| certificates(of, Some(RecipientKind::Collective)),
        ..CERTIFICATE
    },
    Definition {
        code: "awards.certificates.individual",
        label: INDIVIDUAL,
        count: |of| certificates(of, Some(RecipientKind::Individual)),
        ..CERTIFICATE
    },
    Definition {
        code: "awards.certificates.household",
        label: HOUSEHOLD,
        count: |of| certificates(of, Some(RecipientKind::Household)),
        ..CERTIFICATE
    },
    Definition {
        code: "awards.titles",
        label: Label::Said("Danh hiệu, hình thức khác", "Titles and other forms"),
        printed: Printed::IfAny,
        count: |of| awards(of, |given| !given.is_certificate()),
        ..COUNT
    },
    Definition {
        code: "awards.recipients",
        label: Label::Said("Đối tượng được khen", "Recipients"),
        count: |of| recipients(of, None),
        ..COUNT
    },
    Definition {
        code: "awards.recipients.collective",
        label: COLLECTIVE,
        count: |of| recipients(of, Some(RecipientKind::Collective)),
        ..RECIPIENT
    },
    Definition {
        code: "awards.recipients.individual",
        label: INDIVIDUAL,
        count: |of| recipients(of, Some(RecipientKind::Individual)),
        ..RECIPIENT
    },
    Definition {
        code: "awards.recipients.household",
        label: HOUSEHOLD,
        count: |of| recipients(of, Some(RecipientKind::Household)),
        ..RECIPIENT
    },
    Definition {
        code: "awards.by_type.merit_record",
        label: Label::Made(|lang| of_type(RewardType::MeritRecord, lang)),
        count: |of| by_type(of, RewardType::MeritRecord),
        ..TYPE
    },
    Definition {
        code: "awards.by_type.sudden",
        label: Label::Made(|lang| of_type(RewardType::Sudden, lang)),
        count: |of| by_type(of, RewardType::Sudden),
        ..TYPE
    },
    Definition {
        code: "awards.by_type.thematic",
        label: Label::Made(|lang| of_type(RewardType::Thematic, lang)),
        count: |of| by_type(of, RewardType::Thematic),
        ..TYPE
    },
    Definition {
        code: "awards.by_type.dedication",
        label: Label::Made(|lang| of_type(RewardType::Dedication, lang)),
        count: |of| by_type(of, RewardType::Dedication),
        ..TYPE
    },
    Definition {
        code: "awards.by_type.seniority",
        label: Label::Made(|lang| of_type(RewardType::Seniority, lang)),
        count: |of| by_type(of, RewardType::Seniority),
        ..TYPE
    },
    Definition {
        code: "awards.by_type.external",
        label: Label::Made(|lang| of_type(RewardType::External, lang)),
        count: |of| by_type(of, RewardType::External),
        ..TYPE
    },
    // What happened in the period to decisions of whatever date.
    Definition {
        code: "awards.annulled",
        label: Label::Said("Đã hủy trong kỳ", "Annulled in the period"),
        printed: Printed::IfAny,
        count: |of| afterwards(of, |award| award.annulled),
        ..COUNT
    },
    Definition {
        code: "awards.presented",
        label: Label::Said("Đã trao trong kỳ", "Presented in the period"),
        printed: Printed::IfAny,
        count: |of| afterwards(of, |award| award.presented),
        ..COUNT
    },
];

/// A figure of its own, never part of the others.
pub(super) const HISTORY: &[Definition] = &[Definition {
    code: "awards.historical",
    label: Label::Said("Lượt khen nhập từ hồ sơ cũ", "Awards of earlier years, from papers"),
    printed: Printed::IfAny,
    count: |of| {
        let past = of.state.history.values().filter(|past| of.period.contains(past.on));
        Counted::part_of(
            Value::NotReported,
            past.flat_map(|past| past.imported.lines.iter().map(|_| past.seq)).collect(),
        )
    },
    ..COUNT
}];

const CERTIFICATE: Definition = Definition { part_of: Some(CERTIFICATES), depth: 1, ..COUNT };
const RECIPIENT: Definition = Definition { part_of: Some(RECIPIENTS), depth: 1, ..COUNT };
const TYPE: Definition = Definition { part_of: Some(TYPES), depth: 1, printed: Printed::IfAny, ..COUNT };

/// One award of an issued decision that stands at the end of the period.
pub(super) struct Given<'a> {
    pub(super) decision: Id,
    pub(super) award: &'a Award,
    pub(super) seq: u64,
}

impl Given<'_> {
    fn is_certificate(&self) -> bool {
        self.award.line.form.is_certificate()
    }
}

impl<'a> Of<'a> {
    pub(super) fn given(&self) -> &[Given<'a>] {
        self.given.get_or_init(|| {
            let last = self.period.last_day();
            let of = |(id, decision, seq): (Id, &'a Decision, u64)| {
                let standing = decision.awards.values().filter(move |award| award.stands_on(last));
                standing.map(move |award| Given { decision: id, award, seq })
            };
            decisions(self).flat_map(of).collect()
        })
    }
}

/// Decisions issued in the period, with the entries that issued them.
fn decisions<'a>(of: &Of<'a>) -> impl Iterator<Item = (Id, &'a Decision, u64)> {
    let period = of.period;
    let inside = move |(_, decision): &(&Id, &Decision)| decision.issued_on().is_some_and(|on| period.contains(on));
    let issued = of.state.decisions.iter().filter(inside);
    issued.filter_map(|(id, decision)| Some((*id, decision, decision.issued?.1)))
}

/// What is known of the period's awards: where a decision is, what it does not hold is zero.
pub(super) fn known(of: &Of<'_>) -> Value {
    of.in_register(Register::Decisions, i64::from(decisions(of).next().is_some()))
}

fn awards(of: &Of<'_>, chosen: impl Fn(&Given<'_>) -> bool) -> Counted {
    Counted::part_of(known(of), of.given().iter().filter(|given| chosen(given)).map(|given| given.seq).collect())
}

fn certificates(of: &Of<'_>, kind: Option<RecipientKind>) -> Counted {
    awards(of, |given| given.is_certificate() && kind.is_none_or(|kind| given.award.line.recipient.kind == kind))
}

fn by_type(of: &Of<'_>, kind: RewardType) -> Counted {
    awards(of, |given| given.award.line.reward_type == Some(kind))
}

fn of_type(kind: RewardType, lang: crate::values::lang::Lang) -> String {
    format!("{}{}", lang.pick("khen ", ""), kind.label(lang))
}

/// Recipients, each once however often rewarded.
fn recipients(of: &Of<'_>, kind: Option<RecipientKind>) -> Counted {
    let chosen = |given: &&Given<'_>| kind.is_none_or(|kind| given.award.line.recipient.kind == kind);
    let given: Vec<&Given<'_>> = of.given().iter().filter(chosen).collect();
    let distinct: BTreeSet<Id> = given.iter().map(|given| given.award.line.recipient.id).collect();
    Counted::new(known(of).part(distinct.len() as i64), given.iter().map(|given| given.seq).collect())
}

fn afterwards(of: &Of<'_>, step: fn(&Award) -> Option<(Date, u64)>) -> Counted {
    let awards = of.state.decisions.values().flat_map(|decision| decision.awards.values());
    let inside = awards.filter_map(step).filter(|(on, _)| of.period.contains(*on));
    Counted::part_of(known(of), inside.map(|(_, seq)| seq).collect())
}
