//! The facts that most views start from: the roster and its games.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    freeze::{AtClose, Closing},
    id::{CivilizationId, MatchId, ProfileId, SideId},
    matches::Outcome,
    participations::{Participation, Participations},
    tournament::Tournament,
    tournament_facts::TournamentFacts,
};

use super::{
    accounts::{Accounts, EarlierPart},
    exclusions, roster,
};
use crate::{Error, Snapshot};

/// The facts of `tournament`, whose roster has `accounts`; once its window has closed, with the ratings at its end.
/// Games of accounts that have not changed are reused from earlier facts with the same ladder and window.
pub async fn load(
    snapshot: &mut Snapshot,
    tournament: Tournament,
    now: Timestamp,
    accounts: &Accounts,
    earlier: Option<&EarlierPart<Arc<TournamentFacts>>>,
) -> Result<TournamentFacts, Error> {
    let closing = match tournament.window.closed(now) {
        Some(end) => Some(closing(snapshot, &tournament, end, (accounts, earlier)).await?),
        None => None,
    };
    let participations = participations(snapshot, &tournament, (accounts, earlier)).await?;
    let entrants = roster::entrants(snapshot, tournament.id, tournament.leaderboard_id).await?;
    let excluded = exclusions::matches(snapshot, tournament.id).await?;
    Ok(TournamentFacts::new(tournament, entrants, (participations, &excluded), closing))
}

/// Every account's in-window games on the ladder.
///
/// They come as parallel arrays in a single row: decoding tens of thousands of rows would cost more than the query.
#[tracing::instrument(target = "trace", name = "store.read.tournament_facts.participations", skip_all)]
async fn participations(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
    (accounts, earlier): (&Accounts, Option<&EarlierPart<Arc<TournamentFacts>>>),
) -> Result<Participations, Error> {
    let known = earlier.map(|earlier| earlier.map(|tournament_facts| tournament_facts.participations.by_account()));
    let columns = sqlx::query_file!(
        "src/read/tournament_facts/games.sql",
        &accounts.to_read(&known),
        tournament.leaderboard_id.0,
        tournament.window.start.map(Timestamp::inner),
        tournament.window.end.map(Timestamp::inner),
    )
    .fetch_one(&mut **snapshot)
    .await?;
    let game = |(index, &profile): (usize, &i64)| {
        let won = |won| if won { Outcome::Win } else { Outcome::Loss };
        let game = Participation {
            match_id: MatchId(columns.matches[index]),
            started_at: columns.starts[index].into(),
            completed_at: columns.completions[index].map(Timestamp::from),
            side: columns.sides[index].map(SideId),
            civilization_id: CivilizationId(columns.civilizations[index]),
            outcome: columns.wins[index].map(won),
            old_rating: columns.old_ratings[index],
            new_rating: columns.new_ratings[index],
        };
        (ProfileId(profile), game)
    };
    let read: Participations = columns.profiles.iter().enumerate().map(game).collect();
    Ok(accounts.complete(read.by_account().clone(), &known).into())
}

/// Every account's rating on the ladder as known at `end`.
#[tracing::instrument(target = "trace", name = "store.read.tournament_facts.closing", skip_all)]
async fn closing(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
    end: Timestamp,
    (accounts, earlier): (&Accounts, Option<&EarlierPart<Arc<TournamentFacts>>>),
) -> Result<Closing, Error> {
    let known = earlier.and_then(|earlier| {
        let closing = earlier.part.closing.as_ref()?;
        Some(earlier.map(|_| closing.by_account()))
    });
    let (to_read, ladder) = (accounts.to_read(&known), tournament.leaderboard_id.0);
    let rows = sqlx::query_file!("src/read/tournament_facts/closing.sql", &to_read, ladder, end.inner())
        .fetch_all(&mut **snapshot)
        .await?;
    let read = rows.into_iter().map(|row| {
        let at_close = AtClose {
            observed_peak: row.observed_peak,
            played_peak: row.played_peak,
            observed: row.observed,
            played: row.played,
        };
        (ProfileId(row.profile_id), at_close)
    });
    Ok(accounts.complete(read.collect(), &known).into_iter().collect())
}
