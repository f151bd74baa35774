//! What a process does: poll, serve, or both.

use std::path::Path;

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

    /// Neither: a command that only needs the database.
    pub const NONE: Self = Self { polls: false, serves: false };

    /// The one that an executable of this name plays, whatever the settings say: the image has `poller` and `api` as
    /// links to its one executable.
    #[must_use]
    pub fn of_executable(path: &Path) -> Option<Self> {
        match path.file_stem()?.to_str()? {
            "poller" => Some(Self::WORKER),
            "api" => Some(Self::API),
            _ => None,
        }
    }

    /// What it is called where connections are listed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.polls, self.serves) {
            (true, true) => "worker and api",
            (true, false) => "worker",
            (false, true) => "api",
            (false, false) => "neither",
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
