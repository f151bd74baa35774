//! The outbox of nudges: the table is the truth, NOTIFY is the hint.

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{NudgeId, TournamentId},
    nudge::{Event, Nudge, Scope},
};
use serde::Deserialize;

use crate::{Error, Pool, Tx, poll_status::PollTimes};

/// The channel hints are sent on.
pub const CHANNEL: &str = "aoe2_events";

/// The key of the lock under which ids are drawn, so that they commit in order.
const ORDER_LOCK: i64 = 0x616f_6532;

/// Notes that answers changed: a row that commits with the change, and a hint sent when it does.
///
/// Taking the transaction is the point: a nudge outside of one does not compile. Make it the last
/// statement, for it holds the ordering lock until the commit.
#[tracing::instrument(target = "trace", name = "store.nudges.publish", skip_all)]
pub async fn publish(tx: &mut Tx, event: Event, scope: &Scope, at: Timestamp) -> Result<(), Error> {
    sqlx::query!("select pg_advisory_xact_lock($1)", ORDER_LOCK).execute(&mut **tx).await?;
    let tournaments = scope.tournaments().map(|ids| ids.into_iter().map(|id| id.0).collect::<Vec<_>>());
    sqlx::query_file!("src/nudges/publish.sql", event.as_str(), at.inner(), tournaments.as_deref(), CHANNEL,)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The tournaments in their window at `now` of whose standings there was no nudge since `since`.
#[tracing::instrument(target = "trace", name = "store.nudges.open_without_standings", skip_all)]
pub async fn open_without_standings(tx: &mut Tx, since: Timestamp, now: Timestamp) -> Result<Vec<TournamentId>, Error> {
    let rows = sqlx::query_file_scalar!("src/nudges/open_without_standings.sql", since.inner(), now.inner())
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(TournamentId).collect())
}

/// What the outbox holds after a nudge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNudges {
    /// Whether the outbox holds the nudge that was asked from. If not, it is not the outbox that issued it: another
    /// database's, or this one's, restored from a backup.
    pub is_known: bool,
    /// The nudges asked for, oldest first.
    pub nudges: Vec<Nudge>,
    /// When each poll last succeeded, which a poll that found nothing new does not nudge about.
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

/// The newest `most` nudges that the outbox still holds, oldest first, and the newest id: theirs or, where the outbox is
/// empty, the last one drawn. Ids commit in order: whatever is committed later is above the last of them.
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

/// A hint: the nudge itself, and the one before it, so that a listener knows whether it missed any.
#[derive(Debug)]
pub(crate) struct Hint {
    pub previous: NudgeId,
    pub nudge: Nudge,
}

impl Hint {
    /// Reads a notification's payload; `None` when it carries no nudge (the scope was too long to fit).
    pub(crate) fn read(payload: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Payload {
            previous: i64,
            id: i64,
            event: String,
            polled_at: DateTime<Utc>,
            // As versions before this one name it.
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
