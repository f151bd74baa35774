//! Reads a hundred thousand damaged answers: nothing panics, undamaged rows are read as usual, missing facts are not
//! replaced by wrong ones, and the order of rows does not matter.

mod same_or_less;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use domain::{
    live::Lobby,
    matches::Match,
    player::{Alias, Player, PlayerStats},
};
use serde_json::Value;
use sim::{
    Config, Game, Ladder, MatchType, Profile, ProfileId, World,
    damage::{Damage, Damaged, Kind, Place},
    wire,
};

use json_client::readable;

use self::same_or_less::SameOrLess;
use crate::{Error, MatchTypes, convert, reconcile};

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

/// One kind of answer.
struct Subject {
    sound: Vec<u8>,
    read: fn(&[u8]) -> Result<Read, Error>,
    /// Which facts depend on a row: takes the list's key and the row's value.
    touches: fn(&str, &Value) -> BTreeSet<(String, String)>,
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
        let is_look = self.sound.get("matches").is_some();
        let touches_end = self.damage_is_at_end(damaged);
        match &damaged.place {
            Place::Result => true,
            Place::List(list) => is_needed(list),
            Place::Between | Place::Row(..) => is_look && damaged.kind == Kind::Byte && touches_end,
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

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

fn read_stats(body: &[u8]) -> Result<Read, Error> {
    let answer = readable(text(body), &convert::players::LISTS)?;
    let rows = convert::players::read(&answer.text)?;
    let mut read = Read::new();
    for stats in reconcile::stats(rows.rows) {
        for rating in &stats.ratings {
            let key = format!("{} on {}", rating.profile_id, rating.leaderboard_id.0);
            let alone = PlayerStats { ratings: vec![rating.clone()], player: Player::new(stats.player.profile_id) };
            read.insert(("rating".to_owned(), key), Fact::Stats(alone));
        }
        let id = stats.player.profile_id.to_string();
        read.insert(("player".to_owned(), id), Fact::Stats(PlayerStats { ratings: vec![], ..stats }));
    }
    Ok(read)
}

fn read_histories(body: &[u8]) -> Result<Read, Error> {
    let answer = readable(text(body), &convert::matches::LISTS)?;
    let rows = convert::matches::read(&answer.text, &MatchTypes::default())?;
    let matches = reconcile::matches(rows.rows).into_iter();
    let matches = matches.map(|found| (("match".to_owned(), found.match_id.0.to_string()), Fact::Match(found)));
    Ok(matches.chain(named(rows.aliases)).collect())
}

fn read_lobbies(body: &[u8]) -> Result<Read, Error> {
    let answer = readable(text(body), &convert::lobbies::LISTS)?;
    if answer.is_cut {
        return Err(Error::not_json(&answer.text));
    }
    let page = convert::lobbies::read(&answer.text, &MatchTypes::default())?;
    let known: BTreeSet<_> = page.rows.rows.iter().map(|lobby| lobby.match_id).collect();
    // Every lobby that is not read is either known to be listed, or not known to be gone.
    assert!(known.len() + page.unread.difference(&known).count() >= 3 || page.has_unknown, "{}", text(body));
    let lobbies = page.rows.rows.into_iter();
    let lobbies = lobbies.map(|lobby| (("lobby".to_owned(), lobby.match_id.0.to_string()), Fact::Lobby(lobby)));
    Ok(lobbies.chain(named(page.rows.aliases)).collect())
}

fn named(aliases: Vec<Alias>) -> impl Iterator<Item = ((String, String), Fact)> {
    let aliases = reconcile::aliases(aliases).into_iter();
    aliases.map(|alias| (("alias".to_owned(), alias.profile_id.to_string()), Fact::Alias(alias)))
}

fn keys<const N: usize>(keys: [(&str, String); N]) -> BTreeSet<(String, String)> {
    keys.into_iter().map(|(kind, key)| (kind.to_owned(), key)).collect()
}

fn subjects() -> Vec<Subject> {
    let mut world = World::new(Config::new(11, 1_781_600_000));
    let players = [101, 102, 103].map(ProfileId);
    for (id, alias) in players.into_iter().zip(["Anna {[", "Bert\"\\", "人\n"]) {
        let rated = Profile::new(id, alias).rated(Ladder::SoloRm, 1500, 1_781_599_000);
        world.add_profile(Profile { clan: "OAK".to_owned(), ..rated.rated(Ladder::TeamRm, 1400, 1_781_598_000) });
    }
    let everybody = BTreeSet::from(players);
    let [anna, bert, carl] = players;
    world.play_ranked(anna, bert);
    world.play(&Game::new(MatchType::Custom, &[carl], &[anna]));
    world.play_ranked(bert, carl);
    world.open_lobby(&[anna, bert], MatchType::Custom);
    let started = world.open_lobby(&[bert, carl], MatchType::SoloRm);
    world.start_lobby(started).unwrap();
    let odd = world.open_lobby(&[carl], MatchType::Custom);
    world.edit_lobby(odd, |lobby| lobby.description = "\"id\":1,{\"matchtype_id\":0} ]}".to_owned()).unwrap();
    vec![
        Subject { sound: wire::personal_stat(&world, &everybody), read: read_stats, touches: touched_stats },
        Subject {
            sound: wire::recent_match_history(&world, &everybody),
            read: read_histories,
            touches: touched_history,
        },
        Subject { sound: wire::advertisements(&world, 0, 100), read: read_lobbies, touches: touched_lobbies },
    ]
}

fn touched_stats(list: &str, row: &Value) -> BTreeSet<(String, String)> {
    // The ratings of a group are joined by its number.
    let on = |group: &Value, ladder: i64| format!("{} on {ladder}", group.as_i64().unwrap() - 50_000_000);
    if list == "statGroups" {
        let player = row["members"][0]["profile_id"].to_string();
        return keys([("player", player), ("rating", on(&row["id"], 3)), ("rating", on(&row["id"], 4))]);
    }
    keys([("rating", on(&row["statgroup_id"], row["leaderboard_id"].as_i64().unwrap()))])
}

fn touched_history(list: &str, row: &Value) -> BTreeSet<(String, String)> {
    let is_match = list == "matchHistoryStats";
    keys([if is_match { ("match", row["id"].to_string()) } else { ("alias", row["profile_id"].to_string()) }])
}

fn touched_lobbies(list: &str, row: &Value) -> BTreeSet<(String, String)> {
    keys([if list == "matches" { ("lobby", row["id"].to_string()) } else { ("alias", row["profile_id"].to_string()) }])
}
