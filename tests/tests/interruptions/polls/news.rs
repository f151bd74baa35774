//! Something new for each poll to find: how it is told of, and how often it is stored.

use chrono::TimeDelta;
use domain::{clock::Clock as _, roster::Presentation};
use poller::HistoryQueue;
use serde_json::json;
use sim::{Ladder, MatchId, MatchType, ProfileId, World};
use sqlx::AssertSqlSafe;
use store::roster;
use tests::outbox::Nudged;

use super::Worker;
use crate::interruptions::fixture::ONE;

/// On no roster.
const STRANGER: ProfileId = ProfileId(103);

/// What is new.
pub(super) struct News {
    /// The nudges that tell of it.
    pub(super) nudges: Vec<Nudged>,
    /// Counts how often it is stored.
    pub(super) stored: String,
    /// Whether a game is over, so that its players' histories are to be fetched.
    pub(super) ends_a_game: bool,
}

impl Worker {
    /// Adds entries to the cup that broadcast, one on each platform.
    pub(super) async fn enter_broadcasters(&self) {
        let mut tx = self.service.database.pool.begin().await.unwrap();
        for (name, link) in [("Ada", "https://twitch.tv/ada"), ("Bob", "https://youtube.com/channel/UCbob")] {
            let presentation = Presentation::from_iter([("stream".to_owned(), json!(link))]);
            roster::add(&mut tx, self.cup, name, None, &presentation).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Brings something new for the poll of that name, which the number tells from what was new before.
    pub(super) async fn bring_news(&self, poll: &str, number: usize) -> News {
        match poll {
            "stats" => self.rate(2_100 + number),
            "matches" => self.play(),
            "live" => self.change_lobbies().await,
            "reference" => self.misname_ladder().await,
            "twitch" | "youtube" => self.broadcast(poll, &format!("Title {number}")),
            "windows" => self.pass_a_start().await,
            "retention" => self.leave_something_expired().await,
            other => unreachable!("nothing is new for {other}"),
        }
    }

    fn world<T>(&self, visit: impl FnOnce(&mut World) -> T) -> T {
        self.service.sim.world(visit)
    }

    /// News of the cup that are told of by these events.
    fn news<const N: usize>(&self, events: [&str; N], stored: String) -> News {
        let nudges = Vec::from(events.map(|event| (event.to_owned(), Some(vec![self.cup.0]))));
        News { nudges, stored, ends_a_game: false }
    }

    fn rate(&self, rating: usize) -> News {
        self.world(|world| world.set_rating(ONE, Ladder::SoloRm, i64::try_from(rating).unwrap()));
        let stored = format!(
            "select count(*)
            from player_rating_snapshots
            join player_ratings using (profile_id, leaderboard_id, current_rating)
            where profile_id = {} and current_rating = {rating}",
            ONE.0,
        );
        self.news(["standings"], stored)
    }

    fn play(&self) -> News {
        // A queue that knows nothing of other polls chooses every account.
        self.context.history_queue.with(|queue| *queue = HistoryQueue::default());
        let id = self.world(|world| world.play_ranked(ONE, STRANGER));
        let stored = format!(
            "select count(*) from matches join match_players using (match_id)
            where match_id = {} and profile_id = {} and state = 'completed'",
            id.0, ONE.0,
        );
        self.news(["matches", "standings"], stored)
    }

    /// A game that is known ends, and another lobby opens.
    async fn change_lobbies(&self) -> News {
        let open = |world: &mut World| world.open_lobby(&[ONE, STRANGER], MatchType::Custom);
        let ended = self.world(|world| {
            let listed: Vec<MatchId> = world.lobbies().map(|lobby| lobby.id).collect();
            listed.into_iter().for_each(|id| world.close_lobby(id).unwrap());
            let id = open(world);
            world.start_lobby(id).unwrap();
            id
        });
        self.service.poll_live().await;
        self.context.history_queue.with(|queue| *queue = HistoryQueue::default());
        let opened = self.world(|world| {
            world.finish(ended, 0).unwrap();
            open(world)
        });
        let stored = format!(
            "select count(*) from live_match_players
            where match_id = {} and profile_id = {}
                and not exists (select from live_match_players where match_id = {})",
            opened.0, ONE.0, ended.0,
        );
        News { ends_a_game: true, ..self.news(["live"], stored) }
    }

    /// The stored name of a ladder is no longer the upstream's.
    async fn misname_ladder(&self) -> News {
        self.service.database.run("update leaderboards set name = 'Former' where leaderboard_id = 3").await;
        let stored = "select count(*) from leaderboards where leaderboard_id = 3 and name <> 'Former'";
        let of_everybody = ("standings".to_owned(), None);
        News { nudges: vec![of_everybody], stored: stored.to_owned(), ends_a_game: false }
    }

    fn broadcast(&self, platform: &str, title: &str) -> News {
        self.service.broadcasters.on_twitch("ada", title, "");
        self.service.broadcasters.on_youtube("UCbob", title);
        let stored = format!("select count(*) from live_streams where platform = '{platform}' and title = '{title}'");
        self.news(["live"], stored)
    }

    /// The cup starts between two looks.
    async fn pass_a_start(&self) -> News {
        self.service.watch_windows().await;
        let start = self.service.clock.now() + TimeDelta::seconds(5);
        let begin = format!("update tournaments set start_date = '{start}' where slug = 'cup'");
        sqlx::query(AssertSqlSafe(begin)).execute(&self.service.database.pool).await.unwrap();
        self.service.clock.advance(TimeDelta::seconds(10));
        let now = self.service.clock.now();
        let stored = format!("select count(*) from poll_status where task = 'windows' and succeeded_at = '{now}'");
        self.news(["standings", "live"], stored)
    }

    /// A time that is kept of nobody on a roster.
    async fn leave_something_expired(&self) -> News {
        self.service.database.run("insert into history_fetches (profile_id, fetched_at) values (999, now())").await;
        self.news([], "select 1 - count(*) from history_fetches where profile_id = 999".to_owned())
    }
}
