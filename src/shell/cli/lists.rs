//! `log`, `award`, `fund`, `petition`: the ledger as it stands, in lists.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::job::{Authored, JobArgs, Running, given, run};
use super::show::which;
use super::{CliError, Globals, Reply, open};
use crate::domain::decision::{Award as AwardState, Decision};
use crate::domain::fund::{Account, Category, Fund};
use crate::domain::ledger::{State, called, meta};
use crate::domain::petition::Petition;
use crate::domain::policy::sourced;
use crate::log::entry::Entry;
use crate::office::jobs::petition;
use crate::office::names::Names;
use crate::office::names::people::{signer, signer_json};
use crate::office::views::lists::{award_stands, decision_typed};
use crate::office::views::{Holds, Page, Table, fund};
use crate::office::words;
use crate::reports::due::{Term, citizen_terms, due, judged};
use crate::reports::half_year::form_name;
use crate::shell::author::DraftError;
use crate::shell::messages as say;
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::text::fold;
use crate::values::time::Period;

/// Liệt kê mục, cũ trước mới sau
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang log --type fund.disbursed --find \"ca nhan 1\"")]
pub struct Log {
    /// Chỉ loại sự kiện này
    #[arg(long = "type", value_name = "LOẠI")]
    kind: Option<String>,
    /// Chỉ hồ sơ này, như danh sách in ra: 03/2024, dn7, dt3, PC08
    #[arg(long, value_name = "HỒ SƠ")]
    subject: Option<String>,
    /// Tìm chữ, không phân biệt dấu và hoa thường
    #[arg(long, value_name = "CHỮ")]
    find: Option<String>,
    /// Từ mục số
    #[arg(long, value_name = "N", default_value_t = 1)]
    since: u64,
    /// Nhiều nhất bao nhiêu dòng
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
    /// Tìm cả trong sổ khác, ví dụ sổ của đơn vị cũ đã bàn giao (nêu nhiều lần)
    #[arg(long, value_name = "SỔ")]
    also: Vec<PathBuf>,
}

/// What a list finds in one ledger.
struct Found {
    unit: String,
    table: Table,
    json: Vec<Value>,
}

/// Lists of several ledgers, each under its unit's name; of one, the list alone.
fn listed(
    globals: &Globals,
    also: &[PathBuf],
    list: impl Fn(&Path) -> Result<Found, CliError>,
) -> Result<Reply, CliError> {
    let paths: Vec<PathBuf> = std::iter::once(globals.ledger()?).chain(also.iter().cloned()).collect();
    let (mut page, mut all) = (Page::default(), Vec::new());
    for path in &paths {
        let Found { unit, table, json } = list(path)?;
        if paths.len() > 1 {
            page.say(format!("{unit} ({})", path.display()));
        }
        match table.rows.is_empty() {
            true => page.say(say::nothing_found(globals.lang)),
            false => page.show(table),
        }
        if paths.len() > 1 {
            all.push(json!({ "ledger": path.display().to_string(), "unit": unit, "found": json }));
        } else {
            all = json;
        }
    }
    Ok(Reply::page(page, Value::Array(all)))
}

fn unit_of(state: &State) -> String {
    state.opened.as_ref().map_or_else(String::new, |opened| opened.unit.name.to_string())
}

impl Log {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        listed(globals, &self.also, |path| self.list(path, globals.lang))
    }

    fn list(&self, path: &Path, lang: Lang) -> Result<Found, CliError> {
        let (outcome, reading) = open::look(path, lang)?;
        let state = outcome.state;
        let wanted = self.find.as_deref().map(fold);
        let names = Names::new(&state, open::now().date());
        let about = self.subject.as_deref().map(|text| which(&state, text)).transpose()?.map(|(_, seqs)| seqs);
        let kind = self.kind.as_deref().map(|text| called(text).map_or(text, |meta| meta.name));
        if let Some(kind) = kind.filter(|kind| meta(kind).is_none()) {
            return Err(DraftError::UnknownType { kind: kind.to_owned(), schema: 0 }.into());
        }
        let mut found: Vec<Entry> = Vec::new();
        reading.scan(self.since, &mut |row| {
            let text = String::from_utf8_lossy(&row.bytes);
            let hit = wanted.as_ref().is_none_or(|wanted| fold(&text).contains(wanted.as_str()));
            if hit && let Ok(entry) = Entry::read(&row.bytes) {
                let statement = &entry.statement;
                let of_kind = kind.is_none_or(|kind| kind == statement.kind.as_str());
                let of_subject = about.as_ref().is_none_or(|seqs| seqs.contains(&entry.seq));
                if of_kind && of_subject {
                    found.push(entry);
                }
            }
            found.len() < self.limit
        })?;
        use Holds::{Prose, Whole};
        let mut table = Table::new(&say::columns_log(lang), &[Whole, Whole, Whole, Prose, Prose, Prose]);
        for (entry, index) in found.iter().zip(0..) {
            table.rows.push(log_row(&names, entry, lang));
            if state.taken.entries.contains_key(&entry.seq) {
                table.struck.insert(index);
            }
        }
        let json = found.iter().map(|entry| signed_json(&state, entry)).collect();
        Ok(Found { unit: unit_of(&state), table, json })
    }
}

/// An entry as it stands, and beside its members who signed it and, where its own time is not to be relied on, when it was
/// recorded.
fn signed_json(state: &State, entry: &Entry) -> Value {
    let mut json = json!(entry);
    if let Some(members) = json.as_object_mut() {
        members.insert("signer".into(), signer_json(state, &entry.statement.by, entry.seq));
        if let Some(between) = state.chain.recorded_between(entry.seq) {
            members.insert("recorded_between".into(), json!(between));
        }
    }
    json
}

fn log_row(names: &Names<'_>, entry: &Entry, lang: Lang) -> Vec<String> {
    let statement = &entry.statement;
    vec![
        format!("#{}", entry.seq),
        match names.state().chain.recorded_between(entry.seq) {
            Some([from, until]) => say::recorded_between(lang, from.vietnamese(), until.vietnamese()),
            None => entry.recorded.vietnamese(),
        },
        statement.on.vietnamese(),
        match names.state().taken.entries.get(&entry.seq) {
            Some(taken) => {
                format!("{} ({})", event_title(statement.kind.as_str(), lang), words::struck(lang, taken.by))
            }
            None => event_title(statement.kind.as_str(), lang),
        },
        names.of(&statement.subject, lang),
        signer(names.state(), &statement.by, entry.seq, lang),
    ]
}

/// The event's name for people.
pub fn event_title(kind: &str, lang: Lang) -> String {
    meta(kind).map_or_else(|| kind.to_owned(), |meta| meta.label.of(lang).to_owned())
}

/// Các lượt khen thưởng, mới nhất sau cùng
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang award --period 2024H1 --find \"na hoa\"")]
pub struct Award {
    /// Kỳ: 2024, 2024H1, 2024Q3, 2024N9 (9 tháng), 2024M05, thêm @15 nếu tính từ ngày 15, hoặc 2024-01-15..2024-02-14
    #[arg(long, value_name = "KỲ", value_parser = Period::read)]
    period: Option<Period>,
    /// Tìm tên, đơn vị, thành tích hoặc số quyết định, không phân biệt dấu
    #[arg(long, value_name = "CHỮ")]
    find: Option<String>,
    /// Tìm cả trong sổ khác, ví dụ sổ của đơn vị cũ đã bàn giao (nêu nhiều lần)
    #[arg(long, value_name = "SỔ")]
    also: Vec<PathBuf>,
}

impl Award {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        listed(globals, &self.also, |path| self.list(path, globals.lang))
    }

    fn list(&self, path: &Path, lang: Lang) -> Result<Found, CliError> {
        let state = open::read_state(path)?;
        let names = Names::new(&state, open::now().date());
        let wanted = self.find.as_deref().map(fold);
        use Holds::{Name, Number, Prose, Whole};
        let holds = [Whole, Whole, Number, Name, Prose, Prose, Number, Number, Prose];
        let (mut table, mut json) = (Table::new(&say::columns_award(lang), &holds), Vec::new());
        for (id, decision) in &state.decisions {
            let dated = decision.numbered.as_ref().map_or(decision.signed_on, |numbered| numbered.on);
            if self.period.is_some_and(|period| !period.contains(dated)) {
                continue;
            }
            for award in decision.awards.values().filter(|award| matches(decision, award, wanted.as_deref())) {
                let line = &award.line;
                let status = award_stands(decision, award, lang);
                table.rows.push(vec![
                    decision_typed(&names, decision),
                    dated.vietnamese(),
                    line.line.to_string(),
                    line.recipient.name.to_string(),
                    line.recipient.kind.label(lang).to_owned(),
                    form_name(&state, line.form.as_str(), dated),
                    line.amount.to_string(),
                    award.paid.to_string(),
                    status,
                ]);
                json.push(json!({
                    "decision": id, "number": decision.numbered.as_ref().map(ToString::to_string), "dated": dated,
                    "line": line.line, "recipient": line.recipient.id, "name": line.recipient.name,
                    "kind": line.recipient.kind.as_str(), "form": line.form, "merit": line.merit,
                    "amount": line.amount, "paid": award.paid, "derivation": award.derivation,
                    "variance": line.variance, "status": award_stands(decision, award, Lang::En),
                }));
            }
        }
        for (id, past) in &state.history {
            let imported = &past.imported;
            let outside = self.period.is_some_and(|period| !period.contains(past.on));
            for line in imported.lines.iter().filter(|_| !outside) {
                let merit = line.merit.as_ref().map_or("", |merit| merit.as_str());
                let unit = line.recipient.unit.as_ref().map_or("", |unit| unit.as_str());
                let text = fold(&format!("{} {unit} {merit} {}", line.recipient.name, imported.document));
                if wanted.as_ref().is_some_and(|wanted| !text.contains(wanted)) {
                    continue;
                }
                let status = |lang| match past.confirmed {
                    Some(_) => say::award_historical(lang),
                    None => say::award_historical_unconfirmed(lang),
                };
                table.rows.push(vec![
                    imported.document.to_string(),
                    past.on.vietnamese(),
                    line.line.to_string(),
                    line.recipient.name.to_string(),
                    line.recipient.kind.label(lang).to_owned(),
                    line.form_name.to_string(),
                    line.amount.map_or_else(String::new, |amount| amount.to_string()),
                    String::new(),
                    status(lang),
                ]);
                json.push(json!({
                    "history": id, "number": imported.document, "dated": past.on, "line": line.line,
                    "recipient": line.recipient.id, "name": line.recipient.name, "kind": line.recipient.kind.as_str(),
                    "form_name": line.form_name, "amount": line.amount, "status": status(Lang::En),
                    "confirmed_by": past.confirmed,
                }));
            }
        }
        Ok(Found { unit: unit_of(&state), table, json })
    }
}

fn matches(decision: &Decision, award: &AwardState, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let unit = award.line.recipient.unit.as_ref().map_or("", |unit| unit.as_str());
    let text = format!("{} {unit} {} {}", award.line.recipient.name, award.line.merit, decision.name());
    fold(&text).contains(wanted)
}

/// Quỹ theo năm: nguồn, phân bổ, cam kết, đã chi, số dư
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang fund 2024")]
pub struct FundArgs {
    /// Năm (mặc định: mọi năm)
    #[arg(value_name = "NĂM")]
    year: Option<i16>,
}

impl FundArgs {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let state = open::read_state(&globals.ledger()?)?;
        let chosen: Vec<&Fund> =
            state.funds.values().filter(|fund| self.year.is_none_or(|year| year == fund.year)).collect();
        if chosen.is_empty() {
            return Ok(Reply::yes(format!("{}\n", say::nothing_found(lang)), json!([])));
        }
        let mut page = Page::default();
        for (index, fund) in chosen.iter().enumerate() {
            let year = fund::page(fund, lang);
            match index {
                0 => page = year,
                _ => page.follow(year),
            }
        }
        let json: Vec<Value> = chosen.iter().map(|fund| fund_json(fund)).collect();
        Ok(Reply::page(page, json!(json)))
    }
}

fn fund_json(fund: &Fund) -> Value {
    let category = |c: Category| {
        json!({
            "category": c.as_str(),
            "available": fund.balance_of(Account::Available(c)),
            "committed": fund.balance_of(Account::Committed(c)),
            "spent": fund.balance_of(Account::Spent(c)),
        })
    };
    json!({
        "year": fund.year,
        "received": fund.income.iter().map(|income| income.amount).sum::<Dong>(),
        "unallocated": fund.balance_of(Account::Unallocated),
        "balance": fund.balance(),
        "closed": fund.closed.map(|(on, _)| on),
        "categories": Category::ALL.into_iter().map(category).collect::<Vec<_>>(),
    })
}

/// Đơn thư: loại, tình trạng, hạn
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang don            (danh sách)\n       sovang don moi        (nhận đơn mới)\n       sovang don 3          (việc tiếp theo của ĐT 3)"
)]
pub struct PetitionArgs {
    /// Đơn, như danh sách in ra: xem và làm việc tiếp theo; moi: nhận đơn mới
    #[arg(value_name = "ĐƠN")]
    petition: Option<String>,
    /// Việc gì, nếu có nhiều việc được phép: petition.accepted …
    #[arg(long, value_name = "VIỆC")]
    step: Option<String>,
    /// Chỉ đơn chưa kết thúc
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    args: JobArgs,
}

/// Where a petition stands, and what is or was late about it.
fn standing(state: &State, petition: &Petition, late: &[&Term], lang: Lang) -> String {
    let mut said = petition.status(lang).to_owned();
    for term in citizen_terms(state, petition) {
        let (step, until) = (term.step.label(lang), term.end.latest().vietnamese());
        let law = sourced(&term.source, term.mark, lang);
        said.push_str(&format!("; {}", say::citizen_term(lang, step, until, law)));
    }
    for term in late {
        said.push_str(&format!("; {}", say::petition_late(lang, term.task.label(lang), term.late().unwrap_or(0))));
    }
    said
}

fn late_json(term: &Term) -> Value {
    json!({
        "task": term.task.label(Lang::En), "days": term.late(), "from": term.from, "until": term.until,
        "done": term.done.map(|(on, _)| on), "source": term.law.as_ref().map(|law| &law.source),
    })
}

impl PetitionArgs {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let Some(which) = &self.petition else { return self.list(globals) };
        let mut given = given([("step", self.step.clone())]);
        let new = ["moi", "mới", "new"].contains(&which.as_str());
        if !new {
            given.insert("petition".to_owned(), which.clone());
        }
        let job = match new {
            true => Running {
                name: "don-moi",
                authored: Authored::By("petition.received"),
                run: &petition::receive,
                given,
                shown: false,
            },
            false => Running {
                name: "don",
                authored: Authored::Follows(&petition::authored),
                run: &petition::next,
                given,
                shown: false,
            },
        };
        run(&job, &self.args, globals)
    }

    fn list(&self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let state = open::read_state(&globals.ledger()?)?;
        let names = Names::new(&state, open::now().date());
        // Steps taken too late, and terms that are over today.
        let overdue = due(&state, open::now().date(), 0).into_iter().chain(judged(&state));
        let late: Vec<Term> = overdue.filter(|term| term.late().is_some()).collect();
        use Holds::{Number, Prose, Whole};
        let holds = [Whole, Whole, Prose, Number, Prose, Whole, Prose];
        let (mut rows, mut json) = (Table::new(&say::columns_petition(lang), &holds), Vec::new());
        for (id, petition) in state.petitions.iter().filter(|(_, p)| !self.open || p.closed_on().is_none()) {
            let kind = petition.classified.as_ref().map_or("", |(c, ..)| c.kind.label(lang));
            let late: Vec<&Term> = late.iter().filter(|term| term.id == *id).collect();
            rows.rows.push(vec![
                names.of_id("petition", *id, lang),
                petition.received_on.vietnamese(),
                kind.to_owned(),
                petition.letters.to_string(),
                standing(&state, petition, &late, lang),
                petition.due_on.map_or_else(String::new, |due| due.vietnamese()),
                petition.summary.to_string(),
            ]);
            json.push(json!({
                "petition": id, "received_on": petition.received_on, "kind": kind, "letters": petition.letters,
                "award_related": petition.award_related, "status": petition.status(Lang::En),
                "late": late.iter().map(|term| late_json(term)).collect::<Vec<_>>(),
                "citizen_terms": citizen_terms(&state, petition).iter().map(|term| json!({
                    "step": term.step.label(Lang::En), "until": term.end.day, "or_next": term.end.or_next, "source": term.source, "mark": term.mark,
                })).collect::<Vec<_>>(),
                "due_on": petition.due_on, "closed_on": petition.closed_on(), "summary": petition.summary,
            }));
        }
        if rows.rows.is_empty() {
            return Ok(Reply::yes(format!("{}\n", say::nothing_found(lang)), json!([])));
        }
        let mut page = Page::default();
        page.show(rows);
        Ok(Reply::page(page, json!(json)))
    }
}
