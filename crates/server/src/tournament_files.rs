//! Subcommands that read tournaments from files and write them to files: `apply`, `export`, `schema`.

use std::{
    io::{self, Read as _, Write as _},
    path::PathBuf,
    sync::Arc,
};

use domain::document::Problem;
use store::{
    Snapshot,
    documents::{self, Applied, ApplyError},
    tournaments,
};
use tournament_file::File;

use crate::{Database, DatabaseClock, Error, Settings, SystemClock, admin_commands, print};

/// Make a tournament what a file says: set it up, or change what differs.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Apply {
    /// The file, in TOML (docs/sample-tournament.toml is one); - for standard input.
    file: PathBuf,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Remove the owners, entries and teams that are not in the file, and, if it has the key `stages`, the stages that
    /// are not in it. Without this they stay.
    #[arg(long)]
    prune: bool,
}

/// Write a tournament as the file that `apply` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Export {
    /// The tournament's slug.
    slug: String,
    /// Where to; standard output unless said.
    #[arg(long)]
    output: Option<PathBuf>,
}

impl Apply {
    /// Runs the command and prints what it did.
    pub(crate) async fn run(self, settings: &Settings) -> Result<(), Error> {
        let mut file = tournament_file::read(&self.text()?);
        if !file.mistakes.is_empty() {
            // Report the file's other mistakes even when there is no database.
            if let Ok(problem) = ladder_problem(&file, settings).await {
                file.add(problem.as_slice());
            }
            return self.refuse(&file);
        }
        let Some(document) = file.document.clone() else { return self.refuse(&file) };
        let database = admin_commands::open(settings).await?;
        let done = if self.dry_run {
            let plan = documents::preview(&database.pool, &document, self.prune).await;
            plan.map(|plan| Applied { plan, records: Vec::new() })
        } else {
            let clock = DatabaseClock::new(Arc::new(SystemClock), database.pool.database_state().clone());
            documents::apply(&database.pool, &document, self.prune, &clock).await
        };
        match done {
            Ok(applied) => self.tell_of(&applied),
            Err(ApplyError::Store(error)) => Err(error.into()),
            Err(ApplyError::Problems(problems)) => {
                file.add(&problems);
                self.refuse(&file)
            }
        }
    }

    fn text(&self) -> Result<String, Error> {
        let read = if self.is_stdin() {
            let mut text = String::new();
            io::stdin().lock().read_to_string(&mut text).map(|_| text)
        } else {
            std::fs::read_to_string(&self.file)
        };
        read.map_err(|source| Error::File { file: self.file.clone(), source })
    }

    fn is_stdin(&self) -> bool {
        self.file.as_os_str() == "-"
    }

    fn tell_of(&self, applied: &Applied) -> Result<(), Error> {
        for record in &applied.records {
            let (action, targets, tournament) = (record.action, &record.targets, &applied.plan.slug);
            tracing::info!(target: "audit", action, actor = "operator", tournament, targets, "done");
        }
        match applied.plan.change_count() {
            0 => print::line(&applied.plan),
            _ if self.dry_run => print::line(format_args!("{}; nothing was changed (--dry-run)", applied.plan)),
            _ => print::line(format_args!("{}, done", applied.plan)),
        }
    }

    /// Prints the mistakes, one per line, in the format of compilers.
    fn refuse(&self, file: &File) -> Result<(), Error> {
        let name = if self.is_stdin() { "<stdin>".to_owned() } else { self.file.display().to_string() };
        let mut errors = io::stderr().lock();
        for mistake in &file.mistakes {
            writeln!(errors, "{name}:{mistake}")?;
        }
        Err(Error::Mistakes { file: name, count: file.mistakes.len() })
    }
}

/// Checks the ladder of a file that has other mistakes.
async fn ladder_problem(file: &File, settings: &Settings) -> Result<Option<Problem>, Error> {
    let Some((slug, ladder)) = &file.ladder else { return Ok(None) };
    let database = admin_commands::open(settings).await?;
    let mut tx = database.pool.begin().await?;
    let is_allowed = documents::is_ladder_allowed(&mut tx, slug, *ladder).await?;
    tx.rollback().await?;
    Ok((!is_allowed).then(|| Problem::unknown_ladder(*ladder)))
}

impl Export {
    /// Runs the command.
    pub(crate) async fn run(self, settings: &Settings) -> Result<(), Error> {
        let database: Database = admin_commands::open(settings).await?;
        let mut snapshot = Snapshot::take(&database.pool).await?;
        let found = tournaments::find(&mut snapshot, &self.slug).await?;
        let tournament = found.ok_or_else(|| Error::NoTournament(self.slug.clone()))?;
        let current = documents::load_current(&mut snapshot, tournament).await?;
        snapshot.end().await;
        let text = tournament_file::write(&current.document());
        match self.output {
            None => print::line(text.trim_end()),
            Some(file) => std::fs::write(&file, text).map_err(|source| Error::File { file, source }),
        }
    }
}

/// Prints the JSON Schema of tournament files.
pub(crate) fn print_schema() -> Result<(), Error> {
    print::line(format_args!("{:#}", tournament_file::schema()))
}
