//! What a workbook would unfold into, counted before anything of it is kept: a file of a few thousand bytes can hold
//! gigabytes, and a cell that says of itself that it stands there a billion times.

use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{MOST_CELLS, SheetError, unfit};

/// The most bytes that the parts of a workbook may have, unpacked: 256 MiB.
const MOST_UNPACKED: u64 = 256 << 20;
/// The most columns of a sheet that are read.
pub(super) const MOST_COLUMNS: u32 = 1024;
/// The most rows and columns that spreadsheets have.
const MOST_REPEATED: u64 = 1 << 20;

/// Whether it is an .ods (else it is taken for an .xlsx), if it is not too large to be read.
pub(super) fn check(bytes: &[u8]) -> Result<bool, SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unfit(&error))?;
    let names = archive.file_names().map(|name| name.map(|name| name.into_owned()));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(|error| unfit(&error))?;
    let is_ods = names.iter().any(|name| name == "content.xml");
    let mut left = MOST_UNPACKED;
    let too_much = || SheetError::TooMuch(format!("{} MiB", MOST_UNPACKED >> 20));
    // Pictures and macros are not unpacked.
    for name in names.iter().filter(|name| name.ends_with(".xml") || name.ends_with(".rels")) {
        let part = archive.by_name(name).map_err(|error| unfit(&error))?;
        let mut head = Vec::new();
        let mut part = part.take(left + 1);
        part.by_ref().take(2048).read_to_end(&mut head)?;
        let size = head.len() as u64 + std::io::copy(&mut part, &mut std::io::sink())?;
        left = left.checked_sub(size).ok_or_else(too_much)?;
        // As many strings as it declares would be made room for.
        if name.ends_with("sharedStrings.xml") && declared(&head).is_some_and(|count| count > size) {
            return Err(too_much());
        }
    }
    if is_ods {
        let content = archive.by_name("content.xml").map_err(|error| unfit(&error))?;
        unfolded(content)?;
    }
    Ok(is_ods)
}

/// How many strings a table of strings declares.
fn declared(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let (_, behind) = head.split_once("uniqueCount=")?;
    let digits: String = behind.trim_start_matches(['"', '\'']).chars().take_while(char::is_ascii_digit).collect();
    Some(digits.parse().unwrap_or(u64::MAX))
}

/// Counts the cells of an .ods as they would stand in memory.
fn unfolded(content: impl Read) -> Result<(), SheetError> {
    let mut reader = Reader::from_reader(BufReader::new(content));
    let mut buffer = Vec::new();
    let mut count = Count::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| unfit(&error))? {
            Event::Start(tag) => count.open(&tag, false)?,
            Event::Empty(tag) => {
                count.open(&tag, true)?;
                if tag.name().as_ref() == "table:table-row" {
                    count.close_row()?;
                }
            }
            Event::End(tag) if tag.name().as_ref() == "table:table-row" => count.close_row()?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Count {
    /// Of the row: how often it stands there, how wide it is, empty cells that may yet be followed by others.
    repeated: u64,
    wide: u64,
    pending: u64,
    /// Of the table: rows, empty rows that may yet be followed by others, the widest.
    rows: u64,
    empty: u64,
    widest: u64,
    /// Of all tables.
    stored: u64,
}

impl Count {
    fn open(&mut self, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), SheetError> {
        let attribute = |name: &str| -> Result<Option<u64>, SheetError> {
            let found = tag.try_get_attribute(name).map_err(|error| unfit(&error))?;
            Ok(found.map(|found| found.value.parse().unwrap_or(MOST_REPEATED).min(MOST_REPEATED)))
        };
        match tag.name().as_ref() {
            "table:table" => (self.rows, self.empty, self.widest) = (0, 0, 0),
            "table:table-row" => {
                (self.wide, self.pending) = (0, 0);
                self.repeated = attribute("table:number-rows-repeated")?.unwrap_or(1);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let times = attribute("table:number-columns-repeated")?.unwrap_or(1);
                let says = ["office:value-type", "office:value", "table:formula"];
                let holds = !is_empty || says.iter().any(|name| matches!(tag.try_get_attribute(name), Ok(Some(_))));
                match holds {
                    true => (self.wide, self.pending) = (self.wide + self.pending + times, 0),
                    false => self.pending += times,
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), SheetError> {
        if self.wide == 0 {
            self.empty += self.repeated;
            return Ok(());
        }
        self.rows += self.empty + self.repeated;
        (self.empty, self.widest) = (0, self.widest.max(self.wide));
        self.stored += self.wide;
        let most = MOST_CELLS as u64;
        match self.stored > most || self.rows.saturating_mul(self.widest) > most {
            true => Err(SheetError::TooMuch(MOST_CELLS.to_string())),
            false => Ok(()),
        }
    }
}
