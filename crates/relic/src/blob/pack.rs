//! Packs blobs as the game does, for tests.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::ZlibEncoder};

/// Zlib, then base64.
pub(crate) fn deflate(bytes: &[u8]) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

/// An `options` blob with these `key:value` texts.
pub(crate) fn options(options: &[&str]) -> String {
    let mut packed = vec![u8::try_from(options.len()).unwrap()];
    for option in options {
        packed.extend(u32::try_from(option.len()).unwrap().to_le_bytes());
        packed.extend(option.as_bytes());
    }
    packed_options(&packed)
}

/// An `options` blob around bytes that may be anything.
pub(crate) fn packed_options(packed: &[u8]) -> String {
    deflate(serde_json::to_string(&STANDARD.encode(packed)).unwrap().as_bytes())
}

/// A `slotinfo` blob around a JSON list.
pub(crate) fn slotinfo(list: &serde_json::Value) -> String {
    deflate(format!("{},{list}\0", list.as_array().map_or(0, Vec::len)).as_bytes())
}
