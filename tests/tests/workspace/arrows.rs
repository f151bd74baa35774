//! The dependency rule of docs/ARCHITECTURE.md: which crates of ours each one may need, and which libraries it must not
//! know.

use super::{Package, packages};

/// The members that are tools of ours and no part of the service: they may know everybody.
const TOOLS: [&str; 2] = ["tests", "bench"];

/// What each crate may need of our own.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("http-server", &[]),
    ("json-client", &[]),
    ("local-postgres", &[]),
    ("sim", &[]),
    ("trace-context", &[]),
    ("relic", &["domain", "json-client", "trace-context"]),
    ("platforms", &["domain", "json-client"]),
    ("store", &["domain"]),
    ("tournament-file", &["domain"]),
    ("sse", &["domain"]),
    ("poller", &["domain", "platforms", "relic", "store"]),
    ("api", &["domain", "http-server", "sse", "store", "trace-context"]),
    ("pages", &["api", "domain"]),
    (
        "server",
        &[
            "domain",
            "platforms",
            "relic",
            "store",
            "poller",
            "api",
            "local-postgres",
            "pages",
            "sim",
            "tournament-file",
            "trace-context",
        ],
    ),
];

/// What each crate must not know of the world.
const UNKNOWN: &[(&str, &[&str])] = &[
    ("domain", &["tokio", "tokio-util", "tokio-stream", "futures-util", "sqlx", "axum", "hyper", "reqwest", "clap"]),
    ("json-client", &["sqlx", "axum", "hyper", "clap"]),
    ("relic", &["sqlx", "axum", "hyper"]),
    ("platforms", &["sqlx", "axum", "hyper"]),
    ("store", &["axum", "hyper", "reqwest", "clap"]),
    ("tournament-file", &["tokio", "sqlx", "axum", "hyper", "reqwest", "clap"]),
    ("poller", &["axum", "hyper", "sqlx", "reqwest"]),
    ("http-server", &["axum", "tower-http", "sqlx", "reqwest", "clap"]),
    ("sse", &["axum", "hyper", "sqlx", "reqwest", "clap"]),
    // It asks the sign-on service for keys and names, so it needs an HTTP client of its own.
    ("api", &["sqlx"]),
    ("pages", &["sqlx", "reqwest", "tokio", "hyper", "clap"]),
    ("server", &["reqwest", "sqlx"]),
    ("sim", &["sqlx", "reqwest"]),
    (
        "trace-context",
        &["tokio", "axum", "hyper", "reqwest", "sqlx", "clap", "opentelemetry-otlp", "opentelemetry_sdk"],
    ),
    ("local-postgres", &["sqlx", "axum", "hyper", "reqwest", "tokio", "clap"]),
];

fn service() -> Vec<Package> {
    packages().into_iter().filter(|package| !TOOLS.contains(&package.name.as_str())).collect()
}

fn listed<'a>(table: &[(&str, &'a [&'a str])], package: &Package) -> &'a [&'a str] {
    let row = table.iter().find(|(name, _)| *name == package.name);
    row.unwrap_or_else(|| panic!("{} is new: say in this test what it may know", package.name)).1
}

#[test]
fn our_crates_need_each_other_along_the_arrows_alone() {
    let ours: Vec<_> = packages().into_iter().map(|package| package.name).collect();
    for package in service() {
        let allowed = listed(ARROWS, &package);
        for needed in package.needs().filter(|needed| ours.contains(&needed.name)) {
            assert!(allowed.contains(&needed.name.as_str()), "{} must not need {}", package.name, needed.name);
        }
    }
}

#[test]
fn no_crate_knows_what_is_not_its_business() {
    for package in service() {
        let unknown = listed(UNKNOWN, &package);
        for needed in package.needs() {
            assert!(!unknown.contains(&needed.name.as_str()), "{} must not need {}", package.name, needed.name);
        }
    }
}

#[test]
fn the_simulator_is_in_the_image_only_when_asked_for() {
    let server = service().into_iter().find(|package| package.name == "server").expect("a member");
    let sim = server.needs().find(|needed| needed.name == "sim").expect("the demo's");
    assert!(sim.optional, "only the feature `demo` brings it");
}

#[test]
fn every_rule_is_about_a_crate_there_is() {
    let names: Vec<_> = packages().into_iter().map(|package| package.name).collect();
    for name in ARROWS.iter().chain(UNKNOWN).map(|(name, _)| *name).chain(TOOLS) {
        assert!(names.iter().any(|member| member == name), "{name} is no member any more");
    }
}
