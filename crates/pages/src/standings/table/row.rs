//! One row of the standings.

use domain::{
    broadcast::{channel_on_air, channels_in},
    standings::StandingRow,
    tournament::Tournament,
};
use maud::{Markup, html};

use crate::{
    country,
    markup::{number, percentage, player_link},
    standing_markup::{outcome, ratings, streak},
};

/// The row of an entry that rose by so many places since the day began.
pub(super) fn row(tournament: &Tournament, place: usize, row: &StandingRow, rose: Option<i64>) -> Markup {
    let (ranking, other) = ratings(tournament.rank_by, row);
    let record = &row.tournament_record;
    html! {
        tr data-key={ "entry-" (row.tournament_player_id) } {
            td.place { (place) }
            td.rise { (rise(rose.unwrap_or(0))) }
            th.player scope="row" {
                (country::flag(row.country.as_deref()))
                (player_link(&tournament.slug, row.tournament_player_id, &row.name))
                @if let Some(team) = &row.team {
                    abbr.team title=(team.name) { (team.initials) }
                }
            }
            td.number.ranking { (number(ranking)) }
            td.number.minor { (number(other)) }
            td.number.least { (record.games_played) }
            td.number.minor { (percentage(record.win_pct)) }
            td.number.minor { (streak(record.streak)) }
            td.form.minor {
                @for game in &record.recent_matchups { (outcome(game.outcome)) }
            }
            td.now { (now(row)) }
        }
    }
}

/// Whether the entry is in a game, with a link that opens it in the game; and whether it is on air, with a link there.
fn now(row: &StandingRow) -> Markup {
    html! {
        @if let Some(live) = row.live_match_id {
            a href={ "aoe2de://1/" (live) } title="Spectate in the game" { "Playing" }
        } @else if row.in_match {
            span { "Playing" }
        }
        @if row.stream_live {
            @match channel_on_air(&channels_in(&row.presentation)) {
                Some(channel) => a.air href=(channel.link()) rel="noopener nofollow" title=[row.stream_title.as_deref()] { "On air" },
                None => span.air title=[row.stream_title.as_deref()] { "On air" },
            }
        }
    }
}

fn rise(places: i64) -> Markup {
    html! {
        @match places {
            0 => {},
            1.. => span.up { "▲" (places) },
            _ => span.down { "▼" (places.unsigned_abs()) },
        }
    }
}
