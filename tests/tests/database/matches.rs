//! A history poll's write: late corrections are taken, gaps are not.

use std::collections::BTreeSet;

use domain::{
    id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, SideId},
    matches::{Match, MatchPlayer, Outcome},
    player::Alias,
};
use tests::Database;

use super::{
    samples::{Edit, alias, at, duel, later, lobby, noon, part, replace_live},
    versions::{versions, written},
};

async fn save(database: &Database, matches: &[Match]) -> BTreeSet<MatchId> {
    let mut tx = database.pool.begin().await.unwrap();
    let changed = store::matches::save(&mut tx, matches, later()).await.unwrap();
    tx.commit().await.unwrap();
    changed
}

async fn save_aliases(database: &Database, aliases: &[Alias]) -> BTreeSet<MatchId> {
    let mut tx = database.pool.begin().await.unwrap();
    let changed = store::matches::save_aliases(&mut tx, aliases).await.unwrap();
    tx.commit().await.unwrap();
    changed
}

fn ids(ids: &[i64]) -> BTreeSet<MatchId> {
    ids.iter().copied().map(MatchId).collect()
}

#[tokio::test]
async fn what_did_not_change_is_neither_told_nor_written() {
    let database = Database::fresh().await;
    assert_eq!(save(&database, &[duel(1, 10, 11), duel(2, 10, 12)]).await, ids(&[1, 2]));
    let before = versions(&database).await;
    assert_eq!(save(&database, &[duel(2, 10, 12), duel(1, 10, 11)]).await, ids(&[]));
    assert_eq!(save(&database, &[]).await, ids(&[]));
    assert_eq!(versions(&database).await, before);
}

#[tokio::test]
async fn every_late_correction_is_told_and_stored() {
    let database = Database::fresh().await;
    save(&database, &[duel(1, 10, 11), duel(2, 10, 12)]).await;
    let edits: [Edit<Match>; 13] = [
        ("m.matchtype_id = 7", |m| m.matchtype_id = MatchTypeId(7)),
        ("m.leaderboard_id = 4", |m| m.leaderboard_id = Some(LeaderboardId(4))),
        ("m.map_name = 'Arena'", |m| m.map_name = "Arena".to_owned()),
        ("m.description = 'final'", |m| m.description = Some("final".to_owned())),
        ("m.started_at = '2026-06-10T09:59:00Z'", |m| m.started_at = at("2026-06-10T09:59:00Z")),
        ("m.completed_at = '2026-06-10T12:00:00Z'", |m| m.completed_at = Some(noon())),
        ("p.civilization_id = 0", |m| m.players[0].civilization_id = CivilizationId(0)),
        ("p.team_id = 4", |m| m.players[0].side = Some(SideId(4))),
        ("p.outcome = 'loss'", |m| m.players[0].outcome = Some(Outcome::Loss)),
        ("p.old_rating = 1", |m| m.players[0].old_rating = Some(1)),
        ("p.new_rating = 2", |m| m.players[0].new_rating = Some(2)),
        ("p.xp_gained = 0", |m| m.players[0].xp_gained = Some(0)),
        ("p.civilization_id = 40", |m| m.players[0].civilization_id = CivilizationId(40)),
    ];
    let mut one = duel(1, 10, 11);
    for (is_so, edit) in edits {
        edit(&mut one);
        assert_eq!(save(&database, &[one.clone(), duel(2, 10, 12)]).await, ids(&[1]), "{is_so}");
        let row = "select count(*) from matches m join match_players p using (match_id) where match_id = 1";
        let query = sqlx::AssertSqlSafe(format!("{row} and p.profile_id = 10 and {is_so}"));
        let found: i64 = sqlx::query_scalar(query).fetch_one(&database.pool).await.unwrap();
        assert_eq!(found, 1, "{is_so}");
    }
}

#[tokio::test]
async fn what_a_later_payload_leaves_out_is_not_taken_back() {
    let database = Database::fresh().await;
    save(&database, &[duel(1, 10, 11)]).await;
    let before = versions(&database).await;
    let mut gaps = Match { leaderboard_id: None, description: None, completed_at: None, ..duel(1, 10, 11) };
    for part in &mut gaps.players {
        (part.civilization_id, part.side, part.outcome) = (CivilizationId::UNKNOWN, None, None);
        (part.old_rating, part.new_rating, part.xp_gained) = (None, None, None);
    }
    assert_eq!(save(&database, std::slice::from_ref(&gaps)).await, ids(&[]));
    let players = std::mem::take(&mut gaps.players);
    assert_eq!(save(&database, std::slice::from_ref(&gaps)).await, ids(&[]));
    assert_eq!(versions(&database).await, before);
    // Nor when something else is corrected along with it.
    gaps.map_name = "Arena".to_owned();
    gaps.players = players.into_iter().map(|part| MatchPlayer { xp_gained: Some(4), ..part }).collect();
    assert_eq!(save(&database, &[gaps]).await, ids(&[1]));
    let kept = "select count(*) from matches m join match_players p using (match_id)
        where m.map_name = 'Arena' and m.leaderboard_id = 3 and m.description = 'AUTOMATCH' and m.state = 'completed'
            and m.completed_at is not null and p.xp_gained = 4 and p.civilization_id >= 5 and p.team_id is not null
            and p.outcome is not null and p.old_rating = 1500 and p.new_rating = 1516 and p.leaderboard_id = 3";
    assert_eq!(database.value::<i64>(kept).await, 2);
}

#[tokio::test]
async fn a_guess_replaces_nothing_that_is_known() {
    let database = Database::fresh().await;
    let guess = |map: &str, civilization: i64| {
        let mut one = Match { map_name: map.to_owned(), map_is_guess: true, ..duel(1, 10, 11) };
        one.players[0].civilization_id = CivilizationId(civilization);
        one.players[0].civilization_is_guess = true;
        one
    };
    let shown = async || {
        let row = "select map_name, civilization_id from matches join match_players using (match_id) \
            where profile_id = 10";
        sqlx::query_as::<_, (String, i64)>(row).fetch_one(&database.pool).await.unwrap()
    };
    for (told, is_news, known) in [
        (guess("Unknown", -1), true, ("Unknown", -1)),
        (guess("Marketplace", 0), true, ("Marketplace", 0)),
        (guess("Unknown", -1), false, ("Marketplace", 0)),
        (guess("Nomad", 9), false, ("Marketplace", 0)),
        (duel(1, 10, 11), true, ("Arabia", 5)),
        (guess("Marketplace", 0), false, ("Arabia", 5)),
        (Match { map_name: "Arena".to_owned(), ..duel(1, 10, 11) }, true, ("Arena", 5)),
    ] {
        assert_eq!(!save(&database, &[told]).await.is_empty(), is_news, "{known:?}");
        assert_eq!(shown().await, (known.0.to_owned(), known.1));
    }
}

#[tokio::test]
async fn one_outcome_against_what_is_known_leaves_no_two_losers() {
    let database = Database::fresh().await;
    let told = |one: Option<Outcome>, two: Option<Outcome>| {
        let mut duel = duel(1, 10, 11);
        (duel.players[0].outcome, duel.players[1].outcome) = (one, two);
        duel
    };
    let (won, lost) = (Some(Outcome::Win), Some(Outcome::Loss));
    let known = async || {
        let query = "select string_agg(coalesce(outcome, '?'), ' ' order by profile_id) from match_players";
        database.value::<String>(query).await
    };
    for (told, expected) in [
        (told(None, lost), "? loss"),
        (told(won, None), "win loss"),
        (told(lost, None), "win loss"),
        (told(None, won), "win loss"),
        (Match { players: vec![part(10, 0, Outcome::Loss)], ..duel(1, 10, 11) }, "win loss"),
        (told(lost, won), "loss win"),
        (told(None, None), "loss win"),
    ] {
        save(&database, &[told]).await;
        assert_eq!(known().await, expected);
    }
}

#[tokio::test]
async fn no_match_ends_before_it_starts() {
    let database = Database::fresh().await;
    save(&database, &[duel(1, 10, 11)]).await;
    // A start after the end that is known, in an answer that has forgotten the end.
    let moved = Match { started_at: noon(), completed_at: None, ..duel(1, 10, 11) };
    assert_eq!(save(&database, std::slice::from_ref(&moved)).await, ids(&[1]));
    assert_eq!(save(&database, &[moved]).await, ids(&[]));
    let negative = "select count(*) from matches where completed_at < started_at";
    assert_eq!(database.value::<i64>(negative).await, 0);
    let copies = "select count(*) from match_players where completed_at < started_at or completed_at is null";
    assert_eq!(database.value::<i64>(copies).await, 0);
}

#[tokio::test]
async fn a_lobbys_names_are_for_those_of_whom_no_history_told() {
    let database = Database::fresh().await;
    save(&database, &[duel(1, 10, 11)]).await;
    let lobby = async |names: &[Alias]| {
        let mut tx = database.pool.begin().await.unwrap();
        let shown = store::matches::save_lobby_aliases(&mut tx, names).await.unwrap();
        tx.commit().await.unwrap();
        shown
    };
    assert_eq!(lobby(&[alias(11, "Ada"), alias(12, "Bob")]).await, ids(&[1]));
    assert_eq!(save_aliases(&database, &[alias(11, "Ada II")]).await, ids(&[1]));
    let before = versions(&database).await;
    // Whichever comes next, and however often.
    for _ in 0..2 {
        assert_eq!(lobby(&[alias(11, "Ada"), alias(12, "Rob")]).await, ids(&[]));
        assert_eq!(save_aliases(&database, &[alias(11, "Ada II")]).await, ids(&[]));
    }
    assert_eq!(versions(&database).await, before);
}

#[tokio::test]
async fn who_joins_a_known_match_late_is_told() {
    let database = Database::fresh().await;
    save(&database, &[duel(1, 10, 11)]).await;
    let before = versions(&database).await;
    let mut three = duel(1, 10, 11);
    three.players.push(part(12, 2, Outcome::Loss));
    assert_eq!(save(&database, &[three]).await, ids(&[1]));
    assert_eq!(written(&before, &versions(&database).await), ["parts 1 by 12"]);
}

#[tokio::test]
async fn the_players_copies_of_ladder_and_start_follow_their_match() {
    let database = Database::fresh().await;
    let unrated = Match { leaderboard_id: None, ..duel(1, 10, 11) };
    save(&database, &[unrated.clone(), duel(2, 10, 11)]).await;
    let moved = Match { leaderboard_id: Some(LeaderboardId(4)), started_at: noon(), ..unrated };
    // Even of those whom the correction does not name.
    let moved = Match { players: vec![moved.players[0].clone()], ..moved };
    assert_eq!(save(&database, &[moved]).await, ids(&[1]));
    let apart: i64 = database
        .value(
            "select count(*) from match_players player join matches played using (match_id)
            where (player.leaderboard_id, player.started_at)
                is distinct from (played.leaderboard_id, played.started_at)",
        )
        .await;
    assert_eq!(apart, 0);
    let followed = "select count(*) from match_players where match_id = 1 and leaderboard_id = 4 \
        and started_at = '2026-06-10T12:00:00Z'";
    assert_eq!(database.value::<i64>(followed).await, 2);
}

#[tokio::test]
async fn a_history_completes_a_lobby_and_nothing_reopens_a_match() {
    let database = Database::fresh().await;
    let mut tx = database.pool.begin().await.unwrap();
    replace_live(&mut tx, &[lobby(1, &[10, 11])], noon()).await;
    tx.commit().await.unwrap();
    let running = Match { completed_at: None, ..duel(1, 10, 11) };
    let state = || database.value::<String>("select state from matches where match_id = 1");
    assert_eq!(save(&database, std::slice::from_ref(&running)).await, ids(&[1]));
    assert_eq!(state().await, "in_progress");
    assert_eq!(save(&database, &[duel(1, 10, 11)]).await, ids(&[1]));
    assert_eq!(state().await, "completed");
    assert_eq!(save(&database, &[running]).await, ids(&[]));
    let mut tx = database.pool.begin().await.unwrap();
    replace_live(&mut tx, &[lobby(1, &[10, 11])], noon()).await;
    tx.commit().await.unwrap();
    assert_eq!(state().await, "completed");
}

#[tokio::test]
async fn a_new_name_concerns_the_matches_that_show_it() {
    let database = Database::fresh().await;
    save(&database, &[duel(1, 10, 11), duel(2, 10, 12)]).await;
    assert_eq!(save_aliases(&database, &[alias(11, "Ada"), alias(12, "Bob"), alias(99, "Nil")]).await, ids(&[1, 2]));
    let before = versions(&database).await;
    assert_eq!(save_aliases(&database, &[alias(11, "Ada"), alias(12, "Bob")]).await, ids(&[]));
    assert_eq!(save_aliases(&database, &[]).await, ids(&[]));
    assert_eq!(versions(&database).await, before);
    assert_eq!(save_aliases(&database, &[alias(11, "Ada"), alias(12, "Rob")]).await, ids(&[2]));
    assert_eq!(written(&before, &versions(&database).await), ["aliases 12"]);
}

#[tokio::test]
async fn a_name_told_twice_in_one_payload_is_stored_once() {
    let database = Database::fresh().await;
    save(&database, &[duel(1, 10, 11)]).await;
    assert_eq!(save_aliases(&database, &[alias(11, "Ada"), alias(10, "Bob"), alias(11, "Ada")]).await, ids(&[1]));
    assert_eq!(database.value::<i64>("select count(*) from profile_aliases").await, 2);
}

#[tokio::test]
async fn matches_in_the_live_snapshot_are_told_from_others() {
    let database = Database::fresh().await;
    let mut tx = database.pool.begin().await.unwrap();
    replace_live(&mut tx, &[lobby(1, &[10, 11]), lobby(2, &[])], noon()).await;
    assert_eq!(store::matches::among_live(&mut tx, &ids(&[1, 2, 3])).await.unwrap(), ids(&[1]));
    assert_eq!(store::matches::among_live(&mut tx, &ids(&[])).await.unwrap(), ids(&[]));
}
