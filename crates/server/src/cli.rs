//! The command line: its options, its subcommands, and their dispatch.

use std::{io::Write as _, process::ExitCode};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, error::ErrorKind};
use store::migrations::Migration;
use tokio_util::sync::CancellationToken;

use crate::{
    Database, Error, Role, Settings,
    admin_commands::{Creators, Owners},
    alerts,
    doctor::Doctor,
    dotenv, env_example, environment,
    host_commands::Hosts,
    print, production, run as service, signals,
    telemetry::Telemetry,
    tournament_files::{self, Apply, Export},
};

/// Live standings for Age of Empires II: DE tournaments.
///
/// Every option can also be given as the environment variable named beside it or, in development, in a file `.env`. A
/// variable that is empty or blank counts as not set.
/// Variables that begin with FEATURE_ are feature flags, which `GET /v1/flags` lists. With
/// FEATURE_ERROR_ENVELOPE_V2=true errors have the fields `error_code`, `message`, `request_id`, `timestamp` and
/// `details`.
#[derive(Debug, Parser)]
#[command(name = "aoe2-standings", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    settings: Settings,
}

impl Cli {
    /// Reads the command line, then the environment, then, in development, the file `.env`: the first source that sets
    /// an option wins. Ends the process with a message when the input is invalid or asks for help.
    ///
    /// # Errors
    /// [`Error::Dotenv`] when the file cannot be read.
    pub fn read() -> Result<Self, Error> {
        dotenv::read()?;
        let matches = match environment::without_blank(Self::command()).try_get_matches() {
            Ok(matches) => matches,
            // The help lists all variables, so it needs the command that still declares the blank ones.
            Err(error) if error.kind() == ErrorKind::DisplayHelp => Self::command().get_matches(),
            Err(error) => error.exit(),
        };
        Ok(Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()))
    }
}

/// What to do; `serve` by default.
#[derive(Clone, Debug, clap::Subcommand)]
enum Command {
    /// Run the service: poll, serve, or both.
    Serve,
    /// Bring the database's schema up to date, and end.
    Migrate,
    /// Print the OpenAPI document.
    Openapi,
    /// Print the alert rules for Prometheus, for the cadences that are set (POLL_STATS_SECONDS and its like).
    Alerts,
    /// Print a sample `.env` with every setting and its default.
    EnvExample,
    /// Add, remove and list the users who may create tournaments where TOURNAMENT_CREATION is `allowlist`.
    #[command(subcommand)]
    Creators(Creators),
    /// Add and list the owners of a tournament, who may change it.
    #[command(subcommand)]
    Owners(Owners),
    /// Add, remove and list hosts of the built-in sign-in (BUILTIN_SIGN_IN), and make their sign-in links.
    #[command(subcommand)]
    Hosts(Hosts),
    Apply(Apply),
    Export(Export),
    Doctor(Doctor),
    /// Print the JSON Schema of tournaments' files, with which editors complete them.
    Schema,
    /// Run the service against a simulated upstream, with two sample tournaments.
    #[cfg(feature = "demo")]
    Demo,
}

/// Runs the subcommand. `role`, or else the role that the executable's name implies, overrides the role from the
/// settings.
pub fn main(role: Option<Role>) -> ExitCode {
    let named = || Role::of_executable(std::env::args_os().next()?.as_ref());
    run(role.or_else(named)).unwrap_or_else(|error| {
        // Logging has not started yet.
        let _ = writeln!(std::io::stderr(), "aoe2-standings: {error}");
        ExitCode::FAILURE
    })
}

fn run(role: Option<Role>) -> Result<ExitCode, Error> {
    let Cli { command, settings } = Cli::read()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let _within = runtime.enter();
    let telemetry = Telemetry::start(&settings)?;
    let done = runtime.block_on(perform(command.unwrap_or(Command::Serve), settings, role));
    if let Err(error) = &done {
        tracing::error!(%error, "the process ends");
    }
    telemetry.end();
    Ok(if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn perform(command: Command, settings: Settings, role: Option<Role>) -> Result<(), Error> {
    match command {
        Command::Serve => {
            let role = role.map_or_else(|| Role::of(&settings), Ok)?;
            production::check(&settings, role)?;
            let stop = CancellationToken::new();
            signals::watch(stop.clone())?;
            service::start(&settings, role, None, stop).await?.wait().await
        }
        Command::Migrate => {
            production::check(&settings, Role::NONE)?;
            let database = Database::find(&settings, "migrate").await?;
            tell_of(&store::migrations::run(&database.direct()).await?)
        }
        Command::Openapi => print::line(api::document().to_pretty_json().unwrap_or_default()),
        Command::Alerts => print::line(alerts::rules(&settings.poller).trim_end()),
        Command::EnvExample => print::line(env_example::text(&Cli::command()).trim_end()),
        Command::Creators(command) => command.run(&settings).await,
        Command::Owners(command) => command.run(&settings).await,
        Command::Hosts(command) => command.run(&settings).await,
        Command::Apply(command) => command.run(&settings).await,
        Command::Export(command) => command.run(&settings).await,
        Command::Doctor(doctor) => doctor.run(&settings, role).await,
        Command::Schema => tournament_files::print_schema(),
        #[cfg(feature = "demo")]
        Command::Demo => crate::demo::run(settings).await,
    }
}

/// Prints the migrations that were applied.
fn tell_of(applied: &[Migration]) -> Result<(), Error> {
    if applied.is_empty() {
        let latest = store::migrations::latest().unwrap_or_default();
        return print::line(format_args!("nothing to do: the schema is at version {latest}"));
    }
    applied.iter().try_for_each(|migration| print::line(format_args!("applied {migration}")))
}
