//! The roster: adds, edits, links and removes entries.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::{EntryId, ProfileId},
    limits,
    name::Name,
    nudge::Event,
    roster::Presentation,
};
use store::roster::{self, Listed};

use super::{Context, Effect, Operation, perform, taken};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, FieldError, HttpValidationError, Location},
    params::Parameters,
    rate_limits::Class,
    request_schemas::{RosterPlayerCreate, RosterPlayerUpdate},
};

const NO_PLAYER: Error = Error::NotFound("Player not found in this tournament");
const IS_ON_ROSTER: &str = "Player already on the roster";

/// Adds an entry to the roster.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/players",
    operation_id = "add_roster_player_v1_tournaments__tournament_slug__players_post",
    tag = "players",
    params(("tournament_slug" = String, Path)),
    request_body = RosterPlayerCreate,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn add_roster_player(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Add>(app, request).await
}

/// Replaces an entry's presentation, or links it to an account, once.
#[utoipa::path(
    patch,
    path = "/v1/tournaments/{tournament_slug}/players/{tournament_player_id}",
    operation_id = "update_roster_player_v1_tournaments__tournament_slug__players__tournament_player_id__patch",
    tag = "players",
    params(("tournament_slug" = String, Path), ("tournament_player_id" = i64, Path)),
    request_body = RosterPlayerUpdate,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn update_roster_player(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Update>(app, request).await
}

/// Removes an entry from the roster, and from its team.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/players/{tournament_player_id}",
    operation_id = "remove_roster_player_v1_tournaments__tournament_slug__players__tournament_player_id__delete",
    tag = "players",
    params(("tournament_slug" = String, Path), ("tournament_player_id" = i64, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn remove_roster_player(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Remove>(app, request).await
}

struct Add;

struct NewEntry {
    name: Option<Name>,
    profile: Option<ProfileId>,
    presentation: Presentation,
}

impl Operation for Add {
    const CLASS: Class = Class::Roster;
    type Authorization = TournamentOwner;
    type Input = NewEntry;

    fn read(_: &mut Parameters, body: &mut Fields) -> Option<NewEntry> {
        let profile = body.integer("profile_id", 1).value().map(ProfileId);
        let name = match profile {
            // Without a name, the entry gets the account's name.
            Some(_) => body.not_null("name", |body, name| body.name(name, limits::ENTRY_NAME)),
            None => body.required("name", |body, name| body.name(name, limits::ENTRY_NAME)),
        };
        check_profile(profile, body);
        let presentation =
            body.not_null("presentation", |body, name| body.object(name, limits::ENTRY_PRESENTATION_BYTES));
        Some(NewEntry { name, profile, presentation: presentation.unwrap_or_default() })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, new: NewEntry) -> Result<Effect, Error> {
        let tournament = &context.authorization.tournament;
        let roster = roster::list(context.tx, tournament.id).await?;
        if roster.len() >= limits::ENTRIES {
            return Err(Error::Unprocessable("Roster limit reached"));
        }
        let name = match (new.name, new.profile) {
            (Some(name), _) => name,
            (None, Some(profile)) => {
                let alias = roster::alias(context.tx, profile).await?;
                let number = || Name::new(&profile.to_string()).map_err(|_| Error::Internal);
                alias.and_then(|alias| Name::of_account(&alias, *limits::ENTRY_NAME.end())).map_or_else(number, Ok)?
            }
            (None, None) => return Err(Error::Internal),
        };
        check_name(&roster, &name)?;
        check_account(&roster, new.profile)?;
        let added = roster::add(context.tx, tournament.id, name.as_str(), new.profile, &new.presentation).await;
        let id = added.map_err(|error| taken(error, IS_ON_ROSTER))?;
        let record = AuditRecord::roster_add(id, new.profile, &new.presentation);
        let location = format!("/v1/tournaments/{}/players/{id}", tournament.slug);
        Ok(Effect::no_content(record).nudging(&[Event::Standings], tournament.id).at(location))
    }
}

struct Update;

struct Changes {
    entry: EntryId,
    profile: Option<ProfileId>,
    presentation: Option<Presentation>,
}

impl Operation for Update {
    const CLASS: Class = Class::Roster;
    type Authorization = TournamentOwner;
    type Input = Changes;

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<Changes> {
        let entry = EntryId(parameters.id("tournament_player_id"));
        // Null means the same as a missing field, as in the contract's schema.
        let profile = body.integer("profile_id", 1).value().map(ProfileId);
        check_profile(profile, body);
        let presentation = body.object("presentation", limits::ENTRY_PRESENTATION_BYTES).value();
        Some(Changes { entry, profile, presentation })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, changes: Changes) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let mut entry = roster::find(context.tx, tournament, changes.entry).await?.ok_or(NO_PLAYER)?;
        let before = entry.clone();
        if changes.profile.is_some() && entry.profile_id.is_some() {
            return Err(Error::Unprocessable("Player is already linked"));
        }
        if let Some(profile) = changes.profile
            && let Some(other) = roster::find_linked(context.tx, tournament, profile).await?
        {
            return Err(has_account(&other));
        }
        let has_presentation = changes.presentation.is_some();
        entry.profile_id = changes.profile.or(entry.profile_id);
        entry.presentation = changes.presentation.unwrap_or(entry.presentation);
        roster::update(context.tx, &entry).await.map_err(|error| taken(error, IS_ON_ROSTER))?;
        let record = AuditRecord::roster_update(&before, &entry, has_presentation.then_some(&entry.presentation));
        Ok(Effect::no_content(record).nudging(&[Event::Standings], tournament).if_changed(entry != before))
    }
}

struct Remove;

impl Operation for Remove {
    const CLASS: Class = Class::Roster;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = EntryId;

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<EntryId> {
        Some(EntryId(parameters.id("tournament_player_id")))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, id: EntryId) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let entry = roster::find(context.tx, tournament, id).await?.ok_or(NO_PLAYER)?;
        roster::remove(context.tx, entry.id).await?;
        Ok(Effect::no_content(AuditRecord::roster_remove(entry.id)).nudging(&[Event::Standings], tournament))
    }
}

/// Refuses an account's number that is in the range of entries' numbers.
fn check_profile(profile: Option<ProfileId>, body: &mut Fields) {
    if let Some(ProfileId(number)) = profile
        && number >= EntryId::FIRST.0
    {
        body.note(FieldError::above(&Location::Field("profile_id"), number, EntryId::FIRST.0 - 1));
    }
}

/// Refuses a name that people could not tell from another entry's. The tournament is locked, so the name stays free.
fn check_name(roster: &[Listed], name: &Name) -> Result<(), Error> {
    match roster.iter().find(|entry| name.is_like(&entry.name)) {
        Some(Listed { id, name, .. }) => Err(on_roster(format_args!("entry {id} is named {name:?}"))),
        None => Ok(()),
    }
}

/// Refuses an account that another entry is linked to.
fn check_account(roster: &[Listed], profile: Option<ProfileId>) -> Result<(), Error> {
    match roster.iter().find(|entry| profile.is_some() && entry.profile_id == profile) {
        Some(other) => Err(has_account(other)),
        None => Ok(()),
    }
}

fn has_account(Listed { id, name, .. }: &Listed) -> Error {
    on_roster(format_args!("entry {id}, {name:?}, has this account"))
}

/// A conflict with another entry, which the message names.
fn on_roster(entry: std::fmt::Arguments<'_>) -> Error {
    Error::Conflict(format!("{IS_ON_ROSTER}: {entry}").into())
}
