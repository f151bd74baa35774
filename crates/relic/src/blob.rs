//! Decodes the packed texts inside lobbies and matches. An undecodable blob is no error, because other keys contain
//! roughly the same, less reliably.

use std::io::Read as _;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use flate2::read::ZlibDecoder;

use json_client::Field;

use crate::wire;

/// The most bytes in a blob, before and after decompression. Real ones have a few kilobytes.
const LIMIT: usize = 1024 * 1024;

/// The padding is not always there.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The option with the map. No other option is kept: key 96 can be the lobby's password.
const MAP: &str = "10";

/// The map id in an `options` blob: positive for a built-in map, 0 for a custom script, -2 for a scenario. Older blobs
/// lack it.
pub(crate) fn map_id(options: &str) -> Option<i64> {
    let text: String = serde_json::from_str(&inflate(options)?).ok()?;
    let packed = BASE64.decode(text.trim()).ok()?;
    let (&count, mut rest) = packed.split_first()?;
    for _ in 0..count {
        let (length, after) = rest.split_first_chunk()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (option, after) = after.split_at_checked(length)?;
        if let Some((MAP, value)) = std::str::from_utf8(option).ok().and_then(|text| text.split_once(':')) {
            return value.trim().parse().ok();
        }
        rest = after;
    }
    None
}

/// A taken slot of a `slotinfo` blob, in the upstream's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) profile_id: i64,
    pub(crate) race_id: Option<i64>,
    pub(crate) team_id: Option<i64>,
}

/// The taken slots of a `slotinfo` blob: `<count>,<JSON list>` and a NUL.
pub(crate) fn slots(slotinfo: &str) -> Option<Vec<Slot>> {
    let text = inflate(slotinfo)?;
    let (_count, list) = text.split_once(',')?;
    let list: Field<'_> = serde_json::from_str(list).ok()?;
    let rows = list.list()?.into_iter().filter_map(Field::row::<wire::Slot<'_>>);
    Some(rows.filter_map(taken).collect())
}

fn taken(slot: wire::Slot<'_>) -> Option<Slot> {
    Some(Slot {
        // Open and closed slots have -1.
        profile_id: slot.profile_id.int().filter(|&id| id > 0)?,
        race_id: slot.race_id.int(),
        team_id: slot.team_id.int(),
    })
}

/// Decodes base64, then zlib, then text, without the NUL at its end.
fn inflate(blob: &str) -> Option<String> {
    if blob.len() > LIMIT {
        return None;
    }
    let packed = BASE64.decode(blob.trim()).ok()?;
    let mut bytes = Vec::new();
    let most = LIMIT as u64 + 1;
    ZlibDecoder::new(packed.as_slice()).take(most).read_to_end(&mut bytes).ok()?;
    if bytes.len() > LIMIT {
        return None;
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(text.trim_end_matches('\0').to_owned())
}

#[cfg(test)]
pub(crate) mod pack;
#[cfg(test)]
mod tests;
