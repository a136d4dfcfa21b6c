//! Keys: encrypted files, keys held by an agent, and the randomness they are made of.

pub mod agent;
pub mod passphrase;
pub mod pem;
pub mod sitting;

use std::path::PathBuf;

use crate::log::statement::{Signed, Statement, signing_bytes};
use crate::values::crypto::{PublicKey, SecretKey, Signature};
use crate::values::lang::Lang;

/// Why a key cannot be used. Never says anything of the passphrase.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is there already.
    #[error("{0}: already exists")]
    Exists(PathBuf),
    /// Others than the owner may read or write the file.
    #[error("{path}: permissions {mode:o} let others in")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file holds no encrypted Ed25519 key.
    #[error("{0}: not an encrypted Ed25519 key (PKCS#8 PEM)")]
    NotAKey(PathBuf),
    /// The file holds a key without a passphrase.
    #[error("{0}: the key is not encrypted")]
    Bare(PathBuf),
    /// The file asks for more time or memory than opening a key takes.
    #[error("{0}: asks for too much time or memory to be opened")]
    Costly(PathBuf),
    /// The passphrase is wrong.
    #[error("{0}: wrong passphrase")]
    WrongPassphrase(PathBuf),
    /// The passphrase is too short.
    #[error("a passphrase has at least 8 characters")]
    Weak,
    /// The two entries differ.
    #[error("the two entries differ")]
    Mismatch,
    /// There is no terminal to ask on.
    #[error("no passphrase given and no terminal to ask on")]
    NoPassphrase,
    /// The system gave no randomness.
    #[error("the system gave no randomness")]
    NoRandomness,
    /// The agent cannot be reached or misbehaves.
    #[error("ssh-agent: {0}")]
    Agent(String),
    /// The agent does not sign: a prompt was denied, or the key is gone.
    #[error("ssh-agent refused to sign")]
    AgentRefused,
}

impl KeyError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            KeyError::Io { .. } => "key.io",
            KeyError::Exists(_) => "key.exists",
            KeyError::Exposed { .. } => "key.exposed",
            KeyError::NotAKey(_) => "key.not_a_key",
            KeyError::Bare(_) => "key.not_encrypted",
            KeyError::Costly(_) => "key.costly",
            KeyError::WrongPassphrase(_) => "key.passphrase",
            KeyError::Weak => "key.passphrase_short",
            KeyError::Mismatch => "key.passphrase_mismatch",
            KeyError::NoPassphrase => "key.no_passphrase",
            KeyError::NoRandomness => "key.no_randomness",
            KeyError::Agent(_) => "agent.unusable",
            KeyError::AgentRefused => "agent.refused",
        }
    }

    /// What happened.
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            KeyError::Io { path, source } => match source.kind() {
                std::io::ErrorKind::NotFound => format!("không có tệp khóa {}", path.display()),
                _ => format!("{}: {source}", path.display()),
            },
            KeyError::Exists(path) => format!("{} đã có; không ghi đè khóa", path.display()),
            KeyError::Exposed { path, mode } => format!("{} để người khác đọc được (quyền {mode:o})", path.display()),
            KeyError::NotAKey(path) => format!("{} không phải khóa Ed25519 mã hóa (PKCS#8 PEM)", path.display()),
            KeyError::Bare(path) => format!("{} không được mã hóa bằng mật khẩu", path.display()),
            KeyError::Costly(path) => {
                format!("{} đòi nhiều thời gian hoặc bộ nhớ để mở hơn mọi khóa bình thường", path.display())
            }
            KeyError::WrongPassphrase(path) => format!("sai mật khẩu của {}", path.display()),
            KeyError::Weak => "mật khẩu cần ít nhất 8 ký tự".into(),
            KeyError::Mismatch => "hai lần nhập mật khẩu khác nhau".into(),
            KeyError::NoPassphrase => "chưa có mật khẩu và không có màn hình để hỏi".into(),
            KeyError::NoRandomness => "hệ điều hành không cấp số ngẫu nhiên".into(),
            KeyError::Agent(reason) => format!("ssh-agent: {reason}"),
            KeyError::AgentRefused => "ssh-agent từ chối ký".into(),
        }
    }

    /// What to do next.
    pub fn advice(&self, lang: Lang) -> String {
        match self {
            KeyError::Exposed { path, .. } => exposed_advice(path, lang),
            KeyError::Costly(path) => format!(
                "{} openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 600000 -in {} -out …",
                lang.pick(
                    "Tệp này có thể do người khác đặt vào. Nếu đúng là khóa của bạn, mã hóa lại:",
                    "Somebody else may have put it there. If it is your key, encrypt it again:"
                ),
                path.display()
            ),
            KeyError::Bare(path) => format!("openssl pkcs8 -topk8 -v2 aes-256-cbc -in {} -out …", path.display()),
            KeyError::Exists(_) => lang.pick("Chọn tên khác", "Choose another name").into(),
            KeyError::NoPassphrase => lang
                .pick(
                    "Chạy trên màn hình, hoặc --passphrase-fd N, hoặc SOVANG_PASSPHRASE",
                    "Use a terminal, --passphrase-fd N, or SOVANG_PASSPHRASE",
                )
                .into(),
            KeyError::WrongPassphrase(_) | KeyError::Weak | KeyError::Mismatch => {
                lang.pick("Nhập lại mật khẩu", "Enter the passphrase again").into()
            }
            KeyError::Agent(_) | KeyError::AgentRefused => {
                lang.pick("Kiểm tra SSH_AUTH_SOCK và ssh-add -l", "Check SSH_AUTH_SOCK and ssh-add -l").into()
            }
            _ => lang.pick("Lập khóa bằng sovang key new", "Make a key with sovang key new").into(),
        }
    }
}

/// A drive may keep no permissions at all: FAT sticks, shares, a Windows drive under Linux.
fn exposed_advice(path: &std::path::Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::Vi => format!(
            "chmod 600 {path}. Nếu vẫn báo như vậy: ổ đĩa này (thẻ nhớ, ổ mạng, ổ của Windows) không giữ quyền tệp; \
             chép khóa và tệp .pub sang thư mục riêng trên máy, rồi chmod 600"
        ),
        Lang::En => format!(
            "chmod 600 {path}. If it says so again, this drive (a stick, a share, a Windows drive) keeps no permissions: \
             copy the key and its .pub to a folder of your own on this computer, then chmod 600"
        ),
    }
}

/// Keeps secrets out of core dumps, however the program may end. One byte and not none: to a program that collects dumps
/// the kernel pipes even those that may have no bytes, but not those that may have one.
pub fn dump_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let most = getrlimit(Resource::Core).maximum.map_or(1, |most| most.min(1));
        // Where it cannot be set there is nothing better to do.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

/// A key that can sign here.
#[derive(Debug)]
pub enum Signer {
    /// From an encrypted file.
    File(SecretKey),
    /// Held by ssh-agent.
    Agent(agent::Held),
}

impl Signer {
    /// The public half.
    pub fn public(&self) -> PublicKey {
        match self {
            Signer::File(key) => key.public(),
            Signer::Agent(held) => held.public(),
        }
    }

    /// Signs bytes as they are; the signature is checked before it is handed out.
    pub fn sign_bytes(&self, message: &[u8]) -> Result<Signature, KeyError> {
        let signature = match self {
            Signer::File(key) => key.sign(message),
            Signer::Agent(held) => held.sign(message)?,
        };
        if self.public().verifies(message, &signature) { Ok(signature) } else { Err(KeyError::AgentRefused) }
    }

    /// Signs statements that belong together.
    pub fn sign_all(&self, statements: Vec<Statement>) -> Result<Vec<Signed>, KeyError> {
        statements.into_iter().map(|statement| self.sign(statement)).collect()
    }

    /// Signs a statement; the signature is checked before it is handed out.
    pub fn sign(&self, statement: Statement) -> Result<Signed, KeyError> {
        let signature = match self {
            Signer::File(key) => return Ok(statement.sign(key)),
            Signer::Agent(held) => held.sign(&signing_bytes(&statement.to_bytes()))?,
        };
        let signed = Signed { statement, signature };
        if signed.is_authentic() { Ok(signed) } else { Err(KeyError::AgentRefused) }
    }
}

/// A new key from the system's randomness.
pub fn new_secret() -> Result<SecretKey, KeyError> {
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    getrandom::fill(seed.as_mut()).map_err(|_| KeyError::NoRandomness)?;
    Ok(SecretKey::from_seed(&seed))
}

/// 32 bytes from the system's randomness.
pub fn random_bytes() -> Result<[u8; 32], KeyError> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
    Ok(bytes)
}
