//! Roles: words that the log gives to keys. Eight of them mean something here; a ledger may have others, and layer 1 only
//! asks whether two sets of words have one in common.

use std::fmt;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::lang::{Label, Lang};
use crate::values::listed::List;
use crate::values::near::nearest;

/// The most letters and underscores that a role has.
pub const MOST: usize = 30;

/// The pattern by which schemas tell a role, with [`MOST`]: names of forms of awards have the same and are longer.
pub const PATTERN: &str = "^[a-z]+(_[a-z]+)*$";

/// A role whose meaning this program does not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(Box<str>);

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident $code:literal $vi:literal $en:literal,)*) => {
        /// What a key may be used for. Which role may author what is policy ([`super::keyring::AuthorRule`]).
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role {
            $($(#[$doc])* $variant,)*
            /// Another word, shown as it stands.
            Other(Word),
        }

        impl Role {
            /// All that have a meaning here, in the order of pages.
            pub const ALL: [Role; [$($code),*].len()] = [$(Role::$variant),*];

            /// The list, as forms and pages see it.
            pub const LIST: &'static List = &List {
                name: "Role",
                words: &[$(($code, Label { vi: $vi, en: $en })),*],
            };

            /// The word in the log.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Role::$variant => $code,)*
                    Role::Other(Word(word)) => word,
                }
            }

            /// Its name for people.
            pub fn label(&self, lang: Lang) -> &str {
                Role::LIST.word(self.as_str(), lang)
            }

            /// The role that a word of the log is; none if it is no word of a role.
            pub fn of_word(word: &str) -> Option<Role> {
                match word {
                    $($code => Some(Role::$variant),)*
                    _ => is_word(word).then(|| Role::Other(Word(word.into()))),
                }
            }
        }
    };
}

roles! {
    /// Chủ tịch UBND: decides, and answers for the decision (Luật TĐKT 06/2022 Đ13).
    Chairman "chairman" "Chủ tịch" "chairman",
    /// Phó Chủ tịch: signs KT. CHỦ TỊCH.
    Deputy "deputy" "Phó Chủ tịch" "deputy",
    /// Thư ký Hội đồng TĐKT.
    Secretary "secretary" "thư ký Hội đồng" "council secretary",
    /// Văn thư: numbers and issues documents (NĐ 30/2020/NĐ-CP Đ15, Đ32).
    Clerk "clerk" "văn thư" "clerk",
    /// Kế toán.
    Accountant "accountant" "kế toán" "accountant",
    /// Thủ quỹ.
    Cashier "cashier" "thủ quỹ" "cashier",
    /// Cán bộ tiếp công dân.
    Receptionist "receptionist" "tiếp công dân" "receptionist",
    /// Who proposes an award: a unit head, a village head.
    Proposer "proposer" "người đề nghị" "proposer",
}

/// Whether text has the form of [`PATTERN`] and is short enough.
fn is_word(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    text.len() <= MOST && text.split('_').all(part)
}

/// What a person typed: one of the eight, by its word or its name in either language. Another may be a slip.
impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Role, String> {
        if let Some(role) = Role::LIST.meant(text).and_then(Role::of_word) {
            return Ok(role);
        }
        let words = || Role::LIST.words.iter();
        let names = words().flat_map(|(code, label)| [*code, label.vi, label.en]);
        let near = nearest(text, names);
        let near: Vec<&str> = near.into_iter().filter_map(|name| Role::LIST.meant(name)).collect();
        let all: Vec<&str> = words().map(|(code, _)| *code).collect();
        Err(match near.first() {
            Some(near) => format!("«{text}» → {near}? ({})", all.join(", ")),
            None => format!("«{text}»: {}", all.join(", ")),
        })
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
        let word = String::deserialize(deserializer)?;
        Role::of_word(&word).ok_or_else(|| D::Error::custom(format_args!("role: {PATTERN}, at most {MOST}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_log_is_a_role_and_what_is_typed_is_one_of_the_eight() {
        for role in Role::ALL {
            assert_eq!((Role::of_word(role.as_str()), role.as_str().parse()), (Some(role.clone()), Ok(role.clone())));
            assert_eq!(role.label(Lang::Vi).parse(), Ok(role.clone()));
        }
        let archivist = Role::of_word("archivist").unwrap();
        assert_eq!((archivist.as_str(), archivist.label(Lang::Vi)), ("archivist", "archivist"));
        let wrong = ["", "_a", "a_", "a__b", "A", "thủ_quỹ", "a-b", "a1", "abcdefghijklmnopqrstuvwxyzabcde"];
        assert!(wrong.iter().all(|word| Role::of_word(word).is_none()));
        assert!(Role::of_word("abcdefghijklmnopqrstuvwxyzabcd").is_some());
        assert!("archivist".parse::<Role>().unwrap_err().contains("proposer"));
        assert!("acountant".parse::<Role>().unwrap_err().starts_with("«acountant» → accountant?"));
        assert!("thu quy".parse::<Role>() == Ok(Role::Cashier));
    }
}
