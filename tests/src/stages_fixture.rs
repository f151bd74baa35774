//! A tournament with stages and series: two groups that have played two rounds, a Swiss stage in its second round, a
//! show match, and a draft. Hosts' requests make all of it; games are stored as polls would store them.

use api::Settings;
use domain::id::{EntryId, TournamentId};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::{
    Service,
    service::HOST,
    tournament::{create, enter, tournament},
};

/// Where the tournament is.
pub const CUP: &str = "/v1/tournaments/cup";
/// Who takes part, by seed. Their accounts are numbered from [`FIRST_ACCOUNT`].
pub const NAMES: [&str; 8] = ["Anna", "Bert", "Carl", "Dora", "Emil", "Faye", "Gus", "Hanna"];
/// The account of the first one.
pub const FIRST_ACCOUNT: i64 = 201;
/// What nobody but owners may see.
pub const SECRET: &str = "Hush";

const CIVILIZATIONS: &str = "insert into civilizations (civilization_id, name) values (15, 'Franks'), (30, 'Mayans')
    on conflict (civilization_id) do update set name = excluded.name";

/// A game as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Game {
    /// Its number.
    pub id: i64,
    /// The accounts, the winner first.
    pub players: [i64; 2],
    /// When it began: minutes after 2026-06-10T06:00:00Z.
    pub minute: i64,
    /// How long it took; `None` while it is being played.
    pub minutes: Option<i64>,
    /// Its map.
    pub map: &'static str,
}

/// The tournament `cup`, owned by HOST.
pub struct StagesFixture {
    /// The service.
    pub service: Service,
    /// The tournament.
    pub cup: TournamentId,
    /// The entries, by seed.
    pub entries: Vec<EntryId>,
    /// The round robin of two groups. Dora has withdrawn, and Bert lost half a point.
    pub groups: i64,
    /// The Swiss stage of the first five, with byes.
    pub swiss: i64,
    /// The show match of the first two, which is to begin on the next day.
    pub show: i64,
    /// The series that is being played, of the groups' last round.
    pub live: i64,
    /// The draft.
    pub draft: i64,
    /// A series of the draft.
    pub draft_series: i64,
}

impl StagesFixture {
    /// Sets all of it up.
    pub async fn start(settings: &Settings) -> Self {
        let mut fixture = Self::without_stages(settings).await;
        fixture.play_groups().await;
        fixture.play_swiss().await;
        fixture.announce().await;
        fixture.service.settle().await;
        fixture
    }

    /// The tournament with its roster, without stages and series.
    pub async fn without_stages(settings: &Settings) -> Self {
        let service = Service::start_with_settings(settings).await;
        service.database.run(CIVILIZATIONS).await;
        let pool = &service.database.pool;
        let cup = create(pool, &tournament("cup")).await;
        service.make_owner(cup, HOST).await;
        let mut entries = Vec::new();
        for (name, account) in NAMES.iter().zip(FIRST_ACCOUNT..) {
            entries.push(enter(pool, cup, name, Some(account)).await);
        }
        Self { service, cup, entries, groups: 0, swiss: 0, show: 0, live: 0, draft: 0, draft_series: 0 }
    }

    /// A host's request that must succeed.
    pub async fn host(&self, method: &str, path: &str, body: Value) -> Value {
        let token = self.service.token(HOST);
        let body = Some(body).filter(|body| !body.is_null());
        let (status, _, answer) =
            self.service.send(method, &format!("{CUP}{path}"), Some(&token), body.clone(), &[]).await;
        assert!((200..300).contains(&status), "{method} {path} {body:?}: {status} {answer}");
        answer
    }

    /// Creates the draft with its series.
    pub async fn draft(&mut self) {
        let stage = json!({
            "name": SECRET, "format": "manual", "participants": self.entries[..2], "series_format": {"best_of": 3},
        });
        self.draft = self.host("POST", "/stages", stage).await["stage_id"].as_i64().unwrap();
        self.host("POST", &format!("/stages/{}/start", self.draft), Value::Null).await;
        let series = json!({
            "stage_id": self.draft, "sides": self.entries[..2], "label": SECRET, "note": SECRET,
            "scheduled_at": "2026-06-10T12:30:00Z", "stream_url": format!("https://example.org/{SECRET}"),
        });
        self.draft_series = self.host("POST", "/series", series).await["series_id"].as_i64().unwrap();
    }

    /// Stores a game with a civilization of each side.
    pub async fn store(&self, game: &Game) {
        let Game { id, players: [winner, loser], minute, minutes, map } = game;
        let start = format!("timestamptz '2026-06-10T06:00:00Z' + {minute} * interval '1 minute'");
        let end = minutes.map_or("null".to_owned(), |minutes| format!("{start} + {minutes} * interval '1 minute'"));
        let state = if minutes.is_some() { "completed" } else { "in_progress" };
        let outcomes = if minutes.is_some() { ["'win'", "'loss'"] } else { ["null"; 2] };
        let run = async |statement: String| {
            sqlx::query(AssertSqlSafe(statement)).execute(&self.service.database.pool).await.unwrap();
        };
        run(format!("insert into matches values ({id}, 0, null, '{map}', null, {start}, {end}, '{state}', now())"))
            .await;
        for (side, (account, outcome)) in [winner, loser].into_iter().zip(outcomes).enumerate() {
            let civilization = [15, 30][side];
            run(format!(
                "insert into match_players (match_id, profile_id, started_at, completed_at, civilization_id, team_id,
                    outcome, xp_gained)
                values ({id}, {account}, {start}, {end}, {civilization}, {side}, {outcome}, 0)"
            ))
            .await;
        }
    }

    /// All series that everybody sees.
    pub async fn series(&self) -> Vec<Value> {
        self.service.get(&format!("{CUP}/series")).await["items"].as_array().unwrap().clone()
    }

    /// The account of a side, which is an entry.
    fn account(&self, side: &Value) -> i64 {
        let entry = side["tournament_player_id"].as_i64().unwrap();
        let place = self.entries.iter().position(|known| known.0 == entry).unwrap();
        FIRST_ACCOUNT + i64::try_from(place).unwrap()
    }

    async fn play_groups(&mut self) {
        let stage = json!({
            "name": "Groups", "format": "round_robin", "participants": self.entries, "groups": 2, "advance": 2,
            "series_format": {"best_of": 3}, "tie_breaks": ["head_to_head", "game_difference"], "visibility": "public",
        });
        self.groups = self.host("POST", "/stages", stage).await["stage_id"].as_i64().unwrap();
        self.host("POST", &format!("/stages/{}/start", self.groups), Value::Null).await;
        let mut all = self.series().await;
        all.sort_by_key(|series| (series["round"].as_i64(), series["series_id"].as_i64()));
        let mut id = 500;
        for (index, series) in (0..).zip(&all) {
            let round = series["round"].as_i64().unwrap();
            // The better seed wins, after a restart and a lost game in every second series.
            let [a, b] = [0, 1].map(|side| self.account(&series["sides"][side]));
            let (winner, loser) = (a.min(b), a.max(b));
            let minute = 60 * round;
            let games: &[_] = match (round, index % 2) {
                (1 | 2, 0) => &[(true, 25, "Arabia"), (true, 31, "Arena")],
                (1 | 2, _) => &[(true, 3, "Arabia"), (false, 20, "Arabia"), (true, 22, "Nomad"), (true, 40, "Arena")],
                (_, 0) if self.live == 0 => &[(true, 27, "Arabia"), (true, 0, "Black Forest")],
                _ => &[],
            };
            let mut start = minute;
            for (is_won, minutes, map) in games {
                let players = if *is_won { [winner, loser] } else { [loser, winner] };
                let minutes = Some(*minutes).filter(|minutes| *minutes > 0);
                self.store(&Game { id, players, minute: start, minutes, map }).await;
                start += 1 + minutes.unwrap_or_default();
                id += 1;
            }
            let series_id = series["series_id"].as_i64().unwrap();
            if round == 3 && self.live == 0 {
                self.live = series_id;
            }
            let hour = 6 + round + if games.is_empty() { 6 } else { 0 };
            let schedule = json!({"scheduled_at": format!("2026-06-10T{hour:02}:00:00Z")});
            self.host("PATCH", &format!("/series/{series_id}"), schedule).await;
        }
        let adjustment = json!({"side": self.entries[1], "points": -0.5, "reason": "Late to <the> game"});
        self.host("PUT", &format!("/stages/{}/adjustments", self.groups), adjustment).await;
        let withdrawn = format!("/stages/{}/participants/{}/withdraw", self.groups, self.entries[3]);
        self.host("POST", &withdrawn, Value::Null).await;
    }

    async fn play_swiss(&mut self) {
        let stage = json!({
            "name": "Swiss", "format": "swiss", "participants": self.entries[..5], "rounds": 3, "advance": 2,
            "series_format": {"play_all": 2}, "tie_breaks": ["buchholz", "opponents_win_rate", "seed"],
            "visibility": "public",
        });
        self.swiss = self.host("POST", "/stages", stage).await["stage_id"].as_i64().unwrap();
        self.host("POST", &format!("/stages/{}/start", self.swiss), Value::Null).await;
        let rounds = format!("/stages/{}/rounds", self.swiss);
        let first = self.host("POST", &rounds, json!({"dry_run": false})).await;
        for (pairing, result) in
            first["pairings"].as_array().unwrap().iter().zip([json!({"score": [1, 1]}), json!({"walkover": 1})])
        {
            self.host("PATCH", &format!("/series/{}", pairing["series_id"]), result).await;
        }
        self.host("POST", &rounds, json!({"dry_run": false})).await;
    }

    async fn announce(&mut self) {
        let show = json!({
            "sides": self.entries[..2], "format": {"best_of": 5}, "label": "Show match", "note": "Bring snacks",
            "scheduled_at": "2026-06-11T18:00:00Z", "stream_url": "https://twitch.tv/somebody",
        });
        self.show = self.host("POST", "/series", show).await["series_id"].as_i64().unwrap();
        self.draft().await;
    }
}
