//! The few requests that this program makes: to witnesses, and to published ledgers. Nothing else goes out, nobody sends
//! it elsewhere, and what a server says besides what was asked is not passed on.

use std::time::Duration;

use ureq::Agent;

use crate::values::shown::foreign;

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
    #[error("{url}: HTTP {status}")]
    Status {
        /// Where.
        url: String,
        /// The status code.
        status: u16,
    },
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(30)))
        .http_status_as_error(false)
        // Another place is another publisher.
        .max_redirects(0)
        .max_redirects_will_error(false);
    config.build().into()
}

fn failed(url: &str) -> impl Fn(ureq::Error) -> HttpError {
    move |error| HttpError::Failed { url: url.to_owned(), reason: foreign(&error.to_string()) }
}

/// Gets a file of at most so many bytes; `None` where there is none.
pub fn get(url: &str, most: u64) -> Result<Option<Vec<u8>>, HttpError> {
    let mut answer = agent().get(url).call().map_err(failed(url))?;
    match answer.status().as_u16() {
        200 => answer.body_mut().with_config().limit(most).read_to_vec().map(Some).map_err(failed(url)),
        404 => Ok(None),
        status => Err(HttpError::Status { url: url.to_owned(), status }),
    }
}

/// Posts a text; returns status and body.
pub fn post(url: &str, body: &str) -> Result<(u16, String), HttpError> {
    let mut answer = agent().post(url).content_type("text/plain; charset=utf-8").send(body).map_err(failed(url))?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(64 * 1024).read_to_string().map_err(failed(url))?;
    Ok((status, body))
}
