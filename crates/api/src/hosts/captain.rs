//! Sets and clears a team's captain.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{audit::AuditRecord, id::TeamId, nudge::Event};
use store::teams;

use super::{
    Context, Effect, Operation,
    members::{NOT_A_MEMBER, NamedEntry, check_member},
    perform,
    teams::find,
};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, HttpValidationError},
    params::Parameters,
    rate_limits::Class,
    request_schemas::TeamCaptainSet,
};

/// Makes a member the captain, in the place of whoever was.
#[utoipa::path(
    patch,
    path = "/v1/tournaments/{tournament_slug}/teams/{team_id}/captain",
    operation_id = "set_team_captain_v1_tournaments__tournament_slug__teams__team_id__captain_patch",
    tag = "teams",
    params(("tournament_slug" = String, Path), ("team_id" = i64, Path)),
    request_body = TeamCaptainSet,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn set_team_captain(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Set>(app, request).await
}

/// Leaves the team without a captain.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/teams/{team_id}/captain",
    operation_id = "clear_team_captain_v1_tournaments__tournament_slug__teams__team_id__captain_delete",
    tag = "teams",
    params(("tournament_slug" = String, Path), ("team_id" = i64, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn clear_team_captain(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Clear>(app, request).await
}

struct Set;

impl Operation for Set {
    const CLASS: Class = Class::Captains;
    type Authorization = TournamentOwner;
    type Input = (TeamId, NamedEntry);

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<(TeamId, NamedEntry)> {
        let team = TeamId(parameters.id("team_id"));
        Some((team, NamedEntry::read(body)?))
    }

    async fn run(
        context: &mut Context<'_, TournamentOwner>,
        (team, entry): (TeamId, NamedEntry),
    ) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let team = find(context.tx, tournament, team).await?;
        let entry = entry.find(context, NOT_A_MEMBER).await?;
        check_member(context, team.id, &entry).await?;
        if !teams::set_captain(context.tx, team.id, Some(entry.id)).await? {
            return Ok(Effect::nothing());
        }
        Ok(Effect::no_content(AuditRecord::team_captain_set(team.id, entry.id))
            .nudging(&[Event::Standings], tournament))
    }
}

struct Clear;

impl Operation for Clear {
    const CLASS: Class = Class::Captains;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = TeamId;

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<TeamId> {
        Some(TeamId(parameters.id("team_id")))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, team: TeamId) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let team = find(context.tx, tournament, team).await?;
        if !teams::set_captain(context.tx, team.id, None).await? {
            return Ok(Effect::nothing());
        }
        Ok(Effect::no_content(AuditRecord::team_captain_unset(team.id)).nudging(&[Event::Standings], tournament))
    }
}
