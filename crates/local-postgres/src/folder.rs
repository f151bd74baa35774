//! Chooses the data folder: the requested one, or, when the server's account has no access to it, one below `/var/lib`
//! with a link in its place.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use crate::{
    Error,
    binaries::Binaries,
    os_account::OsAccount,
    password::{self, PasswordHash},
    private_file,
};

const ELSEWHERE: &str = "/var/lib/aoe2-live-standings";

/// Makes `wanted` (or its stand-in) a folder that the account can work in, and returns its real path.
pub(crate) fn reachable(wanted: &Path, account: OsAccount) -> Result<PathBuf, Error> {
    if let Ok(target) = fs::read_link(wanted) {
        let target = wanted.parent().unwrap_or_else(|| Path::new("")).join(target);
        fs::create_dir_all(&target).map_err(Error::io(format!("create {}", target.display())))?;
        let target = fs::canonicalize(&target).map_err(Error::io(format!("find {}", target.display())))?;
        account.own(&target)?;
        return Ok(target);
    }
    fs::create_dir_all(wanted).map_err(Error::io(format!("create {}", wanted.display())))?;
    let wanted = fs::canonicalize(wanted).map_err(Error::io(format!("find {}", wanted.display())))?;
    account.own(&wanted)?;
    if account.can_enter(&wanted) {
        return Ok(wanted);
    }
    let mut hash = DefaultHasher::new();
    wanted.hash(&mut hash);
    let target = Path::new(ELSEWHERE).join(format!("{:016x}", hash.finish()));
    fs::create_dir_all(&target).map_err(Error::io(format!("create {}", target.display())))?;
    account.own(&target)?;
    fs::remove_dir(&wanted).map_err(Error::io(format!("replace {} by a link", wanted.display())))?;
    std::os::unix::fs::symlink(&target, &wanted).map_err(Error::io(format!("link {}", wanted.display())))?;
    Ok(target)
}

/// Waits until nobody else sets up or starts a server in `parent`; the lock is released when the file is dropped.
pub(crate) fn take_turn(parent: &Path, account: OsAccount) -> Result<File, Error> {
    let path = parent.join("lock");
    let lock = private_file::open(&path, account).and_then(|file| file.lock().map(|()| file));
    lock.map_err(Error::io(format!("lock {}", path.display())))
}

/// Sets the data folder up if it is new, and returns it with the binaries of its version. A new server can only be
/// connected to with its password, of which it stores the `hash`.
pub(crate) fn set_up(parent: &Path, account: OsAccount, hash: PasswordHash) -> Result<(PathBuf, Binaries), Error> {
    let data = parent.join("data");
    if let Ok(found) = fs::read_to_string(data.join("PG_VERSION")) {
        let found = found.trim().to_owned();
        let fits = |binaries: &Binaries| binaries.major_version().is_some_and(|major| major == found);
        let fitting = Binaries::all().into_iter().find(fits);
        return fitting.map(|binaries| (data.clone(), binaries)).ok_or(Error::OtherVersion { folder: data, found });
    }
    let binaries = Binaries::find()?;
    // Set up in a temporary folder and renamed, so that an interrupted set-up is never taken for a database.
    let fresh = parent.join("data.new");
    let _ = fs::remove_dir_all(&fresh);
    password::keep(parent, account, &password::random()?)?;
    let output = account
        .command(binaries.program("initdb"))
        .args(["--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .arg(format!("--auth={}", hash.method()))
        .arg("--pwfile")
        .arg(parent.join("password"))
        .arg("-D")
        .arg(&fresh)
        .output()
        .map_err(Error::io("run initdb"))?;
    if !output.status.success() {
        let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Error::Failed { program: "initdb", output });
    }
    fs::rename(&fresh, &data).map_err(Error::io(format!("move {} in place", fresh.display())))?;
    Ok((data, binaries))
}
