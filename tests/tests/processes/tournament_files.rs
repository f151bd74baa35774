//! `apply`, `export` and `schema` as hosts run them.

use std::path::Path;

use serde_json::Value;
use tests::Database;

use super::program::Program;

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs").join(name)).unwrap()
}

/// Runs a command on a database, in a folder with a file `cup.toml`.
async fn run(database: &Database, file: &str, arguments: &str) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cup.toml"), file).unwrap();
    let program = Program::new("aoe2-standings").within(folder.path()).set("DATABASE_URL", &database.url);
    let program = arguments.split(' ').fold(program, Program::arg);
    program.set("LOG_LEVEL", "error").finish().await
}

/// What was printed, without the log.
fn printed(said: &str) -> Vec<&str> {
    said.lines().filter(|line| !line.contains(" INFO ") && !line.contains(" ERROR ")).collect()
}

#[tokio::test]
async fn the_sample_is_applied_once_and_its_export_changes_nothing() {
    let (database, sample) = (Database::fresh().await, document("sample-tournament.toml"));
    assert!(sample.starts_with("#:schema ./tournament.schema.json\n"));
    let (code, said) = run(&database, &sample, "apply cup.toml --dry-run").await;
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("reed-cup: 20 changes; nothing was changed (--dry-run)\n"), "{said}");
    assert_eq!(database.value::<i64>("select count(*) from tournaments").await, 0);
    let (code, said) = run(&database, &sample, "apply cup.toml").await;
    assert_eq!(code, 0, "{said}");
    let lines = printed(&said);
    assert_eq!(lines.first(), Some(&"+ tournament reed-cup \"The Reed Cup\""), "{said}");
    assert_eq!(lines.last(), Some(&"reed-cup: 20 changes, done"), "{said}");
    let told: Vec<_> = said.lines().filter(|line| line.contains("actor=\"operator\"")).collect();
    assert_eq!(told.len(), 20, "{said}");
    let (code, said) = run(&database, &sample, "apply cup.toml").await;
    assert_eq!((code, said.as_str()), (0, "reed-cup: nothing to change\n"));
    let (code, exported) = run(&database, "", "export reed-cup").await;
    assert_eq!(code, 0, "{exported}");
    let (code, said) = run(&database, &exported, "apply cup.toml --prune").await;
    assert_eq!((code, said.as_str()), (0, "reed-cup: nothing to change\n"));
    assert_eq!(run(&database, "", "export reed-cup").await, (0, exported));
    assert_eq!(database.value::<i64>("select count(*) from nudges").await, 3);
}

#[tokio::test]
async fn a_tournament_is_exported_from_a_database_that_takes_no_writes() {
    let database = Database::fresh().await;
    let (code, said) = run(&database, &document("sample-tournament.toml"), "apply cup.toml").await;
    assert_eq!(code, 0, "{said}");
    let exported = run(&database, "", "export reed-cup").await;
    let take_no_writes = "do $$ begin
        execute format('alter database %I set default_transaction_read_only = on', current_database());
    end $$";
    database.run(take_no_writes).await;
    let program = Program::new("aoe2-standings").arg("export").arg("reed-cup").set("DATABASE_URL", &database.url);
    // Where nothing is migrated, as on a standby.
    let program = program.set("ENVIRONMENT", "staging").set("LOG_LEVEL", "error");
    assert_eq!(program.finish().await, exported);
}

#[tokio::test]
async fn mistakes_are_told_with_their_lines_and_nothing_is_changed() {
    let database = Database::fresh().await;
    let file = "slug = \"cup\"\nname = \"\"\nleaderboard_id = 99\nowner = 1\n";
    let (code, said) = run(&database, file, "apply cup.toml").await;
    assert_eq!(code, 1);
    let lines = printed(&said);
    let due = [
        "cup.toml:2:8: this is empty",
        "cup.toml:3:18: the ladder 99 is unknown",
        "cup.toml:4:1: there is no key `owner` here",
    ];
    assert_eq!(lines.len(), due.len(), "{said}");
    assert!(lines.iter().zip(due).all(|(line, due)| line.starts_with(due)), "{said}");
    assert!(said.contains("cup.toml has 3 mistakes; nothing was changed"), "{said}");
    // Without a database those of the file alone are told.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cup.toml"), file).unwrap();
    let program = Program::new("aoe2-standings").arg("apply").arg("cup.toml").within(folder.path());
    let (code, said) = program.set("DATABASE_URL", "postgres://x@127.0.0.1:1/x").finish().await;
    assert!(code == 1 && said.contains("cup.toml has 2 mistakes"), "{said}");
}

#[tokio::test]
async fn ten_mistakes_of_a_file_are_told_in_ten_lines() {
    let database = Database::fresh().await;
    let file = r#"slug = "Cup"
name = 7
leaderboard_id = 99
start_date = 2026-12-31
end_date = 2026-12-01
owners = ["nobody"]
prize = 5
[[entries]]
name = "Ada"
[[entries]]
name = " ADA"
account = 0
[[teams]]
name = "Reds"
initials = "REDREDRED"
captain = "Cy"
"#;
    let (code, said) = run(&database, file, "apply cup.toml").await;
    assert_eq!(code, 1, "{said}");
    let lines = printed(&said);
    let places: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix("cup.toml:")?.split(':').next()).collect();
    assert_eq!(places, ["1", "2", "3", "5", "6", "7", "11", "12", "15", "16"], "{said}");
    assert!(said.contains("cup.toml has 10 mistakes; nothing was changed"), "{said}");
    assert_eq!(database.value::<i64>("select count(*) from tournaments").await, 0);
}

#[tokio::test]
async fn a_file_or_tournament_that_is_not_there_is_named() {
    let database = Database::fresh().await;
    let (code, said) = run(&database, "", "apply other.toml").await;
    assert!(code == 1 && said.contains("other.toml: "), "{said}");
    let (code, said) = run(&database, "", "export nowhere").await;
    assert!(
        code == 1
            && (said.contains("there is no tournament \\\"nowhere\\\"")
                || said.contains("there is no tournament \"nowhere\"")),
        "{code}: {said}"
    );
}

#[tokio::test]
async fn the_sample_has_only_keys_of_the_schema() {
    let schema: Value = serde_json::from_str(&document("tournament.schema.json")).unwrap();
    let file = tournament_file::read(&document("sample-tournament.toml"));
    assert_eq!(file.mistakes, []);
    let known = schema["properties"].as_object().unwrap();
    for line in document("sample-tournament.toml").lines().take_while(|line| !line.starts_with('[')) {
        if let Some((key, _)) = line.split_once(" = ") {
            assert!(known.contains_key(key), "{key}");
        }
    }
}
