//! What is counted of the upstream's answers, by the name that dashboards and alerts know.

use metrics::counter;

use crate::Error;

/// A request to `endpoint` ended: with an HTTP status, or for a cause of another kind.
pub(crate) fn asked<T>(endpoint: &str, ended: &Result<T, Error>) {
    let status = match ended {
        Ok(_) => "200".to_owned(),
        Err(Error::Status { status, .. }) => status.to_string(),
        Err(Error::RateLimited { .. }) => "429".to_owned(),
        Err(error) => error.cause().to_owned(),
    };
    counter!("aoe2_upstream_requests_total", "endpoint" => endpoint.to_owned(), "status" => status).increment(1);
}
