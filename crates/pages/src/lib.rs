//! What people see in a browser: the pages of tournaments, rendered from the facts behind the JSON, and the console at
//! `/host`, in which hosts run their tournaments and which uses only the public API.
//!
//! To add a page of a tournament:
//! 1. Write a file beside `standings` with a `static` [`api::Page`]: its name in metrics, the events that change it,
//!    the facts that it needs, and a function from [`api::PageFacts`] (of stages and series: from
//!    [`api::ContestsFacts`]) to its `main`, which `document::Document` wraps
//!    in the shell all pages share. The function is pure: everything it shows comes from the facts, the time included.
//! 2. Add its route to [`router`], and a `document::Tab` if the navigation leads to it.
//! 3. Style it in `assets/style.css`. Elements that the script moves or updates have a `data-key`.
//! 4. Compare it with its JSON in a test like `tests/tests/contract/pages.rs`.
//!
//! Markup escapes every text; addresses that hosts entered go through `link::web`. Nothing is inline: no script, no
//! style, no `style=`.

mod assets;
mod card;
mod chart;
mod console;
mod contest;
mod country;
mod document;
mod games;
mod history;
mod index;
mod link;
mod matches;
mod overlay;
mod phase;
mod player;
mod refusal;
mod schedule;
mod series;
mod show;
mod stages;
mod standing;
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
