//! The report of a half-year or a year on emulation and commendation, in the order of the reports that communes send up.

use std::collections::BTreeMap;

use serde::Serialize;

use super::figures::{self, Figure, Of, SECTIONS, documents};
use super::law::Ruling;
use crate::domain::ledger::State;
use crate::domain::policy::{Reported, Row as _};
use crate::log::statement::Head;
use crate::reports::struck::{Struck, stood, taken_back};
use crate::values::lang::Lang;
use crate::values::time::{Date, Period};

/// A report: nothing in it was typed.
#[derive(Clone, Debug, Serialize)]
pub struct HalfYear {
    /// The report's own format.
    pub schema: &'static str,
    /// Whose.
    pub unit: String,
    /// The unit above.
    pub parent: String,
    /// The period.
    pub period: Period,
    /// The ledger.
    pub ledger: String,
    /// The entry up to which it was read: with it the report can be made again, figure by figure.
    pub head: Head,
    /// Figures by section.
    pub sections: Vec<Section>,
    /// The golden book: every award of the period.
    pub golden_book: Vec<GoldenRow>,
    /// Amounts that differ from the rates, with the reason stated.
    pub variances: Vec<Variance>,
    /// How many entries were reconstructed from papers.
    pub reconstructed: usize,
    /// What was taken back in the period or about it.
    pub taken_back: Vec<Struck>,
    /// The year before, in an annual report.
    pub before: Option<Before>,
    /// How the policy cuts the periods of a report that goes up apart, and by which article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<Ruling>,
}

/// A section.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Its figures, those that a report does not print among them.
    #[serde(serialize_with = "printed")]
    pub figures: Vec<Figure>,
    /// Documents it speaks of.
    pub items: Vec<Item>,
}

/// A document, and the entry that recorded it.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Number, date, name.
    pub text: String,
    /// The entry.
    pub entry: u64,
}

/// The same figures for the period before, to compare with.
#[derive(Clone, Debug, Serialize)]
pub struct Before {
    /// The year before.
    pub period: Period,
    /// Its figures by code.
    pub figures: BTreeMap<String, Figure>,
}

/// One award.
#[derive(Clone, Debug, Serialize)]
pub struct GoldenRow {
    /// The decision.
    pub decision: String,
    /// Its date.
    pub dated: Date,
    /// «Số sổ vàng»: the line in the decision.
    pub line: u64,
    /// The recipient.
    pub name: String,
    /// What kind.
    pub kind: String,
    /// Form or title.
    pub form: String,
    /// In đồng.
    pub amount: i64,
    /// `paid`, `unpaid`, `annulled`; `taken_back` if its issue was recorded by mistake.
    pub status: &'static str,
    /// The entry that issued the decision.
    pub entry: u64,
}

/// An amount that differs from the rate.
#[derive(Clone, Debug, Serialize)]
pub struct Variance {
    /// The decision.
    pub decision: String,
    /// The line.
    pub line: u64,
    /// In đồng.
    pub amount: i64,
    /// What the policy gives, in đồng.
    pub derived: i64,
    /// The reason stated.
    pub reason: String,
}

const PETITIONS: &str = "sovang/report/petitions/v1";

/// What a report is called: one on petitions, or the whole.
pub fn title(petitions: bool, lang: Lang) -> &'static str {
    match petitions {
        true => lang.pick("Công tác tiếp công dân, xử lý đơn, giải quyết khiếu nại, tố cáo", "Reception and petitions"),
        false => lang.pick("Công tác thi đua, khen thưởng", "Emulation and commendation"),
    }
}

fn printed<S: serde::Serializer>(figures: &[Figure], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(figures.iter().filter(|figure| figure.printed))
}

impl HalfYear {
    /// Makes the report of a period from everything in `state`.
    pub fn new(state: &State, period: Period, lang: Lang) -> HalfYear {
        let of = Of::new(state, period);
        let mut sections: Vec<Section> = SECTIONS
            .iter()
            .map(|section| Section {
                title: section.title(lang),
                figures: section.figures(&of, lang),
                items: Vec::new(),
            })
            .collect();
        if let Some(emulation) = sections.first_mut() {
            emulation.items = documents(&of, lang);
        }
        let opened = state.opened.as_ref();
        HalfYear {
            schema: "sovang/report/half-year/v1",
            unit: opened.map_or_else(String::new, |opened| opened.unit.name.to_string()),
            parent: opened.map_or_else(String::new, |opened| opened.parent.to_string()),
            period,
            ledger: state.chain.ledger().map_or_else(String::new, |id| id.to_string()),
            head: state.chain.head(),
            sections,
            golden_book: golden_book(state, period, lang),
            variances: variances(state, period),
            reconstructed: state.reconstructed.len(),
            taken_back: taken_back(state, period, lang),
            before: None,
            cut: None,
        }
    }

    /// The report on reception and petitions by itself, as the inspection sector has it.
    pub fn petitions(state: &State, period: Period, lang: Lang) -> HalfYear {
        let of = Of::new(state, period);
        let sections = SECTIONS.iter().filter(|section| section.of == Reported::Petitions);
        let sections = sections.map(|section| Section {
            title: section.title(lang),
            figures: section.figures(&of, lang),
            items: Vec::new(),
        });
        let kind = |seq| state.past_at(seq).map(|past| past.entry.statement.kind.as_str());
        let nouns = ["petition.", "reception.", "mediation."];
        let about = |seq| kind(seq).is_some_and(|kind| nouns.iter().any(|noun| kind.starts_with(noun)));
        let rule = state.policies.cut(Reported::Petitions, period.last_day());
        HalfYear {
            schema: PETITIONS,
            sections: sections.collect(),
            golden_book: Vec::new(),
            variances: Vec::new(),
            taken_back: taken_back(state, period, lang).into_iter().filter(|one| about(one.entry)).collect(),
            cut: rule.map(|rule| Ruling::of(rule.row, lang)),
            ..HalfYear::new(state, period, lang)
        }
    }

    /// What it is called.
    pub fn title(&self, lang: Lang) -> &'static str {
        title(self.schema == PETITIONS, lang)
    }

    /// The annual report: the figures of a period, as a rule a year, beside those of the same period a year before.
    pub fn compared(state: &State, period: Period, lang: Lang) -> HalfYear {
        let mut report = HalfYear::new(state, period, lang);
        let period = period.year_before();
        let figures = figures::all(&Of::new(state, period), lang);
        let figures: BTreeMap<String, Figure> =
            figures.into_iter().map(|figure| (figure.code.clone(), figure)).collect();
        report.schema = "sovang/report/annual/v1";
        report.before = Some(Before { period, figures });
        report
    }

    /// Every figure.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.sections.iter().flat_map(|section| &section.figures)
    }
}

/// The golden book of a period: annulled awards stay in it, marked, and so do those whose issue was taken back.
pub fn golden_book(state: &State, period: Period, lang: Lang) -> Vec<GoldenRow> {
    let mut rows = awards(state, period, lang);
    let issued = stood(state, |kind| kind == "decision.issued", |then| awards(then, period, lang), |row| row.entry);
    rows.extend(issued.into_iter().map(|(row, _)| GoldenRow { status: "taken_back", ..row }));
    rows.sort_by(|a, b| (a.dated, &a.decision, a.line, a.entry).cmp(&(b.dated, &b.decision, b.line, b.entry)));
    rows
}

fn awards(state: &State, period: Period, lang: Lang) -> Vec<GoldenRow> {
    let mut rows = Vec::new();
    for decision in state.decisions.values() {
        let (Some(numbered), Some((_, entry))) = (&decision.numbered, decision.issued) else { continue };
        if !period.contains(numbered.on) {
            continue;
        }
        for award in decision.awards.values() {
            let line = &award.line;
            let status = match award.annulled {
                Some(_) => "annulled",
                None if award.unpaid().get() == 0 => "paid",
                None => "unpaid",
            };
            rows.push(GoldenRow {
                decision: numbered.to_string(),
                dated: numbered.on,
                line: line.line,
                name: line.recipient.name.to_string(),
                kind: line.recipient.kind.label(lang).to_owned(),
                form: form_name(state, line.form.as_str(), numbered.on),
                amount: line.amount.signed(),
                status,
                entry,
            });
        }
    }
    rows
}

/// The name of a form as the policy of the day has it.
pub fn form_name(state: &State, form: &str, on: Date) -> String {
    let policy = state.policies.on(on).ok();
    let of = || policy.iter().flat_map(|policy| &policy.rates).filter(|rate| rate.form.as_str() == form);
    let rate = of().find(|rate| rate.span().covers(on)).or_else(|| of().next());
    rate.map_or_else(|| form.to_owned(), |rate| rate.name.to_string())
}

fn variances(state: &State, period: Period) -> Vec<Variance> {
    let mut out = Vec::new();
    for decision in state.decisions.values() {
        if !decision.issued_on().is_some_and(|on| period.contains(on)) {
            continue;
        }
        for award in decision.awards.values().filter(|award| award.varies()) {
            out.push(Variance {
                decision: decision.name(),
                line: award.line.line,
                amount: award.line.amount.signed(),
                derived: award.derivation.as_ref().map_or(0, |derivation| derivation.amount.signed()),
                reason: award.line.variance.as_ref().map_or_else(String::new, ToString::to_string),
            });
        }
    }
    out
}
