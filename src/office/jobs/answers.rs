//! Reading what was answered: dates, counts, choices, lists of exceptions.

use super::{Entered, JobError, Office, Question, Step};
use crate::office::words as say;
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::text::fold;
use crate::values::time::{Date, Period};

/// What a question came to: an answer, or that it is still to be asked.
pub enum Answered<T> {
    /// An answer.
    Is(T),
    /// Still to be asked.
    Ask(Box<Step>),
}

/// Goes on with an answer, or returns the question.
macro_rules! answered {
    ($answer:expr) => {
        match $answer? {
            $crate::office::jobs::answers::Answered::Is(value) => value,
            $crate::office::jobs::answers::Answered::Ask(step) => return Ok(*step),
        }
    };
}
pub(in crate::office) use answered;

/// Text, as it was typed; what Enter stands for where nothing was.
pub fn text(entered: &Entered, above: &[String], question: Question) -> Result<Answered<String>, JobError> {
    let Some(typed) = entered.get(question.key) else {
        return Ok(Answered::Ask(Box::new(Step::Ask(above.to_vec(), question))));
    };
    let typed = typed.trim();
    match (typed.is_empty(), &question.default) {
        (false, _) => Ok(Answered::Is(typed.to_owned())),
        (true, Some(default)) => Ok(Answered::Is(default.clone())),
        (true, None) => Err(JobError::Answer { key: question.key, expected: question.label }),
    }
}

/// A date; today where nothing was typed.
pub fn date(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    key: &'static str,
    label: String,
) -> Result<Answered<Date>, JobError> {
    let today = office.names.today();
    let shown = say::today(office.lang, today.vietnamese());
    let question = Question::new(key, label).or(shown.clone()).safely();
    let typed = match text(entered, above, question)? {
        Answered::Is(typed) => typed,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    if typed == shown {
        return Ok(Answered::Is(today));
    }
    let expected = || say::expected_date(office.lang);
    let on = read_date(&typed, today).ok_or_else(|| JobError::Answer { key, expected: expected() })?;
    if on > today {
        return Err(JobError::Answer { key, expected: say::date_ahead(office.lang, on.vietnamese()) });
    }
    Ok(Answered::Is(on))
}

/// Reads a date as offices write it: `18/01/2027`, `18-1-2027`, `18.1.2027`, `2027-01-18`, `18/1` of this year, «hôm qua».
pub fn read_date(text: &str, today: Date) -> Option<Date> {
    if let Some(date) = Date::read(text) {
        return Some(date);
    }
    match fold(text).as_str() {
        "hom nay" | "today" => return Some(today),
        "hom qua" | "yesterday" => return Date::new(today.year(), 1, 1).and_then(|_| before(today)),
        _ => {}
    }
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).collect();
    let small = |text: &str| text.trim().parse::<i8>().ok();
    let [day, month] = parts.as_slice() else { return None };
    Date::new(today.year(), small(month)?, small(day)?)
}

fn before(day: Date) -> Option<Date> {
    let (year, month) = (day.year(), day.month());
    let earlier = (1..=31).rev().filter_map(|d| Date::new(year, month, d)).find(|date| *date < day);
    let month_before = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    earlier.or_else(|| (1..=31).rev().find_map(|d| Date::new(month_before.0, month_before.1, d)))
}

/// A named period or a range of days.
pub fn period(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    question: Question,
) -> Result<Answered<Period>, JobError> {
    let key = question.key;
    let typed = match text(entered, above, question)? {
        Answered::Is(typed) => typed,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    let expected = |_| JobError::Answer { key, expected: say::expected_period(office.lang) };
    Period::read(&typed).map(Answered::Is).map_err(expected)
}

/// A whole number, at most so large.
pub fn count(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    question: Question,
    most: u64,
) -> Result<Answered<u64>, JobError> {
    let key = question.key;
    let typed = match text(entered, above, question)? {
        Answered::Is(typed) => typed,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    let read = typed.parse::<u64>().ok().filter(|n| *n <= most);
    let expected = || say::expected_count(office.lang, most);
    read.map(Answered::Is).ok_or_else(|| JobError::Answer { key, expected: expected() })
}

/// An amount of money, as people write it.
pub fn money(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    question: Question,
) -> Result<Answered<Dong>, JobError> {
    let key = question.key;
    let typed = match text(entered, above, question)? {
        Answered::Is(typed) => typed,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    let expected = |_| JobError::Answer { key, expected: say::expected_money(office.lang) };
    typed.parse().map(Answered::Is).map_err(expected)
}

/// Text that may be left out: nothing for what Enter stands for, which says so.
pub fn perhaps(
    entered: &Entered,
    above: &[String],
    question: Question,
    nothing: &str,
) -> Result<Answered<Option<String>>, JobError> {
    Ok(match text(entered, above, question.or(nothing).safely())? {
        Answered::Is(typed) => Answered::Is((typed != nothing).then_some(typed)),
        Answered::Ask(step) => Answered::Ask(step),
    })
}

/// One of a list: its number, its code, or the beginning of its label, without diacritics.
pub fn choice(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    question: Question,
) -> Result<Answered<String>, JobError> {
    let (key, choices) = (question.key, question.choices.clone());
    let typed = match text(entered, above, question)? {
        Answered::Is(typed) => typed,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    match chosen(&typed, &choices) {
        Some(code) => Ok(Answered::Is(code)),
        None => {
            let labels: Vec<&str> = choices.iter().map(|(_, label)| label.as_str()).collect();
            let expected = say::expected_one_of(office.lang, labels.join(", "));
            Err(JobError::Answer { key, expected })
        }
    }
}

/// The code that an answer means.
pub fn chosen(typed: &str, choices: &[(String, String)]) -> Option<String> {
    if let Some((code, _)) = choices.iter().find(|(code, _)| code == typed) {
        return Some(code.clone());
    }
    if let Some(at) = typed.parse::<usize>().ok().and_then(|n| n.checked_sub(1)) {
        return choices.get(at).map(|(code, _)| code.clone());
    }
    let wanted = fold(typed);
    let of = |fits: &dyn Fn(&str) -> bool| {
        let mut fitting = choices.iter().filter(|(_, label)| fits(&fold(label)));
        match (fitting.next(), fitting.next()) {
            (Some((code, _)), None) => Some(code.clone()),
            _ => None,
        }
    };
    of(&|label| label == wanted).or_else(|| of(&|label| !wanted.is_empty() && label.starts_with(&wanted)))
}

/// The code that a cell of a sheet, or a field of a command, means: a label, its beginning, or a code; never its number in a list.
pub fn meant(holds: &str, choices: &[(String, String)]) -> Option<String> {
    if holds.trim().parse::<u64>().is_ok() { None } else { chosen(holds, choices) }
}

/// Yes or no; Enter for what the default says.
pub fn yes(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    key: &'static str,
    label: String,
    default: bool,
) -> Result<Answered<bool>, JobError> {
    let lang = office.lang;
    let shown = match (lang, default) {
        (Lang::Vi, true) => "C/k",
        (Lang::Vi, false) => "c/K",
        (Lang::En, true) => "Y/n",
        (Lang::En, false) => "y/N",
    };
    let typed = match text(entered, above, Question::new(key, label).or(shown).safely())? {
        Answered::Is(typed) => typed,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    if typed == shown {
        return Ok(Answered::Is(default));
    }
    match fold(&typed).as_str() {
        "c" | "co" | "y" | "yes" => Ok(Answered::Is(true)),
        "k" | "khong" | "n" | "no" => Ok(Answered::Is(false)),
        _ => Err(JobError::Answer { key, expected: shown.to_owned() }),
    }
}

/// `5=3 14=4 7=-`: exceptions, in any order; what stands behind `=`, or nothing for `-`.
pub fn exceptions(typed: &str) -> Option<Vec<(&str, Option<u64>)>> {
    let parts = typed.split([' ', ',', ';']).filter(|part| !part.is_empty());
    let read = |part: &'_ str| -> Option<(usize, Option<u64>)> {
        let (of, value) = part.split_once('=')?;
        let value = if value == "-" { None } else { Some(value.parse().ok()?) };
        Some((of.len(), value)).filter(|(length, _)| *length > 0)
    };
    parts.map(|part| read(part).map(|(length, value)| (part.get(..length).unwrap_or_default(), value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_offices_write_them() {
        let today = Date::new(2027, 3, 1).unwrap_or_else(|| unreachable!());
        for text in ["18/01/2027", "18/1/2027", "18-1-2027", "18.1.2027", "2027-01-18", "18/1"] {
            assert_eq!(read_date(text, today), Date::new(2027, 1, 18), "{text}");
        }
        assert_eq!(read_date("hôm qua", today), Date::new(2027, 2, 28));
        assert_eq!(read_date("3/4", today), Date::new(2027, 4, 3));
        for text in ["31/6/2027", "18/1/27", "18", "mai", ""] {
            assert_eq!(read_date(text, today), None, "{text}");
        }
    }

    #[test]
    fn choices_by_number_code_or_beginning() {
        let choices: Vec<(String, String)> =
            [("collective", "tập thể"), ("individual", "cá nhân"), ("household", "hộ gia đình")]
                .map(|(code, label)| (code.to_owned(), label.to_owned()))
                .into();
        for text in ["2", "ca", "Cá nhân", "individual", "CA NHAN"] {
            assert_eq!(chosen(text, &choices).as_deref(), Some("individual"), "{text}");
        }
        for text in ["4", "0", "x", ""] {
            assert_eq!(chosen(text, &choices), None, "{text}");
        }
    }

    #[test]
    fn exceptions_are_read_in_any_order() {
        assert_eq!(exceptions("5=3 14=4"), Some(vec![("5", Some(3)), ("14", Some(4))]));
        assert_eq!(exceptions("dn5=-"), Some(vec![("dn5", None)]));
        assert_eq!(exceptions("5"), None);
        assert_eq!(exceptions("5=x"), None);
    }
}
