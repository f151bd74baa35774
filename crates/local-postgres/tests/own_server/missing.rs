//! Machines that lack something.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::asking::{finished, local_postgres, open_folder};

#[test]
fn a_server_off_the_path_is_found_where_the_machine_keeps_it() {
    let installed = Path::new("/usr/lib/postgresql").is_dir();
    let temporary = open_folder();
    let mut command = local_postgres(temporary.path());
    command.env("PATH", "/usr/bin:/bin").args(["sh", "-c", "exit 7"]);
    let output = finished(command.spawn().unwrap());
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!installed || output.status.code() == Some(7), "{stderr}");
}

#[test]
fn without_programs_on_the_path_it_works_or_reports_the_error() {
    for path in ["", "/nonexistent"] {
        let temporary = open_folder();
        let mut command = local_postgres(temporary.path());
        let output = finished(command.env("PATH", path).args(["/bin/sh", "-c", "exit 7"]).spawn().unwrap());
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("panicked"), "{stderr}");
        let explained = output.status.code() == Some(1) && stderr.trim().lines().count() == 1;
        assert!(output.status.code() == Some(7) || explained, "{:?}: {stderr}", output.status);
    }
}

/// Hides the installed servers from a process, if root may do so on this machine.
#[test]
fn without_any_server_it_says_what_to_install() {
    const HIDE: &str = r#"mount -t tmpfs none /usr/lib/postgresql || exit 99; exec "$0" true"#;
    if !rustix::process::geteuid().is_root() || !Path::new("/usr/lib/postgresql").is_dir() {
        return;
    }
    let temporary = open_folder();
    let mut command = Command::new("unshare");
    command.env("TMPDIR", temporary.path());
    command
        .args(["--mount", "sh", "-c", HIDE, env!("CARGO_BIN_EXE_local-postgres")])
        .env("PATH", "/usr/bin:/bin:/sbin");
    let Ok(process) = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() else { return };
    let output = finished(process);
    let stderr = String::from_utf8_lossy(&output.stderr);
    // `unshare` itself ends with 1 when it is not permitted.
    if output.status.code() == Some(99) || stderr.starts_with("unshare:") {
        return;
    }
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    for hint in ["no Postgres server found", "apt-get install postgresql", "DATABASE_URL"] {
        assert!(stderr.contains(hint), "{hint}: {stderr}");
    }
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "nothing is left behind");
}
