//! `bundle`: what an inspector takes along: one page that carries entries, heads and proofs, and verifies them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::page::filled;
use super::receipt::{make, policy_text};
use super::show::which;
use super::{CliError, Globals, Reply, open};
use crate::domain::custody::Custody;
use crate::domain::ledger::State;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::entry::Entry;
use crate::log::witness_policy::WitnessPolicy;
use crate::office::names::Names;
use crate::shell::attachments::{Attachments, named_in};
use crate::shell::checkpoints::whole;
use crate::shell::durable::{self, Access};
use crate::shell::heads::{Finding, judge};
use crate::shell::journal;
use crate::shell::messages as say;
use crate::shell::reading::Reading;
use crate::shell::receipt::{Keys, Receipt};
use crate::values::crypto::Hash;
use crate::values::lang::Lang;
use crate::values::text::fold;
use crate::values::time::Period;

/// Where the page takes what a bundle carries.
const PLACE: &str = "/*BUNDLE*/null";
const MARK: &str = "const BUNDLE = /*BUNDLE*/";

/// Gói cho thanh tra: một tệp HTML chứa bút toán, mốc, chứng minh và trang kiểm tra
#[derive(clap::Subcommand, Debug)]
pub enum BundleCommand {
    /// Lập gói: cả sổ, hoặc chỉ những bút toán cần
    #[command(
        after_help = "Ví dụ: sovang bundle make ca-so.html\n       sovang bundle make qd03.html --subject 03/2024\n       \
sovang bundle make ca-nhan-1.html --find \"ca nhan 1\" --period 2024H1"
    )]
    Make(Make),
    /// Kiểm tra một gói bằng phần mềm này, với khoá lấy từ nơi bạn tin
    #[command(after_help = "Ví dụ: sovang bundle check qd03.html --policy so.policy")]
    Check(Check),
}

impl BundleCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            BundleCommand::Make(command) => command.run(globals),
            BundleCommand::Check(command) => command.run(globals),
        }
    }
}

/// Lập gói
#[derive(clap::Args, Debug)]
pub struct Make {
    /// Tệp .html mới
    #[arg(value_name = "TỆP")]
    target: PathBuf,
    /// Chỉ hồ sơ này, như danh sách in ra: 03/2024, dn7, dt3, PC08, quy2024 (nêu nhiều lần)
    #[arg(long, value_name = "HỒ SƠ")]
    subject: Vec<String>,
    /// Chỉ bút toán có chữ này, không phân biệt dấu (tên đối tượng, số chứng từ…)
    #[arg(long, value_name = "CHỮ")]
    find: Option<String>,
    /// Chỉ bút toán do người này ký (tên hoặc phần đầu của khoá)
    #[arg(long, value_name = "NGƯỜI")]
    signer: Option<String>,
    /// Chỉ bút toán có hiệu lực trong kỳ
    #[arg(long, value_name = "KỲ")]
    period: Option<Period>,
    /// Kèm tài liệu đính kèm mà những bút toán ấy nêu
    #[arg(long)]
    attachments: bool,
}

/// What goes into a bundle.
struct Chosen {
    items: Vec<Value>,
    seqs: BTreeSet<u64>,
    /// What was asked for by name, with its title.
    about: Vec<String>,
}

impl Make {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let (state, reading) = open::read(&path)?;
        let total = state.chain.head().seq;
        let unit = state.opened.as_ref().map_or_else(String::new, |opened| opened.unit.name.to_string());
        let filtered =
            !self.subject.is_empty() || self.find.is_some() || self.signer.is_some() || self.period.is_some();
        let Chosen { items, seqs, about } = match filtered {
            true => self.chosen(&state, &reading, lang)?,
            false => {
                let items = everything(&reading, &state.custody)?;
                Chosen { items, seqs: (1..=total).collect(), about: Vec::new() }
            }
        };
        let count = seqs.len() as u64;
        let documents = if self.attachments { documents(&path, &reading, &seqs)? } else { Vec::new() };
        let note = |lang| match filtered {
            true => say::bundle_part(lang, &unit, count, total - count, total),
            false => say::bundle_whole(lang, &unit, total),
        };
        let notes = json!({ "vi": note(Lang::Vi), "en": note(Lang::En) });
        let carried = json!({ "note": notes, "items": items, "documents": documents });
        // Inside a script no `<` may stand that could end or change it.
        let page = filled().replacen(PLACE, &format!("/*BUNDLE*/{}", carried.to_string().replace('<', "\\u003c")), 1);
        let made = durable::write_new(&self.target, page.as_bytes(), Access::Anyone);
        made.map_err(|error| CliError::Io(self.target.clone(), error))?;
        let mut text: String = about.iter().map(|title| format!("{title}\n")).collect();
        text.push_str(&format!("{}\n", note(lang)));
        if self.attachments {
            text.push_str(&format!("{}\n", say::bundle_documents(lang, documents.len())));
        }
        text.push_str(&format!("{}\n", say::bundle_made(lang, self.target.display())));
        let file = self.target.display().to_string();
        let (left_out, documents) = (total - count, documents.len());
        Ok(Reply::yes(text, json!({ "file": file, "entries": count, "left_out": left_out, "documents": documents })))
    }

    /// Receipts of the entries that were asked for, and the keys to check them with.
    fn chosen(&self, state: &State, reading: &Reading, lang: Lang) -> Result<Chosen, CliError> {
        let (mut subjects, mut about): (Option<BTreeSet<u64>>, _) = (None, Vec::new());
        for subject in &self.subject {
            let (thing, seqs) = which(state, subject)?;
            about.push(Names::new(state, open::now().date()).title(&thing, lang));
            subjects.get_or_insert_default().extend(seqs);
        }
        let wanted = self.find.as_deref().map(fold);
        let mut seqs = Vec::new();
        reading.scan(1, &mut |row| {
            let named = subjects.as_ref().is_none_or(|subjects| subjects.contains(&row.seq));
            let said =
                || wanted.as_ref().is_none_or(|wanted| fold(&String::from_utf8_lossy(&row.bytes)).contains(wanted));
            if named && said() && Entry::read(&row.bytes).is_ok_and(|entry| self.fits(state, &entry)) {
                seqs.push(row.seq);
            }
            true
        })?;
        if seqs.is_empty() {
            return Err(CliError::Said("bundle.empty", say::nothing_found, say::needs_subject_advice));
        }
        let mut items = vec![json!({ "name": "so.policy", "text": policy_text(&state.custody) })];
        for seq in &seqs {
            let receipt = make(reading.store(), &state.custody, *seq)?;
            items.push(json!({ "name": format!("{seq}.tlog-proof"), "text": receipt.to_file() }));
        }
        Ok(Chosen { items, seqs: seqs.into_iter().collect(), about })
    }

    fn fits(&self, state: &State, entry: &Entry) -> bool {
        let statement = &entry.statement;
        let by = |wanted: &String| {
            let holder = state.chain.keyring().holder(&statement.by);
            let named = holder.is_some_and(|holder| fold(holder.name.as_str()).contains(&fold(wanted)));
            named || statement.by.to_string().starts_with(wanted.as_str())
        };
        self.signer.as_ref().is_none_or(by) && self.period.is_none_or(|period| period.contains(statement.on))
    }
}

/// The stored documents that entries name, whole and checked.
fn documents(ledger: &Path, reading: &Reading, seqs: &BTreeSet<u64>) -> Result<Vec<Value>, CliError> {
    let mut named = BTreeMap::new();
    reading.scan(1, &mut |row| {
        if seqs.contains(&row.seq)
            && let Ok(entry) = Entry::read(&row.bytes)
        {
            named_in(&Value::Object(entry.statement.data), &mut named);
        }
        true
    })?;
    let attachments = Attachments::of(ledger);
    let mut all = Vec::new();
    for (hash, name) in named.into_iter().filter(|(hash, _)| attachments.path(hash).exists()) {
        attachments.check(&hash)?;
        let path = attachments.path(&hash);
        let bytes = std::fs::read(&path).map_err(|error| CliError::Io(path, error))?;
        all.push(json!({ "name": name, "blake3": hash, "base64": BASE64.encode(bytes) }));
    }
    Ok(all)
}

/// The whole export and every head with what witnesses added.
fn everything(reading: &Reading, custody: &Custody) -> Result<Vec<Value>, CliError> {
    let mut lines = String::new();
    reading.scan(1, &mut |row| {
        lines.push_str(&String::from_utf8_lossy(&row.bytes));
        lines.push('\n');
        true
    })?;
    let mut items = vec![json!({ "name": "so.jsonl", "text": lines })];
    let checkpoints = reading.store().checkpoints(0)?;
    // The newest head vouches for all before it; the newest one that witnesses signed is worth as much to others.
    let witnessed = checkpoints.iter().rev().find(|stored| !stored.cosignatures.is_empty());
    let kept: BTreeSet<u64> = checkpoints.last().into_iter().chain(witnessed).map(|stored| stored.size).collect();
    for stored in checkpoints.iter().filter(|stored| kept.contains(&stored.size)) {
        if let Some(checkpoint) = whole(stored) {
            items.push(json!({ "name": format!("moc-{}.txt", stored.size), "text": checkpoint.to_string() }));
        }
    }
    items.push(json!({ "name": "so.policy", "text": policy_text(custody) }));
    Ok(items)
}

/// Kiểm tra gói
#[derive(clap::Args, Debug)]
pub struct Check {
    /// Gói .html
    #[arg(value_name = "GÓI")]
    file: PathBuf,
    /// Khoá và quy định lấy từ nơi bạn tin; không nêu thì dùng khoá đi kèm gói (chỉ chứng tỏ gói không tự mâu thuẫn)
    #[arg(long, value_name = "TỆP")]
    policy: Option<PathBuf>,
}

impl Check {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| CliError::Io(path.to_owned(), error));
        let page = read(&self.file)?;
        let bad = || CliError::Unreadable(self.file.clone(), "BUNDLE".into());
        let (_, rest) = page.split_once(MARK).ok_or_else(bad)?;
        // The value ends where the script goes on.
        let carried = Value::deserialize(&mut serde_json::Deserializer::from_str(rest)).map_err(|_| bad())?;
        let items = carried.get("items").and_then(Value::as_array).ok_or_else(bad)?;
        let text = |item: &Value, key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let items: Vec<(String, String)> = items.iter().map(|item| (text(item, "name"), text(item, "text"))).collect();
        let given = self.policy.as_deref().map(read).transpose()?;
        let own = || items.iter().find(|(name, _)| name.ends_with(".policy")).map(|(_, text)| text.clone());
        let policy = WitnessPolicy::parse(given.clone().or_else(own).unwrap_or_default().as_bytes());
        let keys = Keys::of_policy(policy.map_err(|error| CliError::Unreadable(self.file.clone(), error.to_string()))?);
        // Name, and either what to say of it or why it fails.
        let mut found: Vec<(String, Result<String, String>)> = Vec::new();
        let mut named = BTreeMap::new();
        let ledger = items.iter().find(|(name, _)| name.ends_with(".jsonl"));
        let outcome = ledger.map(|(_, lines)| journal::walk_lines(lines.as_bytes(), &mut |_| {}));
        if let (Some((name, _)), Some(outcome)) = (ledger, &outcome) {
            let first = outcome.findings.first().map(|finding| say::unsound(lang, finding.seq, finding.message(lang)));
            if first.is_none() {
                let entries = lines_of(&items, name).filter_map(|line| Entry::read(line.as_bytes()).ok());
                entries.for_each(|entry| named_in(&Value::Object(entry.statement.data), &mut named));
            }
            found.push((name.clone(), first.map_or(Ok(say::bundle_upto(lang, name, outcome.entries)), Err)));
        }
        for (name, text) in &items {
            if name.ends_with(".tlog-proof") {
                let receipt = Receipt::parse(text).ok_or_else(|| "receipt.malformed".to_owned());
                let proven = receipt.and_then(|r| r.check(None, &keys).map_err(|fault| fault.code().to_owned()));
                let said = proven.map(|proven| {
                    let seq = proven.entry.seq;
                    named_in(&Value::Object(proven.entry.statement.data), &mut named);
                    say::bundle_item(lang, name, seq)
                });
                found.push((name.clone(), said));
            } else if let (Ok(checkpoint), Some(outcome)) = (SignedCheckpoint::parse(text.as_bytes()), &outcome) {
                let head = checkpoint.unverified().head;
                let judged = judge(&checkpoint, &outcome.state.custody, &outcome.tree).map(|()| head.size);
                // Keys from elsewhere must have signed it too: a bundle may bring a ledger of its own making.
                let signed = checkpoint.verify(&checkpoint.unverified().origin, &keys.log, &keys.witnesses);
                let said = judged.map_err(|problem| Finding { seq: head.size, problem, source: None }.message(lang));
                let said = said.and_then(|size| signed.map(|_| size).map_err(|fault| fault.to_string()));
                found.push((name.clone(), said.map(|size| say::bundle_upto(lang, name, size))));
            }
        }
        for document in carried.get("documents").and_then(Value::as_array).into_iter().flatten() {
            let (name, hash) = (text(document, "name"), text(document, "blake3"));
            let bytes = BASE64.decode(text(document, "base64")).unwrap_or_default();
            let said = match Hash::of(&bytes) {
                found if found.to_string() != hash => Err("attachment.changed".into()),
                found if !named.contains_key(&found) => Err(say::bundle_unnamed(lang)),
                _ => Ok(say::attachment_kept(lang, bytes.len())),
            };
            found.push((name.clone(), said.map(|whole| format!("{name}: {whole}"))));
        }
        let yes = !found.is_empty() && found.iter().all(|(_, result)| result.is_ok());
        let mut out = format!("{}\n", if yes { say::bundle_yes(lang) } else { say::bundle_no(lang) });
        for (name, result) in &found {
            let line = result.as_ref().map_or_else(|reason| say::bundle_item_no(lang, name, reason), String::clone);
            out.push_str(&format!("  {line}\n"));
        }
        if given.is_none() {
            out.push_str(&format!("{}\n", say::bundle_own_keys(lang)));
        }
        let json: Vec<Value> = found
            .iter()
            .map(|(name, r)| json!({ "name": name, "holds": r.is_ok(), "reason": r.as_ref().err() }))
            .collect();
        Ok(Reply { text: out, json: json!({ "holds": yes, "items": json }), yes })
    }
}

/// The lines of one text that a bundle carries.
fn lines_of<'a>(items: &'a [(String, String)], wanted: &str) -> impl Iterator<Item = &'a str> {
    let text = items.iter().find(|(name, _)| name == wanted).map_or("", |(_, text)| text);
    text.lines()
}
