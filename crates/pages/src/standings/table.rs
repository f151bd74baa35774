//! The standings as a table: a row for each listed entry, in the tournament's order.

use domain::{
    matches::Outcome,
    standings::StandingRow,
    tournament::{RankBy, Tournament},
};
use maud::{Markup, html};

use super::rating_names;
use crate::country;

/// How many places a description names.
const LEADERS: usize = 3;

/// The table.
pub(super) fn table(tournament: &Tournament, rows: &[StandingRow]) -> Markup {
    let (ranking, other) = rating_names(tournament.rank_by);
    html! {
        @if rows.is_empty() {
            p.soft { "Nobody is entered yet." }
        } @else {
            table.standings {
                caption.unseen { "Standings of " (tournament.name) }
                thead {
                    tr {
                        th.place scope="col" { abbr title="Place" { "#" } }
                        th scope="col" { "Player" }
                        th.number scope="col" { (ranking) }
                        th.number.minor scope="col" { (other) }
                        th.number scope="col" { "Games" }
                        th.number.minor scope="col" { "Won" }
                        th.number.minor scope="col" { "Streak" }
                        th.minor scope="col" { "Form" }
                        th scope="col" { span.unseen { "Now" } }
                    }
                }
                tbody {
                    @for (index, row) in rows.iter().enumerate() {
                        (entry(tournament, index + 1, row))
                    }
                }
            }
        }
    }
}

/// The first places in a sentence.
pub(super) fn leaders(tournament: &Tournament, rows: &[StandingRow]) -> String {
    let leaders = rows.iter().take(LEADERS).enumerate().map(|(index, row)| {
        let (ranking, _) = ratings(tournament.rank_by, row);
        match ranking {
            Some(rating) => format!("{}. {} ({rating})", index + 1, row.name),
            None => format!("{}. {}", index + 1, row.name),
        }
    });
    let leaders: Vec<_> = leaders.collect();
    if leaders.is_empty() { "Nobody is entered yet.".to_owned() } else { leaders.join(", ") }
}

fn entry(tournament: &Tournament, place: usize, row: &StandingRow) -> Markup {
    let (ranking, other) = ratings(tournament.rank_by, row);
    let record = &row.tournament_record;
    html! {
        tr data-key={ "entry-" (row.tournament_player_id) } {
            td.place { (place) }
            th.player scope="row" {
                (country::flag(row.country.as_deref()))
                a.name href={ "/t/" (tournament.slug) "/players/" (row.tournament_player_id) } { (row.name) }
                @if let Some(team) = &row.team {
                    abbr.team title=(team.name) { (team.initials) }
                }
            }
            td.number.ranking { (number(ranking)) }
            td.number.minor { (number(other)) }
            td.number.games { (record.games_played) }
            td.number.minor { @match record.win_pct { Some(won) => { (format!("{won:.1}")) "%" }, None => "–" } }
            td.number.minor { (streak(record.streak)) }
            td.form.minor {
                @for game in &record.recent_matchups {
                    (outcome(game.outcome))
                }
            }
            td.now {
                @if let Some(live) = row.live_match_id {
                    a.playing href={ "aoe2de://1/" (live) } title="Spectate in the game" { "Playing" }
                }
                @if row.stream_live {
                    span.on-air { "On air" }
                }
            }
        }
    }
}

/// The rating that ranks, and the other one.
const fn ratings(rank_by: RankBy, row: &StandingRow) -> (Option<i64>, Option<i64>) {
    match rank_by {
        RankBy::PeakRating => (row.max_rating, row.current_rating),
        RankBy::CurrentRating => (row.current_rating, row.max_rating),
    }
}

fn number(number: Option<i64>) -> Markup {
    html! { @match number { Some(number) => (number), None => "–" } }
}

fn streak(length: i64) -> Markup {
    html! {
        @match length {
            0 => "–",
            1.. => span.won { "W" (length) },
            _ => span.lost { "L" (length.unsigned_abs()) },
        }
    }
}

fn outcome(outcome: Outcome) -> Markup {
    html! {
        @match outcome {
            Outcome::Win => span.won { "W" },
            Outcome::Loss => span.lost { "L" },
        }
    }
}
