//! The metrics of the upstream's answers, under the names that dashboards and alerts use.

use ::metrics::counter;

use crate::Error;

/// Counts a request to `endpoint` by its HTTP status, or by its cause when it failed without one.
pub(crate) fn request_ended<T>(endpoint: &str, ended: &Result<T, Error>) {
    let status = match ended {
        Ok(_) => "200".into(),
        Err(error) => error.status(),
    };
    counter!("aoe2_upstream_requests_total", "endpoint" => endpoint.to_owned(), "status" => status).increment(1);
}

/// Counts the bytes of a body from `endpoint` as they were sent.
pub(crate) fn received(endpoint: &'static str, bytes: usize) {
    counter!("aoe2_upstream_received_bytes_total", "endpoint" => endpoint).increment(bytes as u64);
}

/// Counts the bytes of a body from `endpoint` after decompression.
pub(crate) fn unpacked(endpoint: &'static str, bytes: usize) {
    counter!("aoe2_upstream_body_bytes_total", "endpoint" => endpoint).increment(bytes as u64);
}
