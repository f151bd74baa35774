//! Who may do what. An operation names its gate; there is no way around it.

use domain::{clock::Timestamp, id::UserId, tournament::Tournament};
use store::{Write, owners, tournaments};

use crate::{directory::NO_TOURNAMENT, error::Error, input::Parameters};

const SLUG: &str = "tournament_slug";

/// A check that an operation stands behind.
pub(crate) trait Gate: Sized + Send + Sync {
    /// Lets `user` through, or not.
    fn open(
        tx: &mut Write<'_>,
        user: UserId,
        path: &Parameters,
        now: Timestamp,
    ) -> impl Future<Output = Result<Self, Error>> + Send;

    /// Who was let through.
    fn user(&self) -> UserId;

    /// What it is about, for the audit.
    fn slug(&self) -> Option<&str>;
}

/// Anybody with a good token.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) user: UserId,
}

/// An owner of the tournament that the path names. It is locked: nobody else changes anything of it meanwhile.
#[derive(Debug)]
pub(crate) struct Owned {
    pub(crate) user: UserId,
    pub(crate) tournament: Tournament,
}

impl Gate for SignedIn {
    async fn open(_: &mut Write<'_>, user: UserId, _: &Parameters, _: Timestamp) -> Result<Self, Error> {
        Ok(Self { user })
    }

    fn user(&self) -> UserId {
        self.user
    }

    fn slug(&self) -> Option<&str> {
        None
    }
}

impl Owned {
    /// The same for a read, which keeps nobody waiting.
    ///
    /// # Errors
    /// As [`Gate::open`].
    pub(crate) async fn look(
        tx: &mut Write<'_>,
        user: UserId,
        path: &Parameters,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let found = tournaments::find(tx, path.text(SLUG), now).await?;
        Self::check(tx, user, found).await
    }

    async fn check(tx: &mut Write<'_>, user: UserId, found: Option<Tournament>) -> Result<Self, Error> {
        let tournament = found.ok_or(NO_TOURNAMENT)?;
        if !owners::is_owner(tx, tournament.id, user).await? {
            return Err(Error::Forbidden("Not a tournament owner"));
        }
        Ok(Self { user, tournament })
    }
}

impl Gate for Owned {
    async fn open(tx: &mut Write<'_>, user: UserId, path: &Parameters, now: Timestamp) -> Result<Self, Error> {
        let found = tournaments::lock(tx, path.text(SLUG), now).await?;
        Self::check(tx, user, found).await
    }

    fn user(&self) -> UserId {
        self.user
    }

    fn slug(&self) -> Option<&str> {
        Some(&self.tournament.slug)
    }
}
