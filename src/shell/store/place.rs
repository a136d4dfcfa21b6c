//! Where a ledger file lies. Write-ahead logging needs memory that all its writers share, which a network drive does not
//! give; and a folder that a program copies to other computers is replaced under a writer's hands. Both lose what was
//! acknowledged, and neither fails at once: so recording there is refused, and reading is not.

use std::path::{Component, Path, Prefix};

/// A place where nothing may be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Another computer's disk: the kind of file system.
    Network(String),
    /// A folder that is kept the same on several computers: its name.
    Synced(String),
}

/// Names of folders that programs keep in step with a server.
const SYNCED: [&str; 9] =
    ["onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "clouddocs", "nextcloud", "syncthing"];

/// Files with which such programs mark a folder.
const MARKS: [&str; 6] =
    [".stfolder", ".dropbox", ".dropbox.cache", ".tmp.drivedownload", ".nextcloudsync.log", ".owncloudsync.log"];

/// File systems of other computers, as Linux names them.
const NETWORK: [&str; 20] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.gvfsd-fuse",
    "fuse.davfs2",
    "fuse.s3fs",
    "fuse.glusterfs",
    "fuse.onedriver",
    "fuse.smbnetfs",
    "fuse.google-drive-ocamlfuse",
];

/// Why nothing may be recorded in a file there; `None` for a disk of this computer.
pub(super) fn refused(path: &Path) -> Option<Place> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // What cannot be resolved cannot be opened either; that is said by whoever opens it.
    let folder = std::fs::canonicalize(folder).ok()?;
    network(&folder).map(Place::Network).or_else(|| synced(&folder).map(Place::Synced))
}

fn network(folder: &Path) -> Option<String> {
    if let Some(Component::Prefix(prefix)) = folder.components().next()
        && matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
    {
        return Some(prefix.as_os_str().to_string_lossy().into_owned());
    }
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    file_system(&mounts, folder).filter(|kind| NETWORK.contains(&kind.as_str()))
}

/// The file system that a folder is on: the last of the longest mount points above it.
fn file_system(mounts: &str, folder: &Path) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for line in mounts.lines() {
        let Some((left, right)) = line.split_once(" - ") else { continue };
        let (Some(point), Some(kind)) = (left.split(' ').nth(4), right.split(' ').next()) else { continue };
        // Blanks in names are written as octal numbers.
        let point = point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
        let length = Path::new(&point).components().count();
        if folder.starts_with(&point) && best.as_ref().is_none_or(|(longest, _)| length >= *longest) {
            best = Some((length, kind.to_owned()));
        }
    }
    best.map(|(_, kind)| kind)
}

fn synced(folder: &Path) -> Option<String> {
    for above in folder.ancestors() {
        let Some(name) = above.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let lower = name.to_lowercase();
        let named = SYNCED.iter().any(|known| match lower.strip_prefix(known) {
            // «OneDrive - UBND xã A», «Dropbox (cũ)», but not «onedriver».
            Some(rest) => rest.chars().next().is_none_or(|next| !next.is_alphanumeric()),
            None => false,
        });
        if named || MARKS.iter().any(|mark| above.join(mark).exists()) {
            return Some(name);
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn network_drives_are_told_by_their_mount() {
        let mounts = "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n\
                      35 22 0:44 / /mnt/chung rw shared:3 - cifs //may-chu/so rw\n\
                      36 22 0:45 / /mnt/hai\\040muoi rw - nfs4 10.0.0.2:/so rw\n\
                      37 35 8:2 / /mnt/chung/usb rw - vfat /dev/sdb1 rw\n";
        for (folder, kind) in [
            ("/home/x", "ext4"),
            ("/mnt/chung/2026", "cifs"),
            ("/mnt/chung2", "ext4"),
            ("/mnt/hai muoi", "nfs4"),
            ("/mnt/chung/usb/so", "vfat"),
        ] {
            assert_eq!(file_system(mounts, Path::new(folder)).as_deref(), Some(kind), "{folder}");
        }
    }

    #[test]
    fn synced_folders_are_told_by_name_and_mark() {
        for (folder, synced_by) in [
            ("/home/x/OneDrive - UBND xã A/sổ", Some("OneDrive - UBND xã A")),
            ("/home/x/Dropbox", Some("Dropbox")),
            ("/home/x/onedriver", None),
            ("/home/x/sổ", None),
        ] {
            assert_eq!(synced(Path::new(folder)).as_deref(), synced_by, "{folder}");
        }
    }
}
