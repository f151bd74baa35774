//! The matches of a tournament's roster.

pub(crate) mod export;

use axum::{extract::State, response::Response};
use domain::{
    id::{LeaderboardId, ProfileId},
    matches::MatchState,
    nudge::Event,
    view::{envelope::ListEnvelope, matches::MatchRead},
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{
    Snapshot,
    poll_status::PollTimes,
    read::{self, matches::Filter},
};

use super::{NO_TOURNAMENT, example, exports::Format, roster, rows_shown};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    query_limit::{self, Documented, QueryLimit},
    response::{self, AddressHead, Asker, RequestedView},
    views::{Body, Choice, Cut, LastPolled, MaxAge, Policy, Read, Render, RenderError, Rendered, View},
};

static MATCHES: Read = Read {
    name: "matches",
    // Changes of the roster change which matches are listed.
    events: &[Event::Standings, Event::Live, Event::Matches],
    render: Render::Snapshot(render),
};

/// The number of matches in the response.
struct Matches;

impl QueryLimit for Matches {
    const NAME: &'static str = "limit";
    const DEFAULT: i64 = 50;
    const MAXIMUM: Option<i64> = Some(MOST);
    const DESCRIPTION: &'static str = "The most items to return; 50 by default.";
}

/// The most matches that are shown.
const MOST: i64 = 200;

const STATES: [(&str, MatchState); 3] = [
    (MatchState::Staging.as_str(), MatchState::Staging),
    (MatchState::InProgress.as_str(), MatchState::InProgress),
    (MatchState::Completed.as_str(), MatchState::Completed),
];

/// Matches in which a linked roster member played, newest started first.
///
/// `Accept` may ask for all matches in the window as `text/csv` or `application/x-ndjson`, which `matches.csv` and
/// `matches.ndjson` are.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/matches",
    operation_id = "list_matches_v1_tournaments__tournament_slug__matches_get",
    tag = "matches",
    params(
        ("tournament_slug" = String, Path),
        ("profile_id" = Option<i64>, Query, description = "Only matches in which this account played."),
        ("leaderboard_id" = Option<i64>, Query, description = "Only matches on this ladder."),
        ("state" = Option<MatchState>, Query, description = "Only matches this far."),
        Documented::<Matches>,
    ),
    responses(
        (status = 200, body = ListEnvelope<MatchRead>, example = json!(example("list_matches"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_matches(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let filter = filter(&mut parameters);
    let limit = query_limit::read::<Matches>(&mut parameters);
    let format = Format::accepted(&headers);
    if format != Format::Json {
        return export::export(&app, &headers, parameters, (filter, format), true).await;
    }
    let found = roster::of(&app, &mut parameters).await?;
    let is_everything = filter == Filter::default();
    let is_kept = is_everything || found.roster().is_some_and(|roster| roster.is_worth_keeping(&filter));
    let choice = if is_everything { Choice::None } else { Choice::Matches(filter) };
    let view = View::of(found.tournament, &MATCHES, choice);
    let asker = Asker { headers: &headers, client: parameters.client() };
    let requested = RequestedView { view, cut: Some(Cut(limit)), resolution: found.resolution };
    let response = if is_kept {
        response::view(&app, asker, requested, NO_TOURNAMENT).await
    } else {
        response::uncached_view(&app, asker, requested, NO_TOURNAMENT).await
    };
    Ok(AddressHead { is_negotiated: true, disposition: None }.on(response?))
}

/// Reads the parameters that say which matches are wanted.
fn filter(parameters: &mut Parameters) -> Filter {
    Filter {
        profile_id: parameters.optional("profile_id").map(ProfileId),
        leaderboard_id: parameters.optional("leaderboard_id").map(LeaderboardId),
        state: parameters.choice("state", &STATES),
    }
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    let filter = if let Choice::Matches(filter) = view.choice { filter } else { Filter::default() };
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok(None) };
        let rows = read::matches::list(snapshot, id, filter, MOST).await?;
        // Matches that are not over change with the lobbies.
        let are_over = rows.iter().all(|row| row.state == MatchState::Completed);
        let polls: &[_] = if are_over {
            &[store::matches::STATUS_ROW]
        } else {
            &[store::matches::STATUS_ROW, store::live::STATUS_ROW]
        };
        let last_polled = LastPolled::of(polls, &PollTimes::load(snapshot).await?);
        Ok(Some(Body::long_list(&rows, Policy::Shared(MaxAge::Fifteen), last_polled, rows_shown::<Matches>())?))
    })
}
