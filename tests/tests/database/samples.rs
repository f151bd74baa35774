//! Facts to save, as plain as they can be.

use std::collections::BTreeSet;

use domain::{
    clock::Timestamp,
    id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId},
    live::{Lobby, LobbyMember},
    matches::{Match, MatchPlayer, Outcome},
    player::{Alias, Player, PlayerStats, Rating},
};
use store::{
    Tx,
    live::{self, Unreadable},
};

/// A change, and the SQL that says it was stored.
pub(crate) type Edit<T> = (&'static str, fn(&mut T));

pub(crate) const LADDER: LeaderboardId = LeaderboardId(3);

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("RFC 3339")
}

pub(crate) fn noon() -> Timestamp {
    at("2026-06-10T12:00:00Z")
}

pub(crate) fn later() -> Timestamp {
    at("2026-06-10T12:00:30Z")
}

/// Someone of whom everything is known.
pub(crate) fn player(profile: i64) -> Player {
    Player {
        alias: Some(format!("Player {profile}")),
        steam_id: Some("76561".to_owned()),
        xbox_id: Some("2533".to_owned()),
        country: Some("de".to_owned()),
        clan_name: Some("TAG".to_owned()),
        region_id: Some(1),
        level: Some(10),
        xp: Some(1_000),
        ..Player::new(ProfileId(profile))
    }
}

/// A place on a ladder with everything known of it.
pub(crate) fn rating(profile: i64, ladder: LeaderboardId) -> Rating {
    Rating {
        max_rating: 1_600,
        wins: 20,
        losses: 10,
        streak: 3,
        drops: 1,
        rank: Some(100),
        rank_total: Some(40_000),
        region_rank: Some(7),
        region_rank_total: Some(900),
        last_match_at: Some(at("2026-06-10T11:00:00Z")),
        ..Rating::new(ProfileId(profile), ladder, 1_500)
    }
}

pub(crate) fn stats(profile: i64) -> PlayerStats {
    PlayerStats {
        player: player(profile),
        ratings: [LADDER, LeaderboardId(4)].map(|ladder| rating(profile, ladder).into()).to_vec(),
    }
}

pub(crate) fn part(profile: i64, side: i64, outcome: Outcome) -> MatchPlayer {
    MatchPlayer {
        profile_id: ProfileId(profile),
        civilization_id: CivilizationId(5 + side),
        civilization_is_guess: false,
        side: Some(SideId(side)),
        outcome: Some(outcome),
        old_rating: Some(1_500),
        new_rating: Some(1_516),
        xp_gained: Some(3),
    }
}

/// A finished duel that `one` won against `two`.
pub(crate) fn duel(id: i64, one: i64, two: i64) -> Match {
    Match {
        match_id: MatchId(id),
        matchtype_id: MatchTypeId(6),
        leaderboard_id: Some(LADDER),
        map_name: "Arabia".to_owned(),
        map_is_guess: false,
        description: Some("AUTOMATCH".to_owned()),
        started_at: at("2026-06-10T10:00:00Z"),
        completed_at: Some(at("2026-06-10T10:30:00Z")),
        players: vec![part(one, 0, Outcome::Win), part(two, 1, Outcome::Loss)],
    }
}

pub(crate) fn lobby(id: i64, members: &[i64]) -> Lobby {
    let member = |(side, profile): (usize, &i64)| LobbyMember {
        profile_id: ProfileId(*profile),
        civilization_id: CivilizationId::UNKNOWN,
        side: i64::try_from(side).ok().map(SideId),
    };
    Lobby {
        match_id: MatchId(id),
        started: false,
        matchtype_id: MatchTypeId(6),
        leaderboard_id: Some(LADDER),
        map_name: "Arena".to_owned(),
        description: Some("come in".to_owned()),
        members: members.iter().enumerate().map(member).collect(),
    }
}

/// Replaces the live snapshot with `lobbies`. Returns all accounts in a lobby that came, went or changed.
pub(crate) async fn replace_live(tx: &mut Tx, lobbies: &[Lobby], now: Timestamp) -> BTreeSet<ProfileId> {
    live::replace_except(tx, lobbies, Unreadable::Lobbies(&BTreeSet::new()), now).await.expect("it is stored").changed
}

pub(crate) fn alias(profile: i64, name: &str) -> Alias {
    Alias { profile_id: ProfileId(profile), alias: name.to_owned() }
}
