//! Where the running demo keeps its database: told by a file for its owner alone, so that admin commands find it.
//!
//! The demo holds a lock on the file for as long as it runs. However it ends, the system lets go of the lock: a file
//! without one is stale.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;
use secrecy::{ExposeSecret as _, SecretString};

/// The file of a running demo; deleted when dropped.
#[derive(Debug)]
pub(crate) struct DemoFile {
    path: PathBuf,
    _lock: File,
}

impl DemoFile {
    /// Tells where the database of this demo is; `None` while another one runs that tells the same.
    ///
    /// # Errors
    /// When the file cannot be written, or is a link.
    pub(crate) fn tell(data_dir: &Path, url: &SecretString) -> io::Result<Option<Self>> {
        let path = path(data_dir);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        loop {
            let mut file = options().write(true).create(true).mode(0o600).open(&path)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
                Ok(()) => {}
            }
            // Whoever had it before may have deleted it between our opening and our locking it.
            if !is_at(&file, &path) {
                continue;
            }
            if !is_private(&file)? {
                // Made by somebody else, or opened to others: what is written into it is not.
                fs::remove_file(&path)?;
                continue;
            }
            file.set_len(0)?;
            file.write_all(url.expose_secret().as_bytes())?;
            return Ok(Some(Self { path, _lock: file }));
        }
    }
}

impl Drop for DemoFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The address of the running demo's database, when one runs.
///
/// # Errors
/// When the file cannot be read, or is a link.
pub(crate) fn database(data_dir: &Path) -> io::Result<Option<SecretString>> {
    let mut file = match options().read(true).open(path(data_dir)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    match file.try_lock_shared() {
        Ok(()) => return Ok(None),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // Where somebody else's file points to is not for us.
    if !is_private(&file)? {
        return Ok(None);
    }
    let mut url = String::new();
    file.read_to_string(&mut url)?;
    Ok((!url.is_empty()).then(|| url.into()))
}

/// Beside the data of the service's own server, which the demo has nothing to do with.
fn path(data_dir: &Path) -> PathBuf {
    let mut name = data_dir.as_os_str().to_owned();
    name.push(".demo");
    name.into()
}

/// Without following a link, and without waiting for the other end of a pipe.
fn options() -> OpenOptions {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.custom_flags(flags.bits().cast_signed());
    options
}

fn is_at(file: &File, path: &Path) -> bool {
    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    fs::symlink_metadata(path).map(identity).ok() == file.metadata().map(identity).ok()
}

/// Whether it is our own file, and nobody else's to read or write.
fn is_private(file: &File) -> io::Result<bool> {
    let found = file.metadata()?;
    Ok(found.is_file() && found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0)
}
