//! One match of a tournament's roster.

use axum::{extract::State, response::Response};
use domain::{id::MatchId, matches::MatchState, nudge::Event, view::matches::MatchDetail};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{Snapshot, poll_status::PollTimes, read};

use super::{chosen, example};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Choice, LastPolled, MaxAge, Policy, Read, Render, RenderError, Rendered, View},
};

static MATCH: Read =
    Read { name: "match", events: &[Event::Standings, Event::Live, Event::Matches], render: Render::Snapshot(render) };

/// One match of the roster.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/matches/{match_id}",
    operation_id = "get_match_v1_tournaments__tournament_slug__matches__match_id__get",
    tag = "matches",
    params(("tournament_slug" = String, Path), ("match_id" = i64, Path)),
    responses(
        (status = 200, body = MatchDetail, example = json!(example("get_match"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_match(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let choice = Choice::Match(MatchId(parameters.id("match_id")));
    chosen(&app, &headers, parameters, (&MATCH, choice, None), Error::NotFound("Match not found")).await
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let (Some(id), Choice::Match(match_id)) = (view.tournament(), view.choice) else { return Ok(None) };
        let Some(found) = read::matches::one(snapshot, id, match_id).await? else { return Ok(None) };
        let is_over = found.state == MatchState::Completed;
        let (policy, poll) = if is_over {
            (Policy::Shared(MaxAge::Sixty), &[store::matches::STATUS_ROW])
        } else {
            (Policy::NoStore, &[store::live::STATUS_ROW])
        };
        let last_polled = LastPolled::of(poll, &PollTimes::load(snapshot).await?);
        let detail = MatchDetail { last_polled_at: last_polled.at(), r#match: found };
        Ok(Some(Body::polled(&detail, policy, Some(last_polled))?))
    })
}
