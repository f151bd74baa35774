//! Adds, moves and removes teams' members.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    id::{EntryId, TeamId},
    nudge::Event,
};
use store::{roster, teams};

use super::{Context, Effect, Operation, perform, teams::find};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, HttpValidationError},
    params::Parameters,
    rate_limits::Class,
    request_schemas::{TeamMemberCreate, TeamMemberUpdate},
};

const NOT_ON_ROSTER: Error = Error::NotFound("Player not found in this tournament");
const NOT_A_MEMBER: Error = Error::NotFound("Player is not a member of this team");

/// Puts an entry on a team.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/teams/{team_id}/members",
    operation_id = "add_team_member_v1_tournaments__tournament_slug__teams__team_id__members_post",
    tag = "teams",
    params(("tournament_slug" = String, Path), ("team_id" = i64, Path)),
    request_body = TeamMemberCreate,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn add_team_member(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Add>(app, request).await
}

/// Moves an entry to another team, in one step. A captain does not stay one.
#[utoipa::path(
    patch,
    path = "/v1/tournaments/{tournament_slug}/teams/{team_id}/members/{tournament_player_id}",
    operation_id = "move_team_member_v1_tournaments__tournament_slug__teams__team_id__members__tournament_player_id__patch",
    tag = "teams",
    params(("tournament_slug" = String, Path), ("team_id" = i64, Path), ("tournament_player_id" = i64, Path)),
    request_body = TeamMemberUpdate,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn move_team_member(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Move>(app, request).await
}

/// Takes an entry off a team.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/teams/{team_id}/members/{tournament_player_id}",
    operation_id = "remove_team_member_v1_tournaments__tournament_slug__teams__team_id__members__tournament_player_id__delete",
    tag = "teams",
    params(("tournament_slug" = String, Path), ("team_id" = i64, Path), ("tournament_player_id" = i64, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn remove_team_member(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Remove>(app, request).await
}

struct Add;

impl Operation for Add {
    const CLASS: Class = Class::Members;
    type Authorization = TournamentOwner;
    type Input = (TeamId, EntryId);

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<(TeamId, EntryId)> {
        let team = TeamId(parameters.id("team_id"));
        Some((team, entry(body)?))
    }

    async fn run(
        context: &mut Context<'_, TournamentOwner>,
        (team, entry): (TeamId, EntryId),
    ) -> Result<Effect, Error> {
        let tournament = &context.authorization.tournament;
        let team = find(context.tx, tournament.id, team).await?;
        let entry = roster::find(context.tx, tournament.id, entry).await?.ok_or(NOT_ON_ROSTER)?;
        match teams::team_of(context.tx, entry.id).await? {
            Some(other) if other == team.id => return Err(Error::Conflict("Player already on this team".into())),
            Some(_) => return Err(Error::Conflict("Player already on another team of this tournament".into())),
            None => teams::add_member(context.tx, &team, entry.id).await?,
        }
        let location = format!("/v1/tournaments/{}/teams/{}/members/{}", tournament.slug, team.id, entry.id);
        let targets = format!("team {} entry {}", team.id, entry.id);
        Ok(Effect::no_content("team_member_add", targets).nudging(&[Event::Standings], tournament.id).at(location))
    }
}

struct Move;

/// A member that moves, and the teams between which it moves.
struct Transfer {
    from: TeamId,
    entry: EntryId,
    to: TeamId,
}

impl Operation for Move {
    const CLASS: Class = Class::Members;
    type Authorization = TournamentOwner;
    type Input = Transfer;

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<Transfer> {
        let from = TeamId(parameters.id("team_id"));
        let entry = EntryId(parameters.id("tournament_player_id"));
        let to = body.required("team_id", |body, name| body.integer(name, 1))?;
        Some(Transfer { from, entry, to: TeamId(to) })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, transfer: Transfer) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let from = find(context.tx, tournament, transfer.from).await?;
        let entry = member(context, from.id, transfer.entry).await?;
        let to = find(context.tx, tournament, transfer.to).await?;
        if from.id == to.id {
            return Ok(Effect::nothing());
        }
        teams::move_member(context.tx, &to, entry).await?;
        let targets = format!("team {} entry {entry} from team {}", to.id, from.id);
        Ok(Effect::no_content("team_member_add", targets).nudging(&[Event::Standings], tournament))
    }
}

struct Remove;

impl Operation for Remove {
    const CLASS: Class = Class::Members;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = (TeamId, EntryId);

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<(TeamId, EntryId)> {
        Some((TeamId(parameters.id("team_id")), EntryId(parameters.id("tournament_player_id"))))
    }

    async fn run(
        context: &mut Context<'_, TournamentOwner>,
        (team, entry): (TeamId, EntryId),
    ) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let team = find(context.tx, tournament, team).await?;
        let entry = member(context, team.id, entry).await?;
        teams::remove_member(context.tx, entry).await?;
        Ok(Effect::no_content("team_member_remove", format!("team {} entry {entry}", team.id))
            .nudging(&[Event::Standings], tournament))
    }
}

/// Reads the entry that a body names, by its own number or its account's.
pub(super) fn entry(body: &mut Fields) -> Option<EntryId> {
    match body.integer("profile_id", 1).value() {
        Some(profile) => Some(EntryId(profile)),
        None => body.required("tournament_player_id", |body, name| body.integer(name, 1)).map(EntryId),
    }
}

/// Finds the entry with that number on `team`, or fails with 404.
pub(super) async fn member(
    context: &mut Context<'_, TournamentOwner>,
    team: TeamId,
    entry: EntryId,
) -> Result<EntryId, Error> {
    let tournament = context.authorization.tournament.id;
    let entry = roster::find(context.tx, tournament, entry).await?.ok_or(NOT_A_MEMBER)?;
    let team_of_entry = teams::team_of(context.tx, entry.id).await?;
    if team_of_entry == Some(team) { Ok(entry.id) } else { Err(NOT_A_MEMBER) }
}
