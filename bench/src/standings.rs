//! Standings of 100 entries with 20,000 matches behind them: rendered anew, and from memory.

use std::time::{Duration, Instant};

use domain::{
    clock::{Clock as _, Timestamp},
    id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId},
    matches::{Match, MatchPlayer, Outcome},
    player::{Alias, Player, PlayerStats, Rating},
};
use store::{matches, stats};
use tests::{
    Service,
    tournament::{create, enter, tournament},
};

use crate::{figure::Report, ingest::times};

const ENTRIES: i64 = 100;
const MATCHES: i64 = 20_000;
/// Half of the games are against somebody else on the roster.
const STRANGERS: i64 = 400;

pub(crate) async fn measure(report: &mut Report) {
    let service = Service::start().await;
    fill(&service).await;
    service.poll_reference().await;
    service.settle().await;
    let path = "/v1/tournaments/bench/standings";
    let url = format!("{}{path}", service.base_url);
    // The cookie asks for an answer straight from the database.
    let cold = async || {
        let request = service.client.get(&url).header("cookie", "criticalbit_access=x");
        request.send().await.unwrap().bytes().await.unwrap();
    };
    cold().await;
    let cold = times(25, cold).await;
    let body = service.answer(path).await.bytes().await.unwrap();
    let before = service.door.bytes_sent();
    let count = 2_000;
    let started = Instant::now();
    for _ in 0..count {
        service.answer(path).await.bytes().await.unwrap();
    }
    let hot = started.elapsed() / count;
    report.note("standings body of 100 entries", format!("{} kB", body.len() / 1_000));
    report.time("cold standings, 100 entries, 20,000 matches", &cold, Duration::from_millis(40));
    report.note("hot standings, one after the other", format!("{:.2} ms", hot.as_secs_f64() * 1e3));
    #[expect(clippy::cast_precision_loss, reason = "a few bytes")]
    let sent = (service.door.bytes_sent() - before) as f64;
    report.at_most("bytes sent to the database by 2,000 hot standings", sent, 0.0, "B");
}

async fn fill(service: &Service) {
    let pool = &service.database.pool;
    let now = service.clock.now();
    let id = create(pool, &tournament("bench")).await;
    let mut tx = pool.begin().await.unwrap();
    let players: Vec<_> = (1..=ENTRIES).map(player).collect();
    stats::save(&mut tx, &players, now).await.unwrap();
    let games: Vec<_> = (1..=MATCHES).map(|number| game(number, now)).collect();
    for games in games.chunks(5_000) {
        matches::save(&mut tx, games, now).await.unwrap();
    }
    let aliases: Vec<_> = (1..=ENTRIES + STRANGERS)
        .map(|profile| Alias { profile_id: ProfileId(profile), alias: format!("Alias {profile}") })
        .collect();
    matches::save_aliases(&mut tx, &aliases).await.unwrap();
    tx.commit().await.unwrap();
    for profile in 1..=ENTRIES {
        enter(pool, id, &format!("Player {profile}"), Some(profile)).await;
    }
    service.database.run("analyze").await;
}

fn player(profile: i64) -> PlayerStats {
    let profile_id = ProfileId(profile);
    let player = Player {
        profile_id,
        alias: Some(format!("Alias {profile}")),
        steam_id: None,
        xbox_id: None,
        country: Some("de".to_owned()),
        clan_name: None,
        region_id: None,
        level: None,
        xp: None,
    };
    let rating = Rating {
        profile_id,
        leaderboard_id: LeaderboardId(3),
        current_rating: 1_000 + profile,
        max_rating: 1_100 + profile,
        wins: 100,
        losses: 100,
        streak: 1,
        drops: 0,
        rank: Some(profile),
        rank_total: Some(50_000),
        region_rank: None,
        region_rank_total: None,
        last_match_at: None,
    };
    PlayerStats { player, ratings: vec![rating] }
}

fn game(number: i64, now: Timestamp) -> Match {
    let opponent = if number % 2 == 0 { number * 7 % ENTRIES + 1 } else { ENTRIES + number % STRANGERS + 1 };
    let own = number % ENTRIES + 1;
    let opponent = if opponent == own { ENTRIES + 1 } else { opponent };
    let ended = Timestamp::from_unix_seconds(now.unix_seconds() - number * 60).unwrap();
    let started = Timestamp::from_unix_seconds(ended.unix_seconds() - 1_800).unwrap();
    let part = |profile, side, won| MatchPlayer {
        profile_id: ProfileId(profile),
        civilization_id: CivilizationId((number + side) % 45),
        side: Some(SideId(side)),
        outcome: Some(if won { Outcome::Win } else { Outcome::Loss }),
        old_rating: Some(1_000),
        new_rating: Some(1_000 + number % 300),
        xp_gained: 1,
    };
    Match {
        match_id: MatchId(number),
        matchtype_id: MatchTypeId(6),
        leaderboard_id: Some(LeaderboardId(3)),
        map_name: "Arabia".to_owned(),
        description: Some("AUTOMATCH".to_owned()),
        started_at: started,
        completed_at: Some(ended),
        players: vec![part(own, 0, number % 3 == 0), part(opponent, 1, number % 3 != 0)],
    }
}
