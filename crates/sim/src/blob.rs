//! Encodes the two blobs of a match, `options` and `slotinfo`, the only reliable source for the map and for who sits
//! where. The encoding follows the recorded payloads; nothing here decodes.

mod slots;

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;

pub(crate) use self::slots::{Picks, Sitting, shown_race, slotinfo};

use crate::maps::Map;

/// Settings that are the same in every game.
const SETTINGS: [(&str, &str); 44] = [
    ("61", "-1"),
    ("0", "2"),
    ("62", "n"),
    ("92", "30"),
    ("1", "n"),
    ("87", "y"),
    ("60", "0"),
    ("59", "0"),
    ("89", "n"),
    ("4", "5"),
    ("5", "0"),
    ("51", "73"),
    ("64", "n"),
    ("85", "0"),
    ("95", "-1"),
    ("86", "y"),
    ("58", "15"),
    ("6", "76"),
    ("7", "0"),
    ("56", "2"),
    ("65", "y"),
    ("66", "y"),
    ("8", "240"),
    ("9", "0"),
    ("93", "6"),
    ("84", "-1"),
    ("83", "-1"),
    ("67", "1"),
    ("68", "5"),
    ("69", "5"),
    ("12", "50"),
    ("15", "125"),
    ("17", "8"),
    ("72", "10000"),
    ("21", "60"),
    ("28", "500"),
    ("36", "n"),
    ("91", "n"),
    ("97", "2"),
    ("90", "n"),
    ("77", "y"),
    ("57", "0"),
    ("81", "1"),
    ("98", "y"),
];

/// The `options` of a game: the real map under key 10, and a password, if any, under key 96.
pub(crate) fn options(map: &Map, password: Option<&str>) -> String {
    let mut pairs: Vec<String> = SETTINGS.iter().map(|(key, value)| format!("{key}:{value}")).collect();
    pairs.push(format!("10:{}", map.string_id));
    pairs.push(format!("38:{}", map.mapname));
    pairs.push(format!("96:{}", password.unwrap_or("n")));
    let text = format!("\"{}\"", STANDARD.encode(counted(&pairs)));
    packed(text.as_bytes())
}

/// `[u8 n]`, then n times a `u32` little-endian length and that many bytes.
fn counted(texts: &[String]) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(texts.len()).unwrap_or(u8::MAX)];
    for text in texts.iter().take(usize::from(u8::MAX)) {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

/// base64(zlib(…)), the packing of both blobs.
fn packed(bytes: &[u8]) -> String {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail; if it did, an empty blob is valid upstream.
    let deflated = zlib.write_all(bytes).and_then(|()| zlib.finish()).unwrap_or_default();
    STANDARD.encode(deflated)
}
