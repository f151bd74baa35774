//! A generated event of fifteen days, of any size, stored as polls would have left it.

mod ladder;

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{EntryId, LeaderboardId, ProfileId, TournamentId},
    nudge::{Event, Scope},
    player::{Alias, Player, PlayerStats, Rating},
    tournament::{RankBy, Window},
};
use ladder::{Play, STRANGERS};
use store::{Pool, matches, nudges, stats, tournaments::NewTournament};
use tests::{
    Database,
    tournament::{create, enter, team, tournament},
};

/// How many days ago it started.
const DAYS: i64 = 15;
/// Members of a team.
const TEAM: usize = 5;

/// How large an event is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) entries: i64,
    pub(crate) games: i64,
}

/// Stores an event as two tournaments: at the slug `peaks`, ranked by peak ratings, and at `currents`, by current ones.
pub(crate) async fn store(database: &Database, now: Timestamp, size: Size) {
    play(database, now, size).await;
    for (slug, rank_by) in [("peaks", RankBy::PeakRating), ("currents", RankBy::CurrentRating)] {
        hold(database, slug, rank_by, size, now).await;
    }
    database.run("vacuum analyze").await;
}

/// Stores an event at the slug `crowd`, whatever its size: the roster is written as rows, beyond the limit.
pub(crate) async fn store_crowd(database: &Database, now: Timestamp, size: Size) {
    play(database, now, size).await;
    let window = Window { start: Some(now - TimeDelta::days(DAYS)), end: Some(now + TimeDelta::days(1)) };
    let id = create(&database.pool, &NewTournament { window, ..tournament("crowd") }).await;
    let roster = "insert into tournament_players (tournament_id, name, profile_id)
        select $1, 'Player ' || number, number
        from generate_series(1, $2) number";
    sqlx::query(roster).bind(id.0).bind(size.entries).execute(&database.pool).await.unwrap();
    database.run("vacuum analyze").await;
}

/// Stores the players and their games.
async fn play(database: &Database, now: Timestamp, size: Size) {
    let pool = &database.pool;
    let mut ladder = Play::new(size);
    let games: Vec<_> = (1..=size.games).map(|number| ladder.game(number, now)).collect();
    let mut tx = pool.begin().await.unwrap();
    let players: Vec<_> = (1..=size.entries).map(|profile| player(profile, ladder.rating(profile))).collect();
    stats::save(&mut tx, &players, now).await.unwrap();
    for games in games.chunks(5_000) {
        matches::save(&mut tx, games, now).await.unwrap();
    }
    let aliases: Vec<_> = (1..=size.entries + STRANGERS)
        .map(|profile| Alias { profile_id: ProfileId(profile), alias: format!("Alias {profile}") })
        .collect();
    matches::save_aliases(&mut tx, &aliases).await.unwrap();
    tx.commit().await.unwrap();
    observe(database).await;
}

/// Stores what polls would have observed: the ratings after each game, twenty seconds later.
async fn observe(database: &Database) {
    database.run("delete from player_rating_snapshots").await;
    let observations = "insert into player_rating_snapshots
            (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
        select
            player.profile_id,
            player.leaderboard_id,
            max(player.new_rating) over (
                partition by player.profile_id order by player.completed_at, player.match_id
            ),
            player.new_rating,
            player.completed_at + interval '20 seconds'
        from match_players player
        join players entrant on entrant.profile_id = player.profile_id
        order by player.completed_at";
    database.run(observations).await;
    let ratings = "update player_ratings rating
        set max_rating = last.max_rating, current_rating = last.current_rating
        from (
            select distinct on (profile_id) profile_id, max_rating, current_rating
            from player_rating_snapshots
            order by profile_id, observed_at desc, id desc
        ) last
        where last.profile_id = rating.profile_id";
    database.run(ratings).await;
}

async fn hold(database: &Database, slug: &str, rank_by: RankBy, size: Size, now: Timestamp) {
    let pool = &database.pool;
    let window = Window { start: Some(now - TimeDelta::days(DAYS)), end: Some(now + TimeDelta::days(1)) };
    let id = create(pool, &NewTournament { rank_by, window, ..tournament(slug) }).await;
    let mut entries = Vec::new();
    for profile in 1..=size.entries {
        entries.push(enter(pool, id, &format!("Player {profile}"), Some(profile)).await);
    }
    form_teams(pool, id, &entries).await;
}

/// Forms teams of the entries of a tournament.
pub(crate) async fn form_teams(pool: &Pool, of: TournamentId, entries: &[EntryId]) {
    for (number, members) in entries.chunks(TEAM).enumerate() {
        team(pool, of, &format!("{number} together"), members).await;
    }
}

/// Stores another rating of an account, as a poll does that finds it.
pub(crate) async fn rate(pool: &Pool, profile: i64, rating: i64, now: Timestamp) {
    let mut tx = pool.begin().await.unwrap();
    stats::save(&mut tx, &[player(profile, rating)], now).await.unwrap();
    tx.commit().await.unwrap();
}

/// Nudges about everything of the tournaments.
pub(crate) async fn nudge_all(database: &Database, now: Timestamp) {
    let mut tx = database.pool.begin().await.unwrap();
    for event in Event::ALL {
        nudges::publish(&mut tx, event, &Scope::All, now).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn player(profile: i64, rating: i64) -> PlayerStats {
    let profile_id = ProfileId(profile);
    let (alias, country) = (Some(format!("Alias {profile}")), Some("de".to_owned()));
    let player = Player { alias, country, ..Player::new(profile_id) };
    let rating = Rating {
        wins: 100,
        losses: 100,
        streak: 1,
        rank: Some(profile),
        rank_total: Some(50_000),
        ..Rating::new(profile_id, LeaderboardId(3), rating)
    };
    PlayerStats { player, ratings: vec![rating.into()] }
}
