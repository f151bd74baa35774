//! The page of a tournament: what it is and when, its standings, its teams, who leads in what, and the latest games.

mod cards;
mod games;
pub(crate) mod header;
mod table;
mod teams;

use std::collections::HashMap;

use api::{FactParts, Layout, Page, PageFacts, RATINGS_POLL, RenderedPage};
use domain::{
    clock::Timestamp,
    head_to_head::head_to_head,
    id::EntryId,
    movement::movement,
    nudge::Event,
    standings::standings,
    summary::{USUAL_WIN_RATE_GAMES, summary},
    team_standings::team_standings,
    tournament::Window,
};
use maud::html;

use crate::{
    html_document::{HtmlDocument, Tab},
    phase::Phase,
};

pub(crate) static PAGE: Page = Page::new(
    "standings_page",
    EVENTS,
    Layout {
        parts: FactParts { recent: true, teams: true, past: true, maps: true, ..FactParts::NONE },
        is_live: true,
        polls: &[RATINGS_POLL],
        render,
    },
);

/// The events that change it, or what its navigation leads to.
const EVENTS: &[Event] = &[Event::Standings, Event::Matches, Event::Live, Event::Series];

fn render(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let tables = facts.facts;
    let tournament_facts = &tables.tournament_facts;
    let tournament = &tournament_facts.tournament;
    let rows = standings(&tables.standings()?);
    let games = head_to_head(&tables.head_to_head(games::SHOWN)?);
    let main = html! {
        (header::header(tournament, facts.now, tournament.host_stream_live))
        (cards::cards(tournament, &summary(tournament_facts, USUAL_WIN_RATE_GAMES)))
        (table::table(tournament, &rows, &rose_today(facts)?))
        div.beside {
            (teams::teams(tournament, &team_standings(&tables.team_standings()?)))
            (games::games(tournament, &games))
        }
    };
    let description = table::leaders(tournament, &rows);
    let document = HtmlDocument {
        path: "",
        tab: Some(Tab::Standings),
        title: "Standings",
        description: &description,
        events: EVENTS,
        json: &["", "/standings", "/teams/standings", "/summary", "/head-to-head"],
        main,
    };
    Some(document.render(facts).until(changes_at(&tournament.window, facts)))
}

/// The places by which each entry rose since the day began, while the tournament is under way.
fn rose_today(facts: &PageFacts<'_>) -> Option<HashMap<EntryId, i64>> {
    let window = &facts.facts.tournament_facts.tournament.window;
    let history = facts.facts.history()?;
    Some(match Phase::of(window, facts.now) {
        Phase::Running => movement(&history, facts.now.midnight()),
        Phase::Coming | Phase::Final => HashMap::new(),
    })
}

/// The time after which the clock alone has changed the page.
fn changes_at(window: &Window, facts: &PageFacts<'_>) -> Option<Timestamp> {
    Phase::next(window, facts.now).into_iter().chain([facts.now.next_midnight()]).min()
}
