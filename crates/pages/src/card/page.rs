//! The addresses of cards: pictures that the view cache keeps as it does pages. One is drawn only when somebody asks
//! for it, and at most once per change.

use std::sync::LazyLock;

use api::{FactParts, Layout, Page, PageFacts, RenderedPage};
use domain::{nudge::Event, progression::points, standings::standings};
use moka::sync::Cache;

use super::{EntryCard, StandingsCard, png};
use crate::phase::Phase;

/// What decides how a card looks: results and ratings, and a tournament's own name and dates.
const EVENTS: &[Event] = &[Event::Standings, Event::Live];
const PARTS: FactParts = FactParts { recent: true, ..FactParts::NONE };

/// How many drawn cards are kept, each with its SVG: 40 KB together.
const KEPT: u64 = 64;

static DRAWN: LazyLock<Cache<String, Vec<u8>>> = LazyLock::new(|| Cache::new(KEPT));

/// The card of a tournament.
pub(crate) static STANDINGS: Page =
    Page::picture("standings_card", EVENTS, Layout { parts: PARTS, is_live: false, polls: &[], render: tournament });

/// The card of an entry.
pub(crate) static ENTRY: Page =
    Page::picture("entry_card", EVENTS, Layout { parts: PARTS, is_live: false, polls: &[], render: entry });

fn tournament(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let rows = standings(&facts.facts.standings()?);
    let tournament = &facts.facts.tournament_facts.tournament;
    picture(StandingsCard { tournament, rows: &rows, now: facts.now }.svg(), facts)
}

/// An entry whose account was not polled yet is in no table: its card is the tournament's until then.
fn entry(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let (all, wanted) = (&facts.facts.tournament_facts, facts.entry?);
    let entrant = all.entrants.iter().find(|entrant| entrant.entry.id == wanted)?;
    if !entrant.is_listed() {
        return tournament(facts);
    }
    let rows = standings(&facts.facts.standings()?);
    let index = rows.iter().position(|row| row.tournament_player_id == wanted)?;
    let card = EntryCard {
        tournament: &all.tournament,
        row: &rows[index],
        place: (index + 1, rows.len()),
        points: &points(all, entrant),
        now: facts.now,
    };
    picture(card.svg(), facts)
}

/// Draws a card, unless the same one was drawn lately: who is in a game invalidates cards, which do not show it.
fn picture(svg: String, facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let window = facts.facts.tournament_facts.tournament.window;
    let picture = match DRAWN.get(&svg) {
        Some(drawn) => drawn,
        None => {
            let drawn = png(&svg).inspect_err(|error| tracing::error!(%error, "cannot draw a card")).ok()?;
            DRAWN.insert(svg, drawn.clone());
            drawn
        }
    };
    Some(RenderedPage::png(picture).until(Phase::next(&window, facts.now)))
}
