//! Keys held by ssh-agent, so that a hardware-backed key can sign (draft-ietf-sshm-ssh-agent). Signatures of
//! `ssh-ed25519` keys are plain Ed25519 over our own bytes, which begin with a letter and so can never pass for
//! an SSH login (those begin with a length). The sitting's own agent ([`super::sitting`]) speaks the same.

use std::path::{Path, PathBuf};

use crate::values::crypto::{PublicKey, Signature};

use super::KeyError;

/// A key that the agent holds.
#[derive(Clone, Debug)]
pub struct Held {
    public: PublicKey,
    blob: Vec<u8>,
    comment: String,
    socket: PathBuf,
}

impl Held {
    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// What the agent calls it.
    pub fn comment(&self) -> &str {
        &self.comment
    }

    /// Has the agent sign.
    pub fn sign(&self, message: &[u8]) -> Result<Signature, KeyError> {
        let mut request = vec![SIGN_REQUEST];
        put(&mut request, &self.blob);
        put(&mut request, message);
        request.extend_from_slice(&0u32.to_be_bytes());
        let answer = exchange(&self.socket, &request)?;
        let mut answer = Reader(&answer);
        if answer.byte()? != SIGN_RESPONSE {
            return Err(KeyError::AgentRefused);
        }
        let mut signature = Reader(answer.string()?);
        if signature.string()? != KIND {
            return Err(KeyError::AgentRefused);
        }
        signature.string()?.try_into().map(Signature).map_err(|_| KeyError::AgentRefused)
    }
}

pub(super) const REQUEST_IDENTITIES: u8 = 11;
pub(super) const IDENTITIES: u8 = 12;
pub(super) const SIGN_REQUEST: u8 = 13;
pub(super) const SIGN_RESPONSE: u8 = 14;
pub(super) const KIND: &[u8] = b"ssh-ed25519";
/// The largest message that is read, in bytes; agents keep to 256 kB themselves.
pub(super) const MOST_BYTES: usize = 256 * 1024;

/// Every plain Ed25519 key that the system's agent holds; other kinds are passed over.
pub fn list() -> Result<Vec<Held>, KeyError> {
    let socket = std::env::var_os("SSH_AUTH_SOCK").ok_or_else(|| KeyError::Agent("SSH_AUTH_SOCK?".into()))?;
    list_at(Path::new(&socket))
}

/// The same of the agent at a socket.
pub fn list_at(socket: &Path) -> Result<Vec<Held>, KeyError> {
    let answer = exchange(socket, &[REQUEST_IDENTITIES])?;
    let mut answer = Reader(&answer);
    if answer.byte()? != IDENTITIES {
        return Err(garbled());
    }
    let count = answer.number()?;
    let mut held = Vec::new();
    for _ in 0..count {
        let blob = answer.string()?;
        let comment = String::from_utf8_lossy(answer.string()?).into_owned();
        let mut key = Reader(blob);
        if key.string()? == KIND
            && let Ok(bytes) = key.string()?.try_into()
        {
            let (blob, socket) = (blob.to_vec(), socket.to_owned());
            held.push(Held { public: PublicKey(bytes), blob, comment, socket });
        }
    }
    Ok(held)
}

fn garbled() -> KeyError {
    KeyError::Agent("unexpected answer".into())
}

pub(super) fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}

pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], KeyError> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or_else(garbled)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Result<u8, KeyError> {
        self.take(1)?.first().copied().ok_or_else(garbled)
    }

    fn number(&mut self) -> Result<u32, KeyError> {
        self.take(4)?.try_into().map(u32::from_be_bytes).map_err(|_| garbled())
    }

    pub fn string(&mut self) -> Result<&'a [u8], KeyError> {
        let length = usize::try_from(self.number()?).map_err(|_| garbled())?;
        self.take(length)
    }
}

#[cfg(unix)]
fn exchange(socket: &Path, request: &[u8]) -> Result<Vec<u8>, KeyError> {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;
    use std::time::Duration;
    let agent = |error: std::io::Error| KeyError::Agent(error.to_string());
    let mut stream = UnixStream::connect(socket).map_err(agent)?;
    // Long enough for a person to touch a token or answer a prompt.
    stream.set_read_timeout(Some(Duration::from_secs(120))).map_err(agent)?;
    let mut framed = Vec::new();
    put(&mut framed, request);
    stream.write_all(&framed).map_err(agent)?;
    let mut length = [0u8; 4];
    stream.read_exact(&mut length).map_err(agent)?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length == 0 || length > MOST_BYTES {
        return Err(garbled());
    }
    let mut answer = vec![0u8; length];
    stream.read_exact(&mut answer).map_err(agent)?;
    Ok(answer)
}

#[cfg(not(unix))]
fn exchange(_: &Path, _: &[u8]) -> Result<Vec<u8>, KeyError> {
    Err(KeyError::Agent("not available on this system".into()))
}
