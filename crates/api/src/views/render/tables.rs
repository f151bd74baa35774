//! The views that are computed from everybody's games, of the facts that they share, in the pool: of a
//! long event a history takes many milliseconds.

use std::io;

use domain::{
    civ_stats::civ_stats, clock::Timestamp, head_to_head::head_to_head, history::standings_history, id::TournamentId,
    progression::progression, standings::standings, summary::Summaries, team_standings::team_standings,
    view::envelope::ListEnvelope,
};
use store::{
    poll_status::Poll,
    read::facts::{LoadedFacts, MOST_MEETINGS},
};

use super::{
    Body, ExpiresAt, FIFTEEN_SECONDS, LastPolled, Need, Policy, RenderError, Rendered, Superset, Views, history,
};
use crate::{cache_entry::EntryError, runtimes, views::Table};

const POLICY: Policy = Policy::SharedOrPrivate(FIFTEEN_SECONDS);
/// How many games between entrants are shown unless told.
const MEETINGS: usize = 50;
/// How many games it takes to lead in win rate unless told.
const MIN_GAMES: i64 = 5;

/// Renders `table`; nothing when there is no such tournament.
pub(super) async fn render(
    views: &Views,
    id: TournamentId,
    table: Table,
    now: Timestamp,
) -> Result<(Rendered, ExpiresAt), EntryError<RenderError>> {
    let need = Need { parts: table.parts(), presence: table.is_live(), is_chosen: false };
    let Some(loaded) = views.facts.get(views, id, need, now).await? else { return Ok((None, None)) };
    let expires_at = table.until(&loaded.facts.field.tournament.window, now);
    let body = runtimes::render(move || body(&loaded, table).transpose()).await;
    Ok((body.map_err(RenderError::Write)?, expires_at))
}

/// The body of `table`, whose parts are loaded.
fn body(loaded: &LoadedFacts, table: Table) -> Option<io::Result<Body>> {
    let (facts, last_polled) = (&loaded.facts, |polls| LastPolled::of(polls, &loaded.polled));
    Some(match table {
        Table::Standings => Body::list(standings(&facts.standings()?), POLICY, last_polled(&[Poll::Stats])),
        Table::TeamStandings => {
            Body::list(team_standings(&facts.team_standings()?), POLICY, last_polled(&[Poll::Stats]))
        }
        Table::History => {
            let history = standings_history(&facts.history()?);
            Body::written(POLICY, |body| history::write(body, history))
        }
        Table::Summary => {
            let summaries = Summaries::of(&facts.field);
            let usual = Body::new(&summaries.of_at_least(MIN_GAMES), POLICY);
            usual.map(|usual| usual.with(Superset::Summaries(Box::new(summaries), MIN_GAMES)))
        }
        Table::CivStats => Body::new(&civ_stats(&facts.field, &facts.civilizations), POLICY),
        Table::HeadToHead => {
            let rows = head_to_head(&facts.head_to_head(MOST_MEETINGS)?);
            Body::long_list(&rows, POLICY, last_polled(&[Poll::Matches]), MEETINGS)
        }
        Table::Progression => {
            let (newest, series) = progression(&facts.field);
            Body::new(&ListEnvelope::new(newest, series), POLICY)
        }
    })
}
