//! One unlocking a sitting: a key that its owner has opened is held by a process of its own, reached through a socket in a
//! folder that only the owner may enter, until half an hour has passed without a signature. It speaks as ssh-agent does.

use std::path::{Path, PathBuf};

use super::agent::{self, Held};
use crate::values::crypto::{PublicKey, SecretKey};

/// How long a key stays open without being used, in seconds.
pub const IDLE: u64 = 30 * 60;

/// The socket of a key.
fn socket(state: &Path, key: &PublicKey) -> PathBuf {
    state.join("sitting").join(format!("{}.sock", key.short()))
}

/// A key that was opened in this sitting.
pub fn held(state: &Path, key: &PublicKey) -> Option<Held> {
    let socket = socket(state, key);
    let listed = agent::list_at(&socket).ok()?;
    listed.into_iter().find(|held| held.public() == *key)
}

/// Keeps a key open for the sitting. Where that cannot be done, the key is simply asked for again.
#[cfg(unix)]
pub fn keep(state: &Path, key: &SecretKey) -> std::io::Result<()> {
    use std::io::{Read, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};
    let socket = socket(state, &key.public());
    let folder = socket.parent().unwrap_or(state);
    std::fs::create_dir_all(folder)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    let program = std::env::current_exe()?;
    let mut child = Command::new(program);
    child.arg("sitting").arg(&socket).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Not of the terminal's group: it outlives the command, and ends by itself.
    child.process_group(0).env_remove("SOVANG_PASSPHRASE");
    let mut child = child.spawn()?;
    let mut input = child.stdin.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    let seed = zeroize::Zeroizing::new(key.signing_key().to_bytes());
    input.write_all(seed.as_slice())?;
    drop(input);
    // Its one word is that it listens.
    let mut listens = [0u8; 1];
    child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?.read_exact(&mut listens)
}

/// Not on this system: keys are asked for each time.
#[cfg(not(unix))]
pub fn keep(_: &Path, _: &SecretKey) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Locks every key of the sitting.
pub fn lock(state: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(state.join("sitting")) else { return 0 };
    entries.flatten().filter(|entry| std::fs::remove_file(entry.path()).is_ok()).count()
}

/// Holds a key whose seed comes on standard input, until it was idle too long or its socket is gone.
#[cfg(unix)]
pub fn serve(socket: &Path) -> std::io::Result<()> {
    use std::io::{Read, Write};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::time::{Duration, Instant};
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    std::io::stdin().lock().read_exact(seed.as_mut())?;
    let key = SecretKey::from_seed(&seed);
    let _ = std::fs::remove_file(socket);
    let listener = UnixListener::bind(socket)?;
    std::fs::set_permissions(socket, std::fs::Permissions::from_mode(0o600))?;
    std::io::stdout().write_all(b"1")?;
    std::io::stdout().flush()?;
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if sender.send(stream).is_err() {
                return;
            }
        }
    });
    let mut last = Instant::now();
    while last.elapsed() < Duration::from_secs(IDLE) && socket.exists() {
        if let Ok(mut stream) = receiver.recv_timeout(Duration::from_secs(5))
            && answer(&mut stream, &key).is_some_and(|signed| signed)
        {
            last = Instant::now();
        }
    }
    let _ = std::fs::remove_file(socket);
    Ok(())
}

/// Not on this system.
#[cfg(not(unix))]
pub fn serve(_: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Answers one request; whether it was a signature.
#[cfg(unix)]
fn answer(stream: &mut std::os::unix::net::UnixStream, key: &SecretKey) -> Option<bool> {
    use std::io::{Read, Write};
    stream.set_read_timeout(Some(std::time::Duration::from_secs(5))).ok()?;
    let mut length = [0u8; 4];
    stream.read_exact(&mut length).ok()?;
    let length = usize::try_from(u32::from_be_bytes(length)).ok().filter(|n| *n > 0 && *n <= agent::MOST_BYTES)?;
    let mut request = vec![0u8; length];
    stream.read_exact(&mut request).ok()?;
    let mut read = agent::Reader(&request);
    let mut blob = Vec::new();
    agent::put(&mut blob, agent::KIND);
    agent::put(&mut blob, &key.public().0);
    let mut reply = Vec::new();
    let mut signed = false;
    match read.byte().ok()? {
        agent::REQUEST_IDENTITIES => {
            reply.push(agent::IDENTITIES);
            reply.extend_from_slice(&1u32.to_be_bytes());
            agent::put(&mut reply, &blob);
            agent::put(&mut reply, b"sovang");
        }
        agent::SIGN_REQUEST if read.string().ok()? == blob => {
            let mut signature = Vec::new();
            agent::put(&mut signature, agent::KIND);
            agent::put(&mut signature, &key.sign(read.string().ok()?).0);
            reply.push(agent::SIGN_RESPONSE);
            agent::put(&mut reply, &signature);
            signed = true;
        }
        _ => reply.push(5),
    }
    let mut framed = Vec::new();
    agent::put(&mut framed, &reply);
    stream.write_all(&framed).ok()?;
    Some(signed)
}
