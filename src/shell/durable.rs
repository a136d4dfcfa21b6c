//! How every file beside the ledger's own is written: whole or not at all, under a random name of its own first, on the
//! disk before it takes its name, and its name on the disk before anything is said. Links are never followed: whoever
//! may write in the folder must not choose what is overwritten.
//!
//! A file that interrupted work left behind is known by its name and by nobody holding its lock; the next writer in that
//! folder takes it away.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Its owner only.
    Owner,
    /// Whoever the system lets.
    Anyone,
}

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(5);
/// Names of files that are not finished.
const BEGINS: &str = ".sovang-";
const ENDS: &str = ".tmp";

/// A file under a name of its own, until it is placed. Dropped before that, it is gone.
pub struct Fresh {
    file: File,
    path: PathBuf,
    landed: bool,
}

impl Fresh {
    /// Begins a file in a folder. It stays locked while it is worked on, so that nobody takes it for a leftover.
    pub fn begin(folder: &Path, access: Access) -> Result<Fresh> {
        loop {
            let mut random = [0u8; 8];
            getrandom::fill(&mut random).map_err(|error| Error::other(error.to_string()))?;
            let path = folder.join(format!("{BEGINS}{:016x}{ENDS}", u64::from_be_bytes(random)));
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            if access == Access::Owner {
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            }
            #[cfg(not(unix))]
            let _ = access;
            let file = options.open(&path)?;
            let fresh = Fresh { file, path, landed: false };
            // File systems without locks know no sweeping either.
            let _ = fresh.file.lock();
            // A sweep may have come between the making and the lock.
            if std::fs::symlink_metadata(&fresh.path).is_ok() {
                return Ok(fresh);
            }
        }
    }

    /// Where it is until then: for whoever writes it by other means. What SQLite keeps beside it goes with it.
    pub fn path(&self) -> &Path {
        // There a lock keeps out every other handle, also of this process.
        #[cfg(windows)]
        let _ = self.file.unlock();
        &self.path
    }

    /// Gives the file a name that nothing may have yet; else the error is `AlreadyExists`.
    pub fn place(mut self, target: &Path) -> Result<()> {
        self.file.sync_all()?;
        match std::fs::hard_link(&self.path, target) {
            Ok(()) => drop(std::fs::remove_file(&self.path)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(error),
            // No second names on this file system: the name is taken first, by an empty file of ours.
            Err(_) => {
                OpenOptions::new().write(true).create_new(true).open(target)?;
                if let Err(error) = std::fs::rename(&self.path, target) {
                    let _ = std::fs::remove_file(target);
                    return Err(error);
                }
            }
        }
        self.landed = true;
        // A name that may not outlast a power cut is none: whoever is told of the error finds nothing there.
        sync_folder(folder_of(target)).inspect_err(|_| drop(std::fs::remove_file(target)))
    }

    /// Gives the file a name, in place of what had it. A link of that name is replaced, not followed.
    pub fn replace(mut self, target: &Path) -> Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.path, target)?;
        self.landed = true;
        sync_folder(folder_of(target))
    }
}

impl Write for Fresh {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.file.flush()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if !self.landed {
            let _ = std::fs::remove_file(&self.path);
            remove_beside(&self.path);
        }
    }
}

/// Writes a new file; never over another. Its folder must exist.
pub fn write_new(target: &Path, bytes: &[u8], access: Access) -> Result<()> {
    sweep(folder_of(target));
    let mut fresh = Fresh::begin(folder_of(target), access)?;
    fresh.write_all(bytes)?;
    fresh.place(target)
}

/// Writes a file in place of the one that has its name.
pub fn replace(target: &Path, bytes: &[u8], access: Access) -> Result<()> {
    let mut fresh = Fresh::begin(folder_of(target), access)?;
    fresh.write_all(bytes)?;
    fresh.replace(target)
}

/// Overwrites a file's bytes where they are, as far as the disk does what it is told.
pub fn overwrite(path: &Path) -> Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let blank = [0u8; 4096];
    let mut left = length;
    while left > 0 {
        let n = left.min(blank.len());
        file.write_all(blank.get(..n).unwrap_or_default())?;
        left -= n;
    }
    file.sync_all()
}

/// Takes a file away, and its name off the disk.
pub fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path)?;
    sync_folder(folder_of(path))
}

/// Gives a file another name in the same folder.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to)?;
    sync_folder(folder_of(to))
}

/// Makes a folder and those above it, their names on the disk.
pub fn make_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        make_folder(above)?;
    }
    match std::fs::create_dir(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder(folder_of(path)),
    }
}

/// Makes the names in a folder durable. Where the system knows no such thing, that is no error.
pub fn sync_folder(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
        && !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported)
    {
        return Err(error);
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Takes away what interrupted work left in a folder. A file that somebody still works on stays.
pub fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let unfinished = name.starts_with(BEGINS) && name.ends_with(ENDS);
        let path = entry.path();
        if unfinished
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && let Ok(file) = OpenOptions::new().read(true).write(true).open(&path)
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(&path);
            remove_beside(&path);
        }
    }
}

/// Takes away what SQLite kept beside a database that was not finished.
fn remove_beside(path: &Path) {
    for ending in ["-journal", "-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        let _ = std::fs::remove_file(beside);
    }
}

/// The same in a folder and those below it, through no link.
pub fn sweep_below(folder: &Path) {
    sweep(folder);
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sweep_below(&entry.path());
        }
    }
}

/// One writer at a time: held until dropped, and by no process that has ended.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Waits for the lock that a file stands for. `TimedOut` if another writer does not end.
pub fn lock(path: &Path) -> Result<Lock> {
    // Nothing is written into it, so that a link of that name does no harm; but it would lock nothing of ours.
    if std::fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file()) {
        return Err(Error::new(ErrorKind::InvalidInput, "not a plain file"));
    }
    wait_for(OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?)
}

/// [`lock`] for a folder whose every file others read, such as a published one: it is locked itself, and nothing is put
/// into it. Only where the system locks no folders does a file in it stand for it.
pub fn lock_folder(folder: &Path) -> Result<Lock> {
    #[cfg(unix)]
    return wait_for(File::open(folder)?);
    #[cfg(not(unix))]
    lock(&folder.join(".sovang.lock"))
}

fn wait_for(file: File) -> Result<Lock> {
    let until = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(ErrorKind::TimedOut.into()),
            // A file system without locks is written by one desk at a time, as ever.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                return Ok(Lock { _file: file });
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("sovang-durable-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        make_folder(&path).unwrap_or_else(|error| unreachable!("{error}"));
        path
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_is_never_placed_over_another_nor_through_a_link() {
        let folder = folder("new");
        let target = folder.join("a");
        assert!(write_new(&target, b"one", Access::Anyone).is_ok());
        let again = write_new(&target, b"two", Access::Anyone);
        assert_eq!(again.map_err(|error| error.kind()), Err(ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read(&target).ok().as_deref(), Some(&b"one"[..]));
        #[cfg(unix)]
        {
            let link = folder.join("link");
            assert!(std::os::unix::fs::symlink("nowhere", &link).is_ok());
            let through = write_new(&link, b"two", Access::Anyone);
            assert_eq!(through.map_err(|error| error.kind()), Err(ErrorKind::AlreadyExists));
            assert!(replace(&link, b"three", Access::Anyone).is_ok());
            assert_eq!(names(&folder), ["a", "link"], "the link was replaced, nothing was written through it");
        }
        let _ = std::fs::remove_dir_all(folder);
    }

    #[test]
    fn what_is_dropped_leaves_nothing_and_leftovers_are_swept_but_not_work() {
        let folder = folder("sweep");
        let mut at_work = Fresh::begin(&folder, Access::Owner).unwrap_or_else(|error| unreachable!("{error}"));
        assert!(at_work.write_all(b"half").is_ok());
        assert!(std::fs::write(folder.join(".sovang-00000000000000aa.tmp"), b"left").is_ok());
        sweep(&folder);
        assert_eq!(names(&folder).len(), 1, "only what is worked on");
        drop(at_work);
        assert_eq!(names(&folder).len(), 0);
        let _ = std::fs::remove_dir_all(folder);
    }
}
