//! Who leads in what: the cards of the summary.

use domain::{
    summary::{Figure, SummaryCard, TournamentSummary},
    tournament::Tournament,
};
use maud::{Markup, html};

use crate::markup::{percentage, player_link};

pub(super) fn cards(tournament: &Tournament, summary: &TournamentSummary) -> Markup {
    let streak = summary.longest_win_streak.as_ref().map(|streak| &streak.card);
    let cards = [
        ("peak", "Highest peak", summary.highest_peak_rating.as_ref()),
        ("rating", "Highest rating", summary.highest_current_rating.as_ref()),
        ("climber", "Biggest climber", summary.biggest_climber.as_ref()),
        ("win-rate", "Best win rate", summary.best_win_rate.as_ref()),
        ("streak", "Longest win streak", streak),
        ("games", "Most games", summary.most_games_played.as_ref()),
    ];
    let cards = cards.into_iter().filter_map(|(key, label, card)| Some((key, label, card?)));
    let cards: Vec<_> = cards.collect();
    html! {
        @if !cards.is_empty() {
            section.cards aria-labelledby="leaders" {
                h2.unseen #leaders { "Leaders" }
                dl {
                    @for (key, label, card) in cards {
                        (shown(tournament, key, label, card))
                    }
                }
            }
        }
    }
}

fn shown(tournament: &Tournament, key: &str, label: &str, card: &SummaryCard) -> Markup {
    html! {
        div.card data-key={ "card-" (key) } {
            dt { (label) }
            dd.figure { (figure(key, card.value)) }
            dd { (player_link(&tournament.slug, card.tournament_player_id, &card.name)) }
        }
    }
}

fn figure(key: &str, value: Figure) -> String {
    match value {
        Figure::Whole(number) if key == "climber" && number > 0 => format!("+{number}"),
        Figure::Whole(number) => number.to_string(),
        Figure::Percent(percent) => percentage(Some(percent)),
    }
}
