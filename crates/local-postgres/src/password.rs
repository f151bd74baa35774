//! The server's password: random, and readable only through a file in the folder.

use std::{
    fmt::Write as _,
    fs::File,
    io::{ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use crate::{Error, binaries::Binaries, os_account::OsAccount, private_file};

/// Allows connections over TCP from this machine, with the password; the server has no other socket. The password is
/// sent in the clear instead of by SCRAM, which costs an unoptimised client a second for every connection.
const HBA: &str = "host all all 127.0.0.1/32 password\nhost replication all 127.0.0.1/32 password\n";

/// The password stored in `parent`; `None` when there is none yet.
pub(crate) fn kept(parent: &Path) -> Result<Option<String>, Error> {
    let path = parent.join("password");
    let read = private_file::open_existing(&path).and_then(|mut file| {
        let mut text = String::new();
        file.read_to_string(&mut text).map(|_| text)
    });
    match read {
        // A complete file ends with a newline; without one, its writer was interrupted.
        Ok(text) => Ok(text.strip_suffix('\n').map(str::to_owned)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(format!("read {}", path.display()))(error)),
    }
}

/// Stores a password in `parent`, readable for the account alone.
pub(crate) fn keep(parent: &Path, account: OsAccount, password: &str) -> Result<(), Error> {
    let path = parent.join("password");
    let written = private_file::replace(&path, account).and_then(|mut file| writeln!(file, "{password}"));
    written.map_err(Error::io(format!("write {}", path.display())))
}

/// A new password: 32 bytes from the system's generator, in hexadecimal digits.
pub(crate) fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    let read = File::open("/dev/urandom").and_then(|mut random| random.read_exact(&mut bytes));
    read.map_err(Error::io("read /dev/urandom"))?;
    Ok(bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// How the server stores the password.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PasswordHash {
    /// For data that is kept.
    Scram,
    /// For temporary servers: with SCRAM, the server computes 4,096 hashes for each new connection.
    Md5,
}

impl PasswordHash {
    /// The authentication method that makes `initdb` store the password so.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Scram => "scram-sha-256",
            Self::Md5 => "md5",
        }
    }
}

/// Writes `pg_hba.conf`, and returns its path.
pub(crate) fn write_hba(parent: &Path, account: OsAccount) -> Result<PathBuf, Error> {
    let path = parent.join("pg_hba.conf");
    let written = private_file::replace(&path, account).and_then(|mut file| file.write_all(HBA.as_bytes()));
    written.map_err(Error::io(format!("write {}", path.display())))?;
    Ok(path)
}

/// Sets this password in a cluster that was set up without one. No server may run on it.
pub(crate) fn set(data: &Path, binaries: &Binaries, account: OsAccount, password: &str) -> Result<(), Error> {
    let mut command = account.command(binaries.program("postgres"));
    command.arg("--single").args(["-c", "log_statement=none", "-D"]).arg(data).arg("postgres");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut server = command.spawn().map_err(Error::io("start postgres"))?;
    // The statements go through standard input, because arguments are visible to every user. They need no extra quoting
    // here.
    let statement = format!("set password_encryption = 'scram-sha-256'\nalter role postgres password '{password}'\n");
    let written = server.stdin.take().map_or(Ok(()), |mut input| input.write_all(statement.as_bytes()));
    let Output { status, stderr, .. } = server.wait_with_output().map_err(Error::io("run postgres"))?;
    let output = String::from_utf8_lossy(&stderr);
    // It continues after a statement that failed.
    if written.is_err() || !status.success() || output.contains("ERROR:") {
        return Err(Error::Failed { program: "postgres --single", output: output.trim().to_owned() });
    }
    Ok(())
}
