//! An overlay of what just happened. The page holds the latest wins and what the script compares between two fetches of
//! it: who leads, and each entry's peak.

use api::{PageFacts, RenderedPage};
use domain::{
    clock::Timestamp,
    matches::Outcome,
    record::RecentMatchup,
    standings::{StandingRow, standings},
};
use maud::{Markup, html};

use super::frame::{Frame, Style};

/// The most wins in the page, which tells its script: with fewer there are no older ones.
const MOST_WINS: usize = 5;

/// A win of an entry, and when.
type Win<'a> = (Timestamp, &'a StandingRow, &'a RecentMatchup);

pub(super) fn page(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let rows = standings(&facts.facts.standings()?);
    let content = html! {
        ol.news data-most=(MOST_WINS) {
            @for win in latest(&rows) { (item(&win)) }
        }
        ul.known hidden {
            @for row in &rows {
                li data-entry=(row.tournament_player_id) data-peak=[row.max_rating] { (row.name) }
            }
        }
    };
    Some(Frame { kind: "ticker", style: Style::Overlay, head: html! {}, content }.render(facts))
}

/// The latest wins, newest first.
fn latest(rows: &[StandingRow]) -> Vec<Win<'_>> {
    let mut wins: Vec<Win<'_>> = rows.iter().flat_map(wins).collect();
    wins.sort_by_key(|(at, row, _)| (std::cmp::Reverse(*at), row.tournament_player_id));
    wins.truncate(MOST_WINS);
    wins
}

fn wins(row: &StandingRow) -> impl Iterator<Item = Win<'_>> {
    let games = row.tournament_record.recent_matchups.iter().filter(|game| game.outcome == Outcome::Win);
    games.filter_map(move |game| Some((game.completed_at?, row, game)))
}

fn item((at, row, game): &Win<'_>) -> Markup {
    html! {
        li.win data-key={ "win-" (row.tournament_player_id) "-" (at) } {
            bdi { (row.name) }
            @match &game.opponent_name {
                Some(opponent) => { " beat " bdi { (opponent) } },
                None => " won",
            }
            " on " bdi { (game.map_name) }
        }
    }
}
