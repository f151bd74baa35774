//! Finds the server's programs on the machine.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::Error;

/// The message for a machine without a server.
pub const INSTALL_HINT: &str = "install it with `sudo apt-get install postgresql` (Debian, Ubuntu), \
     `sudo dnf install postgresql-server` (Fedora) or `brew install postgresql@16` (macOS), \
     or set DATABASE_URL to a server that runs already";

/// Folders that hold one folder for each installed major version, such as `/usr/lib/postgresql/15` or `/usr/pgsql-16`.
const VERSIONED: [&str; 4] = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"];

/// The folder of a server's programs.
#[derive(Clone, Debug)]
pub struct Binaries(PathBuf);

impl Binaries {
    /// Searches the `PATH`, then where Debian, Fedora and Homebrew put them; the newest version wins.
    ///
    /// # Errors
    /// [`Error::NotInstalled`] when there are none.
    pub fn find() -> Result<Self, Error> {
        Self::all().into_iter().next().ok_or(Error::NotInstalled)
    }

    /// The first that also has `program`, which is not linked everywhere that the server's own are.
    ///
    /// # Errors
    /// As [`Binaries::find`].
    pub(crate) fn with(program: &str) -> Result<Self, Error> {
        let preferred = Self::find()?.major_version();
        let fits = |found: &Self| found.program(program).is_file() && found.major_version() == preferred;
        Self::all().into_iter().find(fits).ok_or(Error::NotInstalled)
    }

    /// Every installed server, the preferred one first.
    pub(crate) fn all() -> Vec<Self> {
        let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
        let mut versioned: Vec<_> = VERSIONED.iter().flat_map(|folder| bin_folders(Path::new(folder))).collect();
        versioned.sort_by_key(|folder| std::cmp::Reverse(version_in(folder)));
        let folders = on_path.unwrap_or_default().into_iter().chain(versioned);
        folders
            .filter(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
            .map(Self)
            .collect()
    }

    /// The path of the server's program called `name`.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The server's major version, from `postgres --version`.
    pub(crate) fn major_version(&self) -> Option<String> {
        let output = std::process::Command::new(self.program("postgres")).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let digits = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit);
        Some(digits.collect())
    }
}

fn bin_folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path().join("bin")).filter(|bin| bin.is_dir()).collect()
}

/// The first number in a path such as `/usr/lib/postgresql/15/bin`.
fn version_in(path: &Path) -> u32 {
    let text = path.to_string_lossy();
    let digits: String = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}
