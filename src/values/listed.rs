//! Words that payloads list. Each list is declared once: its codes, which stand in the log, and their names for people.

use super::lang::{Label, Lang};
use super::text::fold;

/// A list of words, as forms and pages see it.
#[derive(Debug, PartialEq, Eq)]
pub struct List {
    /// The type whose words they are.
    pub name: &'static str,
    /// Code and name for people, in the order of the schema.
    pub words: &'static [(&'static str, Label)],
}

impl List {
    /// The name of a code for people; the code itself if the list has none such.
    pub fn word<'a>(&self, code: &'a str, lang: Lang) -> &'a str {
        let known = self.words.iter().find(|(known, _)| *known == code);
        known.map_or(code, |(_, label)| label.of(lang))
    }

    /// The code that typed text means: a code, or a name in either language, without regard to case and diacritics.
    pub fn meant(&self, text: &str) -> Option<&'static str> {
        let text = text.trim();
        let wanted = fold(text);
        let by = |(code, label): &&(&'static str, Label)| {
            *code == text || fold(label.vi) == wanted || fold(label.en) == wanted
        };
        self.words.iter().find(by).map(|(code, _)| *code)
    }
}

/// Declares lists: each variant with its code in the log and its name in both languages.
macro_rules! listed {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident $code:literal $vi:literal $en:literal,)*
    })*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)* }

        impl $name {
            /// All of them, in the order of the schema and of reports.
            pub const ALL: [$name; [$($code),*].len()] = [$($name::$variant),*];

            /// The list, as forms and pages see it.
            pub const LIST: &'static $crate::values::listed::List = &$crate::values::listed::List {
                name: stringify!($name),
                words: &[$(($code, $crate::values::lang::Label { vi: $vi, en: $en })),*],
            };

            /// The code in the log.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// Its name for people.
            pub const fn label(self, lang: $crate::values::lang::Lang) -> &'static str {
                match self { $($name::$variant => lang.pick($vi, $en),)* }
            }
        })*
    };
}
pub(crate) use listed;
