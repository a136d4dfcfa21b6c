//! `due`: which terms run, which end soon, which are over.

use serde_json::json;

use super::table::{clip, table};
use super::{CliError, Globals, Reply, open};
use crate::domain::deadline::DayKind;
use crate::domain::ledger::State;
use crate::domain::policy::sourced;
use crate::domain::presets::CALENDARS;
use crate::log::role::Role;
use crate::office::names::Names;
use crate::reports::due::{About, Standing, Term, due};
use crate::reports::law::{ending, sendings, spending_wanted};
use crate::shell::form::date_at;
use crate::shell::memory::Memory;
use crate::shell::messages as say;
use crate::values::lang::Lang;
use crate::values::time::Date;

/// Việc đến hạn: đơn thư, đề nghị khen thưởng, cấp số quyết định, yêu cầu về dữ liệu; theo luật có hiệu lực vào ngày bắt đầu tính hạn
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang due\n       sovang due --on 15/7/2026 --soon 10\n\
Mã thoát: 0 không có việc quá hạn · 1 có việc quá hạn · 2 không làm được")]
pub struct Due {
    /// Ngày xem (mặc định: hôm nay)
    #[arg(long, value_name = "NGÀY")]
    on: Option<String>,
    /// Coi là sắp đến hạn khi còn không quá chừng này ngày
    #[arg(long, value_name = "N", default_value_t = 5)]
    soon: i64,
}

impl Due {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let state = open::read_state(&globals.ledger()?)?;
        let today = match &self.on {
            None => open::now().date(),
            Some(text) => date_at("--on", text)?,
        };
        let terms = due(&state, today, self.soon);
        let names = Names::new(&state, today);
        let overdue = terms.iter().any(|term| matches!(term.standing, Standing::Overdue(_)));
        let ending = ending(&state.policies, today, lang);
        let (wanted, sendings) = (calendar_wanted(&state, today), sendings(&state.policies, today, 20, lang));
        let spending = spending_wanted(&state, today);
        let spare_wanted = state.chain.keyring().active(&Role::Chairman) == 1 && state.succession.closed.is_none();
        let last_backup = last_backup(&state);
        let backup_wanted =
            last_backup.is_none_or(|last| today.days_since(last) > BACKUP) && state.chain.head().seq > 1;
        let json = json!({ "on": today, "backup_wanted": backup_wanted, "last_backup": last_backup, "spare_key_wanted": spare_wanted, "spending_wanted": spending, "ending": ending, "reports": sendings, "calendar_wanted": wanted, "terms": terms.iter().map(term_json).collect::<Vec<_>>() });
        let mut text = format!("{}\n\n", say::due_heading(lang, today.vietnamese()));
        if terms.is_empty() {
            text.push_str(&format!("{}\n", say::due_nothing(lang)));
        } else {
            let rows: Vec<Vec<String>> = terms.iter().map(|term| row(&names, term, lang)).collect();
            text.push_str(&table(&say::columns_due(lang), &[], &rows));
        }
        let working = |term: &Term| term.law.as_ref().is_some_and(|law| law.unit == DayKind::Working);
        if let Some(term) = terms.iter().find(|term| term.standing == Standing::Unknown && working(term)) {
            let missing = (term.from.year()..).find(|year| !state.calendars.years().any(|known| known == *year));
            let name = format!("lich-{}", missing.unwrap_or_else(|| term.from.year()));
            let ships = CALENDARS.iter().any(|calendar| calendar.name == name);
            let advice = if ships { say::due_no_calendar } else { say::due_no_preset };
            text.push_str(&format!("\n{}\n", advice(lang, name)));
        }
        for sending in &sendings {
            let (until, by) = (sending.until.vietnamese(), sending.send_by.vietnamese());
            text.push_str(&format!(
                "\n{}\n",
                say::due_report(lang, &sending.report, until, by, sourced(&sending.source, sending.mark, lang))
            ));
        }
        text.push_str(&super::policy::ending_lines(&ending, today, lang));
        if let Some(year) = wanted {
            text.push_str(&format!("\n{}\n", say::calendar_missing(lang, year)));
        }
        if let Some(year) = spending {
            text.push_str(&format!("\n{}\n", say::spending_missing(lang, year)));
        }
        if backup_wanted {
            let said = match last_backup {
                Some(last) => say::due_backup(lang, last.vietnamese(), today.days_since(last)),
                None => say::due_no_backup(lang),
            };
            text.push_str(&format!("\n{said}\n"));
        }
        if spare_wanted {
            text.push_str(&format!("\n{}\n", say::due_no_spare(lang)));
        }
        Ok(Reply::answer(text, json, !overdue))
    }
}

/// A backup is asked for when the newest made here is older, in days.
const BACKUP: i64 = 90;

/// The day of the newest backup that was made on this computer.
fn last_backup(state: &State) -> Option<Date> {
    let ledger = state.chain.ledger()?;
    Memory::open_default().ok()?.backups(ledger).last().map(|backup| backup.at.date())
}

/// The year whose calendar is missing: this one, and from October on the next.
fn calendar_wanted(state: &State, today: Date) -> Option<i16> {
    let next = (today.month() >= 10).then(|| today.year() + 1);
    let known = |year: &i16| state.calendars.years().any(|known| known == *year);
    [today.year()].into_iter().chain(next).find(|year| !known(year))
}

fn row(names: &Names<'_>, term: &Term, lang: Lang) -> Vec<String> {
    let standing = match term.standing {
        Standing::Overdue(days) => say::due_overdue(lang, days),
        Standing::Soon(days) => say::due_soon(lang, days),
        Standing::Due(days) => say::due_later(lang, days),
        Standing::Unknown => say::due_unknown(lang),
    };
    let law = term.law.as_ref().map_or_else(String::new, |law| {
        format!("{} {} ({}; {})", law.days, law.unit.label(lang), sourced(&law.source, law.mark, lang), law.policy)
    });
    let mut until = term.until.map_or_else(|| "?".to_owned(), |until| until.vietnamese());
    if let Some(next) = term.or_next {
        until = format!("{until} {}", say::due_or_next(lang, next.vietnamese()));
    }
    let law = match (law.is_empty(), term.about) {
        (false, _) => law,
        (true, About::Nomination) => say::due_no_local(lang),
        (true, _) => say::due_no_term(lang),
    };
    let about = names.of_id(term.about.subject(), term.id, lang);
    let said = term.about.subject();
    let title = format!("{said}/{}", term.id).parse().map(|subject| names.about(&subject)).unwrap_or_default();
    vec![
        if title.is_empty() { about } else { format!("{about} {}", clip(&title, 40)) },
        term.task.label(lang).to_owned(),
        term.from.vietnamese(),
        until,
        standing,
        law,
    ]
}

fn term_json(term: &Term) -> serde_json::Value {
    json!({
        "about": term.about.label(Lang::En), "subject": term.id, "entry": term.seq, "task": term.task.label(Lang::En), "from": term.from,
        "until": term.until, "or_next": term.or_next, "promised": term.promised, "standing": term.standing,
        "days": term.law.as_ref().map(|law| law.days), "unit": term.law.as_ref().map(|law| law.unit.label(Lang::En)),
        "source": term.law.as_ref().map(|law| law.source.clone()),
        "mark": term.law.as_ref().map(|law| law.mark),
        "policy": term.law.as_ref().map(|law| law.policy.clone()),
    })
}
