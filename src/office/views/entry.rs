//! An entry in one line: what happened, when, to whom, how much.

use serde_json::{Map, Value};

use super::money;
use crate::domain::ledger::meta;
use crate::office::names::Names;
use crate::office::words as say;
use crate::values::lang::Lang;

/// Members that say on which paper something stands.
const PAPERS: [&str; 3] = ["voucher", "document", "reply"];
/// Members that say how much.
const AMOUNTS: [&str; 5] = ["amount", "total", "counted", "opening", "total_spent"];
/// Members that say who or what.
const ABOUT: [&str; 6] = ["name", "donor", "title", "summary", "holder", "to"];

/// «Chi quỹ 20/01/2027, PC08, Cá nhân 2: 760.000đ».
pub fn line(names: &Names<'_>, seq: u64, lang: Lang) -> String {
    let Some(past) = names.state().past_at(seq) else { return String::new() };
    let statement = &past.entry.statement;
    let kind = statement.kind.as_str();
    let label = meta(kind).map_or(kind, |meta| meta.label.of(lang));
    let mut said = format!("{label} {}", statement.on.vietnamese());
    let mut more: Vec<String> = Vec::new();
    if !matches!(statement.subject.kind(), "fund" | "ledger" | "person" | "key" | "policy" | "calendar" | "register") {
        more.push(names.of(&statement.subject, lang));
    }
    more.extend(first(&statement.data, &PAPERS));
    let inner = ["recipient", "payee"].iter().find_map(|group| statement.data.get(*group)?.as_object());
    more.extend(inner.and_then(|group| first(group, &ABOUT)).or_else(|| first(&statement.data, &ABOUT)));
    for one in more {
        said.push_str(&format!(", {one}"));
    }
    let amount = AMOUNTS.iter().find_map(|name| statement.data.get(*name)?.as_i64());
    if let Some(amount) = amount {
        said.push_str(&format!(": {}", money(amount)));
    }
    said
}

/// The same behind its number; what was taken back says so.
pub fn listed(names: &Names<'_>, seq: u64, lang: Lang) -> String {
    let said = line(names, seq, lang);
    match names.state().taken.entries.get(&seq) {
        Some(taken) => format!("#{seq}  {said} {}", say::taken_back_by(lang, taken.by, &taken.reason)),
        None => format!("#{seq}  {said}"),
    }
}

fn first(data: &Map<String, Value>, members: &[&str]) -> Option<String> {
    members.iter().find_map(|name| data.get(*name)?.as_str()).map(str::to_owned)
}

/// What was done, when, by which entry: «Phân loại đơn 12/01/2027 (#75)».
pub fn step(names: &Names<'_>, seq: u64, lang: Lang) -> String {
    let Some(past) = names.state().past_at(seq) else { return String::new() };
    let statement = &past.entry.statement;
    let label = meta(statement.kind.as_str()).map_or(statement.kind.as_str(), |meta| meta.label.of(lang));
    let taken = names.state().taken.entries.get(&seq);
    let taken =
        taken.map_or_else(String::new, |taken| format!(" {}", say::taken_back_by(lang, taken.by, &taken.reason)));
    format!("{label} {} (#{seq}){taken}", statement.on.vietnamese())
}
