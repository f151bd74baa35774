//! Two cups of two hosts: requests upon them, and what is stored of them.

mod writes;

use api::Settings;
use domain::id::{EntryId, TeamId, TournamentId};
use reqwest::{
    Body, Method,
    header::{CONTENT_TYPE, COOKIE, HeaderMap},
};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use tests::{
    Service,
    service::{HOST, RIVAL, settings},
    tournament::{create, enter, team, tournament},
};

pub(crate) use writes::Write;

pub(crate) const CUP: &str = "/v1/tournaments/cup";
/// A user who owns nothing.
pub(crate) const THIRD: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0003";
/// Where the frontend runs on a desk.
pub(crate) const OUR_PAGE: &str = "http://localhost:5100";

/// A match that account 101 won against a stranger.
const MATCH: &str = "insert into matches
    values (501, 6, 3, 'Arabia', null, '2026-05-30T10:00:00Z', '2026-05-30T10:30:00Z', 'completed', '2026-05-30T11:00:00Z')";
const PLAYERS: &str = "insert into match_players values
    (501, 101, 3, '2026-05-30T10:00:00Z', 5, 0, 'win', 1484, 1500, 3, '2026-05-30T10:30:00Z'),
    (501, 900, 3, '2026-05-30T10:00:00Z', 6, 1, 'loss', 1484, 1470, 3, '2026-05-30T10:30:00Z')";

/// Two stages of the cup without participants: one that has not been started, and started Swiss rounds.
const STAGES: &str = "insert into stages (
        tournament_id, name, format, sides, legs, half_pairing, best_of, admits, points_win, points_draw, points_loss,
        points_bye, tie_breaks, advance, is_public, created_at, started_at
    )
    select
        cup.id, stage.name, stage.format, 'entries', 1, 'slide', 1, 'lobby', 100, 50, 0, 100, '{}', 0, true, now(),
        stage.started_at
    from tournaments cup, (values ('Old', 'manual', null), ('Swiss', 'swiss', now())) stage (name, format, started_at)
    where cup.slug = 'cup'";

/// `cup`, owned by HOST, with Anna (account 101, captain of the Reds, who played match 501), a Guest and a Spare without a team;
/// `other`, owned by RIVAL, with Bert (account 102) of the Greens.
pub(crate) struct Fixture {
    pub(crate) service: Service,
    pub(crate) cup: TournamentId,
    pub(crate) other: TournamentId,
    pub(crate) anna: EntryId,
    pub(crate) guest: EntryId,
    pub(crate) spare: EntryId,
    pub(crate) bert: EntryId,
    pub(crate) reds: TeamId,
    pub(crate) blues: TeamId,
    pub(crate) greens: TeamId,
}

impl Fixture {
    pub(crate) async fn set() -> Self {
        Self::with(&settings()).await
    }

    pub(crate) async fn with(settings: &Settings) -> Self {
        let service = Service::start_with_settings(settings).await;
        let ladders = "insert into leaderboards values (1, 'dm', true), (2, 'team dm', true), (3, 'rm', true),
            (4, 'team rm', true), (13, 'ew', true), (5, 'another', true), (14, 'team ew', false)";
        service.database.run(ladders).await;
        service.database.run(MATCH).await;
        service.database.run(PLAYERS).await;
        let pool = &service.database.pool;
        let cup = create(pool, &tournament("cup")).await;
        let other = create(pool, &tournament("other")).await;
        service.make_owner(cup, HOST).await;
        service.make_owner(other, RIVAL).await;
        let anna = enter(pool, cup, "Anna", Some(101)).await;
        let guest = enter(pool, cup, "Guest", None).await;
        let spare = enter(pool, cup, "Spare", None).await;
        let bert = enter(pool, other, "Bert", Some(102)).await;
        service.database.run(STAGES).await;
        let reds = team(pool, cup, "Reds", &[anna]).await;
        let blues = team(pool, cup, "Blues", &[]).await;
        let greens = team(pool, other, "Greens", &[bert]).await;
        Self { service, cup, other, anna, guest, spare, bert, reds, blues, greens }
    }

    /// A host's request and its answer's status and body.
    pub(crate) async fn host(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let (status, _, body) = self.host_with_headers(method, path, body).await;
        (status, body)
    }

    /// The same with the answer's headers.
    pub(crate) async fn host_with_headers(&self, method: &str, path: &str, body: Value) -> (u16, HeaderMap, Value) {
        let token = self.service.token(HOST);
        let body = Some(body).filter(|body| !body.is_null());
        self.service.send(method, path, Some(&token), body, &[]).await
    }

    /// What a host sees.
    pub(crate) async fn see(&self, path: &str) -> Value {
        let (status, body) = self.host("GET", path, Value::Null).await;
        assert_eq!(status, 200, "GET {path}: {body}");
        body
    }

    /// Sends bytes as they are, as the host; from an address that is not limited yet.
    pub(crate) async fn raw(
        &self,
        write: &Write,
        content_type: Option<&str>,
        token: Option<&str>,
        body: impl Into<Body>,
    ) -> (u16, Value) {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0x0b00_0001);
        let address = std::net::Ipv4Addr::from(NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let method: Method = write.method().parse().unwrap();
        let mut request = self.service.client.request(method, format!("{}{}", self.service.base_url, write.path));
        request = request.header("x-forwarded-for", address.to_string()).body(body);
        request = token
            .into_iter()
            .fold(request, |request, token| request.header(COOKIE, format!("criticalbit_access={token}")));
        let request = content_type.into_iter().fold(request, |request, name| request.header(CONTENT_TYPE, name));
        let answer = request.send().await.expect("an answer");
        let (status, text) = (answer.status().as_u16(), answer.text().await.expect("a body"));
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    /// What a query finds, as JSON.
    pub(crate) async fn stored(&self, query: &str) -> Value {
        let query = format!("select coalesce(json_agg(t), '[]')::text from ({query}) t");
        let rows: String =
            sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&self.service.database.pool).await.unwrap();
        serde_json::from_str(&rows).unwrap()
    }

    /// A digest of everything stored.
    pub(crate) async fn digest(&self) -> String {
        let pool = &self.service.database.pool;
        let tables = "select table_name::text from information_schema.tables where table_schema = 'public' order by 1";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(pool).await.unwrap();
        assert!(tables.len() > 15, "{tables:?}");
        let rows = |table: &String| format!("(select string_agg(t::text, ';' order by t::text) from {table} t)");
        let rows: Vec<_> = tables.iter().map(rows).collect();
        let query = format!("select md5(concat_ws('|', {}))", rows.join(", "));
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(pool).await.unwrap()
    }
}

/// The places of a refusal's violations.
pub(crate) fn places(body: &Value) -> Vec<Value> {
    body["detail"].as_array().map(|list| list.iter().map(|one| one["loc"].clone()).collect()).unwrap_or_default()
}
