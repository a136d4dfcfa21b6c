//! Every figure a report may show, with the entries that make it.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::domain::decision::{Award, Decision};
use crate::domain::fund::{Account, Category, Fund, Purpose};
use crate::domain::ledger::State;
use crate::domain::nomination::{Form, RecipientKind, RewardType};
use crate::domain::petition::Petition;
use crate::domain::register::Register;
use crate::reports::due::{About, Term, due, judged};
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::{Dong, decimal, grouped};
use crate::values::time::{Date, Period};

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
}

/// One figure.
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
    /// The label of the figure it is part of, where its own would not be understood alone.
    pub part_of: Option<&'static str>,
}

impl Figure {
    /// The label as it is understood away from its place in a report.
    pub fn full_label(&self) -> String {
        match self.part_of {
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

/// Collects figures of one period.
pub struct Figures<'a> {
    state: &'a State,
    period: Period,
    lang: Lang,
    out: Vec<Figure>,
}

/// One award of an issued decision.
struct Given<'a> {
    decision: Id,
    award: &'a Award,
    seq: u64,
}

impl<'a> Figures<'a> {
    /// Figures of a period, from everything in `state`.
    pub fn new(state: &'a State, period: Period, lang: Lang) -> Figures<'a> {
        Figures { state, period, lang, out: Vec::new() }
    }

    /// Every figure there is, in the order of reports.
    pub fn all(state: &'a State, period: Period, lang: Lang) -> Vec<Figure> {
        let mut figures = Figures::new(state, period, lang);
        figures.emulation();
        figures.awards();
        figures.upwards();
        figures.history();
        figures.spending();
        figures.fund();
        figures.petitions();
        figures.reception();
        figures.out
    }

    pub(super) fn state(&self) -> &'a State {
        self.state
    }

    pub(super) fn period(&self) -> Period {
        self.period
    }

    /// Takes the figures collected so far.
    pub fn take(&mut self) -> Vec<Figure> {
        std::mem::take(&mut self.out)
    }

    pub(super) fn add(
        &mut self,
        depth: u8,
        code: &str,
        labels: (&str, &str),
        unit: Unit,
        value: Value,
        entries: Vec<u64>,
    ) {
        let entries: BTreeSet<u64> = entries.into_iter().collect();
        let reconstructed = entries.iter().any(|seq| self.state.reconstructed.contains(seq));
        self.out.push(Figure {
            code: code.to_owned(),
            label: self.lang.pick(labels.0, labels.1).to_owned(),
            unit,
            value,
            entries: entries.into_iter().collect(),
            reconstructed,
            depth,
            part_of: part_of(code, self.lang),
        });
    }

    /// A count or sum that is «none» only if the register was declared, and «not reported» otherwise.
    pub(super) fn in_register(&self, register: Register, total: i64) -> Value {
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

    fn decisions(&self) -> Vec<(Id, &'a Decision, u64)> {
        let inside = |(_, decision): &(&Id, &Decision)| decision.issued_on().is_some_and(|on| self.period.contains(on));
        let issued = self.state.decisions.iter().filter(inside);
        issued.filter_map(|(id, decision)| Some((*id, decision, decision.issued?.1))).collect()
    }

    fn given(&self) -> Vec<Given<'a>> {
        let last = self.period.last_day();
        let of = |(id, decision, seq): (Id, &'a Decision, u64)| {
            let standing = decision.awards.values().filter(move |award| award.stands_on(last));
            standing.map(move |award| Given { decision: id, award, seq })
        };
        self.decisions().into_iter().flat_map(of).collect()
    }

    /// Decisions, certificates, titles, recipients.
    pub fn awards(&mut self) {
        let decisions = self.decisions();
        let declared = |n: usize, this: &Self| this.in_register(Register::Decisions, n as i64);
        let value = declared(decisions.len(), self);
        let seqs = decisions.iter().map(|(.., seq)| *seq).collect();
        self.add(0, "awards.decisions", ("Quyết định khen thưởng", "Award decisions"), Unit::Count, value, seqs);
        let given = self.given();
        let is_certificate = |g: &&Given| g.award.line.form.as_str() == Form::CERTIFICATE;
        let kinds = |kind: RecipientKind| move |g: &&Given| g.award.line.recipient.kind == kind;
        let seqs = |of: &[&Given]| of.iter().map(|g| g.seq).collect::<Vec<u64>>();

        let certificates: Vec<&Given> = given.iter().filter(is_certificate).collect();
        let value = declared(certificates.len(), self);
        self.add(0, "awards.certificates", ("Giấy khen", "Certificates"), Unit::Count, value, seqs(&certificates));
        for kind in RecipientKind::ALL {
            let of: Vec<&Given> = certificates.iter().copied().filter(kinds(kind)).collect();
            let code = format!("awards.certificates.{}", kind.as_str());
            let value = self.part(value, of.len());
            self.add(1, &code, (kind.label(Lang::Vi), kind.label(Lang::En)), Unit::Count, value, seqs(&of));
        }
        let titles: Vec<&Given> = given.iter().filter(|g| !is_certificate(g)).collect();
        if !titles.is_empty() {
            let value = Value::Some(titles.len() as i64);
            self.add(
                0,
                "awards.titles",
                ("Danh hiệu, hình thức khác", "Titles and other forms"),
                Unit::Count,
                value,
                seqs(&titles),
            );
        }
        self.recipients(&given, value);
        self.by_type(&given, value);
        self.afterwards();
    }

    fn part(&self, whole: Value, n: usize) -> Value {
        match whole {
            Value::Some(_) => Value::Some(n as i64),
            other => other,
        }
    }

    fn recipients(&mut self, given: &[Given<'a>], whole: Value) {
        let distinct = |of: &[&Given]| of.iter().map(|g| g.award.line.recipient.id).collect::<BTreeSet<_>>().len();
        let all: Vec<&Given> = given.iter().collect();
        let seqs = |of: &[&Given]| of.iter().map(|g| g.seq).collect::<Vec<u64>>();
        let value = self.part(whole, distinct(&all));
        self.add(0, "awards.recipients", ("Đối tượng được khen", "Recipients"), Unit::Count, value, seqs(&all));
        for kind in RecipientKind::ALL {
            let of: Vec<&Given> = all.iter().copied().filter(|g| g.award.line.recipient.kind == kind).collect();
            let code = format!("awards.recipients.{}", kind.as_str());
            let value = self.part(whole, distinct(&of));
            self.add(1, &code, (kind.label(Lang::Vi), kind.label(Lang::En)), Unit::Count, value, seqs(&of));
        }
    }

    fn by_type(&mut self, given: &[Given<'a>], whole: Value) {
        for reward_type in RewardType::ALL {
            let of: Vec<u64> =
                given.iter().filter(|g| g.award.line.reward_type == reward_type).map(|g| g.seq).collect();
            let n = given.iter().filter(|g| g.award.line.reward_type == reward_type).count();
            if n > 0 {
                let vi = format!("khen {}", reward_type.label(Lang::Vi));
                let labels = (vi.as_str(), reward_type.label(Lang::En));
                let value = self.part(whole, n);
                self.add(1, &format!("awards.by_type.{}", reward_type.as_str()), labels, Unit::Count, value, of);
            }
        }
    }

    /// What happened in the period to decisions of whatever date.
    fn afterwards(&mut self) {
        let inside = |step: &Option<(Date, u64)>| step.filter(|(on, _)| self.period.contains(*on)).map(|(_, seq)| seq);
        let awards = || self.state.decisions.values().flat_map(|decision| decision.awards.values());
        let annulled: Vec<u64> = awards().filter_map(|award| inside(&award.annulled)).collect();
        let presented: Vec<u64> = awards().filter_map(|award| inside(&award.presented)).collect();
        for (code, labels, seqs) in [
            ("awards.annulled", ("Đã huỷ trong kỳ", "Annulled in the period"), annulled),
            ("awards.presented", ("Đã trao trong kỳ", "Presented in the period"), presented),
        ] {
            if !seqs.is_empty() {
                self.add(0, code, labels, Unit::Count, Value::Some(seqs.len() as i64), seqs);
            }
        }
    }

    /// What was paid, less what was repaid, by category.
    pub fn spending(&mut self) {
        let opened = self.state.funds.values().any(|fund| fund.year <= self.period.year());
        let per_category: Vec<(Category, i64, Vec<u64>)> =
            Category::ALL.into_iter().map(|category| self.spent_on(category)).collect();
        let total: i64 = per_category.iter().map(|(_, sum, _)| sum).sum();
        let value = |n: i64| if opened { Value::Some(n) } else { Value::NotReported };
        let seqs = per_category.iter().flat_map(|(_, _, seqs)| seqs.iter().copied()).collect();
        self.add(0, "spent.total", ("Tổng số tiền đã chi", "Total spent"), Unit::Dong, value(total), seqs);
        for (category, sum, seqs) in per_category {
            let code = format!("spent.{}", category.as_str());
            let vi = format!("chi {}", category.label(Lang::Vi));
            self.add(1, &code, (&vi, category.label(Lang::En)), Unit::Dong, value(sum), seqs);
        }
        let last = self.period.last_day();
        let paid = self.paid_by(last);
        let paid_for = |g: &Given| paid.get(&(g.decision, g.award.line.line)).copied().unwrap_or(0);
        let unpaid = |g: &Given| g.award.line.amount.signed() - paid_for(g);
        let waiting: Vec<(i64, u64)> =
            self.given().iter().map(|g| (unpaid(g), g.seq)).filter(|(n, _)| *n > 0).collect();
        if !waiting.is_empty() {
            let sum = waiting.iter().map(|(n, _)| n).sum();
            let seqs = waiting.iter().map(|(_, seq)| *seq).collect();
            let labels = ("Đã quyết định, chưa chi đến cuối kỳ", "Decided and not yet paid at the end");
            self.add(0, "spent.waiting", labels, Unit::Dong, Value::Some(sum), seqs);
        }
    }

    /// What was paid for each line of each decision by a day, less what was repaid.
    fn paid_by(&self, day: Date) -> HashMap<(Id, u64), i64> {
        let mut paid_for = HashMap::new();
        for paid in self.state.funds.values().flat_map(|fund| fund.disbursements.values()).filter(|p| p.on <= day) {
            if let Purpose::Award { decision, line } = &paid.payload.purpose {
                let net = paid.payload.amount.signed() - paid.repaid_by(day).signed();
                *paid_for.entry((*decision, *line)).or_default() += net;
            }
        }
        paid_for
    }

    fn spent_on(&self, category: Category) -> (Category, i64, Vec<u64>) {
        let (mut sum, mut seqs) = (0, Vec::new());
        let income: BTreeSet<u64> = self.state.funds.values().flat_map(|fund| &fund.income).map(|i| i.seq).collect();
        let payments = self.state.funds.values().flat_map(|fund| fund.disbursements.values());
        for paid in payments.filter(|paid| paid.payload.category == category) {
            if self.period.contains(paid.on) {
                sum += paid.payload.amount.signed();
                seqs.push(paid.seq);
            }
            // What a later year recovers is income of that year, not less spending.
            let here = |(on, _, seq): &&(Date, Dong, u64)| self.period.contains(*on) && !income.contains(seq);
            for (_, amount, seq) in paid.repaid.iter().filter(here) {
                sum -= amount.signed();
                seqs.push(*seq);
            }
        }
        (category, sum, seqs)
    }

    /// How the fund of the period's year was formed, what is left of it.
    pub fn fund(&mut self) {
        let Some(fund) = self.state.funds.get(&self.period.year()) else {
            let labels = ("Quỹ TĐKT: trích lập, sử dụng, số dư", "The fund: formation, use, balance");
            return self.add(0, "fund.balance", labels, Unit::Dong, Value::NotReported, Vec::new());
        };
        let first = self.period.first_day();
        let opening = self.balance_on(fund, |on| on < first, true);
        let labels = ("Số dư đầu kỳ", "Balance at the beginning");
        self.add(0, "fund.opening", labels, Unit::Dong, Value::Some(opening.0), opening.1);
        for (account, code, labels) in [
            (Account::Budget, "fund.appropriated", ("ngân sách cấp", "from the budget")),
            (Account::Donors, "fund.contributed", ("đóng góp", "contributions")),
            (Account::Recovered, "fund.recovered", ("thu hồi của năm trước", "recovered from earlier years")),
        ] {
            let of = fund.income.iter().filter(|i| i.from == account && self.period.contains(i.on));
            let (sum, seqs) = of.fold((0, Vec::new()), |(sum, mut seqs), income| {
                seqs.push(income.seq);
                (sum + income.amount.signed(), seqs)
            });
            let value = match account {
                Account::Donors => self.in_register(Register::Contributions, sum),
                _ => Value::Some(sum),
            };
            if account != Account::Recovered || sum > 0 {
                self.add(1, code, labels, Unit::Dong, value, seqs);
            }
        }
        let last = self.period.last_day();
        let closing = self.balance_on(fund, |on| on <= last, false);
        self.add(
            0,
            "fund.balance",
            ("Số dư cuối kỳ", "Balance at the end"),
            Unit::Dong,
            Value::Some(closing.0),
            closing.1,
        );
        let handed = |on: &Date| self.period.contains(*on);
        let carried: i64 = fund.carried.iter().filter(|c| handed(&c.0)).map(|c| c.2.signed()).sum();
        let lapsed: i64 = fund.lapsed.iter().filter(|l| handed(&l.0)).map(|l| l.1.signed()).sum();
        let carried_seqs = fund.carried.iter().filter(|c| handed(&c.0)).map(|c| c.3).collect();
        let lapsed_seqs = fund.lapsed.iter().filter(|l| handed(&l.0)).map(|l| l.2).collect();
        if carried > 0 {
            let labels = ("chuyển sang năm sau", "carried forward");
            self.add(1, "fund.carried_forward", labels, Unit::Dong, Value::Some(carried), carried_seqs);
        }
        if lapsed > 0 {
            self.add(
                1,
                "fund.lapsed",
                ("nộp trả ngân sách", "returned to the budget"),
                Unit::Dong,
                Value::Some(lapsed),
                lapsed_seqs,
            );
        }
    }

    /// Money that came in less what went out, over the days that `when` chooses. What the year before handed
    /// over is there at the beginning whatever its date (`with_carried`).
    fn balance_on(&self, fund: &Fund, when: impl Fn(Date) -> bool, with_carried: bool) -> (i64, Vec<u64>) {
        let (mut sum, mut seqs) = (0, Vec::new());
        let mut add = |n: i64, seq: u64| {
            sum += n;
            seqs.push(seq);
        };
        for income in &fund.income {
            let carried = with_carried
                && income.from == Account::CarriedIn
                && self.period.first_day() == Period::of_year(fund.year).first_day();
            if when(income.on) || carried {
                add(income.amount.signed(), income.seq);
            }
        }
        for paid in fund.disbursements.values() {
            if when(paid.on) {
                add(-paid.payload.amount.signed(), paid.seq);
            }
            for (_, amount, seq) in paid.repaid.iter().filter(|(on, ..)| when(*on)) {
                add(amount.signed(), *seq);
            }
        }
        fund.carried.iter().filter(|c| when(c.0)).for_each(|c| add(-c.2.signed(), c.3));
        fund.lapsed.iter().filter(|l| when(l.0)).for_each(|l| add(-l.1.signed(), l.2));
        (sum, seqs)
    }

    /// Petitions by the counters of the seed's footnote 12, in letters (đơn).
    pub fn petitions(&mut self) {
        let (first, last) = (self.period.first_day(), self.period.last_day());
        let known = |p: &&Petition| p.received_on <= last;
        let all: Vec<&Petition> = self.state.petitions.values().filter(known).collect();
        let carried: Vec<&Petition> = all
            .iter()
            .copied()
            .filter(|p| p.received_on < first && p.closed_on().is_none_or(|on| on >= first))
            .collect();
        let received: Vec<&Petition> = all.iter().copied().filter(|p| p.received_on >= first).collect();
        let managed: Vec<&Petition> = carried.iter().chain(&received).copied().collect();
        let classified =
            |p: &&&Petition| p.classified.as_ref().filter(|(_, on, _)| *on <= last).map(|(c, ..)| c.in_jurisdiction);
        let pick = |want: Option<bool>| -> Vec<&Petition> {
            managed.iter().filter(|p| classified(p) == want).copied().collect()
        };
        let (ours, others, unclassified) = (pick(Some(true)), pick(Some(false)), pick(None));
        let closed = |p: &&&Petition| p.closed_on().is_some_and(|on| on <= last);
        let resolved: Vec<&Petition> = ours.iter().filter(closed).copied().collect();
        let pending: Vec<&Petition> = ours.iter().filter(|p| !closed(p)).copied().collect();
        let answered: Vec<&Petition> = others.iter().filter(closed).copied().collect();
        let open: Vec<&Petition> = managed.iter().filter(|p| !closed(p)).copied().collect();
        let resolving = |term: &Term| term.about == About::Petition && term.task.resolves() && term.late().is_some();
        let ids = |terms: Vec<Term>| terms.into_iter().filter(resolving).map(|term| term.id).collect::<BTreeSet<Id>>();
        let (ended, running) = (ids(judged(self.state)), ids(due(self.state, last, 0)));
        let among = |of: &[&Petition], ids: &BTreeSet<Id>| -> Vec<&Petition> {
            let named = self.state.petitions.iter().filter(|(id, _)| ids.contains(id)).map(|(_, petition)| petition);
            named.filter(|petition| of.iter().any(|other| other.seq == petition.seq)).collect()
        };
        // What was open at the end and resolved too late afterwards was overdue already, if its term was over then.
        let (late, overdue) = (among(&resolved, &ended), among(&pending, &running));
        let about_awards: Vec<&Petition> = received.iter().copied().filter(|p| p.award_related).collect();

        let value = self.in_register(Register::AwardPetitions, letters(&about_awards));
        let labels = ("Đơn thư về công tác thi đua, khen thưởng", "Petitions about emulation and commendation");
        let seqs = self.declarations(Register::AwardPetitions).chain(about_awards.iter().map(|p| p.seq)).collect();
        self.add(0, "petitions.award_related", labels, Unit::Count, value, seqs);
        let total = self.in_register(Register::Petitions, letters(&managed));
        for (depth, code, labels, of) in [
            (0, "petitions.managed", ("Tổng số đơn quản lý", "Petitions managed"), &managed),
            (1, "petitions.carried_in", ("kỳ trước chuyển sang", "carried in"), &carried),
            (1, "petitions.received", ("tiếp nhận trong kỳ", "received in the period"), &received),
            (1, "petitions.in_jurisdiction", ("thuộc thẩm quyền", "in jurisdiction"), &ours),
            (2, "petitions.resolved", ("đã giải quyết", "resolved"), &resolved),
            (3, "petitions.resolved_late", ("trong đó quá hạn", "of which late"), &late),
            (2, "petitions.pending", ("đang giải quyết", "pending"), &pending),
            (3, "petitions.pending_overdue", ("trong đó đã quá hạn", "of which overdue"), &overdue),
            (1, "petitions.out_of_jurisdiction", ("không thuộc thẩm quyền", "not in jurisdiction"), &others),
            (2, "petitions.out_answered", ("đã trả lời bằng văn bản", "answered in writing"), &answered),
            (1, "petitions.unclassified", ("mới tiếp nhận, chưa phân loại", "new, not classified"), &unclassified),
            (0, "petitions.carried_out", ("Chuyển kỳ sau", "Carried out"), &open),
        ] {
            let value = match total {
                Value::Some(_) => Value::Some(letters(of)),
                other => other,
            };
            self.add(depth, code, labels, Unit::Count, value, of.iter().map(|p| p.seq).collect());
        }
    }

    /// The entries that declare a register for the period.
    pub(super) fn declarations(&self, register: Register) -> impl Iterator<Item = u64> + use<'a> {
        let key = (register, self.period);
        self.state.declared_by.get(&key).copied().into_iter()
    }
}

/// The whole that a figure's code says it is part of.
fn part_of(code: &str, lang: Lang) -> Option<&'static str> {
    let (whole, _) = code.rsplit_once('.')?;
    match whole {
        "awards.certificates" => Some(lang.pick("Giấy khen", "Certificates")),
        "awards.recipients" => Some(lang.pick("Đối tượng", "Recipients")),
        "movements" | "movements.launched" => {
            Some(lang.pick("Phong trào", "Movements")).filter(|_| code != "movements.launched")
        }
        "targets" if code == "targets.reported" => Some(lang.pick("Chỉ tiêu", "Targets")),
        "titles" if code == "titles.achieved" => Some(lang.pick("Danh hiệu", "Titles")),
        "proposals" => Some(lang.pick("Trình cấp trên", "Asked above")).filter(|_| !code.ends_with("submitted")),
        "mediation" => Some(lang.pick("Hoà giải", "Mediations")).filter(|_| !code.ends_with("cases")),
        "awards.by_type" => Some(lang.pick("Loại khen thưởng", "Type of award")),
        "petitions" => {
            Some(lang.pick("Đơn", "Petitions")).filter(|_| !code.ends_with("managed") && !code.ends_with("related"))
        }
        _ => None,
    }
}

fn letters(petitions: &[&Petition]) -> i64 {
    petitions.iter().map(|p| i64::try_from(p.letters).unwrap_or(i64::MAX)).sum()
}
