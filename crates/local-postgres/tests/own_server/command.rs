//! The executable: it runs a server while a command runs, and returns the command's exit code.

use std::fs;

use crate::asking::{finished, is_closed, local_postgres, open_folder, port};

#[test]
fn the_command_finds_a_server_at_its_database_url() {
    let temporary = open_folder();
    let mut command = local_postgres(temporary.path());
    command.env("DATABASE_URL", "postgres://elsewhere").args(["sh", "-c", "echo $DATABASE_URL $1", "sh", "a  b"]);
    let output = finished(command.spawn().unwrap());
    let text = String::from_utf8(output.stdout).unwrap();
    let (url, argument) = text.trim().split_once(' ').unwrap();
    assert!(url.starts_with("postgres://postgres:") && url.contains("@127.0.0.1:"), "{url}");
    assert_eq!(argument, "a b", "arguments are handed on");
    assert!(is_closed(port(url)), "its time is over");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn the_exit_code_is_the_commands() {
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 1)] {
        let temporary = open_folder();
        let output = finished(local_postgres(temporary.path()).args(["sh", "-c", script]).spawn().unwrap());
        assert_eq!(output.status.code(), Some(code), "{script}");
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "{script}: nothing is left behind");
    }
}

#[test]
fn a_missing_command_is_reported() {
    let temporary = open_folder();
    let output = finished(local_postgres(temporary.path()).arg("/no/such/program").spawn().unwrap());
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot run the command"));
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    let output = finished(local_postgres(temporary.path()).spawn().unwrap());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("usage"));
}
