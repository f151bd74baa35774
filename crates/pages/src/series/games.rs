//! The games of a series: map, time, who played what, who won, and why one does not count.

use api::StagesFacts;
use domain::view::series::{SeriesGameRead, SeriesPlayerRead, SeriesRead};
use maud::{Markup, html};

use crate::{
    markup::{civilization_label, duration, player_link},
    series_markup::not_counted,
    time::instant,
};

pub(super) fn games(facts: &StagesFacts<'_>, series: &SeriesRead) -> Markup {
    html! {
        @if series.games.is_empty() {
            p class="soft empty" { "No game yet." }
        } @else {
            ol class="matches" {
                @for (index, game) in series.games.iter().enumerate() {
                    li data-key={ "game-" (index + 1) } {
                        (head(series, game, index + 1))
                        @if !game.players.is_empty() { (sides(facts, game)) }
                    }
                }
            }
        }
    }
}

fn head(series: &SeriesRead, game: &SeriesGameRead, number: usize) -> Markup {
    let took = game.started_at.zip(game.completed_at);
    let took = took.map(|(started_at, completed_at)| (completed_at - started_at).num_seconds().max(0));
    html! {
        p class="about" {
            "Game " (number)
            " " span class="map" { bdi { (game.map_name.as_deref().unwrap_or("Map not known")) } }
            @if let Some(started_at) = game.started_at { " " (instant(started_at)) }
            @if let Some(took) = took { " " span class="took" { (duration(took)) } }
            @if let Some(winner) = game.winner {
                " " span class="winner" { "won by " bdi { (series.sides[winner.index()].name) } }
            }
            @if let Some(why) = game.why { " " strong class="excluded" { "Does not count: " (not_counted(why)) } }
            @if game.match_id.is_none() { " " span class="added" { "added by the host" } }
        }
    }
}

/// The players by side; those of neither side come last.
fn sides(facts: &StagesFacts<'_>, game: &SeriesGameRead) -> Markup {
    html! {
        div class="sides" {
            @for side in game.players.chunk_by(|a, b| a.side == b.side) {
                ul { @for player in side { li { (self::player(facts, player)) } } }
            }
        }
    }
}

fn player(facts: &StagesFacts<'_>, player: &SeriesPlayerRead) -> Markup {
    html! {
        @match facts.players.get(&player.profile_id) {
            Some((entry, name)) => (player_link(&facts.tournament.slug, *entry, name)),
            None => { "account " (player.profile_id) },
        }
        " "
        span class="civilization" {
            (civilization_label(player.civilization_id, player.civilization_name.as_deref()))
        }
    }
}
