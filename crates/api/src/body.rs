//! Request bodies: JSON that is validated field by field, so that an error lists every violation.

mod fields;
mod json;

pub(crate) use fields::{Fields, PatchField};
pub(crate) use json::parse;

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;

use crate::{error::Error, middleware::BODY_LIMIT};

/// The timeout for receiving a body.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Reads a body, counting its bytes on the way.
///
/// # Errors
/// [`Error::PayloadTooLarge`], or [`Error::BodyLost`] when the body broke off or took too long.
pub(crate) async fn read(body: Body) -> Result<Bytes, Error> {
    let limit = usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX);
    let limited = http_body_util::Limited::new(body, limit);
    let collected = tokio::time::timeout(TIMEOUT, http_body_util::BodyExt::collect(limited)).await;
    match collected {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(Error::PayloadTooLarge),
        Ok(Err(_)) | Err(_) => Err(Error::BodyLost),
    }
}
