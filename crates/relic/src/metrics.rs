//! What is counted of the upstream's answers, by the name that dashboards and alerts know.

use ::metrics::counter;

use crate::Error;

/// A request to `endpoint` ended: with an HTTP status, or for a cause of another kind.
pub(crate) fn request_ended<T>(endpoint: &str, ended: &Result<T, Error>) {
    let status = match ended {
        Ok(_) => "200".into(),
        Err(error) => error.status(),
    };
    counter!("aoe2_upstream_requests_total", "endpoint" => endpoint.to_owned(), "status" => status).increment(1);
}

/// So many bytes of a body came from `endpoint`, as they were sent.
pub(crate) fn received(endpoint: &'static str, bytes: usize) {
    counter!("aoe2_upstream_received_bytes_total", "endpoint" => endpoint).increment(bytes as u64);
}

/// So many bytes a body of `endpoint` had after decompression.
pub(crate) fn unpacked(endpoint: &'static str, bytes: usize) {
    counter!("aoe2_upstream_body_bytes_total", "endpoint" => endpoint).increment(bytes as u64);
}
