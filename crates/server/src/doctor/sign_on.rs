//! Whether the sign-on service's keys can be fetched, whether the built-in sign-in can be used, and whether a token
//! would be accepted.

use std::time::Duration;

use api::{Environment, SignOn, examine_sign_on};
use domain::{clock::Clock as _, id::UserId};
use secrecy::{ExposeSecret as _, SecretString};
use store::{Pool, diagnosis, pool::Timeouts};

use super::{
    database,
    finding::{Finding, within},
};
use crate::{Database, Settings, SystemClock};

const LIMIT: Duration = Duration::from_secs(8);
/// One for the counts, one for the token's session.
const CONNECTIONS: usize = 2;

/// Every finding about signing in. The token is given to the verifier alone.
pub(super) async fn check(settings: &Settings, cookie: Option<&SecretString>) -> Vec<Finding> {
    let signs_in = settings.api.signs_in(settings.environment);
    // What is wrong with the database is among its own findings.
    let database = if signs_in { database::find(settings).await.ok().flatten() } else { None };
    let pool = database.as_ref().map(|database: &Database| database.pool.sibling(CONNECTIONS, Timeouts::READS));
    let token = cookie.map(|cookie| cookie.expose_secret().trim()).filter(|token| !token.is_empty());
    let examined = examine_sign_on(&settings.api, settings.environment, pool.clone(), token, SystemClock.now());
    let examined = within(LIMIT, async { Ok::<_, String>(examined.await) });
    let (examined, built_in) = tokio::join!(examined, built_in(settings, pool.as_ref()));
    let SignOn { keys, verdict } = examined.unwrap_or_else(|error| SignOn { keys: Err(error), verdict: None });
    let keys = if settings.api.auth_jwks_url.0.is_some() { of_keys(keys) } else { no_keys(signs_in) };
    let token = verdict.map_or_else(|| not_judged(token.is_some()), |verdict| of_token(&verdict));
    let mut findings = vec![keys, built_in, token];
    if signs_in {
        findings.extend(public_address(settings));
    }
    findings
}

fn of_keys(keys: Result<usize, String>) -> Finding {
    const KEYS: &str = "sign_on.keys";
    match keys {
        Ok(count) => Finding::ok(
            KEYS,
            format!("the sign-on service publishes {}", counted(i64::try_from(count).unwrap_or(i64::MAX), "key")),
        ),
        Err(error) => {
            let advice = "check that AUTH_JWKS_URL is the address of the key set and can be reached from here; until \
                          then its users cannot sign in";
            Finding::failed(KEYS, format!("the sign-on service's keys cannot be read: {error}"), advice)
        }
    }
}

fn no_keys(signs_in: bool) -> Finding {
    const KEYS: &str = "sign_on.keys";
    if signs_in {
        return Finding::ok(KEYS, "AUTH_JWKS_URL is none: hosts use the built-in sign-in alone");
    }
    let advice = "set AUTH_JWKS_URL to the sign-on service's key set, or BUILTIN_SIGN_IN=true";
    Finding::warning(KEYS, "AUTH_JWKS_URL is none, and the built-in sign-in is off: nobody can sign in", advice)
}

/// Whether the built-in sign-in is on, and what it has stored.
async fn built_in(settings: &Settings, pool: Option<&Pool>) -> Finding {
    const BUILT_IN: &str = "sign_on.built_in";
    if !settings.api.signs_in(settings.environment) {
        return Finding::ok(BUILT_IN, "the built-in sign-in is off (BUILTIN_SIGN_IN)");
    }
    let Some(pool) = pool else {
        return Finding::ok(BUILT_IN, "the built-in sign-in is on; its hosts cannot be counted without a database");
    };
    let stored = match within(LIMIT, diagnosis::sign_in(pool)).await {
        Ok(stored) => stored,
        Err(error) => {
            let found = format!("the built-in sign-in is on, and its hosts cannot be counted: {error}");
            return Finding::failed(BUILT_IN, found, "see the findings about the database");
        }
    };
    let (hosts, keys) = (counted(stored.hosts, "host"), counted(stored.keys, "key"));
    let found = format!("the built-in sign-in is on, with {hosts} and {keys}");
    if stored.hosts == 0 && settings.api.auth_jwks_url.0.is_none() {
        return Finding::warning(BUILT_IN, found, "let somebody sign in with `aoe2-standings hosts add`");
    }
    Finding::ok(BUILT_IN, found)
}

/// Whether sign-in links lead to the service, and cookies are kept to TLS. In development both are for this machine.
fn public_address(settings: &Settings) -> Option<Finding> {
    const ADDRESS: &str = "sign_on.public_address";
    if settings.environment == Environment::Development {
        return None;
    }
    let advice = "set PUBLIC_BASE_URL to the https address at which browsers find the service";
    Some(match &settings.api.public_base_url {
        None => Finding::failed(ADDRESS, "PUBLIC_BASE_URL is not set, and sign-in links begin with it", advice),
        Some(base) if base.scheme() != "https" => {
            let found = "PUBLIC_BASE_URL is not an https address: browsers send hosts' cookies unencrypted as well";
            Finding::warning(ADDRESS, found, advice)
        }
        Some(base) => Finding::ok(ADDRESS, format!("sign-in links begin with {}", base.origin().ascii_serialization())),
    })
}

fn not_judged(is_given: bool) -> Finding {
    const TOKEN: &str = "sign_on.token";
    if is_given {
        let found = "the token cannot be verified, because its issuer's keys or sessions cannot be read";
        return Finding::warning(TOKEN, found, "see the other findings about signing in and the database");
    }
    Finding::ok(TOKEN, "no token was given (--cookie or DOCTOR_COOKIE)")
}

fn of_token(verdict: &Result<UserId, String>) -> Finding {
    const TOKEN: &str = "sign_on.token";
    match verdict {
        Ok(user) => Finding::ok(TOKEN, format!("the token is accepted; its user is {user}")),
        Err(reason) => {
            let advice = "sign in again; if that does not help, compare AUTH_TOKEN_ISSUER, AUTH_JWKS_URL and \
                          BUILTIN_SIGN_IN with the token's issuer";
            Finding::failed(TOKEN, format!("the token is refused: {reason}"), advice)
        }
    }
}

fn counted(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
