//! Help in English. The Vietnamese stands where a command or an option is declared, since that is what most people read; the
//! English stands here by it, and a test holds that nothing lacks it.

mod examples;
mod of_commands;
mod of_options;

use std::fmt::Display;

use examples::EXAMPLES;
use of_commands::COMMANDS;
use of_options::{OPTIONS, VALUES};

use crate::values::lang::{Lang, sentences};

macro_rules! messages {
    ($($sentences:tt)*) => { sentences! { std::convert::identity; $($sentences)* } };
}

messages! {
    help_usage() "Cách dùng:" "Usage:";
    help_any_options() "[TÙY CHỌN]" "[OPTIONS]";
    help_each() "Từng lệnh có ví dụ: sovang LỆNH --help" "Each command has examples: sovang COMMAND --help";
    help_of() "In trợ giúp của một lệnh" "Print the help of a command";
    help_print() "In trợ giúp" "Print help";
    help_version() "In phiên bản" "Print the version";
    help_which() "Lệnh cần xem" "The command to be explained";
    help_default(values) "mặc định: {values}" "default: {values}";
    help_env(name) "biến môi trường {name}" "environment: {name}";
    // The commands by what they are for.
    group_daily() "Việc hằng ngày" "Every day";
    group_fund() "Quỹ, phong trào" "Fund and movements";
    group_mend() "Khi có gì sai" "When something is wrong";
    group_begin() "Bắt đầu" "To begin";
    group_record() "Ghi sổ" "Recording";
    group_look() "Xem sổ" "Looking up";
    group_report() "Báo cáo, hỏi lại" "Reports and questions";
    group_check() "Kiểm tra, thanh tra" "Checking and inspection";
    group_proof() "Bằng chứng cho người ngoài" "Proofs for others";
    group_keep() "Giữ gìn, bàn giao" "Keeping and handing over";
    group_reference() "Tra cứu" "Reference";
}

/// The heading of options.
pub fn options(lang: Lang) -> &'static str {
    lang.pick("Tùy chọn", "Options")
}

/// The heading of arguments without a name.
pub fn arguments(lang: Lang) -> &'static str {
    lang.pick("Tham số", "Arguments")
}

/// The heading of commands.
pub fn commands(lang: Lang) -> &'static str {
    lang.pick("Lệnh", "Commands")
}

/// What stands for a command in a usage line.
pub fn command(lang: Lang) -> &'static str {
    lang.pick("LỆNH", "COMMAND")
}

/// What an option takes, where that has an English name.
pub fn value(vietnamese: &str) -> Option<&'static str> {
    VALUES.iter().find(|[vi, _]| *vi == vietnamese).map(|[_, english]| *english)
}

/// What a command or an option says of itself, in a language; in Vietnamese where it has no English.
pub fn said(vietnamese: &str, lang: Lang) -> String {
    let found = |[vi, _]: &&[&str; 2]| *vi == vietnamese;
    let english = || [COMMANDS, OPTIONS].into_iter().flatten().find(found).map(|[_, english]| *english);
    match lang {
        Lang::Vi => vietnamese.to_owned(),
        Lang::En => english().unwrap_or(vietnamese).to_owned(),
    }
}

/// What stands below a command's help: examples, whose quoted words stay as an office types them.
pub fn below(vietnamese: &str, lang: Lang) -> String {
    match lang {
        Lang::Vi => vietnamese.to_owned(),
        Lang::En => EXAMPLES.iter().fold(vietnamese.to_owned(), |text, [vi, english]| text.replace(vi, english)),
    }
}

/// Every Vietnamese text that has an English one.
#[cfg(test)]
pub fn all() -> impl Iterator<Item = &'static str> {
    [COMMANDS, OPTIONS, VALUES].into_iter().flatten().map(|[vietnamese, _]| *vietnamese)
}
