//! Opens files without following links: others may have access to the folder, and must not choose what is written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::{OpenOptionsExt as _, fchown},
    path::Path,
};

use rustix::fs::OFlags;

use crate::os_account::OsAccount;

/// Opens the file at `path` unchanged, or creates one with access for its owner alone.
pub(crate) fn open(path: &Path, account: OsAccount) -> io::Result<File> {
    match make(path, account) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => open_existing(path),
        made => made,
    }
}

/// Opens the file at `path` to read it.
pub(crate) fn open_existing(path: &Path) -> io::Result<File> {
    regular(options().read(true).open(path)?)
}

/// Creates a new file at `path` with access for its owner alone; removes an existing file or link, but not the link's
/// target.
pub(crate) fn replace(path: &Path, account: OsAccount) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => make(path, account),
    }
}

fn make(path: &Path, account: OsAccount) -> io::Result<File> {
    let file = options().write(true).create_new(true).mode(0o600).open(path)?;
    if let OsAccount::Other { user, group } = account {
        fchown(&file, Some(user), Some(group))?;
    }
    Ok(file)
}

/// Options that do not follow a link, and do not wait for the other end of a pipe.
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
