//! Words of others, shown: what a name or a sentence may do to the place where it is shown, undone in one function for
//! each place. Nothing stored or signed changes by this; the web page has the same rule in its own language.

use std::borrow::Cow;
use std::fmt::{self, Display};

use super::text::is_allowed;

/// Begins every line of a text after its first, so that no text can pass for a line of the program's own.
const MARK: &str = "\n    │ ";

/// A character that is no text: one that nobody sees, or that changes how its neighbours are seen (controls, marks of
/// direction, joiners, fillers), and what the table of text does not know.
fn is_unseen(c: char) -> bool {
    !is_allowed(c)
}

/// Text in which `put` writes every unseen character but the line feed otherwise.
fn unseen(text: &str, put: impl Fn(&mut String, char)) -> Cow<'_, str> {
    let hidden = |c: char| c != '\n' && is_unseen(c);
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match hidden(c) {
            true => put(&mut out, c),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Text with every unseen character but the line feed shown as its number.
pub fn visible(text: &str) -> Cow<'_, str> {
    unseen(text, |out, c| out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))))
}

/// Something that stands within a line of a terminal: unseen characters as their numbers, and each further line of it
/// indented and marked.
pub struct Shown<T>(pub T);

impl<T: Display> Display for Shown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        f.pad(&marked(&text))
    }
}

/// [`Shown`] as text.
pub fn marked(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c == '\n' || is_unseen(c)) {
        Cow::Owned(visible(text).replace('\n', MARK))
    } else {
        text.into()
    }
}

/// Text within one line, such as the cell of a table: a line feed is a sign like any other.
pub fn one_line(text: &str) -> String {
    visible(text).replace('\n', " ⏎ ")
}

/// A stranger's words (an answer from the network, a file that is not what it should be): one line, at most 200
/// characters.
pub fn foreign(text: &str) -> String {
    const MOST: usize = 200;
    let text = one_line(text.trim());
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Text within a paragraph, a list or a cell of a Markdown table: nothing in it is a link, an image, HTML or a mark.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => out.extend(['\\', c]),
            other => out.push(other),
        }
    }
    // An address is made a link by many programs even without marks.
    out.replace("://", "\\://").replace("www.", "www\\.")
}

/// Text in a message of SARIF: one line, of which nothing is a link or a place for an argument.
pub fn sarif(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '{' | '}' => out.extend([c, c]),
            '[' | ']' | '\\' => out.extend(['\\', c]),
            other => out.push(other),
        }
    }
    out
}

/// JSON text with every unseen character in its strings as an escape: the same value, and nothing for a terminal to act on.
pub fn json(text: &str) -> Cow<'_, str> {
    unseen(text, |out, c| c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_to_programs_and_nothing_to_terminals() {
        let value = serde_json::json!({ "a\u{200b}": "\u{9b}31m\u{202e}\u{1b}\u{e0041}\n«Hòa»" });
        let told = json(&value.to_string()).into_owned();
        assert_eq!(told, "{\"a\\u200b\":\"\\u009b31m\\u202e\\u001b\\udb40\\udc41\\n«Hòa»\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&told).unwrap(), value);
    }

    #[test]
    fn nothing_a_text_does_reaches_the_place_where_it_is_shown() {
        let told = format!("{}", Shown("ủng hộ\n\nĐã chứng minh:\u{202e}\u{1b}[2J\u{9b}\u{200b}"));
        assert_eq!(told, "ủng hộ\n    │ \n    │ Đã chứng minh:⟨U+202E⟩⟨U+001B⟩[2J⟨U+009B⟩⟨U+200B⟩");
        assert_eq!(format!("{:<6}|", Shown("Hòa")), "Hòa   |");
        assert_eq!(foreign("403\r\nHỢP LỆ\n"), "403⟨U+000D⟩ ⏎ HỢP LỆ");
        assert_eq!(foreign(&"x".repeat(300)).chars().count(), 201);
    }

    #[test]
    fn sarif_has_no_links_of_others() {
        assert_eq!(
            sarif("[bấm](http://evil.example) {0}\n\u{202e}"),
            "\\[bấm\\](http://evil.example) {{0}} ⏎ ⟨U+202E⟩"
        );
    }

    #[test]
    fn markdown_has_no_links_images_or_html_of_others() {
        let told = markdown("<img src=x onerror=a> [bấm](http://evil.example) **a** | b\n# c");
        assert!(!told.contains('<') && !told.contains("http://") && !told.contains('\n'), "{told}");
        assert!(told.contains("\\[bấm\\]") && told.contains("\\*\\*a\\*\\*") && told.contains("\\|"), "{told}");
    }
}
