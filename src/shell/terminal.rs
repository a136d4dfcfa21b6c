//! The terminal: pages laid out to its width, questions with a line editor. Talk goes to standard error, so that what a command
//! answers can be piped.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};

use crate::office::jobs::Question;
use crate::office::views::{Holds, Page, Part, Table};
use crate::office::words as say;
use crate::values::lang::Lang;
use crate::values::shown::{one_line, visible};

/// Below this many columns a row becomes a small block.
const NARROW: usize = 64;
/// The least that a column of text shrinks to.
const LEAST: usize = 8;

/// How a page is shown: where there is no terminal nothing wraps and nothing is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// How many columns there are; absent where it is no terminal.
    pub width: Option<usize>,
    /// Whether bold and colour help.
    pub colour: bool,
}

impl Look {
    /// Of what is answered.
    pub fn answers() -> Look {
        let out = std::io::stdout();
        Look::on(out.is_terminal(), || terminal_size::terminal_size_of(&out).map(|(width, _)| width.0))
    }

    /// Of what is said while asking.
    pub fn talk() -> Look {
        let out = std::io::stderr();
        Look::on(out.is_terminal(), || terminal_size::terminal_size_of(&out).map(|(width, _)| width.0))
    }

    /// Colour is for a terminal that has it, where nobody said no (no-color.org).
    fn on(terminal: bool, columns: impl Fn() -> Option<u16>) -> Look {
        if !terminal {
            return Look::default();
        }
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let colour = !set("NO_COLOR") && std::env::var("TERM").is_ok_and(|term| term != "dumb");
        Look { width: asked.or_else(|| columns().map(usize::from)), colour }
    }

    fn styled(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Names of things, totals.
    pub fn bold(self, text: &str) -> String {
        self.styled("1", text)
    }

    /// What looks like a mistake.
    fn yellow(self, text: &str) -> String {
        self.styled("33", text)
    }

    /// What was taken back; its words say so as well.
    fn struck(self, text: &str) -> String {
        self.styled("9", text)
    }
}

/// How wide standard error is; absent where it is no terminal.
fn width() -> Option<usize> {
    Look::talk().width
}

/// Shows what is longer than the screen through the reader's own pager: `SOVANG_PAGER`, `PAGER`, else `less`. False where there
/// is no terminal, it fits, no pager is wanted (an empty value) or none starts: then it is for whoever asks to print.
pub fn paged(text: &str) -> bool {
    let out = std::io::stdout();
    let Some((_, height)) = terminal_size::terminal_size_of(&out).filter(|_| out.is_terminal()) else { return false };
    if text.lines().count() < usize::from(height.0) {
        return false;
    }
    let named = ["SOVANG_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
    let pager = named.unwrap_or_else(|| if cfg!(unix) { "less".to_owned() } else { String::new() });
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut command = std::process::Command::new(program);
    command.args(words).stdin(std::process::Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colours as they are, nothing where it fits after all, the text stays on the screen.
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        // Whoever has read enough closes it.
        let _ = input.write_all(text.as_bytes());
    }
    let _ = child.wait();
    true
}

/// Whether there is somebody to ask.
pub fn is_attended() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Says something to whoever sits at it, beside the answer.
pub fn tell(text: &str) {
    // Whatever a file or a ledger brings, the terminal obeys none of it.
    for line in wrapped(text.trim_end(), width().unwrap_or(usize::MAX)) {
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}

/// A page as text.
pub fn page(page: &Page, look: Look, lang: Lang) -> String {
    let mut out = String::new();
    let room = |indent: usize| look.width.map_or(usize::MAX, |width| width.saturating_sub(indent));
    for line in wrapped(&one_line(&page.title), room(0)).iter().filter(|line| !line.is_empty()) {
        let _ = writeln!(out, "{}", look.bold(line));
    }
    for part in &page.parts {
        match part {
            Part::Text(text) => {
                for line in wrapped(text, room(2)) {
                    let _ = writeln!(out, "{}", format!("  {line}").trim_end());
                }
            }
            Part::Table(rows) if out.is_empty() => out.push_str(&table(rows, look)),
            Part::Table(rows) => {
                let apart = if out.ends_with("\n\n") { "" } else { "\n" };
                let _ = writeln!(out, "{apart}{}", table(rows, look));
            }
        }
    }
    for (warning, n) in page.warnings.iter().zip(1..) {
        let head = say::warning(lang, n);
        let indent = head.chars().count() + 1;
        for (index, line) in wrapped(warning, room(indent)).iter().enumerate() {
            let _ = match index {
                0 => writeln!(out, "{} {line}", look.yellow(&head)),
                _ => writeln!(out, "{:indent$}{line}", ""),
            };
        }
    }
    out
}

/// A table laid out to a width: text wraps, amounts, dates and references never break; where the terminal is narrow, each row
/// is a block.
pub fn table(table: &Table, look: Look) -> String {
    let lined = |row: &Vec<String>| row.iter().map(|cell| one_line(cell)).collect();
    let (rows, total) = (table.rows.iter().map(lined).collect(), table.total.as_ref().map(lined));
    let table = &Table { columns: table.columns.clone(), rows, total, struck: table.struck.clone() };
    match look.width {
        Some(width) if width < NARROW && table.columns.len() > 3 => blocks(table, width, look),
        Some(width) => columns(table, look).unwrap_or_else(|| blocks(table, width, look)),
        None => columns(table, look).unwrap_or_default(),
    }
}

/// A line of a row, struck through where the row was taken back.
fn row_line(table: &Table, row: usize, line: &str, look: Look) -> String {
    let line = line.trim_end();
    if table.struck.contains(&row) { look.struck(line) } else { line.to_owned() }
}

fn all_rows(table: &Table) -> impl Iterator<Item = &Vec<String>> {
    table.rows.iter().chain(&table.total)
}

/// In columns, if they fit.
fn columns(table: &Table, look: Look) -> Option<String> {
    let count = |text: &str| text.chars().count();
    let full = |index: usize| {
        let cells = all_rows(table).filter_map(|row| row.get(index)).map(|cell| count(cell));
        cells.chain(table.columns.get(index).map(|column| count(&column.title))).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..table.columns.len()).map(full).collect();
    let room = look.width.unwrap_or(usize::MAX).saturating_sub(2 * table.columns.len().saturating_sub(1));
    for holds in [Holds::Prose, Holds::Name] {
        // The widest column of that sort gives way first.
        while widths.iter().sum::<usize>() > room {
            let shrinks = table.columns.iter().zip(&mut widths).filter(|(column, _)| column.holds == holds);
            match shrinks.map(|(_, width)| width).filter(|width| **width > LEAST).max() {
                Some(widest) => *widest -= 1,
                None => break,
            }
        }
    }
    if widths.iter().sum::<usize>() > room {
        return None;
    }
    let mut out = String::new();
    let titles: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
    for line in row_lines(table, &widths, &titles) {
        let _ = writeln!(out, "{}", line.trim_end());
    }
    for (index, row) in all_rows(table).enumerate() {
        for line in row_lines(table, &widths, row) {
            let _ = writeln!(out, "{}", row_line(table, index, &line, look));
        }
    }
    Some(out)
}

fn row_lines(table: &Table, widths: &[usize], cells: &[String]) -> Vec<String> {
    let cell_lines: Vec<Vec<String>> =
        cells.iter().zip(widths).map(|(cell, width)| wrapped(cell, (*width).max(1))).collect();
    let height = cell_lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let mut out = Vec::new();
    for index in 0..height {
        let mut line = String::new();
        for ((lines, width), column) in cell_lines.iter().zip(widths).zip(&table.columns) {
            if !line.is_empty() || !std::ptr::eq(lines, cell_lines.first().unwrap_or(lines)) {
                line.push_str("  ");
            }
            let cell = lines.get(index).map_or("", String::as_str);
            let _ = match column.holds {
                Holds::Number => write!(line, "{cell:>width$}"),
                _ => write!(line, "{cell:<width$}"),
            };
        }
        out.push(line);
    }
    out
}

/// Each row as a block: its name and its amount on the first line, the rest below; where a row has several numbers, each
/// says which it is.
fn blocks(table: &Table, width: usize, look: Look) -> String {
    let holds = |wanted: Holds| {
        let found = table.columns.iter().enumerate().filter(move |(_, column)| column.holds == wanted);
        found.map(|(index, _)| index)
    };
    // A number in front is the row's own.
    let lead = holds(Holds::Number).next().filter(|first| *first == 0 && table.columns.len() > 1);
    let name = holds(Holds::Name).next().or(Some(usize::from(lead.is_some())));
    let amounts: Vec<usize> = holds(Holds::Number).filter(|index| Some(*index) != lead).collect();
    let amount = match amounts.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let titled = |index: usize, cell: &str| match table.columns.get(index) {
        Some(column) if amounts.len() > 1 && amounts.contains(&index) => format!("{}: {cell}", column.title),
        _ => cell.to_owned(),
    };
    let mut out = String::new();
    for (number, row) in all_rows(table).enumerate() {
        let cell = |index: Option<usize>| index.and_then(|index| row.get(index)).map_or("", String::as_str);
        let (lead_text, amount_text) = (cell(lead), cell(amount));
        let indent = if lead.is_some() { 4 } else { 0 };
        let room = width.saturating_sub(indent + amount_text.chars().count() + 1).max(LEAST);
        for (index, line) in wrapped(cell(name), room).iter().enumerate() {
            let lead_text = if index == 0 { lead_text } else { "" };
            let lead_text = if lead.is_some() { format!("{lead_text:>2}  ") } else { String::new() };
            let pad = width.saturating_sub(indent + line.chars().count());
            let whole = match index {
                0 => format!("{lead_text}{line}{amount_text:>pad$}"),
                _ => format!("{lead_text}{line}"),
            };
            let _ = writeln!(out, "{}", row_line(table, number, &whole, look));
        }
        let rest = row.iter().enumerate().filter(|(index, cell)| {
            let shown = [name, amount, lead].contains(&Some(*index));
            !shown && !cell.is_empty()
        });
        let rest = rest.map(|(index, cell)| titled(index, cell)).collect::<Vec<_>>().join(" · ");
        if !rest.is_empty() {
            let indent = indent.max(2);
            for line in wrapped(&rest, width.saturating_sub(indent)) {
                let _ = writeln!(out, "{}", row_line(table, number, &format!("{:indent$}{line}", ""), look));
            }
        }
    }
    out
}

/// An answer as it fits the terminal; as it is where there is none.
pub fn fitted(text: &str) -> String {
    let Some(width) = Look::answers().width else { return text.to_owned() };
    wrapped(text, width).iter().map(|line| format!("{line}\n")).collect()
}

/// Text in lines of at most so many characters, broken at blanks only: a word that is longer stands by itself.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in visible(text).lines() {
        // What is set in stays set in.
        let text = paragraph.trim_start_matches(' ');
        let mut line = paragraph.strip_suffix(text).unwrap_or_default().to_owned();
        let indent = line.len();
        for word in text.split(' ') {
            let fits = line.chars().count() + 1 + word.chars().count() <= width;
            if line.len() > indent && !fits {
                let next = " ".repeat(indent);
                lines.push(std::mem::replace(&mut line, next));
            }
            if line.len() > indent {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// What came of asking.
pub enum Asked {
    /// A line, perhaps empty.
    Typed(String),
    /// Nobody goes on: Ctrl-D or Ctrl-C.
    Left,
}

/// Asks on a terminal: arrow keys, paste and history work. `before` stands in the line to be changed.
pub struct Asking {
    editor: Option<rustyline::DefaultEditor>,
    lang: Lang,
}

impl Asking {
    /// Asks in a language.
    pub fn new(lang: Lang) -> Asking {
        Asking { editor: rustyline::DefaultEditor::new().ok(), lang }
    }

    /// Shows text.
    pub fn tell(&self, text: &str) {
        tell(text);
    }

    /// Shows a page.
    pub fn show(&self, shown: &Page, lang: Lang) {
        let _ = writeln!(std::io::stderr(), "{}", page(shown, Look::talk(), lang).trim_end());
    }

    /// Asks a question with its choices and default.
    pub fn ask(&mut self, question: &Question, before: Option<&str>) -> Asked {
        let default = question.default.as_ref().map_or_else(String::new, |default| format!(" [{default}]"));
        if question.choices.is_empty() {
            return self.line(&format!("{}{default}: ", question.label), before);
        }
        let listed: Vec<String> =
            question.choices.iter().zip(1..).map(|((_, label), n)| format!("{n} {label}")).collect();
        let short = listed.iter().map(|one| one.chars().count() + 3).sum::<usize>() + question.label.chars().count();
        if short <= width().unwrap_or(80).saturating_sub(default.chars().count() + 4) {
            return self.line(&format!("{}   {}{default}: ", question.label, listed.join("   ")), before);
        }
        self.tell(&question.label);
        for one in listed {
            self.tell(&format!("  {one}"));
        }
        self.line(&format!("{}{default}: ", say::choose(self.lang)), before)
    }

    /// One line.
    pub fn line(&mut self, prompt: &str, before: Option<&str>) -> Asked {
        let Some(editor) = &mut self.editor else { return Asked::Left };
        // What is longer than the terminal is told above the line that is edited.
        let room = width().unwrap_or(80);
        let lines = wrapped(prompt, room.saturating_sub(12));
        let (last, above) = match lines.split_last() {
            Some((last, above)) => (last.clone(), above.to_vec()),
            None => (String::new(), Vec::new()),
        };
        for line in above {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
        let last = if prompt.ends_with(' ') && !last.ends_with(' ') { format!("{last} ") } else { last };
        let typed = match before {
            Some(before) => editor.readline_with_initial(&last, (before, "")),
            None => editor.readline(&last),
        };
        match typed {
            Ok(line) => {
                let _ = editor.add_history_entry(line.as_str());
                Asked::Typed(line.trim().to_owned())
            }
            Err(_) => Asked::Left,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table {
        use Holds::{Name, Number, Prose, Whole};
        let mut table = Table::new(
            "Dòng|Tên|Thôn|Hình thức|Tiền thưởng|Phiếu|Đề nghị",
            &[Number, Name, Prose, Prose, Number, Whole, Whole],
        );
        for (n, name) in [(1, "Tập thể 1"), (12, "Chi hội Phụ nữ thôn 12, một tên rất dài của một tập thể")]
        {
            table.rows.push(vec![
                n.to_string(),
                name.to_owned(),
                "Thôn 1".to_owned(),
                "Giấy khen của Chủ tịch Ủy ban nhân dân xã".to_owned(),
                "1.520.000đ".to_owned(),
                "8/9".to_owned(),
                format!("ĐN-2027/{n:03}"),
            ]);
        }
        table.total = Some(["", "Cộng", "", "", "3.040.000đ", "", ""].map(str::to_owned).into());
        table
    }

    #[test]
    fn tables_fit_and_neither_names_nor_amounts_are_cut() {
        let sample = sample();
        for width in [40, 60, 64, 80, 100, 120] {
            let text = table(&sample, Look { width: Some(width), colour: false });
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
            for whole in ["1.520.000đ", "3.040.000đ", "ĐN-2027/001", "ĐN-2027/012"] {
                assert!(text.contains(whole), "{width}: {whole} is broken\n{text}");
            }
            let words: Vec<&str> = text.split_whitespace().collect();
            for word in "Chi hội Phụ nữ thôn 12, một tên rất dài của một tập thể".split(' ') {
                assert!(words.contains(&word), "{width}: {word} is cut\n{text}");
            }
        }
        assert!(table(&sample, Look::default()).lines().count() == 4, "not a terminal: no wrapping");
    }

    #[test]
    fn of_several_numbers_each_says_which_it_is() {
        let holds = [Holds::Name, Holds::Number, Holds::Number, Holds::Number];
        let mut fund = Table::new("Khoản mục|Phân bổ còn lại|Cam kết chưa chi|Đã chi", &holds);
        fund.rows.push(["cá nhân", "5.000.000đ", "0đ", "760.000đ"].map(str::to_owned).into());
        let text = table(&fund, Look { width: Some(60), colour: false });
        assert_eq!(text, "cá nhân\n  Phân bổ còn lại: 5.000.000đ · Cam kết chưa chi: 0đ · Đã\n  chi: 760.000đ\n");
    }
}
