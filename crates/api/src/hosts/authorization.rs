//! Authorization of host operations. Each operation names the one it needs, which cannot be skipped.

use domain::{
    id::UserId,
    tournament::{CURRENT, Tournament},
};
use store::{Connection, Tx, owners, tournaments};

use crate::{app::App, error::Error, params::Parameters, settings::Creation, slug_index::NO_TOURNAMENT};

pub(super) const SLUG: &str = "tournament_slug";

/// A check that an operation stands behind.
pub(crate) trait Authorization: Sized + Send + Sync {
    /// Refuses a path that leads nowhere for this authorization, before anything is looked up.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    fn check_path(_: &Parameters) -> Result<(), Error> {
        Ok(())
    }

    /// Lets `user` through, or not.
    fn open(
        app: &App,
        tx: &mut Tx,
        user: UserId,
        path: &Parameters,
    ) -> impl Future<Output = Result<Self, Error>> + Send;

    /// Who was let through.
    fn user(&self) -> UserId;

    /// What it is about, for the audit.
    fn slug(&self) -> Option<&str>;
}

/// Somebody who may set tournaments up: whoever has a good token, where that is not left to those approved.
#[derive(Debug)]
pub(crate) struct Creator {
    pub(crate) user: UserId,
}

/// An owner of the tournament that the path names. It is locked: nobody else changes anything of it meanwhile.
#[derive(Debug)]
pub(crate) struct TournamentOwner {
    pub(crate) user: UserId,
    pub(crate) tournament: Tournament,
}

impl Authorization for Creator {
    async fn open(app: &App, tx: &mut Tx, user: UserId, _: &Parameters) -> Result<Self, Error> {
        if app.creation == Creation::Allowlist && !owners::is_creator(tx, user).await? {
            return Err(Error::Forbidden("Not allowed to create tournaments"));
        }
        Ok(Self { user })
    }

    fn user(&self) -> UserId {
        self.user
    }

    fn slug(&self) -> Option<&str> {
        None
    }
}

impl TournamentOwner {
    /// The same for a read, which keeps nobody waiting.
    ///
    /// # Errors
    /// As [`Authorization::open`].
    pub(crate) async fn look(connection: &mut Connection, user: UserId, path: &Parameters) -> Result<Self, Error> {
        let found = tournaments::find(connection, path.text(SLUG)).await?;
        Self::check(connection, user, found).await
    }

    async fn check(connection: &mut Connection, user: UserId, found: Option<Tournament>) -> Result<Self, Error> {
        let tournament = found.ok_or(NO_TOURNAMENT)?;
        if !owners::is_owner(connection, tournament.id, user).await? {
            return Err(Error::Forbidden("Not a tournament owner"));
        }
        Ok(Self { user, tournament })
    }
}

impl Authorization for TournamentOwner {
    /// `current` is for reads: whoever changes something says what.
    fn check_path(path: &Parameters) -> Result<(), Error> {
        if path.text(SLUG) == CURRENT { Err(NO_TOURNAMENT) } else { Ok(()) }
    }

    async fn open(_: &App, tx: &mut Tx, user: UserId, path: &Parameters) -> Result<Self, Error> {
        let found = tournaments::lock(tx, path.text(SLUG)).await?;
        Self::check(tx, user, found).await
    }

    fn user(&self) -> UserId {
        self.user
    }

    fn slug(&self) -> Option<&str> {
        Some(&self.tournament.slug)
    }
}
