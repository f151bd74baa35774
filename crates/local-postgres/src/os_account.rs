//! Chooses the account of the operating system that the server runs as: Postgres refuses root, so root uses another
//! account.

use std::{
    os::unix::{fs::MetadataExt as _, process::CommandExt as _},
    path::Path,
    process::{Command, Stdio},
};

use crate::Error;

/// The account for the server's programs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OsAccount {
    /// The caller's own.
    Own,
    /// Another one, by user and group id; only root may switch to it.
    Other { user: u32, group: u32 },
}

impl OsAccount {
    /// The account for the data in `folder`: its owner, because root may use data that an ordinary user created.
    pub(crate) fn choose_for(folder: &Path) -> Result<Self, Error> {
        let found = std::fs::metadata(folder.join("data")).ok().filter(|data| data.uid() != 0);
        match found {
            Some(data) if rustix::process::geteuid().is_root() => {
                Ok(Self::Other { user: data.uid(), group: data.gid() })
            }
            _ => Self::choose(),
        }
    }

    /// The account for new data.
    pub(crate) fn choose() -> Result<Self, Error> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Own);
        }
        let lookup = |name| Some(Self::Other { user: id("-u", name)?, group: id("-g", name)? });
        ["postgres", "nobody"].into_iter().find_map(lookup).ok_or(Error::NoAccount)
    }

    /// A command that runs as this account.
    pub(crate) fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        if let Self::Other { user, group } = self {
            command.uid(user).gid(group);
        }
        // The account may have no access to the caller's working folder.
        command.current_dir("/");
        command
    }

    /// Changes the owner of a file or folder to this account.
    pub(crate) fn own(self, path: &Path) -> Result<(), Error> {
        let Self::Other { user, group } = self else { return Ok(()) };
        let action = || format!("hand {} to the database's account", path.display());
        std::os::unix::fs::chown(path, Some(user), Some(group)).map_err(Error::io(action()))
    }

    /// Whether the account can work in `folder`; a closed parent folder is enough to keep it out.
    pub(crate) fn can_enter(self, folder: &Path) -> bool {
        let writable = |flag| {
            let status = self.command("test").arg(flag).arg(folder).stderr(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        writable("-w") && writable("-x")
    }
}

fn id(flag: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([flag, name]).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
