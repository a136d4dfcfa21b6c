//! `bundle`: what an inspector takes along: one page that carries entries, heads and proofs, and verifies them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use super::receipt::{make, policy_of, policy_unread};
use super::show::which;
use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::log::code;
use crate::log::entry::Entry;
use crate::log::witness_policy::WitnessPolicy;
use crate::office::names::Names;
use crate::shell::attachments::{Attachments, named_in};
use crate::shell::bundle::{Carried, Document, Flaw, Holds, Item, Judged};
use crate::shell::checkpoints::whole;
use crate::shell::durable::{self, Access};
use crate::shell::files::{self, Text};
use crate::shell::messages as say;
use crate::shell::page::{Frame, take_apart};
use crate::shell::reading::Reading;
use crate::values::lang::Lang;
use crate::values::shown::Shown;
use crate::values::text::fold;
use crate::values::time::Period;

/// Gói cho thanh tra: một tệp HTML chứa mục, mốc, chứng minh và trang kiểm tra
#[derive(clap::Subcommand, Debug)]
pub enum BundleCommand {
    /// Lập gói: cả sổ, hoặc chỉ những mục cần
    #[command(
        after_help = "Ví dụ: sovang bundle make ca-so.html\n       sovang bundle make qd03.html --subject 03/2024\n       \
sovang bundle make ca-nhan-1.html --find \"ca nhan 1\" --period 2024H1"
    )]
    Make(Make),
    /// Kiểm tra một gói bằng phần mềm này, với khóa lấy từ nơi bạn tin
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
    /// Chỉ mục có chữ này, không phân biệt dấu (tên đối tượng, số chứng từ…)
    #[arg(long, value_name = "CHỮ")]
    find: Option<String>,
    /// Chỉ mục do người này ký (tên hoặc phần đầu của khóa)
    #[arg(long, value_name = "NGƯỜI")]
    signer: Option<String>,
    /// Chỉ mục có hiệu lực trong kỳ
    #[arg(long, value_name = "KỲ", value_parser = Period::read)]
    period: Option<Period>,
    /// Kèm tài liệu đính kèm mà những mục ấy nêu
    #[arg(long)]
    attachments: bool,
}

/// What goes into a bundle.
struct Chosen {
    items: Vec<Item>,
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
        let filtered =
            !self.subject.is_empty() || self.find.is_some() || self.signer.is_some() || self.period.is_some();
        let Chosen { items, seqs, about } = match filtered {
            true => self.chosen(&state, &reading, lang)?,
            false => {
                let items = everything(&reading, &state)?;
                Chosen { items, seqs: (1..=total).collect(), about: Vec::new() }
            }
        };
        let documents = if self.attachments { documents(&path, &reading, &seqs)? } else { Vec::new() };
        let count = seqs.len() as u64;
        // Nothing is handed out that does not hold.
        let (carried, witnessed) = Carried::of(items, documents).map_err(|judged| {
            let flaw = judged.parts.into_iter().find_map(|(name, result)| Some((name, result.err()?)));
            let said = flaw.map_or_else(String::new, |(name, flaw)| format!("{name} {}", flaw.message(lang)));
            CliError::About(code::BUNDLE_INCOMPLETE, said, say::bundle_not_made, say::receipt_no_head_advice)
        })?;
        let page = carried.page();
        let made = durable::write_new(&self.target, page.as_bytes(), Access::Anyone);
        made.map_err(|error| CliError::Io(self.target.clone(), error))?;
        let mut text: String = about.iter().map(|title| format!("{}\n", Shown(title))).collect();
        text.push_str(&format!("{}\n", if lang == Lang::Vi { &carried.note.vi } else { &carried.note.en }));
        if !witnessed {
            text.push_str(&format!("{}\n", say::bundle_unwitnessed(lang)));
        }
        if self.attachments {
            text.push_str(&format!("{}\n", say::bundle_documents(lang, carried.documents.len())));
        }
        text.push_str(&format!("{}\n", say::bundle_made(lang, self.target.display())));
        let file = self.target.display().to_string();
        let (left_out, documents) = (total - count, carried.documents.len());
        Ok(Reply::done(text, json!({ "file": file, "entries": count, "left_out": left_out, "documents": documents })))
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
        let mut items = vec![Carried::keys(policy_of(reading, &state.custody, state.chain.tree())?)];
        for seq in &seqs {
            items.extend(Carried::receipt(&make(reading.store(), &state.custody, *seq)?));
        }
        Ok(Chosen { items, seqs: seqs.into_iter().collect(), about })
    }

    fn fits(&self, state: &State, entry: &Entry) -> bool {
        let statement = &entry.statement;
        let by = |wanted: &String| {
            let then = state.chain.keyring().holder(&statement.by).and_then(|holder| holder.at(entry.seq));
            let named = then.is_some_and(|then| fold(then.name.as_str()).contains(&fold(wanted)));
            named || statement.by.to_string().starts_with(wanted.as_str())
        };
        self.signer.as_ref().is_none_or(by) && self.period.is_none_or(|period| period.contains(statement.on))
    }
}

/// The stored documents that entries name, whole and checked.
fn documents(ledger: &Path, reading: &Reading, seqs: &BTreeSet<u64>) -> Result<Vec<Document>, CliError> {
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
        let bytes = files::read(&path, files::LARGE).map_err(|error| CliError::Io(path, error))?;
        all.push(Document { base64: BASE64.encode(bytes), blake3: hash.to_string(), name });
    }
    Ok(all)
}

/// The whole export, and the heads that vouch for it.
fn everything(reading: &Reading, state: &State) -> Result<Vec<Item>, CliError> {
    let mut lines = String::new();
    reading.scan(1, &mut |row| {
        lines.push_str(&String::from_utf8_lossy(&row.bytes));
        lines.push('\n');
        true
    })?;
    let mut items =
        vec![Carried::keys(policy_of(reading, &state.custody, state.chain.tree())?), Carried::export(lines)];
    let checkpoints = reading.store().checkpoints(0)?;
    // The newest head vouches for all before it; the newest one that witnesses signed is worth as much to others.
    let witnessed = checkpoints.iter().rev().find(|stored| !stored.cosignatures.is_empty());
    let kept: BTreeSet<u64> = checkpoints.last().into_iter().chain(witnessed).map(|stored| stored.size).collect();
    let kept = checkpoints.iter().filter(|stored| kept.contains(&stored.size));
    items.extend(kept.filter_map(whole).map(|checkpoint| Carried::checkpoint(&checkpoint)));
    Ok(items)
}

/// Kiểm tra gói
#[derive(clap::Args, Debug)]
pub struct Check {
    /// Gói .html
    #[arg(value_name = "GÓI")]
    file: PathBuf,
    /// Khóa và quy định lấy từ nơi bạn tin; không nêu thì dùng khóa đi kèm gói (chỉ chứng tỏ gói không tự mâu thuẫn)
    #[arg(long, value_name = "TỆP")]
    policy: Option<PathBuf>,
}

impl Check {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let read = |path: &Path| files::given(path, files::LARGE).map_err(|error| CliError::Io(path.to_owned(), error));
        let given = self.policy.as_deref().map(|path| -> Result<WitnessPolicy, CliError> {
            let policy = WitnessPolicy::parse(&Text::of(read(path)?).bytes);
            policy.map_err(|error| policy_unread(path, error))
        });
        let given = given.transpose()?;
        let page = String::from_utf8(read(&self.file)?).unwrap_or_default();
        let no_bundle = || {
            CliError::About("bundle.none", self.file.display().to_string(), say::bundle_none, say::bundle_none_advice)
        };
        let (data, frame) = take_apart(&page).ok_or_else(no_bundle)?;
        let mut judged = match Carried::read(data) {
            Some(carried) => carried.judge(given.as_ref()),
            None => Judged { parts: vec![(String::new(), Err(Flaw::Data))], counted: None },
        };
        if frame == Frame::Unknown {
            judged.parts.insert(0, (String::new(), Err(Flaw::Page)));
        }
        let yes = judged.holds();
        globals.came_from(judged.counted.as_ref().map_or("", |counted| counted.origin.as_str()));
        Ok(Reply::answer(told(&judged, frame, given.is_some(), lang), in_json(&judged, lang), yes))
    }
}

fn told(judged: &Judged, frame: Frame, given: bool, lang: Lang) -> String {
    let yes = judged.holds();
    let mut out = format!("{}\n", if yes { say::bundle_yes(lang) } else { say::bundle_no(lang) });
    for (name, result) in &judged.parts {
        let line = match result {
            Ok(holds) => holds.message(lang, name),
            Err(flaw) if name.is_empty() => say::bundle_itself(lang, flaw.code(), flaw.message(lang)),
            Err(flaw) => say::bundle_item_no(lang, name, flaw.code(), flaw.message(lang)),
        };
        out.push_str(&format!("  {line}\n"));
    }
    if let Some(counted) = &judged.counted {
        out.push_str(&format!("{}\n", counted.message(lang)));
    }
    if let Frame::Earlier(version) = frame {
        out.push_str(&format!("{}\n", say::bundle_earlier_page(lang, version)));
    }
    if !given {
        out.push_str(&format!("{}\n", say::bundle_own_keys(lang)));
    }
    out
}

fn in_json(judged: &Judged, lang: Lang) -> Value {
    let part = |(name, result): &(String, Result<Holds, Flaw>)| {
        let flaw = result.as_ref().err();
        json!({ "name": name, "holds": flaw.is_none(), "code": flaw.map(Flaw::code), "reason": flaw.map(|flaw| flaw.message(lang)) })
    };
    let items: Vec<Value> = judged.parts.iter().map(part).collect();
    let counted = judged.counted.as_ref();
    json!({
        "holds": judged.holds(), "items": items, "entries": counted.map(|counted| counted.entries),
        "size": counted.map(|counted| counted.size), "origin": counted.map(|counted| &counted.origin),
    })
}
