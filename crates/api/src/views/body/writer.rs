//! Takes a body's bytes as they are written, and compresses them on the way once there are many: of a history of
//! fifteen megabytes, at most half a megabyte is in memory uncompressed.

use std::io::{self, Write};

use zstd::stream::write::Encoder;

use super::uncompressed::{LARGE, StoredBytes, ZstdBytes};
use crate::views::ContentEncoding;

/// A body that is being written.
#[derive(Default)]
pub(crate) struct BodyWriter {
    /// The bytes that are not compressed yet.
    plain: Vec<u8>,
    zstd: Option<Encoder<'static, Vec<u8>>>,
    /// The number of bytes that were compressed.
    compressed: usize,
}

impl BodyWriter {
    /// Ends the body and returns it in the form in which it is stored. Fails when it cannot be compressed.
    pub(super) fn finish(mut self) -> io::Result<StoredBytes> {
        if self.zstd.is_some() {
            self.compress()?;
        }
        Ok(match self.zstd {
            Some(encoder) => StoredBytes::Zstd(ZstdBytes { bytes: encoder.finish()?.into(), length: self.compressed }),
            None => {
                self.plain.shrink_to_fit();
                StoredBytes::Plain(self.plain.into())
            }
        })
    }

    fn compress(&mut self) -> io::Result<()> {
        let encoder = match &mut self.zstd {
            Some(encoder) => encoder,
            none => none.insert(ContentEncoding::zstd_encoder()?),
        };
        encoder.write_all(&self.plain)?;
        self.compressed += self.plain.len();
        self.plain.clear();
        Ok(())
    }
}

impl Write for BodyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.plain.extend_from_slice(bytes);
        if self.plain.len() >= LARGE {
            self.compress()?;
        }
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(|_| ())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(length: usize, piece: usize) -> StoredBytes {
        let bytes: Vec<_> = (0..length).map(|at| b'a' + (at / 1_000 % 20) as u8).collect();
        let mut writer = BodyWriter::default();
        bytes.chunks(piece).for_each(|piece| writer.write_all(piece).unwrap());
        let stored = writer.finish().unwrap();
        let written = match &stored {
            StoredBytes::Plain(bytes) => bytes.clone(),
            StoredBytes::Zstd(zstd) => {
                assert_eq!(zstd.length, length);
                zstd.decompress().unwrap()
            }
        };
        assert!(written == bytes, "{length} bytes in pieces of {piece}");
        stored
    }

    #[test]
    fn a_body_is_kept_as_it_was_written_and_compressed_once_it_is_large() {
        for piece in [7, 4_096, LARGE, 3 * LARGE] {
            for length in [0, 1, LARGE - 1] {
                assert!(matches!(stored(length, piece), StoredBytes::Plain(_)), "{length}");
            }
            for length in [LARGE, LARGE + 1, 2 * LARGE, 5 * LARGE + 3] {
                let StoredBytes::Zstd(zstd) = stored(length, piece) else {
                    panic!("{length} bytes are stored as they are")
                };
                assert!(zstd.bytes.len() < length / 10);
            }
        }
    }
}
