//! Request bodies: JSON that is validated field by field, so that an error lists every violation.

mod fields;
mod json;

pub(crate) use fields::{Fields, PatchField};
pub(crate) use json::parse;

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use http_server::BoxError;

use crate::{error::Error, middleware::BODY_LIMIT};

/// The timeout for receiving a body.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Reads a body, counting its bytes on the way.
///
/// # Errors
/// [`Error::PayloadTooLarge`], or [`Error::BodyLost`] when the body broke off or took too long.
pub(crate) async fn read(body: Body) -> Result<Bytes, Error> {
    let collected = limited(body).collect();
    in_time(async { Ok::<_, BoxError>(collected.await?.to_bytes()) }).await
}

/// Reads a body to its end as [`read`] does, but keeps nothing of it.
///
/// # Errors
/// As [`read`].
pub(crate) async fn discard(body: Body) -> Result<(), Error> {
    let mut body = limited(body);
    let to_end = async {
        while let Some(frame) = body.frame().await {
            frame?;
        }
        Ok::<_, BoxError>(())
    };
    in_time(to_end).await
}

fn limited(body: Body) -> Limited<Body> {
    Limited::new(body, usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX))
}

async fn in_time<T>(reading: impl Future<Output = Result<T, BoxError>>) -> Result<T, Error> {
    match tokio::time::timeout(TIMEOUT, reading).await {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Error::PayloadTooLarge),
        Ok(Err(_)) | Err(_) => Err(Error::BodyLost),
    }
}
