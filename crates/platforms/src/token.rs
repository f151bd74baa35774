//! Caches Twitch's app access token until shortly before it expires, and requests a new one only once at a time.

use std::{sync::Arc, time::Duration};

use json_client::{object, read, refused};
use reqwest::{
    Client,
    header::{CONTENT_TYPE, HeaderValue},
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{sync::Mutex, time::Instant};
use url::{Url, form_urlencoded};

use crate::{Error, settings::TwitchCredentials, wire::TwitchToken};

/// How long before its expiry a token is no longer used: longer than a request may take.
const MARGIN: Duration = Duration::from_secs(60);
/// Tokens last about two months; a longer lifetime is taken for a mistake and capped.
const LONGEST: Duration = Duration::from_secs(100 * 86_400);

/// A token, and until when it is used.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) secret: SecretString,
    good_until: Instant,
}

/// The token in use; clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens(Arc<Mutex<Option<Token>>>);

impl Tokens {
    /// The token in use, or a new one when there is none, it expires soon, or it is the `refused` one.
    pub(super) async fn get(
        &self,
        http: &Client,
        credentials: &TwitchCredentials,
        refused: Option<&Token>,
    ) -> Result<Token, Error> {
        // The lock is held during the request, so that concurrent callers share its result.
        let mut held = self.0.lock().await;
        let is_refused =
            |token: &Token| refused.is_some_and(|it| it.secret.expose_secret() == token.secret.expose_secret());
        if let Some(token) = held.as_ref().filter(|token| Instant::now() < token.good_until && !is_refused(token)) {
            return Ok(token.clone());
        }
        *held = None;
        let token = ask(http, credentials).await?;
        Ok(held.insert(token).clone())
    }
}

async fn ask(http: &Client, credentials: &TwitchCredentials) -> Result<Token, Error> {
    let asked_at = Instant::now();
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", credentials.client_id.to_str().unwrap_or_default())
        .append_pair("client_secret", credentials.client_secret.expose_secret())
        .append_pair("grant_type", "client_credentials")
        .finish();
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    let request = http.post(address(&credentials.token_base_url, "oauth2/token")).header(CONTENT_TYPE, kind);
    let response = request.body(form).send().await?;
    if !response.status().is_success() {
        return Err(refused(&response));
    }
    // An answer that cannot be read may contain a token, so the error quotes nothing of it.
    let lacks = Error::WrongShape { lacks: "a token" };
    let body = read(response).await?;
    let Ok(answer) = object::<TwitchToken<'_>>(&body) else { return Err(lacks) };
    let Some(secret) = answer.access_token.text() else { return Err(lacks) };
    let lifetime = Duration::from_secs(answer.expires_in.int().and_then(|s| s.try_into().ok()).unwrap_or(0));
    let good_until = asked_at + lifetime.min(LONGEST).saturating_sub(MARGIN);
    Ok(Token { secret: SecretString::from(secret), good_until })
}

/// Joins a path to a base URL, which may have a path of its own.
pub(super) fn address(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url
}
