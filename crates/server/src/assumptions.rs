//! Logs at start-up what the process assumes about its surroundings: the sign-on service, who may create tournaments,
//! on whose behalf it asks the upstream, and which proxies it trusts. A wrong assumption causes no error: only this log
//! line and the command `doctor` show it.

use api::Networks;

use crate::{Role, Settings};

/// Logs the assumptions that a process of `role` depends on. Of URLs it logs only the host, because the rest may hold a
/// secret.
pub(crate) fn log(settings: &Settings, role: Role) {
    let (api, relic) = (&settings.api, &settings.relic);
    let serves = |value: String| role.serves.then_some(value);
    let polls = |value: String| role.polls.then_some(value);
    tracing::info!(
        sign_on = serves(sign_on(api, api.signs_in(settings.environment))),
        token_issuer = serves(api.auth_token_issuer.clone().unwrap_or_else(|| "any".to_owned())),
        tournament_creation = serves(api.creation(settings.environment).as_str().to_owned()),
        trusted_proxies = serves(networks(&api.trusted_proxies)),
        client_ip_header =
            serves(api.client_ip_header.0.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)),
        upstream = polls(host(&relic.upstream_base_url)),
        upstream_contact = polls(relic.upstream_contact.clone().unwrap_or_else(|| "none".to_owned())),
        "settings that others rely on"
    );
}

/// Describes which issuer's session cookies are accepted.
fn sign_on(api: &api::Settings, signs_in: bool) -> String {
    match &api.auth_jwks_url.0 {
        Some(url) if signs_in => format!("built-in, and {}", host(url)),
        Some(url) => host(url),
        None if signs_in => "built-in".to_owned(),
        None => "none: nobody can sign in".to_owned(),
    }
}

/// The host of a URL, with the port unless it is the default one.
fn host(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn networks(networks: &Networks) -> String {
    let networks: Vec<_> = networks.0.iter().map(ToString::to_string).collect();
    if networks.is_empty() { "none".to_owned() } else { networks.join(", ") }
}
