//! The subcommands.

use std::path::{Path, PathBuf};

use rustix::process::Signal;
use serde_json::{Value, json};
use tests::{Database, EVENTUALLY};

use super::program::Program;

/// Those that carry secrets.
const SECRETS: [&str; 5] =
    ["DATABASE_URL", "LISTEN_DATABASE_URL", "SENTRY_DSN", "TWITCH_CLIENT_SECRET", "YOUTUBE_API_KEY"];

async fn help() -> String {
    let program = Program::new("aoe2-standings").arg("--help");
    let program = SECRETS.into_iter().fold(program, |program, name| program.set(name, "postgres://x:hush@localhost/x"));
    let (code, said) = program.finish().await;
    assert_eq!(code, 0);
    said
}

/// The names of the variables that the help tells of.
fn named(help: &str) -> Vec<&str> {
    let mut named: Vec<_> = help.split("[env: ").skip(1).filter_map(|rest| rest.split(['=', ']']).next()).collect();
    named.sort_unstable();
    named
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(name)
}

/// What operators set according to the text of an example, by name, with its default where there is one.
fn variables(example: &str) -> Vec<(String, String)> {
    let line =
        |line: &str| line.strip_prefix("# ").unwrap_or(line).split_once('=').map(|(n, v)| (n.to_owned(), v.to_owned()));
    let is_name =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let mut listed: Vec<_> = example.lines().filter_map(line).filter(|(name, _)| is_name(name)).collect();
    listed.retain(|(name, _)| !name.starts_with("FEATURE_"));
    listed.sort_unstable();
    listed
}

/// What a command prints, which the committed file has to be; `make settings` writes it.
async fn committed(name: &str, command: &str) -> String {
    let (code, printed) = Program::new("aoe2-standings").arg(command).finish().await;
    assert_eq!(code, 0, "{printed}");
    is_committed(name, &printed);
    printed
}

fn is_committed(name: &str, text: &str) {
    let path = file(name);
    if std::env::var_os("UPDATE_SETTINGS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{name} is not what it is made of; run `make settings`");
}

#[tokio::test]
async fn help_names_every_variable_with_its_default_and_no_secret() {
    let help = help().await;
    let variables = variables(&std::fs::read_to_string(file(".env.example")).unwrap());
    assert_eq!(named(&help), variables.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for subcommand in [
        "serve",
        "migrate",
        "openapi",
        "alerts",
        "env-example",
        "creators",
        "owners",
        "hosts",
        "apply",
        "export",
        "doctor",
        "schema",
        "demo",
    ] {
        assert!(help.contains(&format!("\n  {subcommand} ")), "{subcommand} is not in {help}");
    }
    assert!(help.contains("FEATURE_"), "flags have no option of their own");
    assert!(!help.contains("hush"), "{help}");
}

#[tokio::test]
async fn the_example_lists_every_variable_with_its_default() {
    let example = committed(".env.example", "env-example").await;
    let variables = variables(&example);
    assert!(variables.len() >= 40, "{variables:?}");
    let help = help().await;
    for (name, default) in variables.iter().filter(|(_, default)| !default.is_empty()) {
        let told = help.split(&format!("[env: {name}=")).nth(1).unwrap();
        let told = told.lines().skip(1).take_while(|line| !line.contains("[env: ")).collect::<Vec<_>>().join("\n");
        assert!(told.contains(&format!("[default: {default}]")), "{name}: {told}");
    }
}

#[tokio::test]
async fn the_committed_reference_is_what_help_prints() {
    let help: Vec<_> = help().await.lines().map(|line| line.trim_end().to_owned()).collect();
    let help = help.join("\n");
    let reference = format!(
        "# Settings\n\nWhat `aoe2-standings --help` prints, and the only reference there is. Each option is a variable \
         of the environment, too.\n`make settings` writes this file.\n\n```text\n{}\n```\n",
        help.trim_end()
    );
    is_committed("docs/SETTINGS.md", &reference);
}

#[tokio::test]
async fn the_committed_alert_rules_are_those_for_the_default_cadences() {
    committed("infra/prometheus/alerts.yml", "alerts").await;
}

#[tokio::test]
async fn the_committed_schema_of_files_is_what_schema_prints() {
    committed("docs/tournament.schema.json", "schema").await;
}

#[tokio::test]
async fn openapi_prints_the_document_and_nothing_else() {
    let (code, said) = Program::new("aoe2-standings").arg("openapi").finish().await;
    assert_eq!(code, 0);
    let document: Value = serde_json::from_str(&said).expect("JSON alone");
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/v1/stream"].is_object());
}

#[tokio::test]
async fn a_reader_who_has_seen_enough_is_no_error() {
    let script = r#"{ "$EXECUTABLE" openapi; echo "ended with $?" >&2; } | head -c 10 >/dev/null"#;
    let program = Program::new("/bin/sh").arg("-c").arg(script);
    let executable = super::program::executable("aoe2-standings");
    let (code, said) = program.set("EXECUTABLE", executable.display()).finish().await;
    assert_eq!((code, said.as_str()), (0, "ended with 0\n"));
}

#[tokio::test]
async fn migrate_brings_an_empty_database_up_to_date_and_may_be_repeated() {
    let database = Database::empty("migrated_by_hand").await;
    let latest = store::migrations::latest().unwrap();
    let all = tests::database::MIGRATOR.iter().filter(|one| !one.migration_type.is_down_migration());
    let all: String = all.map(|one| format!("applied {:04} {}\n", one.version, one.description)).collect();
    assert!(all.starts_with("applied 0001 tournaments\n"), "{all}");
    for expected in [all, format!("nothing to do: the schema is at version {latest}\n")] {
        let program = Program::new("aoe2-standings").arg("migrate").set("ENVIRONMENT", "production");
        let (code, said) = program.set("DATABASE_URL", &database.url).finish().await;
        assert_eq!((code, said), (0, expected));
        assert_eq!(database.value::<i64>("select count(*) from tournaments").await, 0);
    }
}

#[tokio::test]
async fn the_schema_of_a_newer_version_is_used_as_it_is() {
    let database = Database::fresh().await;
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'of a newer version', true, '', 0)";
    database.run(newer).await;
    let program = |name: &str| Program::new(name).set("DATABASE_URL", &database.url);
    let api = program("api").set("ENVIRONMENT", "staging").set("MIGRATE_ON_START", "true");
    let mut running = api.serve().await;
    running.wait_for_output("the schema is of a newer version", EVENTUALLY).await;
    running.eventually("/v1/tournaments", EVENTUALLY, |all| *all == json!([])).await;
    running.stop(Signal::TERM).await;
    let (code, said) = program("aoe2-standings").arg("owners").arg("list").arg("cup").finish().await;
    assert!(code == 1 && said.contains("there is no tournament"), "{said}");
    let (code, said) = program("aoe2-standings").arg("migrate").finish().await;
    assert!(code == 1 && said.contains("9999"), "who asks for migrations alone is told: {said}");
}

#[tokio::test]
async fn who_may_create_tournaments_is_in_the_audit_when_it_changes() {
    const USER: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001";
    let database = Database::fresh().await;
    for (command, action) in [("add", "creator_add"), ("remove", "creator_remove")] {
        for times in [1, 0] {
            let program = Program::new("aoe2-standings").arg("creators").arg(command).arg(USER);
            let program = program.set("DATABASE_URL", &database.url).set("LOG_LEVEL", "error");
            let (code, said) = program.finish().await;
            assert_eq!((code, said.matches(action).count()), (0, times), "{said}");
        }
    }
}

#[tokio::test]
async fn migrate_says_when_there_is_no_database() {
    let program = Program::new("aoe2-standings").arg("migrate");
    let (code, said) = program.set("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:1/nothing").finish().await;
    assert_ne!(code, 0);
    assert!(said.contains("database") && !said.contains("secret"), "{said}");
}
