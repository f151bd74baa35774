//! Adds, moves and removes teams' members.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::{EntryId, ProfileId, TeamId},
    nudge::Event,
    roster::Entry,
};
use store::{roster, teams};

use super::{Context, Effect, Operation, perform, teams::find};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, FieldError, HttpValidationError, Location},
    params::Parameters,
    rate_limits::Class,
    request_schemas::{TeamMemberCreate, TeamMemberUpdate},
};

const NOT_ON_ROSTER: Error = Error::NotFound("Player not found in this tournament");
pub(super) const NOT_A_MEMBER: Error = Error::NotFound("Player is not a member of this team");

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
    type Input = (TeamId, NamedEntry);

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<(TeamId, NamedEntry)> {
        let team = TeamId(parameters.id("team_id"));
        Some((team, NamedEntry::read(body)?))
    }

    async fn run(
        context: &mut Context<'_, TournamentOwner>,
        (team, entry): (TeamId, NamedEntry),
    ) -> Result<Effect, Error> {
        let tournament = &context.authorization.tournament;
        let team = find(context.tx, tournament.id, team).await?;
        let entry = entry.find(context, NOT_ON_ROSTER).await?;
        match teams::team_of(context.tx, entry.id).await? {
            Some(other) if other == team.id => return Err(Error::Conflict("Player already on this team".into())),
            Some(_) => return Err(Error::Conflict("Player already on another team of this tournament".into())),
            None => teams::add_member(context.tx, &team, entry.id).await?,
        }
        let location = format!("/v1/tournaments/{}/teams/{}/members/{}", tournament.slug, team.id, entry.id);
        let record = AuditRecord::team_member_add(team.id, entry.id, None);
        Ok(Effect::no_content(record).nudging(&[Event::Standings], tournament.id).at(location))
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
        let record = AuditRecord::team_member_add(to.id, entry, Some(from.id));
        Ok(Effect::no_content(record).nudging(&[Event::Standings], tournament))
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
        Ok(Effect::no_content(AuditRecord::team_member_remove(team.id, entry)).nudging(&[Event::Standings], tournament))
    }
}

/// An entry as a body names it: by its own number or its account's, or by both.
pub(super) struct NamedEntry {
    number: EntryId,
    /// What `profile_id` says besides.
    profile: Option<i64>,
}

impl NamedEntry {
    pub(super) fn read(body: &mut Fields) -> Option<Self> {
        let wrong = body.wrong();
        let profile = body.integer("profile_id", 1).value();
        let has_profile = profile.is_some() || body.wrong() > wrong;
        let own = match has_profile {
            true => body.integer("tournament_player_id", 1).value(),
            false => body.required("tournament_player_id", |body, name| body.integer(name, 1)),
        };
        Some(Self { number: EntryId(own.or(profile)?), profile })
    }

    /// Finds the entry.
    ///
    /// # Errors
    /// `missing` when there is none with that number, [`Error::Invalid`] when it has another account.
    pub(super) async fn find(self, context: &mut Context<'_, TournamentOwner>, missing: Error) -> Result<Entry, Error> {
        let tournament = context.authorization.tournament.id;
        let entry = roster::find(context.tx, tournament, self.number).await?.ok_or(missing)?;
        // Either field takes either number.
        let is_its = |number: i64| entry.id == EntryId(number) || entry.profile_id == Some(ProfileId(number));
        if let Some(other) = self.profile.filter(|number| !is_its(*number)) {
            let message = "this is not the account of the player that tournament_player_id names";
            return Err(Error::Invalid(vec![FieldError::refused(&Location::Field("profile_id"), other, message)]));
        }
        Ok(entry)
    }
}

/// Finds the entry with that number on `team`, or fails with 404.
async fn member(context: &mut Context<'_, TournamentOwner>, team: TeamId, entry: EntryId) -> Result<EntryId, Error> {
    let tournament = context.authorization.tournament.id;
    let entry = roster::find(context.tx, tournament, entry).await?.ok_or(NOT_A_MEMBER)?;
    check_member(context, team, &entry).await?;
    Ok(entry.id)
}

/// Fails with 404 unless the entry is on `team`.
pub(super) async fn check_member(
    context: &mut Context<'_, TournamentOwner>,
    team: TeamId,
    entry: &Entry,
) -> Result<(), Error> {
    let team_of_entry = teams::team_of(context.tx, entry.id).await?;
    if team_of_entry == Some(team) { Ok(()) } else { Err(NOT_A_MEMBER) }
}
