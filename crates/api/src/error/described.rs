//! The bodies of errors as the OpenAPI document describes them, for generated clients.

#![expect(dead_code, reason = "descriptions of what `error/shape.rs` writes")]

use domain::clock::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A 422 in the default shape.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HTTPValidationError)]
pub(crate) struct HttpValidationError {
    detail: Vec<ValidationError>,
}

/// A refusal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refusal)]
pub(crate) struct Refused {
    /// Why, for people.
    detail: String,
}

/// A violated field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValidationError {
    /// Where it stands, `["query", "limit"]` for example.
    loc: Vec<Place>,
    /// What is wrong, for people.
    msg: String,
    /// What is wrong, for programs.
    r#type: String,
    /// What was sent. Of what is long, the beginning: at most 256 bytes of JSON.
    #[schema(required = false)]
    input: Value,
    /// The limits that were violated.
    #[schema(required = false)]
    ctx: serde_json::Map<String, Value>,
}

/// A name or an index.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Place {
    Name(String),
    Index(i64),
}

/// A 409: something is in the way, or it is about the `Idempotency-Key`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Conflict {
    Refused(Refused),
    Envelope(ErrorEnvelope),
}

/// A 422 of a write: violated fields, a rule that forbids it, or something about the `Idempotency-Key`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Unprocessable {
    Fields(HttpValidationError),
    Refused(Refused),
    Envelope(ErrorEnvelope),
}

/// The envelope of errors about an `Idempotency-Key`, and of all where the deployment is set so.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorEnvelope {
    /// Why, for programs.
    error_code: String,
    /// Why, for people.
    message: String,
    /// As in `X-Request-ID`.
    request_id: String,
    timestamp: Timestamp,
    /// The violated fields, if it is about fields.
    details: Option<ErrorDetails>,
}

/// What is wrong in detail.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorDetails {
    errors: Vec<ValidationError>,
}
