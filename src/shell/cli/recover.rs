//! `recover`: the honest ways on for a ledger that went back: a fuller copy, or a declaration of what was lost.

use std::path::PathBuf;

use serde_json::json;

use super::checkpoint::members;
use super::open::{self, Desk, KeyArgs, LogKeyArgs};
use super::recording::Recording;
use super::verify::bring;
use super::{CliError, Globals, Reply};
use crate::domain::event::Origin;
use crate::log::tree::{Node, TreeHead};
use crate::shell::checkpoints::whole;
use crate::shell::evidence::{self, Evidence, first_difference};
use crate::shell::heads::judge;
use crate::shell::keys;
use crate::shell::memory::Memory;
use crate::shell::messages as say;
use crate::shell::store::Row;
use crate::shell::store::sqlite::SqliteStore;
use crate::values::crypto::Hash;

/// Khôi phục: sổ bị cắt đuôi, bị thay bằng bản cũ, hoặc bảng nút hỏng
#[derive(clap::Subcommand, Debug)]
pub enum RecoverCommand {
    /// Lấy phần còn thiếu từ một bản đầy đủ hơn (sổ, bản xuất, thư mục công bố)
    #[command(after_help = "Ví dụ: sovang -l so.sovang recover from /media/usb/so-2024-08-04.sovang")]
    From(From_),
    /// Phần cuối đã mất hẳn: Chủ tịch khai, sổ đi tiếp dưới tên gốc và khoá mới
    #[command(
        after_help = "Ví dụ: sovang -l so.sovang recover declare --origin xa-a.example/so-vang-2 --new-log-key so-2.log.pem \
--reason \"Ổ đĩa hỏng\" -k chu-tich.pem"
    )]
    Declare(Declare),
    /// Trên máy của người ký khác: chấp nhận việc khôi phục đã được khai trong sổ
    #[command(after_help = "Ví dụ: sovang -l so.sovang recover accept")]
    Accept(Accept),
    /// Lập lại bảng nút của cây từ các bút toán
    #[command(after_help = "Ví dụ: sovang -l so.sovang recover nodes")]
    Nodes(Nodes),
}

impl RecoverCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            RecoverCommand::From(command) => command.run(globals),
            RecoverCommand::Declare(command) => command.run(globals),
            RecoverCommand::Accept(command) => command.run(globals),
            RecoverCommand::Nodes(command) => command.run(globals),
        }
    }
}

/// Lấy từ bản đầy đủ hơn
#[derive(clap::Args, Debug)]
pub struct From_ {
    /// Bản đầy đủ hơn
    #[arg(value_name = "BẢN")]
    copy: PathBuf,
    #[command(flatten)]
    log: LogKeyArgs,
}

impl From_ {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let name = self.copy.display().to_string();
        let mut desk = Desk::open_anyway(&globals.ledger()?)?;
        let Evidence::Entries(theirs) = bring(&name)? else {
            return Err(CliError::About("recover.no_entries", name, say::recover_no_entries, say::usage_advice));
        };
        if let Some(finding) = theirs.findings.first() {
            let reason = say::unsound(lang, finding.seq, finding.message(lang));
            return Err(CliError::About(
                "recover.unsound",
                format!("{name}: {reason}"),
                |_, text| text,
                say::unsound_advice,
            ));
        }
        let ours = desk.journal.state().chain.tree().clone();
        let same_ledger = theirs.state.chain.ledger() == desk.journal.state().chain.ledger();
        if !same_ledger || first_difference(&ours, &theirs.tree, ours.size().min(theirs.tree.size())).is_some() {
            return Err(CliError::About("recover.other", name, say::recover_other, say::head_forked_advice));
        }
        let bytes = evidence::entries(&self.copy).ok_or_else(|| {
            CliError::About("recover.no_entries", name.clone(), say::recover_no_entries, say::usage_advice)
        })?;
        let rows = (1..).zip(bytes).skip(usize::try_from(ours.size()).unwrap_or(usize::MAX));
        let rows: Vec<Row> = rows.map(|(seq, bytes)| Row { seq, hash: Hash::of(&bytes), bytes }).collect();
        if !rows.is_empty() {
            desk.journal.adopt(&rows, &|_| true)?;
        }
        // Heads that the copy holds come along, if they are right.
        let mut heads = 0;
        if let Ok(copy) = SqliteStore::open_read_only(&self.copy) {
            for stored in copy.checkpoints(0)? {
                let state = desk.journal.state();
                let right = whole(&stored).is_some_and(|c| judge(&c, &state.custody, state.chain.tree()).is_ok());
                if right {
                    let store = desk.journal.store_mut();
                    store.keep_checkpoint(stored.size, &stored.note)?;
                    stored.cosignatures.iter().try_for_each(|line| store.keep_cosignature(stored.size, line))?;
                    heads += 1;
                }
            }
        }
        if let Some(guard) = desk.guard(None) {
            let state = desk.journal.state();
            guard.check(&state.custody, state.chain.tree(), desk.journal.store())?;
        }
        let trouble = desk.finish(&self.log, lang);
        let head = desk.journal.head();
        let text = format!("{}\n", say::recovered(lang, rows.len(), head.seq, head.hash));
        let json = json!({ "entries": rows.len(), "checkpoints": heads, "head": head });
        Ok(Reply::done(text, json).after(trouble))
    }
}

/// Khai phần đã mất
#[derive(clap::Args, Debug)]
pub struct Declare {
    /// Tên gốc mới của sổ
    #[arg(long, value_name = "TÊN")]
    origin: Origin,
    /// Khoá mới của sổ, đặt cạnh tệp sổ (lập mới nếu chưa có)
    #[arg(long, value_name = "TỆP")]
    new_log_key: PathBuf,
    /// Điều đã xảy ra
    #[arg(long, value_name = "LÝ DO")]
    reason: String,
    /// Mốc mới nhất được biết là đã ký (mặc định: mốc mà máy này còn giữ): mốc, biên nhận, báo cáo
    #[arg(long, value_name = "TỆP|MỐC")]
    lost: Option<String>,
    #[command(flatten)]
    key: KeyArgs,
}

impl Declare {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let mut desk = Desk::open_anyway(&globals.ledger()?)?;
        let signer = self.key.signer(lang)?;
        let lost = self.lost(&desk)?;
        let (public, made) = match self.new_log_key.exists() {
            true => (keys::pem::public_beside(&self.new_log_key)?, None),
            false => {
                let secret = keys::new_secret()?;
                let mut source = keys::passphrase::Source::new(self.key.signing.passphrase_fd);
                let passphrase = source.ask_new(&say::key_new_for(lang, self.new_log_key.display()))?;
                keys::pem::create(&self.new_log_key, &secret, &passphrase)?;
                (secret.public(), Some(&self.new_log_key))
            }
        };
        let data = json!({
            "kept": desk.journal.head().seq, "lost": { "size": lost.size, "root": Hash(*lost.root.as_bytes()) },
            "origin": self.origin.as_str(), "log_key": public, "reason": self.reason,
        });
        let mut recording = Recording { desk: &mut desk, signers: &[signer], log: &self.key.log, lang, forgets: false };
        let done = recording.restoration("ledger.restored", members(data));
        if let (Err(error), Some(made)) = (&done, made)
            && !error.is_unclear()
        {
            keys::pem::take_back(made);
        }
        done
    }

    fn lost(&self, desk: &Desk) -> Result<TreeHead, CliError> {
        let none = || CliError::Said("recover.nothing_known", say::recover_nothing, say::recover_nothing_advice);
        if let Some(what) = &self.lost {
            return bring(what)?.head().ok_or_else(none);
        }
        let state = desk.journal.state();
        let kept = desk.guard(None).map(|guard| guard.newest(&state.custody, state.chain.tree().size())).transpose()?;
        kept.flatten().ok_or_else(none)
    }
}

/// Chấp nhận việc khôi phục
#[derive(clap::Args, Debug)]
pub struct Accept {}

impl Accept {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let desk = Desk::open_anyway(&globals.ledger()?)?;
        let state = desk.journal.state();
        let known = match state.chain.ledger() {
            Some(ledger) => Memory::open_default()?.recall(ledger)?,
            None => None,
        };
        // Only what a restoration declares lost is let go: positions after what it kept.
        let covered = known.is_none_or(|known| {
            state.chain.hash_at(known.seq) == Some(known.hash)
                || state.custody.restorations.iter().any(|(seq, _)| known.seq >= *seq)
        });
        if state.custody.restorations.is_empty() || !covered {
            return Err(CliError::Said("recover.not_declared", say::recover_not_declared, say::went_back_advice));
        }
        desk.forget()?;
        desk.remember()?;
        let head = desk.journal.head();
        Ok(Reply::done(format!("{}\n", say::recover_accepted(lang, head.seq)), json!({ "head": head })))
    }
}

/// Lập lại bảng nút
#[derive(clap::Args, Debug)]
pub struct Nodes {}

impl Nodes {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let state = open::read_state(&path)?;
        let tree = state.chain.tree();
        let mut nodes = Vec::new();
        for level in 0..64u8 {
            for n in 0..tree.size() >> level {
                nodes.extend(tree.node(level, n).map(|hash| Node { level, n, hash }));
            }
        }
        SqliteStore::open(&path)?.rebuild_nodes(&nodes)?;
        let text = format!("{}\n", say::nodes_rebuilt(globals.lang, nodes.len()));
        Ok(Reply::done(text, json!({ "nodes": nodes.len() })))
    }
}
