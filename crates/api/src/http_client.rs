//! The HTTP client for the sign-on service: short timeouts, bounded responses, no redirects.

use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::{Client, RequestBuilder, redirect::Policy};

const TIMEOUT: Duration = Duration::from_secs(5);

/// Creates a client with every limit set.
pub(crate) fn client() -> Client {
    // Fails when it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().timeout(TIMEOUT).connect_timeout(TIMEOUT).redirect(Policy::none());
    #[expect(clippy::expect_used, reason = "start-up; nothing in these settings can fail")]
    builder.user_agent(concat!("aoe2-live-standings/", env!("CARGO_PKG_VERSION"))).build().expect("a client")
}

/// Returns the body of a successful response of at most `longest` bytes.
///
/// # Errors
/// A short text that says what went wrong.
#[tracing::instrument(target = "trace", name = "api.http_client.read", skip_all, fields(otel.kind = "client"))]
pub(crate) async fn read(request: RequestBuilder, longest: usize) -> Result<Vec<u8>, &'static str> {
    let request = request.headers(trace_context::headers());
    let response =
        request.send().await.map_err(|error| if error.is_timeout() { "no response in time" } else { "unreachable" })?;
    if !response.status().is_success() {
        return Err("an error status");
    }
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.map_err(|_| "a response that broke off")?);
        if body.len() > longest {
            return Err("a response that is too long");
        }
    }
    Ok(body)
}
