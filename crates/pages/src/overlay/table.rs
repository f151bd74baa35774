//! The standings as a table whose rows and columns the page's script selects. Columns that are shown only on demand are
//! hidden until then.

use api::PageFacts;
use domain::standings::StandingRow;
use maud::{Markup, html};

use super::rating_change;
use crate::{
    country,
    markup::{number, percentage, place_heading, player_link},
    standing_markup::{outcome, rating_names, ratings, streak},
};

/// The table. In a linked one, names lead to the entries' pages.
pub(super) fn table(facts: &PageFacts<'_>, rows: &[StandingRow], is_linked: bool) -> Markup {
    let tournament = &facts.facts.tournament_facts.tournament;
    let (ranking, other) = rating_names(tournament.rank_by);
    html! {
        table {
            caption.unseen { "Standings of " (tournament.name) }
            thead {
                tr {
                    th scope="col" data-column="place" { (place_heading()) }
                    th scope="col" data-column="player" { "Player" }
                    th scope="col" data-column="team" hidden { "Team" }
                    th.number scope="col" data-column="rating" { (ranking) }
                    th.number scope="col" data-column="other" hidden { (other) }
                    th.number scope="col" data-column="change" { "Today" }
                    th.number scope="col" data-column="games" { "Games" }
                    th.number scope="col" data-column="won" hidden { "Won" }
                    th.number scope="col" data-column="streak" { "Streak" }
                    th scope="col" data-column="form" hidden { "Form" }
                    th scope="col" data-column="now" { span.unseen { "Now" } }
                }
            }
            tbody {
                @for (index, row) in rows.iter().enumerate() {
                    (entry(facts, index + 1, row, is_linked))
                }
            }
        }
    }
}

fn entry(facts: &PageFacts<'_>, place: usize, row: &StandingRow, is_linked: bool) -> Markup {
    let tournament_facts = &facts.facts.tournament_facts;
    let (ranking, other) = ratings(tournament_facts.tournament.rank_by, row);
    let (id, record, team) = (row.tournament_player_id, &row.tournament_record, row.team.as_ref());
    html! {
        tr data-key={ "entry-" (id) } data-entry=(id) data-account=[row.profile_id]
            data-team=[team.map(|team| team.team_id)] data-team-name=[team.map(|team| team.name.as_str())]
            data-initials=[team.map(|team| team.initials.as_str())] {
            td.place data-column="place" { (place) }
            th.player scope="row" data-column="player" {
                (country::flag(row.country.as_deref()))
                @if is_linked {
                    (player_link(&tournament_facts.tournament.slug, id, &row.name))
                } @else {
                    bdi { (row.name) }
                }
            }
            td.team data-column="team" hidden { @if let Some(team) = team { bdi { (team.initials) } } }
            td.number.rating data-column="rating" { (number(ranking)) }
            td.number data-column="other" hidden { (number(other)) }
            td.number data-column="change" { (signed(rating_change::today(tournament_facts, id, facts.now))) }
            td.number data-column="games" { (record.games_played) }
            td.number data-column="won" hidden { (percentage(record.win_pct)) }
            td.number data-column="streak" { (streak(record.streak)) }
            td.form data-column="form" hidden {
                @for game in &record.recent_matchups { (outcome(game.outcome)) " " }
            }
            td.now data-column="now" { (now(row)) }
        }
    }
}

/// Whether an entry is in a game or on air.
pub(super) fn now(row: &StandingRow) -> Markup {
    html! {
        @if row.in_match { span.playing { "In game" } }
        @if row.stream_live { span.on-air { "On air" } }
    }
}

/// A change, with its sign.
pub(super) fn signed(change: Option<i64>) -> Markup {
    html! {
        @match change {
            None | Some(0) => "–",
            Some(up @ 1..) => span.won { "+" (up) },
            Some(down) => span.lost { "−" (down.unsigned_abs()) },
        }
    }
}
