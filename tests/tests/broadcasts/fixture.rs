//! What every test starts from: a tournament whose entries say where they broadcast.

use domain::{
    id::{EntryId, TournamentId},
    roster::Presentation,
};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use store::roster;
use tests::{
    Service,
    outbox::{Nudged, Outbox},
    tournament::{create, tournament},
};

pub(crate) use sim::BroadcastEndpoint as At;

/// The service with a cup.
pub(crate) struct Fixture {
    pub(crate) service: Service,
    pub(crate) cup: TournamentId,
    outbox: Outbox,
}

impl std::ops::Deref for Fixture {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}

impl Fixture {
    /// A cup without entries.
    pub(crate) async fn set() -> Self {
        let service = Service::start().await;
        let cup = create(&service.database.pool, &tournament("cup")).await;
        Self { service, cup, outbox: Outbox::default() }
    }

    /// Ada, in the cup, with a link to Twitch.
    pub(crate) async fn with_ada() -> Self {
        let fixture = Self::set().await;
        fixture.enter(fixture.cup, "Ada", &["https://twitch.tv/Ada"]).await;
        fixture.nudged().await;
        fixture
    }

    /// Adds an entry with these links.
    pub(crate) async fn enter(&self, to: TournamentId, name: &str, links: &[&str]) -> EntryId {
        let presentation = Presentation::from_iter([("streams".to_owned(), Value::from(links.to_vec()))]);
        let mut tx = self.database.pool.begin().await.unwrap();
        let id = roster::add(&mut tx, to, name, None, &presentation).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Replaces an entry's links.
    pub(crate) async fn relink(&self, entry: EntryId, links: &[&str]) {
        let links: Vec<String> = links.iter().map(|link| (*link).to_owned()).collect();
        let statement = "update tournament_players
            set presentation = jsonb_build_object('streams', to_jsonb($2::text[]))
            where id = $1";
        sqlx::query(statement).bind(entry.0).bind(links).execute(&self.database.pool).await.unwrap();
    }

    /// One more tournament.
    pub(crate) async fn tournament(&self, slug: &str) -> TournamentId {
        create(&self.database.pool, &tournament(slug)).await
    }

    /// One more tournament, whose hosts broadcast there.
    pub(crate) async fn hosted(&self, slug: &str, urls: &[&str]) -> TournamentId {
        let mut new = tournament(slug);
        new.host_stream_urls = urls.iter().map(|url| (*url).to_owned()).collect();
        create(&self.database.pool, &new).await
    }

    /// The nudges committed since this was last asked, in order.
    pub(crate) async fn nudged(&self) -> Vec<Nudged> {
        self.outbox.nudged(&self.database).await
    }

    /// Every row of the snapshots, with its version and who locked it.
    pub(crate) async fn stored(&self) -> Vec<String> {
        let of = |table: &str| format!("select concat_ws(' ', ctid, xmin, xmax, {table}::text) from {table}");
        let query = format!("{} union all {} order by 1", of("live_streams"), of("host_live_streams"));
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&self.database.pool).await.unwrap()
    }

    /// What the cup's standings say of an entry's broadcast: its title and category, or nothing.
    pub(crate) async fn shown(&self, name: &str) -> Option<(Value, Value)> {
        self.settle().await;
        let standings = self.get("/v1/tournaments/cup/standings").await;
        let row = standings["items"].as_array().unwrap().iter().find(|row| row["name"] == name).expect("the entry");
        let said = (row["stream_title"].clone(), row["stream_category"].clone());
        if row["stream_live"] == false {
            assert_eq!(said, (Value::Null, Value::Null));
            return None;
        }
        assert_eq!(row["stream_live"], true);
        Some(said)
    }
}

/// A nudge that says who is on air in these tournaments.
pub(crate) fn live<const N: usize>(tournaments: [TournamentId; N]) -> Nudged {
    ("live".to_owned(), Some(tournaments.map(|id| id.0).to_vec()))
}

/// What is shown of a broadcast with this title and category; an empty category is none.
pub(crate) fn on_air(title: &str, category: &str) -> Option<(Value, Value)> {
    let category = if category.is_empty() { Value::Null } else { category.into() };
    Some((title.into(), category))
}
