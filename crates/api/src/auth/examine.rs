//! Checks of signing in for an operator: whether the sign-on service's keys can be fetched, and whether a token would
//! be accepted, whichever issuer it names.

use domain::{clock::Timestamp, id::UserId};
use store::Pool;

use super::{
    built_in::BuiltIn,
    keys::LONGEST,
    published::{PublishedKeys, SignatureCheck},
    refused::Reason,
    rs256,
    token::{Rules, Unverified},
};
use crate::{
    http_client,
    settings::{Environment, Settings},
};

/// What was found about signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOn {
    /// How many keys the sign-on service publishes, or why they cannot be read.
    pub keys: Result<usize, String>,
    /// The token's user, or why it is refused; none if there is no token, or if its keys or sessions cannot be read.
    pub verdict: Option<Result<UserId, String>>,
}

/// Fetches the sign-on service's keys once, and verifies a token as one of a request. Sessions of the built-in sign-in
/// are read from `sessions`. Nothing of the token is in the result but its user.
pub async fn examine_sign_on(
    settings: &Settings,
    environment: Environment,
    sessions: Option<Pool>,
    token: Option<&str>,
    now: Timestamp,
) -> SignOn {
    rs256::install();
    let rules = Rules::new(settings.auth_token_issuer.as_deref(), settings.signs_in(environment));
    let read = token.map(|token| rules.read(token.as_bytes(), now));
    let built_in = async {
        match &read {
            Some(Ok(token)) if token.is_built_in() => verify_built_in(sessions, token).await,
            _ => None,
        }
    };
    let (keys, of_built_in) = tokio::join!(published(settings), built_in);
    let verdict = match &read {
        None => None,
        Some(Err(refused)) => Some(Err(refused.reason)),
        Some(Ok(token)) if token.is_built_in() => of_built_in,
        Some(Ok(token)) => keys.as_ref().ok().and_then(|keys| verify(keys, token)),
    };
    SignOn {
        keys: keys.map(|keys| keys.count()).map_err(str::to_owned),
        verdict: verdict.map(|verdict| verdict.map_err(|reason| reason.text().to_owned())),
    }
}

/// The keys that the sign-on service publishes now.
async fn published(settings: &Settings) -> Result<PublishedKeys, &'static str> {
    let url = settings.auth_jwks_url.0.clone().ok_or("AUTH_JWKS_URL is none")?;
    let body = http_client::read(http_client::client().get(url), LONGEST).await?;
    PublishedKeys::read(&body)
}

/// Verifies a token of the sign-on service.
fn verify(keys: &PublishedKeys, token: &Unverified<'_>) -> Option<Result<UserId, Reason>> {
    Some(match keys.check_all(std::slice::from_ref(token)).first()? {
        SignatureCheck::Verified => Ok(token.signed_in().user),
        SignatureCheck::Forged => Err(Reason::Signature),
        SignatureCheck::Unknown if token.key_id.is_some() => Err(Reason::UnknownKey),
        SignatureCheck::Unknown => Err(Reason::NoKeyFits),
    })
}

/// Verifies a token of the built-in sign-in.
async fn verify_built_in(sessions: Option<Pool>, token: &Unverified<'_>) -> Option<Result<UserId, Reason>> {
    match BuiltIn::new(sessions?).verify(std::slice::from_ref(token)).await {
        Ok(signed_in) => Some(Ok(signed_in.user)),
        Err(reasons) => reasons.first().filter(|reason| !reason.is_open()).map(|reason| Err(*reason)),
    }
}
