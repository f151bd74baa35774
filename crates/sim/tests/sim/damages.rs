//! Damage to answers: what it changes, and that it changes nothing else.

use std::collections::BTreeMap;

use serde_json::Value;
use sim::damage::{Damage, Kind, Place};
use sim::wire;

use crate::{ANNA, BERT, four_players};

fn history() -> Vec<u8> {
    let mut world = four_players();
    for _ in 0..3 {
        world.play_ranked(ANNA, BERT);
    }
    wire::recent_match_history(&world, &[ANNA, BERT].into())
}

#[test]
fn a_seed_repeats_its_damage_and_every_kind_occurs() {
    let damage = Damage::of(&history());
    let mut kinds = BTreeMap::new();
    for seed in 0..2_000 {
        let damaged = damage.seeded(seed);
        assert_eq!(damaged, damage.seeded(seed));
        *kinds.entry(damaged.kind).or_insert(0) += 1;
    }
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    assert!(kinds.values().all(|count| *count > 50), "{kinds:?}");
}

#[test]
fn damage_to_a_field_leaves_valid_json_and_all_other_rows() {
    let body = history();
    let sound: Value = serde_json::from_slice(&body).expect("sound");
    let damage = Damage::of(&body);
    for seed in 0..5_000 {
        let damaged = damage.seeded(seed);
        if damaged.kind == Kind::Byte {
            continue;
        }
        let text = String::from_utf8_lossy(&damaged.body).into_owned();
        let Ok(value) = serde_json::from_str::<Value>(&text) else { panic!("{:?} {text}", damaged.kind) };
        let Place::Row(list, index) = &damaged.place else { continue };
        assert!(value[list].is_array(), "{:?}", damaged.place);
        for (name, rows) in [("matchHistoryStats", 3), ("profiles", 2)] {
            assert_eq!(value[name].as_array().map(Vec::len), Some(rows), "{:?}", damaged.kind);
            for row in (0..rows).filter(|row| name != list || row != index) {
                assert_eq!(value[name][row], sound[name][row], "{:?}", damaged.kind);
            }
        }
    }
}

#[test]
fn a_damaged_byte_is_in_the_reported_row() {
    let body = history();
    let damage = Damage::of(&body);
    let rows: Vec<Vec<u8>> = {
        let sound: BTreeMap<String, Value> = serde_json::from_slice(&body).expect("sound");
        let rows = sound["matchHistoryStats"].as_array().expect("a list");
        rows.iter().map(|row| row["id"].to_string().into_bytes()).collect()
    };
    let holds = |body: &[u8], part: &[u8]| body.windows(part.len()).any(|window| window == part);
    let mut places = 0;
    for seed in 0..5_000 {
        let damaged = damage.seeded(seed);
        let Place::Row(list, index) = &damaged.place else { continue };
        if damaged.kind == Kind::Byte && list == "matchHistoryStats" {
            places += 1;
            for (row, id) in rows.iter().enumerate().filter(|(row, _)| row != index) {
                assert!(holds(&damaged.body, id), "row {row} of {seed}");
            }
        }
    }
    assert!(places > 1_000, "{places}");
}
