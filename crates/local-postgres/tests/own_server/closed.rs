//! The server accepts its owner, and no other user of the machine.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    path::Path,
};

use local_postgres::Cluster;

use crate::asking::{ask, open_folder, run};

/// `url` without its password, or with another one.
fn with_password(url: &str, password: Option<&str>) -> String {
    let (_, server) = url.rsplit_once('@').unwrap();
    let password = password.map(|password| format!(":{password}")).unwrap_or_default();
    format!("postgres://postgres{password}@{server}")
}

fn is_closed_to_others(url: &str) {
    for password in [None, Some(""), Some("postgres"), Some("a guess")] {
        let refused = ask(&with_password(url, password), "select 'in'").expect_err("nobody gets in by a guess");
        assert!(refused.to_string().contains("password"), "{password:?}: {refused}");
    }
    assert_eq!(ask(url, "select 'in'").unwrap(), "in");
    assert_eq!(ask(url, "select current_setting('unix_socket_directories')").unwrap(), "");
}

fn is_private(file: &Path) {
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
}

#[test]
fn a_kept_server_requires_its_password() {
    let folder = open_folder();
    let cluster = Cluster::keep(folder.path()).unwrap();
    let url = cluster.url("postgres");
    is_closed_to_others(&url);
    for file in ["password", "lock", "log", "pg_hba.conf"] {
        is_private(&folder.path().join(file));
    }
    assert_eq!(fs::metadata(folder.path().join("data")).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(!format!("{cluster:?}").contains(url.split([':', '@']).nth(2).unwrap()), "it is in no log");
    drop(cluster);
    is_closed_to_others(&Cluster::keep(folder.path()).unwrap().url("postgres"));
}

#[test]
fn a_temporary_server_requires_its_password() {
    let (one, other) = (Cluster::throw_away().unwrap(), Cluster::throw_away().unwrap());
    is_closed_to_others(&one.url("postgres"));
    let password = |cluster: &Cluster| cluster.url("postgres").split([':', '@']).nth(2).unwrap().to_owned();
    assert_ne!(password(&one), password(&other));
    assert_eq!(fs::metadata(one.folder()).unwrap().permissions().mode() & 0o777, 0o700);
    is_private(&one.folder().join("password"));
}

#[test]
fn data_of_an_earlier_version_stays_and_gets_a_password() {
    let folder = open_folder();
    let cluster = Cluster::keep(folder.path()).unwrap();
    run(
        &cluster.url("postgres"),
        "create table kept (n int); insert into kept values (42); alter role postgres password null",
    );
    drop(cluster);
    // The state in which that version left the folder.
    fs::remove_file(folder.path().join("password")).unwrap();
    fs::remove_file(folder.path().join("pg_hba.conf")).unwrap();
    fs::write(folder.path().join("data/pg_hba.conf"), "host all all 127.0.0.1/32 trust\n").unwrap();
    for file in ["lock", "log"] {
        fs::set_permissions(folder.path().join(file), Permissions::from_mode(0o644)).unwrap();
    }
    let cluster = Cluster::keep(folder.path()).unwrap();
    is_closed_to_others(&cluster.url("postgres"));
    assert_eq!(ask(&cluster.url("postgres"), "select n::text from kept").unwrap(), "42");
}

#[test]
fn an_incompletely_written_password_is_replaced() {
    let folder = open_folder();
    drop(Cluster::keep(folder.path()).unwrap());
    let file = folder.path().join("password");
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, &whole[..10]).unwrap();
    is_closed_to_others(&Cluster::keep(folder.path()).unwrap().url("postgres"));
}

#[test]
fn links_in_the_place_of_its_files_are_not_followed() {
    let folder = open_folder();
    drop(Cluster::keep(folder.path()).unwrap());
    let target = folder.path().join("somebody's");
    let before = || {
        fs::write(&target, "precious").unwrap();
        fs::metadata(&target).unwrap()
    };
    let is_untouched = |before: &fs::Metadata, link: &str| {
        let after = fs::metadata(&target).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious", "{link}");
        assert_eq!((after.uid(), after.mode(), after.ino()), (before.uid(), before.mode(), before.ino()), "{link}");
    };
    let lock = folder.path().join("lock");
    fs::remove_file(&lock).unwrap();
    symlink(&target, &lock).unwrap();
    let precious = before();
    let refused = Cluster::keep(folder.path()).expect_err("a link for a lock").to_string();
    assert!(refused.contains("lock") && refused.contains("link"), "{refused}");
    is_untouched(&precious, "lock");
    fs::remove_file(&lock).unwrap();
    for file in ["log", "pg_hba.conf"] {
        let link = folder.path().join(file);
        fs::remove_file(&link).unwrap();
        symlink(&target, &link).unwrap();
        let precious = before();
        is_closed_to_others(&Cluster::keep(folder.path()).unwrap().url("postgres"));
        is_untouched(&precious, file);
        assert!(!link.is_symlink(), "{file}");
    }
}

/// Opening a pipe waits for its other end.
#[test]
fn a_pipe_in_place_of_the_lock_does_not_block() {
    let folder = open_folder();
    let lock = folder.path().join("lock");
    assert!(std::process::Command::new("mkfifo").arg(&lock).status().unwrap().success());
    let refused = Cluster::keep(folder.path()).expect_err("a pipe for a lock").to_string();
    assert!(refused.contains("no regular file"), "{refused}");
}
