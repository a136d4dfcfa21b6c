//! Figures of the office's other work: plans, movements, targets, titles, models; what was asked of the authority above;
//! citizen reception and mediation; decisions of earlier years brought in from papers.

use std::collections::BTreeMap;

use super::figure::{Figures, Unit, Value};
use super::half_year::Item;
use crate::domain::dossier::Answer;
use crate::domain::emulation::{MovementKind, Stage, Target};
use crate::domain::reception::{Mediated, Receiver};
use crate::domain::register::Register;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::text::fold;
use crate::values::time::{Date, Period};

/// The decimals in which quantities are kept.
const QUANTITY_DECIMALS: u8 = 4;

/// A part of a whole: as unknown as the whole, unless there is something.
fn part(whole: Value, n: usize) -> Value {
    match whole {
        Value::None | Value::NotReported if n == 0 => whole,
        _ => Value::Some(n as i64),
    }
}

impl Figures<'_> {
    /// Plans, movements, pledges, targets, titles, models.
    pub fn emulation(&mut self) {
        let (state, period) = (self.state(), self.period());
        let work = &state.emulation;
        let launched = |kind: Option<MovementKind>| -> Vec<u64> {
            let inside = work.movements.values().filter(|movement| period.contains(movement.on));
            inside.filter(|m| kind.is_none_or(|kind| m.launched.kind == kind)).map(|m| m.seq).collect()
        };
        self.tally(
            Register::Movements,
            0,
            "movements.launched",
            ("Phong trào, đợt thi đua đã phát động", "Launched"),
            launched(None),
        );
        let whole = self.in_register(Register::Movements, launched(None).len() as i64);
        if !work.movements.is_empty() {
            for (code, kind) in [("movement", MovementKind::Movement), ("campaign", MovementKind::Campaign)] {
                let labels = (kind.label(Lang::Vi), kind.label(Lang::En));
                let seqs = launched(Some(kind));
                let value = part(whole, seqs.len());
                self.add(1, &format!("movements.launched.{code}"), labels, Unit::Count, value, seqs);
            }
            let reviews = work.movements.values().flat_map(|movement| &movement.reviews);
            let reviews: Vec<u64> = reviews.filter(|(on, _)| period.contains(*on)).map(|(_, seq)| *seq).collect();
            let value = part(whole, reviews.len());
            self.add(1, "movements.reviewed", ("sơ kết, tổng kết", "reviewed"), Unit::Count, value, reviews);
        }
        let plans = work.plans.iter().filter(|(_, on, _)| period.contains(*on)).map(|(.., seq)| *seq).collect();
        self.tally(Register::Plans, 0, "plans.adopted", ("Kế hoạch công tác TĐKT", "Plans adopted"), plans);
        let pledges = work.pledges.iter().filter(|(_, on, _)| period.contains(*on)).map(|(.., seq)| *seq).collect();
        self.tally(Register::Pledges, 0, "pledges.signed", ("Giao ước thi đua đã ký", "Pledges signed"), pledges);
        self.targets();
        self.titles();
        for (depth, stage) in Stage::ALL.into_iter().enumerate() {
            let of = work.models.iter().filter(|(model, on, _)| model.stage == stage && period.contains(*on));
            let vi = format!("{} điển hình tiên tiến", stage.label(Lang::Vi));
            let en = format!("exemplary models {}", stage.label(Lang::En));
            let seqs = of.map(|(.., seq)| *seq).collect();
            self.tally(
                Register::Models,
                u8::from(depth > 0),
                &format!("models.{}", stage.as_str()),
                (&capital(&vi), &en),
                seqs,
            );
        }
    }

    /// Targets of the period's year; results with the percentages of plan and same period.
    fn targets(&mut self) {
        let (state, period) = (self.state(), self.period());
        let last = period.last_day();
        let of_year =
            |target: &&Target| u64::try_from(period.year()).ok() == Some(target.registered.year) && target.on <= last;
        let all: Vec<(&Id, &Target)> = state.emulation.targets.iter().filter(|(_, target)| of_year(target)).collect();
        let labels = ("Chỉ tiêu thi đua đã đăng ký trong năm", "Targets registered for the year");
        self.tally(
            Register::Targets,
            0,
            "targets.registered",
            labels,
            all.iter().map(|(_, target)| target.seq).collect(),
        );
        if all.is_empty() {
            return;
        }
        let reported = all.iter().filter_map(|(_, target)| target.results.get(&period)).map(|(_, seq)| *seq);
        let labels = ("đã có kết quả của kỳ", "with results for the period");
        let reported: Vec<u64> = reported.collect();
        let value = if reported.is_empty() { Value::NotReported } else { Value::Some(reported.len() as i64) };
        self.add(1, "targets.reported", labels, Unit::Count, value, reported);
        let mut slugs: BTreeMap<String, usize> = BTreeMap::new();
        for (_, target) in &all {
            let name = target.registered.name.as_str();
            let slug = slug(name);
            let nth = slugs.entry(slug.clone()).and_modify(|n| *n += 1).or_insert(1);
            let code = if *nth == 1 { format!("target.{slug}") } else { format!("target.{slug}-{nth}") };
            let Some((result, seq)) = target.results.get(&period) else { continue };
            let label = format!("{name} ({})", target.registered.unit);
            let quantity = Unit::Quantity(QUANTITY_DECIMALS);
            self.add(1, &code, (&label, &label), quantity, Value::Some(result.actual.scaled()), vec![*seq]);
            for (suffix, labels, percent) in [
                ("of_plan", ("so với kế hoạch", "of the plan"), target.of_plan(period)),
                ("of_same_period", ("so với cùng kỳ", "of the same period last year"), target.of_same_period(period)),
            ] {
                let Some(percent) = percent else { continue };
                let unit = Unit::Percent(u8::try_from(percent.decimals()).unwrap_or(4));
                let value = Value::Some(percent.scaled());
                self.add(2, &format!("{code}.{suffix}"), labels, unit, value, vec![target.seq, *seq]);
            }
        }
    }

    /// Titles registered for the year, and which of them were awarded, here or above.
    fn titles(&mut self) {
        let (state, period) = (self.state(), self.period());
        let (first, last) = (Period::of_year(period.year()).first_day(), period.last_day());
        let year = u64::try_from(period.year()).ok();
        let all = state.emulation.titles.iter().filter(|(title, on, _)| Some(title.year) == year && *on <= last);
        let all: Vec<_> = all.collect();
        let labels = ("Danh hiệu thi đua đã đăng ký trong năm", "Titles registered for the year");
        self.tally(Register::Titles, 0, "titles.registered", labels, all.iter().map(|(.., seq)| *seq).collect());
        if all.is_empty() {
            return;
        }
        let within = |on: Date| on >= first && on <= last;
        let mut seqs = Vec::new();
        for (title, ..) in &all {
            let here = state.decisions.values().find_map(|decision| {
                let (_, seq) = decision.issued.filter(|_| decision.issued_on().is_some_and(within))?;
                let given = decision.awards.values().any(|award| {
                    award.line.recipient.id == title.recipient.id
                        && award.line.form == title.form
                        && award.stands_on(last)
                });
                given.then_some(seq)
            });
            let above = state.proposals.values().find_map(|proposal| {
                let line = proposal
                    .submitted
                    .lines
                    .iter()
                    .find(|line| line.recipient.id == title.recipient.id && line.form == title.form)?;
                let (answer, on, seq) = proposal.answers.get(&line.line)?;
                (*answer == Answer::Awarded && within(*on)).then_some(*seq)
            });
            seqs.extend(here.or(above));
        }
        let value = Value::Some(seqs.len() as i64);
        self.add(1, "titles.achieved", ("đã đạt", "achieved"), Unit::Count, value, seqs);
    }

    /// What was asked of the authority above, and what came back, in awards asked for.
    pub fn upwards(&mut self) {
        let (state, period) = (self.state(), self.period());
        let last = period.last_day();
        let mut asked = Vec::new();
        let mut waiting = Vec::new();
        let mut answers: BTreeMap<Answer, Vec<u64>> = BTreeMap::new();
        for proposal in state.proposals.values().filter(|proposal| proposal.on <= last) {
            for line in &proposal.submitted.lines {
                if period.contains(proposal.on) {
                    asked.push(proposal.seq);
                }
                match proposal.answers.get(&line.line).filter(|(_, on, _)| *on <= last) {
                    Some((answer, on, seq)) if period.contains(*on) => answers.entry(*answer).or_default().push(*seq),
                    Some(_) => {}
                    None => waiting.push(proposal.seq),
                }
            }
        }
        let value = self.in_register(Register::Proposals, asked.len() as i64);
        asked.extend(self.declarations(Register::Proposals));
        let labels = ("Trình cấp trên khen thưởng (lượt)", "Awards asked of the authority above");
        self.add(0, "proposals.submitted", labels, Unit::Count, value, asked);
        if state.proposals.is_empty() {
            return;
        }
        for (code, labels, answer) in [
            ("proposals.awarded", ("được khen", "awarded"), Answer::Awarded),
            ("proposals.declined", ("không được khen", "declined"), Answer::Declined),
            ("proposals.returned", ("bị trả hồ sơ", "returned"), Answer::Returned),
        ] {
            let seqs = answers.remove(&answer).unwrap_or_default();
            self.add(1, code, labels, Unit::Count, Value::Some(seqs.len() as i64), seqs);
        }
        let value = Value::Some(waiting.len() as i64);
        self.add(1, "proposals.waiting", ("chưa có trả lời", "not answered"), Unit::Count, value, waiting);
    }

    /// Citizen reception and mediation, by the counters of the seed's footnote 12.
    pub fn reception(&mut self) {
        let (state, period) = (self.state(), self.period());
        let held: Vec<_> = state.reception.held.iter().filter(|(held, _)| period.contains(held.to)).collect();
        let sum = |receivers: &[Receiver], count: fn(&crate::domain::reception::ReceptionHeld) -> u64| {
            let of: Vec<_> = held.iter().filter(|(held, _)| receivers.contains(&held.receiver)).collect();
            let total: u64 = of.iter().map(|(held, _)| count(held)).sum();
            let seqs: Vec<u64> = of.iter().map(|(_, seq)| *seq).collect();
            (i64::try_from(total).unwrap_or(i64::MAX), seqs)
        };
        let (unit, party) = ([Receiver::Chairman, Receiver::Officer], [Receiver::PartySecretary]);
        let none = held.is_empty();
        for (depth, code, labels, (total, seqs)) in [
            (
                0,
                "reception.sessions",
                ("UBND tiếp công dân: số buổi", "Reception: sessions"),
                sum(&unit, |h| h.sessions),
            ),
            (0, "reception.visits", ("UBND tiếp công dân: số lượt", "Reception: visits"), sum(&unit, |h| h.visits)),
            (
                1,
                "reception.visits.officer",
                ("cán bộ phụ trách tiếp", "received by the officer"),
                sum(&[Receiver::Officer], |h| h.visits),
            ),
            (
                1,
                "reception.visits.chairman",
                ("Chủ tịch tiếp", "received by the chairman"),
                sum(&[Receiver::Chairman], |h| h.visits),
            ),
            (
                0,
                "reception.visits.party_secretary",
                ("Bí thư Đảng ủy tiếp: số lượt", "Visits to the Party secretary"),
                sum(&party, |h| h.visits),
            ),
        ] {
            let value = if none { self.in_register(Register::Receptions, 0) } else { Value::Some(total) };
            let seqs = seqs.into_iter().chain(self.declarations(Register::Receptions)).collect();
            self.add(depth, code, labels, Unit::Count, value, seqs);
        }
        let cases = state.reception.mediations.iter().filter(|(_, on, _)| period.contains(*on));
        let cases: Vec<_> = cases.collect();
        let of = |outcome: Option<Mediated>| -> Vec<u64> {
            let chosen = cases.iter().filter(|(how, ..)| outcome.is_none_or(|outcome| *how == outcome));
            chosen.map(|(.., seq)| *seq).collect()
        };
        self.tally(Register::Mediations, 0, "mediation.cases", ("Hoà giải ở cơ sở (vụ)", "Mediations"), of(None));
        if !cases.is_empty() {
            for (code, labels, outcome) in [
                ("mediation.successful", ("thành", "successful"), Mediated::Successful),
                ("mediation.unsuccessful", ("không thành", "unsuccessful"), Mediated::Unsuccessful),
            ] {
                let seqs = of(Some(outcome));
                self.add(1, code, labels, Unit::Count, Value::Some(seqs.len() as i64), seqs);
            }
        }
    }

    /// Awards of earlier years brought in from papers: a figure of their own, never part of the others.
    pub fn history(&mut self) {
        let period = self.period();
        let past = self.state().history.values().filter(|past| period.contains(past.on));
        let seqs: Vec<u64> = past.flat_map(|past| past.imported.lines.iter().map(|_| past.seq)).collect();
        if !seqs.is_empty() {
            let labels = ("Lượt khen hồi cố (nhập từ giấy tờ cũ)", "Awards of earlier years, from papers");
            self.add(0, "awards.historical", labels, Unit::Count, Value::Some(seqs.len() as i64), seqs);
        }
    }

    /// A count of what a register holds: «none» only if somebody declared so.
    fn tally(&mut self, register: Register, depth: u8, code: &str, labels: (&str, &str), mut seqs: Vec<u64>) {
        let value = self.in_register(register, seqs.len() as i64);
        seqs.extend(self.declarations(register));
        self.add(depth, code, labels, Unit::Count, value, seqs);
    }

    /// The documents that the section of emulation speaks of, in the order of their dates.
    pub fn documents(&self, lang: Lang) -> Vec<Item> {
        let (work, period) = (&self.state().emulation, self.period());
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
