//! A client that asks every public read for another value of every parameter each time, where most work is behind it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use domain::id::TournamentId;
use reqwest::Client;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use tests::{
    EVENTUALLY,
    parameters::{Parameter, parameters},
    tournament::{create, tournament},
    until,
    victim::assert_not_slowed,
};

use crate::served::Served;

/// Entries of the attacked tournament, as many as a roster takes.
const ENTRIES: i64 = 100;
/// Ranked games among them.
const GAMES: i64 = 20_000;
/// From one request of the attacker to the next.
const PACE: Duration = Duration::from_millis(8);
/// From one change of both tournaments to the next.
const CHANGES: Duration = Duration::from_millis(500);
/// What the process may grow by while each value of each parameter is asked for: what it keeps of views, and as much
/// again for those under way.
const MEMORY: u64 = 64 * 1024 * 1024;
/// The victim's requests in each phase of each attack.
const REQUESTS: usize = 150;

/// A tournament whose entrants play each other for fifteen days.
async fn large(served: &Served) -> TournamentId {
    let id = create(&served.database.pool, &tournament("large")).await;
    let everything = format!(
        "insert into players (profile_id, alias, updated_at)
            select n, 'Alias ' || n, now() from generate_series(1, {ENTRIES}) n;
        insert into player_ratings
                (profile_id, leaderboard_id, current_rating, max_rating, wins, losses, streak, drops, updated_at)
            select n, ladder, 1000 + n, 1100 + n, 200, 200, 1, 0, now()
            from generate_series(1, {ENTRIES}) n, generate_series(1, 20) ladder;
        insert into tournament_players (tournament_id, name, profile_id)
            select {id}, 'Player ' || n, n from generate_series(1, {ENTRIES}) n;
        insert into matches
                (match_id, matchtype_id, leaderboard_id, map_name, started_at, completed_at, state, updated_at)
            select n, 6, 3, 'Arabia', now() - n * interval '1 minute', now() - (n - 0.5) * interval '1 minute',
                'completed', now()
            from generate_series(1, {GAMES}) n;
        insert into match_players (match_id, profile_id, leaderboard_id, started_at, civilization_id, team_id, outcome,
                old_rating, new_rating, xp_gained)
            select n, 1 + (n * (1 + side * 6) + side) % {ENTRIES}, 3, now() - n * interval '1 minute', n % 40, side,
                case when side = 0 then 'win' else 'loss' end, 1000, 1001, 0
            from generate_series(1, {GAMES}) n, generate_series(0, 1) side
            on conflict do nothing;
        insert into player_rating_snapshots (profile_id, leaderboard_id, max_rating, current_rating, observed_at)
            select profile_id, 3, 1500, 1000 + match_id % 300, started_at + interval '1 minute' from match_players;
        insert into stages (tournament_id, name, format, sides, legs, half_pairing, best_of, admits, points_win,
                points_draw, points_loss, points_bye, tie_breaks, advance, is_public, created_at, started_at)
            values ({id}, 'Everybody', 'round_robin', 'entries', 1, 'slide', 1, 'lobby', 100, 50, 0, 100,
                '{{head_to_head,buchholz,sonneborn_berger,game_difference}}', 8, true, now(), now());
        insert into stage_participants (tournament_id, stage_id, tournament_player_id, seed, group_number)
            select {id}, 1, id, row_number() over (order by id), 1 from tournament_players where tournament_id = {id};
        insert into series (tournament_id, stage_id, round, group_number, first_entry_id, second_entry_id, best_of, admits,
                status, first_score, second_score, winner, decided_by, decided_at, created_at)
            select {id}, 1, (a.seed + b.seed) % {ENTRIES} + 1, 1, a.tournament_player_id, b.tournament_player_id, 1, 'lobby',
                'completed', 1, 0, 0, 'games', now(), now()
            from stage_participants a join stage_participants b on a.seed < b.seed;
        analyze",
        id = id.0
    );
    sqlx::raw_sql(AssertSqlSafe(everything)).execute(&served.database.driver_pool()).await.unwrap();
    served.nudge(id).await;
    id
}

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

/// Asks for every value in turn, from an address of its own, and counts the answers that are no refusals.
async fn ask_each(client: Client, url: String, values: Vec<String>, answered: Arc<AtomicUsize>, address: String) {
    let mut ticks = tokio::time::interval(PACE);
    for value in values.iter().cycle() {
        ticks.tick().await;
        let request = client.get(url.replace("{}", value)).header("x-forwarded-for", &address);
        let answer = request.send().await.unwrap();
        match answer.status().as_u16() {
            200 | 404 | 422 => answered.fetch_add(1, Relaxed),
            429 => 0,
            other => unreachable!("{other} for {value} at {url}"),
        };
        answer.bytes().await.unwrap();
    }
}

/// Whether any of these values leads to something, for a client of its own.
async fn leads_anywhere(client: &Client, url: &str, values: &[String], address: &str) -> bool {
    for value in values {
        let request = client.get(url.replace("{}", value)).header("x-forwarded-for", address);
        if request.send().await.unwrap().status() == 200 {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn of_no_read_cost_other_tournaments_readers_anything() {
    let served = Served::start(&[("VIEW_CACHE_MB", "32")]).await;
    let (large, cup) = (large(&served).await, TournamentId(1));
    let answered = Arc::new(AtomicUsize::new(0));
    let (client, attackers) = (client(), AtomicUsize::new(0));
    let document = client.get(served.url("/openapi.json")).send().await.unwrap();
    let parameters = parameters(&document.json::<Value>().await.unwrap(), "large");
    assert!(parameters.len() > 20, "{parameters:?}");
    let before = served.running.resident_bytes();
    let changes = async {
        let mut ticks = tokio::time::interval(CHANGES);
        loop {
            ticks.tick().await;
            served.nudge(large).await;
            served.nudge(cup).await;
        }
    };
    let attacks = async {
        for (number, Parameter { address, values }) in parameters.iter().enumerate() {
            // No tournament has such a slug, and no page such a cursor.
            let is_vain = address.contains("/tournaments/{}") || address.contains("cursor={}");
            let from = format!("203.0.113.{number}");
            let url = served.url(address);
            assert!(is_vain || leads_anywhere(&client, &url, values, &from).await, "{address}: {values:?}");
            let attack = || {
                // Each attack has a client's whole budget.
                let number = attackers.fetch_add(1, Relaxed);
                let from = format!("198.18.{}.{}", number / 250, number % 250);
                ask_each(client.clone(), served.url(address), values.clone(), Arc::clone(&answered), from)
            };
            let before = answered.load(Relaxed);
            // Shown if it fails.
            println!("{address}");
            assert_not_slowed(REQUESTS, async || served.request().await, attack).await;
            // How many are answered meanwhile depends on how long the victim's requests take.
            let are_answered = async || answered.load(Relaxed) >= before + 3;
            tokio::select! {
                () = attack() => {}
                () = until("the attacker is answered", EVENTUALLY, are_answered) => {}
            }
        }
    };
    tokio::select! {
        () = changes => {}
        () = attacks => {}
    }
    let grown = served.running.resident_bytes().saturating_sub(before);
    assert!(grown < MEMORY, "the process grew by {grown} bytes");
}
