//! Well-formed blobs, and malformed ones of every kind we could think of.

use proptest::prelude::*;
use serde_json::json;

use super::{pack::*, *};

fn an_options_blob() -> String {
    options(&["61:-1", "96:hunter2", "52:Q7Ptz==", "10:10878", "98:y"])
}

fn a_slotinfo_blob() -> String {
    slotinfo(&json!([
        {"profileInfo.id": 41, "stationID": 1, "teamID": 0, "raceID": 7, "metaData": "IkFBPT0i"},
        {"profileInfo.id": -1, "stationID": -1, "teamID": 1, "raceID": -1},
        null,
        {"profileInfo.id": "42", "teamID": 3},
    ]))
}

#[test]
fn the_map_is_option_ten() {
    assert_eq!(map_id(&an_options_blob()), Some(10_878));
    assert_eq!(map_id(&options(&["10:0"])), Some(0));
    assert_eq!(map_id(&options(&["10:-2"])), Some(-2));
    assert_eq!(map_id(&options(&["110:5", "1:0", "10", "0:10"])), None, "older blobs lack it");
    assert_eq!(map_id(&options(&["10:"])), None);
    assert_eq!(map_id(&options(&[])), None);
}

#[test]
fn truncated_options_have_no_map() {
    assert_eq!(map_id(&packed_options(&[])), None);
    assert_eq!(map_id(&packed_options(&[1, 4, 0])), None);
    assert_eq!(map_id(&packed_options(&[1, 255, 255, 255, 255, b'1', b'0', b':', b'5'])), None);
    assert_eq!(map_id(&packed_options(&[3, 4, 0, 0, 0, b'1', b'0', b':', b'5'])), Some(5));
}

#[test]
fn the_slots_list_the_players() {
    let slots = slots(&a_slotinfo_blob()).unwrap();
    assert_eq!(
        slots,
        [
            Slot { profile_id: 41, race_id: Some(7), team_id: Some(0) },
            Slot { profile_id: 42, race_id: None, team_id: Some(3) },
        ]
    );
    assert_eq!(super::slots(&deflate(b"0,[]\0")), Some(vec![]));
    for other in [&b"2"[..], b"1,{}", b"1,[{]", b"", b"\xff,[]"] {
        assert_eq!(super::slots(&deflate(other)), None);
    }
}

#[test]
fn the_padding_may_be_missing_or_wrong() {
    for text in ["5:0", "55:0", "555:0"] {
        let blob = options(&["10:9", text]);
        assert_eq!(map_id(blob.trim_end_matches('=')), Some(9));
        assert_eq!(map_id(&format!(" {blob}\n")), Some(9));
    }
}

#[test]
fn other_formats_are_ignored() {
    for other in ["", "not base64!", "AAAA", "eJw=", "====", "\u{ff}\u{2603}"] {
        assert_eq!(map_id(other), None, "{other}");
        assert_eq!(slots(other), None, "{other}");
    }
    assert_eq!(map_id(&a_slotinfo_blob()), None);
    assert_eq!(slots(&an_options_blob()), None);
}

#[test]
fn a_decompression_bomb_is_refused() {
    let bomb = deflate(&vec![b' '; 64 * LIMIT]);
    assert!(bomb.len() < LIMIT, "small enough to be tried at all");
    assert_eq!(inflate(&bomb), None);
    assert!(inflate(&deflate(&vec![b' '; LIMIT])).is_some());
    assert_eq!(inflate(&"A".repeat(LIMIT + 1)), None);
}

#[test]
fn a_truncated_blob_is_ignored() {
    for blob in [an_options_blob(), a_slotinfo_blob()] {
        for end in 0..blob.len() * 3 / 4 {
            assert_eq!(map_id(&blob[..end]), None);
            assert_eq!(slots(&blob[..end]), None);
        }
    }
}

/// Decodes a blob, which must not panic or hang.
fn survives(blob: &str) {
    _ = map_id(blob);
    _ = slots(blob);
}

proptest! {
    #[test]
    fn any_text_is_decoded_without_a_panic(text in any::<String>()) {
        survives(&text);
        survives(&deflate(text.as_bytes()));
    }

    #[test]
    fn any_bytes_are_decoded_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(&BASE64.encode(&bytes));
        survives(&deflate(&bytes));
        survives(&packed_options(&bytes));
    }

    #[test]
    fn a_flipped_bit_is_decoded_without_a_panic(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        for blob in [an_options_blob(), a_slotinfo_blob()] {
            let mut bytes = BASE64.decode(&blob).unwrap();
            let index = at.index(bytes.len());
            bytes[index] ^= 1 << bit;
            survives(&BASE64.encode(&bytes));
        }
    }

    #[test]
    fn any_map_id_survives_a_round_trip(id in any::<i64>(), before in prop::collection::vec("(1[1-9]|[2-9][0-9]):[ -~]{0,40}", 0..20)) {
        let mut texts: Vec<&str> = before.iter().map(String::as_str).collect();
        let map = format!("10:{id}");
        texts.push(&map);
        prop_assert_eq!(map_id(&options(&texts)), Some(id));
    }
}
