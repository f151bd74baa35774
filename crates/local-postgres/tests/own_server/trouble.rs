//! Folders that an earlier failure left in a bad state.

use std::{fs, net::TcpListener, path::Path};

use local_postgres::{Cluster, Error};
use rustix::process::{Pid, Signal, kill_process};

use crate::asking::{ask, eventually, is_closed, open_folder, port};

#[test]
fn an_interrupted_set_up_is_repeated() {
    let folder = open_folder();
    let leftover = folder.path().join("data.new");
    fs::create_dir_all(leftover.join("base")).unwrap();
    fs::write(leftover.join("PG_VERSION"), "15\n").unwrap();
    let cluster = Cluster::keep(folder.path()).unwrap();
    assert_eq!(ask(&cluster.url("postgres"), "select 'up'").unwrap(), "up");
    assert!(!leftover.exists(), "it was moved in place");
}

/// Kills the server that this test started in `folder`, and leaves its `postmaster.pid`.
fn kill_server(folder: &Path, port: u16) {
    let pid_file = folder.join("data/postmaster.pid");
    let pid = fs::read_to_string(&pid_file).unwrap().lines().next().unwrap().trim().parse().unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
    eventually("the server is gone", || is_closed(port));
    assert!(pid_file.exists(), "nobody tidied up");
}

#[test]
fn a_server_that_was_killed_is_started_again() {
    let folder = open_folder();
    let cluster = Cluster::keep(folder.path()).unwrap();
    kill_server(folder.path(), port(&cluster.url("postgres")));
    drop(cluster);
    let cluster = Cluster::keep(folder.path()).unwrap();
    assert_eq!(ask(&cluster.url("postgres"), "select 'up'").unwrap(), "up");
}

#[test]
fn another_service_on_a_killed_servers_port_is_not_mistaken_for_it() {
    let folder = open_folder();
    let cluster = Cluster::keep(folder.path()).unwrap();
    let taken = port(&cluster.url("postgres"));
    kill_server(folder.path(), taken);
    drop(cluster);
    let _another = TcpListener::bind(("127.0.0.1", taken)).unwrap();
    let cluster = Cluster::keep(folder.path()).unwrap();
    assert_ne!(port(&cluster.url("postgres")), taken);
    assert_eq!(ask(&cluster.url("postgres"), "select 'up'").unwrap(), "up");
}

#[test]
fn data_of_a_missing_version_is_left_alone_and_named() {
    let folder = open_folder();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("PG_VERSION"), "7\n").unwrap();
    let error = Cluster::keep(folder.path()).expect_err("nobody has Postgres 7");
    assert!(matches!(error, Error::OtherVersion { .. }), "{error}");
    let message = error.to_string();
    assert!(message.contains("Postgres 7") && message.contains(data.to_str().unwrap()), "{message}");
    assert!(message.contains("install") && message.contains("delete"), "it says what to do: {message}");
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let folder = open_folder();
    drop(Cluster::keep(folder.path()).unwrap());
    fs::write(folder.path().join("data/postgresql.conf"), "no_such_setting = 7\n").unwrap();
    let error = Cluster::keep(folder.path()).expect_err("a bad setting");
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}
