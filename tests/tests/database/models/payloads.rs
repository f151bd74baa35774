//! Payloads over so few values that they meet each other again and again. Each names a thing once, as the
//! upstream's client sees to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId},
    live::{Lobby, LobbyMember},
    matches::{Match, MatchPlayer, Outcome, UNNAMED_MAP},
    player::{Alias, PlayerStats, PolledRating, Rank},
};
use proptest::{
    collection::{btree_map, vec},
    option, prop_oneof,
    strategy::{Just, Strategy},
};
use store::Tx;

use crate::database::samples::{noon, player, rating, replace_live};

/// What a poll concerning matches brings.
#[derive(Clone, Debug)]
pub(super) enum Poll {
    Histories(Vec<Match>),
    Lobbies(Vec<Lobby>),
    Names(Vec<Alias>),
}

impl Poll {
    /// Saves it and returns the numbers that are told.
    pub(super) async fn save(&self, tx: &mut Tx, now: Timestamp) -> BTreeSet<i64> {
        let matches = |told: BTreeSet<MatchId>| told.into_iter().map(|id| id.0).collect();
        match self {
            Self::Histories(found) => matches(store::matches::save(tx, found, now).await.unwrap()),
            Self::Names(names) => matches(store::matches::save_aliases(tx, names).await.unwrap()),
            Self::Lobbies(lobbies) => {
                let told = replace_live(tx, lobbies, now).await;
                told.into_iter().map(|profile| profile.0).collect()
            }
        }
    }
}

/// The current rating, how far the peak is above it, the wins and the rank.
type LadderRow = (i64, Option<i64>, Option<i64>, Option<Rank>);

pub(super) fn stats_polls() -> impl Strategy<Value = Vec<Vec<PlayerStats>>> {
    let rank = option::of(prop_oneof![Just(Rank::Unranked), (1..3_i64).prop_map(Rank::At)]);
    let facts = (0..4_i64, option::of(0..3_i64), option::of(0..2_i64), rank);
    let ladders = btree_map(3..5_i64, facts, 0..3);
    let clan = option::of(prop_oneof![Just(String::new()), names()]);
    let person = (option::of(names()), option::of(names()), clan, option::of(1..3_i64), ladders);
    let poll = btree_map(1..5_i64, person, 0..5).prop_map(|people| {
        let stats = |(id, (alias, country, clan_name, level, ladders))| {
            let ladders: BTreeMap<i64, LadderRow> = ladders;
            let ratings = ladders.into_iter().map(|(ladder, (current_rating, above, wins, rank))| PolledRating {
                current_rating,
                max_rating: above.map(|above| current_rating + above),
                wins,
                rank,
                ..PolledRating::from(rating(id, LeaderboardId(ladder)))
            });
            let player = domain::player::Player { alias, country, clan_name, level, ..player(id) };
            PlayerStats { player, ratings: ratings.collect() }
        };
        people.into_iter().map(stats).collect()
    });
    vec(poll, 1..7)
}

pub(super) fn match_polls() -> impl Strategy<Value = Vec<Poll>> {
    let poll = prop_oneof![
        3 => btree_map(1..4_i64, a_match(), 0..4)
            .prop_map(|all| Poll::Histories(all.into_iter().map(|(id, m)| Match { match_id: MatchId(id), ..m }).collect())),
        3 => btree_map(1..4_i64, a_lobby(), 0..4)
            .prop_map(|all| Poll::Lobbies(all.into_iter().map(|(id, l)| Lobby { match_id: MatchId(id), ..l }).collect())),
        1 => btree_map(1..5_i64, names(), 0..5).prop_map(|all| {
            Poll::Names(all.into_iter().map(|(id, alias)| Alias { profile_id: ProfileId(id), alias }).collect())
        }),
    ];
    vec(poll, 1..9)
}

fn a_match() -> impl Strategy<Value = Match> {
    let outcome = option::of(prop_oneof![Just(Outcome::Win), Just(Outcome::Loss)]);
    let civilization = (-1..2_i64, proptest::bool::ANY);
    let number = || option::of(0..2_i64);
    let part = (civilization, number(), outcome, number(), number(), number());
    let map = prop_oneof![
        3 => names().prop_map(|name| (name, false)),
        2 => names().prop_map(|name| (name, true)),
        1 => Just((UNNAMED_MAP.to_owned(), true)),
    ];
    // So near each other that some would end before they start, were they believed.
    let half_hours = || 0..5_i64;
    let head = (6..8_i64, option::of(3..5_i64), map, option::of(names()), half_hours(), option::of(half_hours()));
    (head, btree_map(1..5_i64, part, 0..4)).prop_map(
        |((matchtype, ladder, (map_name, map_is_guess), description, start, end), parts)| Match {
            match_id: MatchId(0),
            matchtype_id: MatchTypeId(matchtype),
            leaderboard_id: ladder.map(LeaderboardId),
            map_name,
            map_is_guess,
            description,
            started_at: noon() - TimeDelta::minutes(30 * start),
            completed_at: end.map(|end| noon() - TimeDelta::minutes(30 * end.min(start))),
            players: parts
                .into_iter()
                .map(|(id, ((civilization, is_guess), side, outcome, old_rating, new_rating, xp_gained))| MatchPlayer {
                    profile_id: ProfileId(id),
                    civilization_id: CivilizationId(civilization),
                    civilization_is_guess: is_guess,
                    side: side.map(SideId),
                    outcome,
                    old_rating,
                    new_rating,
                    xp_gained,
                })
                .collect(),
        },
    )
}

fn a_lobby() -> impl Strategy<Value = Lobby> {
    let members = btree_map(1..5_i64, (-1..2_i64, option::of(0..2_i64)), 0..4);
    (proptest::bool::ANY, option::of(3..5_i64), names(), members).prop_map(|(started, ladder, map_name, members)| {
        Lobby {
            match_id: MatchId(0),
            started,
            matchtype_id: MatchTypeId(6),
            leaderboard_id: ladder.map(LeaderboardId),
            map_name,
            description: None,
            members: members
                .into_iter()
                .map(|(id, (civilization, side))| LobbyMember {
                    profile_id: ProfileId(id),
                    civilization_id: CivilizationId(civilization),
                    side: side.map(SideId),
                })
                .collect(),
        }
    })
}

fn names() -> impl Strategy<Value = String> {
    prop_oneof![Just("one".to_owned()), Just("two".to_owned())]
}
