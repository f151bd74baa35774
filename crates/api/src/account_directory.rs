//! The port to whoever knows every account of the game. This crate does not know who that is.

mod look_ups;

use std::time::Duration;

use domain::{found_account::AccountKey, player::PlayerStats};
use futures_util::future::BoxFuture;

pub(crate) use look_ups::LookUps;

/// Knows accounts by number and by exact name.
pub trait AccountDirectory: std::fmt::Debug + Send + Sync {
    /// The accounts of a key, each once; none, if there are none. Takes half a minute at most.
    ///
    /// # Errors
    /// [`Unanswered`] when nobody can tell.
    fn look_up(&self, key: AccountKey) -> BoxFuture<'static, Result<Vec<PlayerStats>, Unanswered>>;
}

/// A look-up that brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unanswered {
    /// Why, for the log.
    pub reason: String,
    /// How long the directory asks to be left alone, when it says so.
    pub retry_after: Option<Duration>,
}
