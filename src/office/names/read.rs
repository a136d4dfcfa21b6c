//! How the text of a reference is taken apart.

use crate::domain::decision::Numbered;
use crate::values::text::fold;
use crate::values::time::Date;

/// A text in pieces: what stands before the number, numbers, a year.
pub(super) struct Numbers {
    pub letters: String,
    pub year: Option<i16>,
    pub numbers: Vec<u64>,
}

/// The entry that `#41`, `m41` or `mục 41` is; whether the ledger has it is not asked.
pub fn entry(text: &str) -> Option<u64> {
    let folded = fold(text);
    let digits =
        folded.strip_prefix('#').or_else(|| folded.strip_prefix("muc ")).or_else(|| folded.strip_prefix('m'))?;
    digits.trim().parse().ok().filter(|seq| *seq > 0)
}

pub(super) fn number(text: &str) -> Option<u64> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

pub(super) fn year(text: &str) -> Option<i16> {
    let year = number(text)?;
    let year = if text.len() == 2 { year + 2000 } else { year };
    i16::try_from(year).ok().filter(|year| (1900..3000).contains(year))
}

/// Reads `dn16`, `dn-2027/16`, `16/27`, `dn2-15`, `2,5-7`.
pub(super) fn numbers(text: &str) -> Option<Numbers> {
    let text: String = fold(text).replace(['–', '—'], "-").split_whitespace().collect();
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, rest) = text.split_at(at);
    let letters = letters.trim_end_matches(['-', '/']).to_owned();
    let begins = rest.split_once(['/', '-']).filter(|(first, _)| first.len() == 4 && !letters.is_empty());
    let (year, body) = match begins.and_then(|(first, body)| Some((year(first)?, body))) {
        // `dn-2027/16` names the year first, as lists print it.
        Some((year, body)) => (Some(year), body),
        None => match rest.rsplit_once('/') {
            Some((body, last)) => (Some(year(last)?), body),
            None => (None, rest),
        },
    };
    let mut found = Vec::new();
    for part in body.split(',') {
        match part.split_once('-') {
            Some((first, last)) => {
                let (first, last) = (number(first)?, number(last)?);
                if first > last || last - first > 999 {
                    return None;
                }
                found.extend(first..=last);
            }
            None => found.push(number(part)?),
        }
    }
    Some(Numbers { letters, year, numbers: found })
}

/// Takes off a date that a list prints behind a number: `03/QĐ-UBND ngày 18/01/2027`, `03/QĐ-UBND (18/01/2027)`.
pub(super) fn without_date(text: &str) -> (String, Option<Date>) {
    let folded = fold(text);
    let parted = folded.split_once(" ngay ").or_else(|| folded.split_once(" of ")).or_else(|| folded.split_once('('));
    let Some((name, date)) = parted else { return (folded, None) };
    let mut parts = date.trim_end_matches(')').trim().split('/');
    let mut next = || parts.next().and_then(|part| part.parse::<i16>().ok());
    let (day, month, year) = (next(), next(), next());
    let small = |n: Option<i16>| n.and_then(|n| i8::try_from(n).ok());
    match (small(day), small(month), year) {
        (Some(day), Some(month), Some(year)) => (name.trim().to_owned(), Date::new(year, month, day)),
        _ => (folded.clone(), None),
    }
}

/// The pieces of a document's number and symbol: folded, without zeros before the number.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let text: String = fold(text).split_whitespace().collect();
    let bare = text.strip_prefix("qd").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(&text);
    let mut pieces: Vec<String> = bare.split(['/', '-']).map(str::to_owned).collect();
    if let Some(first) = pieces.first_mut() {
        let plain = first.trim_start_matches('0').to_owned();
        *first = plain;
    }
    pieces
}

/// Whether a decision's number is written so, and whether the text names the year.
pub(super) fn is_called(numbered: &Numbered, typed: &[String]) -> Option<bool> {
    let whole = pieces(&numbered.to_string());
    let own = numbered.on.year();
    let years = |text: &String| year(text) == Some(own) && (text.len() == 2 || text.len() == 4);
    let (number, symbol) = whole.split_first()?;
    let (first, rest) = typed.split_first()?;
    if first != number {
        return None;
    }
    if rest.is_empty() || rest == symbol {
        return Some(false);
    }
    let (last, before) = rest.split_last()?;
    (years(last) && (before.is_empty() || before == symbol)).then_some(true)
}
