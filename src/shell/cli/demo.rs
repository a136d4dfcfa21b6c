//! `demo`: the real half-year as a signed ledger, verified, reported and held against what was published.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::answer::Trouble;
use super::log_key::NewLogKey;
use super::open::{self, Desk};
use super::reconcile::{read_claims, reconcile};
use super::verify::Verify;
use super::{CliError, Globals, Reply, ho_son};
use crate::reports::half_year::HalfYear;
use crate::reports::markdown;
use crate::shell::keys::{self, Signer};
use crate::shell::messages as say;
use crate::values::lang::Lang;
use crate::values::time::Period;

const CLAIMS: &str = include_str!("../../../fixtures/ho-son-2024-h1/claims.json");
/// Demonstration keys protect nothing; the passphrase is shown so that one can go on playing.
const PASSPHRASE: &str = "so-vang-demo";

/// Dựng sổ minh họa, xác minh, in báo cáo sinh ra từ sổ và những gì báo cáo đã công bố không giải trình được
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang demo\n       sovang demo /tmp/thu-so-vang")]
pub struct Demo {
    /// Thư mục (tạo mới nếu chưa có)
    #[arg(value_name = "THƯ MỤC", default_value = "demo")]
    dir: PathBuf,
}

impl Demo {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = self.dir.join("ho-son.sovang");
        if path.exists() {
            return Err(crate::shell::store::StoreError::Exists(path).into());
        }
        std::fs::create_dir_all(self.dir.join("keys")).map_err(|error| CliError::Io(self.dir.clone(), error))?;
        let (desk, trouble) = build(&self.dir, &path, lang)?;
        let entries = desk.journal.head().seq;
        let state = desk.journal.state().clone();
        drop(desk);

        let verified = Verify::of(path.clone()).run(globals)?;
        let period: Period = "2024H1".parse().unwrap_or(Period::of_year(2024));
        let report = HalfYear::new(&state, period, lang);
        let claims = read_claims(Path::new("claims.json"), CLAIMS)?;
        let (result, reconciled) = reconcile(&state, &claims, lang)?;

        let mut text = format!("{}\n\n", say::demo_step(lang, say::demo_build(lang)));
        text.push_str(&format!("{}\n", say::demo_made(lang, path.display(), entries)));
        text.push_str(&format!("{}\n", say::demo_keys(lang, self.dir.join("keys").display(), PASSPHRASE)));
        for (title, body) in [
            (say::demo_verify(lang), verified.text.as_str()),
            (say::demo_report(lang), markdown::half_year(&report, lang, false).as_str()),
            (say::demo_reconcile(lang), reconciled.as_str()),
        ] {
            text.push_str(&format!("\n{}\n\n{body}", say::demo_step(lang, title)));
        }
        text.push_str(&format!("\n{}\n", say::demo_next(lang, path.display())));
        let json = json!({
            "file": path.display().to_string(), "keys": self.dir.join("keys").display().to_string(),
            "passphrase": PASSPHRASE, "verify": verified.json, "report": report, "reconciliation": result,
        });
        // The demonstration has done what it was asked, whatever the published report says.
        Ok(Reply { yes: verified.yes, ..Reply::done(text, json) }.after(trouble))
    }
}

fn build(dir: &Path, path: &Path, lang: Lang) -> Result<(Desk, Vec<Trouble>), CliError> {
    let people = ho_son::people(|name| {
        let secret = keys::new_secret()?;
        keys::pem::create(&dir.join("keys").join(format!("{name}.pem")), &secret, PASSPHRASE)?;
        Ok(Signer::File(secret))
    })?;
    let log_path = path.with_extension("log.pem");
    let log_key = NewLogKey::of(&log_path)?;
    log_key.keep(&log_path)?;
    let mut desk = Desk::begin(path)?;
    ho_son::record(&mut desk.journal, &people, log_key.public())?;
    let trouble = desk.finish(&open::LogKeyArgs::default(), lang);
    Ok((desk, trouble))
}
