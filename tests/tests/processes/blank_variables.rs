//! A variable that is empty, or blank, is not set: of every setting there is, in the environment and in `.env`.

use std::path::Path;

use clap::CommandFactory as _;
use server::cli::Cli;

use super::program::Program;

/// What a blank variable may hold.
const BLANK: [&str; 2] = ["", " \t "];

/// The names of all settings' variables.
fn variables() -> Vec<String> {
    let command = Cli::command();
    let names = command.get_arguments().filter_map(clap::Arg::get_env);
    names.map(|name| name.to_str().unwrap().to_owned()).collect()
}

/// The settings that the service would run with.
async fn settings(program: Program) -> String {
    let (code, said) = program.finish().await;
    assert_eq!(code, 0, "{said}");
    said
}

fn printed() -> Program {
    Program::new("print_settings")
}

fn write(folder: &Path, text: &str) {
    std::fs::write(folder.join(".env"), text).unwrap();
}

#[tokio::test]
async fn every_blank_variable_is_as_one_that_is_not_set() {
    let (variables, unset) = (variables(), settings(printed()).await);
    assert!(variables.len() > 40, "{variables:?}");
    let folder = tempfile::tempdir().unwrap();
    for blank in BLANK {
        for name in &variables {
            assert_eq!(settings(printed().set(name, blank)).await, unset, "{name}={blank:?}");
            write(folder.path(), &format!("{name}='{blank}'\n"));
            let filed = settings(printed().within(folder.path())).await;
            assert_eq!(filed, unset, "{name}={blank:?} in .env");
        }
        let all = variables.iter().fold(printed(), |program, name| program.set(name, blank));
        assert_eq!(settings(all).await, unset, "all at once");
    }
}

#[tokio::test]
async fn a_value_in_the_file_counts_where_the_variable_is_blank() {
    let folder = tempfile::tempdir().unwrap();
    let within = || printed().within(folder.path());
    for (name, value) in
        [("PORT", "8123"), ("TOURNAMENT_CREATION", "allowlist"), ("UPSTREAM_CONTACT", "o'neill@b.example")]
    {
        let set = settings(printed().set(name, value)).await;
        write(folder.path(), &format!("{name}=\"{value}\"\n{name}=later\n"));
        for blank in BLANK {
            assert_eq!(settings(within().set(name, blank)).await, set, "{name}={blank:?}");
        }
        write(folder.path(), &format!("{name}=\n"));
        assert_eq!(settings(within().set(name, value)).await, set, "the file's blank {name} hides nothing");
    }
    write(folder.path(), "PORT=8123\n");
    assert!(settings(within().set("ENVIRONMENT", " ")).await.contains("8123"), "a blank environment is development");
    assert!(!settings(within().set("ENVIRONMENT", "staging")).await.contains("8123"), "elsewhere there is no file");
}

#[tokio::test]
async fn help_names_blank_variables_too() {
    let help = async |program: Program| settings(program.arg("--help")).await;
    let unset = help(Program::new("aoe2-standings")).await;
    assert_eq!(help(Program::new("aoe2-standings").set("TOURNAMENT_CREATION", "").set("PORT", "")).await, unset);
}

#[tokio::test]
async fn a_flag_that_is_blank_is_no_flag() {
    let program = Program::new("aoe2-standings").set("FEATURE_BETA", " ").set("FEATURE_OTHER", "1");
    let mut running = program.set("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing").serve().await;
    let flags = running.ask("/v1/flags").await.unwrap().text().await.unwrap();
    assert_eq!(flags, r#"{"other":true}"#);
    running.stop(rustix::process::Signal::TERM).await;
}
