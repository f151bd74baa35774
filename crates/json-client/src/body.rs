//! Receives an answer's body, decompresses it, each up to the same limit, and decodes it to text.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use reqwest::{Response, header::CONTENT_ENCODING};

use crate::{Error, client::run_blocking};

/// The largest answer, before and after decompression. The largest known, a batch of ten histories, has about 4 MB.
pub const BODY_LIMIT: usize = 32 * 1024 * 1024;

const TOO_LARGE: Error = Error::TooLarge { limit: BODY_LIMIT };

/// A body as it was received.
#[derive(Debug)]
pub struct Body {
    bytes: Vec<u8>,
    is_gzip: bool,
}

/// Receives a body as it was sent.
///
/// # Errors
/// [`Error::TooLarge`], and [`Error::Transport`] when the connection breaks off or the body has a coding that was not
/// requested.
pub async fn receive(mut response: Response) -> Result<Body, Error> {
    let is_gzip = match response.headers().get(CONTENT_ENCODING).map(reqwest::header::HeaderValue::as_bytes) {
        None | Some(b"" | b"identity") => false,
        Some(b"gzip" | b"x-gzip") => true,
        Some(_) => return Err(Error::Transport("an answer in a coding that was not asked for".to_owned())),
    };
    if response.content_length().is_some_and(|length| length > BODY_LIMIT as u64) {
        return Err(TOO_LARGE);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len() + chunk.len() > BODY_LIMIT {
            return Err(TOO_LARGE);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Body { bytes, is_gzip })
}

/// Receives a body and decodes it on a blocking thread.
///
/// # Errors
/// As [`receive`] and [`Body::text`].
pub async fn read(response: Response) -> Result<String, Error> {
    let body = receive(response).await?;
    run_blocking(move || body.text()).await
}

impl Body {
    /// How many bytes were received.
    pub const fn received(&self) -> usize {
        self.bytes.len()
    }

    /// Decodes its text, which takes a moment for a large one.
    ///
    /// # Errors
    /// [`Error::TooLarge`] after decompression, and [`Error::Transport`] when it is no gzip stream or an incomplete
    /// one.
    pub fn text(self) -> Result<String, Error> {
        let bytes = if self.is_gzip { unpacked(&self.bytes)? } else { self.bytes };
        // One name that is not UTF-8 must not fail the whole batch.
        Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let limit = BODY_LIMIT as u64 + 1;
    let read = MultiGzDecoder::new(packed).take(limit).read_to_end(&mut bytes);
    read.map_err(|error| Error::Transport(format!("an answer that does not unpack: {error}")))?;
    if bytes.len() > BODY_LIMIT { Err(TOO_LARGE) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn gzip_is_unpacked_and_half_of_it_is_an_error() {
        let bytes = packed(b"{}");
        let half = bytes[..bytes.len() / 2].to_vec();
        assert_eq!(Body { bytes, is_gzip: true }.text(), Ok("{}".to_owned()));
        for broken in [half, b"<html>".to_vec()] {
            assert_eq!(Body { bytes: broken, is_gzip: true }.text().unwrap_err().cause(), "transport");
        }
    }

    #[test]
    fn an_empty_body_is_empty_text() {
        assert_eq!(Body { bytes: Vec::new(), is_gzip: false }.text(), Ok(String::new()));
    }
}
