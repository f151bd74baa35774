//! The answers to damage: one of each kind, how it is read, and which facts depend on each of its rows.

use std::collections::BTreeSet;

use domain::player::{Alias, Player, PlayerStats};
use json_client::readable;
use serde_json::Value;
use sim::{Config, Game, Ladder, MatchType, Profile, ProfileId, World, wire};

use super::{Fact, Read};
use crate::{Error, MatchTypes, convert, reconcile};

/// One kind of answer.
pub(super) struct Subject {
    pub(super) sound: Vec<u8>,
    pub(super) read: fn(&[u8]) -> Result<Read, Error>,
    /// Which facts depend on a row: takes the list's key and the row's value.
    pub(super) touches: fn(&str, &Value) -> BTreeSet<(String, String)>,
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

pub(super) fn subjects() -> Vec<Subject> {
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
