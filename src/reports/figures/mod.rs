//! Every figure a report may show, with the entries that make it. A figure is one [`Definition`] in its section's file; it
//! exists whether it is zero or not, so that whoever asks for it gets an answer. Whether a zero is printed is said beside.

mod awards;
mod emulation;
mod fund;
mod petitions;
mod reception;
mod spending;
mod upwards;

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

pub use emulation::documents;

use crate::domain::ledger::State;
use crate::domain::policy::Reported;
use crate::domain::register::Register;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::{decimal, grouped};
use crate::values::text::fold;
use crate::values::time::Period;

/// What a figure is: its name, what it counts, when a report prints it.
pub struct Definition {
    /// Its stable name, used in claims.
    pub code: &'static str,
    /// Its name for people, in its place.
    pub label: Label,
    /// What it is called where nothing was recorded, if otherwise.
    pub unknown: Option<Label>,
    /// The whole it is part of, where its own name would not be understood alone.
    pub part_of: Option<Label>,
    /// What it counts.
    pub unit: Unit,
    /// How deep it stands under the figure above it.
    pub depth: u8,
    /// When a report prints it.
    pub printed: Printed,
    /// Its value and the entries that make it.
    pub count: fn(&Of<'_>) -> Counted,
}

/// A name for people.
#[derive(Clone, Copy)]
pub enum Label {
    /// Vietnamese, English.
    Said(&'static str, &'static str),
    /// From words that are declared elsewhere.
    Made(fn(Lang) -> String),
}

impl Label {
    /// In a language.
    pub fn text(self, lang: Lang) -> String {
        match self {
            Label::Said(vi, en) => lang.pick(vi, en).to_owned(),
            Label::Made(make) => make(lang),
        }
    }
}

/// When a report prints a figure.
#[derive(Clone, Copy)]
pub enum Printed {
    /// Always.
    Always,
    /// If it is not zero.
    IfAny,
    /// If there is something of which it is a part.
    When(fn(&Of<'_>) -> bool),
}

/// A value and what makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// How much.
    pub value: Value,
    /// The entries, in any order.
    pub entries: Vec<u64>,
}

impl Counted {
    fn new(value: Value, entries: Vec<u64>) -> Counted {
        Counted { value, entries }
    }

    /// As many as entries count in it.
    fn each(entries: Vec<u64>) -> Counted {
        Counted { value: Value::Some(entries.len() as i64), entries }
    }

    /// Of a whole that is not known, so many are not known either.
    fn part_of(whole: Value, entries: Vec<u64>) -> Counted {
        Counted { value: whole.part(entries.len() as i64), entries }
    }
}

/// What most figures are: a count that is always printed.
const COUNT: Definition = Definition {
    code: "",
    label: Label::Said("", ""),
    unknown: None,
    part_of: None,
    unit: Unit::Count,
    depth: 0,
    printed: Printed::Always,
    count: |_| Counted { value: Value::NotReported, entries: Vec::new() },
};
/// A sum of money.
const SUM: Definition = Definition { unit: Unit::Dong, ..COUNT };

/// A part of a section: figures that there always are, or those of what an office registers itself.
pub enum Part {
    /// Declared here.
    Figures(&'static [Definition]),
    /// One or more for each thing registered.
    Each(fn(&Of<'_>, Lang) -> Vec<Figure>),
}

/// A section of the reports.
pub struct Section {
    /// Its title.
    pub title: Label,
    /// Which report it is of, where the two go up apart, each cut by its own rule.
    pub of: Reported,
    /// What stands in it.
    pub parts: &'static [Part],
}

/// Every section, in the order of the reports that communes send up.
pub const SECTIONS: &[Section] = &[
    Section {
        title: Label::Said("Phong trào thi đua", "Emulation"),
        of: Reported::Awards,
        parts: &[
            Part::Figures(emulation::FIGURES),
            Part::Each(emulation::targets),
            Part::Figures(emulation::TITLES_AND_MODELS),
        ],
    },
    Section {
        title: Label::Said("Công tác khen thưởng", "Awards"),
        of: Reported::Awards,
        parts: &[Part::Figures(awards::FIGURES), Part::Figures(upwards::FIGURES), Part::Figures(awards::HISTORY)],
    },
    Section {
        title: Label::Said("Tiền thưởng và chi phí", "Money"),
        of: Reported::Awards,
        parts: &[Part::Figures(spending::FIGURES)],
    },
    Section {
        title: Label::Said(
            "Trích lập, quản lý và sử dụng Quỹ thi đua, khen thưởng",
            "The fund: formation, use, balance",
        ),
        of: Reported::Awards,
        parts: &[Part::Figures(fund::FIGURES)],
    },
    Section {
        title: Label::Said("Tiếp nhận, giải quyết đơn thư (đơn vị tính: đơn)", "Petitions (in letters)"),
        of: Reported::Petitions,
        parts: &[Part::Figures(petitions::FIGURES)],
    },
    Section {
        title: Label::Said("Tiếp công dân, hòa giải ở cơ sở", "Reception and mediation"),
        of: Reported::Petitions,
        parts: &[Part::Figures(reception::FIGURES)],
    },
];

impl Section {
    /// Its title.
    pub fn title(&self, lang: Lang) -> String {
        self.title.text(lang)
    }

    /// Its figures.
    pub fn figures(&self, of: &Of<'_>, lang: Lang) -> Vec<Figure> {
        let part = |part: &Part| match part {
            Part::Figures(all) => all.iter().map(|definition| definition.figure(of, lang)).collect(),
            Part::Each(make) => make(of, lang),
        };
        self.parts.iter().flat_map(part).collect()
    }
}

/// Every figure that is declared.
pub fn definitions() -> impl Iterator<Item = &'static Definition> {
    let declared = |part: &'static Part| match part {
        Part::Figures(all) => all.iter(),
        Part::Each(_) => [].iter(),
    };
    SECTIONS.iter().flat_map(|section| section.parts).flat_map(declared)
}

/// Every figure there is of a period, in the order of reports.
pub fn all(of: &Of<'_>, lang: Lang) -> Vec<Figure> {
    SECTIONS.iter().flat_map(|section| section.figures(of, lang)).collect()
}

/// One figure; `None` for a code that is no figure's.
pub fn one(of: &Of<'_>, code: &str, lang: Lang) -> Option<Figure> {
    if let Some(definition) = definitions().find(|definition| definition.code == code) {
        return Some(definition.figure(of, lang));
    }
    let made = |part: &Part| match part {
        Part::Figures(_) => None,
        Part::Each(make) => make(of, lang).into_iter().find(|figure| figure.code == code),
    };
    SECTIONS.iter().flat_map(|section| section.parts).find_map(made)
}

/// The code of the figure that is called so: by its code, its whole name, or the beginning of just one; of several that
/// begin so, the one that stands highest.
pub fn called(figures: &[Figure], text: &str) -> Option<String> {
    let wanted = fold(text);
    if let Some(figure) = figures.iter().find(|figure| figure.code == text) {
        return Some(figure.code.clone());
    }
    let whole = |figure: &&Figure| fold(&figure.full_label()) == wanted || fold(&figure.label) == wanted;
    let begins = |figure: &&Figure| !wanted.is_empty() && fold(&figure.full_label()).starts_with(&wanted);
    let highest = |fits: &dyn Fn(&&Figure) -> bool| {
        let found: Vec<&Figure> = figures.iter().filter(|figure| fits(figure)).collect();
        let depth = found.iter().map(|figure| figure.depth).min()?;
        match found.iter().filter(|figure| figure.depth == depth).collect::<Vec<_>>().as_slice() {
            [one] => Some(one.code.clone()),
            _ => None,
        }
    };
    highest(&whole).or_else(|| highest(&begins))
}

impl Definition {
    fn figure(&self, of: &Of<'_>, lang: Lang) -> Figure {
        let counted = (self.count)(of);
        let printed = match self.printed {
            Printed::Always => true,
            Printed::IfAny => counted.value.number().is_some_and(|n| n != 0),
            Printed::When(there_is) => there_is(of),
        };
        let label = self.unknown.filter(|_| counted.value == Value::NotReported).unwrap_or(self.label);
        let part_of = self.part_of.map(|whole| whole.text(lang));
        let mut figure = Figure::new(of, self.code, label.text(lang), self.unit, counted);
        (figure.depth, figure.part_of, figure.printed) = (self.depth, part_of, printed);
        figure
    }
}

/// What figures are counted from: a state, a period, and what several figures need, made once.
pub struct Of<'a> {
    /// The ledger.
    pub state: &'a State,
    /// The period.
    pub period: Period,
    given: OnceCell<Vec<awards::Given<'a>>>,
    paid: OnceCell<HashMap<(Id, u64), i64>>,
    petitions: OnceCell<petitions::Petitions<'a>>,
}

impl<'a> Of<'a> {
    /// Figures of a period are counted from everything in `state`.
    pub fn new(state: &'a State, period: Period) -> Of<'a> {
        let (given, paid, petitions) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Of { state, period, given, paid, petitions }
    }

    /// A count or sum that is «none» only if the register was declared, and «not reported» otherwise.
    fn in_register(&self, register: Register, total: i64) -> Value {
        if total != 0 {
            return Value::Some(total);
        }
        let covers = |(declared, period): (&Register, &Period)| {
            *declared == register
                && period.first_day() <= self.period.first_day()
                && period.last_day() >= self.period.last_day()
        };
        match self.state.declared.keys().any(|(register, period)| covers((register, period))) {
            true => Value::None,
            false => Value::NotReported,
        }
    }

    /// The entries that declare a register for the period.
    fn declarations(&self, register: Register) -> impl Iterator<Item = u64> + use<'a> {
        let key = (register, self.period);
        self.state.declared_by.get(&key).copied().into_iter()
    }

    /// What a register holds, counted: «none» only if somebody declared so.
    fn tally(&self, register: Register, mut entries: Vec<u64>) -> Counted {
        let value = self.in_register(register, entries.len() as i64);
        entries.extend(self.declarations(register));
        Counted { value, entries }
    }
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Đồng.
    Dong,
    /// Percent, as an integer of so many decimals.
    Percent(u8),
    /// Something measured, as an integer of so many decimals.
    Quantity(u8),
}

impl Unit {
    /// How many decimals a value's integer has.
    pub fn decimals(self) -> u8 {
        match self {
            Unit::Count | Unit::Dong => 0,
            Unit::Percent(decimals) | Unit::Quantity(decimals) => decimals,
        }
    }

    /// A value for people.
    pub fn show(self, n: i64) -> String {
        match self {
            Unit::Count => grouped(n),
            Unit::Dong => format!("{}đ", grouped(n)),
            Unit::Percent(decimals) => format!("{} %", decimal(n, decimals.into())),
            Unit::Quantity(decimals) => {
                let text = decimal(n, decimals.into());
                let short = if text.contains(',') { text.trim_end_matches('0').trim_end_matches(',') } else { &text };
                short.to_owned()
            }
        }
    }
}

impl Serialize for Unit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Unit::Count => "count",
            Unit::Dong => "dong",
            Unit::Percent(_) => "percent",
            Unit::Quantity(_) => "quantity",
        })
    }
}

/// A figure's value. «None» and «not reported» are different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// So much, by the entries.
    Some(i64),
    /// Nothing, and somebody says so.
    None,
    /// Nothing was recorded, and nobody says that there was nothing.
    NotReported,
}

impl Value {
    /// The number, if there is one.
    pub fn number(self) -> Option<i64> {
        match self {
            Value::Some(n) => Some(n),
            Value::None => Some(0),
            Value::NotReported => None,
        }
    }

    /// A part of this whole: as unknown as the whole, unless there is something.
    fn part(self, n: i64) -> Value {
        match self {
            Value::None | Value::NotReported if n == 0 => self,
            _ => Value::Some(n),
        }
    }
}

/// One figure of a period.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its stable name, used in claims.
    pub code: String,
    /// Its name for people.
    pub label: String,
    /// What it counts.
    pub unit: Unit,
    /// The value.
    pub value: Value,
    /// The entries that make it, in order.
    pub entries: Vec<u64>,
    /// Whether any of them was reconstructed from papers.
    pub reconstructed: bool,
    /// How deep it stands under the figure above it.
    pub depth: u8,
    /// The name of the figure it is part of, where its own would not be understood alone.
    pub part_of: Option<String>,
    /// Whether a report prints it.
    pub printed: bool,
}

impl Figure {
    fn new(of: &Of<'_>, code: impl Into<String>, label: String, unit: Unit, counted: Counted) -> Figure {
        let entries: BTreeSet<u64> = counted.entries.into_iter().collect();
        let reconstructed = entries.iter().any(|seq| of.state.reconstructed.contains(seq));
        let (code, entries) = (code.into(), entries.into_iter().collect());
        let (value, depth, part_of, printed) = (counted.value, 0, None, true);
        Figure { code, label, unit, value, entries, reconstructed, depth, part_of, printed }
    }

    /// The same figure where nothing was recorded yet.
    pub fn unknown(&self) -> Figure {
        Figure { value: Value::NotReported, entries: Vec::new(), reconstructed: false, ..self.clone() }
    }

    /// The label as it is understood away from its place in a report.
    pub fn full_label(&self) -> String {
        match &self.part_of {
            Some(whole) => format!("{whole}: {}", self.label),
            None => self.label.clone(),
        }
    }

    /// The value for people.
    pub fn show(&self, lang: Lang) -> String {
        match (self.value, self.unit) {
            (Value::None, _) => lang.pick("không có", "none").into(),
            (Value::NotReported, _) => lang.pick("chưa ghi nhận", "not reported").into(),
            (Value::Some(n), unit) => unit.show(n),
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let state = match self.value {
            Value::Some(_) => "reported",
            Value::None => "none",
            Value::NotReported => "not_reported",
        };
        let mut out = serializer.serialize_struct("Figure", 8)?;
        out.serialize_field("code", &self.code)?;
        out.serialize_field("label", &self.label)?;
        out.serialize_field("unit", &self.unit)?;
        out.serialize_field("decimals", &self.unit.decimals())?;
        out.serialize_field("value", &self.value.number())?;
        out.serialize_field("state", state)?;
        out.serialize_field("entries", &self.entries)?;
        out.serialize_field("reconstructed", &self.reconstructed)?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_one_code_and_exists_in_an_empty_ledger() {
        let state = State::default();
        let of = Of::new(&state, Period::of_year(2024));
        let mut codes = BTreeSet::new();
        for definition in definitions() {
            assert!(codes.insert(definition.code), "{} twice", definition.code);
            let figure = one(&of, definition.code, Lang::Vi).unwrap();
            assert_eq!(figure.value, Value::NotReported, "{}: nothing was recorded", definition.code);
            assert!(!figure.label.is_empty() && !one(&of, definition.code, Lang::En).unwrap().label.is_empty());
        }
        assert_eq!(all(&of, Lang::Vi).len(), codes.len());
        assert!(one(&of, "awards.titels", Lang::Vi).is_none() && one(&of, "", Lang::Vi).is_none());
    }

    #[test]
    fn nothing_that_is_listed_is_without_its_figure() {
        use crate::domain::{emulation::Stage, fund::Category, nomination::RecipientKind, nomination::RewardType};
        let known = |code: String| assert!(definitions().any(|definition| definition.code == code), "{code}");
        RecipientKind::ALL.iter().for_each(|kind| known(format!("awards.certificates.{}", kind.as_str())));
        RecipientKind::ALL.iter().for_each(|kind| known(format!("awards.recipients.{}", kind.as_str())));
        RewardType::ALL.iter().for_each(|kind| known(format!("awards.by_type.{}", kind.as_str())));
        Category::ALL.iter().for_each(|category| known(format!("spent.{}", category.as_str())));
        Stage::ALL.iter().for_each(|stage| known(format!("models.{}", stage.as_str())));
    }
}
