//! The service behind a transaction pooler.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use sim::{Config, Ladder, Profile, ProfileId, Sim, World};
use store::{
    Error,
    pool::{self, Pooler},
};
use tests::{
    Database,
    program::Program,
    tournament::{create, enter, tournament},
};

use super::pgbouncer::{PgBouncer, Turns};

const ONE: ProfileId = ProfileId(101);

fn service(database: &Database, bouncer: &PgBouncer, upstream: &str) -> Program {
    Program::new("aoe2-standings")
        .set("DATABASE_URL", bouncer.url())
        .set("LISTEN_DATABASE_URL", &database.url)
        .set("DATABASE_POOLER", "transaction")
        .set("RATE_LIMIT_PER_MINUTE", 0)
        .polling(upstream)
}

#[tokio::test]
async fn two_whole_services_share_three_sessions() {
    let database = Database::empty("behind_pgbouncer").await;
    let Some(bouncer) = PgBouncer::start(&database, Turns::Each).await else { return };
    let mut world = World::new(Config::new(7, 1_780_000_000));
    world.add_profile(Profile::new(ONE, "One").rated(Ladder::SoloRm, 2_000, 1_779_000_000));
    let sim = Sim::local(world).await.unwrap();
    let first = service(&database, &bouncer, &sim.base_url()).serve().await;
    let second = service(&database, &bouncer, &sim.base_url()).serve().await;
    let within = Duration::from_secs(20);
    for running in [&first, &second] {
        running.eventually("/health/ready", within, |health| health["database"] == "up").await;
    }
    let cup = create(&database.pool, &tournament("cup")).await;
    enter(&database.pool, cup, "One", Some(ONE.0)).await;
    let mut frames = second.stream().await;
    let rating = |body: &serde_json::Value| body["items"][0]["current_rating"].clone();
    first.eventually("/v1/tournaments/cup/standings", within, |body| rating(body) == json!(2_000)).await;
    sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 2_100));
    frames.event().await;
    for running in [&first, &second] {
        running.eventually("/v1/tournaments/cup/standings", within, |body| rating(body) == json!(2_100)).await;
    }
    // Views that nobody rendered before, at once.
    let views =
        ["players", "matches", "summary", "head-to-head", "civ-stats", "progression", "teams/standings", "live"];
    let asked = views.iter().flat_map(|view| [&first, &second].map(|running| (running, view)));
    let asked = asked.map(async |(running, view)| {
        let answer = running.ask(&format!("/v1/tournaments/cup/{view}")).await.unwrap();
        assert!([200, 404].contains(&answer.status().as_u16()), "{view}: {}", answer.status());
    });
    join_all(asked).await;
    for running in [&first, &second] {
        let said = running.output();
        assert!(!said.contains(" WARN ") && !said.contains(" ERROR "), "{said}");
    }
}

#[tokio::test]
async fn statements_keep_their_limits_and_do_not_mix() {
    let database = Database::fresh().await;
    let Some(bouncer) = PgBouncer::start(&database, Turns::Each).await else { return };
    let pool = pool::connect_through(pool::options(&bouncer.url()).unwrap(), Pooler::Transaction, 8);
    let numbers = (0..200_i64).map(async |number| {
        let doubled = sqlx::query_scalar::<_, i64>("select $1 * 2").bind(number).fetch_one(&pool).await.unwrap();
        let text = sqlx::query_scalar::<_, String>("select $1 || '!'").bind(number.to_string()).fetch_one(&pool).await;
        assert_eq!((doubled, text.unwrap()), (number * 2, format!("{number}!")));
    });
    join_all(numbers).await;
    let refused: Error = sqlx::query("select 1 / $1").bind(0).execute(&pool).await.unwrap_err().into();
    assert!(matches!(refused, Error::Refused(_)), "{refused}");
    let asked = Instant::now();
    let slow: Error = sqlx::query("select pg_sleep(60)").execute(&pool).await.unwrap_err().into();
    assert!(slow.to_string().contains("statement timeout"), "the server's own limit: {slow}");
    assert!(asked.elapsed() < Duration::from_secs(30));
    let settings = sqlx::query_scalar::<_, String>("select current_setting('statement_timeout')");
    let direct = settings.fetch_one(&pool).await.unwrap();
    assert_eq!(direct, "5s", "in each transaction");
}

#[tokio::test]
async fn without_the_setting_the_start_is_refused_with_the_reason() {
    for turns in [Turns::Each, Turns::Last] {
        let database = Database::fresh().await;
        let Some(bouncer) = PgBouncer::start(&database, turns).await else { return };
        let program = Program::new("api").set("DATABASE_URL", bouncer.url()).set("LISTEN_DATABASE_URL", &database.url);
        let (code, said) = program.set("PORT", 0).finish().await;
        assert_eq!(code, 1, "{turns:?}: {said}");
        assert!(said.contains("DATABASE_POOLER"), "{turns:?}: {said}");
    }
}

#[tokio::test]
async fn the_setting_needs_the_servers_own_address() {
    let program = Program::new("api").set("DATABASE_URL", "postgres://a:b@127.0.0.1:1/c").set("PORT", 0);
    let (code, said) = program.set("DATABASE_POOLER", "transaction").finish().await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("LISTEN_DATABASE_URL"), "{said}");
}
