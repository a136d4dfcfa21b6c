//! The fields of an event as questions, in the event's own words.

use serde_json::{Map, Value, json};

use super::answers::{Answered, choice, count, money, perhaps, read_date, text, yes};
use super::{Entered, JobError, Office, Question};
use crate::domain::ledger::meta;
use crate::office::views::words;
use crate::office::words as say;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::listed::List;

/// What a field holds, and so how it is asked for.
#[derive(Clone, Copy)]
pub enum Holds {
    /// Text.
    Text,
    /// An amount of money.
    Money,
    /// A day; later days are allowed.
    Day,
    /// Yes or no.
    Yes,
    /// A whole number, at most so large.
    Count(u64),
    /// A decimal number.
    Quantity,
    /// A word of a list.
    Word(&'static List),
    /// A subject of a kind, by the name that people use.
    Subject(&'static str),
    /// Somebody who holds a key.
    Holder,
    /// Something that only readers of the vault may see: typed unseen, never kept.
    Sealed,
}

/// A field of an event.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its member, which is also its question's key.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether the event cannot do without it.
    pub must: bool,
}

/// A field that must be there.
pub const fn must(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, must: true }
}

/// A field that may be left out.
pub const fn may(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, must: false }
}

/// What was answered: the payload, and each answer in words.
pub type Filled = (Map<String, Value>, Vec<(String, String)>);

/// Asks for fields of a type of event. What `defaults` has is what Enter stands for.
pub fn ask(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    kind: &str,
    (fields, defaults): (&[Field], &[(&str, String)]),
) -> Result<Answered<Filled>, JobError> {
    let (mut data, mut shown) = (Map::new(), Vec::new());
    let mut above = above.to_vec();
    for field in fields {
        let label = meta(kind).and_then(|meta| meta.label_of(field.name));
        let label = label.map_or(field.name, |label| label.of(office.lang)).to_owned();
        let mut question = Question::new(field.name, label.clone());
        if let Some((_, default)) = defaults.iter().find(|(name, _)| *name == field.name) {
            question = question.or(default.clone()).safely();
        }
        let (value, said) = match one(office, entered, &above, question, field)? {
            Answered::Is(answer) => answer,
            Answered::Ask(step) => return Ok(Answered::Ask(step)),
        };
        above.clear();
        if let Holds::Money = field.holds {
            above.extend(
                value
                    .as_u64()
                    .and_then(crate::values::money::Dong::new)
                    .map(|amount| say::echo(office.lang, amount, words(amount).to_lowercase())),
            );
        }
        if !value.is_null() {
            data.insert(field.name.to_owned(), value);
            shown.push((label, said));
        }
    }
    Ok(Answered::Is((data, shown)))
}

/// One field: its value, nothing where it was left out, and the answer in words.
fn one(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    question: Question,
    field: &Field,
) -> Result<Answered<(Value, String)>, JobError> {
    let (lang, names, key) = (office.lang, &office.names, question.key);
    let nothing = say::unsaid(lang);
    let wrong = |expected: String| JobError::Answer { key, expected };
    let named = |error: crate::office::names::NameError| JobError::Answer { key, expected: error.message(lang) };
    macro_rules! answer {
        ($asked:expr) => {
            match $asked? {
                Answered::Is(value) => value,
                Answered::Ask(step) => return Ok(Answered::Ask(step)),
            }
        };
    }
    let done = |value: Value, said: String| Ok(Answered::Is((value, said)));
    match field.holds {
        Holds::Yes => {
            let is = answer!(yes_of(office, entered, above, question, field.must));
            done(json!(is), word_of(is, lang).to_owned())
        }
        Holds::Word(list) => {
            let code = answer!(choice(office, entered, above, question.words(list, lang)));
            let said = list.word(&code, lang).to_owned();
            done(json!(code), said)
        }
        Holds::Count(most) => {
            let n = answer!(count(office, entered, above, question, most));
            done(json!(n), n.to_string())
        }
        Holds::Money if field.must => {
            let amount = answer!(money(office, entered, above, question));
            done(json!(amount), amount.to_string())
        }
        Holds::Sealed => {
            let mut question = question.or(nothing.clone()).safely();
            question.secret = true;
            let typed = answer!(text(entered, above, question));
            if typed == nothing {
                return done(Value::Null, String::new());
            }
            done(json!({ "sealed": { "plain": typed } }), say::sealed(lang))
        }
        _ => {
            let typed = if field.must || question.default.is_some() {
                Some(answer!(text(entered, above, question)))
            } else {
                answer!(perhaps(entered, above, question, &nothing))
            };
            let Some(typed) = typed.filter(|typed| *typed != nothing) else { return done(Value::Null, String::new()) };
            match field.holds {
                Holds::Day => {
                    let day = read_date(&typed, names.today()).ok_or_else(|| wrong(say::expected_date(lang)))?;
                    done(json!(day), day.vietnamese())
                }
                Holds::Quantity => {
                    let plain = typed.replace(',', ".");
                    let fits = plain.parse::<f64>().is_ok() && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
                    if !fits {
                        return Err(wrong(say::expected_quantity(lang)));
                    }
                    done(json!(plain), typed)
                }
                Holds::Money => {
                    let amount: crate::values::money::Dong =
                        typed.parse().map_err(|_| wrong(say::expected_money(lang)))?;
                    done(json!(amount), amount.to_string())
                }
                Holds::Subject(kind) => {
                    let subject = names.find(kind, &typed).map_err(named)?;
                    done(json!(subject.key()), names.of(&subject, lang))
                }
                Holds::Holder => {
                    let person: Id = names.find_holder(&typed).map_err(named)?;
                    done(json!(person), typed)
                }
                _ => done(json!(typed), typed),
            }
        }
    }
}

/// Yes or no: a fact is never a default unless there is one.
fn yes_of(
    office: &Office<'_>,
    entered: &Entered,
    above: &[String],
    question: Question,
    must: bool,
) -> Result<Answered<bool>, JobError> {
    if !must || question.default.is_some() {
        let default = question.default.as_deref() == Some(word_of(true, office.lang));
        return yes(office, entered, above, question.key, question.label, default);
    }
    let words = [true, false].map(|is| (is.to_string(), word_of(is, office.lang).to_owned()));
    Ok(match choice(office, entered, above, question.among(words))? {
        Answered::Is(code) => Answered::Is(code == "true"),
        Answered::Ask(step) => Answered::Ask(step),
    })
}

/// «có» or «không».
pub fn word_of(is: bool, lang: Lang) -> &'static str {
    if is { lang.pick("có", "yes") } else { lang.pick("không", "no") }
}

/// Answers as lines of a page.
pub fn lines(shown: &[(String, String)]) -> impl Iterator<Item = String> + '_ {
    shown.iter().map(|(label, said)| format!("{label}: {said}"))
}

/// Whether fields cover what the schema of a type demands; else what is missing, or what it does not know.
#[cfg(test)]
pub fn covers(kind: &str, fields: &[Field]) -> Result<(), String> {
    let schema = meta(kind).map(|meta| meta.newest().json).unwrap_or_default();
    let schema: Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    let demanded = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut missing = demanded.filter(|name| !fields.iter().any(|field| field.must && field.name == *name));
    if let Some(name) = missing.next() {
        return Err(format!("{name} is not asked for"));
    }
    let known = |name: &str| schema.get("properties").and_then(|all| all.get(name)).is_some();
    match fields.iter().find(|field| !known(field.name)) {
        Some(field) => Err(format!("{} is unknown", field.name)),
        None => Ok(()),
    }
}
