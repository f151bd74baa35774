//! Files that are opened without following links: a folder may be open to others, who must not choose what is written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::{OpenOptionsExt as _, fchown},
    path::Path,
};

use rustix::fs::OFlags;

use crate::account::Account;

/// Opens the file at `path`, and makes one for its owner alone where there is none. Nothing of it is changed.
pub(crate) fn open(path: &Path, account: Account) -> io::Result<File> {
    match make(path, account) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => open_existing(path),
        made => made,
    }
}

/// Opens the file at `path` to read it.
pub(crate) fn open_existing(path: &Path) -> io::Result<File> {
    regular(options().read(true).open(path)?)
}

/// Opens a new file at `path` for its owner alone; whatever lies there goes, a link's target aside.
pub(crate) fn replace(path: &Path, account: Account) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => make(path, account),
    }
}

fn make(path: &Path, account: Account) -> io::Result<File> {
    let file = options().write(true).create_new(true).mode(0o600).open(path)?;
    if let Account::Other { user, group } = account {
        fchown(&file, Some(user), Some(group))?;
    }
    Ok(file)
}

/// Without following a link, and without waiting for the other end of a pipe.
fn options() -> OpenOptions {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.custom_flags(flags.bits().cast_signed());
    options
}

fn regular(file: File) -> io::Result<File> {
    let is_file = file.metadata()?.is_file();
    is_file.then_some(file).ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "it is no regular file"))
}
