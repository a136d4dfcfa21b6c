//! `import --template`: a sheet to fill in, for nominations and for every type of event.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::open::Desk;
use super::{CliError, Globals, Reply, rows};
use crate::domain::events::Key;
use crate::domain::ledger::called;
use crate::office::jobs::Office;
use crate::office::jobs::many;
use crate::office::names::Names;
use crate::office::words;
use crate::shell::durable::{self, Access};
use crate::shell::form::Form;
use crate::shell::messages as say;
use crate::shell::sheet::write::{self, Column};
use crate::values::lang::Lang;
use crate::values::text::fold;

/// Writes a template of a type: into the file that is named, else an .xlsx and a .csv named after the type.
pub fn make(kind: &str, target: Option<&Path>, globals: &Globals) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let unknown = || CliError::About("draft.type", kind.to_owned(), say::unknown_type, say::unknown_type_advice);
    let name = if fold(kind).replace('-', " ") == "de nghi" { "nomination.submitted" } else { kind };
    let meta = called(name).ok_or_else(unknown)?;
    let form = Form::draft(meta.name, None).ok_or_else(unknown)?;
    let columns = match meta.name {
        "nomination.submitted" => nominations(globals),
        _ => of_form(&form, lang),
    };
    let title = form.title(lang);
    let stem =
        format!("{}-{}", words::template_stem(lang), fold(title).replace([' ', ',', '/'], "-").replace("--", "-"));
    let targets: Vec<PathBuf> = match target {
        Some(target) => vec![target.to_owned()],
        None => vec![format!("{stem}.xlsx").into(), format!("{stem}.csv").into()],
    };
    let mut files = Vec::new();
    for target in &targets {
        let ending = target.extension().map(|ext| ext.to_string_lossy().to_lowercase());
        let bytes = match ending.as_deref() {
            Some("xlsx") => {
                write::template(title, &columns, lang).map_err(|reason| CliError::Unreadable(target.clone(), reason))?
            }
            Some("csv") => write::template_csv(&columns, lang).into_bytes(),
            _ => {
                let name = target.display().to_string();
                return Err(CliError::About("import.template", name, say::template_ending, say::usage_advice));
            }
        };
        files.push((target, bytes));
    }
    // Neither, if one of them is there already.
    if let Some((target, _)) = files.iter().find(|(target, _)| target.symlink_metadata().is_ok()) {
        return Err(CliError::Io(target.to_path_buf(), std::io::ErrorKind::AlreadyExists.into()));
    }
    for (target, bytes) in &files {
        durable::write_new(target, bytes, Access::Anyone).map_err(|error| CliError::Io(target.to_path_buf(), error))?;
    }
    let names: Vec<String> = targets.iter().map(|target| target.display().to_string()).collect();
    let how = if meta.name == "nomination.submitted" { String::new() } else { format!(" --type {}", meta.name) };
    let first = names.first().cloned().unwrap_or_default();
    let text = format!("{}\n", words::template_written(lang, names.join(", "), format!("{first}{how}")));
    Ok(Reply::yes(text, json!({ "files": names })))
}

/// The columns of nominations; with the forms of the policy in force, where there is a ledger.
fn nominations(globals: &Globals) -> Vec<Column> {
    let lang = globals.lang;
    let desk = globals.ledger().ok().and_then(|path| Desk::open(&path).ok());
    let lists = |state: &crate::domain::ledger::State| {
        let names = Names::new(state, super::open::now().date());
        many::choices(&Office { names, me: None, lang })
    };
    let lists = match &desk {
        Some(desk) => lists(desk.journal.state()),
        None => lists(&crate::domain::ledger::State::default()),
    };
    let column = |(field, heading): (String, String)| {
        let choices = lists.iter().find(|(known, _)| *known == field).map_or_else(Vec::new, |(_, list)| list.clone());
        let must = matches!(field.as_str(), "name" | "kind" | "form" | "merit");
        let told = match choices.is_empty() {
            true => many::told(&field, lang),
            false => words::template_one_of(lang, choices.join("; ")),
        };
        let example = choices.first().cloned().unwrap_or_else(|| many::example(&field, lang));
        Column { heading, must, told, choices, example }
    };
    many::fields(lang).into_iter().map(column).collect()
}

/// Fields that a sheet is not filled in with: they are derived, or of a single event.
const NOT_TYPED: [&str; 3] = ["reconstructed", "instead_of", "seed"];

fn of_form(form: &Form, lang: Lang) -> Vec<Column> {
    let headings = rows::headings(form, lang);
    let heading = |path: &str| headings.iter().find(|(known, _)| known == path).map(|(_, heading)| heading.clone());
    let is_typed = |path: &str| {
        !NOT_TYPED.iter().any(|name| path == *name || path.starts_with(&format!("{name}.")))
            && !path.ends_with(".id")
            && form.fills(path).next().is_none()
    };
    let fields = form.columns(lang).into_iter().filter(|field| is_typed(&field.path));
    let column = |field: crate::shell::fields::Field| {
        let choices: Vec<String> = form
            .list_at(&field.path)
            .map(|list| list.words.iter().map(|(_, label)| label.of(lang).to_owned()).collect())
            .unwrap_or_default();
        let told = match choices.is_empty() {
            true => field.told(lang),
            false => words::template_one_of(lang, choices.join("; ")),
        };
        let example = match (choices.first(), &field.sample) {
            (Some(choice), _) => choice.clone(),
            (None, Some(sample)) => sample.clone(),
            (None, None) => String::new(),
        };
        let heading = heading(&field.path).unwrap_or(field.path);
        Column { heading, must: field.must && field.only_for.is_none(), told, choices, example }
    };
    let mut columns: Vec<Column> = fields.map(column).collect();
    columns.sort_by_key(|column| !column.must);
    let outside = |heading: String, told: String, must: bool| Column { heading, told, must, ..Column::default() };
    if form.meta().key == Key::Typed {
        columns.insert(0, outside(words::template_subject(lang), words::template_subject_told(lang), true));
    }
    columns.push(outside(words::template_on(lang), words::template_on_told(lang), false));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::EVENTS;
    use crate::office::sheets::Means;

    #[test]
    fn every_heading_of_every_template_is_understood_as_its_own_field() {
        for meta in EVENTS.iter() {
            for lang in [Lang::Vi, Lang::En] {
                let form = Form::draft(meta.name, None).unwrap();
                for (path, heading) in rows::headings(&form, lang) {
                    let means = rows::means(&form, &format!("{heading} *"));
                    assert_eq!(means, Means::Field(path.clone()), "{}: «{heading}»", meta.name);
                }
                for column in of_form(&form, lang) {
                    assert_ne!(
                        rows::means(&form, &column.heading),
                        Means::Unknown,
                        "{}: «{}»",
                        meta.name,
                        column.heading
                    );
                }
            }
        }
    }
}
