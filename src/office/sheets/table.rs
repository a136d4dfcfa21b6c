//! Which row of a sheet has the headings, and which rows below it are data. Titles stand above, numbers of columns and
//! examples below; groups, totals and the places for signatures are no data. Whatever is passed over is told.

use std::collections::BTreeSet;

use super::{Held, Sheet};
use crate::office::views::runs;
use crate::office::words as say;
use crate::values::lang::Lang;
use crate::values::text::{composed, fold};

/// What a column means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// A field.
    Field(String),
    /// Nothing that is recorded.
    Left,
    /// Nobody knows.
    Unknown,
}

/// Why a row is not data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Passed {
    /// An example of the template, or how to fill it in.
    Example,
    /// Numbers of the columns.
    Numbers,
    /// The heading of a group.
    Group,
    /// A total.
    Total,
    /// What stands below the table: date, signatures.
    Below,
}

/// A sheet with its headings understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The sheet's name.
    pub sheet: String,
    /// The row of the headings.
    pub row: u32,
    /// The headings as they stand there.
    pub heads: Vec<String>,
    /// What each means.
    pub means: Vec<Means>,
    /// Rows of data.
    pub rows: Vec<(u32, Vec<Held>)>,
    /// Rows that are none.
    pub passed: Vec<(u32, Passed)>,
    /// How many rows hold nothing.
    pub blank: usize,
}

/// How many rows may stand above the headings.
const ABOVE: usize = 30;

impl Table {
    /// The columns that mean a field, in their order.
    pub fn columns(&self, field: &str) -> impl Iterator<Item = usize> + '_ {
        let field = field.to_owned();
        let of = move |means: &Means| matches!(means, Means::Field(known) if *known == field);
        self.means.iter().enumerate().filter(move |(_, means)| of(means)).map(|(at, _)| at)
    }

    /// Headings that mean nothing here although something stands below them.
    pub fn left(&self) -> Vec<&str> {
        let used = |at: usize| self.rows.iter().any(|(_, cells)| cells.get(at).is_some_and(|cell| !cell.is_blank()));
        let is_left = |at: usize| !matches!(self.means.get(at), Some(Means::Field(_)));
        let heads = self.heads.iter().enumerate();
        heads
            .filter(|(at, head)| is_left(*at) && used(*at) && !is_counter(head))
            .map(|(_, head)| head.as_str())
            .collect()
    }

    /// Which rows were passed over, and why: one line of text.
    pub fn told(&self, lang: Lang) -> Option<String> {
        let of =
            |why: Passed| self.passed.iter().filter(move |(_, known)| *known == why).map(|(row, _)| u64::from(*row));
        let kinds: BTreeSet<Passed> = self.passed.iter().map(|(_, why)| *why).collect();
        let said: Vec<String> =
            kinds.into_iter().map(|why| format!("{} ({})", runs(of(why)), why.word(lang))).collect();
        (!said.is_empty()).then(|| say::rows_passed(lang, said.join(", ")))
    }
}

impl Passed {
    fn word(self, lang: Lang) -> String {
        match self {
            Passed::Example => say::passed_example(lang),
            Passed::Numbers => say::passed_numbers(lang),
            Passed::Group => say::passed_group(lang),
            Passed::Total => say::passed_total(lang),
            Passed::Below => say::passed_below(lang),
        }
    }
}

/// A heading as it is compared: without case, diacritics, line breaks, stars, and what stands in brackets at its end.
pub fn plain(heading: &str) -> String {
    let folded = fold(heading).replace(" / ", "/").replace("/ ", "/").replace(" /", "/");
    let mut text = folded.trim_end_matches(['*', ' ', ':', '°']);
    while let Some((before, _)) = text.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        let before = before.trim_end_matches(['*', ' ', ':']);
        if before.is_empty() {
            break;
        }
        text = before;
    }
    text.to_owned()
}

/// Whether a heading only counts rows.
fn is_counter(heading: &str) -> bool {
    matches!(plain(heading).as_str(), "stt" | "tt" | "so tt" | "so thu tu" | "no.")
}

/// The table of a sheet: the row with the most headings that are known, if there are two of them or nothing else beside.
pub fn find(sheet: &Sheet, known: &dyn Fn(&str) -> Means) -> Option<Table> {
    let meanings = |cells: &[Held]| -> Vec<Means> {
        cells.iter().map(|cell| if cell.is_blank() { Means::Left } else { known(&cell.to_string()) }).collect()
    };
    let score = |cells: &[Held]| {
        let means = meanings(cells);
        let fields: BTreeSet<&String> =
            means.iter().filter_map(|means| if let Means::Field(name) = means { Some(name) } else { None }).collect();
        let sure = fields.len() > 1 || (fields.len() == 1 && !means.contains(&Means::Unknown));
        if sure { fields.len() } else { 0 }
    };
    // Of headings in two rows, one merged over both, the lower is meant.
    let best = sheet.rows.iter().take(ABOVE).enumerate().max_by_key(|(_, (_, cells))| score(cells))?;
    let (at, (row, cells)) = best;
    if score(cells) == 0 {
        return None;
    }
    Some(below(sheet, at, *row, cells, meanings(cells)))
}

/// The table whose headings are the first row that holds anything, whatever they mean.
pub fn first(sheet: &Sheet, known: &dyn Fn(&str) -> Means) -> Option<Table> {
    let (at, (row, cells)) = sheet.rows.iter().enumerate().find(|(_, (_, cells))| !cells.iter().all(Held::is_blank))?;
    let means = cells.iter().map(|cell| if cell.is_blank() { Means::Left } else { known(&cell.to_string()) });
    Some(below(sheet, at, *row, cells, means.collect()))
}

/// The table whose headings stand in a given row of a sheet.
fn below(sheet: &Sheet, at: usize, row: u32, heads: &[Held], means: Vec<Means>) -> Table {
    let heads: Vec<String> = heads.iter().map(Held::to_string).collect();
    let counter = heads.iter().position(|head| is_counter(head));
    let mut table = Table { sheet: sheet.name.clone(), row, heads, means, ..Table::default() };
    // Whether the table may have ended: an empty row or a total stands above.
    let (mut ended, mut before) = (false, row);
    table.blank = sheet.rows.iter().take(at).filter(|(_, cells)| cells.iter().all(Held::is_blank)).count();
    for (row, cells) in sheet.rows.iter().skip(at + 1) {
        let is_field = |at: usize| matches!(table.means.get(at), Some(Means::Field(_))) || at >= table.means.len();
        let filled = cells.iter().enumerate().filter(|(at, cell)| is_field(*at) && !cell.is_blank()).count();
        let gap = usize::try_from(row.saturating_sub(before + 1)).unwrap_or(0);
        (before, ended) = (*row, ended || gap > 0);
        table.blank += gap;
        if filled == 0 {
            (ended, table.blank) = (true, table.blank + 1);
            continue;
        }
        let counted = counter.map(|at| cells.get(at).unwrap_or(&Held::Empty));
        match passed(cells, counted, filled, ended, table.rows.is_empty()) {
            Some(why) => {
                ended = ended || why == Passed::Total;
                table.passed.push((*row, why));
            }
            None => {
                ended = false;
                table.rows.push((*row, cells.clone()));
            }
        }
    }
    table
}

/// Why a row is no data. `counted` is what stands in the column that counts rows, if there is one.
fn passed(cells: &[Held], counted: Option<&Held>, filled: usize, ended: bool, first: bool) -> Option<Passed> {
    let texts: Vec<String> = cells.iter().filter(|cell| !cell.is_blank()).map(Held::to_string).collect();
    let begins = texts.first().map(|text| composed(text).to_lowercase()).unwrap_or_default();
    if ["ví dụ", "cách ghi", "example", "how to fill"].iter().any(|word| begins.starts_with(word)) {
        return Some(Passed::Example);
    }
    let count = counted.map(|held| held.to_string());
    let is_number = count.as_ref().is_some_and(|count| !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()));
    // With its marks: «Tống Công» is somebody's name.
    let total = ["tổng cộng", "tổng số", "cộng:", "tổng:"].iter().any(|word| begins.starts_with(word))
        || ["tổng", "cộng"].contains(&begins.as_str());
    if total && (!is_number || texts.len() == 1) {
        return Some(Passed::Total);
    }
    let count = count?;
    let short = |text: &String| {
        let inner = text.trim_matches(['(', ')']);
        inner.bytes().all(|b| b.is_ascii_digit()) || (inner.len() == 1 && inner.bytes().all(|b| b.is_ascii_uppercase()))
    };
    if first && texts.len() > 2 && texts.iter().all(short) {
        return Some(Passed::Numbers);
    }
    let group = !count.is_empty() && count.trim_end_matches('.').bytes().all(|b| b"IVXLABCDEFGH".contains(&b));
    if group && texts.len() <= 2 {
        return Some(Passed::Group);
    }
    (ended && !first && count.is_empty() && filled <= 2).then_some(Passed::Below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[(u32, &[&str])]) -> Sheet {
        let cells = |cells: &[&str]| cells.iter().map(|text| Held::Text((*text).to_owned())).collect();
        Sheet { rows: rows.iter().map(|(row, texts)| (*row, cells(texts))).collect(), ..Sheet::default() }
    }

    fn known(heading: &str) -> Means {
        match plain(heading).as_str() {
            "ho va ten" => Means::Field("name".into()),
            "thanh tich" => Means::Field("merit".into()),
            "stt" => Means::Left,
            _ => Means::Unknown,
        }
    }

    #[test]
    fn people_are_told_from_titles_groups_totals_and_signatures() {
        let sheet = sheet(&[
            (1, &["UBND XÃ A", "", ""]),
            (2, &["DANH SÁCH", "", ""]),
            (4, &["STT", "Họ và tên\n(ghi đủ)", "Thành tích *"]),
            (5, &["(1)", "(2)", "(3)"]),
            (6, &["I", "TẬP THỂ", ""]),
            (7, &["1", "Tập thể 1", "Việc tốt"]),
            (8, &["II", "Cá nhân", ""]),
            (9, &["Ví dụ", "Tên người", "Việc tốt"]),
            (11, &["2", "Tống Công Một", "Việc tốt"]),
            (12, &["", "Cá nhân 3", "Việc tốt"]),
            (13, &["Tổng cộng", "3", ""]),
            (15, &["", "Xã A, ngày 2 tháng 3", ""]),
            (16, &["", "NGƯỜI LẬP", "CHỦ TỊCH"]),
        ]);
        let table = find(&sheet, &known).unwrap_or_default();
        assert_eq!(table.row, 4);
        assert_eq!(table.rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [7, 11, 12]);
        let why: Vec<Passed> = table.passed.iter().map(|(_, why)| *why).collect();
        use Passed::{Below, Example, Group, Numbers, Total};
        assert_eq!(why, [Numbers, Group, Group, Example, Total, Below, Below]);
        assert_eq!(table.blank, 2);
    }

    #[test]
    fn without_headings_there_is_no_table() {
        assert_eq!(find(&sheet(&[(1, &["Ghi chú", "Khác"]), (2, &["a", "b"])]), &known), None);
        assert_eq!(plain("Tên đơn vị / tập thể\n(nếu có) *"), "ten don vi/tap the");
        assert_eq!(plain("(1)"), "(1)");
    }
}
