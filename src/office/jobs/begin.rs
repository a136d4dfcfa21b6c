//! A ledger begins: whose it is, who signs for it, what it begins with. A clerk may prepare it; the chairman's key signs.

use serde_json::Value;

use super::answers::{answered, choice, text, yes};
use super::{Entered, JobError, Office, Proposal, Question, Step};
use crate::domain::custody::Origin;
use crate::domain::policy::PolicyAdopted;
use crate::domain::presets::{CALENDARS, PRESETS, Preset};
use crate::log::role::Role;
use crate::office::views::Page;
use crate::office::words as say;
use crate::values::text::fold;
use crate::values::time::Date;

/// What was entered of a ledger that is to begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Founding {
    /// The unit's name.
    pub unit: String,
    /// The authority above.
    pub parent: String,
    /// The origin of its log.
    pub origin: Option<Origin>,
    /// Where somebody else prepares it for the chairman: into which file.
    pub prepare: Option<String>,
    /// The chairman's name in the ledger.
    pub holder: String,
    /// The presets that are adopted at once.
    pub adopt: Vec<String>,
    /// Whether a spare chairman's key is made.
    pub spare: bool,
}

/// Where the files of a ledger that begins will stand.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// The ledger.
    pub ledger: &'a str,
    /// The log's key.
    pub log_key: &'a str,
    /// The spare key.
    pub spare: &'a str,
}

/// Plain letters and digits, joined by hyphens, without the words in front that say what kind of office it is.
pub fn plain(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.skip_while(|word| *word == "ubnd").collect();
    words.join("-")
}

fn presets() -> impl Iterator<Item = &'static Preset> {
    PRESETS.iter().rev().take(1).chain(CALENDARS.iter().rev().take(2).rev())
}

/// What is still to be asked, or the page of what will stand; `found` gets what was entered so far.
pub fn begin(
    office: &Office<'_>,
    entered: &Entered,
    places: Places<'_>,
    found: &mut Founding,
) -> Result<Step, JobError> {
    let lang = office.lang;
    let nothing: [String; 0] = [];
    found.unit = answered!(text(entered, &[say::begin_heading(lang)], Question::new("unit", say::ask_unit_name(lang))));
    found.parent = answered!(text(entered, &nothing, Question::new("parent", say::ask_parent(lang))));
    let suggested = format!("{}.{}/so-vang", plain(&found.unit), plain(&found.parent));
    let question = Question::new("origin", say::ask_origin(lang)).or(suggested);
    let typed = answered!(text(entered, &nothing, question));
    let expected = |_| JobError::Answer { key: "origin", expected: say::expected_origin(lang) };
    found.origin = Some(typed.parse().map_err(expected)?);
    let roles = Role::ALL.map(|role| (role.as_str().to_owned(), role.label(lang).to_owned()));
    let chairman = roles.first().map_or_else(String::new, |(_, label)| label.clone());
    let question = Question::new("role", say::ask_own_role(lang)).among(roles).or(chairman);
    if answered!(choice(office, entered, &nothing, question)) != Role::Chairman.as_str() {
        let question = Question::new("prepare", say::ask_prepare_file(lang)).or("mo-so.json");
        let file = answered!(text(entered, &[say::begin_prepares(lang)], question));
        let mut page = Page::titled(say::begin_prepare_title(lang, &file));
        page.say(say::begin_unit(lang, &found.unit, &found.parent, &typed));
        page.say(say::begin_prepare_next(lang, &file));
        found.prepare = Some(file);
        return Ok(Step::Ready(Box::new(Proposal { page, ..Proposal::default() })));
    }
    let question = Question::new("holder", say::ask_own_name(lang)).or(say::chairman_of(lang, &found.unit));
    found.holder = answered!(text(entered, &nothing, question));
    let choices: Vec<(String, String)> =
        presets().map(|preset| (preset.name.to_owned(), told(preset, office))).collect();
    let question = Question::new("adopt", say::ask_adopt(lang)).among(choices.clone()).or(say::not_yet(lang));
    let adopt = answered!(text(entered, &[say::begin_presets(lang)], question));
    found.adopt = match adopt == say::not_yet(lang) {
        true => Vec::new(),
        false => several(&adopt, &choices)
            .ok_or_else(|| JobError::Answer { key: "adopt", expected: say::expected_several(lang) })?,
    };
    let above = [say::begin_why_spare(lang)];
    found.spare = answered!(yes(office, entered, &above, "spare", say::ask_spare(lang), true));
    Ok(Step::Ready(Box::new(Proposal { page: page(found, places, office), ..Proposal::default() })))
}

/// A preset, and what nobody has checked of it.
fn told(preset: &Preset, office: &Office<'_>) -> String {
    let lang = office.lang;
    match unchecked(preset) {
        Some((0, rows)) => say::preset_checked(lang, preset.name, rows),
        Some((unchecked, rows)) => say::preset_unchecked(lang, preset.name, unchecked, rows),
        None => say::preset_calendar(lang, preset.name),
    }
}

/// How many rows of a policy nobody has checked, and how many it has; none of a calendar.
fn unchecked(preset: &Preset) -> Option<(usize, usize)> {
    let policy: PolicyAdopted = serde_json::from_str(preset.json).ok()?;
    Some((policy.rows().filter(|row| row.span().mark.is_unverified()).count(), policy.rows().count()))
}

fn page(found: &Founding, places: Places<'_>, office: &Office<'_>) -> Page {
    let lang = office.lang;
    let mut page = Page::titled(say::begin_title(lang, places.ledger));
    let origin = found.origin.as_ref().map_or("", Origin::as_str);
    page.say(format!("#1  {}", say::begin_unit(lang, &found.unit, &found.parent, origin)));
    page.say(say::begin_key(lang, &found.holder));
    for (name, n) in found.adopt.iter().zip(2..) {
        page.say(format!("#{n}  {}", say::begin_adopts(lang, name)));
    }
    page.say(say::begin_log_key(lang, places.log_key));
    if found.spare {
        page.say(say::begin_spare(lang, places.spare));
    }
    let open: usize = found.adopt.iter().filter_map(|name| unchecked(Preset::find(name)?)).map(|(open, _)| open).sum();
    if open > 0 {
        page.warnings.push(say::begin_unchecked(lang, open));
    }
    let year = office.names.today().year();
    let of_year = |name: &String| Preset::find(name).is_some_and(|preset| calendar_year(preset) == Some(year));
    if !found.adopt.iter().any(of_year) {
        page.warnings.push(say::begin_no_calendar(lang, year));
    }
    if !found.spare {
        page.warnings.push(say::begin_no_spare(lang));
    }
    page
}

/// The year of a calendar: that of its first holiday.
fn calendar_year(preset: &Preset) -> Option<i16> {
    let value: Value = serde_json::from_str(preset.json).ok()?;
    let first: Date = value.get("holidays")?.get(0)?.get("date")?.as_str()?.parse().ok()?;
    Some(first.year())
}

/// `1 3`, `1-3`, names: several of a list.
fn several(typed: &str, choices: &[(String, String)]) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for part in typed.split([' ', ',', ';']).filter(|part| !part.is_empty()) {
        let range = part.split_once(['-', '–']).and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
        match range {
            Some((low, high)) => {
                let (low, high): (usize, usize) = (low, high);
                for n in low..=high.min(choices.len() + 1) {
                    found.push(choices.get(n.checked_sub(1)?)?.0.clone());
                }
            }
            None => {
                let named = Preset::find(part).map(|preset| preset.name.to_owned());
                found.push(named.or_else(|| super::answers::chosen(part, choices))?);
            }
        }
    }
    found.dedup();
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_of_a_list_and_plain_names() {
        let choices = ["a", "b", "c"].map(|name| (name.to_owned(), name.to_owned()));
        assert_eq!(several("1 3", &choices).unwrap_or_default(), ["a", "c"]);
        assert_eq!(several("1-3", &choices).unwrap_or_default(), ["a", "b", "c"]);
        assert_eq!(several("b, c", &choices).unwrap_or_default(), ["b", "c"]);
        for wrong in ["4", "0-2", "2-9", "x", ""] {
            assert_eq!(several(wrong, &choices), None, "{wrong}");
        }
        assert_eq!(plain("UBND xã Hồ Sơn"), "xa-ho-son");
        assert_eq!(plain("UBND tỉnh B"), "tinh-b");
    }

    #[test]
    fn wrong_answers_are_named_by_their_question() {
        use crate::domain::ledger::State;
        use crate::office::names::Names;
        use crate::values::lang::Lang;
        let state = State::default();
        let today = "2026-11-30".parse().unwrap_or_else(|_| unreachable!());
        let office = Office { names: Names::new(&state, today), me: None, lang: Lang::Vi };
        let places = Places { ledger: "so.sovang", log_key: "so.log.pem", spare: "du-phong.pem" };
        let ask = |pairs: &[(&str, &str)]| {
            let entered = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            begin(&office, &entered, places, &mut Founding::default())
        };
        let mut said = vec![("unit", "UBND xã A"), ("parent", "UBND tỉnh B"), ("origin", "Xã A")];
        assert!(matches!(ask(&said), Err(JobError::Answer { key: "origin", .. })));
        said.truncate(2);
        let Ok(Step::Ask(_, question)) = ask(&said) else { unreachable!() };
        assert_eq!(question.default.as_deref(), Some("xa-a.tinh-b/so-vang"));
        said.extend([("origin", ""), ("role", "chủ"), ("holder", ""), ("adopt", "1-9")]);
        assert!(matches!(ask(&said), Err(JobError::Answer { key: "adopt", .. })));
    }
}
