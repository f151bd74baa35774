//! The leaders of a tournament in several categories.

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    summary::{Summaries, TournamentSummary, USUAL_WIN_RATE_GAMES},
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{NO_TOURNAMENT, POLICY, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    query_limit::{self, Documented, QueryLimit},
    views::{Body, Cut, Read, Render, Superset, Table},
};

pub(super) static SUMMARY: Read = Read {
    name: "summary",
    events: &[Event::Standings],
    render: Render::Table(Table { parts: FactParts::NONE, is_live: false, changes_at_end: true, body }),
};

/// The number of games that an entry needs to lead in win rate.
struct WinRateGames;

impl QueryLimit for WinRateGames {
    const NAME: &'static str = "win_rate_min_games";
    const DEFAULT: i64 = USUAL_WIN_RATE_GAMES;
    const MAXIMUM: Option<i64> = None;
    const DESCRIPTION: &'static str = "The least games for leading in win rate; 5 by default.";
}

/// The leaders in each category.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/summary",
    operation_id = "get_summary_v1_tournaments__tournament_slug__summary_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path), Documented::<WinRateGames>),
    responses(
        (status = 200, body = TournamentSummary, example = json!(example("get_summary"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_summary(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let limit = query_limit::read::<WinRateGames>(&mut parameters);
    of_tournament(&app, &headers, parameters, (&SUMMARY, Some(Cut(limit))), NO_TOURNAMENT).await
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let summaries = Summaries::of(&loaded.facts.tournament_facts);
    let usual = Body::new(&summaries.of_at_least(WinRateGames::DEFAULT), POLICY);
    Some(usual.map(|usual| usual.with(summaries)))
}

/// Makes the summary for any number of games.
impl Superset for Summaries {
    fn weight(&self) -> usize {
        self.cases() * 200
    }

    fn variant(&self, min_games: i64) -> Option<usize> {
        let case = self.case(min_games);
        (case != self.case(WinRateGames::DEFAULT)).then_some(case)
    }

    fn cut(&self, body: &Body, min_games: i64) -> io::Result<Body> {
        Body::new(&self.of_at_least(min_games), body.policy())
    }
}
