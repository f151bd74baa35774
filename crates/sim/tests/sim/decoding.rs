//! A decoder of the two blobs, written from the protocol's description and not from the encoder.

use std::collections::BTreeMap;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::ZlibDecoder;
use serde_json::Value;

fn inflated(blob: &Value) -> String {
    let packed = STANDARD.decode(blob.as_str().expect("text")).expect("base64");
    let mut text = String::new();
    ZlibDecoder::new(packed.as_slice()).read_to_string(&mut text).expect("zlib");
    text
}

/// The settings by key.
pub(crate) fn options(blob: &Value) -> BTreeMap<i64, String> {
    let text: String = serde_json::from_str(&inflated(blob)).expect("a JSON string");
    let bytes = STANDARD.decode(text).expect("base64 inside");
    let (count, mut rest) = bytes.split_first().expect("a count");
    let mut settings = BTreeMap::new();
    while let Some((length, after)) = rest.split_first_chunk() {
        let (pair, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        let (key, value) = str::from_utf8(pair).expect("text").split_once(':').expect("a pair");
        settings.insert(key.parse().expect("a number"), value.to_owned());
        rest = after;
    }
    assert!(rest.is_empty(), "nothing after the last pair");
    assert_eq!(settings.len(), usize::from(*count), "the count is true, the keys distinct");
    settings
}

/// What precedes the slots, and the slots.
pub(crate) fn slots(blob: &Value) -> (usize, Vec<Value>) {
    let text = inflated(blob);
    let text = text.strip_suffix('\0').expect("a zero at the end");
    let (count, list) = text.split_once(',').expect("a count");
    let slots = serde_json::from_str(list).expect("a list");
    (count.parse().expect("a number"), slots)
}

/// The players in the slots.
pub(crate) fn sitting(blob: &Value) -> Vec<i64> {
    let (_, slots) = slots(blob);
    let ids = slots.iter().filter_map(|slot| slot["profileInfo.id"].as_i64());
    ids.filter(|id| *id != -1).collect()
}
