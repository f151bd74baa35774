//! The teams' standings as a table.

use domain::{team_standings::TeamStandingRow, tournament::Tournament};
use maud::{Markup, html};

use crate::markup::{percentage, place_heading};

/// The table; nothing for a tournament without teams.
pub(super) fn teams(tournament: &Tournament, rows: &[TeamStandingRow]) -> Markup {
    html! {
        @if !rows.is_empty() {
            section aria-labelledby="teams" {
                h2 #teams { "Teams" }
                table.teams {
                    caption.unseen { "Teams of " (tournament.name) }
                    thead {
                        tr {
                            th.place scope="col" { (place_heading()) }
                            th scope="col" { "Team" }
                            th.number scope="col" { "Sum" }
                            th.number.least scope="col" { "Average" }
                            th.number scope="col" { "Games" }
                            th.number.minor scope="col" { "Won" }
                        }
                    }
                    tbody {
                        @for (index, row) in rows.iter().enumerate() {
                            (team(index + 1, row))
                        }
                    }
                }
            }
        }
    }
}

fn team(place: usize, row: &TeamStandingRow) -> Markup {
    html! {
        tr data-key={ "team-" (row.team_id) } {
            td.place { (place) }
            th scope="row" { span.name { bdi { (row.name) } } " " span.team { bdi { (row.initials) } } }
            td.number.ranking { (row.combined_rating_sum) }
            td.number.least { (format!("{:.1}", row.combined_rating_average)) }
            td.number { (row.combined_wins + row.combined_losses) }
            td.number.minor { (percentage(row.win_pct)) }
        }
    }
}
