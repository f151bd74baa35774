//! The facts that views of a tournament start from, over generated histories: each equals what a plain look at
//! every row says.

mod reloaded;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    freeze::AtClose,
    history::Observation,
    id::{LeaderboardId, MatchId, ProfileId, TournamentId},
    matches::{Match, MatchPlayer},
    participations::Participation,
    player::{PlayerStats, Rating},
    tournament::{Tournament, Window},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use store::{
    Snapshot,
    read::{self, accounts::Accounts},
};
use tests::{
    Database,
    tournament::{create, enter, tournament},
};
use tokio::runtime::Runtime;

use super::samples::{LADDER, duel, later, noon, player, rating};

const PROFILES: [i64; 3] = [10, 11, 12];

/// Who, when it started, how long it took, the ratings before and after, and whether it was on the ladder.
type Played = (i64, i64, Option<i64>, Option<i64>, Option<i64>, bool);

/// A ladder of which the views of a tournament on [`LADDER`] want to know nothing.
const OTHER_LADDER: LeaderboardId = LeaderboardId(13);

/// Everything that polls ever brought. Times are in minutes from noon.
#[derive(Clone, Debug)]
struct Past {
    start: Option<i64>,
    end: i64,
    games: Vec<Played>,
    /// Who, when, how high ever, and how high then.
    observations: Vec<(i64, i64, i64, i64)>,
}

fn pasts() -> impl Strategy<Value = Past> {
    let rating = 1_000..1_006_i64;
    let minute = -12..12_i64;
    let game = (
        prop::sample::select(&PROFILES[..]),
        minute.clone(),
        prop::option::weighted(0.8, 0..6_i64),
        prop::option::weighted(0.8, rating.clone()),
        prop::option::weighted(0.8, rating.clone()),
        prop::bool::weighted(0.8),
    );
    // The last account is never observed.
    let observation = (prop::sample::select(&PROFILES[..2]), minute, rating.clone(), rating);
    let games = prop::collection::vec(game, 0..30);
    (prop::option::of(-8..0_i64), 0..8_i64, games, prop::collection::vec(observation, 0..20))
        .prop_map(|(start, end, games, observations)| Past { start, end, games, observations })
}

fn minute(minute: i64) -> Timestamp {
    noon() + TimeDelta::minutes(minute)
}

impl Past {
    fn matches(&self) -> Vec<Match> {
        let games = self.games.iter().enumerate();
        let games = games.map(|(index, &(profile, started, took, old_rating, new_rating, counts))| {
            let number = i64::try_from(index).unwrap() + 1;
            let one = duel(number, profile, 99);
            let player = MatchPlayer { old_rating, new_rating, ..one.players[0].clone() };
            // Of some games it is not told who was met.
            let others = one.players[1..].iter().filter(|_| index % 3 != 0).cloned();
            Match {
                leaderboard_id: if counts { Some(LADDER) } else { Some(OTHER_LADDER).filter(|_| index % 2 == 0) },
                started_at: minute(started),
                completed_at: took.map(|took| minute(started + took)),
                players: [player].into_iter().chain(others).collect(),
                ..one
            }
        });
        games.collect()
    }

    /// Polls bring observations in the order of time.
    fn polls(&self) -> Vec<(Timestamp, PlayerStats)> {
        let mut observations = self.observations.clone();
        observations.sort_by_key(|seen| seen.1);
        let poll = |(profile, at, peak, current): (i64, i64, i64, i64)| {
            let of =
                |ladder, max_rating, current_rating| Rating { max_rating, current_rating, ..rating(profile, ladder) };
            // Higher than anything on the ladder that counts, and different each time.
            let higher = 2_000 + at;
            let ratings = vec![of(LADDER, peak.max(current), current).into(), of(OTHER_LADDER, higher, higher).into()];
            (minute(at), PlayerStats { player: player(profile), ratings })
        };
        observations.into_iter().map(poll).collect()
    }

    /// The pairs that differ from the one before, which are what is kept.
    fn kept(&self, profile: i64) -> Vec<Observation> {
        let mut kept: Vec<Observation> = Vec::new();
        for (at, stats) in self.polls().into_iter().filter(|(_, stats)| stats.player.profile_id.0 == profile) {
            let (peak, current) = (stats.ratings[0].max_rating.unwrap(), stats.ratings[0].current_rating);
            if kept.last().is_none_or(|last| (last.peak, last.current) != (peak, current)) {
                kept.push(Observation { at, peak, current });
            }
        }
        kept
    }

    /// An account's games on the ladder, the oldest first.
    fn played(&self, profile: i64) -> Vec<Match> {
        let mut games: Vec<_> = self.matches();
        games.retain(|game| game.leaderboard_id == Some(LADDER) && game.players[0].profile_id.0 == profile);
        games.sort_by_key(|game| (game.started_at, game.match_id));
        games
    }

    fn at_close(&self, profile: i64) -> AtClose {
        let seen: Vec<_> = self.kept(profile).into_iter().filter(|seen| seen.at <= minute(self.end)).collect();
        let games = self.played(profile).into_iter().filter(|game| game.started_at <= minute(self.end));
        let ratings: Vec<_> = games.filter_map(|game| game.players[0].new_rating).collect();
        AtClose {
            observed_peak: seen.iter().map(|seen| seen.peak).max(),
            played_peak: ratings.iter().copied().max(),
            observed: seen.last().map(|seen| seen.current),
            played: ratings.last().copied(),
        }
    }
}

async fn store_past(database: &Database, past: &Past) -> Tournament {
    database.run("truncate tournaments, players, player_rating_snapshots, matches cascade").await;
    let mut new = tournament("cup");
    new.window = Window { start: past.start.map(minute), end: Some(minute(past.end)) };
    let id = create(&database.pool, &new).await;
    for profile in PROFILES {
        enter(&database.pool, id, &profile.to_string(), Some(profile)).await;
    }
    let mut tx = database.pool.begin().await.unwrap();
    store::matches::save(&mut tx, &past.matches(), later()).await.unwrap();
    for (at, stats) in past.polls() {
        store::stats::save(&mut tx, &[stats], at).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    read::tournaments::one(&mut snapshot, id).await.unwrap().unwrap()
}

fn check(holds: &impl AsyncFn(&mut Snapshot, Tournament, &Past) -> Result<(), TestCaseError>) {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(Database::fresh());
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let checked = TestRunner::new(config).run(&pasts(), |past| {
        runtime.block_on(async {
            let tournament = store_past(&database, &past).await;
            holds(&mut Snapshot::take(&database.pool).await.unwrap(), tournament, &past).await
        })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn what_stood_at_the_end_is_as_the_rows_say_and_is_not_looked_for_before() {
    check(&async |snapshot, tournament, past| {
        let end = minute(past.end);
        let accounts = Accounts::load(snapshot, tournament.id).await.unwrap();
        let earlier = end - TimeDelta::microseconds(1);
        let before =
            read::tournament_facts::load(snapshot, tournament.clone(), earlier, &accounts, None).await.unwrap();
        prop_assert_eq!(before.closing, None);
        let closing =
            read::tournament_facts::load(snapshot, tournament, end, &accounts, None).await.unwrap().closing.unwrap();
        for profile in PROFILES {
            prop_assert_eq!(closing.of(ProfileId(profile)), past.at_close(profile), "{}", profile);
        }
        Ok(())
    });
}

#[test]
fn the_games_are_those_that_started_in_the_window() {
    check(&async |snapshot, tournament, past| {
        let window = tournament.window;
        let accounts = Accounts::load(snapshot, tournament.id).await.unwrap();
        let tournament_facts =
            read::tournament_facts::load(snapshot, tournament, noon(), &accounts, None).await.unwrap();
        for entrant in &tournament_facts.entrants {
            let mut due = past.played(entrant.entry.profile_id.unwrap().0);
            due.retain(|game| window.contains(game.started_at));
            due.reverse();
            prop_assert_eq!(tournament_facts.participations_of(entrant), due.iter().map(as_game).collect::<Vec<_>>());
        }
        Ok(())
    });
}

#[test]
fn a_history_has_what_was_observed_in_the_window_and_last_before_it_and_earlier_games_of_the_unobserved() {
    check(&async |snapshot, tournament, past| {
        let window = tournament.window;
        let accounts = Accounts::load(snapshot, tournament.id).await.unwrap();
        let facts = read::history::past(snapshot, &tournament, &accounts, None).await.unwrap();
        let mut due = BTreeMap::new();
        for profile in PROFILES.map(ProfileId) {
            let mut seen = past.kept(profile.0);
            seen.retain(|seen| seen.at <= minute(past.end));
            let mut earlier: Vec<MatchId> = Vec::new();
            if seen.is_empty() {
                let games = past.played(profile.0).into_iter().rev();
                let games = games.filter(|game| window.start.is_some_and(|start| game.started_at < start));
                earlier.extend(games.map(|game| game.match_id));
            } else {
                let before = seen.partition_point(|seen| window.start.is_some_and(|start| seen.at <= start));
                due.insert(profile, seen.split_off(before.saturating_sub(1)));
            }
            let found: Vec<_> = facts.earlier.of(Some(profile)).iter().map(|game| game.match_id).collect();
            prop_assert_eq!(found, earlier, "{}", profile);
        }
        let found: BTreeMap<_, _> = facts.observations.into_iter().map(|(p, seen)| (p, seen.to_vec())).collect();
        prop_assert_eq!(found, due);
        Ok(())
    });
}

fn as_game(played: &Match) -> Participation {
    let own = &played.players[0];
    Participation {
        match_id: played.match_id,
        started_at: played.started_at,
        completed_at: played.completed_at,
        side: own.side,
        civilization_id: own.civilization_id,
        outcome: own.outcome,
        old_rating: own.old_rating,
        new_rating: own.new_rating,
    }
}
