//! Creates, renames and deletes teams.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::{TeamId, TournamentId},
    limits,
    name::Name,
    nudge::Event,
    roster::Team,
    view::teams::TeamRead,
};
use http::StatusCode;
use store::{Tx, teams};

use super::{Context, Effect, Operation, perform};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, HttpValidationError},
    params::Parameters,
    rate_limits::Class,
    request_schemas::{TeamCreate, TeamUpdate},
};

/// Creates a team.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/teams",
    operation_id = "create_team_v1_tournaments__tournament_slug__teams_post",
    tag = "teams",
    params(("tournament_slug" = String, Path)),
    request_body = TeamCreate,
    responses((status = 201, body = TeamRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn create_team(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Create>(app, request).await
}

/// Renames a team; what is not named stays.
#[utoipa::path(
    patch,
    path = "/v1/tournaments/{tournament_slug}/teams/{team_id}",
    operation_id = "update_team_v1_tournaments__tournament_slug__teams__team_id__patch",
    tag = "teams",
    params(("tournament_slug" = String, Path), ("team_id" = i64, Path)),
    request_body = TeamUpdate,
    responses((status = 200, body = TeamRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn update_team(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Update>(app, request).await
}

/// Deletes a team; its members stay on the roster.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/teams/{team_id}",
    operation_id = "delete_team_v1_tournaments__tournament_slug__teams__team_id__delete",
    tag = "teams",
    params(("tournament_slug" = String, Path), ("team_id" = i64, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn delete_team(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Delete>(app, request).await
}

struct Create;

impl Operation for Create {
    const CLASS: Class = Class::Teams;
    type Authorization = TournamentOwner;
    type Input = (Name, String);

    fn read(_: &mut Parameters, body: &mut Fields) -> Option<(Name, String)> {
        let name = body.required("name", |body, name| body.name(name, limits::TEAM_NAME));
        let initials = body.required("initials", |body, name| body.text(name, limits::INITIALS));
        Some((name?, initials?))
    }

    async fn run(
        context: &mut Context<'_, TournamentOwner>,
        (name, initials): (Name, String),
    ) -> Result<Effect, Error> {
        let tournament = &context.authorization.tournament;
        check_free(context.tx, tournament.id, &name, None).await?;
        let id = teams::add(context.tx, tournament.id, name.as_str(), &initials).await?;
        let team = Team { id, tournament_id: tournament.id, name: name.into(), initials };
        let location = format!("/v1/tournaments/{}/teams/{id}", tournament.slug);
        Ok(Effect::no_content(AuditRecord::team_create(id))
            .nudging(&[Event::Standings], tournament.id)
            .with(StatusCode::CREATED, &TeamRead::from(team))?
            .at(location))
    }
}

struct Update;

struct Changes {
    id: TeamId,
    name: Option<Name>,
    initials: Option<String>,
}

impl Operation for Update {
    const CLASS: Class = Class::EditTeam;
    type Authorization = TournamentOwner;
    type Input = Changes;

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<Changes> {
        Some(Changes {
            id: TeamId(parameters.id("team_id")),
            name: body.not_null("name", |body, name| body.name(name, limits::TEAM_NAME)),
            initials: body.not_null("initials", |body, name| body.text(name, limits::INITIALS)),
        })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, changes: Changes) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let mut team = find(context.tx, tournament, changes.id).await?;
        let before = team.clone();
        if let Some(name) = changes.name {
            // An unchanged name is accepted, even if it dates from a time when teams could have equal names.
            if name.as_str() != team.name {
                check_free(context.tx, tournament, &name, Some(team.id)).await?;
            }
            team.name = name.into();
        }
        team.initials = changes.initials.unwrap_or(team.initials);
        teams::update(context.tx, &team).await?;
        Effect::no_content(AuditRecord::team_update(team.id))
            .nudging(&[Event::Standings], tournament)
            .if_changed(team != before)
            .with(StatusCode::OK, &TeamRead::from(team))
    }
}

struct Delete;

impl Operation for Delete {
    const CLASS: Class = Class::Teams;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = TeamId;

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<TeamId> {
        Some(TeamId(parameters.id("team_id")))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, id: TeamId) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let team = find(context.tx, tournament, id).await?;
        teams::delete(context.tx, team.id).await?;
        Ok(Effect::no_content(AuditRecord::team_delete(team.id)).nudging(&[Event::Standings], tournament))
    }
}

/// Finds the team with that number, or fails with 404.
pub(super) async fn find(tx: &mut Tx, tournament: TournamentId, id: TeamId) -> Result<Team, Error> {
    teams::find(tx, tournament, id).await?.ok_or(Error::NotFound("Team not found"))
}

/// Refuses a name that people could not tell from another team's. The tournament is locked, so the name stays free.
async fn check_free(tx: &mut Tx, of: TournamentId, name: &Name, but: Option<TeamId>) -> Result<(), Error> {
    let others = teams::list(tx, of).await?;
    match others.iter().find(|other| Some(other.id) != but && name.is_like(&other.name)) {
        Some(Team { id, name, .. }) => {
            Err(Error::Conflict(format!("Team name already taken: team {id} is {name:?}").into()))
        }
        None => Ok(()),
    }
}
