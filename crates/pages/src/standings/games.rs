//! The latest games between entrants.

use domain::{
    head_to_head::{HeadToHeadMatch, HeadToHeadPlayer},
    matches::Outcome,
    tournament::Tournament,
};
use maud::{Markup, html};

use crate::{markup::player_link, time};

/// How many games are shown.
pub(super) const SHOWN: usize = 10;

/// The list; nothing before the first game.
pub(super) fn games(tournament: &Tournament, games: &[HeadToHeadMatch]) -> Markup {
    html! {
        @if !games.is_empty() {
            section aria-labelledby="games" {
                h2 #games { "Latest games" }
                ul.games {
                    @for game in games {
                        (shown(tournament, game))
                    }
                }
            }
        }
    }
}

fn shown(tournament: &Tournament, game: &HeadToHeadMatch) -> Markup {
    let (winners, others): (Vec<_>, Vec<_>) =
        game.entrants.iter().partition(|entrant| entrant.outcome == Some(Outcome::Win));
    html! {
        li data-key={ "game-" (game.match_id) } {
            span {
                @if winners.is_empty() {
                    (names(tournament, &others))
                } @else {
                    (names(tournament, &winners))
                    " beat "
                    (names(tournament, &others))
                }
            }
            span.when { (game.map_name) " · " (time::instant(game.completed_at.unwrap_or(game.started_at))) }
        }
    }
}

fn names(tournament: &Tournament, entrants: &[&HeadToHeadPlayer]) -> Markup {
    html! {
        @for (index, entrant) in entrants.iter().enumerate() {
            @if index > 0 { " & " }
            (player_link(&tournament.slug, entrant.tournament_player_id, &entrant.name))
            @if let Some(civilization) = &entrant.civilization_name {
                " " span.soft { "(" (civilization) ")" }
            }
        }
    }
}
