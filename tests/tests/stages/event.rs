//! A tournament of invented players whose series are played in the simulated upstream.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{
    clock::Clock as _,
    id::{EntryId, TeamId, TournamentId},
};
use serde_json::{Value, json};
use sim::{Config, Game, MatchId, MatchType, ProfileId, World};
use tests::{
    Service, TestClock,
    service::{HOST, NOW, settings},
    tournament::{create, enter, team, tournament},
};

pub(super) const CUP: &str = "/v1/tournaments/cup";

/// The accounts of the entries, in the order of the roster.
const FIRST_ACCOUNT: i64 = 101;

/// A tournament of `HOST`, with a number of entries who have accounts, without a ladder's ratings.
pub(super) struct Event {
    pub(super) service: Service,
    pub(super) id: TournamentId,
    pub(super) entries: Vec<EntryId>,
}

impl Event {
    pub(super) async fn of(entries: usize) -> Self {
        let clock = TestClock::at(NOW);
        let world = World::new(Config::new(7, clock.now().unix_seconds()));
        let service =
            Service::with(world, clock, api::Environment::Development, &settings(), api::Flags::default()).await;
        let pool = &service.database.pool;
        let id = create(pool, &tournament("cup")).await;
        service.make_owner(id, HOST).await;
        let mut ids = Vec::new();
        for (index, account) in (0..entries).zip(FIRST_ACCOUNT..) {
            ids.push(enter(pool, id, &format!("Player {}", index + 1), Some(account)).await);
        }
        Self { service, id, entries: ids }
    }

    /// The account of the entry with this index.
    pub(super) fn account(index: usize) -> ProfileId {
        ProfileId(FIRST_ACCOUNT + i64::try_from(index).unwrap())
    }

    /// The numbers of these entries.
    pub(super) fn ids(&self, indexes: impl IntoIterator<Item = usize>) -> Vec<i64> {
        indexes.into_iter().map(|index| self.entries[index].0).collect()
    }

    /// A team of these entries.
    pub(super) async fn team(&self, name: &str, members: impl IntoIterator<Item = usize>) -> TeamId {
        let members: Vec<_> = members.into_iter().map(|index| self.entries[index]).collect();
        team(&self.service.database.pool, self.id, name, &members).await
    }

    /// A request of the host, which must have this status.
    pub(super) async fn host(&self, method: &str, path: &str, body: Value, status: u16) -> Value {
        let (answered, said) = self.attempt(method, path, body).await;
        assert_eq!(answered, status, "{method} {path}: {said}");
        said
    }

    /// A request of the host, whatever its status.
    pub(super) async fn attempt(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let token = self.service.token(HOST);
        let body = Some(body).filter(|body| !body.is_null());
        let (status, _, said) = self.service.send(method, &format!("{CUP}{path}"), Some(&token), body, &[]).await;
        (status, said)
    }

    /// What everybody reads.
    pub(super) async fn read(&self, path: &str) -> Value {
        self.service.get(&format!("{CUP}{path}")).await
    }

    /// A series of two entries outside of stages.
    pub(super) async fn series(&self, [a, b]: [usize; 2], best_of: u8) -> i64 {
        let body = json!({"sides": self.ids([a, b]), "format": {"best_of": best_of}});
        self.host("POST", "/series", body, 201).await["series_id"].as_i64().unwrap()
    }

    /// Plays a custom game that takes 20 minutes and lets the polls see it.
    pub(super) async fn play(&self, winner: usize, loser: usize) -> MatchId {
        self.play_game(&custom(&[winner], &[loser])).await
    }

    /// Plays a game and lets the polls see it.
    pub(super) async fn play_game(&self, game: &Game) -> MatchId {
        self.pass(TimeDelta::minutes(21));
        let id = self.service.sim.world(|world| world.play(game));
        self.service.poll_matches().await;
        self.service.settle().await;
        id
    }

    /// Lets time pass for the service and for the upstream.
    pub(super) fn pass(&self, time: TimeDelta) {
        self.service.clock.advance(time);
        let to = self.service.clock.now().unix_seconds();
        self.service.sim.world(|world| {
            let passed = u64::try_from(to - world.now()).unwrap_or_default();
            world.advance(Duration::from_secs(passed));
        });
    }
}

/// A custom game of these entries' accounts.
pub(super) fn custom(winners: &[usize], losers: &[usize]) -> Game {
    let accounts = |indexes: &[usize]| indexes.iter().map(|index| Event::account(*index)).collect::<Vec<_>>();
    Game::new(MatchType::Custom, &accounts(winners), &accounts(losers))
}

/// The status, score and winner of a series.
pub(super) fn result(series: &Value) -> (String, Value, Value) {
    (series["status"].as_str().unwrap().to_owned(), series["score"].clone(), series["winner"].clone())
}
