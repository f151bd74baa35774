//! The latest games between entrants.

use domain::{
    head_to_head::{HeadToHeadMatch, HeadToHeadPlayer},
    id::CivilizationId,
    matches::Outcome,
    tournament::Tournament,
};
use maud::{Markup, html};

use crate::{
    markup::{civilization_label, player_link},
    time,
};

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
            span.when { bdi { (game.map_name) } " · " (time::instant(game.completed_at.unwrap_or(game.started_at))) }
        }
    }
}

fn names(tournament: &Tournament, entrants: &[&HeadToHeadPlayer]) -> Markup {
    html! {
        @for (index, entrant) in entrants.iter().enumerate() {
            @if index > 0 { " & " }
            (player_link(&tournament.slug, entrant.tournament_player_id, &entrant.name))
            @if entrant.civilization_id != CivilizationId::UNKNOWN {
                " "
                span.soft {
                    "(" (civilization_label(entrant.civilization_id, entrant.civilization_name.as_deref())) ")"
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        clock::Timestamp,
        id::{EntryId, MatchId, ProfileId},
    };

    use super::*;
    use crate::tests::fixture::tournament;

    fn player(civilization: i64, name: Option<&str>) -> HeadToHeadPlayer {
        HeadToHeadPlayer {
            tournament_player_id: EntryId::FIRST,
            profile_id: ProfileId(1),
            name: "Hera".to_owned(),
            civilization_id: CivilizationId(civilization),
            civilization_name: name.map(str::to_owned),
            team_id: None,
            old_rating: None,
            new_rating: None,
            outcome: None,
        }
    }

    #[test]
    fn a_game_names_its_map_and_civilizations_as_other_pages_do() {
        let game = HeadToHeadMatch {
            match_id: MatchId(1),
            map_name: "Arabia".to_owned(),
            started_at: Timestamp::from_unix_seconds(0).unwrap(),
            completed_at: None,
            duration_seconds: None,
            entrants: vec![player(1, Some("Franks")), player(99, None), player(CivilizationId::UNKNOWN.0, None)],
        };
        let shown = games(&tournament("Cup"), &[game]).into_string();
        assert!(shown.contains("(Franks)") && shown.contains("(civilization 99)"), "{shown}");
        assert_eq!(shown.matches("\"soft\"").count(), 2, "nothing is said of an unknown one: {shown}");
        assert!(shown.contains("<bdi>Arabia</bdi> · "), "its letters may run from right to left: {shown}");
    }
}
