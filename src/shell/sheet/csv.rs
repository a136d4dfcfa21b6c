//! Tables as text: RFC 4180, stricter than libraries read it, with the separator that the text itself shows.

use crate::office::sheets::Held;
use crate::values::text::composed;

/// Why a text is no table, and on which of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// A quote is opened there and never closed.
    Open(usize),
    /// Something stands behind a closing quote.
    After(usize),
    /// A cell goes on over the end of its line.
    LineFeed(usize),
}

impl Slip {
    fn below(self, above: usize) -> Slip {
        match self {
            Slip::Open(line) => Slip::Open(above + line),
            Slip::After(line) => Slip::After(above + line),
            Slip::LineFeed(line) => Slip::LineFeed(above + line),
        }
    }
}

/// The rows of a text, with the lines on which they begin.
pub fn read(text: &str, multiline: bool) -> Result<Vec<(u32, Vec<Held>)>, Slip> {
    let (text, above, named) = without_separator_line(text);
    let rows = table_of(text, named.unwrap_or_else(|| separator(text)), multiline);
    let row = |(line, cells): (usize, Vec<String>)| {
        let cells: Vec<Held> = cells.iter().map(|cell| held(cell)).collect();
        let line = u32::try_from(above + line).unwrap_or(u32::MAX);
        (line, cells)
    };
    Ok(rows.map_err(|slip| slip.below(above))?.into_iter().map(row).collect())
}

/// A cell; spreadsheets write `="03"` so that a number stays text.
fn held(cell: &str) -> Held {
    let plain = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let kept = plain.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    match kept.unwrap_or(plain) {
        "" => Held::Empty,
        text => Held::Text(composed(text)),
    }
}

/// What parts the cells: the sign that the most lines have alike, outside of quotes. A title above the headings has none.
fn separator(text: &str) -> char {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let score = |sign: &char| {
        let counts = lines.iter().map(|line| {
            let mut quoted = false;
            line.chars()
                .filter(|c| {
                    quoted ^= *c == '"';
                    !quoted && c == sign
                })
                .count()
        });
        let counts: Vec<usize> = counts.filter(|n| *n > 0).collect();
        let alike = |n: usize| counts.iter().filter(|count| **count == n).count();
        counts.iter().map(|n| alike(*n) * n).max().unwrap_or(0)
    };
    [',', '\t', ';'].into_iter().max_by_key(score).unwrap_or(',')
}

/// Excel's first line `sep=;`, which names the separator: without it, how many lines were taken, and the separator.
fn without_separator_line(text: &str) -> (&str, usize, Option<char>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let plain = first.trim().trim_matches('"');
    let named = plain.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| plain.get(4..));
    // A tab is a separator that trimming takes.
    let named = named.map(|sign| if sign.is_empty() { "\t" } else { sign });
    match named.map(|sign| sign.chars().collect::<Vec<_>>()).as_deref() {
        Some([sign @ (';' | ',' | '\t' | '|')]) => (rest, 1, Some(*sign)),
        _ => (text, 0, None),
    }
}

/// Where in a cell a character stands.
#[derive(Clone, Copy)]
enum Place {
    Start,
    Plain,
    /// In quotes that were opened on a line.
    Quoted(usize),
    Closed,
}

/// The cells of RFC 4180, stricter than libraries read them: those take a quote that is never closed for the rest of the
/// file, and what stands behind a closing one for a part of the cell. Each row comes with its line.
fn table_of(text: &str, delimiter: char, multiline: bool) -> Result<Vec<(usize, Vec<String>)>, Slip> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut place, mut line, mut begun) = (Place::Start, 1, 1);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let ends_line = c == '\n' || (c == '\r' && rest.peek() != Some(&'\n'));
        match (place, c) {
            (Place::Quoted(_), '"') => place = Place::Closed,
            (Place::Quoted(opened), _) if ends_line && !multiline => {
                // An odd number of quotes leaves one open: the likelier slip, and the worse one.
                let odd = text.matches('"').count() % 2 == 1;
                return Err(if odd { Slip::Open(opened) } else { Slip::LineFeed(opened) });
            }
            (Place::Quoted(_), _) => cell.push(c),
            (Place::Start, '"') => place = Place::Quoted(line),
            (Place::Closed, '"') => {
                cell.push('"');
                place = Place::Quoted(line);
            }
            _ if c == delimiter || ends_line => {
                row.push(std::mem::take(&mut cell));
                place = Place::Start;
                if ends_line {
                    rows.push((begun, std::mem::take(&mut row)));
                    begun = line + 1;
                }
            }
            (_, '\r') | (Place::Closed, ' ') => {}
            (Place::Closed, _) => return Err(Slip::After(line)),
            (Place::Start | Place::Plain, _) => {
                cell.push(c);
                place = Place::Plain;
            }
        }
        line += usize::from(ends_line);
    }
    if let Place::Quoted(opened) = place {
        return Err(Slip::Open(opened));
    }
    if !cell.is_empty() || !row.is_empty() || matches!(place, Place::Closed) {
        row.push(cell);
        rows.push((begun, row));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quoted(cell: &str) -> String {
        format!("\"{}\"", cell.replace('"', "\"\""))
    }

    proptest! {
        #[test]
        fn a_written_table_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-c;, \"]{0,6}", 1..4), 0..6),
                                        crlf in any::<bool>(), last in any::<bool>()) {
            let end = if crlf { "\r\n" } else { "\n" };
            let lines: Vec<String> =
                rows.iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";")).collect();
            let mut text = lines.join(end);
            if last && !rows.is_empty() {
                text.push_str(end);
            }
            let read = table_of(&text, ';', false).ok().unwrap();
            prop_assert_eq!(read, (1..).zip(rows).collect::<Vec<_>>());
        }

        #[test]
        fn a_quote_taken_away_is_never_passed_over(rows in prop::collection::vec(prop::collection::vec("[a-c]{1,6}", 1..4), 1..6),
                                                   at in any::<prop::sample::Index>()) {
            let lines: Vec<String> =
                rows.iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";")).collect();
            let mut text = lines.join("\n");
            let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
            text.remove(quotes[at.index(quotes.len())]);
            // A lost opening quote leaves one in a plain cell: seen when the next one closes nothing.
            let read = table_of(&text, ';', false);
            let same = read.as_ref().is_ok_and(|read| read.iter().map(|(_, row)| row.len()).eq(rows.iter().map(Vec::len)));
            prop_assert!(read.is_err() || same, "{text}");
        }
    }
}
