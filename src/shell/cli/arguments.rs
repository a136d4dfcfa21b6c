//! Arguments as Vietnamese offices read about them: clap's own words are English, in help and in errors alike.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::IsTerminal as _;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, Error, FromArgMatches};

use super::{Args, CliError};
use crate::shell::messages as say;
use crate::shell::terminal::{Look, wrapped};
use crate::values::lang::Lang;
use crate::values::time::BadTime;

/// The commands by what they are for, in the order of a clerk's year.
const GROUPS: [(&str, &[&str]); 10] = [
    ("Việc hằng ngày", &["nominate", "sheet", "vote", "decide", "sign", "issue", "pay", "present", "file", "lock"]),
    ("Quỹ, phong trào", &["income", "allocate", "pay-frames", "pay-organising", "year-end", "movement", "target"]),
    ("Khi có gì sai", &["fix", "undo", "correct", "annul", "repay"]),
    ("Bắt đầu", &["demo", "practice", "init", "key", "policy"]),
    ("Ghi sổ", &["record", "import", "presign", "append", "attachment"]),
    ("Xem sổ", &["desk", "list", "find", "draft", "award", "fund", "petition", "due", "person", "log", "show"]),
    ("Báo cáo, hỏi lại", &["report", "why", "recompute", "replay", "diff"]),
    ("Kiểm tra, thanh tra", &["verify", "audit", "explain-finding", "reconcile", "bundle", "compare"]),
    ("Bằng chứng cho người ngoài", &["receipt", "checkpoint", "witness", "publish", "follow", "page"]),
    ("Giữ gìn, bàn giao", &["backup", "recover", "vault", "handover", "export"]),
];
const REFERENCE: (&str, &[&str]) = ("Tra cứu", &["schema", "explain", "completions", "help"]);

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
    let command = match lang {
        Lang::Vi => command(),
        Lang::En => Args::command(),
    };
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

/// The commands with help in Vietnamese throughout.
pub fn command() -> Command {
    let mut command = Args::command();
    command.build();
    let groups = groups(&command);
    let template = format!(
        "{{about}}\n\nCách dùng: {{usage}}\n\n{groups}Tùy chọn:\n{{options}}{{after-help}}\n\
         Từng lệnh có ví dụ: sovang LỆNH --help\n"
    );
    translate(command).help_template(template)
}

/// What stands before the text of a command in the list.
const BESIDE: usize = 31;

fn groups(command: &Command) -> String {
    let mut out = String::new();
    for (heading, names) in GROUPS.into_iter().chain([REFERENCE]) {
        let _ = writeln!(out, "{heading}:");
        for found in names.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = if found.get_name() == "help" { HELP_OF.to_owned() } else { plain(found.get_about()) };
            // The name that a clerk types comes first; the other stands beside it.
            let name = match found.get_visible_aliases().next() {
                Some(vietnamese) => format!("{vietnamese} ({})", found.get_name()),
                None => found.get_name().to_owned(),
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

const HELP_OF: &str = "In trợ giúp của một lệnh";

fn plain(text: Option<&StyledStr>) -> String {
    text.map(StyledStr::to_string).unwrap_or_default()
}

fn translate(command: Command) -> Command {
    let usage = usage_words(&command.clone().render_usage().to_string(), Lang::Vi);
    let command = if command.get_name() == "help" { command.about(HELP_OF) } else { command };
    command
        .override_usage(usage)
        .subcommand_help_heading("Lệnh")
        .subcommand_value_name("LỆNH")
        .help_template("{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}\n")
        .mut_args(argument)
        .mut_subcommands(translate)
}

fn argument(arg: Arg) -> Arg {
    let help = match arg.get_id().as_str() {
        "help" => "In trợ giúp".to_owned(),
        "version" => "In phiên bản".to_owned(),
        "subcommand" => "Lệnh cần xem".to_owned(),
        _ => plain(arg.get_help()),
    };
    let join = |values: Vec<String>| values.join(", ");
    let values = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>();
    let default: Vec<String> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    let shown = arg.get_action().takes_values();
    let mut notes = Vec::new();
    let named = arg.get_value_names().unwrap_or_default().join(" ");
    if shown && !values.iter().all(|value| help.contains(value.as_str()) || named.contains(value.as_str())) {
        notes.push(join(values));
    }
    if shown && !default.is_empty() && !arg.is_hide_default_value_set() {
        notes.push(format!("mặc định: {}", join(default)));
    }
    if let Some(name) = arg.get_env() {
        notes.push(format!("biến môi trường {}", name.to_string_lossy()));
    }
    let noted = |help: String| if notes.is_empty() { help } else { format!("{help} [{}]", notes.join("; ")) };
    let long = arg.get_long_help().filter(|_| arg.get_id() != "help").map(|long| noted(long.to_string()));
    let help = noted(help);
    let arg = arg.long_help(long.unwrap_or_else(|| help.clone()));
    let heading = if arg.is_positional() { "Tham số" } else { "Tùy chọn" };
    arg.help(help).help_heading(heading).hide_default_value(true).hide_env(true).hide_possible_values(true)
}

/// A usage line without clap's English words.
fn usage_words(text: &str, lang: Lang) -> String {
    let line = text.trim_start_matches("Usage:").trim();
    if lang == Lang::En {
        return line.to_owned();
    }
    line.replace("[OPTIONS]", "[TÙY CHỌN]").replace("<COMMAND>", "<LỆNH>").replace("[COMMAND]", "[LỆNH]")
}

/// How the command is used that was typed, as far as one was.
fn usage(error: &Error, typed: &[OsString], lang: Lang) -> String {
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        return usage_words(&usage.to_string(), lang);
    }
    let mut command = &command();
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
