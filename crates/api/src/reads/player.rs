//! One entry of a tournament's roster, with its account and its newest matches.

use axum::{extract::State, response::Response};
use domain::{clock::Timestamp, id::EntryId, nudge::Event, view::players::PlayerDetail};
use http::HeaderMap;
use store::read;

use super::{
    POLICY, example,
    players::{RATINGS, shown},
    roster, rows_shown,
};
use crate::{
    app::App,
    cache_entry::EntryError,
    error::{Error, HttpValidationError},
    params::Parameters,
    query_limit::{self, Documented, QueryLimit},
    response::{self, Asker, RequestedView},
    views::{Body, Choice, Cut, LastPolled, Read, Render, RenderError, Rendered, Rendering, View, Views},
};

static PLAYER: Read =
    Read { name: "player", events: &[Event::Standings, Event::Matches], render: Render::Custom(render) };

/// The number of matches in the response.
struct RecentMatches;

impl QueryLimit for RecentMatches {
    const NAME: &'static str = "match_limit";
    const DEFAULT: i64 = 20;
    const MAXIMUM: Option<i64> = Some(MOST);
    const DESCRIPTION: &'static str = "The most matches to return; 20 by default.";
}

/// The most matches that are shown.
const MOST: i64 = 100;

/// One roster entry, by its own number or its account's, with its newest matches.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/players/{tournament_player_id}",
    operation_id = "get_player_v1_tournaments__tournament_slug__players__tournament_player_id__get",
    tag = "players",
    params(
        ("tournament_slug" = String, Path),
        ("tournament_player_id" = i64, Path),
        Documented::<RecentMatches>,
    ),
    responses(
        (status = 200, body = PlayerDetail, example = json!(example("get_player"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_player(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let id = id(&mut parameters);
    let limit = query_limit::read::<RecentMatches>(&mut parameters);
    of_entry(&app, &headers, parameters, id, (&PLAYER, Some(Cut(limit)))).await
}

/// The number in the path: an entry's own or its account's.
pub(crate) fn id(parameters: &mut Parameters) -> EntryId {
    EntryId(parameters.id("tournament_player_id"))
}

/// Responds with a read of the entry with that number, or with a variant of it.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], and those of [`response::view`].
pub(crate) async fn of_entry(
    app: &App,
    headers: &HeaderMap,
    mut parameters: Parameters,
    id: EntryId,
    (read, cut): (&'static Read, Option<Cut>),
) -> Result<Response, Error> {
    let missing = Error::NotFound("Player not found in this tournament");
    let found = roster::of(app, &mut parameters).await?;
    let entry = found.roster().and_then(|roster| roster.entry(id)).ok_or(missing.clone())?;
    let view = View::of(found.tournament, read, Choice::Entry(entry));
    let asker = Asker { headers, client: parameters.client() };
    response::view(app, asker, RequestedView { view, cut, resolution: found.resolution }, missing).await
}

fn render<'a>(views: &'a Views, view: &'a View, now: Timestamp) -> Rendering<'a> {
    Box::pin(async move { Ok((body(views, view, now).await?, None)) })
}

async fn body(views: &Views, view: &View, now: Timestamp) -> Result<Rendered, EntryError<RenderError>> {
    let (Some(id), Choice::Entry(wanted)) = (view.tournament(), view.choice) else { return Ok(None) };
    let Some(loaded) = views.facts(id, RATINGS, true, now).await? else { return Ok(None) };
    let Some(known) = loaded.facts.tournament_facts.entrants.iter().find(|known| known.entry.id == wanted) else {
        return Ok(None);
    };
    let mut player = shown(&loaded, known);
    let (mut recent, mut last_polled) = (Vec::new(), None);
    if let Some(profile) = known.entry.profile_id.filter(|_| known.player.is_some()) {
        let matches =
            views.in_snapshot(view, async |snapshot| Ok(read::matches::of_profile(snapshot, id, profile, MOST).await?));
        recent = matches.await?;
        last_polled = Some(LastPolled::of(&[store::stats::STATUS_ROW], &loaded.polled));
    } else {
        player.ratings.clear();
    }
    let head =
        PlayerDetail { last_polled_at: last_polled.and_then(LastPolled::at), player, recent_matches: Vec::new() };
    let body = Body::rows(&head, &recent, (POLICY, last_polled), rows_shown::<RecentMatches>());
    Ok(Some(body.map_err(RenderError::Write)?))
}
