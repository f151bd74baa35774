//! The outbox of nudges: a table from which every instance reads. NOTIFY only says earlier that there is a new row.

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{NudgeId, TournamentId},
    nudge::{Event, Nudge, Scope},
};
use serde::Deserialize;

use crate::{Error, Pool, Tx, poll_status::PollTimes};

/// The NOTIFY channel of hints.
pub const CHANNEL: &str = "aoe2_events";

/// The key of the advisory lock under which ids are drawn, so that they commit in order.
const ORDER_LOCK: i64 = 0x616f_6532;

/// Publishes a nudge: a row that commits with the change, and a hint that is sent on commit.
///
/// It requires the transaction, so that a nudge outside of one does not compile. It should be the last statement,
/// because it holds the ordering lock until the commit.
#[tracing::instrument(target = "trace", name = "store.nudges.publish", skip_all)]
pub async fn publish(tx: &mut Tx, event: Event, scope: &Scope, at: Timestamp) -> Result<(), Error> {
    sqlx::query!("select pg_advisory_xact_lock($1)", ORDER_LOCK).execute(&mut **tx).await?;
    let tournaments = scope.tournaments().map(|ids| ids.into_iter().map(|id| id.0).collect::<Vec<_>>());
    sqlx::query_file!("src/nudges/publish.sql", event.as_str(), at.inner(), tournaments.as_deref(), CHANNEL,)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Publishes a nudge for each of `events` about one tournament, as [`publish`] does.
pub async fn publish_all(
    tx: &mut Tx,
    events: impl IntoIterator<Item = Event>,
    tournament: TournamentId,
    at: Timestamp,
) -> Result<(), Error> {
    for event in events {
        publish(tx, event, &Scope::one(tournament), at).await?;
    }
    Ok(())
}

/// The tournaments that are in their window at `now` and have had no nudge of the standings since `since`.
#[tracing::instrument(target = "trace", name = "store.nudges.due_for_freshness", skip_all)]
pub async fn due_for_freshness(tx: &mut Tx, since: Timestamp, now: Timestamp) -> Result<Vec<TournamentId>, Error> {
    let rows = sqlx::query_file_scalar!("src/nudges/due_for_freshness.sql", since.inner(), now.inner())
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}

/// The nudges in the outbox after a known one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNudges {
    /// Whether the outbox contains the nudge with the given id. If not, another outbox issued it: another database's,
    /// or this one's before it was restored from a backup.
    pub is_known: bool,
    /// The nudges after it, oldest first.
    pub nudges: Vec<Nudge>,
    /// When each poll last succeeded. A poll that finds nothing new publishes no nudge.
    pub polled: PollTimes,
}

/// The polls' times by name, as one column.
pub(crate) type Times = sqlx::types::Json<std::collections::HashMap<String, DateTime<Utc>>>;

/// Every nudge after `last`, the last one read; 0 before any.
#[tracing::instrument(target = "trace", name = "store.nudges.after", skip_all)]
pub async fn after(pool: &Pool, last: NudgeId) -> Result<NewNudges, Error> {
    let rows = sqlx::query_file!("src/nudges/after.sql", last.0).fetch_all(pool).await?;
    let is_known = rows.first().is_none_or(|row| row.is_known);
    let polled = rows.first().and_then(|row| row.polled.clone()).unwrap_or_default();
    let nudges = rows
        .into_iter()
        .filter_map(|row| nudge(row.id?, &row.event?, (row.polled_at?, row.published_at?), row.tournament_ids));
    Ok(NewNudges { is_known, nudges: nudges.collect(), polled: PollTimes::named(polled.0) })
}

/// The newest `most` nudges in the outbox, oldest first, and the newest id: theirs or, when the outbox is empty, the
/// last one drawn. Ids commit in order, so every later commit has a higher id.
#[tracing::instrument(target = "trace", name = "store.nudges.latest", skip_all)]
pub async fn latest(pool: &Pool, most: usize) -> Result<(NudgeId, Vec<Nudge>), Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = sqlx::query_file!("src/nudges/latest.sql", most).fetch_all(pool).await?;
    let newest = rows.last().map_or(0, |row| row.id.unwrap_or(row.newest));
    let nudges = rows
        .into_iter()
        .filter_map(|row| nudge(row.id?, &row.event?, (row.polled_at?, row.published_at?), row.tournament_ids));
    Ok((NudgeId(newest), nudges.collect()))
}

/// A hint: the nudge itself, and the id before it, from which a listener knows whether it missed any.
#[derive(Debug)]
pub(crate) struct Hint {
    pub previous: NudgeId,
    pub nudge: Nudge,
}

impl Hint {
    /// Reads a notification's payload; `None` when it contains no nudge because the scope was too long.
    pub(crate) fn read(payload: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Payload {
            previous: i64,
            id: i64,
            event: String,
            polled_at: DateTime<Utc>,
            // The field name of earlier versions.
            #[serde(rename = "told_at")]
            published_at: DateTime<Utc>,
            tournament_ids: Option<Vec<i64>>,
        }
        let hint: Payload = serde_json::from_str(payload).ok()?;
        let nudge = nudge(hint.id, &hint.event, (hint.polled_at, hint.published_at), hint.tournament_ids)?;
        Some(Self { previous: NudgeId(hint.previous), nudge })
    }
}

fn nudge(
    id: i64,
    event: &str,
    (polled_at, published_at): (DateTime<Utc>, DateTime<Utc>),
    tournaments: Option<Vec<i64>>,
) -> Option<Nudge> {
    let scope = match tournaments {
        None => Scope::All,
        Some(ids) => Scope::only(ids.into_iter().map(TournamentId))?,
    };
    let (polled_at, published_at) = (polled_at.into(), published_at.into());
    Some(Nudge { id: NudgeId(id), event: Event::from_name(event)?, polled_at, published_at, scope })
}
