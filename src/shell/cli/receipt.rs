//! `receipt`: made from a ledger, checked without one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::answer::tell;
use super::show::{entry_text, which};
use super::{CliError, Globals, Reply, open};
use crate::domain::custody::{Custody, Ended, Ending};
use crate::domain::decision::Decision;
use crate::domain::ledger::{Event, State};
use crate::domain::nomination::Form;
use crate::domain::walk::Outcome;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::code;
use crate::log::entry::Entry;
use crate::log::list::{self, LineProof, List};
use crate::log::note::{MalformedNote, VerifierKey};
use crate::log::proof::TlogProof;
use crate::log::tree::{Tree, TreeHead, inclusion_proof};
use crate::log::witness_policy::{MalformedPolicy, PolicyFault, WitnessPolicy};
use crate::office::names::{Thing, entry};
use crate::shell::checkpoints::whole;
use crate::shell::durable::{self, Access};
use crate::shell::evidence::keys_of;
use crate::shell::files::{self, Text};
use crate::shell::heads::{judge, moment};
use crate::shell::messages as say;
use crate::shell::qr::Qr;
use crate::shell::reading::Reading;
use crate::shell::receipt::{Keys, Proven, Receipt, Unproven};
use crate::shell::store::sqlite::SqliteStore;
use crate::shell::store::{Store, StoredCheckpoint};
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::shown::Shown;

/// Biên nhận: chứng minh một mục có trong sổ, không cần sổ, không cần mạng
#[derive(clap::Subcommand, Debug)]
pub enum ReceiptCommand {
    /// Lập biên nhận cho một mục hoặc quyết định
    #[command(after_help = "Ví dụ: sovang receipt make m21 --out bt21.tlog-proof\n       \
sovang receipt make 03/2024:7 --qr dong-07.png --out dong-07.tlog-proof   (một dòng, không nêu ai khác)\n       sovang receipt make m21 --qr -   (vẽ trên màn hình)")]
    Make(Make),
    /// Kiểm tra biên nhận, không cần sổ
    #[command(after_help = "Ví dụ: sovang receipt check bt21.tlog-proof --policy so.policy\n       \
sovang receipt check 'SV2:…' --vkey xa-a.example/so-vang+0a1b2c3d+AY…")]
    Check(Check),
}

impl ReceiptCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            ReceiptCommand::Make(make) => make.run(globals),
            ReceiptCommand::Check(check) => check.run(globals),
        }
    }
}

/// Lập biên nhận
#[derive(clap::Args, Debug)]
pub struct Make {
    /// Mục (m21), hồ sơ như danh sách in ra (03, 03/2024, dt3), hoặc một dòng của quyết định: 03:7, 03:"Hoàng Thị Đào"
    #[arg(value_name = "GÌ")]
    what: String,
    /// Của một dòng: dựa vào chữ ký của người quyết định, thay cho mục phát hành (có số và ngày)
    #[arg(long)]
    signed: bool,
    /// Mã QR của biên nhận: tệp .png hoặc .svg, hoặc "-" để vẽ trên màn hình
    #[arg(long, value_name = "TỆP")]
    qr: Option<PathBuf>,
    /// Mã QR không chứa mục (nhỏ hơn; người kiểm tra cần có mục)
    #[arg(long)]
    bare: bool,
}

impl Make {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        // An entry is found without folding the ledger.
        let (custody, receipt) = match entry(&self.what) {
            Some(seq) => {
                let store = SqliteStore::open_read_only(&path)?;
                let custody = custody_of(&store)?;
                let receipt = make(&store, &custody, seq)?;
                (custody, receipt)
            }
            None => {
                let (outcome, reading) = open::look(&path, globals.lang)?;
                let receipt = self.of_subject(&outcome, &reading)?;
                (outcome.state.custody, receipt)
            }
        };
        let seq = receipt.index() + 1;
        let file = receipt.to_file().unwrap_or_default();
        let code = receipt.to_code(&keys_of(&custody), self.bare);
        let (mut drawn, mut print) = (String::new(), Value::Null);
        if let Some(target) = &self.qr {
            let text = code.as_ref().map_err(|error| too_large(error.to_string()))?;
            let qr = Qr::of(text).map_err(|error| too_large(error.to_string()))?;
            drawn = draw(&qr, target)?;
            tell(&format!("{}\n", say::qr_print(globals.lang, qr.millimetres(), qr.side(), qr.level())));
            print = json!({ "millimetres": qr.millimetres(), "modules": qr.side(), "level": qr.level() });
        }
        let json = json!({ "seq": seq, "receipt": file, "code": code.ok(), "print": print });
        Ok(Reply::yes(if drawn.is_empty() { file } else { drawn }, json))
    }
}

impl Make {
    fn of_subject(&self, outcome: &Outcome, reading: &Reading) -> Result<Receipt, CliError> {
        let (store, custody) = (reading.store(), &outcome.state.custody);
        let (thing, story) = which(&outcome.state, &self.what)?;
        let Some((id, line)) = one_line(&outcome.state, &thing) else {
            if matches!(thing, Thing::Lines(..) | Thing::Recipient(_)) {
                let advice = say::receipt_one_line_advice;
                return Err(CliError::About("receipt.one_line", self.what.clone(), say::receipt_one_line, advice));
            }
            return make(store, custody, chosen(reading, &story, &self.what)?);
        };
        let damaged = || CliError::Said("receipt.nodes", say::receipt_damaged, say::receipt_damaged_advice);
        let decision = outcome.state.decisions.get(&id).ok_or_else(damaged)?;
        let proof = prove_line(&outcome.state, reading, id, decision, line)?.ok_or_else(damaged)?;
        let issued = decision.issued.filter(|_| !self.signed).map(|(_, seq)| seq);
        let receipt = make(store, custody, issued.unwrap_or(decision.signed_seq))?.of_line(proof);
        receipt.check(None, &keys_of(custody)).map_err(|_| damaged())?;
        Ok(receipt)
    }
}

/// The one line of a decision that is meant.
fn one_line(state: &State, thing: &Thing) -> Option<(Id, u64)> {
    let all: Vec<(Id, u64)> = match thing {
        Thing::Lines(id, lines) => lines.iter().map(|line| (*id, *line)).collect(),
        Thing::Recipient(recipient) => {
            let of = |(id, decision): (&Id, &Decision)| {
                let own = decision.awards.values().filter(|award| award.line.recipient.id == *recipient);
                own.map(|award| (*id, award.line.line)).collect::<Vec<_>>()
            };
            state.decisions.iter().flat_map(of).collect()
        }
        _ => Vec::new(),
    };
    if let [one] = all.as_slice() { Some(*one) } else { None }
}

/// What proves a line in the list that was signed: folded again from the entries that have it.
fn prove_line(
    state: &State,
    reading: &Reading,
    id: Id,
    decision: &Decision,
    number: u64,
) -> Result<Option<LineProof>, CliError> {
    let mut read = Vec::new();
    let subject = format!("decision/{id}").parse().ok().and_then(|subject: Subject| state.stories.get(&subject));
    for seq in subject.into_iter().flatten().filter(|seq| **seq <= decision.signed_seq) {
        read.extend(reading.row(*seq)?.and_then(|row| Entry::read(&row.bytes).ok()).map(|entry| entry.statement));
    }
    let Some(signer) = read.last().map(|statement| statement.by) else { return Ok(None) };
    let parts: Vec<_> = read.iter().filter(|one| one.kind.as_str() == list::LISTED && one.by == signer).collect();
    let begun = parts.iter().rposition(|part| list::seed(&part.data).is_some());
    let parts = begun.and_then(|at| parts.get(at..)).unwrap_or_default();
    let Some(seed) = parts.first().and_then(|part| list::seed(&part.data)) else { return Ok(None) };
    let mut all = List::new(seed);
    let lines: Vec<&Map<String, Value>> = parts.iter().flat_map(|part| list::lines(&part.data)).collect();
    all.add(lines.iter().copied());
    let line = lines.iter().find(|line| line.get("line").and_then(Value::as_u64) == Some(number));
    Ok(line.and_then(|line| all.prove(line)))
}

fn too_large(reason: String) -> CliError {
    CliError::About("receipt.too_large", reason, say::qr_too_large, say::qr_too_large_advice)
}

/// Writes a QR code as the name asks: PNG, SVG, or drawn here (then it is returned).
pub fn draw(qr: &Qr, target: &Path) -> Result<String, CliError> {
    if target == Path::new("-") {
        return Ok(qr.terminal());
    }
    let bytes = match target.extension().and_then(|ext| ext.to_str()) {
        Some("svg") => qr.svg().into_bytes(),
        Some("png") => {
            qr.png().map_err(|error| CliError::Io(target.to_owned(), std::io::Error::other(error.to_string())))?
        }
        _ => return Err(CliError::About("qr.kind", target.display().to_string(), say::qr_kind, say::usage_advice)),
    };
    let written = durable::write_new(target, &bytes, Access::Anyone);
    written.map_err(|error| CliError::Io(target.to_owned(), error))?;
    Ok(String::new())
}

/// The entry that people mean when they name a subject: for a decision the one its chairman signed.
fn chosen(reading: &Reading, story: &[u64], what: &str) -> Result<u64, CliError> {
    let mut signed = None;
    for seq in story {
        if let Some(entry) = reading.row(*seq)?.and_then(|row| Entry::read(&row.bytes).ok())
            && entry.statement.kind.as_str() == "decision.signed"
        {
            signed = Some(*seq);
        }
    }
    let none = || CliError::About("show.none", what.to_owned(), say::no_such_entry, say::needs_subject_advice);
    signed.or_else(|| story.last().copied()).ok_or_else(none)
}

/// One stored entry.
pub fn row(store: &SqliteStore, seq: u64) -> Result<Option<Vec<u8>>, CliError> {
    let mut found = None;
    store.scan(seq, &mut |row| {
        found = (row.seq == seq).then_some(row.bytes);
        false
    })?;
    Ok(found)
}

/// Origins, log keys and witnesses as the ledger's own entries name them; read, not verified: whatever is made with them
/// is checked before it is handed out.
pub fn custody_of(store: &SqliteStore) -> Result<Custody, CliError> {
    let mut state = State::default();
    for bytes in store.entries_of("ledger.")? {
        let Ok(entry) = Entry::read(&bytes) else { continue };
        if let Ok((event, margin)) = Event::of(&entry.statement) {
            state.apply(&entry, crate::log::entry::Hashes::of(&bytes), &event, &margin);
        }
    }
    Ok(state.custody)
}

/// A receipt under the newest head that witnesses signed, of a key that was not stolen if there is one, else the newest
/// there is. In steps that grow with the
/// logarithm of the ledger; checked before it is returned.
pub fn make(store: &SqliteStore, custody: &Custody, seq: u64) -> Result<Receipt, CliError> {
    let none = || CliError::About("show.none", seq.to_string(), say::no_such_entry, say::needs_subject_advice);
    let entry = row(store, seq)?.ok_or_else(none)?;
    let stored = store.checkpoints(seq)?;
    let unsigned =
        CliError::About("receipt.no_head", seq.to_string(), say::receipt_no_head, say::receipt_no_head_advice);
    let witnessed = |stored: &&StoredCheckpoint| !stored.cosignatures.is_empty();
    let lasting = |stored: &&StoredCheckpoint| !custody.is_stolen_at(stored.size);
    let cosigned = stored.iter().rev().filter(witnessed);
    let newest = cosigned.clone().find(lasting).or(cosigned.clone().next()).or(stored.last()).ok_or(unsigned)?;
    let damaged = || CliError::Said("receipt.nodes", say::receipt_damaged, say::receipt_damaged_advice);
    let checkpoint = whole(newest).ok_or_else(damaged)?;
    let size = checkpoint.unverified().head.size;
    let index = seq.checked_sub(1).ok_or_else(none)?;
    let path = inclusion_proof(index, size, |level, n| store.node(level, n).ok().flatten()).map_err(|_| damaged())?;
    let receipt = Receipt::new(TlogProof { extra: None, index, path, checkpoint }, entry);
    receipt.check(None, &keys_of(custody)).map_err(|_| damaged())?;
    Ok(receipt)
}

/// Kiểm tra biên nhận
#[derive(clap::Args, Debug)]
pub struct Check {
    /// Tệp biên nhận, hoặc chữ đọc được từ mã QR (SV1:…, SV2:…, SV3:…)
    #[arg(value_name = "BIÊN NHẬN")]
    receipt: String,
    /// Mục, nếu biên nhận không chứa
    #[arg(long, value_name = "TỆP")]
    entry: Option<PathBuf>,
    /// Khóa kiểm tra của sổ hoặc nhân chứng (tên+mã+khóa), nêu nhiều lần
    #[arg(long = "vkey", value_name = "KHÓA")]
    vkeys: Vec<VerifierKey>,
    /// Tệp quy định (tlog-policy): khóa của sổ, nhân chứng, cần bao nhiêu
    #[arg(long, value_name = "TỆP")]
    policy: Option<PathBuf>,
}

impl Check {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let keys = self.keys()?;
        if keys.log.is_empty() {
            return Err(CliError::Said("receipt.no_keys", say::receipt_no_keys, say::receipt_no_keys_advice));
        }
        let read =
            |path: &Path| files::given(path, files::MEDIUM).map_err(|error| CliError::Io(path.to_owned(), error));
        let path = Path::new(&self.receipt);
        // A code has no `/` that makes it a path by accident, but it may be longer than a path can be.
        let text = match Receipt::is_code(&self.receipt) && path.symlink_metadata().is_err() {
            true => self.receipt.clone(),
            // What is no text is no receipt either.
            false => Text::of(read(path)?).utf8().unwrap_or_default(),
        };
        let entry = self.entry.as_deref().map(read).transpose()?;
        // Editors and exports end a line; an entry does not.
        let entry = entry.as_deref().map(|bytes| bytes.strip_suffix(b"\n").unwrap_or(bytes));
        let mut checked = Err(Unproven::Malformed("SV1, SV2, SV3, tlog-proof".into()));
        for (index, receipt) in Receipt::readings(&text).into_iter().enumerate() {
            let found = receipt.check(entry, &keys);
            // The first reading's fault is told, unless another one is proven.
            if found.is_ok() || index == 0 {
                checked = found;
            }
            if checked.is_ok() {
                break;
            }
        }
        match checked {
            Ok(proven) => {
                globals.came_from(proven.origin.as_str());
                Ok(Reply::yes(proven_text(&proven, lang), proven_json(&proven)))
            }
            Err(fault) => {
                let scanned = matches!(fault, Unproven::Malformed(_)) && Receipt::is_code(&text);
                let message = if scanned { say::unproven_scanned(lang) } else { fault.message(lang) };
                let text = format!(
                    "{}\n  {message}\n  {}\n",
                    say::receipt_no(lang, fault.code()),
                    say::receipt_no_meaning(lang)
                );
                let json = json!({ "proven": false, "code": fault.code(), "message": message });
                let reply = Reply::answer(text, json, false);
                match fault {
                    Unproven::Newer => Err(CliError::Undecided(Box::new(reply))),
                    _ => Ok(reply),
                }
            }
        }
    }

    fn keys(&self) -> Result<Keys, CliError> {
        let mut keys = Keys::default();
        if let Some(path) = &self.policy {
            let bytes = files::given(path, files::MEDIUM).map_err(|error| CliError::Io(path.clone(), error))?;
            let policy = WitnessPolicy::parse(&Text::of(bytes).bytes);
            keys = Keys::of_policy(policy.map_err(|error| policy_unread(path, error))?);
        }
        self.vkeys.iter().for_each(|key| keys.add(key.clone()));
        Ok(keys)
    }
}

fn proven_text(proven: &Proven, lang: Lang) -> String {
    let mut out = String::new();
    let entry = &proven.entry;
    let _ = writeln!(out, "{}\n", say::receipt_yes(lang));
    let _ = write!(out, "{}", entry_text(&State::default(), &entry.statement, lang));
    if let Some(proof) = &proven.line {
        let _ = write!(out, "{}", line_text(proof, lang));
    }
    let _ = writeln!(out, "\n{}", say::receipt_proved(lang));
    let _ = writeln!(out, "  · {}", say::receipt_signer(lang, entry.statement.by));
    let _ = writeln!(out, "  · {}", say::receipt_place(lang, entry.seq, &proven.origin, proven.head.size));
    if let Some(proof) = &proven.line {
        let count = entry.statement.data.get("lines").and_then(|lines| lines.get("count")).and_then(Value::as_u64);
        let (line, count) = (proof.line().unwrap_or(0), count.unwrap_or(0));
        let _ = writeln!(out, "  · {}", say::receipt_in_list(lang, line, count));
    }
    let times: Vec<&(String, Option<u64>)> = proven.signed.iter().filter(|(_, time)| time.is_some()).collect();
    match times.iter().filter_map(|(_, time)| *time).min() {
        Some(first) => {
            let names: Vec<&str> = times.iter().map(|(name, _)| name.as_str()).collect();
            let _ = writeln!(out, "  · {}", say::receipt_before(lang, moment(first), names.join(", ")));
        }
        None => {
            let _ = writeln!(out, "  · {}", say::receipt_unwitnessed(lang));
        }
    }
    let _ = writeln!(out, "{}", say::receipt_not_proved(lang));
    let _ = writeln!(out, "  · {}\n  · {}", say::receipt_not_standing(lang), say::receipt_not_holder(lang));
    out
}

/// A line as its certificate says it.
fn line_text(proof: &LineProof, lang: Lang) -> String {
    let text = |name: &str| proof.card.get(name).and_then(Value::as_str);
    let amount = proof.card.get("amount").and_then(Value::as_u64).unwrap_or(0);
    let amount = crate::values::money::grouped(i64::try_from(amount).unwrap_or(i64::MAX));
    let who: Vec<&str> = [text("name"), text("unit")].into_iter().flatten().collect();
    // The card holds a code, of which the policy in the ledger has the name; this one is the law's.
    let form = match text("form") {
        Some(Form::CERTIFICATE) => say::receipt_certificate(lang),
        other => other.unwrap_or_default().to_owned(),
    };
    let (who, form) = (Shown(who.join(", ")), Shown(form));
    let line = say::receipt_line(lang, proof.line().unwrap_or(0), who, form, format!("{amount}đ"));
    let merit = say::receipt_merit(lang, Shown(text("merit").unwrap_or_default().to_owned()));
    format!("\n{line}\n  {merit}\n")
}

fn proven_json(proven: &Proven) -> Value {
    let signed: Vec<&str> = proven.signed.iter().map(|(name, _)| name.as_str()).collect();
    let times: Vec<Value> = proven.signed.iter().map(|(name, time)| json!({ "name": name, "time": time })).collect();
    json!({
        "proven": true, "code": null, "index": proven.entry.seq - 1, "size": proven.head.size,
        "origin": proven.origin.as_str(), "root": proven.head.root.to_base64(), "signed_by": signed, "signatures": times,
        "quorum": proven.quorum, "entry": proven.entry, "line": proven.line.as_ref().map(|proof| &proof.card),
    })
}

/// Why a policy does not serve: malformed, or with a key of a kind that a newer program may know.
pub fn policy_unread(path: &Path, error: MalformedPolicy) -> CliError {
    match error.fault {
        PolicyFault::Key(MalformedNote::UnsupportedType) => CliError::About(
            code::POLICY_UNSUPPORTED,
            path.display().to_string(),
            say::policy_unsupported,
            say::policy_unsupported_advice,
        ),
        _ => CliError::Unreadable(path.to_owned(), error.to_string()),
    }
}

/// The keys by which others check a ledger's receipts, as a policy: its log keys, its witnesses, their quorum; which keys
/// ended, and `listed`, the heads of stolen ones that the log signed itself.
fn policy_text(custody: &Custody, listed: &[TreeHead]) -> String {
    let (mut out, mut ended) = (String::new(), String::new());
    for identity in custody.identities.iter().rev() {
        let Some(key) = identity.verifier() else { continue };
        match identity.ended {
            Some(Ended { how: Ending::Stolen, .. }) => {
                let _ = writeln!(ended, "#sovang stolen {key}");
                continue;
            }
            Some(Ended { seq, .. }) => {
                let _ = writeln!(ended, "#sovang until {} {seq}", key.id());
            }
            None => {}
        }
        let _ = writeln!(out, "log {key}");
    }
    let earlier = custody.witnesses.iter().rev().skip(1);
    match custody.witnesses.last() {
        Some(set) => {
            out.extend(set.text.lines().filter(|line| !line.starts_with("log")).map(|line| format!("{line}\n")))
        }
        None => out.push_str("quorum none\n"),
    }
    for set in earlier {
        let _ = writeln!(out, "# {}:", set.since);
        out.extend(set.text.lines().map(|line| format!("#   {line}\n")));
    }
    ended.extend(listed.iter().map(|head| format!("#sovang head {} {}\n", head.size, head.root)));
    out + &ended
}

/// The policy of a ledger at hand.
pub fn policy_of(reading: &Reading, custody: &Custody, tree: &Tree) -> Result<String, CliError> {
    Ok(policy_text(custody, &listed(reading.store(), custody, tree)?))
}

/// The heads that the log signed with a key that was stolen later, and that its tree still has.
fn listed(store: &SqliteStore, custody: &Custody, tree: &Tree) -> Result<Vec<TreeHead>, CliError> {
    if !custody.identities.iter().any(|identity| custody.is_stolen_at(identity.since)) {
        return Ok(Vec::new());
    }
    let notes = store.checkpoints(0)?.into_iter().filter(|stored| custody.is_stolen_at(stored.size));
    let heads = notes.filter_map(|stored| SignedCheckpoint::parse(stored.note.as_bytes()).ok());
    Ok(heads.filter(|note| judge(note, custody, tree).is_ok()).map(|note| note.unverified().head).collect())
}
