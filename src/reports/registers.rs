//! The registers that offices keep by law, as tables: what documents lay out, exports write and people print. Who came or
//! wrote is sealed and stands here as such.

use serde::Serialize;

use crate::domain::ledger::meta;
use crate::domain::registers::decision::Capacity;
use crate::domain::registers::fund::{Account, Fund, Purpose};
use crate::domain::registers::petition::{Channel, Petition, PetitionKind};
use crate::domain::state::State;
use crate::reports::half_year::form_name;
use crate::reports::struck::stood;
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

    /// The register of a period. What was taken back keeps its row and its number; the last column says by which entry.
    pub fn table(self, state: &State, period: Period) -> Table {
        let mut made = self.unnumbered(state, period);
        let rows = |state: &State| self.unnumbered(state, period).rows;
        let made_by = |row: &Row| row.entries.first().copied().unwrap_or_default();
        for (mut row, by) in stood(state, |kind| self.is_made_by(kind), rows, made_by) {
            row.cells.resize(made.table.columns.len() - 2, String::new());
            row.cells.push(format!("đã bỏ ghi ở #{by}"));
            row.entries.push(by);
            row.struck = true;
            made.rows.push(row);
        }
        made.numbered()
    }

    fn unnumbered(self, state: &State, period: Period) -> Unnumbered {
        match self {
            RegisterKind::Reception => reception(state, period),
            RegisterKind::Petitions => petitions(state, period),
            RegisterKind::GoldenBook => golden_book(state, period),
            RegisterKind::FundBook => fund_book(state, period),
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
        let table = Table { title, form, columns, rows: Vec::new(), entries: Vec::new(), struck: Vec::new() };
        Unnumbered { table, rows: Vec::new() }
    }

    fn push(&mut self, place: (Date, u64), cells: Vec<String>, entries: Vec<u64>) {
        self.rows.push(Row { place, cells, entries, struck: false });
    }

    /// The rows in their order, each with its running number before it.
    fn numbered(self) -> Table {
        let Unnumbered { mut table, mut rows } = self;
        rows.sort_by_key(|row| row.place);
        for (number, row) in (1..).zip(rows) {
            let mut cells = vec![number.to_string()];
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

fn received(state: &State, period: Period) -> Vec<&Petition> {
    state.petitions.values().filter(|petition| period.contains(petition.received_on)).collect()
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
    for petition in received(state, period).into_iter().filter(|petition| petition.channel == Channel::InPerson) {
        let ours = petition.classified.as_ref().is_some_and(|(classified, ..)| classified.in_jurisdiction);
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
                String::new(),
                if ours { "x" } else { "" }.to_owned(),
                guided,
                petition.accepted_by.as_ref().map(|document| format!("UBND ({document})")).unwrap_or_default(),
                petition.status(Lang::Vi).to_owned(),
            ],
            steps(petition),
        );
    }
    table
}

fn petitions(state: &State, period: Period) -> Unnumbered {
    let columns = vec![
        "STT",
        "Ngày nhận",
        "Loại",
        "Nguồn",
        "Số đơn",
        "Số người",
        "Tóm tắt nội dung",
        "Thẩm quyền",
        "Xử lý (văn bản)",
        "Hạn giải quyết",
        "Kết quả",
        "Ngày kết thúc",
        "Ghi chú",
    ];
    let mut table = Unnumbered::new("Sổ theo dõi đơn", period, "Mẫu của đơn vị", columns);
    for petition in received(state, period) {
        let place = petition.classified.as_ref().map(|(classified, ..)| classified.in_jurisdiction);
        let source = match petition.channel {
            Channel::Letter => "nộp đơn",
            Channel::InPerson => "trình bày trực tiếp",
            Channel::Post => "bưu điện",
            Channel::Online => "trực tuyến",
            Channel::Forwarded => "nơi khác chuyển đến",
        };
        let handled = petition.forwarded_to.as_ref().map(|(_, reply)| reply).or(petition.accepted_by.as_ref());
        table.push(
            (petition.received_on, petition.seq),
            vec![
                day(petition.received_on),
                short_kind(petition),
                source.to_owned(),
                petition.letters.to_string(),
                petition.signatories.to_string(),
                petition.summary.to_string(),
                place.map_or("", |ours| if ours { "thuộc" } else { "không thuộc" }).to_owned(),
                handled.map(ToString::to_string).unwrap_or_default(),
                petition.due_on.map(day).unwrap_or_default(),
                petition.status(Lang::Vi).to_owned(),
                petition.closed_on().map(day).unwrap_or_default(),
            ],
            steps(petition),
        );
    }
    table
}

/// Awards in the order of decisions, numbered through the period: that number is the register's, the line is the
/// certificate's «Số sổ vàng».
fn golden_book(state: &State, period: Period) -> Unnumbered {
    let columns = vec![
        "Số thứ tự",
        "Số sổ vàng",
        "Số quyết định",
        "Ngày",
        "Người ký (tư cách)",
        "Họ tên, tập thể, hộ gia đình",
        "Đối tượng",
        "Đơn vị, thôn",
        "Hình thức, danh hiệu",
        "Loại hình khen thưởng",
        "Thành tích",
        "Tiền thưởng (đồng)",
        "Đã chi (đồng)",
        "Ngày trao",
        "Tình trạng",
    ];
    let mut table = Unnumbered::new("Sổ vàng khen thưởng", period, "Mẫu của đơn vị (chưa thấy mẫu theo luật)", columns);
    for decision in state.decisions.values() {
        let Some((numbered, (on, entry))) = decision.numbered.as_ref().zip(decision.issued) else { continue };
        if !period.contains(on) {
            continue;
        }
        for award in decision.awards.values() {
            let line = &award.line;
            let status = match award.annulled {
                Some((on, _)) => format!("hủy bỏ {}", day(on)),
                None if !award.corrections.is_empty() => "đã đính chính".to_owned(),
                None => "còn hiệu lực".to_owned(),
            };
            table.push(
                (on, decision.signed_seq),
                vec![
                    line.line.to_string(),
                    numbered.to_string(),
                    day(numbered.on),
                    decision.signed.capacity.label(Lang::Vi).to_owned(),
                    line.recipient.name.to_string(),
                    line.recipient.kind.label(Lang::Vi).to_owned(),
                    line.recipient.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
                    form_name(state, line.form.as_str(), numbered.on),
                    line.reward_type.map_or_else(String::new, |kind| kind.in_full().to_owned()),
                    line.merit.to_string(),
                    grouped(line.amount.signed()),
                    grouped(award.settled().signed()),
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
        all.push((on, seq, vec![number.to_owned(), day(on), what.to_owned(), String::new(), to, String::new()]));
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
        "Ngày chuyển",
        "Ghi chú",
    ];
    let form = "Phụ lục IV NĐ 30/2020/NĐ-CP (quyết định khen thưởng và văn bản đi mà sổ này có nêu)";
    let mut table = Unnumbered::new("Sổ đăng ký văn bản đi", period, form, columns);
    let mut all: Vec<_> = state.decisions.values().filter_map(|d| d.numbered.as_ref().map(|n| (n, d))).collect();
    all.retain(|(numbered, _)| period.contains(numbered.on));
    for (numbered, decision) in all {
        let signer = match decision.signed.capacity {
            Capacity::Chairman => "Chủ tịch",
            Capacity::ForChairman => "KT. Chủ tịch, Phó Chủ tịch",
        };
        let cells = vec![
            numbered.to_string(),
            day(numbered.on),
            format!("Quyết định {}", decision.signed.title),
            signer.to_owned(),
            String::new(),
            decision.issued.map(|(on, _)| day(on)).unwrap_or_default(),
        ];
        let entries = [numbered.seq].into_iter().chain(decision.issued.map(|(_, seq)| seq)).collect();
        table.push((numbered.on, numbered.seq), cells, entries);
    }
    others(state, period).into_iter().for_each(|(on, seq, cells)| table.push((on, seq), cells, vec![seq]));
    table
}

/// One movement of the fund: when, voucher, what, in or out, the entry.
type Movement = (Date, String, String, i64, u64);

fn movements(fund: &Fund) -> Vec<Movement> {
    let mut all: Vec<Movement> = Vec::new();
    for income in fund.income.iter().filter(|income| income.amount.signed() > 0) {
        let what = match income.from {
            Account::CarriedIn => "Năm trước chuyển sang",
            Account::Budget => "Ngân sách cấp",
            Account::Donors => "Đóng góp, tài trợ",
            _ => "Thu hồi của năm trước",
        };
        let voucher = income.document.as_ref().map(ToString::to_string).unwrap_or_default();
        all.push((income.on, voucher, what.to_owned(), income.amount.signed(), income.seq));
    }
    for paid in fund.disbursements.values() {
        let what = match &paid.payload.purpose {
            Purpose::Award { line, .. } => format!("Tiền thưởng, dòng {line}: {}", paid.payload.payee.name),
            Purpose::Frames { what, .. } | Purpose::Organising { what, .. } => what.to_string(),
        };
        all.push((paid.on, paid.payload.voucher.to_string(), what, -paid.payload.amount.signed(), paid.seq));
        let same_year = |seq: &u64| !fund.income.iter().any(|income| income.seq == *seq);
        let repaid = paid.repaid.iter().filter(|(.., seq)| same_year(seq));
        all.extend(repaid.map(|(on, amount, seq)| (*on, String::new(), "Hoàn trả".to_owned(), amount.signed(), *seq)));
    }
    let out = |on: Date, what: &str, amount: i64, seq: u64| (on, String::new(), what.to_owned(), -amount, seq);
    all.extend(fund.carried.iter().map(|(on, _, amount, seq)| out(*on, "Chuyển sang năm sau", amount.signed(), *seq)));
    all.extend(fund.lapsed.iter().map(|(on, amount, seq)| out(*on, "Nộp trả ngân sách", amount.signed(), *seq)));
    all.sort_by_key(|(on, .., seq)| (*on, *seq));
    all
}

/// The book of the fund of the period's year, month by month, with what is left after each movement.
fn fund_book(state: &State, period: Period) -> Unnumbered {
    let columns = vec![
        "STT",
        "Ngày tháng ghi sổ",
        "Chứng từ: số hiệu",
        "Chứng từ: ngày tháng",
        "Diễn giải",
        "Tổng số thu",
        "Số chi đã sử dụng: nội dung",
        "Số chi đã sử dụng: số tiền",
        "Số còn lại",
    ];
    let form = "S07-X, TT 70/2019/TT-BTC (chưa đối chiếu; kế toán quyết định có dùng mẫu này)";
    let mut table = Unnumbered::new("Sổ theo dõi Quỹ thi đua, khen thưởng", period, form, columns);
    let Some(fund) = state.funds.get(&period.year()) else { return table };
    let mut left = 0;
    for (on, voucher, what, amount, seq) in movements(fund) {
        left += amount;
        if !period.contains(on) {
            continue;
        }
        let (income, paid) = (amount > 0, amount < 0);
        let cell = |shown: bool, text: String| if shown { text } else { String::new() };
        table.push(
            (on, seq),
            vec![
                day(on),
                voucher,
                day(on),
                cell(income, what.clone()),
                cell(income, grouped(amount)),
                cell(paid, what),
                cell(paid, grouped(-amount)),
                grouped(left),
            ],
            vec![seq],
        );
    }
    table
}
