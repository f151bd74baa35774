//! Which settings are set, and whether they are consistent.

use api::{Creation, Environment};
use clap::{Args as _, ValueEnum as _};
use secrecy::ExposeSecret as _;

use super::finding::Finding;
use crate::{DatabasePooler, Error, Role, Settings, environment, files, production};

/// Every finding about the settings.
pub(super) fn check(settings: &Settings, role: &Result<Role, Error>) -> Vec<Finding> {
    let mut findings = vec![set(settings), role_of(role)];
    findings.push(environment_of(settings, role.as_ref().copied().unwrap_or(Role::NONE)));
    findings.extend(pooler(settings));
    findings.extend(twitch(settings));
    findings.extend(public(settings));
    findings.extend(contact(settings));
    findings.extend(connections(settings));
    findings
}

/// The variables that are set, by name alone.
fn set(settings: &Settings) -> Finding {
    let command = Settings::augment_args(clap::Command::new("settings"));
    let known = command.get_arguments().filter_map(|option| option.get_env()?.to_str());
    let mut set: Vec<_> = known.filter(|name| environment::value(name).is_some()).collect();
    set.sort_unstable();
    let list = if set.is_empty() { "no variable is set".to_owned() } else { format!("set are {}", set.join(", ")) };
    let environment = settings.environment.to_possible_value().map(|value| value.get_name().to_owned());
    let environment = environment.unwrap_or_default();
    Finding::ok("settings.set", format!("{list}; ENVIRONMENT is {environment}"))
}

fn role_of(role: &Result<Role, Error>) -> Finding {
    match role {
        Ok(role) => Finding::ok("settings.role", format!("this process would be {}", role.name())),
        Err(error) => Finding::failed("settings.role", error.to_string(), "set one of them to true"),
    }
}

fn environment_of(settings: &Settings, role: Role) -> Finding {
    match production::check(settings, role) {
        Ok(()) => Finding::ok("settings.environment", "nothing is missing that this environment needs"),
        Err(error) => Finding::failed("settings.environment", error.to_string(), "set what is named; docs/SETTINGS.md"),
    }
}

fn pooler(settings: &Settings) -> Option<Finding> {
    let lacks_direct =
        settings.database_pooler == DatabasePooler::Transaction && settings.listen_database_url.is_none();
    lacks_direct.then(|| {
        let found = "DATABASE_POOLER is transaction, and LISTEN_DATABASE_URL is not set";
        Finding::failed("settings.pooler", found, "set LISTEN_DATABASE_URL to the server's own address")
    })
}

fn twitch(settings: &Settings) -> Option<Finding> {
    let broadcasts = &settings.broadcasts;
    let has_id = broadcasts.twitch_client_id.as_deref().is_some_and(|id| !id.trim().is_empty());
    let has_secret =
        broadcasts.twitch_client_secret.as_ref().is_some_and(|secret| !secret.expose_secret().trim().is_empty());
    (has_id != has_secret).then(|| {
        let found = "of TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET one is set alone: Twitch is off";
        Finding::warning("settings.twitch", found, "set both, or neither")
    })
}

/// Settings that are risky outside of development.
fn public(settings: &Settings) -> Vec<Finding> {
    if settings.environment == Environment::Development {
        return Vec::new();
    }
    let mut findings = Vec::new();
    if settings.api.rate_limit_per_minute == 0 {
        let found = "RATE_LIMIT_PER_MINUTE is 0: reads are not limited";
        findings.push(Finding::warning("settings.rate_limit", found, "leave it at its default, 300"));
    }
    if settings.api.creation(settings.environment) == Creation::Open {
        let found = "TOURNAMENT_CREATION is open: everybody who signs in may create tournaments";
        findings.push(Finding::warning("settings.creation", found, "set it to allowlist unless this is intended"));
    }
    findings
}

fn contact(settings: &Settings) -> Option<Finding> {
    settings.relic.upstream_contact.is_none().then(|| {
        let found = "UPSTREAM_CONTACT is not set: the upstream's operators have nobody to contact before they block \
                     the service";
        Finding::warning("settings.contact", found, "set it to an e-mail address or a URL")
    })
}

fn connections(settings: &Settings) -> Option<Finding> {
    let room = files::room_for_connections();
    (room < settings.api.max_connections).then(|| {
        let found = format!(
            "MAX_CONNECTIONS is {}, and the process may have files open for {room} connections",
            settings.api.max_connections
        );
        Finding::warning("settings.connections", found, "raise the limit of open files (ulimit -n), or lower it")
    })
}
