//! Excludes matches from a tournament, and lets them count again.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::{MatchId, TournamentId},
    limits,
    nudge::Event,
};
use store::{exclusions, read::matches};

use super::{Context, Effect, Operation, perform};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, HttpValidationError},
    params::Parameters,
    rate_limits::Class,
    request_schemas::ExclusionPut,
};

/// Excludes a match, so that it does not count; it stays in the lists of matches. Of one that is excluded already, the
/// reason is replaced.
#[utoipa::path(
    put,
    path = "/v1/tournaments/{tournament_slug}/exclusions/{match_id}",
    operation_id = "exclude_match_v1_tournaments__tournament_slug__exclusions__match_id__put",
    tag = "matches",
    params(("tournament_slug" = String, Path), ("match_id" = i64, Path)),
    request_body = ExclusionPut,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn exclude_match(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Exclude>(app, request).await
}

/// Lets an excluded match count again.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/exclusions/{match_id}",
    operation_id = "include_match_v1_tournaments__tournament_slug__exclusions__match_id__delete",
    tag = "matches",
    params(("tournament_slug" = String, Path), ("match_id" = i64, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn include_match(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Include>(app, request).await
}

struct Exclude;

impl Operation for Exclude {
    const CLASS: Class = Class::Exclusions;
    type Authorization = TournamentOwner;
    type Input = (MatchId, String);

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<(MatchId, String)> {
        let id = MatchId(parameters.id("match_id"));
        Some((id, body.required("reason", |body, name| body.text(name, limits::EXCLUSION_REASON))?))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, (id, reason): (MatchId, String)) -> Result<Effect, Error> {
        let TournamentOwner { user, tournament } = context.authorization;
        let known = exclusions::reason(context.tx, tournament.id, id).await?;
        if known.as_ref() == Some(&reason) {
            return Ok(Effect::nothing());
        }
        let events = if known.is_some() {
            // Only the list of exclusions shows the reason.
            &[Event::Matches, Event::Series]
        } else {
            let is_over = matches::is_over(context.tx, tournament.id, id).await?;
            let is_over = is_over.ok_or(Error::NotFound("Match not found"))?;
            if exclusions::count(context.tx, tournament.id).await? >= limits::EXCLUSIONS {
                return Err(Error::Unprocessable("Exclusion limit reached"));
            }
            events(is_over)
        };
        exclusions::put(context.tx, tournament.id, id, (&reason, *user)).await?;
        Ok(effect("match_exclude", tournament.id, id, events))
    }
}

struct Include;

impl Operation for Include {
    const CLASS: Class = Class::Exclusions;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = MatchId;

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<MatchId> {
        Some(MatchId(parameters.id("match_id")))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, id: MatchId) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        if !exclusions::remove(context.tx, tournament, id).await? {
            return Err(Error::NotFound("Exclusion not found"));
        }
        // Of a match that is not the roster's any longer, only the list of exclusions tells.
        let is_over = matches::is_over(context.tx, tournament, id).await?.unwrap_or(true);
        Ok(effect("match_include", tournament, id, events(is_over)))
    }
}

/// The events of the views that change when a match begins or ceases to count. Clients that show exclusions may follow
/// them by `series`, as they follow stages.
fn events(is_over: bool) -> &'static [Event] {
    if is_over {
        &[Event::Matches, Event::Standings, Event::Series]
    } else {
        &[Event::Matches, Event::Standings, Event::Live, Event::Series]
    }
}

fn effect(action: &'static str, tournament: TournamentId, id: MatchId, events: &[Event]) -> Effect {
    Effect::no_content(AuditRecord::new(action, format!("match {id}"))).nudging(events, tournament)
}
