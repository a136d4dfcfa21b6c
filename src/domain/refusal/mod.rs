//! Rules that refuse. Each refusal names the rule by a stable code, its source in law where there is one,
//! what is wrong, and what to do next. `docs/rules.md` is made from this table.

use super::decision::Capacity;
use super::fund::Category;
use super::nomination::{Form, RecipientKind, RewardType};
use super::petition::{Act, CaseGround, PetitionKind};
use super::policy::{HoldGround, Money, Needed, Share, VersionName, YearEndRule};
use super::register::Register;
use crate::values::crypto::PublicKey;
use crate::values::ident::{EventType, Id, Subject};
use crate::values::lang::{Label, Lang};
use crate::values::money::{Dong, Ratio};
use crate::values::text::Name;
use crate::values::time::{Date, Instant, Period};

/// A rule as documentation shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// The stable code.
    pub code: &'static str,
    /// Its source: an article of law, or the format.
    pub source: &'static str,
    /// What is wrong, with the names of what it speaks of in braces.
    pub vi: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// How a detail is said to people.
trait Say {
    fn say(&self, lang: Lang) -> String;
}

macro_rules! say_plainly {
    ($($ty:ty),*) => { $(impl Say for $ty { fn say(&self, _: Lang) -> String { self.to_string() } })* };
}
say_plainly!(u64, i16, &'static str, String, Subject, Instant, PublicKey, VersionName, EventType, Form, Name, Id, Dong);

impl Say for Ratio {
    fn say(&self, lang: Lang) -> String {
        self.said(lang)
    }
}

macro_rules! say_labelled {
    ($($ty:ty),*) => { $(impl Say for $ty { fn say(&self, lang: Lang) -> String { self.label(lang).to_owned() } })* };
}
say_labelled!(
    Capacity,
    Category,
    RecipientKind,
    RewardType,
    Register,
    YearEndRule,
    Needed,
    Money,
    HoldGround,
    Act,
    CaseGround,
    PetitionKind
);

impl Say for Share {
    fn say(&self, lang: Lang) -> String {
        self.words(lang)
    }
}

impl Say for Date {
    fn say(&self, lang: Lang) -> String {
        if lang == Lang::Vi { self.vietnamese() } else { self.to_string() }
    }
}

impl Say for Label {
    fn say(&self, lang: Lang) -> String {
        self.of(lang).to_owned()
    }
}

impl Say for Period {
    fn say(&self, lang: Lang) -> String {
        self.said(lang)
    }
}

macro_rules! rules {
    ($($variant:ident $({ $($field:ident: $ty:ty),* })? $code:literal $source:literal
        vi $vi:literal en $en:literal todo_vi $todo_vi:literal todo_en $todo_en:literal;)*) => {
        /// Why a statement is not recorded. Nothing is written when one of these is returned.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Refusal {
            /// Layer 1: it is not authentic, or its author has no authority here.
            NotAuthentic(Fault),
            $(#[doc = $en] $variant $({ $(#[allow(missing_docs)] $field: $ty),* })?,)*
        }

        /// Every rule that refuses, beyond layer 1.
        pub const RULES: &[Rule] = &[$(Rule { code: $code, source: $source, vi: $vi, en: $en }),*];

        impl Refusal {
            /// The stable code.
            pub fn code(&self) -> &'static str {
                match self { Refusal::NotAuthentic(fault) => fault.code(), $(Refusal::$variant { .. } => $code,)* }
            }

            /// The article of law, or the part of the format, that the rule comes from.
            pub fn source(&self) -> String {
                match self {
                    Refusal::NotAuthentic(_) => "docs/format.md".to_owned(),
                    $(#[allow(unused_variables)] Refusal::$variant $({ $($field),* })? => {
                        $($(let $field = $field.say(Lang::Vi);)*)?
                        format!($source)
                    })*
                }
            }

            /// What is wrong.
            pub fn message(&self, lang: Lang) -> String {
                match self {
                    Refusal::NotAuthentic(fault) => fault.message(lang),
                    $(#[allow(unused_variables)] Refusal::$variant $({ $($field),* })? => {
                        $($(let $field = $field.say(lang);)*)?
                        if lang == Lang::Vi { format!($vi) } else { format!($en) }
                    })*
                }
            }

            /// What to do next.
            pub fn advice(&self, lang: Lang) -> String {
                match self {
                    Refusal::NotAuthentic(fault) => fault.meaning(lang).to_owned(),
                    $(#[allow(unused_variables)] Refusal::$variant $({ $($field),* })? => {
                        $($(let $field = $field.say(lang);)*)?
                        if lang == Lang::Vi { format!($todo_vi) } else { format!($todo_en) }
                    })*
                }
            }
        }
    };
}

mod affairs;
mod keeping;

pub use affairs::{RULES, Refusal};
