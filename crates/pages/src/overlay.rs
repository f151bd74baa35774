//! Overlays for broadcasts, and the standings as a frame for other websites: pages without the shell of the others,
//! which pages of all origins may frame. Every viewer gets the same bytes: the script in the page applies the
//! parameters.

mod frame;
mod player;
mod rating_change;
mod series;
mod stage;
mod table;
mod ticker;

use api::{
    App, FactParts, Layout, Page, PageFacts, RenderedPage, entry_page, series_page, stage_page, tournament_page,
};
use axum::Router;
use domain::{nudge::Event, standings::standings};
use maud::html;

use frame::{Frame, Style};

pub(crate) use frame::blank;

/// The events that change overlays.
const EVENTS: &[Event] = &[Event::Standings, Event::Live];

static TABLE: Page = Page::new("overlay", EVENTS, layout(table_page));
static PLAYER: Page = Page::new("overlay_player", EVENTS, layout(player::page));
static TICKER: Page = Page::new("overlay_ticker", EVENTS, layout(ticker::page));
static EMBED: Page = Page::new("embed", EVENTS, layout(embed_page));

/// The routes of overlays and of the frame.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/t/{tournament_slug}/overlay", tournament_page(&TABLE))
        .route("/t/{tournament_slug}/overlay/ticker", tournament_page(&TICKER))
        .route("/t/{tournament_slug}/overlay/player/{tournament_player_id}", entry_page(&PLAYER))
        .route("/t/{tournament_slug}/overlay/series", tournament_page(&series::CURRENT))
        .route("/t/{tournament_slug}/overlay/series/{series_id}", series_page(&series::ONE))
        .route("/t/{tournament_slug}/overlay/stage/{stage_id}", stage_page(&stage::PAGE))
        .route("/t/{tournament_slug}/embed", tournament_page(&EMBED))
}

const fn layout(render: fn(&PageFacts<'_>) -> Option<RenderedPage>) -> Layout {
    Layout { parts: FactParts { recent: true, ..FactParts::NONE }, is_live: true, polls: &[], render }
}

fn table_page(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let rows = standings(&facts.facts.standings()?);
    let content = table::table(facts, &rows, false);
    let frame = Frame { kind: "table", style: Style::Overlay, head: html! {}, content };
    Some(frame.render(facts).until(Some(facts.now.next_midnight())))
}

/// The table alone. Its links open the full pages in a new tab.
fn embed_page(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let rows = standings(&facts.facts.standings()?);
    let tournament = &facts.facts.tournament_facts.tournament;
    let content = html! {
        h1 { a href={ "/t/" (tournament.slug) } { bdi { (tournament.name) } } }
        (table::table(facts, &rows, true))
    };
    let head = html! { base target="_blank"; };
    let frame = Frame { kind: "embed", style: Style::Embed, head, content };
    Some(frame.render(facts).until(Some(facts.now.next_midnight())))
}
