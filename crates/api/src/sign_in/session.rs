//! Sessions of the built-in sign-in: begun with a link, renewed by use, and ended.

use chrono::TimeDelta;
use domain::{clock::Timestamp, id::UserId};
use serde::Serialize;
use store::sign_in::{
    links, sessions,
    signing_keys::{self, SigningKey},
};
use uuid::Uuid;

use super::{link, signing_key};
use crate::{
    app::App,
    auth::{AUDIENCE, ISSUER, SignedIn},
    error::Error,
};

/// How long a cookie is valid.
pub(super) const LIFETIME: TimeDelta = TimeDelta::days(30);
/// The age from which on a cookie is renewed when it is used.
pub(super) const RENEWED_AFTER: TimeDelta = TimeDelta::days(1);
/// The most sessions of one host at a time; the oldest ones are ended.
const MOST: i64 = 20;

/// The claims of a token.
#[derive(Serialize)]
struct Claims {
    iss: &'static str,
    aud: [&'static str; 1],
    sub: UserId,
    sid: Uuid,
    iat: i64,
    exp: i64,
}

/// Begins a session and consumes the link of `token`. Returns the host and the cookie's token, or `None` when the link
/// is invalid.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Contended`] or [`Error::Internal`] when the database fails; then the link stays
/// valid.
pub(super) async fn begin(app: &App, token: &str) -> Result<Option<(UserId, String)>, Error> {
    let now = app.clock.now();
    // Before the link is consumed, because making the first key takes long.
    let key = key(app, now).await?;
    let mut tx = app.pool.begin().await?;
    let Some(user_id) = links::use_up(&mut tx, &link::digest(token), now).await? else { return Ok(None) };
    let session = sessions::Session { id: Uuid::new_v4(), user_id };
    if !sessions::begin(&mut tx, session, now, now + LIFETIME, MOST).await? {
        return Ok(None);
    }
    let token = issue(&key, session, now)?;
    tx.commit().await?;
    read_anew(app).await;
    Ok(Some((user_id, token)))
}

/// Issues the next token of a session; `None` when another request has renewed the session, or the session has ended.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Contended`] or [`Error::Internal`] when the database fails.
pub(super) async fn extend(app: &App, signed_in: &SignedIn<'_>) -> Result<Option<String>, Error> {
    let Some(session) = signed_in.session else { return Ok(None) };
    let now = app.clock.now();
    let mut connection = app.pool.acquire().await?;
    let Some(key) = signing_keys::current(&mut connection).await? else { return Ok(None) };
    let enough = now + LIFETIME - RENEWED_AFTER;
    if !sessions::renew(&mut connection, session.id, enough, now + LIFETIME).await? {
        return Ok(None);
    }
    let session = sessions::Session { id: session.id, user_id: signed_in.user };
    issue(&key, session, now).map(Some)
}

/// Ends the given sessions; with `everywhere`, all sessions of their users.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Contended`] or [`Error::Internal`] when the database fails.
pub(super) async fn end(app: &App, ended: &[SignedIn<'_>], everywhere: bool) -> Result<(), Error> {
    let mut tx = app.pool.begin().await?;
    for SignedIn { user, session, .. } in ended {
        if everywhere {
            sessions::end_all(&mut tx, *user).await?;
        } else if let Some(session) = session {
            sessions::end(&mut tx, session.id).await?;
        }
    }
    tx.commit().await?;
    read_anew(app).await;
    Ok(())
}

/// Returns the signing key. If there is none, makes one; all processes then use the same.
async fn key(app: &App, now: Timestamp) -> Result<SigningKey, Error> {
    if let Some(key) = signing_keys::current(&mut app.pool.acquire().await?).await? {
        return Ok(key);
    }
    let made = tokio::task::spawn_blocking(signing_key::new_signing_key).await.map_err(|_| Error::Internal)?;
    let mut connection = app.pool.acquire().await?;
    signing_keys::offer(&mut connection, &made, now).await?;
    signing_keys::current(&mut connection).await?.ok_or(Error::Unavailable)
}

fn issue(key: &SigningKey, session: sessions::Session, now: Timestamp) -> Result<String, Error> {
    let claims = Claims {
        iss: ISSUER,
        aud: [AUDIENCE],
        sub: session.user_id,
        sid: session.id,
        iat: now.unix_seconds(),
        exp: (now + LIFETIME).unix_seconds(),
    };
    signing_key::sign(key, &claims).ok_or_else(|| {
        tracing::error!(key = %key.id, "the stored key that signs hosts' cookies is unusable, nobody can sign in: \
            run `aoe2-standings hosts rotate-keys`");
        Error::Internal
    })
}

/// Makes a change of keys or sessions effective in this process at once; other processes read it within seconds.
async fn read_anew(app: &App) {
    if let Some(built_in) = app.authenticator.built_in() {
        built_in.read_anew().await;
    }
}
