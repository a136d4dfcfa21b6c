//! `sign`: the signing folder, page by page. Each is judged at that moment; what is refused says why and stays.

use std::path::PathBuf;

use serde_json::json;

use super::job::{JobArgs, is, moment, record, rehearse, told};
use super::lists::event_title;
use super::open::Desk;
use super::sitting;
use super::{CliError, Globals, Reply};
use crate::domain::ledger::{State, meta};
use crate::log::statement::Statement;
use crate::office::jobs::{Event, Proposal, decide, undo};
use crate::office::names::Names;
use crate::office::views::{Page, Part, decision::DecisionView, law};
use crate::office::words as say;
use crate::shell::folder::{self, Folder};
use crate::shell::terminal::{self, Asked, Asking};
use crate::values::lang::Lang;

/// Xem và ký tập trình ký
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang ky\n       sovang ky --yes -k chu-tich.pem        (ký mọi trang ký được)")]
pub struct Sign {
    #[command(flatten)]
    args: JobArgs,
}

/// A page, and what it comes to.
struct Waiting {
    path: PathBuf,
    page: folder::Page,
    events: Vec<Event>,
}

impl Waiting {
    /// The type of what is signed first.
    fn kind(&self) -> &'static str {
        self.events.first().map_or("", |event| event.kind)
    }
}

impl Sign {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let mut desk = Desk::open(&path)?;
        let folder = Folder::of(&path);
        let io = |error| CliError::Io(folder.path().to_owned(), error);
        let ledger = desk.journal.state().chain.ledger();
        let mut waiting = Vec::new();
        for (path, page) in folder.pages().map_err(io)? {
            let page = page.map_err(|reason| CliError::Unreadable(path.clone(), reason))?;
            let events = page.events.iter().map(event).collect::<Option<Vec<Event>>>();
            let events = events.filter(|_| Some(page.ledger) == ledger);
            let events = events.ok_or_else(|| CliError::Unreadable(path.clone(), page.title.clone()))?;
            waiting.push(Waiting { path, page, events });
        }
        let Some(first) = waiting.first() else {
            return Ok(Reply::yes(format!("{}\n", say::folder_empty(lang)), json!({ "pages": 0 })));
        };
        let mut asking = Asking::new(lang);
        // The first page that somebody at hand may sign says who is here.
        let keyring = desk.journal.state().chain.keyring();
        let mine = |one: &&Waiting| sitting::may_author(&desk, one.kind(), &self.args.key.signing).unwrap_or(false);
        let kind = waiting.iter().find(mine).unwrap_or(first).kind();
        let author = sitting::author(&desk, kind, &self.args.key.signing, &mut asking, lang)?;
        let allowed: Vec<bool> = waiting
            .iter()
            .map(|one| {
                let kinds = one.events.iter().map(|event| event.kind.parse());
                kinds.into_iter().all(|kind| kind.is_ok_and(|kind| keyring.check(&author.public, &kind).is_ok()))
            })
            .collect();
        asking.tell(&say::folder_heading(lang, waiting.len()));
        let (mut text, mut all, mut left, mut trouble) = (String::new(), Vec::new(), 0usize, Vec::new());
        let count = waiting.len();
        let (mut decision, mut others) = (false, 0usize);
        for ((waiting, n), allowed) in waiting.into_iter().zip(1..).zip(allowed) {
            let state = desk.journal.state();
            if !allowed {
                let kind = waiting.kind().parse();
                let roles = kind.map(|kind| state.chain.keyring().allowed(&kind)).unwrap_or_default();
                let roles: Vec<&str> = roles.iter().map(|role| role.label(lang)).collect();
                asking.tell(&say::folder_for_others(lang, n, count, &waiting.page.title, roles.join(", ")));
                others += 1;
                continue;
            }
            let events: Vec<&Event> = waiting.events.iter().collect();
            let statements = match rehearse(state.clone(), &events, &author) {
                Ok(statements) => statements,
                Err(error) => {
                    asking.tell(&format!("{}\n{}", say::folder_refused(lang, n, count), error.text(lang)));
                    left += 1;
                    continue;
                }
            };
            let mut page = view(state, &waiting, &statements, lang);
            page.title = say::folder_page(lang, n, count, &page.title);
            asking.show(&page, lang);
            match self.decided(&page, &mut asking, lang)? {
                Decided::Sign => {
                    decision |= waiting.kind() == "decision.signed";
                    let done = record(&mut desk, &author, &waiting.events, &path, &self.args, lang, &mut asking)?;
                    folder.take(&waiting.path).map_err(io)?;
                    let proposal = Proposal {
                        page,
                        events: waiting.events,
                        done: waiting.page.brief,
                        next: None,
                        ..Proposal::default()
                    };
                    let reply = told(&proposal, done, lang);
                    text.push_str(&reply.text);
                    trouble.extend(reply.trouble);
                    all.push(reply.json);
                }
                Decided::Leave => left += 1,
                Decided::Return => {
                    folder.put_aside(&waiting.path).map_err(io)?;
                    asking.tell(&say::folder_returned(lang));
                }
            }
        }
        text.push_str(&match left + others {
            0 => format!("{}\n", say::folder_done(lang)),
            n => format!("{}\n", say::folder_left(lang, n)),
        });
        if decision {
            text.push_str(&format!("{}\n", say::next_is(lang, say::next_issue(lang))));
        }
        let done = !all.is_empty();
        let mut reply = Reply::answer(text, json!({ "signed": all, "left": left }), left == 0).after(trouble);
        reply.done = done;
        Ok(reply)
    }

    fn decided(&self, page: &Page, asking: &mut Asking, lang: Lang) -> Result<Decided, CliError> {
        if self.args.yes {
            return Ok(Decided::Sign);
        }
        if !terminal::is_attended() {
            return Err(CliError::Said("job.not_agreed", say::nobody_to_ask, say::nobody_advice));
        }
        loop {
            match asking.line(&format!("{} ", say::confirm_sign(lang, &page.brief)), None) {
                Asked::Typed(answer) if is(&answer, "c", "y") => return Ok(Decided::Sign),
                Asked::Typed(answer) if is(&answer, "k", "n") => return Ok(Decided::Leave),
                Asked::Typed(answer) if is(&answer, "t", "r") => return Ok(Decided::Return),
                Asked::Typed(_) => {}
                Asked::Left => return Ok(Decided::Leave),
            }
        }
    }
}

enum Decided {
    Sign,
    Leave,
    Return,
}

fn event(event: &folder::Event) -> Option<Event> {
    let kind = meta(&event.kind)?.name;
    Some(Event { kind, subject: event.subject.clone(), on: event.on, data: event.data.clone() })
}

/// What the signer sees: made from what would really be signed, not from what the file calls it.
fn view(state: &State, waiting: &Waiting, statements: &[Statement], lang: Lang) -> Page {
    let names = Names::new(state, super::open::now().date());
    let mut page = Page::default();
    let taken =
        |statement: &Statement| (statement.kind.as_str() == "entry.taken_back").then(|| taken(statement)).flatten();
    if let Some(all) = statements.iter().map(taken).collect::<Option<Vec<_>>>()
        && let Some((_, ground, reason)) = all.first()
    {
        let seqs: Vec<u64> = all.iter().rev().map(|(seq, ..)| *seq).collect();
        page = undo::page(&names, &seqs, (ground, reason), lang);
        page.parts.insert(0, prepared_by(waiting, lang));
        return page;
    }
    let mut lines = Vec::new();
    for statement in statements {
        let data = || serde_json::Value::Object(statement.data.clone());
        match (statement.kind.as_str(), decide::read_signed(data())) {
            ("decision.listed", _) => lines.extend(decide::read_listed(data())),
            ("decision.signed", Some(signed)) => {
                page = DecisionView::proposed(&names, statement.on, &signed, &lines, lang).page(lang);
                let awards = lines.iter().map(|line| (&line.form, line.recipient.kind));
                page.warnings.extend(law::amounts_unverified(&names, awards, statement.on, lang));
                page.warnings.extend(law::ends_soon(&names, lang));
            }
            ("payment_list.approved", _) => page = list_view(&names, statement, lang),
            _ => page.say(super::show::entry_text(state, statement, lang)),
        }
    }
    if page.brief.is_empty() {
        let titles = statements.iter().map(|statement| event_title(statement.kind.as_str(), lang));
        page.brief = titles.collect::<Vec<_>>().join(", ");
        page.title = page.brief.clone();
    }
    page.parts.insert(0, prepared_by(waiting, lang));
    page
}

fn prepared_by(waiting: &Waiting, lang: Lang) -> Part {
    let at = moment(waiting.page.prepared_at);
    let by = Some(&waiting.page.prepared_by).filter(|by| !by.is_empty());
    Part::Text(by.map_or_else(|| say::folder_at(lang, &at), |by| say::folder_by(lang, by, &at)))
}

/// What a taking back takes, and why.
fn taken(statement: &Statement) -> Option<(u64, String, String)> {
    let said = |name: &str| Some(statement.data.get(name)?.as_str()?.to_owned());
    Some((statement.data.get("entry")?.get("seq")?.as_u64()?, said("ground")?, said("reason")?))
}

fn list_view(names: &Names<'_>, statement: &Statement, lang: Lang) -> Page {
    let id = statement.data.get("decision").and_then(|id| id.as_str()).and_then(|id| id.parse().ok());
    let decision = id.and_then(|id: crate::values::ident::Id| names.state().decisions.get(&id));
    let total = statement.data.get("total").cloned().and_then(|total| serde_json::from_value(total).ok());
    let total: crate::values::money::Dong = total.unwrap_or_default();
    let lines = decision.map_or(0, |decision| decision.awards.len());
    let mut page = Page::titled(say::list_title(lang, lines, statement.on.year()));
    page.say(decision.map_or_else(String::new, |decision| decision.signed.title.to_string()));
    page.say(format!("{total}"));
    page.say(crate::office::views::words(total));
    page.say(say::list_effect(lang));
    page.brief = say::list_brief(lang, lines, total);
    page
}
