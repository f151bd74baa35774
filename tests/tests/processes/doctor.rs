//! `doctor`: its findings about a healthy service and about each failure; that it ends in time, prints no secret, and
//! changes nothing.

mod database;
mod settings;
mod sign_on;
mod upstream;

use std::time::{Duration, Instant};

use serde_json::Value;
use sim::{Config, Endpoint, Fault, Ladder, MatchType, Profile, ProfileId, Sim, Sso, World};
use tests::{
    Database,
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
    fn not_ok(&self) -> Vec<(&str, &str)> {
        let not_ok = self
            .findings
            .iter()
            .map(|finding| (finding["check"].as_str().unwrap(), finding["status"].as_str().unwrap()));
        not_ok.filter(|(_, status)| *status != "ok").collect()
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
    assert_eq!((report.code, report.not_ok()), (0, vec![]), "{:#?}", report.findings);
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
