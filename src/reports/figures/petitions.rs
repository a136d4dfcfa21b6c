//! Petitions by the counters of the reports' form, in letters (đơn).

use std::collections::BTreeSet;

use super::{COUNT, Counted, Definition, Label, Of};
use crate::domain::petition::Petition;
use crate::domain::register::Register;
use crate::reports::due::{About, Term, due, judged};
use crate::values::ident::Id;

const PETITIONS: Label = Label::Said("Đơn", "Petitions");
const PART: Definition = Definition { part_of: Some(PETITIONS), depth: 1, ..COUNT };
const PART_OF_PART: Definition = Definition { depth: 2, ..PART };
const PART_OF_THAT: Definition = Definition { depth: 3, ..PART };

pub(super) const FIGURES: &[Definition] = &[
    Definition {
        code: "petitions.award_related",
        label: Label::Said("Đơn thư về công tác thi đua, khen thưởng", "Petitions about emulation and commendation"),
        count: |of| {
            let about = &of.petitions().about_awards;
            let entries = of.declarations(Register::AwardPetitions).chain(about.iter().map(|p| p.seq)).collect();
            Counted::new(of.in_register(Register::AwardPetitions, letters(about)), entries)
        },
        ..COUNT
    },
    Definition {
        code: "petitions.managed",
        label: Label::Said("Tổng số đơn quản lý", "Petitions managed"),
        count: |of| counted(of, |p| &p.managed),
        ..COUNT
    },
    Definition {
        code: "petitions.carried_in",
        label: Label::Said("kỳ trước chuyển sang", "carried in"),
        count: |of| counted(of, |p| &p.carried),
        ..PART
    },
    Definition {
        code: "petitions.received",
        label: Label::Said("tiếp nhận trong kỳ", "received in the period"),
        count: |of| counted(of, |p| &p.received),
        ..PART
    },
    Definition {
        code: "petitions.in_jurisdiction",
        label: Label::Said("thuộc thẩm quyền", "in jurisdiction"),
        count: |of| counted(of, |p| &p.ours),
        ..PART
    },
    Definition {
        code: "petitions.resolved",
        label: Label::Said("đã giải quyết", "resolved"),
        count: |of| counted(of, |p| &p.resolved),
        ..PART_OF_PART
    },
    Definition {
        code: "petitions.resolved_late",
        label: Label::Said("trong đó quá hạn", "of which late"),
        count: |of| counted(of, |p| &p.late),
        ..PART_OF_THAT
    },
    Definition {
        code: "petitions.pending",
        label: Label::Said("đang giải quyết", "pending"),
        count: |of| counted(of, |p| &p.pending),
        ..PART_OF_PART
    },
    Definition {
        code: "petitions.pending_overdue",
        label: Label::Said("trong đó đã quá hạn", "of which overdue"),
        count: |of| counted(of, |p| &p.overdue),
        ..PART_OF_THAT
    },
    Definition {
        code: "petitions.out_of_jurisdiction",
        label: Label::Said("không thuộc thẩm quyền", "not in jurisdiction"),
        count: |of| counted(of, |p| &p.others),
        ..PART
    },
    Definition {
        code: "petitions.out_answered",
        label: Label::Said("đã trả lời bằng văn bản", "answered in writing"),
        count: |of| counted(of, |p| &p.answered),
        ..PART_OF_PART
    },
    Definition {
        code: "petitions.unclassified",
        label: Label::Said("mới tiếp nhận, chưa phân loại", "new, not classified"),
        count: |of| counted(of, |p| &p.unclassified),
        ..PART
    },
    Definition {
        code: "petitions.carried_out",
        label: Label::Said("Chuyển kỳ sau", "Carried out"),
        part_of: Some(PETITIONS),
        count: |of| counted(of, |p| &p.open),
        ..COUNT
    },
];

type List<'a> = Vec<&'a Petition>;

/// The petitions of a period, sorted.
#[derive(Default)]
pub(super) struct Petitions<'a> {
    about_awards: List<'a>,
    managed: List<'a>,
    carried: List<'a>,
    received: List<'a>,
    ours: List<'a>,
    resolved: List<'a>,
    late: List<'a>,
    pending: List<'a>,
    overdue: List<'a>,
    others: List<'a>,
    answered: List<'a>,
    unclassified: List<'a>,
    open: List<'a>,
}

impl<'a> Of<'a> {
    fn petitions(&self) -> &Petitions<'a> {
        self.petitions.get_or_init(|| Petitions::of(self))
    }
}

impl<'a> Petitions<'a> {
    fn of(of: &Of<'a>) -> Petitions<'a> {
        let (first, last) = (of.period.first_day(), of.period.last_day());
        let resolving = |term: &Term| term.about == About::Petition && term.task.resolves() && term.late().is_some();
        let ids =
            |terms: Vec<Term>| -> BTreeSet<Id> { terms.into_iter().filter(resolving).map(|term| term.id).collect() };
        // What was open at the end and resolved too late afterwards was overdue already, if its term was over then.
        let (ended, running) = (ids(judged(of.state)), ids(due(of.state, last, 0)));
        let mut found = Petitions::default();
        for (id, petition) in of.state.petitions.iter().filter(|(_, petition)| petition.received_on <= last) {
            let new = petition.received_on >= first;
            if !new && petition.closed_on().is_some_and(|on| on < first) {
                continue;
            }
            let closed = petition.closed_on().is_some_and(|on| on <= last);
            let classified = petition.classified.as_ref().filter(|(_, on, _)| *on <= last);
            found.managed.push(petition);
            match new {
                true => found.received.push(petition),
                false => found.carried.push(petition),
            }
            if new && petition.award_related {
                found.about_awards.push(petition);
            }
            match classified.map(|(classified, ..)| classified.in_jurisdiction) {
                Some(true) => {
                    found.ours.push(petition);
                    let (list, late, ids) = match closed {
                        true => (&mut found.resolved, &mut found.late, &ended),
                        false => (&mut found.pending, &mut found.overdue, &running),
                    };
                    list.push(petition);
                    late.extend(ids.contains(id).then_some(petition));
                }
                Some(false) => {
                    found.others.push(petition);
                    found.answered.extend(closed.then_some(petition));
                }
                None => found.unclassified.push(petition),
            }
            found.open.extend((!closed).then_some(petition));
        }
        found
    }
}

fn counted(of: &Of<'_>, list: for<'p, 'a> fn(&'p Petitions<'a>) -> &'p List<'a>) -> Counted {
    let petitions = of.petitions();
    let total = of.in_register(Register::Petitions, letters(&petitions.managed));
    let list = list(petitions);
    Counted::new(total.part(letters(list)), list.iter().map(|petition| petition.seq).collect())
}

fn letters(petitions: &[&Petition]) -> i64 {
    petitions.iter().map(|petition| i64::try_from(petition.letters).unwrap_or(i64::MAX)).sum()
}
