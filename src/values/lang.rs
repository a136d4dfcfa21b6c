//! The two languages people read. Vietnamese is the first; bytes in the log have no language.

use std::str::FromStr;

/// A language of labels, reports and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Picks the wording of this language out of a pair.
    pub const fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "vi" => Ok(Lang::Vi),
            "en" => Ok(Lang::En),
            other => Err(format!("«{other}»: vi | en")),
        }
    }
}

/// A name for people in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// Tiếng Việt.
    pub vi: &'static str,
    /// English.
    pub en: &'static str,
}

impl Label {
    /// The name in a language.
    pub fn of(&self, lang: Lang) -> &'static str {
        lang.pick(self.vi, self.en)
    }
}

/// Sentences in two languages, a function each: its values go through `$shown` first, then into the sentence of `lang`.
macro_rules! sentences {
    ($shown:path; $($name:ident($($arg:ident),*) $vi:literal $en:literal;)*) => {
        $(#[doc = $en]
        #[allow(clippy::too_many_arguments)]
        pub fn $name(lang: Lang $(, $arg: impl Display)*) -> String {
            $(let $arg = $shown($arg);)*
            match lang {
                Lang::Vi => format!($vi),
                Lang::En => format!($en),
            }
        })*
    };
}
pub(crate) use sentences;
