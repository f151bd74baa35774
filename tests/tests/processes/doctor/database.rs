//! Findings about the database: its address, schema, rights and connections, and a listener that hears nothing.

use tests::Database;

use super::Surroundings;

#[tokio::test]
async fn what_is_wrong_with_the_database_is_named() {
    let set = Surroundings::set().await;
    let report = set.doctor().set("DATABASE_URL", "postgres://nobody:hush@127.0.0.1:1/nothing").run().await;
    report.fails("database.server", "the database cannot serve right now");
    assert_eq!(report.status("upstream.stats"), "ok", "the lobbies name somebody to ask about");
    assert!(!format!("{:?}", report.findings).contains("hush"));
    let report = set.doctor().set("DATABASE_URL", "mysql://nobody:hush@db/x").run().await;
    report.fails("database.address", "Postgres");
    assert!(!format!("{:?}", report.findings).contains("hush"));
    let empty = Database::empty("seen_by_a_doctor").await;
    let report = set.doctor().set("DATABASE_URL", &empty.url).set("ENVIRONMENT", "staging").run().await;
    report.fails("database.schema", "no version; 1, 2, 3");
    assert_eq!(empty.value::<i64>("select count(*) from pg_tables where schemaname = 'public'").await, 0);
    set.database.run("create role doctor_reader login password 'x'").await;
    set.database.run("grant select on all tables in schema public to doctor_reader").await;
    set.doctor()
        .set("DATABASE_URL", set.database_of("doctor_reader"))
        .run()
        .await
        .fails("database.rights", "matches: insert");
    set.database.run("create role doctor_writer login password 'x'").await;
    set.database.run("grant select, insert, update, delete on all tables in schema public to doctor_writer").await;
    // Without the sequences no nudge can be published, and nobody entered.
    for (missing, grant) in [
        ("nudges_id_seq: select, nudges_id_seq: update", "grant select, update on nudges_id_seq to doctor_writer"),
        ("tournament_players_id_seq: usage", "grant usage on tournament_players_id_seq to doctor_writer"),
    ] {
        let report = set.doctor().set("DATABASE_URL", set.database_of("doctor_writer")).run().await;
        report.fails("database.rights", missing);
        set.database.run(grant).await;
    }
    set.database.run("create role doctor_limited login password 'x' connection limit 9 in role doctor_writer").await;
    let report = set.doctor().set("DATABASE_URL", set.database_of("doctor_limited")).run().await;
    report.fails("database.connections", "of the 9 that are allowed");
    assert_eq!(report.status("database.rights"), "warning", "it may create no tables");
}

#[tokio::test]
async fn a_listener_that_hears_nothing_is_told() {
    let set = Surroundings::set().await;
    let elsewhere = Database::fresh().await;
    let report = set.doctor().set("LISTEN_DATABASE_URL", &elsewhere.url).run().await;
    assert_eq!((report.code, report.status("database.notify")), (0, "warning"), "{:#?}", report.findings);
    let report = set.doctor().set("LISTEN_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x").run().await;
    report.fails("database.direct", "the database cannot serve right now");
}
