//! Where a passphrase comes from: a file descriptor, the environment, or a prompt. Never an argument, which
//! every user of the machine could read.

use std::io::{IsTerminal, Read};

use zeroize::Zeroizing;

use super::KeyError;
use crate::values::text::{composed, decomposed};

/// No passphrase is longer, in bytes.
const MOST_BYTES: usize = 4096;

/// A source of passphrases.
pub struct Source {
    descriptor: Option<i32>,
    open: Option<std::fs::File>,
}

impl Source {
    /// Reads from a file descriptor if one is given, else from `SOVANG_PASSPHRASE`, else asks.
    pub fn new(descriptor: Option<i32>) -> Source {
        Source { descriptor, open: None }
    }

    /// A passphrase for an existing key. Several keys read several lines of one descriptor.
    pub fn ask(&mut self, prompt: &str) -> Result<Zeroizing<String>, KeyError> {
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => prompt_for(prompt),
        }
    }

    /// A passphrase typed on the terminal, whatever was given otherwise.
    pub fn ask_terminal(&self, prompt: &str) -> Result<Zeroizing<String>, KeyError> {
        prompt_for(prompt)
    }

    /// A passphrase for a new key: asked for twice, and in the one form that every keyboard comes to (Unicode NFC).
    pub fn ask_new(&mut self, prompt: &str) -> Result<Zeroizing<String>, KeyError> {
        if let Some(passphrase) = self.given()? {
            return Ok(in_nfc(&passphrase));
        }
        let first = in_nfc(&prompt_for(prompt)?);
        if first.chars().count() < 8 {
            return Err(KeyError::Weak);
        }
        if *first != *in_nfc(&prompt_for(&format!("{prompt} (2)"))?) {
            return Err(KeyError::Mismatch);
        }
        Ok(first)
    }

    fn given(&mut self) -> Result<Option<Zeroizing<String>>, KeyError> {
        let Some(descriptor) = self.descriptor else {
            return Ok(std::env::var("SOVANG_PASSPHRASE").ok().map(Zeroizing::new));
        };
        let path = std::path::PathBuf::from(format!("/dev/fd/{descriptor}"));
        let io = |source| KeyError::Io { path: path.clone(), source };
        let file = match &mut self.open {
            Some(file) => file,
            none => none.insert(std::fs::File::open(&path).map_err(io)?),
        };
        // Byte by byte: a buffer would keep the passphrase, and take the lines of whoever reads on.
        let mut line = Zeroizing::new(Vec::with_capacity(MOST_BYTES));
        let mut byte = Zeroizing::new([0u8]);
        while line.len() < MOST_BYTES && file.read(&mut *byte).map_err(io)? == 1 && *byte != *b"\n" {
            line.extend_from_slice(&*byte);
        }
        let text = std::str::from_utf8(&line).map_err(|_| KeyError::NoPassphrase)?;
        let text = text.trim_end_matches('\r');
        if text.is_empty() { Err(KeyError::NoPassphrase) } else { Ok(Some(Zeroizing::new(text.to_owned()))) }
    }
}

/// A passphrase in the form in which keys are made.
pub fn in_nfc(passphrase: &str) -> Zeroizing<String> {
    Zeroizing::new(composed(passphrase))
}

/// The ways in which keyboards may type one passphrase: composed, as it was typed, and taken apart. Keys are made with the
/// first; those of other programs may have any.
pub fn spellings(passphrase: &str) -> Vec<Zeroizing<String>> {
    let mut all = vec![in_nfc(passphrase)];
    for other in [Zeroizing::new(passphrase.to_owned()), Zeroizing::new(decomposed(passphrase))] {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

fn prompt_for(prompt: &str) -> Result<Zeroizing<String>, KeyError> {
    if !std::io::stdin().is_terminal() {
        return Err(KeyError::NoPassphrase);
    }
    let typed = rpassword::prompt_password(format!("{prompt}: "));
    typed.map(Zeroizing::new).map_err(|_| KeyError::NoPassphrase)
}
