//! Past ratings, from which the standings' history is made.

use std::{collections::HashMap, sync::Arc};

use domain::{
    clock::Timestamp,
    history::{Observation, PastRatings},
    id::{CivilizationId, MatchId, ProfileId},
    participations::{Participation, Participations},
    tournament::Tournament,
};

use super::accounts::{Accounts, EarlierPart};
use crate::{Error, Snapshot};

/// The past ratings beyond the games in the window of `tournament`, whose roster has `accounts`.
pub async fn past(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
    accounts: &Accounts,
    before: Option<&EarlierPart<Arc<PastRatings>>>,
) -> Result<PastRatings, Error> {
    let observations = observations(snapshot, tournament, accounts, before).await?;
    Ok(PastRatings { observations, earlier: earlier(snapshot, tournament, accounts, before).await? })
}

/// Every account's observations in the window, and the last one before it, in parallel arrays because they are many.
#[tracing::instrument(target = "trace", name = "store.read.history.observations", skip_all)]
async fn observations(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
    accounts: &Accounts,
    before: Option<&EarlierPart<Arc<PastRatings>>>,
) -> Result<HashMap<ProfileId, Arc<[Observation]>>, Error> {
    let known = before.map(|before| before.map(|past| &past.observations));
    let (to_read, ladder) = (accounts.to_read(&known), tournament.leaderboard_id.0);
    let (start, end) = (tournament.window.start.map(Timestamp::inner), tournament.window.end.map(Timestamp::inner));
    let columns = sqlx::query_file!("src/read/history/observations.sql", &to_read, ladder, start, end)
        .fetch_one(&mut **snapshot)
        .await?;
    let mut numbered: HashMap<_, Vec<_>> = HashMap::new();
    for (index, &profile) in columns.profiles.iter().enumerate() {
        let (peak, current) = (columns.peaks[index], columns.currents[index]);
        let seen = Observation { at: columns.times[index].into(), peak, current };
        numbered.entry(ProfileId(profile)).or_default().push((columns.ids[index], seen));
    }
    let in_order = |mut numbered: Vec<(i64, Observation)>| {
        numbered.sort_unstable_by_key(|(id, seen)| (seen.at, *id));
        numbered.into_iter().map(|(_, seen)| seen).collect()
    };
    let read = numbered.into_iter().map(|(profile, seen)| (profile, in_order(seen)));
    Ok(accounts.complete(read.collect(), &known))
}

/// The games before the window of accounts without an observation.
#[tracing::instrument(target = "trace", name = "store.read.history.earlier", skip_all)]
async fn earlier(
    snapshot: &mut Snapshot,
    tournament: &Tournament,
    accounts: &Accounts,
    before: Option<&EarlierPart<Arc<PastRatings>>>,
) -> Result<Participations, Error> {
    let Some(start) = tournament.window.start else { return Ok(Participations::default()) };
    let known = before.map(|before| before.map(|past| past.earlier.by_account()));
    let (to_read, ladder) = (accounts.to_read(&known), tournament.leaderboard_id.0);
    let end = tournament.window.end.map(Timestamp::inner);
    let rows = sqlx::query_file!("src/read/history/earlier.sql", &to_read, ladder, start.inner(), end)
        .fetch_all(&mut **snapshot)
        .await?;
    let games = rows.into_iter().map(|row| {
        let game = Participation {
            match_id: MatchId(row.match_id),
            started_at: row.started_at.into(),
            completed_at: row.completed_at.map(Timestamp::from),
            side: None,
            civilization_id: CivilizationId::UNKNOWN,
            outcome: None,
            old_rating: row.old_rating,
            new_rating: row.new_rating,
        };
        (ProfileId(row.profile_id), game)
    });
    let read: Participations = games.collect();
    Ok(accounts.complete(read.by_account().clone(), &known).into())
}
