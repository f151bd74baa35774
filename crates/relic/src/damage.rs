//! Reads a hundred thousand damaged answers: nothing panics, undamaged rows are read as usual, missing facts are not
//! replaced by wrong ones, and the order of rows does not matter.

mod same_or_less;
mod subjects;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use domain::{
    live::Lobby,
    matches::Match,
    player::{Alias, PlayerStats},
};
use serde_json::Value;
use sim::damage::{Damage, Damaged, Kind, Place};

use self::same_or_less::SameOrLess;
use self::subjects::{Subject, subjects};

/// A third of them for each of the three kinds of answer.
const SEEDS: u64 = 100_000;

/// What was read, by the list's key and the row's index, and the fact's name.
type Read = BTreeMap<(String, String), Fact>;

#[derive(Clone, Debug, PartialEq)]
enum Fact {
    Stats(PlayerStats),
    Match(Match),
    Lobby(Lobby),
    Alias(Alias),
}

#[test]
fn a_hundred_thousand_damaged_answers() {
    let subjects = subjects();
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get) as u64;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let subjects = &subjects;
            scope.spawn(move || {
                for (subject, offset) in subjects.iter().zip(0..) {
                    let trial = Trial::of(subject);
                    (thread..SEEDS.div_ceil(3)).step_by(threads as usize).for_each(|seed| trial.run(3 * seed + offset));
                }
            });
        }
    });
}

struct Trial<'a> {
    subject: &'a Subject,
    damage: Damage,
    /// The facts in the undamaged answer.
    known: Read,
    sound: Value,
}

impl<'a> Trial<'a> {
    fn of(subject: &'a Subject) -> Self {
        let known = (subject.read)(&subject.sound).unwrap();
        assert!(known.len() > 4, "the answer is worth the name");
        let sound = serde_json::from_slice(&subject.sound).unwrap();
        Self { subject, damage: Damage::of(&subject.sound), known, sound }
    }

    fn run(&self, seed: u64) {
        let damaged = self.damage.seeded(seed);
        let context = || {
            format!("seed {seed}: {:?} {:?}: {}", damaged.kind, damaged.place, String::from_utf8_lossy(&damaged.body))
        };
        let read = match (self.subject.read)(&damaged.body) {
            Ok(read) => read,
            Err(error) => return assert!(self.may_fail(&damaged), "{error} {}", context()),
        };
        let touched = self.touched(&damaged.place);
        for (key, fact) in &self.known {
            if !touched.contains(key) {
                assert_eq!(read.get(key), Some(fact), "{key:?} {}", context());
            } else if damaged.kind != Kind::Byte
                && let Some(other) = read.get(key)
            {
                fact.check(other).unwrap_or_else(|what| panic!("{what} {key:?} {}", context()));
            }
        }
        if damaged.kind == Kind::Reordered {
            assert_eq!(read, self.known, "{}", context());
        }
        if seed % 10 < 3 && damaged.kind != Kind::Byte {
            let turned = (self.subject.read)(&reversed(&damaged.body)).ok();
            assert_eq!(turned.as_ref(), Some(&read), "{}", context());
        }
    }

    /// The facts that damage in this place may change.
    fn touched(&self, place: &Place) -> BTreeSet<(String, String)> {
        let of_rows =
            |list: &String, rows: &[Value]| rows.iter().flat_map(|row| (self.subject.touches)(list, row)).collect();
        let rows = |list: &String| self.sound[list].as_array().map_or(&[][..], Vec::as_slice);
        match place {
            Place::Row(list, index) => of_rows(list, &rows(list)[*index..=*index]),
            Place::List(list) => of_rows(list, rows(list)),
            Place::Result | Place::Between => BTreeSet::new(),
        }
    }

    /// Whether the whole answer may be refused: because its result is damaged, its one required list is missing, or it
    /// is a page of lobbies that may have been cut short.
    fn may_fail(&self, damaged: &Damaged) -> bool {
        let is_needed = |list: &str| ["statGroups", "matches"].contains(&list);
        let is_lobby_page = self.sound.get("matches").is_some();
        let touches_end = self.damage_is_at_end(damaged);
        match &damaged.place {
            Place::Result => true,
            Place::List(list) => is_needed(list),
            Place::Between | Place::Row(..) => is_lobby_page && damaged.kind == Kind::Byte && touches_end,
        }
    }

    /// Whether the answer's last bytes or its last row are damaged, so that it looks cut short.
    fn damage_is_at_end(&self, damaged: &Damaged) -> bool {
        let sound = &self.subject.sound;
        let same = sound.iter().zip(&damaged.body).take_while(|(a, b)| a == b).count();
        let last_row = sound.windows(2).rposition(|pair| pair == b",{" || pair == b"[{").unwrap_or(0);
        same > last_row
    }
}

/// The same answer with each top-level list reversed.
fn reversed(body: &[u8]) -> Vec<u8> {
    // A `Value` keeps only one of duplicate keys; such bodies are returned unchanged.
    let Ok(Value::Object(mut keys)) = serde_json::from_slice(body) else { return body.to_vec() };
    if serde_json::to_vec(&keys).map_or(0, |text| text.len()) != body.len() {
        return body.to_vec();
    }
    keys.values_mut().filter_map(Value::as_array_mut).for_each(|list| list.reverse());
    serde_json::to_vec(&keys).unwrap()
}
