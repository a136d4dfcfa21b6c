//! What was asked of the authority above, and what came back, in awards asked for.

use super::{COUNT, Counted, Definition, Label, Of, Printed};
use crate::domain::dossier::Answer;
use crate::domain::register::Register;

const PART: Definition = Definition {
    part_of: Some(Label::Said("Trình cấp trên", "Asked above")),
    depth: 1,
    printed: Printed::When(|of| !of.state.proposals.is_empty()),
    ..COUNT
};

pub(super) const FIGURES: &[Definition] = &[
    Definition {
        code: "proposals.submitted",
        label: Label::Said("Trình cấp trên khen thưởng (lượt)", "Awards asked of the authority above"),
        count: |of| of.tally(Register::Proposals, asked(of)),
        ..COUNT
    },
    Definition {
        code: "proposals.awarded",
        label: Label::Said("được khen", "awarded"),
        count: |of| part(of, answered(of, Answer::Awarded)),
        ..PART
    },
    Definition {
        code: "proposals.declined",
        label: Label::Said("không được khen", "declined"),
        count: |of| part(of, answered(of, Answer::Declined)),
        ..PART
    },
    Definition {
        code: "proposals.returned",
        label: Label::Said("bị trả hồ sơ", "returned"),
        count: |of| part(of, answered(of, Answer::Returned)),
        ..PART
    },
    Definition {
        code: "proposals.waiting",
        label: Label::Said("chưa có trả lời", "not answered"),
        count: |of| part(of, waiting(of)),
        ..PART
    },
];

/// Where anything was ever asked, what did not come back is zero.
fn part(of: &Of<'_>, entries: Vec<u64>) -> Counted {
    match of.state.proposals.is_empty() {
        true => Counted::part_of(of.in_register(Register::Proposals, 0), entries),
        false => Counted::each(entries),
    }
}

fn asked(of: &Of<'_>) -> Vec<u64> {
    let inside = of.state.proposals.values().filter(|proposal| of.period.contains(proposal.on));
    inside.flat_map(|proposal| proposal.submitted.lines.iter().map(|_| proposal.seq)).collect()
}

/// The answers of one kind that came in the period.
fn answered(of: &Of<'_>, wanted: Answer) -> Vec<u64> {
    let last = of.period.last_day();
    let mut entries = Vec::new();
    for proposal in of.state.proposals.values().filter(|proposal| proposal.on <= last) {
        let answers = proposal.submitted.lines.iter().filter_map(|line| proposal.answers.get(&line.line));
        let inside = answers.filter(|(answer, on, _)| *answer == wanted && of.period.contains(*on));
        entries.extend(inside.map(|(.., seq)| *seq));
    }
    entries
}

/// What was asked by the end of the period and not answered then.
fn waiting(of: &Of<'_>) -> Vec<u64> {
    let last = of.period.last_day();
    let mut entries = Vec::new();
    for proposal in of.state.proposals.values().filter(|proposal| proposal.on <= last) {
        let open = |line: u64| proposal.answers.get(&line).is_none_or(|(_, on, _)| *on > last);
        let lines = proposal.submitted.lines.iter().filter(|line| open(line.line));
        entries.extend(lines.map(|_| proposal.seq));
    }
    entries
}
