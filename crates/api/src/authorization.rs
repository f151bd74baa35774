//! Authorization of host operations. Each operation names the authorization it requires, which cannot be skipped.

use domain::{
    id::{TournamentId, UserId},
    tournament::{CURRENT, Tournament},
};
use store::{Connection, Tx, owners, read, tournaments};

use crate::{app::App, error::Error, params::Parameters, settings::Creation, slug_index::NO_TOURNAMENT};

pub(crate) const SLUG: &str = "tournament_slug";

/// An authorization check that runs before an operation.
pub(crate) trait Authorization: Sized + Send + Sync {
    /// Refuses a path that is never valid with this authorization, before anything is looked up.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the slug is `current`, which is only for reads.
    fn check_path(_: &Parameters) -> Result<(), Error> {
        Ok(())
    }

    /// Checks whether `user` may go ahead.
    fn open(
        app: &App,
        tx: &mut Tx,
        user: UserId,
        parameters: &Parameters,
    ) -> impl Future<Output = Result<Self, Error>> + Send;

    /// The user who was authorized.
    fn user(&self) -> UserId;

    /// The tournament's slug for the audit log.
    fn slug(&self) -> Option<&str>;
}

/// A user who may create tournaments: every authenticated user, or only the approved ones where there is an allowlist.
#[derive(Debug)]
pub(crate) struct Creator {
    pub(crate) user: UserId,
}

/// An owner of the tournament that the path names. The tournament is locked, so that no other request changes it
/// meanwhile.
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
    /// Checks the owner for a read, without locking the tournament.
    ///
    /// # Errors
    /// As [`Authorization::open`].
    pub(crate) async fn of(connection: &mut Connection, user: UserId, parameters: &Parameters) -> Result<Self, Error> {
        let found = tournaments::find(connection, parameters.text(SLUG)).await?;
        Self::check(connection, user, found).await
    }

    /// Checks the owner of the tournament with this id, without locking it: for reads, whose path may say `current`.
    ///
    /// # Errors
    /// As [`Authorization::open`].
    pub(crate) async fn of_id(connection: &mut Connection, user: UserId, id: TournamentId) -> Result<Self, Error> {
        let found = read::tournaments::one(connection, id).await?;
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
    /// `current` is only for reads: a write must name its tournament.
    fn check_path(parameters: &Parameters) -> Result<(), Error> {
        if parameters.text(SLUG) == CURRENT { Err(NO_TOURNAMENT) } else { Ok(()) }
    }

    async fn open(_: &App, tx: &mut Tx, user: UserId, parameters: &Parameters) -> Result<Self, Error> {
        let found = tournaments::lock(tx, parameters.text(SLUG)).await?;
        Self::check(tx, user, found).await
    }

    fn user(&self) -> UserId {
        self.user
    }

    fn slug(&self) -> Option<&str> {
        Some(&self.tournament.slug)
    }
}
