//! The views that are computed from everybody's games: their facts are loaded here, and what is made of them is
//! left to be done away from the async threads. Of a long event a history takes many milliseconds.

use domain::{
    civ_stats::civ_stats, clock::Timestamp, head_to_head::head_to_head, history::standings_history,
    progression::progression, standings::standings, summary::summary, team_standings::team_standings,
    tournament::Tournament, view::envelope::ListEnvelope,
};
use serde::Serialize;
use store::{
    Error, Snapshot,
    poll_status::{Poll, PollTimes},
    read,
};

use super::{Body, Dated, FIFTEEN_SECONDS, Policy};
use crate::views::Table;

const POLICY: Policy = Policy::SharedOrPrivate(FIFTEEN_SECONDS);

/// What is left to do once the facts are there.
pub(super) type Make = Box<dyn FnOnce() -> Body + Send>;

/// Loads what `table` is made of.
pub(super) async fn load(
    snapshot: &mut Snapshot,
    tournament: Tournament,
    table: Table,
    now: Timestamp,
) -> Result<Make, Error> {
    match table {
        Table::Standings => {
            let facts = read::standings::facts(snapshot, tournament, now).await?;
            list(snapshot, &[Poll::Stats], move || standings(&facts)).await
        }
        Table::TeamStandings => {
            let facts = read::team_standings::facts(snapshot, tournament, now).await?;
            list(snapshot, &[Poll::Stats], move || team_standings(&facts)).await
        }
        Table::HeadToHead(limit) => {
            let facts = read::head_to_head::facts(snapshot, tournament, now, limit).await?;
            list(snapshot, &[Poll::Matches], move || head_to_head(&facts)).await
        }
        Table::History => {
            let facts = read::history::facts(snapshot, tournament, now).await?;
            Ok(Box::new(move || Body::new(&standings_history(&facts), POLICY)))
        }
        Table::Summary(min_games) => {
            let field = read::field::load(snapshot, tournament, now).await?;
            Ok(Box::new(move || Body::new(&summary(&field, min_games), POLICY)))
        }
        Table::CivStats => {
            let names = read::reference::civilization_names(snapshot).await?;
            let field = read::field::load(snapshot, tournament, now).await?;
            Ok(Box::new(move || Body::new(&civ_stats(&field, &names), POLICY)))
        }
        Table::Progression => {
            let field = read::field::load(snapshot, tournament, now).await?;
            Ok(Box::new(move || {
                let (newest, series) = progression(&field);
                Body::new(&ListEnvelope::new(newest, series), POLICY)
            }))
        }
    }
}

/// A list that is dated by `polls`.
async fn list<T: Serialize>(
    snapshot: &mut Snapshot,
    polls: &'static [Poll],
    rows: impl FnOnce() -> Vec<T> + Send + 'static,
) -> Result<Make, Error> {
    let dated = Dated::by(polls, &PollTimes::load(snapshot).await?);
    Ok(Box::new(move || Body::list(rows(), POLICY, dated)))
}
