//! A report as it is handed out: its figures, and the head of the ledger that they follow from. Whoever holds one can have
//! it made again from that head, letter by letter.

use serde_json::{Value, json};

use super::evidence::short_root;
use super::messages as say;
use crate::domain::ledger::State;
use crate::log::checkpoint::SignedCheckpoint;
use crate::reports::half_year::{HalfYear, title};
use crate::reports::markdown;
use crate::values::lang::Lang;
use crate::values::time::Period;

/// What a report speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// A period by itself.
    Period(Period),
    /// A year beside the one before.
    Compared(Period),
    /// Reception and petitions of a period, by themselves.
    Petitions(Period),
}

/// Which report, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The time.
    pub span: Span,
    /// The language.
    pub lang: Lang,
    /// Whether the entries behind each figure stand under it.
    pub explain: bool,
}

impl Form {
    fn figures(&self, state: &State) -> HalfYear {
        match self.span {
            Span::Period(period) => HalfYear::new(state, period, self.lang),
            Span::Compared(period) => HalfYear::compared(state, period, self.lang),
            Span::Petitions(period) => HalfYear::petitions(state, period, self.lang),
        }
    }

    /// The report as Markdown, with the ledger's head.
    pub fn text(&self, state: &State, signed: Option<&SignedCheckpoint>) -> String {
        let (lang, head) = (self.lang, state.chain.tree().head());
        let line = say::head_line(lang, origin(state), head.size, head.root, short_root(&head.root));
        let line = line.lines().map(|line| format!("- {line}\n")).collect::<String>();
        let signed = match signed {
            Some(checkpoint) => format!("```text\n{checkpoint}```\n"),
            None => format!("{}\n", say::report_unsigned(lang)),
        };
        let figures = markdown::half_year(&self.figures(state), lang, self.explain);
        format!("{figures}\n## {}\n\n{}\n\n{line}\n{signed}", say::report_head(lang), say::report_head_why(lang))
    }

    /// The same as JSON.
    pub fn json(&self, state: &State, signed: Option<&SignedCheckpoint>) -> Value {
        let mut json = json!(self.figures(state));
        let head = state.chain.tree().head();
        if let Some(members) = json.as_object_mut() {
            let head = json!({
                "origin": origin(state), "size": head.size, "root": head.root.to_base64(), "short": short_root(&head.root),
                "checkpoint": signed.map(ToString::to_string),
            });
            members.insert("head".into(), head);
        }
        json
    }
}

fn origin(state: &State) -> String {
    state.custody.identity().map(|identity| identity.origin.as_str().to_owned()).unwrap_or_default()
}

/// How a report that was brought stands to the one that the ledger makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeAgain {
    /// Letter by letter.
    Same,
    /// It is no report of this program: only its head can be compared.
    NotAReport,
    /// Another text: the first line that differs, from 1, or the first member.
    Differs(String),
}

/// Makes a report again from the state at the head that it carries.
pub fn make_again(brought: &str, state: &State, signed: &SignedCheckpoint) -> MadeAgain {
    let brought = brought.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if let Ok(json) = serde_json::from_str::<Value>(&brought) {
        return json_again(&json, state, signed);
    }
    let heading = brought.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let Some(period) = period_of(heading) else { return MadeAgain::NotAReport };
    let mut nearest = 0;
    for form in forms(period) {
        let made = form.text(state, Some(signed));
        let rest = brought.strip_prefix(made.trim_end()).map(str::trim);
        // A picture of the head may follow, to be printed beside it.
        if rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with("![") && rest.lines().count() == 1)) {
            return MadeAgain::Same;
        }
        let same = made.lines().zip(brought.lines()).take_while(|(ours, theirs)| ours == theirs).count();
        nearest = nearest.max(same);
    }
    MadeAgain::Differs((nearest + 1).to_string())
}

fn json_again(json: &Value, state: &State, signed: &SignedCheckpoint) -> MadeAgain {
    let text = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default();
    let ours = text("schema").starts_with("sovang/report/");
    let Some(period) = Period::read(text("period")).ok().filter(|_| ours) else { return MadeAgain::NotAReport };
    let mut nearest = String::new();
    for form in forms(period) {
        let made = form.json(state, Some(signed));
        if made == *json {
            return MadeAgain::Same;
        }
        let differing = made.as_object().into_iter().flatten().find(|(name, value)| json.get(name) != Some(value));
        if made.get("schema") == json.get("schema") && made.get("period") == json.get("period") {
            nearest = differing.map_or("…", |(name, _)| name).to_owned();
        }
    }
    MadeAgain::Differs(nearest)
}

/// The period that a report's heading names: what is printed can be read.
fn period_of(heading: &str) -> Option<Period> {
    let titles = [Lang::Vi, Lang::En].into_iter().flat_map(|lang| [title(false, lang), title(true, lang)]);
    let mut named = titles.filter_map(|title| heading.strip_prefix("# ")?.strip_prefix(title));
    named.find_map(|period| Period::read(period.trim()).ok())
}

/// Every report of a period.
fn forms(period: Period) -> Vec<Form> {
    let ways = [(Lang::Vi, false), (Lang::Vi, true), (Lang::En, false), (Lang::En, true)];
    let spans = [Span::Period(period), Span::Compared(period), Span::Petitions(period)];
    spans.into_iter().flat_map(|span| ways.map(|(lang, explain)| Form { span, lang, explain })).collect()
}
