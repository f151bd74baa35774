//! Tests on recorded payloads, which are kept outside the repository because they name real people.

use std::path::PathBuf;

use domain::{
    id::{CivilizationId, LeaderboardId, MatchId, ProfileId},
    matches::Outcome,
    player::Rank,
};

use crate::{MatchTypes, convert};

/// A recorded payload's text.
fn sample(name: &str) -> String {
    let folder = std::env::var_os("STANDINGS_REFERENCE_DIR").expect("STANDINGS_REFERENCE_DIR is set");
    let path = PathBuf::from(folder).join("upstream/samples").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
#[ignore = "needs the reference folder"]
fn personal_stats() {
    let body = sample("GetPersonalStat.json");
    let parsed = convert::players::read(&body).unwrap();
    assert_eq!(parsed.dropped, 0);
    let [first, second] = &parsed.rows[..] else { panic!("{:?}", parsed.rows) };

    assert_eq!(first.player.profile_id, ProfileId(199_325));
    assert_eq!(first.player.steam_id.as_deref(), Some("76561198449406083"));
    assert_eq!(first.player.clan_name.as_deref(), Some(""), "an empty tag means no clan");
    let [solo, empire_wars] = &first.ratings[..] else { panic!("{:?}", first.ratings) };
    assert_eq!((solo.leaderboard_id, solo.current_rating, solo.max_rating), (LeaderboardId(3), 2871, Some(2987)));
    assert_eq!((solo.rank, solo.rank_total, solo.region_rank), (Some(Rank::At(2)), Some(61_230), Some(Rank::At(1))));
    assert_eq!(solo.last_match_at.unwrap().unix_seconds(), 1_781_630_000);
    assert_eq!((empire_wars.current_rating, empire_wars.max_rating), (1021, Some(1021)));
    assert_eq!(
        (empire_wars.rank, empire_wars.rank_total, empire_wars.last_match_at),
        (Some(Rank::Unranked), None, None)
    );

    assert_eq!(second.player.profile_id, ProfileId(1_819_870));
    assert_eq!(second.player.xbox_id.as_deref(), Some("2535405290000000"));
    assert_eq!((second.player.region_id, second.player.clan_name.as_deref()), (Some(0), Some("BACK2W")));
    assert_eq!(second.ratings[0].max_rating, Some(1878));
}

#[test]
#[ignore = "needs the reference folder"]
fn a_history() {
    let body = sample("getRecentMatchHistory.json");
    let parsed = convert::matches::read(&body, &MatchTypes::default()).unwrap();
    assert_eq!(parsed.dropped, 1, "a null profile");
    assert_eq!(parsed.aliases.len(), 2, "one is blank");
    let [ranked, custom] = &parsed.rows[..] else { panic!("{:?}", parsed.rows) };

    assert_eq!((ranked.match_id, ranked.leaderboard_id), (MatchId(485_296_798), Some(LeaderboardId(3))));
    assert_eq!(ranked.map_name, "Arabia", "the plain name is wrong");
    assert_eq!(ranked.players[0].civilization_id, CivilizationId(4), "the report lies");
    assert_eq!(ranked.players[0].outcome, Some(Outcome::Win));
    assert_eq!(ranked.players[1].new_rating, Some(1799));

    assert_eq!((custom.leaderboard_id, custom.map_name.as_str()), (None, "KotD_Arena"));
    let found: Vec<_> = custom
        .players
        .iter()
        .map(|player| (player.profile_id.0, player.civilization_id.0, player.outcome, player.new_rating))
        .collect();
    let expected = [(1_819_870, 31, Some(Outcome::Win), None), (25_478_303, 0, Some(Outcome::Loss), None)];
    assert_eq!(found, expected);
}

#[test]
#[ignore = "needs the reference folder"]
fn lobbies() {
    let body = sample("findAdvertisements.json");
    let page = convert::lobbies::read(&body, &MatchTypes::default()).unwrap();
    assert_eq!((page.listed, page.rows.dropped, page.rows.aliases.len()), (2, 0, 2));
    let lobby = &page.rows.rows[0];
    assert!(lobby.started);
    assert_eq!(lobby.match_id, MatchId(100_000_001));
    assert_eq!(lobby.map_name, "Black Forest", "from the options: the plain name is \"test map\"");
    let members: Vec<_> = lobby
        .members
        .iter()
        .map(|member| (member.profile_id.0, member.civilization_id.0, member.side.map(|side| side.0)))
        .collect();
    assert_eq!(members, [(339_354, 0, Some(0)), (1_000_001, 1, Some(1))], "the slots know one more");
}

#[test]
#[ignore = "needs the reference folder"]
fn the_catalogue() {
    let body = sample("getAvailableLeaderboards.json");
    let (catalogue, dropped) = convert::catalogue::read(&body).unwrap();
    assert_eq!(dropped, 0);
    assert_eq!((catalogue.leaderboards.len(), catalogue.civilizations.len()), (13, 45));
    assert_eq!(catalogue.match_types.len(), 25);
    assert_eq!(catalogue.civilizations[0].name, "Aztec");
    let built_in = MatchTypes::default();
    let overlaid = built_in.clone().with(&catalogue);
    for kind in (0..=61).map(domain::id::MatchTypeId) {
        assert_eq!(built_in.leaderboard(kind), overlaid.leaderboard(kind), "the built-in map agrees with the live one");
    }
}
