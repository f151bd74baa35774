//! A connection that serves hosts goes silent at every message of a write: done once, or not at all until it is asked
//! for again, and nobody else is held up.

use domain::id::TournamentId;
use futures_util::future::{join_all, try_join};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tests::{Service, service::HOST};
use uuid::Uuid;

use super::fixture::{Late, Silence, cups, everywhere, fixtures, in_time, somebody_else_writes};

/// A write on things of its own at each message.
struct Trial {
    route: (&'static str, String),
    body: Value,
    status: u16,
    /// Counts its effects.
    effects: String,
}

const CUP: &str = "/v1/tournaments/cup";

/// The kinds of writes, each with a write for every message.
type Kind = (&'static str, fn(usize) -> Trial);

const KINDS: [Kind; 6] = [
    ("a roster entry", |n| Trial {
        route: ("POST", format!("{CUP}/players")),
        body: json!({"name": format!("n{n}")}),
        status: 204,
        effects: format!("select count(*) from tournament_players where name = 'n{n}'"),
    }),
    ("a team", |n| Trial {
        route: ("POST", format!("{CUP}/teams")),
        body: json!({"name": format!("t{n}"), "initials": "T"}),
        status: 201,
        effects: format!("select count(*) from teams where name = 't{n}'"),
    }),
    ("an owner", |n| Trial {
        route: ("POST", format!("{CUP}/owners")),
        body: json!({"user_id": Uuid::from_u128(n as u128)}),
        status: 204,
        effects: format!("select count(*) from tournament_owners where user_id = '{}'", Uuid::from_u128(n as u128)),
    }),
    ("an exclusion", |n| Trial {
        route: ("PUT", format!("{CUP}/exclusions/{}", FIRST_MATCH + n)),
        body: json!({"reason": "A restart."}),
        status: 204,
        effects: format!("select count(*) from match_exclusions where match_id = {}", FIRST_MATCH + n),
    }),
    ("an edit", |n| Trial {
        route: ("PATCH", CUP.to_owned()),
        body: json!({"name": format!("c{n}")}),
        status: 200,
        effects: format!("select count(*) from tournaments where name = 'c{n}'"),
    }),
    ("a document", |n| Trial {
        route: ("PUT", format!("{CUP}/document")),
        body: json!({
            "slug": "cup", "name": format!("d{n}"), "leaderboard_id": 3, "entries": [{"name": format!("d{n}")}],
            "teams": [{"name": format!("d{n}"), "initials": "D", "captain": format!("d{n}"), "members": [format!("d{n}")]}],
        }),
        status: 200,
        effects: format!(
            "select count(*) from tournaments, tournament_players entry, teams, team_members member
            where tournaments.name = 'd{n}' and entry.name = 'd{n}' and teams.name = 'd{n}' and is_captain
                and team_id = teams.id and tournament_player_id = entry.id"
        ),
    }),
];

/// The first of a hundred matches of the cup.
const FIRST_MATCH: usize = 9_000;

/// The cups with matches to exclude.
async fn cups_with_matches() -> (Service, TournamentId) {
    let (service, cup) = cups().await;
    let matches = format!("generate_series({FIRST_MATCH}, {}) n", FIRST_MATCH + 99);
    for (table, row) in [
        ("matches", "n, 6, 3, 'Arabia', null, now(), now(), 'completed', now()"),
        ("match_players", "n, 101, 3, now(), 5, 0, 'win', 1484, 1500, 3, now()"),
    ] {
        let insert = format!("insert into {table} select {row} from {matches}");
        sqlx::query(AssertSqlSafe(insert)).execute(&service.database.pool).await.unwrap();
    }
    (service, cup)
}

async fn count(service: &Service, query: String) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&service.database.pool).await.unwrap()
}

async fn silent_at(service: &Service, trial: Trial, message: usize, silence: Silence) -> Result<bool, Late> {
    let (token, key) = (service.token(HOST), Uuid::new_v4().to_string());
    let send = async || {
        let (method, path) = (trial.route.0, trial.route.1.as_str());
        service.send(method, path, Some(&token), Some(trial.body.clone()), &[("idempotency-key", &key)]).await.0
    };
    let nudges = count(service, "select count(*) from nudges where event = 'standings'".to_owned()).await;
    service.proxy.fault_after(message, silence.fault());
    let written = in_time("the write, repeated with its key", async || {
        let status = send().await;
        // 409: the first use is under way for all the database knows.
        assert!([trial.status, 503, 409].contains(&status), "at message {message}: {status}");
        status == trial.status
    });
    try_join(written, somebody_else_writes(&service.database, "cup")).await?;
    assert_eq!(count(service, trial.effects.clone()).await, 1, "at message {message}");
    let kept = format!("select count(*) from idempotency_keys where key = '{key}' and status is not null");
    assert_eq!(count(service, kept).await, 1, "at message {message}");
    let now = count(service, "select count(*) from nudges where event = 'standings'".to_owned()).await;
    let of_somebody_else = 1;
    let of_this = i64::from(!trial.route.1.ends_with("/owners"));
    assert_eq!(now - nudges, of_this + of_somebody_else, "at message {message}");
    Ok(service.proxy.mend())
}

async fn every_write_survives(silence: Silence) {
    let mut of_kinds = Vec::new();
    for (_, trial) in KINDS {
        of_kinds.push((trial, fixtures(3, cups_with_matches).await));
    }
    let reached = join_all(of_kinds.into_iter().map(async |(trial, fixtures)| {
        everywhere(fixtures, async |(service, _), message| silent_at(service, trial(message), message, silence).await)
            .await
    }));
    for ((kind, _), reached) in KINDS.iter().zip(reached.await) {
        assert!(reached > 10, "{kind}: only {reached} messages were interrupted");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_go_on_when_a_statement_is_lost() {
    every_write_survives(Silence::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_go_on_when_an_answer_of_the_database_is_lost() {
    every_write_survives(Silence::After).await;
}
