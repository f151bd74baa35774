//! The upstream as the directory in which hosts look up accounts.

use api::{AccountDirectory, Environment, Unanswered};
use domain::{found_account::AccountKey, player::PlayerStats};
use futures_util::future::BoxFuture;
use relic::Relic;

use crate::{Error, Settings};

/// Looks accounts up on an HTTP client of its own, so that polls and hosts' searches do not delay each other.
#[derive(Clone, Debug)]
pub struct UpstreamDirectory(Relic);

impl UpstreamDirectory {
    /// Creates the directory on the client `relic`.
    #[must_use]
    pub const fn new(relic: Relic) -> Self {
        Self(relic)
    }

    /// Creates the directory from the settings. Returns `None` in production without a contact, because there,
    /// requests to the upstream must state on whose behalf they are made.
    ///
    /// # Errors
    /// [`Error::Relic`] when the settings make no client.
    pub(crate) fn find(settings: &Settings) -> Result<Option<Self>, Error> {
        if settings.environment == Environment::Production && settings.relic.upstream_contact.is_none() {
            return Ok(None);
        }
        Ok(Some(Self::new(Relic::new(&settings.relic)?)))
    }
}

impl AccountDirectory for UpstreamDirectory {
    fn look_up(&self, key: AccountKey) -> BoxFuture<'static, Result<Vec<PlayerStats>, Unanswered>> {
        let relic = self.0.clone();
        Box::pin(async move {
            let unanswered =
                |error: relic::Error| Unanswered { reason: error.to_string(), retry_after: error.retry_after() };
            relic.accounts(&key).await.map_err(unanswered)
        })
    }
}
