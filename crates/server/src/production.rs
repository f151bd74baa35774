//! Checks the settings that production requires, because their defaults are meant for development.

use api::Environment;
use secrecy::ExposeSecret as _;

use crate::{Error, Role, Settings};

/// Checks that `settings` are complete for a process of `role`. Origins and keys are required only of a process that
/// serves, and a contact for the upstream only of one that polls.
///
/// # Errors
/// [`Error::NotForProduction`] with all that is missing.
pub(crate) fn check(settings: &Settings, role: Role) -> Result<(), Error> {
    if settings.environment != Environment::Production {
        return Ok(());
    }
    let mut missing = Vec::from_iter(database(settings));
    if role.polls && settings.relic.upstream_contact.is_none() {
        missing.push(
            "UPSTREAM_CONTACT is not set (an e-mail address or a URL, for the operators of the upstream that is \
             polled)",
        );
    }
    if role.serves {
        missing.extend(serving(settings));
    }
    if missing.is_empty() { Ok(()) } else { Err(Error::NotForProduction(missing)) }
}

fn database(settings: &Settings) -> Option<&'static str> {
    let Some(url) = &settings.database_url else { return Some("DATABASE_URL is not set") };
    let is_known = url.expose_secret().contains("://postgres:postgres@");
    is_known.then_some("DATABASE_URL has the password that everybody knows (postgres:postgres@)")
}

fn serving(settings: &Settings) -> impl Iterator<Item = &'static str> {
    let api = &settings.api;
    let signs_in = api.signs_in(settings.environment);
    let missing = [
        (api.cors_origins.iter().all(|origin| origin.trim().is_empty()), "CORS_ORIGINS is not set"),
        (api.auth_jwks_url.0.is_none() && !signs_in, "AUTH_JWKS_URL is none"),
        (api.auth_api_base_url.0.is_none() && !signs_in, "AUTH_API_BASE_URL is none"),
        (signs_in && api.public_base_url.is_none(), "PUBLIC_BASE_URL is not set (sign-in links begin with it)"),
    ];
    missing.into_iter().filter_map(|(is_missing, what)| is_missing.then_some(what))
}
