//! An overlay about one entry: name, place, rating, the day's change, record and streak, and whether it is in a game.

use api::{PageFacts, RenderedPage};
use domain::standings::{StandingRow, standings};
use maud::{Markup, html};

use super::{
    frame::{Frame, Style},
    rating_change,
    table::{now, signed},
};
use crate::{
    country,
    markup::number,
    standing_markup::{ratings, streak},
};

pub(super) fn page(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let rows = standings(&facts.facts.standings()?);
    let index = rows.iter().position(|row| Some(row.tournament_player_id) == facts.entry)?;
    let content = card(facts, index + 1, rows.get(index)?);
    let frame = Frame { kind: "player", style: Style::Overlay, head: html! {}, content };
    Some(frame.render(facts).until(Some(facts.now.next_midnight())))
}

fn card(facts: &PageFacts<'_>, place: usize, row: &StandingRow) -> Markup {
    let tournament_facts = &facts.facts.tournament_facts;
    let (rating, _) = ratings(tournament_facts.tournament.rank_by, row);
    let (record, id) = (&row.tournament_record, row.tournament_player_id);
    html! {
        div.card {
            div.who {
                span.place data-column="place" { "#" (place) }
                span.player data-column="player" {
                    (country::flag(row.country.as_deref()))
                    bdi { (row.name) }
                }
                span.now data-column="now" { (now(row)) }
            }
            dl {
                div { dt { "Rating" } dd.rating data-column="rating" { (number(rating)) } }
                div { dt { "Today" } dd data-column="change" { (signed(rating_change::today(tournament_facts, id, facts.now))) } }
                div { dt { "Record" } dd data-column="record" { (record.wins) "–" (record.losses) } }
                div { dt { "Streak" } dd data-column="streak" { (streak(record.streak)) } }
            }
        }
    }
}
