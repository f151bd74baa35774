//! Personal stats with every oddity we know of.

use domain::player::Player;
use serde_json::{Value, json};

use super::*;

fn member(profile_id: i64) -> Value {
    json!({
        "profile_id": profile_id, "name": "/steam/7656", "alias": "ada", "xp": 12, "level": 3,
        "leaderboardregion_id": 0, "country": "NL", "clanlist_name": "OAK",
    })
}

fn group(id: i64, members: &[Value]) -> Value {
    json!({"id": id, "name": "", "type": 1, "members": members})
}

fn stat(group: i64, ladder: i64, rating: i64) -> Value {
    json!({"statgroup_id": group, "leaderboard_id": ladder, "rating": rating, "highestrating": rating + 50})
}

fn with(mut row: Value, key: &str, value: impl Into<Value>) -> Value {
    row[key] = value.into();
    row
}

fn parse(groups: &[Value], stats: &[Value]) -> Rows<PlayerStats> {
    read(&json!({"statGroups": groups, "leaderboardStats": stats}).to_string()).unwrap()
}

/// The only player, from the only member row.
fn player_from(member: Value) -> Player {
    let mut parsed = parse(&[group(1, &[member])], &[]);
    assert_eq!((parsed.rows.len(), parsed.dropped), (1, 0));
    parsed.rows.remove(0).player
}

/// The only rating, from the only stat row.
fn rating_from(stat: Value) -> PolledRating {
    let mut parsed = parse(&[group(1, &[member(41)])], &[stat]);
    assert_eq!((parsed.rows.len(), parsed.dropped), (1, 0));
    parsed.rows.remove(0).ratings.remove(0)
}

#[test]
fn ratings_are_joined_by_the_groups_number() {
    let parsed = parse(
        &[group(900, &[member(42), member(77)]), group(800, &[member(41)])],
        &[stat(800, 13, 1000), stat(900, 3, 1500), stat(800, 3, 1600)],
    );
    let joined: Vec<_> = parsed
        .rows
        .iter()
        .flat_map(|stats| stats.ratings.iter().map(|rating| (stats.player.profile_id.0, rating)))
        .map(|(id, rating)| (id, rating.profile_id.0, rating.leaderboard_id.0, rating.current_rating))
        .collect();
    assert_eq!(joined, [(41, 41, 3, 1600), (41, 41, 13, 1000), (42, 42, 3, 1500)]);
    assert_eq!(parsed.dropped, 0);
}

#[test]
fn an_account_without_ratings_is_an_account() {
    let parsed = parse(&[group(1, &[member(41)])], &[]);
    assert_eq!(parsed.rows[0].ratings, []);
}

#[test]
fn every_field_of_a_player_is_read() {
    assert_eq!(
        player_from(member(41)),
        Player {
            alias: Some("ada".to_owned()),
            steam_id: Some("7656".to_owned()),
            country: Some("nl".to_owned()),
            clan_name: Some("OAK".to_owned()),
            region_id: Some(0),
            level: Some(3),
            xp: Some(12),
            ..Player::new(ProfileId(41))
        }
    );
}

#[test]
fn missing_fields_of_a_player_are_none() {
    let xbox = player_from(with(member(41), "name", "/xboxlive/2535"));
    assert_eq!((xbox.steam_id, xbox.xbox_id), (None, Some("2535".to_owned())));
    for name in ["/steam/", "/psn/12", "ada", ""] {
        let other = player_from(with(member(41), "name", name));
        assert_eq!((other.steam_id, other.xbox_id), (None, None), "{name}");
    }
    let blank = player_from(json!({
        "profile_id": "41", "alias": " ", "country": "", "clanlist_name": null, "xp": -1,
        "level": null, "leaderboardregion_id": "?",
    }));
    assert_eq!(blank, Player::new(ProfileId(41)));
    for (tag, clan) in [(json!(""), Some("")), (json!(" "), Some("")), (json!("OAK"), Some("OAK")), (json!(7), None)] {
        let clan_name = player_from(with(member(41), "clanlist_name", tag)).clan_name;
        assert_eq!(clan_name.as_deref(), clan, "an empty tag means no clan");
    }
}

#[test]
fn the_peak_is_never_below_the_rating() {
    let stat = stat(1, 3, 1500);
    assert_eq!(rating_from(stat.clone()).max_rating, Some(1550));
    for highest in [json!(0), json!(-1), json!(1499)] {
        let rating = rating_from(with(stat.clone(), "highestrating", highest));
        assert_eq!((rating.current_rating, rating.max_rating), (1500, Some(1500)));
    }
    for highest in [json!(null), json!("many"), json!([])] {
        let rating = rating_from(with(stat.clone(), "highestrating", highest));
        assert_eq!((rating.current_rating, rating.max_rating), (1500, None), "an unreadable peak is none");
    }
}

#[test]
fn unranked_accounts_and_accounts_that_never_played_are_read() {
    let ranked = rating_from(json!({
        "statgroup_id": 1, "leaderboard_id": "3", "rating": 1500.0, "wins": 7, "losses": 5,
        "streak": -2, "drops": 1, "rank": 4, "ranktotal": 90, "regionrank": 2, "regionranktotal": 30,
        "lastmatchdate": 1_780_336_800,
    }));
    assert_eq!((ranked.wins, ranked.losses, ranked.streak, ranked.drops), (Some(7), Some(5), Some(-2), Some(1)));
    assert_eq!((ranked.rank, ranked.rank_total), (Some(Rank::At(4)), Some(90)));
    assert_eq!((ranked.region_rank, ranked.region_rank_total), (Some(Rank::At(2)), Some(30)));
    assert_eq!(ranked.last_match_at.unwrap().to_string(), "2026-06-01T18:00:00Z");

    let unranked = rating_from(json!({
        "statgroup_id": 1, "leaderboard_id": 3, "rating": 1000, "rank": -1, "ranktotal": -1,
        "regionrank": -1, "regionranktotal": 0, "lastmatchdate": 0,
    }));
    assert_eq!((unranked.wins, unranked.losses, unranked.streak, unranked.drops), (None, None, None, None));
    assert_eq!((unranked.rank, unranked.rank_total), (Some(Rank::Unranked), None));
    assert_eq!(unranked.region_rank, Some(Rank::Unranked));
    assert_eq!((unranked.region_rank_total, unranked.last_match_at), (Some(0), None));
}

#[test]
fn the_newer_of_two_rows_wins_whichever_comes_first() {
    let older = with(with(member(41), "alias", "old"), "xp", 11);
    let groups = [group(1, &[older]), group(2, &[with(member(41), "alias", "new")])];
    let played = |stat, games: i64| with(with(stat, "lastmatchdate", 1_780_336_800), "wins", games);
    let empty = with(stat(2, 13, 1000), "lastmatchdate", 0);
    let stats = [
        played(stat(1, 3, 1501), 8),
        played(stat(2, 3, 1500), 7),
        stat(1, 4, 1200),
        with(stat(1, 13, 1300), "lastmatchdate", 1_780_336_800),
        empty,
    ];
    let reversed = |rows: &[Value]| rows.iter().rev().cloned().collect::<Vec<_>>();
    for (groups, stats) in [(groups.to_vec(), stats.to_vec()), (reversed(&groups), reversed(&stats))] {
        let parsed = parse(&groups, &stats);
        assert_eq!(parsed.rows.len(), 1);
        assert_eq!(parsed.rows[0].player.alias.as_deref(), Some("new"));
        let ratings = parsed.rows[0].ratings.iter().map(|rating| rating.current_rating);
        assert_eq!(ratings.collect::<Vec<_>>(), [1501, 1200, 1300], "an empty row replaces none");
    }
}

#[test]
fn an_arranged_team_is_not_its_first_member() {
    let team = |id: i64, kind: i64, members: &[Value]| with(group(id, members), "type", kind);
    let both = [member(41), member(42)];
    let groups =
        [team(9, 2, &both), group(1, &[member(41)]), group(2, &[member(42)]), team(8, 2, &both[..1]), team(7, 4, &[])];
    let stats = [stat(1, 3, 1500), stat(9, 3, 2000), stat(9, 4, 2100), stat(8, 13, 2200), stat(2, 3, 1400)];
    let parsed = parse(&groups, &stats);
    let ratings: Vec<_> = parsed
        .rows
        .iter()
        .map(|stats| (stats.player.profile_id.0, stats.ratings.iter().map(|r| r.current_rating).collect::<Vec<_>>()))
        .collect();
    assert_eq!(ratings, [(41, vec![1500]), (42, vec![1400])]);
    assert_eq!((parsed.dropped, parsed.incomplete), (0, None), "as usual as anything");
    // Without a type the number of members decides.
    let untold = |id, members: &[Value]| with(group(id, members), "type", Value::Null);
    let parsed = parse(&[untold(1, &both[..1]), untold(9, &both)], &[stat(1, 3, 1500), stat(9, 3, 2000)]);
    assert_eq!(parsed.rows.len(), 1);
    assert_eq!(parsed.rows[0].ratings[0].current_rating, 1500);
}

#[test]
fn a_group_that_two_accounts_claim_belongs_to_neither() {
    let groups = [group(1, &[member(41)]), group(1, &[member(42)]), group(2, &[member(42)])];
    for groups in [groups.to_vec(), groups.iter().rev().cloned().collect()] {
        let parsed = parse(&groups, &[stat(1, 3, 1500), stat(2, 3, 1400)]);
        let ratings: Vec<_> = parsed.rows.iter().map(|stats| stats.ratings.len()).collect();
        assert_eq!(ratings, [0, 1]);
    }
}

#[test]
fn an_answer_may_have_groups_without_ratings() {
    let body = json!({"statGroups": [group(1, &[member(41)])], "leaderboardStats": null});
    let parsed = read(&body.to_string()).unwrap();
    assert_eq!((parsed.rows.len(), parsed.dropped, parsed.incomplete), (1, 0, None));
    for (lists, value) in [("gone", json!([])), ("leaderboardStats", json!(7)), ("leaderboardStats", json!({}))] {
        let mut body = json!({"statGroups": [group(1, &[member(41)])]});
        body[lists] = value;
        let parsed = read(&body.to_string()).unwrap();
        assert_eq!(parsed.rows.len(), 1, "what is whole is read");
        assert_eq!(parsed.incomplete, Some(Error::WrongShape { lacks: "leaderboardStats" }));
    }
}

#[test]
fn an_unusable_row_is_dropped_alone() {
    let useless_groups = [
        json!(null),
        group(5, &[]),
        json!({"id": 6}),
        group(7, &[member(0)]),
        group(8, &[member(-41)]),
        with(group(9, &[member(44)]), "id", Value::Null),
    ];
    let useless_stats = [
        json!(null),
        json!("row"),
        stat(99, 3, 1500),
        with(stat(1, 3, 1), "rating", Value::Null),
        with(stat(1, 3, 1), "leaderboard_id", -1),
        with(stat(1, 3, 1), "statgroup_id", "many"),
    ];
    let groups = [&useless_groups[..], &[group(1, &[json!(null), member(41)])]].concat();
    let stats = [&useless_stats[..], &[stat(1, 3, 1500)]].concat();
    let parsed = parse(&groups, &stats);
    assert_eq!(parsed.rows.len(), 1);
    assert_eq!(parsed.rows[0].ratings.len(), 1);
    assert_eq!(parsed.dropped, 6 + 6 + 1);
}

#[test]
fn an_alias_that_is_not_unicode_does_not_affect_the_ratings() {
    let body = r#"{"statGroups":[{"id":1,"members":[{"profile_id":41,"alias":"\ud83d"}]}],
        "leaderboardStats":[{"statgroup_id":1,"leaderboard_id":3,"rating":1500}]}"#;
    let parsed = read(body).unwrap();
    assert_eq!(parsed.rows[0].player.alias, None);
    assert_eq!(parsed.rows[0].ratings.len(), 1);
}

#[test]
fn both_lists_are_required() {
    for body in [json!({"statGroups": []}), json!({"statGroups": null, "leaderboardStats": []}), json!({})] {
        let lacks = read(&body.to_string()).map_or_else(Some, |rows| rows.incomplete);
        assert_eq!(lacks.unwrap().cause(), "wrong_shape", "{body}");
    }
}
