//! Builds an HTTP client with every limit set, and reads errors from its answers' statuses.

use std::time::Duration;

use reqwest::{
    Client, Response, StatusCode,
    header::{ACCEPT_ENCODING, HeaderMap, HeaderValue},
    redirect::Policy,
};

use crate::{Error, retry_after::retry_after};

/// How long a request may take.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// From the start of the connection to the last byte read.
    pub total: Duration,
    /// Until the connection stands, TLS included.
    pub connect: Duration,
}

impl Default for TimeLimits {
    /// Long answers take long, and aborting early burdens the remote service; a host that does not even accept the
    /// connection is down.
    fn default() -> Self {
        Self { total: Duration::from_secs(20), connect: Duration::from_secs(5) }
    }
}

/// Builds a client with every limit set. It requests compressed answers and leaves decompression to [`crate::Body`], so
/// that the received bytes can be counted.
///
/// # Errors
/// [`Error::Settings`] when `user_agent` does not fit into a header.
pub fn client(user_agent: &str, limits: TimeLimits, redirects: Policy) -> Result<Client, Error> {
    // Fails when a provider is already installed, which is just as good.
    _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(user_agent)
        .no_gzip()
        .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("gzip"))]))
        .timeout(limits.total)
        .connect_timeout(limits.connect)
        .redirect(redirects)
        .build()
        .map_err(|error| Error::Settings(Error::from(error).to_string()))
}

/// The error that an unsuccessful answer's status stands for.
#[must_use]
pub fn refused(response: &Response) -> Error {
    let wish = || retry_after(response.headers());
    match response.status() {
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited { retry_after: wish() },
        status @ StatusCode::SERVICE_UNAVAILABLE => Error::Status { status: status.as_u16(), retry_after: wish() },
        status => Error::Status { status: status.as_u16(), retry_after: None },
    }
}

/// Runs `work` on a blocking thread and propagates its panics.
///
/// # Errors
/// Those of `work`, and [`Error::Transport`] when the process is shutting down.
pub async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::Transport("the process is shutting down".to_owned())),
        },
    }
}
