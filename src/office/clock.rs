//! Whether a computer's clock may be believed: judged beside the newest entry and the program's own build date, since one
//! signature with a clock years ahead stops everybody until that day.

use crate::domain::ledger::State;
use crate::office::words as say;
use crate::values::lang::Lang;
use crate::values::time::{Date, Instant};

/// Days after the newest entry that a clock may show without being asked about.
pub const ATTENDED: i64 = 14;
/// The same where nobody is there to be asked.
pub const UNATTENDED: i64 = 60;

/// Why a clock is not believed unasked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// Before the program was built.
    BeforeBuild(Date),
    /// Before the newest entry.
    BeforeEntry(u64, Date),
    /// So many days after the newest entry.
    Far(u64, Date, i64),
}

/// Judges a clock. A ledger without entries is judged by the build date only.
pub fn judge(state: &State, now: Instant, built: Date, attended: bool) -> Option<Odd> {
    let today = now.date();
    if today < built {
        return Some(Odd::BeforeBuild(built));
    }
    let newest = state.chain.last_recorded()?;
    let (seq, on) = (state.chain.head().seq, newest.date());
    let days = today.days_since(on);
    if days < 0 {
        return Some(Odd::BeforeEntry(seq, on));
    }
    let most = if attended { ATTENDED } else { UNATTENDED };
    (days > most).then_some(Odd::Far(seq, on, days))
}

impl Odd {
    /// In words.
    pub fn text(self, today: Date, lang: Lang) -> String {
        let why = match self {
            Odd::BeforeBuild(built) => say::clock_before_build(lang, built.vietnamese()),
            Odd::BeforeEntry(seq, on) => say::clock_before_entry(lang, seq, on.vietnamese()),
            Odd::Far(seq, on, days) => say::clock_far(lang, seq, on.vietnamese(), days),
        };
        format!("{}\n  {why}\n  {}", say::clock_odd(lang, today.vietnamese()), say::clock_why(lang))
    }
}
