//! Citizen reception and mediation, by the counters of the reports' form.

use super::{COUNT, Counted, Definition, Label, Of, Printed, Value};
use crate::domain::reception::{Mediated, Receiver, ReceptionHeld};
use crate::domain::register::Register;

const UNIT: &[Receiver] = &[Receiver::Chairman, Receiver::Officer];
const OUTCOME: Definition = Definition {
    part_of: Some(Label::Said("Hòa giải", "Mediations")),
    depth: 1,
    printed: Printed::When(|of| !mediations(of, None).is_empty()),
    ..COUNT
};

pub(super) const FIGURES: &[Definition] = &[
    Definition {
        code: "reception.sessions",
        label: Label::Said("UBND tiếp công dân: số buổi", "Reception: sessions"),
        count: |of| received(of, UNIT, |held| held.sessions),
        ..COUNT
    },
    Definition {
        code: "reception.visits",
        label: Label::Said("UBND tiếp công dân: số lượt", "Reception: visits"),
        count: |of| received(of, UNIT, |held| held.visits),
        ..COUNT
    },
    Definition {
        code: "reception.visits.officer",
        label: Label::Said("công chức được phân công tiếp", "received by the officer"),
        depth: 1,
        count: |of| received(of, &[Receiver::Officer], |held| held.visits),
        ..COUNT
    },
    Definition {
        code: "reception.visits.chairman",
        label: Label::Said("Chủ tịch tiếp", "received by the chairman"),
        depth: 1,
        count: |of| received(of, &[Receiver::Chairman], |held| held.visits),
        ..COUNT
    },
    Definition {
        code: "reception.visits.party_secretary",
        label: Label::Said("Bí thư Đảng ủy tiếp: số lượt", "Visits to the Party secretary"),
        count: |of| received(of, &[Receiver::PartySecretary], |held| held.visits),
        ..COUNT
    },
    Definition {
        code: "mediation.cases",
        label: Label::Said("Hòa giải ở cơ sở (vụ)", "Mediations"),
        count: |of| of.tally(Register::Mediations, mediations(of, None)),
        ..COUNT
    },
    Definition {
        code: "mediation.successful",
        label: Label::Said("thành", "successful"),
        count: |of| concluded(of, Mediated::Successful),
        ..OUTCOME
    },
    Definition {
        code: "mediation.unsuccessful",
        label: Label::Said("không thành", "unsuccessful"),
        count: |of| concluded(of, Mediated::Unsuccessful),
        ..OUTCOME
    },
];

fn received(of: &Of<'_>, by: &[Receiver], count: fn(&ReceptionHeld) -> u64) -> Counted {
    let held: Vec<_> = of.state.reception.held.iter().filter(|(held, _)| of.period.contains(held.to)).collect();
    let chosen: Vec<_> = held.iter().filter(|(held, _)| by.contains(&held.receiver)).collect();
    let total = chosen.iter().map(|(held, _)| count(held)).sum::<u64>();
    let value = match held.is_empty() {
        true => of.in_register(Register::Receptions, 0),
        false => Value::Some(i64::try_from(total).unwrap_or(i64::MAX)),
    };
    let entries = chosen.iter().map(|(_, seq)| *seq).chain(of.declarations(Register::Receptions)).collect();
    Counted::new(value, entries)
}

fn mediations(of: &Of<'_>, outcome: Option<Mediated>) -> Vec<u64> {
    let cases = of.state.reception.mediations.iter().filter(|(_, on, _)| of.period.contains(*on));
    let chosen = cases.filter(|(how, ..)| outcome.is_none_or(|outcome| *how == outcome));
    chosen.map(|(.., seq)| *seq).collect()
}

fn concluded(of: &Of<'_>, outcome: Mediated) -> Counted {
    let whole = of.in_register(Register::Mediations, mediations(of, None).len() as i64);
    Counted::part_of(whole, mediations(of, Some(outcome)))
}
