//! Lists, adds and removes a tournament's owners.

use std::collections::HashMap;

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{audit::AuditRecord, id::UserId, view::owners::TournamentOwnerRead};
use http::{HeaderMap, header::CONTENT_TYPE};
use store::{Snapshot, owners, sign_in};
use uuid::Uuid;

use super::{Context, Effect, Operation, perform};
use crate::{
    app::App,
    authorization::{Authorization as _, TournamentOwner},
    body::Fields,
    error::{Error, HttpValidationError},
    openapi::example,
    params::Parameters,
    rate_limits::Class,
    request_schemas::TournamentOwnerCreate,
};

/// The owners, the oldest first, with who they are as far as the sign-on service tells.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/owners",
    operation_id = "list_tournament_owners_v1_tournaments__tournament_slug__owners_get",
    tag = "owners",
    security(("criticalbit_access" = [])),
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = Vec<TournamentOwnerRead>, example = json!(example("list_tournament_owners"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_tournament_owners(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let caller = app.authenticator.sign_in(&headers, app.clock.now()).await?;
    TournamentOwner::check_path(&parameters)?;
    let mut snapshot = Snapshot::take(&app.pool).await?;
    let authorization = TournamentOwner::of(&mut snapshot, caller.user, &parameters).await?;
    let listed = owners::list(&mut snapshot, authorization.tournament.id).await?;
    let ids: Vec<_> = listed.iter().map(|owner| owner.user_id).collect();
    let built_in: Vec<_> = ids.iter().copied().filter(|user| user.is_built_in()).collect();
    let mut names =
        if built_in.is_empty() { HashMap::new() } else { sign_in::hosts::names(&mut snapshot, &built_in).await? };
    snapshot.end().await;
    let identities = app.identities.of(&ids, &caller).await;
    let shown = listed.into_iter().map(|owner| {
        let identity = identities.get(&owner.user_id).cloned().unwrap_or_default();
        TournamentOwnerRead {
            user_id: owner.user_id,
            created_at: owner.created_at,
            display_name: identity.display_name.or_else(|| names.remove(&owner.user_id)),
            email: identity.email,
            avatar_url: identity.avatar_url,
        }
    });
    let body = serde_json::to_vec(&shown.collect::<Vec<_>>()).map_err(|_| Error::Internal)?;
    Ok(axum::response::IntoResponse::into_response(([(CONTENT_TYPE, "application/json")], body)))
}

/// Makes somebody an owner.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/owners",
    operation_id = "grant_tournament_owner_v1_tournaments__tournament_slug__owners_post",
    tag = "owners",
    params(("tournament_slug" = String, Path)),
    request_body = TournamentOwnerCreate,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn grant_tournament_owner(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Grant>(app, request).await
}

/// Takes ownership away; never the last one's.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/owners/{user_id}",
    operation_id = "revoke_tournament_owner_v1_tournaments__tournament_slug__owners__user_id__delete",
    tag = "owners",
    params(("tournament_slug" = String, Path), ("user_id" = String, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn revoke_tournament_owner(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Revoke>(app, request).await
}

struct Grant;

impl Operation for Grant {
    const CLASS: Class = Class::Owners;
    type Authorization = TournamentOwner;
    type Input = UserId;

    fn read(_: &mut Parameters, body: &mut Fields) -> Option<UserId> {
        body.required("user_id", Fields::uuid).map(UserId)
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, user: UserId) -> Result<Effect, Error> {
        let tournament = &context.authorization.tournament;
        if !owners::grant(context.tx, tournament.id, user).await? {
            return Err(Error::Conflict("Already a tournament owner".into()));
        }
        let location = format!("/v1/tournaments/{}/owners/{user}", tournament.slug);
        Ok(Effect::no_content(AuditRecord::owner_grant(user)).at(location))
    }
}

struct Revoke;

impl Operation for Revoke {
    const CLASS: Class = Class::Owners;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = Option<UserId>;

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<Option<UserId>> {
        // A user id that is not a UUID owns nothing.
        Some(Uuid::parse_str(parameters.text("user_id")).ok().map(UserId))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, user: Option<UserId>) -> Result<Effect, Error> {
        const NO_OWNER: Error = Error::NotFound("Owner not found");
        let tournament = &context.authorization.tournament;
        let user = user.ok_or(NO_OWNER)?;
        if !owners::is_owner(context.tx, tournament.id, user).await? {
            return Err(NO_OWNER);
        }
        if !owners::revoke(context.tx, tournament.id, user).await? {
            return Err(Error::Unprocessable("Cannot remove the last owner"));
        }
        Ok(Effect::no_content(AuditRecord::owner_revoke(user)))
    }
}
