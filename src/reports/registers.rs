//! The registers that offices keep by law, as tables: what documents lay out, exports write and people print. Who came or
//! wrote is sealed and stands here as such.

mod book;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::ledger::meta;
use crate::domain::registers::fund::Purpose;
use crate::domain::registers::petition::{Aftermath, Channel, Petition, PetitionKind};
use crate::domain::state::State;
use crate::reports::due::judged;
use crate::reports::half_year::form_name;
use crate::reports::struck::stood;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::grouped;
use crate::values::time::{Date, Period};

/// A register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterKind {
    /// Sổ tiếp công dân, form 03/TCD of NĐ 154/2026/NĐ-CP: thirteen columns.
    Reception,
    /// Sổ theo dõi đơn.
    Petitions,
    /// Sổ vàng khen thưởng.
    GoldenBook,
    /// Sổ theo dõi quỹ, S07-X.
    FundBook,
    /// Sổ cấp số quyết định khen thưởng.
    Numbers,
}

/// A table with a running number in its first column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its title.
    pub title: String,
    /// The form it follows, and how far that was checked.
    pub form: &'static str,
    /// Its columns.
    pub columns: Vec<&'static str>,
    /// Its rows; every row has a cell for every column.
    pub rows: Vec<Vec<String>>,
    /// The entries that make each row.
    pub entries: Vec<Vec<u64>>,
    /// The numbers of the rows whose entry was taken back.
    pub struck: Vec<usize>,
    /// Sums between the rows: of the book of a fund, at the beginning and the end of each month.
    pub sums: Vec<Sum>,
}

/// A line of sums.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// How many rows stand before it.
    pub after: usize,
    /// As many cells as the table has columns.
    pub cells: Vec<String>,
}

/// A row before it has its number.
struct Row {
    /// Where it stands among the others.
    place: (Date, u64),
    cells: Vec<String>,
    /// The first is the one that makes it.
    entries: Vec<u64>,
    struck: bool,
}

/// A register whose rows have no numbers yet.
struct Unnumbered {
    table: Table,
    rows: Vec<Row>,
    /// Rows are numbered through each year, and those of the period are shown.
    through_years: Option<Period>,
}

impl RegisterKind {
    /// Every register, by the name that the command line takes.
    pub const ALL: [(&'static str, RegisterKind); 5] = [
        ("tiep-cong-dan", RegisterKind::Reception),
        ("don", RegisterKind::Petitions),
        ("so-vang", RegisterKind::GoldenBook),
        ("quy", RegisterKind::FundBook),
        ("cap-so", RegisterKind::Numbers),
    ];

    /// The register of a period, `called` naming a petition as the office does. What was taken back keeps its row and its
    /// number; the last column says by which entry.
    pub fn table(self, state: &State, period: Period, called: &dyn Fn(Id) -> String) -> Table {
        let mut made = self.unnumbered(state, period, called);
        let rows = |state: &State| self.unnumbered(state, period, called).rows;
        let made_by = |row: &Row| row.entries.first().copied().unwrap_or_default();
        for (mut row, by) in stood(state, |kind| self.is_made_by(kind), rows, made_by) {
            row.cells.resize(made.table.columns.len() - 2, String::new());
            row.cells.push(format!("đã bỏ ghi ở #{by}"));
            row.entries.push(by);
            row.struck = true;
            if self == RegisterKind::FundBook
                && let Some(left) = row.cells.get_mut(book::LEFT - 1)
            {
                left.clear();
            }
            made.rows.push(row);
        }
        let mut table = made.numbered();
        if self == RegisterKind::FundBook {
            table.sums = book::sums(state, period, &table);
        }
        table
    }

    fn unnumbered(self, state: &State, period: Period, called: &dyn Fn(Id) -> String) -> Unnumbered {
        match self {
            RegisterKind::Reception => reception(state, period),
            RegisterKind::Petitions => petitions(state, period, called),
            RegisterKind::GoldenBook => golden_book(state, period),
            RegisterKind::FundBook => book::fund_book(state, period),
            RegisterKind::Numbers => numbers(state, period),
        }
    }

    /// Whether entries of a type make rows of it.
    fn is_made_by(self, kind: &str) -> bool {
        match self {
            RegisterKind::Reception | RegisterKind::Petitions => kind == "petition.received",
            RegisterKind::GoldenBook => kind == "decision.issued",
            RegisterKind::FundBook => kind.starts_with("fund."),
            RegisterKind::Numbers => kind == "decision.numbered" || OUTGOING.iter().any(|(out, _)| *out == kind),
        }
    }
}

impl Unnumbered {
    fn new(title: &str, period: Period, form: &'static str, columns: Vec<&'static str>) -> Unnumbered {
        let title = format!("{title}, {}", period.vietnamese());
        let (rows, entries, struck, sums) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let table = Table { title, form, columns, rows, entries, struck, sums };
        Unnumbered { table, rows: Vec::new(), through_years: None }
    }

    fn push(&mut self, place: (Date, u64), cells: Vec<String>, entries: Vec<u64>) {
        self.rows.push(Row { place, cells, entries, struck: false });
    }

    /// The rows in their order, each with its running number before it.
    fn numbered(self) -> Table {
        let Unnumbered { mut table, mut rows, through_years } = self;
        rows.sort_by_key(|row| row.place);
        let mut of_year: BTreeMap<i16, usize> = BTreeMap::new();
        for row in rows {
            let (on, _) = row.place;
            let in_year = of_year.entry(on.year()).or_default();
            *in_year += 1;
            if through_years.is_some_and(|period| !period.contains(on)) {
                continue;
            }
            let number = table.rows.len() + 1;
            let shown = through_years.map_or(number, |_| *in_year);
            let mut cells = vec![shown.to_string()];
            cells.extend(row.cells);
            cells.resize(table.columns.len(), String::new());
            table.rows.push(cells);
            table.entries.push(row.entries);
            table.struck.extend(row.struck.then_some(number));
        }
        table
    }
}

const SEALED: &str = "(niêm phong)";

/// What an entry says under a name, as text.
fn said(state: &State, seq: u64, member: &str) -> String {
    let value = state.past_at(seq).and_then(|past| past.entry.statement.data.get(member));
    value.map_or_else(String::new, |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// Notes that entries bear, one after another.
fn notes(state: &State, entries: &[u64]) -> String {
    let notes = entries.iter().map(|seq| said(state, *seq, "note")).filter(|note| !note.is_empty());
    notes.collect::<Vec<_>>().join("; ")
}

/// Who signed an entry, by the name that the key bore then.
fn holder(state: &State, seq: u64) -> String {
    let by = state.past_at(seq).map(|past| past.entry.statement.by);
    let mut holders = state.chain.keyring().holders();
    let known = holders.find(|(key, _)| Some(**key) == by).and_then(|(_, holder)| holder.at(seq));
    known.map_or_else(String::new, |was| was.name.to_string())
}

fn day(date: Date) -> String {
    date.vietnamese()
}

/// `KNại`, `TC`, `KNghị`, `PA`: the form abbreviates two kinds alike.
fn short_kind(petition: &Petition) -> String {
    let kind = petition.classified.as_ref().map(|(classified, ..)| classified.kind);
    match kind {
        Some(PetitionKind::Complaint) => "KNại",
        Some(PetitionKind::Denunciation) => "TC",
        Some(PetitionKind::Suggestion) => "KNghị/PA",
        Some(PetitionKind::Unspecified) | None => "",
    }
    .to_owned()
}

fn received(state: &State, period: Period) -> impl Iterator<Item = (Id, &Petition)> {
    let within = state.petitions.iter().filter(move |(_, petition)| period.contains(petition.received_on));
    within.map(|(id, petition)| (*id, petition))
}

fn steps(petition: &Petition) -> Vec<u64> {
    let steps = [petition.forwarded, petition.accepted, petition.refused, petition.withdrawn, petition.terminated];
    let steps = steps.into_iter().flatten().map(|(_, seq)| seq);
    let resolved = petition.resolved.map(|(_, _, seq)| seq);
    [petition.seq]
        .into_iter()
        .chain(petition.classified.as_ref().map(|(.., seq)| *seq))
        .chain(steps)
        .chain(resolved)
        .collect()
}

fn reception(state: &State, period: Period) -> Unnumbered {
    let mut table = Unnumbered::new(
        "Sổ tiếp công dân",
        period,
        "Mẫu 03/TCD, NĐ 154/2026/NĐ-CP",
        vec![
            "STT",
            "Ngày tiếp",
            "Họ tên, địa chỉ",
            "CCCD/CMND/Hộ chiếu",
            "Nội dung đơn",
            "Loại đơn (KN/TC/KN/PA)",
            "Số người cùng nội dung",
            "Cơ quan đã giải quyết",
            "Thuộc thẩm quyền",
            "Hướng dẫn công dân đến cơ quan có thẩm quyền",
            "Cơ quan, đơn vị thụ lý",
            "Theo dõi kết quả giải quyết",
            "Ghi chú",
        ],
    );
    for (_, petition) in received(state, period).filter(|(_, petition)| petition.channel == Channel::InPerson) {
        let ours = petition.classified.as_ref().is_some_and(|(classified, ..)| classified.in_jurisdiction);
        let before = petition.classified.as_ref().and_then(|(classified, ..)| classified.resolved_before.as_ref());
        let entries = steps(petition);
        let guided = petition.forwarded_to.as_ref().map(|(to, reply)| format!("{to} ({reply})")).unwrap_or_default();
        table.push(
            (petition.received_on, petition.seq),
            vec![
                day(petition.received_on),
                SEALED.to_owned(),
                SEALED.to_owned(),
                petition.summary.to_string(),
                short_kind(petition),
                petition.signatories.to_string(),
                before.map(ToString::to_string).unwrap_or_default(),
                if ours { "x" } else { "" }.to_owned(),
                guided,
                petition.accepted_by.as_ref().map(|document| format!("UBND ({document})")).unwrap_or_default(),
                petition.status(Lang::Vi).to_owned(),
                notes(state, &entries),
            ],
            entries,
        );
    }
    table
}

fn petitions(state: &State, period: Period, called: &dyn Fn(Id) -> String) -> Unnumbered {
    let columns = vec![
        "STT",
        "Ngày nhận",
        "Mã vụ việc",
        "Loại",
        "Nguồn",
        "Số đơn",
        "Số người",
        "Tóm tắt nội dung",
        "Thẩm quyền",
        "Xử lý (số, ngày văn bản)",
        "Hạn giải quyết",
        "Kết quả",
        "Ngày kết thúc",
        "Ngày thi hành",
        "Ghi chú",
    ];
    let mut table = Unnumbered::new("Sổ theo dõi đơn", period, "Mẫu của đơn vị", columns);
    let late: BTreeSet<Id> = judged(state).iter().filter(|term| term.late().is_some()).map(|term| term.id).collect();
    for (id, petition) in received(state, period) {
        let place = petition.classified.as_ref().map(|(classified, ..)| classified.in_jurisdiction);
        let source = match petition.channel {
            Channel::Letter => "nộp đơn",
            Channel::InPerson => "trình bày trực tiếp",
            Channel::Post => "bưu điện",
            Channel::Online => "trực tuyến",
            Channel::Forwarded => "nơi khác chuyển đến",
        };
        let forwarded = petition.forwarded_to.as_ref().map(|(_, reply)| reply).zip(petition.forwarded);
        let handled = forwarded.or(petition.accepted_by.as_ref().zip(petition.accepted));
        let executed = petition.aftermath.iter().find(|(what, ..)| *what == Aftermath::Executed);
        // Some step was taken too late, or it was open beyond its day when the period ended.
        let over = state.overdue_on(petition).filter(|_| petition.closed_on().is_none());
        let overdue = late.contains(&id) || over.is_some_and(|over| over < period.last_day());
        let entries = steps(petition);
        let note = [if overdue { "QUÁ HẠN" } else { "" }.to_owned(), notes(state, &entries)];
        table.push(
            (petition.received_on, petition.seq),
            vec![
                day(petition.received_on),
                called(id),
                short_kind(petition),
                source.to_owned(),
                petition.letters.to_string(),
                petition.signatories.to_string(),
                petition.summary.to_string(),
                place.map_or("", |ours| if ours { "thuộc" } else { "không thuộc" }).to_owned(),
                handled.map(|(document, (on, _))| format!("{document}, {}", day(on))).unwrap_or_default(),
                petition.due_on.map(day).unwrap_or_default(),
                petition.status(Lang::Vi).to_owned(),
                petition.closed_on().map(day).unwrap_or_default(),
                executed.map(|(_, on, _)| day(*on)).unwrap_or_default(),
                note.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; "),
            ],
            entries,
        );
    }
    table
}

/// Awards in the order of decisions, numbered through each year: that number is the register's, the line is the
/// certificate's «Số sổ vàng».
fn golden_book(state: &State, period: Period) -> Unnumbered {
    let columns = vec![
        "Số thứ tự trong năm",
        "Số sổ vàng",
        "Số quyết định",
        "Ngày",
        "Người ký",
        "Tư cách",
        "Họ tên, tập thể, hộ gia đình",
        "Đối tượng",
        "Đơn vị, thôn",
        "Hình thức, danh hiệu",
        "Loại hình khen thưởng",
        "Thành tích",
        "Thành tích từ ngày",
        "Thành tích đến ngày",
        "Tiền thưởng (đồng)",
        "Đã chi (đồng)",
        "Chứng từ chi",
        "Ngày chi",
        "Ngày trao",
        "Tình trạng",
    ];
    let mut table = Unnumbered::new("Sổ vàng khen thưởng", period, "Mẫu của đơn vị (chưa thấy mẫu theo luật)", columns);
    table.through_years = Some(period);
    let paid = payments(state);
    for (id, decision) in &state.decisions {
        let Some((numbered, (on, entry))) = decision.numbered.as_ref().zip(decision.issued) else { continue };
        // What was issued before in the year has numbers, too.
        if on.year() < period.first_day().year() || on > period.last_day() {
            continue;
        }
        for award in decision.awards.values() {
            let line = &award.line;
            let (merit_from, merit_to) = state.merit_period(line);
            let paid = paid.get(&(*id, line.line)).map_or(&[][..], Vec::as_slice);
            let status = match award.annulled {
                Some((on, seq)) => format!("hủy bỏ {} ({})", day(on), said(state, seq, "document")),
                None if !award.corrections.is_empty() => "đã đính chính".to_owned(),
                None => "còn hiệu lực".to_owned(),
            };
            table.push(
                (on, decision.signed_seq),
                vec![
                    line.line.to_string(),
                    numbered.to_string(),
                    day(numbered.on),
                    holder(state, decision.signed_seq),
                    decision.signed.capacity.label(Lang::Vi).to_owned(),
                    line.recipient.name.to_string(),
                    line.recipient.kind.label(Lang::Vi).to_owned(),
                    line.recipient.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
                    form_name(state, line.form.as_str(), numbered.on),
                    line.reward_type.map_or_else(String::new, |kind| kind.in_full().to_owned()),
                    line.merit.to_string(),
                    merit_from.map(day).unwrap_or_default(),
                    merit_to.map(day).unwrap_or_default(),
                    grouped(line.amount.signed()),
                    grouped(award.settled().signed()),
                    paid.iter().map(|(voucher, _)| voucher.clone()).collect::<Vec<_>>().join("; "),
                    paid.iter().map(|(_, on)| day(*on)).collect::<Vec<_>>().join("; "),
                    award.presented.map(|(on, _)| day(on)).unwrap_or_default(),
                    status,
                ],
                [entry]
                    .into_iter()
                    .chain(award.corrections.iter().copied())
                    .chain(award.annulled.map(|(_, seq)| seq))
                    .collect(),
            );
        }
    }
    table
}

/// Vouchers and days of what was paid, by decision and line, in the order of recording.
fn payments(state: &State) -> BTreeMap<(Id, u64), Vec<(String, Date)>> {
    let mut all: Vec<_> = state.funds.values().flat_map(|fund| fund.disbursements.values()).collect();
    all.sort_unstable_by_key(|paid| paid.seq);
    let mut of: BTreeMap<(Id, u64), Vec<(String, Date)>> = BTreeMap::new();
    for paid in all {
        if let Purpose::Award { decision, line } = &paid.payload.purpose {
            of.entry((*decision, *line)).or_default().push((paid.payload.voucher.to_string(), paid.on));
        }
    }
    of
}

/// What else goes out under a number of the office, by type, with the member that says which.
const OUTGOING: [(&str, &str); 17] = [
    ("decision.corrected", "document"),
    ("decision.annulled", "document"),
    ("deputy.assigned", "document"),
    ("plan.adopted", "document"),
    ("movement.launched", "document"),
    ("movement.reviewed", "document"),
    ("proposal.submitted", "document"),
    ("petition.accepted", "document"),
    ("petition.refused", "document"),
    ("petition.assigned", "document"),
    ("petition.extended", "document"),
    ("petition.suspended", "document"),
    ("petition.resumed", "document"),
    ("petition.terminated", "document"),
    ("petition.resolved", "document"),
    ("petition.forwarded", "reply"),
    ("data_request.answered", "document"),
];

/// Documents that other entries name, those taken back aside: number as it was written, day, what it is, to whom, entry.
fn others(state: &State, period: Period) -> Vec<(Date, u64, Vec<String>)> {
    let mut all = Vec::new();
    for past in state.past.iter().filter(|past| period.contains(past.entry.statement.on)) {
        let (statement, seq) = (&past.entry.statement, past.entry.seq);
        let member = OUTGOING.iter().find(|(kind, _)| *kind == statement.kind.as_str()).map(|(_, member)| *member);
        let text = |member: &str| statement.data.get(member).and_then(|value| value.as_str()).unwrap_or_default();
        let Some(number) = member.map(text).filter(|text| !text.is_empty()) else { continue };
        if state.taken.entries.contains_key(&seq) {
            continue;
        }
        let what = meta(statement.kind.as_str()).map_or("", |meta| meta.label.vi);
        let (on, to) = (statement.on, text("to").to_owned());
        let mut cells = vec![number.to_owned(), day(on), what.to_owned(), holder(state, seq), to];
        // Who keeps the file copy, how many copies, when it went and who took it stand in no entry: written by hand.
        cells.extend([String::new(), String::new(), String::new(), String::new(), text("note").to_owned()]);
        all.push((on, seq, cells));
    }
    all
}

/// Every number given to an award decision, issued or not, and every other document that the ledger names as going out,
/// in the order of dates.
fn numbers(state: &State, period: Period) -> Unnumbered {
    let columns = vec![
        "STT",
        "Số, ký hiệu văn bản",
        "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản",
        "Người ký",
        "Nơi nhận văn bản",
        "Đơn vị, người nhận bản lưu",
        "Số lượng bản",
        "Ngày chuyển",
        "Ký nhận",
        "Ghi chú",
    ];
    let form = "Phụ lục IV NĐ 30/2020/NĐ-CP (quyết định khen thưởng và văn bản đi mà sổ này có nêu)";
    let mut table = Unnumbered::new("Sổ đăng ký văn bản đi", period, form, columns);
    let mut all: Vec<_> = state.decisions.values().filter_map(|d| d.numbered.as_ref().map(|n| (n, d))).collect();
    all.retain(|(numbered, _)| period.contains(numbered.on));
    for (numbered, decision) in all {
        let issued = |member: &str| decision.issued.map_or_else(String::new, |(_, seq)| said(state, seq, member));
        let cells = vec![
            numbered.to_string(),
            day(numbered.on),
            format!("Quyết định {}", decision.signed.title),
            format!("{} {}", decision.signed.capacity.label(Lang::Vi), holder(state, decision.signed_seq)),
            issued("distribution"),
            issued("kept_by"),
            issued("copies"),
            decision.issued.map(|(on, _)| day(on)).unwrap_or_default(),
            String::new(),
            issued("note"),
        ];
        let entries = [numbered.seq].into_iter().chain(decision.issued.map(|(_, seq)| seq)).collect();
        table.push((numbered.on, numbered.seq), cells, entries);
    }
    others(state, period).into_iter().for_each(|(on, seq, cells)| table.push((on, seq), cells, vec![seq]));
    table
}
