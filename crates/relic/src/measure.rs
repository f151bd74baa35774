//! What is counted of the upstream's answers, by the name that dashboards and alerts know.

use metrics::counter;

use crate::Error;

/// A request to `endpoint` ended: with an HTTP status, or for a cause of another kind.
pub(crate) fn asked<T>(endpoint: &str, ended: &Result<T, Error>) {
    let status = match ended {
        Ok(_) => "200".into(),
        Err(error) => error.status(),
    };
    counter!("aoe2_upstream_requests_total", "endpoint" => endpoint.to_owned(), "status" => status).increment(1);
}
