//! Admin commands for hosts of the built-in sign-in: who may sign in, their sign-in links, and the key that signs their
//! session cookies.

use std::sync::Arc;

use api::{Environment, LinkToken};
use domain::{
    clock::{Clock as _, Timestamp},
    id::UserId,
    name::Name,
};
use store::{
    Tx,
    sign_in::{
        hosts::{self, Host},
        links,
        signing_keys::{self, SigningKey},
    },
};
use url::Url;
use uuid::Uuid;

use crate::{Database, DatabaseClock, Error, Settings, SystemClock, admin_commands, port, print};

/// The maximum length of a name, in characters.
const LONGEST: usize = 64;

/// Who may sign in by the built-in sign-in.
#[derive(Clone, Debug, clap::Subcommand)]
pub(crate) enum Hosts {
    /// Let somebody sign in, and print a link for them: good once, and for 15 minutes.
    Add {
        /// What to call them.
        name: String,
    },
    /// Print who may sign in, the longest-standing first, with their ids and how many sessions they have.
    List,
    /// Print a new link for a host, in place of the one before: good once, and for 15 minutes.
    Link {
        /// The host's name.
        name: String,
    },
    /// Let a host sign in no longer, and end their sessions: every process refuses their cookies within about ten
    /// seconds while it can read the database. What they own stays.
    Remove {
        /// The host's name.
        name: String,
    },
    /// Sign cookies with a new key. Those that the former one signed stay valid until they expire.
    RotateKeys {
        /// Refuse those at once, for a key that others may know: every host needs a new link.
        #[arg(long)]
        now: bool,
    },
}

impl Hosts {
    /// Runs the command and prints what it did.
    pub(crate) async fn run(self, settings: &Settings) -> Result<(), Error> {
        match self {
            Self::Add { name } => {
                let (name, base) = (host_name(&name)?, links_base(settings)?);
                add(open(settings).await?, &name, &base).await
            }
            Self::List => list(open(settings).await?).await,
            Self::Link { name } => {
                let base = links_base(settings)?;
                link(open(settings).await?, &name, &base).await
            }
            Self::Remove { name } => remove(open(settings).await?, &name).await,
            Self::RotateKeys { now } => {
                // The key is generated before the transaction begins, because that takes long.
                let key = tokio::task::spawn_blocking(api::new_signing_key).await?;
                rotate_keys(open(settings).await?, &key, now).await
            }
        }
    }
}

/// A database with an open transaction, and the database's time.
struct Opened {
    tx: Tx,
    now: Timestamp,
    // Dropped last, because it may own a local Postgres server.
    _database: Database,
}

async fn open(settings: &Settings) -> Result<Opened, Error> {
    let database = admin_commands::open(settings).await?;
    let tx = database.pool.begin().await?;
    let now = DatabaseClock::new(Arc::new(SystemClock), database.pool.database_state().clone()).now();
    Ok(Opened { tx, now, _database: database })
}

async fn add(opened: Opened, name: &Name, base: &Url) -> Result<(), Error> {
    let Opened { mut tx, now, _database } = opened;
    hosts::lock(&mut tx).await?;
    let known = hosts::list(&mut tx, now).await?;
    if known.iter().any(|host| name.is_like(&host.name)) {
        return Err(Error::HostExists(name.as_str().to_owned()));
    }
    let user = UserId::built_in(Uuid::new_v4().into_bytes());
    hosts::add(&mut tx, user, name, now).await?;
    let address = new_link(&mut tx, user, base, now).await?;
    tx.commit().await?;
    audit("host_add", user);
    print::line(format_args!("{} may sign in now, as user {user}", name.as_str()))?;
    print_link(&address)
}

async fn list(opened: Opened) -> Result<(), Error> {
    let Opened { mut tx, now, _database } = opened;
    hosts::list(&mut tx, now).await?.iter().try_for_each(|host| {
        let Host { user_id, name, created_at, sessions } = host;
        print::line(format_args!("{user_id} since {created_at}, sessions: {sessions}: {name}"))
    })
}

async fn link(opened: Opened, name: &str, base: &Url) -> Result<(), Error> {
    let Opened { mut tx, now, _database } = opened;
    let host = find(&mut tx, name, now).await?;
    let address = new_link(&mut tx, host.user_id, base, now).await?;
    tx.commit().await?;
    audit("host_link", host.user_id);
    print_link(&address)
}

async fn remove(opened: Opened, name: &str) -> Result<(), Error> {
    let Opened { mut tx, now, _database } = opened;
    let Host { user_id, name, .. } = find(&mut tx, name, now).await?;
    hosts::remove(&mut tx, user_id, now).await?;
    tx.commit().await?;
    audit("host_remove", user_id);
    print::line(format_args!("{name} (user {user_id}) may sign in no longer; what they own stays"))
}

async fn rotate_keys(opened: Opened, key: &SigningKey, drops_former: bool) -> Result<(), Error> {
    let Opened { mut tx, now, _database } = opened;
    signing_keys::rotate(&mut tx, key, now).await?;
    let ended = if drops_former { Some(signing_keys::drop_retired(&mut tx).await?) } else { None };
    tx.commit().await?;
    tracing::info!(target: "audit", action = "host_rotate_keys", actor = "operator", targets = %key.id, "done");
    match ended {
        Some(ended) => {
            print::line(format_args!("key {} signs now, and no other is accepted: {ended} sessions ended", key.id))
        }
        None => print::line(format_args!(
            "key {} signs now; cookies of the one before stay valid until they expire",
            key.id
        )),
    }
}

/// Finds the host of that name and locks the list of hosts until the transaction ends.
async fn find(tx: &mut Tx, name: &str, now: Timestamp) -> Result<Host, Error> {
    hosts::lock(tx).await?;
    let known = hosts::list(tx, now).await?;
    let wanted = Name::new(name).ok();
    let found = known.into_iter().find(|host| wanted.as_ref().is_some_and(|wanted| wanted.is_like(&host.name)));
    found.ok_or_else(|| Error::NoHost(name.to_owned()))
}

fn host_name(given: &str) -> Result<Name, Error> {
    let refuse = |why: String| Error::HostName { name: given.to_owned(), why };
    let name = Name::new(given).map_err(|unfit| refuse(unfit.to_string()))?;
    match name.as_str().chars().count() {
        1..=LONGEST => Ok(name),
        0 => Err(refuse("it is empty".to_owned())),
        _ => Err(refuse(format!("it has more than {LONGEST} characters"))),
    }
}

/// The base URL of sign-in links.
fn links_base(settings: &Settings) -> Result<Url, Error> {
    if !settings.api.signs_in(settings.environment) {
        return Err(Error::NoSignIn);
    }
    match &settings.api.public_base_url {
        Some(base) => Ok(base.clone()),
        None if settings.environment == Environment::Development => Ok(local(settings.port.unwrap_or(port::DEFAULT))),
        None => Err(Error::NoPublicAddress),
    }
}

/// The base URL at which browsers on this machine reach the service on that port.
pub(crate) fn local(port: u16) -> Url {
    #[expect(clippy::expect_used, reason = "it is a URL whatever the port is")]
    format!("http://localhost:{port}").parse().expect("a URL")
}

/// Stores a new sign-in link for a host and returns its URL.
pub(crate) async fn new_link(tx: &mut Tx, user: UserId, base: &Url, now: Timestamp) -> Result<String, store::Error> {
    let token = LinkToken::random();
    links::replace(tx, user, &token.digest(), now + LinkToken::LIFETIME).await?;
    Ok(format!("{}{}", base.as_str().trim_end_matches('/'), token.path()))
}

fn print_link(address: &str) -> Result<(), Error> {
    print::line(format_args!("their link, good once within {} minutes:", LinkToken::LIFETIME.num_minutes()))?;
    print::line(address)
}

fn audit(action: &'static str, user: UserId) {
    tracing::info!(target: "audit", action, actor = "operator", targets = %format_args!("user {user}"), "done");
}
