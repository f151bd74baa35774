//! A local Postgres server: found on the machine, set up in a folder, ended with its owner.
//!
//! For development and tests only. It knows nothing of the database's contents. Existing crates for this either want
//! `sudo` when they run as root, or download the server.

mod binaries;
mod cluster;
mod folder;
mod os_account;
mod password;
mod private_file;
mod running;

pub use binaries::{Binaries, INSTALL_HINT};
pub use cluster::Cluster;

use std::path::PathBuf;

/// Why there is no usable Postgres server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The machine has no server binaries.
    #[error("no Postgres server found (looked for `initdb` and `postgres`); {INSTALL_HINT}")]
    NotInstalled,
    /// Postgres refuses to run as root, and there is no other account to run it as.
    #[error("running as root, and neither a `postgres` nor a `nobody` account exists to run Postgres as")]
    NoAccount,
    /// The folder was set up by another major version.
    #[error("{folder} was set up by Postgres {found}, which is not installed: install it, or delete the folder")]
    OtherVersion {
        /// The data folder.
        folder: PathBuf,
        /// The major version that created it.
        found: String,
    },
    /// A program of the server failed.
    #[error("{program} failed: {output}")]
    Failed {
        /// The program.
        program: &'static str,
        /// Its output.
        output: String,
    },
    /// The file system or the process table returned an error.
    #[error("cannot {action}: {source}")]
    Io {
        /// The attempted action.
        action: String,
        /// The system's error.
        source: std::io::Error,
    },
}

impl Error {
    fn io(action: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { action: action.into(), source }
    }
}
