//! The role of a process: poll, serve, or both.

use std::path::Path;

use crate::{Error, Settings};

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Whether it polls the upstream.
    pub polls: bool,
    /// Whether it serves reads and the event stream.
    pub serves: bool,
}

impl Role {
    /// Polls, and serves only its health endpoints.
    pub const WORKER: Self = Self { polls: true, serves: false };
    /// Serves, and polls nothing.
    pub const API: Self = Self { polls: false, serves: true };

    /// Neither: a command that only uses the database.
    pub const NONE: Self = Self { polls: false, serves: false };

    /// The role that the executable's name implies, which overrides the settings. The image has `poller` and `api` as
    /// links to its only executable.
    #[must_use]
    pub fn of_executable(path: &Path) -> Option<Self> {
        match path.file_stem()?.to_str()? {
            "poller" => Some(Self::WORKER),
            "api" => Some(Self::API),
            _ => None,
        }
    }

    /// The role's name in the database's list of connections.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match (self.polls, self.serves) {
            (true, true) => "worker and api",
            (true, false) => "worker",
            (false, true) => "api",
            (false, false) => "neither",
        }
    }

    /// The role that the settings ask for.
    ///
    /// # Errors
    /// [`Error::NoRole`] when that is nothing.
    pub fn of(settings: &Settings) -> Result<Self, Error> {
        let role = Self { polls: settings.polling_enabled, serves: settings.listener_enabled };
        if role.polls || role.serves { Ok(role) } else { Err(Error::NoRole) }
    }
}
