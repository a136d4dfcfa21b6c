//! Arguments as people read about them, each in his language: clap's own words are neither an office's nor Vietnamese.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::IsTerminal as _;

use clap::builder::{Str, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, Error, FromArgMatches};

use super::{Args, CliError};
use crate::shell::messages as say;
use crate::shell::messages::help;
use crate::shell::terminal::{Look, wrapped};
use crate::values::lang::Lang;
use crate::values::time::BadTime;

/// A heading of the list of commands.
type Heading = fn(Lang) -> String;

/// The commands by what they are for, in the order of a clerk's year.
const GROUPS: [(Heading, &[&str]); 11] = [
    (help::group_daily, &["nominate", "import", "vote", "decide", "sign", "issue", "pay", "present", "file", "lock"]),
    (help::group_fund, &["income", "allocate", "pay-frames", "pay-organising", "year-end", "movement", "target"]),
    (help::group_mend, &["fix", "undo", "correct", "annul", "repay"]),
    (help::group_begin, &["demo", "practice", "init", "key", "policy"]),
    (help::group_record, &["record", "presign", "append", "attachment"]),
    (help::group_look, &["desk", "list", "find", "draft", "award", "fund", "petition", "due", "person", "log", "show"]),
    (help::group_report, &["report", "why", "recompute", "replay", "diff"]),
    (help::group_check, &["verify", "audit", "explain-finding", "reconcile", "bundle", "compare"]),
    (help::group_proof, &["receipt", "checkpoint", "witness", "publish", "follow", "page"]),
    (help::group_keep, &["backup", "recover", "vault", "handover", "export"]),
    (help::group_reference, &["schema", "explain", "completions", "help"]),
];

/// Why nothing is run.
pub enum Stop {
    /// Help or the version was asked for: this is it.
    Help(String, Lang),
    /// A command was begun and not finished: its help.
    Incomplete(String),
    /// What was typed is wrong.
    Typed(CliError, Lang, bool),
}

/// What was typed, or what to say instead.
pub fn parse() -> Result<Args, Stop> {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let says = |wanted: &str| typed.iter().any(|arg| arg == wanted);
    let lang = match typed.iter().skip_while(|arg| *arg != "--lang").nth(1) {
        Some(lang) => lang.to_str().and_then(|text| text.parse().ok()),
        None if says("--lang=en") => Some(Lang::En),
        None => std::env::var("SOVANG_LANG").ok().and_then(|text| text.parse().ok()),
    };
    let lang = lang.unwrap_or(Lang::Vi);
    let command = command(lang);
    let mut whole = command.clone();
    let parsed = command.try_get_matches_from(&typed).and_then(|matches| Args::from_arg_matches(&matches));
    // `sovang` alone is the desk, where somebody sits at it; elsewhere a command is wanted.
    if parsed.as_ref().is_ok_and(|args| args.command.is_none()) && !std::io::stdout().is_terminal() {
        return Err(Stop::Incomplete(whole.render_help().to_string()));
    }
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop::Help(shown(&error), lang),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Stop::Incomplete(shown(&error)),
        _ => {
            let said = CliError::Typed { message: message(&error, lang), usage: usage(&error, &typed, lang) };
            Stop::Typed(said, lang, says("--json"))
        }
    })
}

/// Clap's own text, in colour where a person sees it.
fn shown(error: &Error) -> String {
    let seen = if error.use_stderr() { std::io::stderr().is_terminal() } else { std::io::stdout().is_terminal() };
    let text = error.render();
    if seen { text.ansi().to_string() } else { text.to_string() }
}

/// The commands with help in one language throughout.
pub fn command(lang: Lang) -> Command {
    let mut command = Args::command();
    command.build();
    let (usage, options) = (help::help_usage(lang), help::options(lang));
    let (groups, each) = (groups(&command, lang), help::help_each(lang));
    let template = format!("{{about}}\n\n{usage} {{usage}}\n\n{groups}{options}:\n{{options}}{{after-help}}\n{each}\n");
    translate(command, lang).help_template(template)
}

/// What stands before the text of a command in the list.
const BESIDE: usize = 31;

fn groups(command: &Command, lang: Lang) -> String {
    let mut out = String::new();
    for (heading, names) in GROUPS {
        let _ = writeln!(out, "{}:", heading(lang));
        for found in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = match found.get_name() {
                "help" => help::help_of(lang),
                _ => help::said(&plain(found.get_about()), lang),
            };
            // The name that a reader of this language types comes first; the other stands beside it.
            let name = match (found.get_visible_aliases().next(), lang) {
                (Some(vietnamese), Lang::Vi) => format!("{vietnamese} ({})", found.get_name()),
                (Some(vietnamese), Lang::En) => format!("{} ({vietnamese})", found.get_name()),
                (None, _) => found.get_name().to_owned(),
            };
            let room = Look::answers().width.map_or(usize::MAX, |width| width.saturating_sub(BESIDE));
            for (line, index) in wrapped(&about, room).iter().zip(0..) {
                let name = if index == 0 { name.as_str() } else { "" };
                let _ = writeln!(out, "  {name:<28} {line}");
            }
        }
        out.push('\n');
    }
    out
}

fn plain(text: Option<&StyledStr>) -> String {
    text.map(StyledStr::to_string).unwrap_or_default()
}

fn translate(command: Command, lang: Lang) -> Command {
    // Names of values stand in the usage, too.
    let command = command.mut_args(|arg| argument(arg, lang));
    let usage = usage_words(&command.clone().render_usage().to_string(), lang);
    let about = match command.get_name() {
        "help" => help::help_of(lang),
        _ => help::said(&plain(command.get_about()), lang),
    };
    let below = help::below(&plain(command.get_after_help()), lang);
    let command = if about.is_empty() { command } else { command.about(about) };
    let command = if below.is_empty() { command } else { command.after_help(below) };
    command
        .override_usage(usage)
        .subcommand_help_heading(help::commands(lang))
        .subcommand_value_name(help::command(lang))
        .help_template(format!(
            "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}\n",
            help::help_usage(lang)
        ))
        .mut_subcommands(move |command| translate(command, lang))
}

fn argument(arg: Arg, lang: Lang) -> Arg {
    let text = match arg.get_id().as_str() {
        "help" => help::help_print(lang),
        "version" if !arg.is_positional() => help::help_version(lang),
        "subcommand" => help::help_which(lang),
        _ => help::said(&plain(arg.get_help()), lang),
    };
    let english = |name: &Str| help::value(name).filter(|_| lang == Lang::En).map_or_else(|| name.clone(), Str::from);
    let named: Vec<Str> = arg.get_value_names().unwrap_or_default().iter().map(english).collect();
    let join = |values: Vec<String>| values.join(", ");
    let values = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>();
    let default: Vec<String> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    let shown = arg.get_action().takes_values();
    let mut notes = Vec::new();
    let names = named.iter().map(Str::as_str).collect::<Vec<_>>().join(" ");
    let stands = |value: &String| text.contains(value.as_str()) || names.contains(value.as_str());
    if shown && !values.iter().all(stands) {
        notes.push(join(values));
    }
    if shown && !default.is_empty() && !arg.is_hide_default_value_set() {
        notes.push(help::help_default(lang, join(default)));
    }
    if let Some(name) = arg.get_env() {
        notes.push(help::help_env(lang, name.to_string_lossy()));
    }
    let noted = |text: String| if notes.is_empty() { text } else { format!("{text} [{}]", notes.join("; ")) };
    let long = arg.get_long_help().filter(|_| arg.get_id() != "help");
    let long = long.map(|long| noted(help::said(&long.to_string(), lang)));
    let text = noted(text);
    let arg = if named.is_empty() { arg } else { arg.value_names(named) };
    let arg = arg.long_help(long.unwrap_or_else(|| text.clone()));
    let heading = if arg.is_positional() { help::arguments(lang) } else { help::options(lang) };
    arg.help(text).help_heading(heading).hide_default_value(true).hide_env(true).hide_possible_values(true)
}

/// A usage line without clap's own words.
fn usage_words(text: &str, lang: Lang) -> String {
    let line = text.trim_start_matches("Usage:").trim();
    let command = help::command(lang);
    line.replace("[OPTIONS]", &help::help_any_options(lang))
        .replace("<COMMAND>", &format!("<{command}>"))
        .replace("[COMMAND]", &format!("[{command}]"))
}

/// How the command is used that was typed, as far as one was.
fn usage(error: &Error, typed: &[OsString], lang: Lang) -> String {
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        return usage_words(&usage.to_string(), lang);
    }
    let mut command = &command(lang);
    for word in typed.iter().skip(1) {
        command = command.find_subcommand(word).unwrap_or(command);
    }
    usage_words(&command.clone().render_usage().to_string(), lang)
}

/// What is wrong with what was typed.
fn message(error: &Error, lang: Lang) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let (arg, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let said = match error.kind() {
        ErrorKind::UnknownArgument => say::typed_unknown_argument(lang, arg),
        ErrorKind::InvalidSubcommand => say::typed_unknown_command(lang, text(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => say::typed_missing(lang, arg),
        ErrorKind::MissingSubcommand => say::typed_missing_command(lang, text(ContextKind::ValidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => say::typed_no_value(lang, arg),
        ErrorKind::InvalidValue => say::typed_bad_value(lang, value, arg, text(ContextKind::ValidValue)),
        ErrorKind::ValueValidation => {
            let reason = match std::error::Error::source(error) {
                Some(source) if source.is::<std::num::ParseIntError>() => say::typed_whole_number(lang),
                Some(source) if source.is::<BadTime>() => say::typed_period(lang),
                Some(source) => {
                    let own = source.to_string();
                    if own.starts_with('«') { own } else { say::typed_form(lang) }
                }
                None => String::new(),
            };
            say::typed_bad_value(lang, value, arg, reason)
        }
        ErrorKind::ArgumentConflict => say::typed_conflict(lang, arg, text(ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            say::typed_values(lang, arg)
        }
        _ => error.kind().to_string(),
    };
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let suggested: Vec<String> = kinds.into_iter().map(text).filter(|text| !text.is_empty()).collect();
    if suggested.is_empty() { said } else { format!("{said}. {}", say::typed_suggested(lang, suggested.join(", "))) }
}

#[cfg(test)]
mod tests {
    use clap::ArgAction;

    use super::*;

    /// Every text that a command shows: its own, those of its arguments, those of its subcommands.
    fn texts(command: &Command, out: &mut Vec<String>) {
        out.push(plain(command.get_about()));
        for arg in
            command.get_arguments().filter(|arg| !matches!(arg.get_action(), ArgAction::Help | ArgAction::Version))
        {
            out.push(plain(arg.get_help()));
            out.extend(arg.get_long_help().map(StyledStr::to_string));
            out.extend(arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string));
        }
        let own = command.get_subcommands().filter(|command| command.get_name() != "help");
        own.for_each(|command| texts(command, out));
    }

    fn helps(command: &Command, out: &mut Vec<(String, String)>) {
        out.push((command.get_name().to_owned(), command.clone().render_help().to_string()));
        command.get_subcommands().for_each(|command| helps(command, out));
    }

    fn is_vietnamese(text: &str) -> bool {
        text.chars().any(
            |c| matches!(c, 'à'..='ý' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' | 'ạ'..='ỹ' | 'À'..='Ý' | 'Đ' | 'Ạ'..='Ỹ'),
        )
    }

    #[test]
    fn every_command_has_its_group() {
        let grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let mut command = Args::command();
        command.build();
        let shown = command.get_subcommands().filter(|command| !command.is_hide_set());
        let lost: Vec<&str> = shown.map(Command::get_name).filter(|name| !grouped.contains(name)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn whatever_help_says_it_says_in_both_languages() {
        let mut vietnamese = Vec::new();
        texts(&Args::command(), &mut vietnamese);
        let lacking: Vec<&String> = vietnamese
            .iter()
            .filter(|text| is_vietnamese(text) && help::said(text, Lang::En) == **text && help::value(text).is_none())
            .collect();
        assert!(lacking.is_empty(), "no English for {lacking:#?}");
        let unused: Vec<&str> = help::all().filter(|text| !vietnamese.iter().any(|known| known == text)).collect();
        assert!(unused.is_empty(), "said by no command: {unused:#?}");
    }

    #[test]
    fn help_mixes_no_languages() {
        let (mut english, mut vietnamese) = (Vec::new(), Vec::new());
        helps(&command(Lang::En), &mut english);
        helps(&command(Lang::Vi), &mut vietnamese);
        let mut mixed = Vec::new();
        for (name, text) in english {
            // Symbols of documents are what they are.
            let text = text.replace("QĐ-UBND", "");
            // What stands in quotes is what an office would type; an apostrophe within a word opens none.
            let (mut quote, mut before) = (None, ' ');
            let bare: String = text
                .chars()
                .filter(|c| {
                    let (inside, opens) = (quote, !before.is_alphanumeric());
                    before = *c;
                    match (inside, c) {
                        (None, '«') => quote = Some('»'),
                        (None, '"') => quote = Some('"'),
                        (None, '\'') if opens => quote = Some('\''),
                        (Some(end), c) if end == *c => quote = None,
                        _ => {}
                    }
                    inside.is_none()
                })
                .collect();
            mixed.extend(bare.lines().filter(|line| is_vietnamese(line)).map(|line| format!("{name}: {line}")));
        }
        assert!(mixed.is_empty(), "{mixed:#?}");
        for (name, text) in vietnamese {
            for word in ["Usage", "Options", "OPTIONS", "COMMAND", "Arguments", "Print", "default", "possible"] {
                assert!(!text.contains(word), "{name}: {word}\n{text}");
            }
        }
    }
}
