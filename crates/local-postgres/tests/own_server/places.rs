//! Folders to which the server's account has no access.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    path::Path,
    process::Command,
};

use local_postgres::Cluster;

use crate::asking::{ask, open_folder, run};

/// Removes the stand-in folder of a closed one.
struct StandIn(std::path::PathBuf);

impl Drop for StandIn {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn root_keeps_data_below_a_folder_that_is_closed_to_others() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    fs::set_permissions(home.path(), Permissions::from_mode(0o700)).unwrap();
    let wanted = home.path().join("project with spaces").join(".data");
    let cluster = Cluster::keep(&wanted).unwrap();
    let stand_in = StandIn(fs::read_link(&wanted).expect("a link to where the data lies"));
    assert_eq!(cluster.folder(), stand_in.0);
    assert!(!stand_in.0.starts_with(home.path()));
    run(&cluster.url("postgres"), "create table kept (n int); insert into kept values (42)");
    drop(cluster);
    let cluster = Cluster::keep(&wanted).unwrap();
    assert_eq!(cluster.folder(), stand_in.0);
    assert_eq!(ask(&cluster.url("postgres"), "select n::text from kept").unwrap(), "42");
}

#[test]
fn root_starts_an_ordinary_users_data_as_that_user() {
    const USER: u32 = 54_321;
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let folder = open_folder();
    let kept = folder.path().join(".data");
    drop(Cluster::keep(&kept).unwrap());
    // As if the user had set it up.
    let given = Command::new("chown").arg("-R").arg(format!("{USER}:{USER}")).arg(&kept).status().unwrap();
    assert!(given.success());
    let cluster = Cluster::keep(&kept).unwrap();
    assert_eq!(ask(&cluster.url("postgres"), "select 'up'").unwrap(), "up");
    drop(cluster);
    for part in [".", "data", "data/postgresql.conf", "data/global", "lock", "log"] {
        assert_eq!(fs::metadata(kept.join(part)).unwrap().uid(), USER, "{part} is still the user's");
    }
}

#[test]
fn a_relative_link_is_resolved_from_its_own_folder() {
    let folder = open_folder();
    let target = folder.path().join("big disk");
    fs::create_dir(&target).unwrap();
    let project = folder.path().join("code").join("project");
    fs::create_dir_all(&project).unwrap();
    let link = project.join(".data");
    symlink(Path::new("../../big disk"), &link).unwrap();
    let cluster = Cluster::keep(&link).unwrap();
    assert_eq!(ask(&cluster.url("postgres"), "select 'up'").unwrap(), "up");
    assert_eq!(cluster.folder(), target.canonicalize().unwrap());
    assert!(target.join("data/PG_VERSION").is_file());
}
