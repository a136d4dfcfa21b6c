//! A witness of many ledgers (C2SP tlog-witness): what it saw last of each, in one small database, and its two addresses
//! over HTTP. It decides by [`crate::log::witness::decide`]; here is only where that is kept and served.

use std::collections::HashMap;
use std::io::Write as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as UrlPath, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::keys::{KeyError, Signer};
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::cosignature::{Timestamp, message};
use crate::log::note::{Note, VerifierKey};
use crate::log::tree::{TreeHash, TreeHead};
use crate::log::witness::{AddCheckpoint, KnownLog, Refused, Response, decide, response};

const APPLICATION_ID: i64 = 0x5356_776a;
/// Contradictions kept of one log. The first is proof enough.
const MOST_EVIDENCE: u64 = 16;
const TABLES: &str = "
CREATE TABLE heads (
    origin TEXT PRIMARY KEY,
    hash   TEXT NOT NULL UNIQUE, -- SHA-256 of the origin, in hex: its address
    size   INTEGER NOT NULL,
    root   BLOB NOT NULL CHECK (length(root) = 32),
    time   INTEGER NOT NULL,     -- seconds since 1970
    note   TEXT NOT NULL         -- with this witness's cosignature
) STRICT, WITHOUT ROWID;
-- Heads that the log signed beside one cosigned here: same size, another root. Each by itself proves two histories.
CREATE TABLE evidence (
    id        INTEGER PRIMARY KEY,
    origin    TEXT NOT NULL,
    time      INTEGER NOT NULL,
    size      INTEGER NOT NULL,
    root      BLOB NOT NULL CHECK (length(root) = 32),
    note      TEXT NOT NULL,     -- with the log's signature
    cosigned  TEXT NOT NULL,     -- the head that was cosigned
    UNIQUE (origin, size, root)
) STRICT;";

/// Why a witness cannot work.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// Its database.
    #[error("{path}: {reason}")]
    Store {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        reason: String,
    },
    /// Its key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Its key is not usable under that name.
    #[error("the key cannot cosign under that name")]
    Name,
    /// The address cannot be served.
    #[error("{address}: {source}")]
    Serve {
        /// Where it should listen.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
}

/// A ledger that a witness watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Its origin.
    pub origin: String,
    /// The head cosigned last.
    pub head: TreeHead,
    /// When, in seconds since 1970.
    pub time: u64,
}

/// Two heads of one size that a log signed: two histories under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which log.
    pub origin: String,
    /// When it was shown, in seconds since 1970.
    pub time: u64,
    /// The size of both.
    pub size: u64,
    /// What was shown later, with the log's signature.
    pub note: String,
    /// What was cosigned before.
    pub cosigned: String,
}

/// A witness: its key, the logs it knows, what it saw last.
pub struct Witness {
    connection: Connection,
    path: PathBuf,
    key: VerifierKey,
    signer: Signer,
    logs: Vec<VerifierKey>,
}

impl Witness {
    /// Opens a witness's database, or makes it.
    pub fn open(
        path: &Path,
        key: VerifierKey,
        signer: Signer,
        logs: Vec<VerifierKey>,
    ) -> Result<Witness, WitnessError> {
        Ok(Witness { connection: connect(path)?, path: path.to_owned(), key, signer, logs })
    }

    /// Decides on a request, stores what it accepts, and only then cosigns.
    pub fn add_checkpoint(&mut self, body: &[u8], now: u64) -> Result<Response, WitnessError> {
        let broken =
            |error: rusqlite::Error| WitnessError::Store { path: self.path.clone(), reason: error.to_string() };
        let logs = &self.logs;
        // The head is read, decided on and replaced in one transaction: two requests never roll it back.
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(broken)?;
        let mut failed = None;
        let decided = decide(body, |origin| {
            let keys: Vec<_> = logs.iter().filter(|key| key.name().as_str() == origin.as_str()).cloned().collect();
            if keys.is_empty() {
                return None;
            }
            match last(&transaction, origin.as_str()) {
                Ok(last) => Some(KnownLog { keys, last: last.map_or(TreeHead::EMPTY, |(head, _)| head) }),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            }
        });
        if let Some(error) = failed {
            return Err(broken(error));
        }
        let accepted = match decided {
            Ok(accepted) => accepted,
            Err(refused) => {
                // A proof is signed by nobody: that it is wrong says nothing of the log. Its signed head may.
                if let Refused::Inconsistent(_) | Refused::Conflict { .. } = &refused {
                    keep_evidence(&transaction, body, logs, now).map_err(broken)?;
                    transaction.commit().map_err(broken)?;
                }
                return Ok(refused.response());
            }
        };
        let text = accepted.checkpoint.note().text().to_owned();
        let origin = accepted.checkpoint.unverified().origin.to_string();
        // A witness's clock may be set back; what it says must not be.
        let before = last(&transaction, &origin).map_err(broken)?.map_or(0, |(_, time)| time);
        let time = Timestamp::from_seconds(now.max(before)).ok_or(WitnessError::Name)?;
        let raw = self.signer.sign_bytes(&message(&text, time))?;
        let line =
            crate::log::cosignature::cosign(&self.key, &text, time, |_| raw.0).map_err(|_| WitnessError::Name)?;
        // What a submitter added beside the log's own signatures was verified by nobody and is not handed on.
        let own = signed_by(&accepted.checkpoint, logs).ok_or(WitnessError::Name)?;
        let note = own.with(line.clone()).map_err(|_| WitnessError::Name)?.to_string();
        let sql = "INSERT INTO heads (origin, hash, size, root, time, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                   ON CONFLICT (origin) DO UPDATE SET size = ?3, root = ?4, time = ?5, note = ?6";
        let row =
            params![origin, address(&origin), accepted.head.size, accepted.head.root.as_bytes(), time.seconds(), note];
        transaction.execute(sql, row).map_err(broken)?;
        transaction.commit().map_err(broken)?;
        Ok(response(&[line]))
    }

    /// The newest checkpoint cosigned at an address of [`address`].
    pub fn checkpoint(&self, address: &str) -> Result<Option<String>, WitnessError> {
        let broken =
            |error: rusqlite::Error| WitnessError::Store { path: self.path.clone(), reason: error.to_string() };
        let sql = "SELECT note FROM heads WHERE hash = ?1";
        self.connection.query_row(sql, [address], |row| row.get(0)).optional().map_err(broken)
    }
}

/// A checkpoint with the signatures by a log's known keys only.
fn signed_by(checkpoint: &SignedCheckpoint, logs: &[VerifierKey]) -> Option<SignedCheckpoint> {
    let origin = checkpoint.unverified().origin.as_str();
    let mut seen = Vec::new();
    for line in checkpoint.note().signatures() {
        let known =
            logs.iter().any(|key| key.name().as_str() == origin && key.id() == line.id && *key.name() == line.name);
        if known && !seen.contains(line) {
            seen.push(line.clone());
        }
    }
    let note = Note::new(checkpoint.note().text().to_owned(), seen).ok()?;
    SignedCheckpoint::from_note(note).ok()
}

/// Keeps the signed head of a refused request if it contradicts the one cosigned last: each such head once, and no more of
/// one log than prove the point.
fn keep_evidence(transaction: &Connection, body: &[u8], logs: &[VerifierKey], now: u64) -> Result<(), rusqlite::Error> {
    let Ok(request) = AddCheckpoint::parse(body) else { return Ok(()) };
    let Some(checkpoint) = signed_by(&request.checkpoint, logs) else { return Ok(()) };
    let stated = checkpoint.unverified();
    let (origin, head) = (stated.origin.to_string(), stated.head);
    let Some((cosigned, _)) = last(transaction, &origin)? else { return Ok(()) };
    if cosigned.size != head.size || cosigned.root == head.root {
        return Ok(());
    }
    let sql = "INSERT OR IGNORE INTO evidence (origin, time, size, root, note, cosigned) \
               SELECT ?1, ?2, ?3, ?4, ?5, note FROM heads WHERE origin = ?1 \
               AND (SELECT count(*) FROM evidence WHERE origin = ?1) < ?6";
    let row = params![origin, now, head.size, head.root.as_bytes(), checkpoint.to_string(), MOST_EVIDENCE];
    transaction.execute(sql, row).map(|_| ())
}

/// What a witness's database says: the ledgers it watches, and contradictions that were signed.
pub fn look(path: &Path) -> Result<(Vec<Watched>, Vec<Evidence>), WitnessError> {
    let connection = connect(path)?;
    let broken = |error: rusqlite::Error| WitnessError::Store { path: path.to_owned(), reason: error.to_string() };
    let mut heads = connection.prepare("SELECT origin, size, root, time FROM heads ORDER BY origin").map_err(broken)?;
    let watched = heads.query_map([], |row| {
        let head = TreeHead { size: row.get(1)?, root: TreeHash::from_bytes(row.get(2)?) };
        Ok(Watched { origin: row.get(0)?, head, time: row.get(3)? })
    });
    let watched = watched.map_err(broken)?.collect::<Result<_, _>>().map_err(broken)?;
    let sql = "SELECT origin, time, size, note, cosigned FROM evidence ORDER BY id";
    let mut kept = connection.prepare(sql).map_err(broken)?;
    let evidence = kept.query_map([], |row| {
        let (origin, time, size) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Evidence { origin, time, size, note: row.get(3)?, cosigned: row.get(4)? })
    });
    let evidence = evidence.map_err(broken)?.collect::<Result<_, _>>().map_err(broken)?;
    Ok((watched, evidence))
}

fn connect(path: &Path) -> Result<Connection, WitnessError> {
    let open = || {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(15))?;
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;")?;
        let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match (id, tables) {
            (APPLICATION_ID, _) => Ok(Some(connection)),
            (0, 0) => {
                let make = format!("BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION_ID}; COMMIT;");
                connection.execute_batch(&make).map(|()| Some(connection))
            }
            _ => Ok(None),
        }
    };
    let broken = |reason: String| WitnessError::Store { path: path.to_owned(), reason };
    let opened = open().map_err(|error: rusqlite::Error| broken(error.to_string()))?;
    opened.ok_or_else(|| broken("not a witness's database".into()))
}

fn last(connection: &Connection, origin: &str) -> Result<Option<(TreeHead, u64)>, rusqlite::Error> {
    let sql = "SELECT size, root, time FROM heads WHERE origin = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let head = TreeHead { size: row.get(0)?, root: TreeHash::from_bytes(row.get(1)?) };
        Ok((head, row.get(2)?))
    };
    connection.query_row(sql, [origin], read).optional()
}

/// Where a log's newest cosigned checkpoint is: SHA-256 of its origin, in hex.
pub fn address(origin: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(origin.as_bytes()).into();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What one caller may take up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For the head of a request to arrive.
    pub header: Duration,
    /// For a whole request and its answer.
    pub request: Duration,
    /// Connections at once, all together.
    pub connections: usize,
    /// Connections at once from one address (one network of 64 bits where addresses are long).
    pub of_one: usize,
}

impl Limits {
    /// A request has at most 128 kB and is answered at once: few seconds are plenty.
    pub const USUAL: Limits =
        Limits { header: Duration::from_secs(5), request: Duration::from_secs(20), connections: 512, of_one: 32 };
}

/// Serves a witness until the process is told to stop. `ready` hears the address that is listened on.
pub fn serve(
    witness: Witness,
    listen: &str,
    limits: Limits,
    clock: fn() -> u64,
    ready: impl FnOnce(String),
) -> Result<(), WitnessError> {
    let failed = |source| WitnessError::Serve { address: listen.to_owned(), source };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(failed)?;
    let shared = Arc::new(Shared { witness: Mutex::new(witness), clock });
    let app = Router::new()
        .route("/add-checkpoint", post(add))
        .route("/{hash}/checkpoint", get(show))
        // A request holds at most 63 hashes and a note.
        .layer(DefaultBodyLimit::max(128 * 1024))
        .with_state(shared);
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(failed)?;
        ready(listener.local_addr().map_err(failed)?.to_string());
        let callers: Callers = Arc::default();
        let stop = tokio::signal::ctrl_c();
        tokio::pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = &mut stop => return Ok(()),
            };
            match accepted {
                // Who comes too often is left standing: the socket is closed here.
                Ok((socket, from)) => {
                    if let Some(seat) = Seat::take(&callers, from.ip(), limits) {
                        tokio::spawn(answer(socket, app.clone(), limits, seat));
                    }
                }
                // Out of descriptors: those that are held end by their time limits.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    })
}

async fn answer(socket: tokio::net::TcpStream, app: Router, limits: Limits, _seat: Seat) {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.keep_alive(false).timer(TokioTimer::new()).header_read_timeout(limits.header);
    let connection = http.serve_connection(TokioIo::new(socket), TowerToHyperService::new(app));
    // Whatever the caller does with his time, the socket is closed afterwards.
    let _ = tokio::time::timeout(limits.request, connection).await;
}

type Callers = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// A caller's place, given back when dropped.
struct Seat {
    callers: Callers,
    from: IpAddr,
}

impl Seat {
    fn take(callers: &Callers, from: IpAddr, limits: Limits) -> Option<Seat> {
        let from = match from {
            IpAddr::V4(_) => from,
            IpAddr::V6(long) => IpAddr::V6((u128::from(long) >> 64 << 64).into()),
        };
        let mut held = callers.lock().ok()?;
        if held.values().sum::<usize>() >= limits.connections || held.get(&from).is_some_and(|n| *n >= limits.of_one) {
            return None;
        }
        *held.entry(from).or_default() += 1;
        Some(Seat { callers: Arc::clone(callers), from })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Ok(mut held) = self.callers.lock() else { return };
        if let Some(n) = held.get_mut(&self.from) {
            *n = n.saturating_sub(1);
            if *n == 0 {
                held.remove(&self.from);
            }
        }
    }
}

struct Shared {
    witness: Mutex<Witness>,
    clock: fn() -> u64,
}

async fn add(State(shared): State<Arc<Shared>>, body: Bytes) -> impl IntoResponse {
    let answer = tokio::task::spawn_blocking(move || {
        let mut witness = shared.witness.lock().ok()?;
        witness
            .add_checkpoint(&body, (shared.clock)())
            .map_err(|error| drop(writeln!(std::io::stderr(), "{error}")))
            .ok()
    });
    match answer.await.ok().flatten() {
        Some(answer) => {
            let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response()
        }
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn show(State(shared): State<Arc<Shared>>, UrlPath(hash): UrlPath<String>) -> impl IntoResponse {
    let found = tokio::task::spawn_blocking(move || shared.witness.lock().ok()?.checkpoint(&hash).ok());
    match found.await.ok().flatten() {
        Some(Some(note)) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response(),
        Some(None) => StatusCode::NOT_FOUND.into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
