//! A tournament full of accounts that the upstream refuses, beside one that is played.

use sim::{Endpoint, Ladder, Profile, ProfileId};
use tests::{
    Service,
    tournament::{create, enter, tournament},
};

/// Accounts on a roster at most.
const ACCOUNTS: i64 = 100;
/// Requests that a tournament may cost in a round, whatever is on its roster.
const MOST: u64 = 25;

/// The service with a tournament of `ACCOUNTS` accounts that are good, and as many opponents for them.
async fn victim() -> (Service, Vec<ProfileId>) {
    let service = Service::start().await;
    let players: Vec<_> = (1..=ACCOUNTS).map(ProfileId).collect();
    service.sim.world(|world| {
        let week_ago = world.now() - 7 * 86_400;
        for player in &players {
            world.add_profile(Profile::new(*player, &format!("P{}", player.0)).rated(Ladder::SoloRm, 1500, week_ago));
        }
    });
    let cup = create(&service.database.pool, &tournament("cup")).await;
    for player in &players {
        enter(&service.database.pool, cup, &format!("P{}", player.0), Some(player.0)).await;
    }
    service.poll_stats().await;
    service.poll_chosen_matches().await;
    (service, players)
}

async fn attack(service: &Service) {
    let rival = create(&service.database.pool, &tournament("rival")).await;
    for id in 1_000_000..1_000_000 + ACCOUNTS {
        service.sim.world(|world| world.poison(ProfileId(id)));
        enter(&service.database.pool, rival, &format!("R{id}"), Some(id)).await;
    }
}

/// One round of both polls, a minute after the last one; the requests each made.
async fn round(service: &Service) -> [u64; 2] {
    let count = || [Endpoint::MatchHistory, Endpoint::PersonalStat].map(|which| service.sim.requests(which).count);
    let before = count();
    service.clock.advance(chrono::TimeDelta::seconds(60));
    service.sim.world(|world| world.advance(std::time::Duration::from_secs(60)));
    service.poll_stats().await;
    service.poll_chosen_matches().await;
    let after = count();
    [after[0] - before[0], after[1] - before[1]]
}

#[tokio::test]
async fn the_others_games_appear_as_soon_and_the_upstream_is_spared() {
    let (service, players) = victim().await;
    let peace = round(&service).await;
    attack(&service).await;
    let mut all = [0, 0];
    for number in 0..60 {
        let (winner, loser) = (players[number % 100], players[(number * 7 + 1) % 100]);
        let rated = 2_000 + i64::try_from(number).unwrap();
        let game = service.sim.world(|world| {
            world.set_rating(winner, Ladder::SoloRm, rated);
            world.play_ranked(winner, loser)
        });
        let asked = round(&service).await;
        for (poll, asked) in asked.into_iter().enumerate() {
            assert!(asked <= peace[poll] + MOST, "round {number} made {asked} requests, {} in peace", peace[poll]);
            all[poll] += asked - peace[poll];
        }
        service.settle().await;
        let path = format!("/v1/tournaments/cup/matches/{}", game.0);
        assert_eq!(service.get(&path).await["state"], "completed", "the game of round {number}, in its round");
        let polled: Option<i64> = service.get("/v1/tournaments/cup/standings").await["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["profile_id"] == winner.0)
            .and_then(|row| row["max_rating"].as_i64());
        assert!(polled >= Some(rated), "the rating of round {number}, in its round: {polled:?}");
    }
    // Each refused account alone some six times in an hour, and what it took to tell them apart.
    assert!(all.iter().all(|all| *all < 900), "{all:?} requests more in an hour");
}
