//! A stats poll's write: what differs is written and told, and nothing else is touched.

use std::collections::BTreeSet;

use domain::{
    id::ProfileId,
    player::{Player, PlayerStats, PolledRating, Rank, Rating},
};
use tests::Database;

use super::{
    samples::{Edit, LADDER, later, noon, rating, stats},
    versions::{versions, written},
};

async fn save(database: &Database, stats: &[PlayerStats]) -> BTreeSet<ProfileId> {
    let mut tx = database.pool.begin().await.unwrap();
    let changed = store::stats::save(&mut tx, stats, later()).await.unwrap();
    tx.commit().await.unwrap();
    changed
}

async fn observations(database: &Database) -> Vec<(i64, i64, i64, i64)> {
    let query =
        "select profile_id, leaderboard_id, max_rating, current_rating from player_rating_snapshots order by id";
    sqlx::query_as(query).fetch_all(&database.pool).await.unwrap()
}

#[tokio::test]
async fn the_first_sight_of_an_account_is_a_change_and_an_observation_of_each_ladder() {
    let database = Database::fresh().await;
    let changed = save(&database, &[stats(1), stats(2)]).await;
    assert_eq!(changed, BTreeSet::from([ProfileId(1), ProfileId(2)]));
    let mut observed = observations(&database).await;
    observed.sort_unstable();
    assert_eq!(observed, [(1, 3, 1600, 1500), (1, 4, 1600, 1500), (2, 3, 1600, 1500), (2, 4, 1600, 1500)]);
}

#[tokio::test]
async fn what_did_not_change_is_neither_told_nor_written() {
    let database = Database::fresh().await;
    save(&database, &[stats(1), stats(2)]).await;
    let before = versions(&database).await;
    assert_eq!(save(&database, &[stats(2), stats(1)]).await, BTreeSet::new());
    assert_eq!(save(&database, &[]).await, BTreeSet::new());
    assert_eq!(versions(&database).await, before);
}

#[tokio::test]
async fn every_field_of_an_account_that_changes_is_told_and_stored() {
    let database = Database::fresh().await;
    save(&database, &[stats(1), stats(2)]).await;
    let edits: [Edit<PlayerStats>; 8] = [
        ("alias = 'new'", |s| s.player.alias = Some("new".to_owned())),
        ("steam_id = 's'", |s| s.player.steam_id = Some("s".to_owned())),
        ("xbox_id = 'x'", |s| s.player.xbox_id = Some("x".to_owned())),
        ("country = 'nl'", |s| s.player.country = Some("nl".to_owned())),
        ("clan_name is null", |s| s.player.clan_name = Some(String::new())),
        ("region_id = 9", |s| s.player.region_id = Some(9)),
        ("level = 11", |s| s.player.level = Some(11)),
        ("xp = 1001", |s| s.player.xp = Some(1_001)),
    ];
    let mut one = stats(1);
    for (is_so, edit) in edits {
        edit(&mut one);
        let before = versions(&database).await;
        assert_eq!(save(&database, &[one.clone(), stats(2)]).await, BTreeSet::from([ProfileId(1)]), "{is_so}");
        let mut written = written(&before, &versions(&database).await);
        // A region that nobody was in has totals from now on.
        written.retain(|row| !(is_so.starts_with("region_id") && row.starts_with("region totals")));
        assert_eq!(written, ["players 1"], "{is_so}");
        let query = sqlx::AssertSqlSafe(format!("select count(*) from players where profile_id = 1 and {is_so}"));
        let found: i64 = sqlx::query_scalar(query).fetch_one(&database.pool).await.unwrap();
        assert_eq!(found, 1, "{is_so}");
    }
}

#[tokio::test]
async fn every_field_of_a_rating_that_changes_is_told_and_stored() {
    let database = Database::fresh().await;
    save(&database, &[stats(1), stats(2)]).await;
    let edits: [Edit<PolledRating>; 9] = [
        ("wins = 21", |r| r.wins = Some(21)),
        ("losses = 11", |r| r.losses = Some(11)),
        ("streak = -1", |r| r.streak = Some(-1)),
        ("drops = 2", |r| r.drops = Some(2)),
        ("rank is null", |r| r.rank = Some(Rank::Unranked)),
        ("region_rank is null", |r| r.region_rank = Some(Rank::Unranked)),
        ("last_match_at = '2026-06-10T12:00:00Z'", |r| r.last_match_at = Some(noon())),
        ("current_rating = 1484", |r| r.current_rating = 1_484),
        ("max_rating = 1700", |r| r.max_rating = Some(1_700)),
    ];
    let mut one = stats(1);
    for (is_so, edit) in edits {
        edit(&mut one.ratings[0]);
        let before = versions(&database).await;
        assert_eq!(save(&database, &[one.clone(), stats(2)]).await, BTreeSet::from([ProfileId(1)]), "{is_so}");
        let written = written(&before, &versions(&database).await);
        assert!(written.contains(&"ratings 1 on 3".to_owned()), "{is_so}");
        let is_pair = is_so.starts_with("current") || is_so.starts_with("max");
        assert_eq!(written.len(), 1 + usize::from(is_pair), "{is_so}: an observation is of the pair alone");
        let row = "select count(*) from player_ratings where profile_id = 1 and leaderboard_id = 3";
        let query = sqlx::AssertSqlSafe(format!("{row} and {is_so}"));
        let found: i64 = sqlx::query_scalar(query).fetch_one(&database.pool).await.unwrap();
        assert_eq!(found, 1, "{is_so}");
    }
}

#[tokio::test]
async fn a_rank_that_moves_is_written_and_no_news() {
    let database = Database::fresh().await;
    save(&database, &[stats(1), stats(2)]).await;
    let edits: [fn(&mut PolledRating); 2] =
        [|rating| rating.rank = Some(Rank::At(101)), |rating| rating.region_rank = Some(Rank::At(8))];
    for edit in edits {
        let mut one = stats(1);
        edit(&mut one.ratings[0]);
        let before = versions(&database).await;
        assert_eq!(save(&database, &[one, stats(2)]).await, BTreeSet::new());
        assert_eq!(written(&before, &versions(&database).await), ["ratings 1 on 3"]);
        save(&database, &[stats(1)]).await;
    }
}

#[tokio::test]
async fn how_many_are_ranked_is_stored_once_for_each_ladder_and_region() {
    let database = Database::fresh().await;
    save(&database, &[stats(1), stats(2)]).await;
    let mut elsewhere = stats(3);
    elsewhere.player.region_id = Some(2);
    elsewhere.ratings[0].rank_total = Some(39_999);
    save(&database, &[elsewhere, stats(1), stats(2)]).await;
    let before = versions(&database).await;
    let more = [1, 2].map(|id| {
        let mut more = stats(id);
        more.ratings[0].rank_total = Some(40_001);
        more.ratings[0].region_rank_total = Some(901);
        more
    });
    assert_eq!(save(&database, &more).await, BTreeSet::new());
    assert_eq!(written(&before, &versions(&database).await), ["region totals 3 in 1", "totals 3"]);
    let totals = "select string_agg(rank_total::text, ' ' order by rank_total) from (
        select rank_total from ladder_totals where leaderboard_id = 3
        union all
        select rank_total from ladder_region_totals where leaderboard_id = 3
    ) as totals";
    assert_eq!(database.value::<String>(totals).await, "900 901 40001");
}

#[tokio::test]
async fn a_blank_alias_is_a_gap_and_keeps_the_name() {
    let database = Database::fresh().await;
    save(&database, &[stats(1)]).await;
    let mut blank = stats(1);
    blank.player.alias = None;
    assert_eq!(save(&database, std::slice::from_ref(&blank)).await, BTreeSet::new());
    blank.player.level = Some(99);
    assert_eq!(save(&database, &[blank]).await, BTreeSet::from([ProfileId(1)]));
    let alias: String = database.value("select alias from players where level = 99").await;
    assert_eq!(alias, "Player 1");
}

/// A rating and nothing else.
fn bare(profile: i64, current_rating: i64) -> PolledRating {
    PolledRating::new(ProfileId(profile), LADDER, current_rating)
}

#[tokio::test]
async fn what_a_later_answer_leaves_out_is_not_taken_back() {
    let database = Database::fresh().await;
    save(&database, &[stats(1)]).await;
    let before = versions(&database).await;
    let same = PlayerStats { player: Player::new(ProfileId(1)), ratings: vec![bare(1, 1_500)] };
    assert_eq!(save(&database, &[same]).await, BTreeSet::new());
    assert_eq!(versions(&database).await, before);
    // Nor when something else changes along with it; and a rating above the peak raises it.
    let moved =
        PlayerStats { player: Player { level: Some(11), ..Player::new(ProfileId(1)) }, ratings: vec![bare(1, 1_700)] };
    assert_eq!(save(&database, &[moved]).await, BTreeSet::from([ProfileId(1)]));
    let kept = "select count(*) from players join player_ratings using (profile_id)
        where leaderboard_id = 3 and alias = 'Player 1' and steam_id is not null and xbox_id is not null
            and country = 'de' and clan_name = 'TAG' and region_id = 1 and level = 11 and xp = 1000
            and current_rating = 1700 and max_rating = 1700 and wins = 20 and losses = 10 and streak = 3 and drops = 1
            and rank = 100 and region_rank = 7
            and last_match_at is not null";
    assert_eq!(database.value::<i64>(kept).await, 1);
}

#[tokio::test]
async fn what_was_never_told_is_nothing() {
    let database = Database::fresh().await;
    save(&database, &[PlayerStats { player: Player::new(ProfileId(1)), ratings: vec![bare(1, 1_500)] }]).await;
    let nothing = "select count(*) from players join player_ratings using (profile_id)
        where alias is null and clan_name is null and max_rating = 1500 and wins = 0 and losses = 0 and streak = 0
            and drops = 0 and rank is null and last_match_at is null";
    assert_eq!(database.value::<i64>(nothing).await, 1);
}

#[tokio::test]
async fn a_pair_that_returns_is_observed_again() {
    let database = Database::fresh().await;
    for current in [1_500, 1_516, 1_500, 1_500] {
        let rating = Rating { current_rating: current, ..rating(1, LADDER) };
        save(&database, &[PlayerStats { ratings: vec![rating.into()], ..stats(1) }]).await;
    }
    let pairs: Vec<_> = observations(&database).await.into_iter().map(|(.., current)| current).collect();
    assert_eq!(pairs, [1_500, 1_516, 1_500]);
}

#[tokio::test]
async fn a_ladder_that_a_payload_leaves_out_stays() {
    let database = Database::fresh().await;
    save(&database, &[stats(1)]).await;
    assert_eq!(save(&database, &[PlayerStats { ratings: Vec::new(), ..stats(1) }]).await, BTreeSet::new());
    assert_eq!(database.value::<i64>("select count(*) from player_ratings").await, 2);
}
