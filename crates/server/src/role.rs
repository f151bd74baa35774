//! What a process does: poll, serve, or both.

use crate::{Error, Settings};

/// The parts a process plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// It polls the upstream.
    pub polls: bool,
    /// It serves reads and the event stream.
    pub serves: bool,
}

impl Role {
    /// Polls, and serves nothing but its health.
    pub const WORKER: Self = Self { polls: true, serves: false };
    /// Serves, and polls nothing.
    pub const API: Self = Self { polls: false, serves: true };

    /// What it is called where connections are listed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.polls, self.serves) {
            (true, true) => "worker and api",
            (true, false) => "worker",
            (false, _) => "api",
        }
    }

    /// What the settings ask for.
    ///
    /// # Errors
    /// [`Error::NoRole`] when that is nothing.
    pub fn of(settings: &Settings) -> Result<Self, Error> {
        let role = Self { polls: settings.polling_enabled, serves: settings.listener_enabled };
        if role.polls || role.serves { Ok(role) } else { Err(Error::NoRole) }
    }
}
