//! Publishes the running demo's database URL in a file that only its owner can read, so that admin commands find it.
//! The demo holds a lock on the file while it runs. The system releases the lock however the process ends, so a file
//! without a lock is stale.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;
use secrecy::{ExposeSecret as _, SecretString};

/// The file of a running demo; dropping it deletes the file.
#[derive(Debug)]
pub(crate) struct DemoFile {
    path: PathBuf,
    _lock: File,
}

impl DemoFile {
    /// Writes this demo's database URL to the file. Returns `None` while another demo holds the file.
    ///
    /// # Errors
    /// When the file cannot be written, or is a link.
    pub(crate) fn write(data_dir: &Path, url: &SecretString) -> io::Result<Option<Self>> {
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
            // A former holder may have deleted the file after this process opened it and before this process locked it.
            if !is_at(&file, &path) {
                continue;
            }
            if !is_private(&file)? {
                // The file belongs to somebody else or others can read it, so the URL must not be written into it.
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

/// Reads the database URL of the running demo; `None` when no demo runs.
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
    // Ignore a file that others own or have access to: the URL in it cannot be trusted.
    if !is_private(&file)? {
        return Ok(None);
    }
    let mut url = String::new();
    file.read_to_string(&mut url)?;
    Ok((!url.is_empty()).then(|| url.into()))
}

/// The file's path, beside the data directory of the service's own server, which the demo does not use.
fn path(data_dir: &Path) -> PathBuf {
    let mut name = data_dir.as_os_str().to_owned();
    name.push(".demo");
    name.into()
}

/// Options that follow no symbolic link, and that do not block when the path is a named pipe.
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

/// Whether this user owns the file, and nobody else can read or write it.
fn is_private(file: &File) -> io::Result<bool> {
    let found = file.metadata()?;
    Ok(found.is_file() && found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0)
}
