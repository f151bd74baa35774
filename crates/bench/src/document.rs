//! Measures a full roster in one document: over HTTP, by the command, and for comparison entry by entry in the same
//! run.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    Service,
    service::{HOST, settings},
    tournament::{create, tournament},
};

use crate::{
    figure::{Report, as_f64},
    load::Extent,
};

const NAME: &str = "100 entries with 8 teams in one document";
const ENTRIES: usize = 100;
const MEMBERS_EACH: usize = 13;
/// A user may set up ten tournaments; as many documents are within one client's limit.
const ROUNDS: usize = 10;
const BOUND: Duration = Duration::from_millis(300);
/// All requests are from this one.
const CLIENT: [(&str, &str); 1] = [("x-forwarded-for", "198.51.100.7")];

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let rounds = if extent.brief { 3 } else { ROUNDS };
    let mut settings = settings();
    settings.rate_limit_per_minute = 300;
    let service = Service::start_with_settings(&settings).await;
    service.database.run("insert into leaderboards values (3, 'rm', true)").await;
    let (mut in_one, mut refused, mut most_nudges) = (Vec::new(), 0, 0);
    for round in 0..rounds {
        let slug = format!("cup-{round}");
        set_up(&service, &slug).await;
        let before = nudges(&service).await;
        let begun = Instant::now();
        refused += usize::from(put(&service, &slug).await != 200);
        in_one.push(begun.elapsed());
        most_nudges = most_nudges.max(nudges(&service).await - before);
    }
    report.time(&format!("{NAME}, over HTTP"), &in_one, BOUND);
    report.at_most("the same: requests of one client that were refused", as_f64(refused), 0.0, "");
    report.at_most("the same: nudges of each family, at the most", most_nudges as f64, 1.0, "");
    let one_by_one = one_by_one(&service).await.as_secs_f64() * 1e3;
    report.note("the same entries in a request each, without teams", format!("{one_by_one:.0} ms"));
    let folder = tempfile::tempdir().unwrap();
    let (mut changed, mut unchanged) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let file = folder.path().join("cup.toml");
        std::fs::write(&file, toml(&format!("file-{round}"), round)).unwrap();
        changed.push(apply(&file, &service.database.url));
        unchanged.push(apply(&file, &service.database.url));
    }
    report.time(&format!("{NAME}, by the command with its process's start"), &changed, BOUND);
    report.time("the same once more, when nothing changes", &unchanged, BOUND);
}

async fn set_up(service: &Service, slug: &str) {
    let id = create(&service.database.pool, &tournament(slug)).await;
    service.make_owner(id, HOST).await;
}

/// The most nudges that one family of answers has got so far.
async fn nudges(service: &Service) -> i64 {
    service
        .database
        .value("select coalesce(max(count), 0) from (select count(*) from nudges group by event) as families")
        .await
}

fn names() -> Vec<String> {
    (0..ENTRIES).map(|entry| format!("Entry {entry}")).collect()
}

/// Puts the document; the status.
async fn put(service: &Service, slug: &str) -> u16 {
    let names = names();
    let entries = names.iter().enumerate().map(|(n, name)| json!({"name": name, "account": 1_000 + n}));
    let teams = names.chunks(MEMBERS_EACH).enumerate().map(
        |(n, members)| json!({"name": format!("Team {n}"), "initials": "T", "captain": members[0], "members": members}),
    );
    let document = json!({
        "slug": slug, "name": "The Cup", "leaderboard_id": 3, "owners": [HOST],
        "entries": entries.collect::<Value>(), "teams": teams.collect::<Value>(),
    });
    let path = format!("/v1/tournaments/{slug}/document");
    service.send("PUT", &path, Some(&service.token(HOST)), Some(document), &CLIENT).await.0
}

/// Adds the same entries in a request each; from an address each, because one client's limit is sixty a minute.
async fn one_by_one(service: &Service) -> Duration {
    set_up(service, "slow-cup").await;
    let token = service.token(HOST);
    let begun = Instant::now();
    for (n, name) in names().iter().enumerate() {
        let entry = json!({"name": name, "profile_id": 1_000 + n});
        let (status, ..) =
            service.send("POST", "/v1/tournaments/slow-cup/players", Some(&token), Some(entry), &[]).await;
        assert_eq!(status, 204);
    }
    begun.elapsed()
}

/// The same as a file, of an owner of its own.
fn toml(slug: &str, owner: usize) -> String {
    let names = names();
    let mut file = format!(
        "slug = \"{slug}\"\nname = \"The Cup\"\nleaderboard_id = 3\nowners = [\"00000000-0000-4000-8000-{owner:012}\"]\n"
    );
    for (n, name) in names.iter().enumerate() {
        file.push_str(&format!("[[entries]]\nname = \"{name}\"\naccount = {}\n", 1_000 + n));
    }
    for (n, members) in names.chunks(MEMBERS_EACH).enumerate() {
        let captain = &members[0];
        file.push_str(&format!(
            "[[teams]]\nname = \"Team {n}\"\ninitials = \"T\"\ncaptain = \"{captain}\"\nmembers = {members:?}\n"
        ));
    }
    file
}

/// How long the command takes for a file.
fn apply(file: &Path, database: &str) -> Duration {
    let mut command = Command::new(std::env::current_exe().unwrap().with_file_name("aoe2-standings"));
    command.arg("apply").arg(file).env("DATABASE_URL", database).current_dir(file.parent().unwrap());
    let begun = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{status}");
    begun.elapsed()
}
