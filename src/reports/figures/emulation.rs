//! Plans, movements, pledges, targets, titles, models.

use std::collections::BTreeMap;

use super::{COUNT, Counted, Definition, Figure, Label, Of, Printed, Unit, Value};
use crate::domain::dossier::Answer;
use crate::domain::emulation::{MovementKind, Stage, Target, TitleRegistered};
use crate::domain::register::Register;
use crate::reports::half_year::Item;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::text::fold;
use crate::values::time::{Date, Period};

/// The decimals in which quantities are kept.
const QUANTITY_DECIMALS: u8 = 4;
const MOVEMENTS: Label = Label::Said("Phong trào", "Movements");
const OF_MOVEMENTS: Definition = Definition {
    part_of: Some(MOVEMENTS),
    depth: 1,
    printed: Printed::When(|of| !of.state.emulation.movements.is_empty()),
    ..COUNT
};

pub(super) const FIGURES: &[Definition] = &[
    Definition {
        code: "movements.launched",
        label: Label::Said("Phong trào, đợt thi đua đã phát động", "Launched"),
        count: |of| of.tally(Register::Movements, launched(of, None)),
        ..COUNT
    },
    Definition {
        code: "movements.launched.movement",
        label: Label::Made(|lang| MovementKind::Movement.label(lang).to_owned()),
        count: |of| of_movements(of, launched(of, Some(MovementKind::Movement))),
        ..OF_MOVEMENTS
    },
    Definition {
        code: "movements.launched.campaign",
        label: Label::Made(|lang| MovementKind::Campaign.label(lang).to_owned()),
        count: |of| of_movements(of, launched(of, Some(MovementKind::Campaign))),
        ..OF_MOVEMENTS
    },
    Definition {
        code: "movements.reviewed",
        label: Label::Said("sơ kết, tổng kết", "reviewed"),
        count: |of| {
            let reviews = of.state.emulation.movements.values().flat_map(|movement| &movement.reviews);
            let inside = reviews.filter(|(on, _)| of.period.contains(*on)).map(|(_, seq)| *seq);
            of_movements(of, inside.collect())
        },
        ..OF_MOVEMENTS
    },
    Definition {
        code: "plans.adopted",
        label: Label::Said("Kế hoạch công tác TĐKT", "Plans adopted"),
        count: |of| {
            let inside = of.state.emulation.plans.iter().filter(|(_, on, _)| of.period.contains(*on));
            of.tally(Register::Plans, inside.map(|(.., seq)| *seq).collect())
        },
        ..COUNT
    },
    Definition {
        code: "pledges.signed",
        label: Label::Said("Giao ước thi đua đã ký", "Pledges signed"),
        count: |of| {
            let inside = of.state.emulation.pledges.iter().filter(|(_, on, _)| of.period.contains(*on));
            of.tally(Register::Pledges, inside.map(|(.., seq)| *seq).collect())
        },
        ..COUNT
    },
    Definition {
        code: "targets.registered",
        label: Label::Said("Chỉ tiêu thi đua đã đăng ký trong năm", "Targets registered for the year"),
        count: |of| of.tally(Register::Targets, of_year(of).map(|(_, target)| target.seq).collect()),
        ..COUNT
    },
    Definition {
        code: "targets.reported",
        label: Label::Said("đã có kết quả của kỳ", "with results for the period"),
        part_of: Some(Label::Said("Chỉ tiêu", "Targets")),
        depth: 1,
        printed: Printed::When(|of| of_year(of).next().is_some()),
        count: |of| {
            let reported = of_year(of).filter_map(|(_, target)| target.results.get(&of.period));
            let whole = match of_year(of).next() {
                Some(_) => Value::NotReported,
                None => of.in_register(Register::Targets, 0),
            };
            Counted::part_of(whole, reported.map(|(_, seq)| *seq).collect())
        },
        ..COUNT
    },
];

pub(super) const TITLES_AND_MODELS: &[Definition] = &[
    Definition {
        code: "titles.registered",
        label: Label::Said("Danh hiệu thi đua đã đăng ký trong năm", "Titles registered for the year"),
        count: |of| of.tally(Register::Titles, titles(of).map(|(.., seq)| *seq).collect()),
        ..COUNT
    },
    Definition {
        code: "titles.achieved",
        label: Label::Said("đã đạt", "achieved"),
        part_of: Some(Label::Said("Danh hiệu", "Titles")),
        depth: 1,
        printed: Printed::When(|of| titles(of).next().is_some()),
        count: |of| {
            let whole = of.in_register(Register::Titles, titles(of).count() as i64);
            Counted::part_of(whole, titles(of).filter_map(|(title, ..)| achieved(of, title)).collect())
        },
        ..COUNT
    },
    Definition {
        code: "models.found",
        label: Label::Made(|lang| of_stage(Stage::Found, lang)),
        count: |of| models(of, Stage::Found),
        ..COUNT
    },
    Definition {
        code: "models.fostered",
        label: Label::Made(|lang| of_stage(Stage::Fostered, lang)),
        depth: 1,
        count: |of| models(of, Stage::Fostered),
        ..COUNT
    },
    Definition {
        code: "models.replicated",
        label: Label::Made(|lang| of_stage(Stage::Replicated, lang)),
        depth: 1,
        count: |of| models(of, Stage::Replicated),
        ..COUNT
    },
];

fn launched(of: &Of<'_>, kind: Option<MovementKind>) -> Vec<u64> {
    let inside = of.state.emulation.movements.values().filter(|movement| of.period.contains(movement.on));
    inside.filter(|m| kind.is_none_or(|kind| m.launched.kind == kind)).map(|m| m.seq).collect()
}

fn of_movements(of: &Of<'_>, entries: Vec<u64>) -> Counted {
    Counted::part_of(of.in_register(Register::Movements, launched(of, None).len() as i64), entries)
}

fn models(of: &Of<'_>, stage: Stage) -> Counted {
    let inside =
        of.state.emulation.models.iter().filter(|(model, on, _)| model.stage == stage && of.period.contains(*on));
    of.tally(Register::Models, inside.map(|(.., seq)| *seq).collect())
}

fn of_stage(stage: Stage, lang: Lang) -> String {
    match lang {
        Lang::Vi => capital(&format!("{} điển hình tiên tiến", stage.label(lang))),
        Lang::En => format!("exemplary models {}", stage.label(lang)),
    }
}

/// The targets of the period's year.
fn of_year<'a>(of: &Of<'a>) -> impl Iterator<Item = (&'a Id, &'a Target)> + use<'a> {
    let (year, last) = (u64::try_from(of.period.year()).ok(), of.period.last_day());
    let inside = move |(_, target): &(&Id, &Target)| year == Some(target.registered.year) && target.on <= last;
    of.state.emulation.targets.iter().filter(inside)
}

/// Results of the year's targets with the percentages of plan and same period: figures that the office registered.
pub(super) fn targets(of: &Of<'_>, lang: Lang) -> Vec<Figure> {
    let (mut figures, period) = (Vec::new(), of.period);
    let mut slugs: BTreeMap<String, usize> = BTreeMap::new();
    for (_, target) in of_year(of) {
        let name = target.registered.name.as_str();
        let slug = slug(name);
        let nth = slugs.entry(slug.clone()).and_modify(|n| *n += 1).or_insert(1);
        let code = if *nth == 1 { format!("target.{slug}") } else { format!("target.{slug}-{nth}") };
        let result = target.results.get(&period);
        let mut add = |depth, code: String, label: String, unit, value: Option<i64>| {
            let entries = result.map_or_else(Vec::new, |(_, seq)| match depth {
                1 => vec![*seq],
                _ => vec![target.seq, *seq],
            });
            let counted = Counted::new(value.map_or(Value::NotReported, Value::Some), entries);
            figures.push(Figure { depth, printed: value.is_some(), ..Figure::new(of, code, label, unit, counted) });
        };
        let label = format!("{name} ({})", target.registered.unit);
        let actual = result.map(|(result, _)| result.actual.scaled());
        add(1, code.clone(), label, Unit::Quantity(QUANTITY_DECIMALS), actual);
        for (suffix, label, percent) in [
            ("of_plan", lang.pick("so với kế hoạch", "of the plan"), target.of_plan(period)),
            (
                "of_same_period",
                lang.pick("so với cùng kỳ", "of the same period last year"),
                target.of_same_period(period),
            ),
        ] {
            let decimals = percent.map_or(0, |percent| u8::try_from(percent.decimals()).unwrap_or(4));
            let value = percent.map(|percent| percent.scaled());
            add(2, format!("{code}.{suffix}"), label.to_owned(), Unit::Percent(decimals), value);
        }
    }
    figures
}

/// The titles registered for the period's year.
fn titles<'a>(of: &Of<'a>) -> impl Iterator<Item = &'a (TitleRegistered, Date, u64)> + use<'a> {
    let (year, last) = (u64::try_from(of.period.year()).ok(), of.period.last_day());
    of.state.emulation.titles.iter().filter(move |(title, on, _)| Some(title.year) == year && *on <= last)
}

/// The entry by which a registered title was awarded in its year, here or above.
fn achieved(of: &Of<'_>, title: &TitleRegistered) -> Option<u64> {
    let (first, last) = (Period::of_year(of.period.year()).first_day(), of.period.last_day());
    let within = |on: Date| on >= first && on <= last;
    let here = of.state.decisions.values().find_map(|decision| {
        let (_, seq) = decision.issued.filter(|_| decision.issued_on().is_some_and(within))?;
        let given = decision.awards.values().any(|award| {
            award.line.recipient.id == title.recipient.id && award.line.form == title.form && award.stands_on(last)
        });
        given.then_some(seq)
    });
    here.or_else(|| {
        of.state.proposals.values().find_map(|proposal| {
            let mut lines = proposal.submitted.lines.iter();
            let line = lines.find(|line| line.recipient.id == title.recipient.id && line.form == title.form)?;
            let (answer, on, seq) = proposal.answers.get(&line.line)?;
            (*answer == Answer::Awarded && within(*on)).then_some(*seq)
        })
    })
}

/// The documents that the section speaks of, in the order of their dates.
pub fn documents(of: &Of<'_>, lang: Lang) -> Vec<Item> {
    let (work, period) = (&of.state.emulation, of.period);
    let mut items: Vec<(Date, Item)> = Vec::new();
    let mut add = |on: Date, seq: u64, text: String| items.push((on, Item { text, entry: seq }));
    let date = |on: Date| if lang == Lang::Vi { on.vietnamese() } else { on.to_string() };
    for movement in work.movements.values().filter(|movement| period.contains(movement.on)) {
        let launched = &movement.launched;
        let theme = launched
            .theme
            .as_ref()
            .map_or_else(String::new, |theme| format!("; {} «{theme}»", lang.pick("chủ đề", "theme")));
        let kind = launched.kind.label(lang);
        let (document, name) = (&launched.document, &launched.name);
        add(movement.on, movement.seq, format!("{document}, {}: {kind} «{name}»{theme}", date(movement.on)));
    }
    for (plan, on, seq) in work.plans.iter().filter(|(_, on, _)| period.contains(*on)) {
        add(*on, *seq, format!("{}, {}: {}", plan.document, date(*on), plan.title));
    }
    for (pledge, on, seq) in work.pledges.iter().filter(|(_, on, _)| period.contains(*on)) {
        let what = lang.pick("giao ước thi đua", "pledge");
        add(*on, *seq, format!("{}: {what}, {} ({})", date(*on), pledge.cluster, pledge.year));
    }
    items.sort_by_key(|(on, item)| (*on, item.entry));
    items.into_iter().map(|(_, item)| item).collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A name as it stands in a figure's code: plain letters and digits, joined by hyphens.
fn slug(name: &str) -> String {
    let words: Vec<String> = fold(name)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.join("-")
}
