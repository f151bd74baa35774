//! Pages for people: the surface through which another crate declares pages that the view cache renders and keeps, from
//! the same facts, under the same invalidation and with the same responses as the JSON. This crate knows no page's
//! HTML.

mod accept;
mod refusal;

use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{MethodRouter, get},
};
use domain::{
    id::{SeriesId, StageId},
    nudge::Event,
};
use http::HeaderMap;
use store::{poll_status::StatusRow, read::series::SeriesFilter};

pub(crate) use accept::accepts_html;
pub use refusal::Refusal;
pub(crate) use refusal::write as write_refusal;

use crate::{
    app::App,
    error::Error,
    params::Parameters,
    rate_limits::Class,
    reads,
    response::{self, AddressHead, Asker, FastPathView, RequestedView},
    slug_index::NO_TOURNAMENT,
    views::{Choice, IndexFacts, Layout, Read, Render, RenderedPage, ShownMatches, StagesLayout, Subject, View},
};

/// The poll of ratings, behind most tables.
pub const RATINGS_POLL: StatusRow = store::stats::STATUS_ROW;
/// The poll of matches, behind lists of games.
pub const MATCHES_POLL: StatusRow = store::matches::STATUS_ROW;

/// The poll of lobbies and running games.
pub const LOBBIES_POLL: StatusRow = store::live::STATUS_ROW;

/// The refusal of a part that a list does not have.
const NO_PART: Error = Error::NotFound("There is no such page of this list");

/// The pages of a service: their routes, and how they show errors.
#[derive(Clone, Debug)]
pub struct Pages {
    /// What browsers get at `/`, where everybody else gets JSON.
    pub index: &'static IndexPage,
    /// The routes; those of [`tournament_page`] and [`entry_page`] name the tournament `{tournament_slug}`.
    pub routes: Router<App>,
    /// The HTML that browsers get for an error at a page's address.
    pub refusal: fn(&Refusal<'_>) -> String,
}

/// A page of a tournament.
#[derive(Debug)]
pub struct Page(Read);

impl Page {
    /// Declares a page. `name` is its name in metrics and traces, which no other read has; `events` invalidate it.
    #[must_use]
    pub const fn new(name: &'static str, events: &'static [Event], layout: Layout) -> Self {
        Self::with_matches(name, events, layout, ShownMatches::None)
    }

    /// Declares a page that also shows matches.
    #[must_use]
    pub const fn with_matches(
        name: &'static str,
        events: &'static [Event],
        layout: Layout,
        matches: ShownMatches,
    ) -> Self {
        Self(Read { name, events, render: Render::Page(layout, matches) })
    }

    /// Declares a page of stages and series.
    #[must_use]
    pub const fn of_stages(name: &'static str, events: &'static [Event], layout: StagesLayout) -> Self {
        Self(Read { name, events, render: Render::Stages(layout) })
    }

    /// Declares a picture, which takes longer than a page: pictures are drawn one at a time, with the lowest priority.
    #[must_use]
    pub const fn picture(name: &'static str, events: &'static [Event], layout: Layout) -> Self {
        Self(Read { name, events, render: Render::Picture(layout) })
    }
}

/// The page of all tournaments.
#[derive(Debug)]
pub struct IndexPage(Read);

impl IndexPage {
    /// Declares the page. `name` is its name in metrics and traces, which no other read has.
    #[must_use]
    pub const fn new(name: &'static str, render: fn(&IndexFacts<'_>) -> RenderedPage) -> Self {
        Self(Read { name, events: &[Event::Live], render: Render::Index(render) })
    }

    /// Responds with the page. It is counted here, because the JSON at the same address is not.
    ///
    /// # Errors
    /// [`Error::RateLimited`], and those of [`response::view`].
    pub(crate) async fn respond(&'static self, app: &App, asker: Asker<'_>) -> Result<Response, Error> {
        app.rate_limits.count(asker.client, Class::Default)?;
        let requested = RequestedView::fixed(View::of_all(&self.0, Subject::AllTournaments));
        let mut response = response::view(app, asker, requested, Error::NotFound("Not Found")).await?;
        // The fast path knows a view by its address alone.
        response.extensions_mut().remove::<FastPathView>();
        Ok(AddressHead { is_negotiated: true, disposition: None }.on(response))
    }
}

/// The route of a page about a whole tournament. Its path contains `{tournament_slug}`.
pub fn tournament_page(page: &'static Page) -> MethodRouter<App> {
    get(move |State(app): State<App>, headers: HeaderMap, parameters: Parameters| async move {
        reads::of_tournament(&app, &headers, parameters, (&page.0, None), NO_TOURNAMENT).await
    })
}

/// The route of a page in parts, of which the query's `page` chooses one from 1 to `most`. Its path contains
/// `{tournament_slug}`.
pub fn parted_page(page: &'static Page, most: usize) -> MethodRouter<App> {
    get(move |State(app): State<App>, headers: HeaderMap, mut parameters: Parameters| async move {
        let part = parameters.optional("page").unwrap_or(1);
        parameters.check()?;
        let choice = match usize::try_from(part) {
            Ok(1) => Choice::None,
            Ok(part) if (2..=most).contains(&part) => Choice::Part(part),
            _ => return Err(NO_PART),
        };
        let missing = if choice == Choice::None { NO_TOURNAMENT } else { NO_PART };
        reads::chosen(&app, &headers, parameters, (&page.0, choice, None), missing).await
    })
}

/// The route of a page about one entry. Its path contains `{tournament_slug}` and `{tournament_player_id}`.
pub fn entry_page(page: &'static Page) -> MethodRouter<App> {
    get(move |State(app): State<App>, headers: HeaderMap, mut parameters: Parameters| async move {
        let id = reads::player::id(&mut parameters);
        reads::player::of_entry(&app, &headers, parameters, id, (&page.0, None)).await
    })
}

/// The route of a page about one series, of [`Page::of_stages`]. Its path contains `{tournament_slug}` and
/// `{series_id}`.
pub fn series_page(page: &'static Page) -> MethodRouter<App> {
    get(move |State(app): State<App>, headers: HeaderMap, mut parameters: Parameters| async move {
        let series = Some(SeriesId(parameters.id("series_id")));
        let choice = Choice::Series(SeriesFilter { series, ..SeriesFilter::default() });
        reads::chosen(&app, &headers, parameters, (&page.0, choice, None), reads::one_series::NO_SERIES).await
    })
}

/// The route of a page about one stage, of [`Page::of_stages`]. Its path contains `{tournament_slug}` and
/// `{stage_id}`.
pub fn stage_page(page: &'static Page) -> MethodRouter<App> {
    get(move |State(app): State<App>, headers: HeaderMap, mut parameters: Parameters| async move {
        let choice = Choice::Stage(StageId(parameters.id("stage_id")));
        reads::chosen(&app, &headers, parameters, (&page.0, choice, None), reads::NO_STAGE).await
    })
}
