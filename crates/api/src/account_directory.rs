//! The port to a directory of all accounts of the game. This crate does not know what implements it.

mod look_ups;

use std::time::Duration;

use domain::{found_account::AccountKey, player::PlayerStats};
use futures_util::future::BoxFuture;

pub(crate) use look_ups::LookUps;

/// Finds accounts by number and by exact name.
pub trait AccountDirectory: std::fmt::Debug + Send + Sync {
    /// Returns the accounts that match the key, each once; an empty list if there are none. Takes at most half a
    /// minute.
    ///
    /// # Errors
    /// [`Unanswered`] when the directory gives no answer.
    fn look_up(&self, key: AccountKey) -> BoxFuture<'static, Result<Vec<PlayerStats>, Unanswered>>;
}

/// A failed look-up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unanswered {
    /// The reason, for the log.
    pub reason: String,
    /// How long the directory asks to send no further requests, if it says so.
    pub retry_after: Option<Duration>,
}
