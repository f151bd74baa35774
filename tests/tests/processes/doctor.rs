//! `doctor`: its findings about a healthy service and about each failure; that it ends in time, prints no secret, and
//! changes nothing.

use std::time::{Duration, Instant};

use serde_json::Value;
use sim::{Config, Endpoint, Fault, Ladder, MatchType, Profile, ProfileId, Sim, Sso, World};
use tests::{
    Database,
    service::HOST,
    tournament::{create, enter, tournament},
};

use super::program::Program;

/// All that a service needs: a database with a cup, the upstream, the sign-on service.
struct Surroundings {
    database: Database,
    sim: Sim,
    sso: Sso,
}

fn now() -> i64 {
    i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap()
}

impl Surroundings {
    async fn set() -> Self {
        let database = Database::fresh().await;
        let cup = create(&database.pool, &tournament("cup")).await;
        let mut world = World::new(Config::new(7, now()));
        let accounts: Vec<_> = (1..=120).map(ProfileId).collect();
        for id in &accounts {
            world.add_profile(Profile::new(*id, &format!("Player {id:?}")).rated(Ladder::SoloRm, 1500, now() - 3_600));
        }
        world.play_ranked(accounts[0], accounts[1]);
        world.open_lobby(&accounts[..2], MatchType::SoloRm);
        for id in &accounts {
            enter(&database.pool, cup, &format!("Entry {}", id.0), Some(id.0)).await;
        }
        Self { database, sim: Sim::local(world).await.unwrap(), sso: Sso::local().await.unwrap() }
    }

    /// The database's address for another role.
    fn database_of(&self, role: &str) -> String {
        let (_, place) = self.database.url.split_once('@').unwrap();
        format!("postgres://{role}:x@{place}")
    }

    fn doctor(&self) -> Doctor {
        let variables = [
            ("DATABASE_URL", self.database.url.clone()),
            ("UPSTREAM_BASE_URL", self.sim.base_url()),
            ("UPSTREAM_CONTACT", "ops@example.org".to_owned()),
            ("AUTH_JWKS_URL", self.sso.keys_url()),
        ];
        Doctor(variables.map(|(name, value)| (name.to_owned(), value)).into())
    }
}

/// A run of it to come, with its variables.
struct Doctor(Vec<(String, String)>);

/// What it found.
struct Report {
    code: i32,
    findings: Vec<Value>,
    took: Duration,
}

impl Doctor {
    fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.into()));
        self
    }

    fn program(&self, script: &str) -> Program {
        let program = Program::new("/bin/sh").arg("-c").arg(script);
        let program = program.set("EXECUTABLE", super::program::executable("aoe2-standings").display());
        self.0.iter().fold(program, |program, (name, value)| program.set(name, value))
    }

    async fn run(&self) -> Report {
        // Before the clock starts: the first one builds the executable.
        let program = self.program(r#""$EXECUTABLE" doctor --json 2>/dev/null"#);
        let began = Instant::now();
        let (code, said) = program.finish().await;
        let findings = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
        Report { code, findings, took: began.elapsed() }
    }
}

impl Report {
    fn of(&self, check: &str) -> &Value {
        let named = self.findings.iter().find(|finding| finding["check"] == check);
        named.unwrap_or_else(|| panic!("no {check} in {:#?}", self.findings))
    }

    fn status(&self, check: &str) -> &str {
        self.of(check)["status"].as_str().unwrap()
    }

    fn found(&self, check: &str) -> &str {
        self.of(check)["found"].as_str().unwrap()
    }

    /// The checks that are not ok, by their status.
    fn unwell(&self) -> Vec<(&str, &str)> {
        let unwell = self
            .findings
            .iter()
            .map(|finding| (finding["check"].as_str().unwrap(), finding["status"].as_str().unwrap()));
        unwell.filter(|(_, status)| *status != "ok").collect()
    }

    /// That one check failed, and says this; the others were made.
    fn fails(&self, check: &str, says: &str) {
        assert_eq!((self.code, self.status(check)), (1, "failed"), "{:#?}", self.findings);
        assert!(self.found(check).contains(says), "{}", self.of(check));
        assert!(self.of(check)["advice"].is_string(), "{}", self.of(check));
        assert!(self.findings.len() > 10, "{:#?}", self.findings);
    }
}

#[tokio::test]
async fn a_service_that_is_well_is_told_so_and_left_as_it_is() {
    let set = Surroundings::set().await;
    // Newer versions of pg_dump begin and end with a random word.
    let everything = || {
        let dump = String::from_utf8(set.database.backup()).unwrap();
        dump.lines().filter(|line| !line.contains("restrict ")).collect::<Vec<_>>().join("\n")
    };
    let before = everything();
    let report = set.doctor().run().await;
    assert_eq!((report.code, report.unwell()), (0, vec![]), "{:#?}", report.findings);
    assert!(report.found("database.server").starts_with("Postgres 1"), "{}", report.found("database.server"));
    assert!(report.found("upstream.stats").starts_with("100 accounts of 100"), "{}", report.found("upstream.stats"));
    assert!(report.found("upstream.matches").contains("of 10 accounts in one request"));
    for endpoint in Endpoint::ALL {
        assert_eq!(set.sim.requests(endpoint).count, 1, "{endpoint:?}");
    }
    let agent = set.sim.requests(Endpoint::PersonalStat).last_user_agent.unwrap();
    assert!(agent.contains("ops@example.org"), "{agent}");
    assert!(everything() == before, "something was written");
}

#[tokio::test]
async fn for_people_each_finding_is_a_line_and_what_fails_says_what_to_do() {
    let set = Surroundings::set().await;
    let doctor = set.doctor().set("AUTH_JWKS_URL", "http://127.0.0.1:1/keys");
    let (code, said) = doctor.program(r#""$EXECUTABLE" doctor 2>/dev/null"#).finish().await;
    assert_eq!(code, 1, "{said}");
    let lines: Vec<_> = said.lines().collect();
    assert!(
        lines.len() > 10
            && lines.iter().all(|line| ["ok ", "warning ", "failed "].iter().any(|status| line.starts_with(status))),
        "{said}"
    );
    let failed: Vec<_> = lines.iter().filter(|line| line.starts_with("failed ")).collect();
    assert_eq!(failed.len(), 1, "{said}");
    assert!(failed[0].contains("sign_on.keys") && failed[0].contains("AUTH_JWKS_URL"), "{said}");
    let (code, said) = set.doctor().program(r#""$EXECUTABLE" doctor --help"#).finish().await;
    assert!(code == 0 && said.contains("DOCTOR_COOKIE"), "{said}");
}

#[tokio::test]
async fn a_token_is_judged_and_never_shown() {
    let set = Surroundings::set().await;
    let judged = async |token: &str| {
        let report = set.doctor().set("DOCTOR_COOKIE", token).run().await;
        let of_token = report.of("sign_on.token").clone();
        for script in [r#""$EXECUTABLE" doctor --json"#, r#""$EXECUTABLE" doctor --cookie "$TOKEN""#] {
            let told = set.doctor().set("DOCTOR_COOKIE", token).set("TOKEN", token).program(script).finish().await.1;
            assert!(told.contains("sign_on.token") && !told.contains(token), "{told}");
            let signature = token.rsplit('.').next().unwrap();
            assert!(!told.contains(signature), "{told}");
        }
        (report.code, of_token["status"].as_str().unwrap().to_owned(), of_token["found"].as_str().unwrap().to_owned())
    };
    let (code, status, found) = judged(&set.sso.token(HOST, now()).mint()).await;
    assert_eq!((code, status.as_str()), (0, "ok"));
    assert!(found.contains(HOST), "{found}");
    for (token, says) in [
        (set.sso.token(HOST, now()).expired().mint(), "expired"),
        ("not-a-token-at-all".to_owned(), "not a signed JWT"),
    ] {
        let (code, status, found) = judged(&token).await;
        assert_eq!((code, status.as_str()), (1, "failed"));
        assert!(found.contains(says), "{found}");
    }
}

/// Signs a new host in as a browser does: their id, and their token.
async fn sign_in(set: &Surroundings) -> (String, String) {
    let add = Program::new("aoe2-standings").arg("hosts").arg("add").arg("Anna");
    let (code, said) = add.set("DATABASE_URL", &set.database.url).finish().await;
    assert_eq!(code, 0, "{said}");
    let user = set.database.value("select user_id::text from hosts").await;
    let path = said.lines().find_map(|line| Some(line.split_once("/auth/sign-in/")?.1)).unwrap();
    let service = Program::new("aoe2-standings").set("DATABASE_URL", &set.database.url);
    let service = service.set("POLLING_ENABLED", "false").serve().await;
    let address = format!("http://127.0.0.1:{}/auth/sign-in/{path}", service.port);
    let browser = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = browser.post(address).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let token = cookie.strip_prefix("criticalbit_access=").unwrap().split(';').next().unwrap();
    (user, token.to_owned())
}

#[tokio::test]
async fn the_built_in_sign_in_is_told_of_and_its_tokens_are_judged() {
    let set = Surroundings::set().await;
    let built_in = async |doctor: Doctor| doctor.run().await.found("sign_on.built_in").to_owned();
    assert!(built_in(set.doctor()).await.ends_with("is on, with 0 hosts and 0 keys"));
    let (user, token) = sign_in(&set).await;
    assert!(built_in(set.doctor()).await.ends_with("is on, with 1 host and 1 key"));
    assert!(built_in(set.doctor().set("BUILTIN_SIGN_IN", "false")).await.contains("is off"));

    let doctor = || set.doctor().set("DOCTOR_COOKIE", &token);
    for keys in [set.sso.keys_url(), "none".to_owned()] {
        let report = doctor().set("AUTH_JWKS_URL", keys).run().await;
        assert_eq!((report.code, report.unwell()), (0, vec![]), "{:#?}", report.findings);
        assert!(report.found("sign_on.token").contains(&user), "{}", report.of("sign_on.token"));
        assert!(!format!("{:?}", report.findings).contains(&token), "{:#?}", report.findings);
    }
    let report = doctor().set("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing").run().await;
    report.fails("sign_on.built_in", "its hosts cannot be counted");
    assert_eq!(report.status("sign_on.token"), "warning", "{}", report.of("sign_on.token"));
    doctor().set("BUILTIN_SIGN_IN", "false").run().await.fails("sign_on.token", "no published key");
    set.database.run("delete from host_sessions").await;
    doctor().run().await.fails("sign_on.token", "the session has ended");
}

#[tokio::test]
async fn where_nobody_can_sign_in_or_links_lead_nowhere_it_is_told() {
    let set = Surroundings::set().await;
    let none = || set.doctor().set("AUTH_JWKS_URL", "none");
    let report = none().set("BUILTIN_SIGN_IN", "false").run().await;
    assert_eq!((report.code, report.unwell()), (0, vec![("sign_on.keys", "warning")]));
    let report = none().run().await;
    assert_eq!((report.code, report.unwell()), (0, vec![("sign_on.built_in", "warning")]), "nobody is a host");

    let staging = || set.doctor().set("ENVIRONMENT", "staging").set("BUILTIN_SIGN_IN", "true");
    staging().run().await.fails("sign_on.public_address", "PUBLIC_BASE_URL is not set");
    for (address, status) in [("http://cup.example.org", "warning"), ("https://cup.example.org", "ok")] {
        let report = staging().set("PUBLIC_BASE_URL", address).run().await;
        assert_eq!((report.code, report.status("sign_on.public_address")), (0, status), "{:#?}", report.findings);
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_settings_is_named() {
    let set = Surroundings::set().await;
    let report = set.doctor().set("ENVIRONMENT", "production").set("DATABASE_POOLER", "transaction").run().await;
    report.fails("settings.environment", "CORS_ORIGINS");
    report.fails("settings.pooler", "LISTEN_DATABASE_URL");
    report.fails("database.address", "LISTEN_DATABASE_URL");
    assert_eq!(report.status("proxies.trusted"), "warning");
    let report = set
        .doctor()
        .set("TWITCH_CLIENT_ID", "alone")
        .set("CLIENT_IP_HEADER", "CF-Connecting-IP")
        .set("POLLING_ENABLED", "false")
        .set("LISTENER_ENABLED", "false")
        .run()
        .await;
    report.fails("settings.role", "both false");
    assert_eq!((report.status("settings.twitch"), report.status("proxies.trusted")), ("warning", "warning"));
    set.doctor().set("TRUSTED_PROXIES", "0.0.0.0/0").run().await.fails("proxies.trusted", "all addresses");
    let report = set.doctor().set("TRUSTED_PROXIES", "10.0.0.0/8").run().await;
    assert!(
        report.found("proxies.trusted").contains("the service sees 203.0.113.7;"),
        "{}",
        report.found("proxies.trusted")
    );
}

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
    set.database.run("create role doctor_limited login password 'x' connection limit 9").await;
    set.database.run("grant select, insert, update, delete on all tables in schema public to doctor_limited").await;
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

#[tokio::test]
async fn what_is_wrong_with_the_upstream_is_named() {
    let set = Surroundings::set().await;
    for (endpoint, fault, check, says) in [
        (Endpoint::Catalogue, Fault::EmptyCatalogue, "upstream.catalogue", "has no"),
        (Endpoint::Lobbies, Fault::ServerError, "upstream.lobbies", "500"),
        (Endpoint::PersonalStat, Fault::Html, "upstream.stats", "not JSON"),
        (Endpoint::MatchHistory, Fault::NoLobbyList, "upstream.matches", "lacks"),
        (Endpoint::PersonalStat, Fault::TooManyRequests { retry_after: Some(9) }, "upstream.stats", "fewer requests"),
    ] {
        set.sim.fault(endpoint, fault);
        set.doctor().run().await.fails(check, says);
        set.sim.clear_faults();
    }
    set.sim.fault_times(Endpoint::MatchHistory, Fault::BadRequest, 1);
    let report = set.doctor().run().await;
    assert_eq!((report.code, report.status("upstream.matches")), (0, "warning"), "{:#?}", report.findings);
    let report = set.doctor().set("UPSTREAM_BASE_URL", "http://somebody:hush@127.0.0.1:1").run().await;
    report.fails("upstream.stats", "could not be reached");
    assert!(!format!("{:?}", report.findings).contains("hush"));
}

#[tokio::test]
async fn credentials_of_platforms_are_tried() {
    let set = Surroundings::set().await;
    let report = set.doctor().run().await;
    assert!(
        report.found("platforms.twitch").starts_with("off") && report.found("platforms.youtube").starts_with("off")
    );
}

#[tokio::test]
async fn a_paused_database_and_a_paused_upstream_keep_it_from_nothing_but_themselves() {
    let set = Surroundings::set().await;
    set.sim.fault_all(&Fault::Late(Duration::from_secs(300)));
    let url = format!("postgres://postgres@127.0.0.1:{}/standings", silent_port().await);
    let report = set.doctor().set("DATABASE_URL", url).run().await;
    assert!(report.took < Duration::from_secs(20), "{:?}", report.took);
    report.fails("database.server", "");
    report.fails("upstream.catalogue", "no answer within");
    assert_eq!(report.status("sign_on.keys"), "ok");
}

/// A port at which connections are taken, and nothing is ever said.
async fn silent_port() -> u16 {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut taken = Vec::new();
        while let Ok((socket, _)) = listener.accept().await {
            taken.push(socket);
        }
    });
    port
}
