//! The few requests that this program makes: to witnesses, and to published ledgers. Nothing else goes out.

use std::time::Duration;

use ureq::Agent;

/// The largest answer that is read: a full bundle of the largest entries, in bytes.
const MOST_BYTES: u64 = 256 * 65_537 + 1;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No connection, or no answer in time.
    #[error("{url}: {reason}")]
    Failed {
        /// Where.
        url: String,
        /// What the library says.
        reason: String,
    },
    /// An answer that says no.
    #[error("{url}: {status} {body}")]
    Status {
        /// Where.
        url: String,
        /// The status code.
        status: u16,
        /// The body.
        body: String,
    },
}

fn agent() -> Agent {
    let config = Agent::config_builder().timeout_global(Some(Duration::from_secs(30))).http_status_as_error(false);
    config.build().into()
}

/// Gets a file; `None` where there is none.
pub fn get(url: &str) -> Result<Option<Vec<u8>>, HttpError> {
    let failed = |error: ureq::Error| HttpError::Failed { url: url.to_owned(), reason: error.to_string() };
    let mut answer = agent().get(url).call().map_err(failed)?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec().map_err(failed)?;
    match status {
        200 => Ok(Some(body)),
        404 => Ok(None),
        _ => Err(HttpError::Status { url: url.to_owned(), status, body: String::from_utf8_lossy(&body).into_owned() }),
    }
}

/// Posts a text; returns status and body.
pub fn post(url: &str, body: &str) -> Result<(u16, String), HttpError> {
    let failed = |error: ureq::Error| HttpError::Failed { url: url.to_owned(), reason: error.to_string() };
    let mut answer = agent().post(url).content_type("text/plain; charset=utf-8").send(body).map_err(failed)?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(64 * 1024).read_to_string().map_err(failed)?;
    Ok((status, body))
}
