//! A petition: where it stands, what was done and by which entries, what waits and until when.

use super::{Page, entry};
use crate::domain::petition::Petition;
use crate::office::names::Names;
use crate::office::words as say;
use crate::reports::due::{Standing, due};
use crate::values::ident::Id;
use crate::values::lang::Lang;

/// As a page.
pub fn page(names: &Names<'_>, id: Id, petition: &Petition, lang: Lang) -> Page {
    let state = names.state();
    let name = names.of_id("petition", id, lang);
    let kind = petition.classified.as_ref().map(|(classified, ..)| classified.kind.label(lang));
    let status = petition.status(lang);
    let mut page = Page::titled(match kind {
        Some(kind) => format!("{name}  {kind}, {status}"),
        None => format!("{name}  {status}"),
    });
    page.say(petition.summary.to_string());
    let story = format!("petition/{id}").parse().ok().and_then(|subject| state.stories.get(&subject));
    for seq in story.into_iter().flatten() {
        page.say(format!("✔ {}", entry::step(names, *seq, lang)));
    }
    for term in due(state, names.today(), 5).iter().filter(|term| term.id == id) {
        let task = term.task.label(lang);
        let said = match (term.until, term.standing) {
            (Some(until), Standing::Overdue(days)) => say::term_over(lang, task, until.vietnamese(), days),
            (Some(until), Standing::Soon(days) | Standing::Due(days)) => {
                say::term_runs(lang, task, until.vietnamese(), days)
            }
            _ => say::term_unknown(lang, task),
        };
        page.say(format!("▸ {said}"));
    }
    page
}
