//! The content codings we speak.

use std::io::Write as _;

/// A content coding we speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentEncoding {
    Brotli,
    Zstd,
    Gzip,
}

impl ContentEncoding {
    /// All of them, the preferred first: brotli makes the smallest JSON.
    pub(crate) const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// Compresses what only we read again: fast, in zstd.
    pub(super) fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        zstd::bulk::compress(bytes, 1)
    }

    /// What [`ContentEncoding::pack`] made of so many bytes.
    pub(super) fn unpack(bytes: &[u8], length: usize) -> std::io::Result<Vec<u8>> {
        zstd::bulk::decompress(bytes, length)
    }

    pub(super) fn compress(self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let mut writer = brotli::CompressorWriter::new(Vec::new(), 16 * 1024, 5, 20);
                writer.write_all(bytes)?;
                writer.flush()?;
                Ok(writer.into_inner())
            }
            Self::Zstd => zstd::bulk::compress(bytes, 6),
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                writer.write_all(bytes)?;
                writer.finish()
            }
        }
    }
}
