//! Admin commands that approve creators of tournaments and grant ownership. They exist only on the command line,
//! because both are decisions of a human operator.

use domain::{audit::AuditRecord, id::UserId, tournament::Tournament};
use store::{Snapshot, Tx, owners, tournaments};
use uuid::Uuid;

use crate::{Database, Error, Settings, database, print};

/// Who may set tournaments up where TOURNAMENT_CREATION is `allowlist`.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Creators {
    /// Let a user set tournaments up.
    Add {
        /// The user's id: the `sub` of their tokens, which `/v1/me` shows them; of hosts of the built-in sign-in,
        /// `hosts list` shows it too.
        user: Uuid,
    },
    /// Take that back; tournaments the user owns stay theirs.
    Remove {
        /// The user's id.
        user: Uuid,
    },
    /// Print who may, the longest-standing first, each with the time since when.
    List,
}

/// Who owns a tournament, and so may change it.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Owners {
    /// Make a user an owner.
    Add {
        /// The tournament's slug.
        slug: String,
        /// The user's id: the `sub` of their tokens, which `/v1/me` shows them; of hosts of the built-in sign-in,
        /// `hosts list` shows it too.
        user: Uuid,
    },
    /// Print the owners, the oldest first, each with the time since when.
    List {
        /// The tournament's slug.
        slug: String,
    },
}

impl Creators {
    /// Runs the command and prints what it did.
    pub(crate) async fn run(self, settings: &Settings) -> Result<(), Error> {
        let database = open(settings).await?;
        match self {
            Self::Add { user } if owners::add_creator(&database.pool, UserId(user)).await? => {
                audit("creator_add", user);
                print::line(format_args!("{user} may set tournaments up now"))
            }
            Self::Add { user } => print::line(format_args!("{user} could set tournaments up before; nothing changed")),
            Self::Remove { user } if owners::remove_creator(&database.pool, UserId(user)).await? => {
                audit("creator_remove", user);
                print::line(format_args!("{user} may set no more tournaments up"))
            }
            Self::Remove { user } => {
                print::line(format_args!("{user} was not among those who may set tournaments up; nothing changed"))
            }
            Self::List => list(&owners::creators(&database.pool).await?),
        }
    }
}

impl Owners {
    /// Runs the command and prints what it did.
    pub(crate) async fn run(self, settings: &Settings) -> Result<(), Error> {
        let database = open(settings).await?;
        match self {
            Self::Add { slug, user } => {
                let mut tx = database.pool.begin().await?;
                let tournament = lock(&mut tx, &slug).await?;
                let added = owners::grant(&mut tx, tournament.id, UserId(user)).await?;
                tx.commit().await?;
                tell_of_grant(&tournament, user, added)
            }
            Self::List { slug } => {
                let mut snapshot = Snapshot::take(&database.pool).await?;
                let tournament = tournaments::find(&mut snapshot, &slug).await?;
                let tournament = tournament.ok_or_else(|| Error::NoTournament(slug))?;
                list(&owners::list(&mut snapshot, tournament.id).await?)
            }
        }
    }
}

/// Opens the database for an admin command: the demo's while the demo runs and no database is configured, else the
/// service's. Migrates the schema when starting the service would do so.
pub(crate) async fn open(settings: &Settings) -> Result<Database, Error> {
    let database = Database::find_or_demos(settings, "operator").await?;
    if settings.migrates_on_start() {
        database::migrate(&database.direct()).await?;
    }
    Ok(database)
}

/// Locks the tournament's row, as the api does for each write of a host.
async fn lock(tx: &mut Tx, slug: &str) -> Result<Tournament, Error> {
    let tournament = tournaments::lock(tx, slug).await?;
    tournament.ok_or_else(|| Error::NoTournament(slug.to_owned()))
}

fn audit(action: &'static str, user: Uuid) {
    tracing::info!(target: "audit", action, actor = "operator", targets = %format_args!("user {user}"), "done");
}

fn tell_of_grant(tournament: &Tournament, user: Uuid, added: bool) -> Result<(), Error> {
    let slug = &tournament.slug;
    if added {
        let AuditRecord { action, targets } = AuditRecord::owner_grant(UserId(user));
        tracing::info!(target: "audit", action, actor = "operator", tournament = slug, targets, "done");
        print::line(format_args!("{user} owns {slug} now"))
    } else {
        print::line(format_args!("{user} owned {slug} already; nothing changed"))
    }
}

fn list(users: &[owners::Owner]) -> Result<(), Error> {
    users.iter().try_for_each(|owner| print::line(format_args!("{} since {}", owner.user_id, owner.created_at)))
}
