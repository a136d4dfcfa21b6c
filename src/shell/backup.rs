//! What stands beside a ledger and belongs into its backup: sealed values, the signing folder, the log's key and its head.
//! People's keys are theirs, and never taken.

use std::path::{Path, PathBuf};

use super::durable::{self, Access};
use super::files;
use super::folder::Folder;
use super::vault::{Vault, VaultError};
use crate::domain::ledger::State;

/// The largest file that is copied whole: keys, heads, pages.
const MOST: u64 = files::MEDIUM;

/// Copies every sealed value that stands; how many were, and how many are not there to be.
pub fn vault(state: &State, from: &Vault, to: &Vault) -> Result<(u64, u64), VaultError> {
    let (mut copied, mut lacking) = (0u64, 0u64);
    for (sealed, value) in state.vault.values.iter().filter(|(_, value)| value.erased.is_none()) {
        match from.find(sealed, &value.newest.hash)? {
            Some((_, bytes)) if to.find(sealed, &value.newest.hash)?.is_none() => {
                to.copy_in(sealed, &bytes)?;
                copied += 1;
            }
            Some(_) => {}
            None => lacking += 1,
        }
    }
    Ok((copied, lacking))
}

/// The log's key files beside a ledger with their public halves and heads, by the ledger's name: `so.log.pem`,
/// `so.log.pub`, `so.log.head`, `so.log2.pem` …
pub fn log_files(ledger: &Path) -> Vec<PathBuf> {
    let stem = ledger.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let begin = format!("{stem}.log");
    let ours = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(&begin) && [".pem", ".pub", ".head"].iter().any(|end| name.ends_with(end))
    };
    let entries = std::fs::read_dir(durable::folder_of(ledger)).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(ours).collect();
    // A head after its key: where a head stands, so does the key that it is of.
    found.sort_by_key(|file| (file.extension().is_some_and(|ext| ext == "head"), file.clone()));
    found
}

/// Writes a new file; the very same may stand there from a backup that was interrupted.
fn put(target: &Path, bytes: &[u8], access: Access) -> std::io::Result<()> {
    match durable::write_new(target, bytes, access) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => match files::read(target, MOST) {
            Ok(there) if there == bytes => Ok(()),
            _ => Err(error),
        },
        other => other,
    }
}

/// Copies the log's keys and heads, and the pages that wait for a signature, beside a copy under its name; which there
/// are now.
pub fn beside(ledger: &Path, copy: &Path) -> std::io::Result<(Vec<PathBuf>, usize)> {
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let (own, other) = (stem(ledger), stem(copy));
    let mut made = Vec::new();
    for file in log_files(ledger) {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let target = durable::folder_of(copy).join(name.replacen(&own, &other, 1));
        let access = if name.ends_with(".pem") { Access::Owner } else { Access::Anyone };
        let bytes = files::read(&file, MOST)?;
        let public = |file: &Path| files::read(&file.with_extension("pub"), MOST).ok();
        match name.ends_with(".head") && target.is_file() && public(&target) == public(&file) {
            // An older head of the same key, from a backup that was interrupted: the ledger went on.
            true => durable::replace(&target, &bytes, access)?,
            false => put(&target, &bytes, access)?,
        }
        made.push(target);
    }
    let (from, to) = (Folder::of(ledger), Folder::of(copy));
    let pages: Vec<PathBuf> = from.pages()?.into_iter().map(|(path, _)| path).collect();
    if !pages.is_empty() {
        durable::make_folder(to.path())?;
    }
    for page in &pages {
        let name = page.file_name().map(PathBuf::from).unwrap_or_default();
        put(&to.path().join(name), &files::read(page, MOST)?, Access::Anyone)?;
    }
    Ok((made, pages.len()))
}
