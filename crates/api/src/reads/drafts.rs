//! What only owners see: stages that are drafts, and their series.

use std::io;

use axum::response::{IntoResponse as _, Response};
use domain::tournament::{CURRENT, Tournament};
use http::{HeaderMap, header};
use serde::Serialize;
use store::Snapshot;

use super::SLUG;
use crate::{
    app::App, authorization::TournamentOwner, error::Error, headers::NO_STORE, params::Parameters, views::Body,
};

/// A snapshot for an owner of the tournament that the path names, which may be the current one.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for everybody else, [`Error::NotFound`] without such a tournament,
/// [`Error::KeysUnknown`] or the database's errors when it cannot be told who asks.
pub(super) async fn for_owner(
    app: &App,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<(Snapshot, Tournament), Error> {
    let user = app.authenticator.user(headers, app.clock.now()).await?;
    let slug = parameters.text(SLUG);
    let current = if slug == CURRENT { Some(app.slug_index.resolve(slug).await?.id) } else { None };
    let mut snapshot = Snapshot::take(&app.pool).await?;
    let owner = match current {
        Some(id) => TournamentOwner::of_id(&mut snapshot, user, id).await?,
        None => TournamentOwner::of(&mut snapshot, user, parameters).await?,
    };
    Ok((snapshot, owner.tournament))
}

/// A snapshot for an owner, if what was `missing` for everybody may be a draft's; nobody else learns of it.
///
/// # Errors
/// Why it cannot be told whether the user is an owner, such as [`Error::Unavailable`].
pub(super) fn behind<'a>(
    public: &Result<Response, Error>,
    missing: &Error,
    (app, headers, parameters): (&'a App, &'a HeaderMap, &'a Parameters),
) -> impl Future<Output = Result<Option<(Snapshot, Tournament)>, Error>> + Send + use<'a> {
    // Responses cannot be borrowed while a future waits.
    let is_missing = public.as_ref().err() == Some(missing);
    async move {
        if !is_missing {
            return Ok(None);
        }
        match for_owner(app, headers, parameters).await {
            Ok(found) => Ok(Some(found)),
            Err(Error::Unauthenticated(_) | Error::Forbidden(_) | Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Responds with a body that no cache may keep.
///
/// # Errors
/// [`Error::Internal`] when it cannot be serialized.
pub(super) fn respond(body: &impl Serialize) -> Result<Response, Error> {
    let body = serde_json::to_vec(body).map_err(|_| Error::Internal)?;
    Ok(([(header::CACHE_CONTROL, NO_STORE)], [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Responds with a body of any format that no cache may keep.
///
/// # Errors
/// [`Error::Internal`] when it could not be written.
pub(super) fn body(body: io::Result<Body>) -> Result<Response, Error> {
    let written = body.and_then(|body| Ok((body.content_type().header(), body.identity()?)));
    let (content_type, bytes) = written.map_err(|_| Error::Internal)?;
    Ok(([(header::CACHE_CONTROL, NO_STORE)], [(header::CONTENT_TYPE, content_type)], bytes).into_response())
}
