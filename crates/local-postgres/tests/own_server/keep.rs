//! A server whose data is kept.

use std::thread;

use local_postgres::Cluster;

use crate::asking::{ask, eventually, is_closed, open_folder, port, run};

#[test]
fn data_is_kept_even_in_a_folder_with_spaces() {
    let folder = open_folder();
    let kept = folder.path().join("my data").join("of 'quotes' & \"all\"");
    let cluster = Cluster::keep(&kept).unwrap();
    assert_eq!(cluster.folder(), kept.canonicalize().unwrap());
    run(&cluster.url("postgres"), "create table kept (n int); insert into kept values (42)");
    let closing = port(&cluster.url("postgres"));
    drop(cluster);
    assert!(is_closed(closing), "the server has ended when its owner is done with it");
    let cluster = Cluster::keep(&kept).unwrap();
    assert_eq!(ask(&cluster.url("postgres"), "select n::text from kept").unwrap(), "42");
}

#[test]
fn a_second_caller_joins_the_server_and_does_not_end_it() {
    let folder = open_folder();
    let first = Cluster::keep(folder.path()).unwrap();
    let second = Cluster::keep(folder.path()).unwrap();
    assert_eq!(first.url("postgres"), second.url("postgres"));
    drop(second);
    assert_eq!(ask(&first.url("postgres"), "select 'up'").unwrap(), "up");
    let closing = port(&first.url("postgres"));
    drop(first);
    eventually("the owner ends the server", || is_closed(closing));
}

#[test]
fn concurrent_callers_share_one_server() {
    let folder = open_folder();
    for round in ["set up", "started"] {
        let coming: Vec<_> = (0..3)
            .map(|_| {
                let folder = folder.path().to_owned();
                thread::spawn(move || Cluster::keep(&folder))
            })
            .collect();
        let clusters: Vec<_> = coming
            .into_iter()
            .map(|cluster| cluster.join().unwrap().unwrap_or_else(|error| panic!("{round} at once: {error}")))
            .collect();
        let urls: Vec<_> = clusters.iter().map(|cluster| cluster.url("postgres")).collect();
        assert!(urls.iter().all(|url| *url == urls[0]), "{round} at once: {urls:?}");
        assert_eq!(ask(&urls[0], "select 'up'").unwrap(), "up");
    }
}

#[test]
fn it_takes_utf_8_and_listens_on_loopback_alone() {
    let folder = open_folder();
    let cluster = Cluster::keep(folder.path()).unwrap();
    let url = cluster.url("postgres");
    assert_eq!(ask(&url, "select current_setting('server_encoding')").unwrap(), "UTF8");
    assert_eq!(ask(&url, "select current_setting('listen_addresses')").unwrap(), "127.0.0.1");
    assert_eq!(ask(&url, "select current_setting('fsync')").unwrap(), "on", "what is kept is kept for good");
    assert_eq!(ask(&url, "select '1' || length('ä😀')::text").unwrap(), "12");
}
