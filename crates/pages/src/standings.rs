//! The page of a tournament: what it is and when, and its standings.

pub(crate) mod header;
mod table;

use api::{Layout, Page, PageFacts, Parts, RATINGS_POLL, RenderedPage};
use domain::{nudge::Event, standings::standings, tournament::RankBy};
use maud::html;

use crate::document::{Document, Tab};

pub(crate) static PAGE: Page = Page::new(
    "standings_page",
    EVENTS,
    Layout { parts: Parts { recent: true, ..Parts::NONE }, is_live: true, polls: &[RATINGS_POLL], render },
);

/// The events that change it.
const EVENTS: &[Event] = &[Event::Standings, Event::Live];

fn render(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let rows = standings(&facts.facts.standings()?);
    let tournament = &facts.facts.tournament_facts.tournament;
    let main = html! {
        (header::header(tournament, facts.now))
        (table::table(tournament, &rows))
    };
    let description = table::leaders(tournament, &rows);
    let document = Document {
        path: "",
        tab: Some(Tab::Standings),
        title: "Standings",
        description: &description,
        events: EVENTS,
        json: &["", "/standings"],
        main,
    };
    Some(document.render(facts).until(header::changes_at(&tournament.window, facts.now)))
}

/// The rating that ranks, and the other one.
const fn rating_names(rank_by: RankBy) -> (&'static str, &'static str) {
    match rank_by {
        RankBy::PeakRating => ("Peak", "Now"),
        RankBy::CurrentRating => ("Rating", "Peak"),
    }
}
