//! Stores the status, score, winner and games of series, where they differ from what is stored.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{
    id::{SeriesId, TournamentId},
    series::{NotCounted, SeriesGame, SeriesState},
};

use crate::{
    Error, Tx,
    columns::{column, time},
};

/// Stores the states that differ, and returns the series that changed. `decisions` has the numbers of the hosts'
/// decisions.
pub(super) async fn save(
    tx: &mut Tx,
    tournament: TournamentId,
    states: &[SeriesState],
    decisions: &HashMap<SeriesId, Vec<i64>>,
) -> Result<BTreeSet<i64>, Error> {
    let mut changed: BTreeSet<_> = save_states(tx, states).await?.into_iter().collect();
    let games: Vec<GameRow> = states.iter().flat_map(|state| rows(state, decisions)).collect();
    changed.extend(save_games(tx, tournament, &games).await?);
    Ok(changed)
}

/// A row of `series_games`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GameRow {
    series_id: i64,
    place: i16,
    match_id: Option<i64>,
    decision_id: Option<i64>,
    winner: Option<i16>,
    not_counted: Option<&'static str>,
}

fn rows(state: &SeriesState, decisions: &HashMap<SeriesId, Vec<i64>>) -> Vec<GameRow> {
    let numbers = decisions.get(&state.id).map_or(&[] as &[_], Vec::as_slice);
    let row = |(place, game): (i16, &SeriesGame)| GameRow {
        series_id: state.id.0,
        place,
        match_id: game.match_id.map(|id| id.0),
        decision_id: game.decision.and_then(|place| numbers.get(place).copied()),
        winner: game.winner.map(|winner| u8::from(winner).into()),
        not_counted: game.not_counted.map(NotCounted::as_str),
    };
    (1..).zip(&state.games).map(row).collect()
}

#[tracing::instrument(target = "trace", name = "store.series.save.save_states", skip_all)]
async fn save_states(tx: &mut Tx, states: &[SeriesState]) -> Result<Vec<i64>, Error> {
    let saved = sqlx::query_scalar!(
        "update series stored
        set status = found.status, first_score = found.first_score, second_score = found.second_score,
            winner = found.winner, decided_by = found.decided_by, decided_at = found.decided_at
        from unnest(
            $1::bigint[], $2::text[], $3::smallint[], $4::smallint[], $5::smallint[], $6::text[], $7::timestamptz[]
        ) as found (id, status, first_score, second_score, winner, decided_by, decided_at)
        where stored.id = found.id
            and (
                stored.status, stored.first_score, stored.second_score, stored.winner, stored.decided_by,
                stored.decided_at
            ) is distinct from (
                found.status, found.first_score, found.second_score, found.winner, found.decided_by, found.decided_at
            )
        returning stored.id",
        &column(states, |state| state.id.0),
        &column(states, |state| state.status.as_str().to_owned()),
        &column(states, |state| i16::from(state.score[0])),
        &column(states, |state| i16::from(state.score[1])),
        &column(states, |state| state.winner.map(|winner| i16::from(u8::from(winner)))) as &[Option<i16>],
        &column(states, |state| state.decided_by.map(domain::series::DecidedBy::as_str)) as &[Option<&str>],
        &column(states, |state| time(state.decided_at)) as &[Option<chrono::DateTime<chrono::Utc>>],
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(saved)
}

/// Replaces the games of the series in which any differs, and returns these series.
#[tracing::instrument(target = "trace", name = "store.series.save.save_games", skip_all)]
async fn save_games(tx: &mut Tx, tournament: TournamentId, games: &[GameRow]) -> Result<BTreeSet<i64>, Error> {
    let known = sqlx::query!(
        "select series_id, place, match_id, decision_id, winner, not_counted
        from series_games
        where tournament_id = $1",
        tournament.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let known: HashMap<(i64, i16), _> = known
        .into_iter()
        .map(|row| ((row.series_id, row.place), (row.match_id, row.decision_id, row.winner, row.not_counted)))
        .collect();
    let is_known = |game: &&GameRow| {
        known.get(&(game.series_id, game.place)).is_some_and(|(match_id, decision_id, winner, not_counted)| {
            (*match_id, *decision_id, *winner) == (game.match_id, game.decision_id, game.winner)
                && not_counted.as_deref() == game.not_counted
        })
    };
    let (kept, new): (Vec<&GameRow>, Vec<&GameRow>) = games.iter().partition(is_known);
    let is_kept: HashSet<_> = kept.iter().map(|game| (game.series_id, game.place)).collect();
    let left = known.keys().filter(|key| !is_kept.contains(key)).map(|(series, _)| *series);
    let changed: BTreeSet<_> = left.chain(new.iter().map(|game| game.series_id)).collect();
    if changed.is_empty() {
        return Ok(changed);
    }
    // All games of these series go first: a match may move to another one.
    remove_games(tx, &changed).await?;
    let replaced: Vec<_> = games.iter().filter(|game| changed.contains(&game.series_id)).copied().collect();
    add_games(tx, tournament, &replaced).await?;
    Ok(changed)
}

#[tracing::instrument(target = "trace", name = "store.series.save.remove_games", skip_all)]
async fn remove_games(tx: &mut Tx, series: &BTreeSet<i64>) -> Result<(), Error> {
    let series: Vec<_> = series.iter().copied().collect();
    sqlx::query!("delete from series_games where series_id = any($1)", &series).execute(&mut **tx).await?;
    Ok(())
}

#[tracing::instrument(target = "trace", name = "store.series.save.add_games", skip_all)]
async fn add_games(tx: &mut Tx, tournament: TournamentId, games: &[GameRow]) -> Result<(), Error> {
    sqlx::query!(
        "insert into series_games (tournament_id, series_id, place, match_id, decision_id, winner, not_counted)
        select $1, game.*
        from unnest($2::bigint[], $3::smallint[], $4::bigint[], $5::bigint[], $6::smallint[], $7::text[])
            as game (series_id, place, match_id, decision_id, winner, not_counted)",
        tournament.0,
        &column(games, |game| game.series_id),
        &column(games, |game| game.place),
        &column(games, |game| game.match_id) as &[Option<i64>],
        &column(games, |game| game.decision_id) as &[Option<i64>],
        &column(games, |game| game.winner) as &[Option<i16>],
        &column(games, |game| game.not_counted) as &[Option<&str>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
