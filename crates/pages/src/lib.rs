//! What people see in a browser: the pages of tournaments, rendered from the facts behind the JSON, and the console at
//! `/host`, in which hosts run their tournaments and which uses only the public API.
//!
//! A page is a pure function of facts, the time included; CONTRIBUTING.md says how to add one.
//!
//! Markup escapes every text; addresses that hosts entered go through `link::web`. Nothing is inline: no script, no
//! style, no `style=`.

mod assets;
mod card;
mod chart;
mod console;
mod country;
mod games;
mod history;
mod html_document;
mod index;
mod link;
mod markup;
mod matches;
mod overlay;
mod phase;
mod player;
mod refusal;
mod schedule;
mod series;
mod series_markup;
mod stages;
mod standing_markup;
mod standings;
mod statistics;
#[cfg(test)]
mod tests;
mod time;

use api::{Pages, entry_page, parted_page, series_page, tournament_page};
use axum::Router;

/// The routes of all pages, and how they show errors.
#[must_use]
pub fn router() -> Pages {
    let routes = Router::new()
        .route("/t/{tournament_slug}", tournament_page(&standings::PAGE))
        .route("/t/{tournament_slug}/card.png", tournament_page(&card::STANDINGS))
        .route("/t/{tournament_slug}/stages", tournament_page(&stages::PAGE))
        .route("/t/{tournament_slug}/schedule", tournament_page(&schedule::PAGE))
        .route("/t/{tournament_slug}/series/{series_id}", series_page(&series::PAGE))
        .route("/t/{tournament_slug}/history", tournament_page(&history::PAGE))
        .route("/t/{tournament_slug}/stats", tournament_page(&statistics::PAGE))
        .route("/t/{tournament_slug}/matches", parted_page(&matches::PAGE, matches::MOST_PAGES))
        .route("/t/{tournament_slug}/players/{tournament_player_id}", entry_page(&player::PAGE))
        .route("/t/{tournament_slug}/players/{tournament_player_id}/card.png", entry_page(&card::ENTRY))
        .merge(overlay::router())
        .merge(assets::router())
        .merge(console::router());
    Pages { index: &index::PAGE, routes, refusal: refusal::page }
}
