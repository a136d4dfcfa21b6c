//! `recompute`: what awards would be worth by what is known now. Shows, and changes nothing: a proposal and a correction are
//! events that people sign.

use serde_json::json;

use super::open::{now, read_state};
use super::table::{clip, table};
use super::{CliError, Globals, Reply};
use crate::domain::events::recomputation::proposed::RecomputationProposed;
use crate::domain::policy::Derivation;
use crate::shell::form::date_at;
use crate::shell::messages as say;

/// Xem quyết định nào sẽ có mức khác theo những gì biết đến nay (nghị định ký muộn, chính sách bổ sung); không thay đổi gì
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang recompute\n       sovang recompute --known 20/7/2024")]
pub struct Recompute {
    /// Theo những gì biết đến ngày này (mặc định: hôm nay)
    #[arg(long, value_name = "NGÀY")]
    known: Option<String>,
}

impl Recompute {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let known = match &self.known {
            None => now().date(),
            Some(text) => date_at("--known", text)?,
        };
        let state = read_state(&globals.ledger()?)?;
        let (mut rows, mut all, mut first) = (Vec::new(), Vec::new(), None);
        for (id, decision) in state.decisions.iter().filter(|(_, decision)| decision.issued.is_some()) {
            let derived = RecomputationProposed::derive(&state, known, decision);
            for (line, new) in derived.iter().flat_map(Derivation::each) {
                let Some(award) = decision.awards.get(&line) else { continue };
                let stands = award.line.amount;
                let difference = new.amount.signed() - stands.signed();
                first = first.or(decision.numbered.as_ref().map(|numbered| numbered.number.to_string()));
                rows.push(vec![
                    decision.name(),
                    line.to_string(),
                    clip(award.line.recipient.name.as_str(), 32),
                    stands.to_string(),
                    new.amount.to_string(),
                    format!("{}đ", crate::values::money::grouped(difference)),
                ]);
                all.push(json!({ "decision": id, "stands": stands, "difference": difference, "derivation": new }));
            }
        }
        let mut text = format!("{}\n\n", say::recompute_heading(lang, known.vietnamese()));
        match first {
            None => text.push_str(&format!("{}\n", say::recompute_nothing(lang))),
            Some(number) => {
                text.push_str(&table(&say::columns_recompute(lang), &[1, 3, 4, 5], &rows));
                text.push_str(&format!("\n{}\n", say::recompute_next(lang, number)));
            }
        }
        Ok(Reply::answer(text, json!({ "known": known, "lines": all }), all.is_empty()))
    }
}
