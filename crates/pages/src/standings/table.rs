//! The standings as a table: a row for each listed entry, in the tournament's order.

mod row;

use std::collections::HashMap;

use domain::{id::EntryId, standings::StandingRow, tournament::Tournament};
use maud::{Markup, html};

use crate::{
    markup::{csv_link, place_heading},
    standing_markup::{rating_names, ratings},
};

/// How many places a description names.
const LEADERS: usize = 3;

/// The table. `rose` has the places by which entries rose since the day began.
pub(super) fn table(tournament: &Tournament, rows: &[StandingRow], rose: &HashMap<EntryId, i64>) -> Markup {
    let (ranking, other) = rating_names(tournament.rank_by);
    html! {
        @if rows.is_empty() {
            p.soft data-key="nobody" { "Nobody is entered yet." }
        } @else {
            table.standings {
                caption.unseen { "Standings of " (tournament.name) }
                thead {
                    tr {
                        th.place scope="col" { (place_heading()) }
                        th.rise scope="col" { span.unseen { "Places gained since midnight UTC" } }
                        th scope="col" { "Player" }
                        th.number scope="col" { (ranking) }
                        th.number.minor scope="col" { (other) }
                        th.number.least scope="col" { "Games" }
                        th.number.minor scope="col" { "Won" }
                        th.number.minor scope="col" { "Streak" }
                        th.form.minor scope="col" { "Form" }
                        th.now scope="col" { span.unseen { "Now" } }
                    }
                }
                tbody {
                    @for (index, row) in rows.iter().enumerate() {
                        (row::row(tournament, index + 1, row, rose.get(&row.tournament_player_id).copied()))
                    }
                }
            }
            p.soft.export { (csv_link(&tournament.slug, "standings", "Standings")) }
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
