//! The world's own life: the same each time, busy enough, and consistent.

use std::collections::BTreeSet;
use std::time::Duration;

use sim::{Ladder, MatchType, Phase, Profile, World};

use crate::{EPOCH, crowd};

const HOUR: Duration = Duration::from_hours(1);

#[test]
fn the_same_seed_gives_the_same_world() {
    let (mut one, mut other) = (crowd(11, 30), crowd(11, 30));
    for world in [&mut one, &mut other] {
        world.advance(HOUR * 5);
        let players: Vec<_> = world.profiles().map(|profile| profile.id).collect();
        world.play_ranked(players[0], players[1]);
        world.advance(HOUR);
    }
    assert_eq!(one, other);
    assert_ne!(crowd(11, 30), crowd(12, 30));
}

#[test]
fn small_steps_lead_to_the_same_world_as_a_large_one() {
    let (mut strides, mut steps) = (crowd(5, 30), crowd(5, 30));
    strides.advance(HOUR * 3);
    for _ in 0..3 * 3600 * 4 {
        steps.advance(Duration::from_millis(250));
    }
    assert_eq!(strides, steps);
    assert!(strides.matches().count() > 0);
}

#[test]
fn nothing_happens_by_itself() {
    let world = crowd(5, 30);
    assert_eq!(world.now(), EPOCH);
    assert_eq!(world.matches().count() + world.lobbies().count(), 0);
}

#[test]
fn thirty_players_finish_a_ranked_game_every_few_minutes() {
    let mut world = crowd(2, 30);
    world.advance(HOUR * 24);
    let ranked = world.matches().filter(|game| game.match_type.is_ranked()).count();
    let minutes = 24.0 * 60.0 / ranked as f64;
    assert!((2.0..8.0).contains(&minutes), "one every {minutes} minutes");
    let seen: BTreeSet<_> = world.matches().map(|game| game.match_type).collect();
    for kind in [MatchType::SoloRm, MatchType::TeamRm2, MatchType::SoloEw, MatchType::Custom] {
        assert!(seen.contains(&kind), "{kind:?}");
    }
}

#[test]
fn players_who_join_do_not_wait_for_the_next_opening() {
    let mut world = crowd(3, 0);
    world.advance(Duration::from_secs(1));
    for _ in 0..300 {
        world.add_stranger();
    }
    world.advance(Duration::from_mins(10));
    assert!(world.lobbies().count() > 5);
}

#[test]
fn a_pace_shortens_games_and_leaves_the_clock_alone() {
    let mut world = World::populated(sim::Config::new(2, EPOCH).paced(30.0), 60);
    world.advance(HOUR);
    assert_eq!(world.now(), EPOCH + 3600);
    let every = 3600.0 / world.matches().count() as f64;
    assert!((2.0..8.0).contains(&every), "one every {every} seconds");
    assert!(world.matches().all(|game| (19..=61).contains(&(game.completed - game.started))));
}

fn sum(world: &World, ladder: Ladder) -> i64 {
    world.profiles().map(|one| one.rating_or_first(ladder)).sum()
}

#[test]
fn points_are_exchanged_and_never_created() {
    let mut world = crowd(9, 40);
    let ladders = [Ladder::SoloRm, Ladder::TeamRm, Ladder::SoloEw, Ladder::Custom];
    let before = ladders.map(|ladder| sum(&world, ladder));
    world.advance(HOUR * 24);
    assert_eq!(ladders.map(|ladder| sum(&world, ladder)), before);
    assert!(world.matches().any(|game| game.match_type == MatchType::TeamRm3));
}

#[test]
fn rows_follow_from_the_matches() {
    let mut world = crowd(4, 30);
    world.advance(HOUR * 12);
    for profile in world.profiles() {
        for ladder in Ladder::SHOWN {
            follows(&world, profile, ladder);
        }
    }
}

fn follows(world: &World, profile: &Profile, ladder: Ladder) {
    let mut games: Vec<_> =
        world.history_of(&[profile.id].into()).into_iter().filter(|game| game.match_type.ladder() == ladder).collect();
    games.sort_by_key(|game| game.completed);
    let parts: Vec<_> = games.iter().filter_map(|game| game.participant(profile.id)).collect();
    for pair in parts.windows(2) {
        assert_eq!(pair[0].new_rating, pair[1].old_rating);
        assert_eq!(pair[0].wins + pair[0].losses + 1, pair[1].wins + pair[1].losses);
    }
    let (Some(game), Some(part)) = (games.last(), parts.last()) else {
        return;
    };
    let row = world.standing(profile.id, ladder).expect("a row");
    assert_eq!(row.last_match, Some(game.completed));
    assert_eq!(row.rating, part.new_rating);
    assert_eq!((row.wins, row.losses, row.streak), (part.wins, part.losses, part.streak));
    assert!(row.highest_rating >= parts.iter().map(|one| one.new_rating).max().unwrap_or(0));
    assert_eq!(row.streak > 0, part.won);
}

#[test]
fn ranks_are_the_order_of_ratings() {
    let mut world = crowd(4, 50);
    world.advance(HOUR * 6);
    let ranks = world.ranks(Ladder::SoloRm);
    let mut ranked: Vec<_> = ranks.iter().map(|(id, rank)| (rank.rank, *id)).collect();
    ranked.sort_unstable();
    let places: Vec<i64> = ranked.iter().map(|(rank, _)| *rank).collect();
    assert_eq!(places, (1..=places.len() as i64).collect::<Vec<_>>());
    for pair in ranked.windows(2) {
        let rating = |id| world.rating(id, Ladder::SoloRm);
        assert!(rating(pair[0].1) >= rating(pair[1].1));
    }
    for (id, rank) in &ranks {
        assert_eq!(world.rank(*id, Ladder::SoloRm), Some(rank.rank));
    }
    assert!(ranks.len() < 50, "some rows are unranked");
}

#[test]
fn nobody_is_in_two_games_at_once() {
    let mut world = crowd(8, 30);
    let mut stale = 0;
    for _ in 0..600 {
        world.advance(Duration::from_secs(30));
        let live = world.lobbies().filter(|lobby| lobby.phase != Phase::Stale);
        let seated: Vec<_> = live.flat_map(|lobby| &lobby.seats).map(|seat| seat.profile).collect();
        let people: BTreeSet<_> = seated.iter().collect();
        assert_eq!(people.len(), seated.len());
        stale += world.lobbies().filter(|lobby| lobby.phase == Phase::Stale).count();
        for lobby in world.lobbies() {
            assert_eq!(world.finished(lobby.id).is_some(), lobby.phase == Phase::Stale);
        }
    }
    assert!(stale > 0, "some lobbies stay listed after their game");
}

#[test]
fn a_history_shows_the_last_few_of_each_type() {
    let config = sim::Config::new(8, EPOCH).keeping(3);
    let mut world = World::populated(config, 10);
    world.advance(HOUR * 48);
    let players: Vec<_> = world.profiles().map(|one| one.id).collect();
    let mut newest = Vec::new();
    for _ in 0..5 {
        newest.push(world.play_ranked(players[0], players[1]));
        world.advance(Duration::from_secs(1));
    }
    let shown = world.history_of(&[players[0]].into());
    let solo: Vec<_> = shown.iter().filter(|game| game.match_type == MatchType::SoloRm).collect();
    let ids: Vec<_> = solo.iter().map(|game| game.id).collect();
    assert_eq!(ids, newest[2..]);
    assert!(world.finished(newest[0]).is_none(), "on nobody's list, so forgotten");
    let everyone = players.into_iter().collect();
    assert_eq!(world.history_of(&everyone).len(), world.matches().count());
}

#[test]
fn random_picks_are_misreported_in_reports_and_right_in_members() {
    let mut world = crowd(6, 60);
    world.advance(HOUR * 48);
    let parts: Vec<_> = world.matches().flat_map(|game| &game.participants).collect();
    let lies = parts.iter().filter(|part| part.reported != part.civilization).count();
    let zeros = parts.iter().filter(|part| part.reported.0 == 0 && part.civilization.0 != 0).count();
    assert!(zeros > 0 && lies > zeros && lies < parts.len() / 4, "{zeros} of {lies}");
    assert!(parts.iter().all(|part| sim::civilizations::name(part.civilization).is_some()));
}

#[test]
fn a_large_history_has_the_requested_size() {
    let (world, tracked) = World::with_history(1, EPOCH, 100, 100);
    assert_eq!((tracked.len(), world.now()), (100, EPOCH));
    for id in &tracked {
        assert_eq!(world.history_of(&[*id].into()).len(), 100);
    }
    assert!(world.matches().all(|game| game.completed <= EPOCH));
    for id in tracked {
        follows(&world, world.profile(id).expect("known"), Ladder::SoloRm);
    }
}
