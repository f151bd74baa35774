//! What a process assumes, as it logs at its start; and the role that an executable's name gives.

use rustix::process::Signal;
use serde_json::{Value, json};

use super::program::{Program, executable};

const NOWHERE: &str = "postgres://nobody@127.0.0.1:1/nothing";

fn service() -> Program {
    let program = Program::new("aoe2-standings").set("ENVIRONMENT", "staging").set("DATABASE_URL", NOWHERE);
    program.set("UPSTREAM_BASE_URL", "http://someone:hush@127.0.0.1:1/relic")
}

/// The log line with the assumptions.
async fn told(program: Program) -> Value {
    let mut running = program.serve().await;
    running.stop(Signal::TERM).await;
    let said = running.output();
    assert!(!said.contains("hush"), "{said}");
    let lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut told: Vec<_> = lines.filter(|line| line["message"] == "settings that others rely on").collect();
    assert_eq!(told.len(), 1, "{said}");
    told.remove(0)
}

#[tokio::test]
async fn a_start_tells_what_others_rely_on() {
    let program = service().set("AUTH_JWKS_URL", "https://me:hush@sso.example:8443/keys?token=hush");
    let program = program.set("AUTH_TOKEN_ISSUER", "criticalbit").set("UPSTREAM_CONTACT", "ops@example.org");
    let line =
        told(program.set("TRUSTED_PROXIES", "127.0.0.1, ::1,10.0.0.0/8").set("CLIENT_IP_HEADER", "X-Real-IP")).await;
    for (field, value) in [
        ("sign_on", "sso.example:8443"),
        ("token_issuer", "criticalbit"),
        ("tournament_creation", "allowlist"),
        ("trusted_proxies", "127.0.0.1/32, ::1/128, 10.0.0.0/8"),
        ("client_ip_header", "x-real-ip"),
        ("upstream", "127.0.0.1:1"),
        ("upstream_contact", "ops@example.org"),
    ] {
        assert_eq!(line[field], value, "{field} in {line}");
    }
}

#[tokio::test]
async fn what_is_not_set_is_told_too_and_what_a_role_does_not_use_is_not() {
    let line = told(service().set("AUTH_JWKS_URL", "none").set("TOURNAMENT_CREATION", "open")).await;
    let nothing = ["sign_on", "token_issuer", "trusted_proxies", "client_ip_header", "upstream_contact"];
    let values = nothing.map(|field| line[field].clone());
    assert_eq!(values, ["none: nobody can sign in", "any", "none", "none", "none"].map(Value::from));
    assert_eq!(line["tournament_creation"], "open");
    let worker = told(service().set("LISTENER_ENABLED", "false")).await;
    assert_eq!((&worker["sign_on"], &worker["upstream_contact"]), (&Value::Null, &json!("none")));
    for (keys, sign_on) in [("none", "built-in"), ("https://sso.example/keys", "built-in, and sso.example")] {
        let line = told(service().set("BUILTIN_SIGN_IN", "true").set("AUTH_JWKS_URL", keys)).await;
        assert_eq!(line["sign_on"], sign_on);
    }
    let api = told(service().set("POLLING_ENABLED", "false")).await;
    assert_eq!((&api["sign_on"], &api["upstream_contact"]), (&json!("auth-api.criticalbit.gg"), &Value::Null));
}

#[tokio::test]
async fn the_executable_plays_the_role_that_it_is_called_by() {
    let folder = tempfile::tempdir().unwrap();
    for (name, polls, serves) in [("poller", true, false), ("api", false, true)] {
        let link = folder.path().join(name);
        std::os::unix::fs::symlink(executable("aoe2-standings"), &link).unwrap();
        let program = Program::new(link.to_str().unwrap()).set("ENVIRONMENT", "staging").set("DATABASE_URL", NOWHERE);
        let mut running = program.set("UPSTREAM_BASE_URL", "http://127.0.0.1:1").serve().await;
        running.stop(Signal::TERM).await;
        let started = format!(r#""polls":{polls},"serves":{serves}"#);
        assert!(running.output().contains(&started), "{name}: {}", running.output());
    }
}
