//! Read models made by hand, in which everything that hosts, players or the upstream name has the given name.

use std::collections::HashSet;

use domain::{
    civ_stats::{CivStat, CivStats, CivilizationNames, PlayerCivStats},
    clock::Timestamp,
    entrant::Entrant,
    history::{
        PlayerStandingHistory, StandingHistoryPoint, StandingsHistory, TeamStandingHistory, TeamStandingHistoryPoint,
    },
    id::{CivilizationId, EntryId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId, TeamId, TournamentId},
    matches::{MatchState, Outcome},
    participations::Participations,
    player::Player,
    progression::{PlayerProgression, ProgressionPoint},
    record::TournamentRecord,
    roster::{Entry, Presentation},
    standings::{RecentGames, StandingRow, StandingTeam, StandingsFacts, standings},
    tournament::{RankBy, Tournament, Window},
    tournament_facts::TournamentFacts,
    view::matches::{MatchPlayerRead, MatchRead},
};

fn at(hour: i64) -> Timestamp {
    Timestamp::from_unix_seconds(1_780_272_000 + hour * 3_600).unwrap()
}

pub(super) fn entry(number: i64) -> EntryId {
    EntryId(EntryId::FIRST.0 + number)
}

/// Three players and two teams over two days, all named `name`.
pub(super) fn places(name: &str) -> StandingsHistory {
    let point = |position, rating| StandingHistoryPoint { position, peak_rating: Some(rating), current_rating: None };
    let player = |number: i64, positions: [i64; 3]| PlayerStandingHistory {
        tournament_player_id: entry(number),
        profile_id: Some(ProfileId(number)),
        name: name.to_owned(),
        points: positions.map(|position| point(position, 1_700 - 10 * position)).to_vec(),
    };
    let team_point =
        |position| TeamStandingHistoryPoint { position, combined_peak_elo: Some(3_000), combined_current_elo: None };
    let team = |number, positions: [i64; 3]| TeamStandingHistory {
        team_id: TeamId(number),
        name: name.to_owned(),
        initials: name.to_owned(),
        points: positions.map(team_point).to_vec(),
    };
    StandingsHistory {
        last_polled_at: Some(at(30)),
        buckets: vec![at(0), at(20), at(30)],
        players: vec![player(1, [1, 2, 3]), player(2, [2, 1, 1]), player(3, [3, 3, 2])],
        teams: vec![team(1, [1, 2, 2]), team(2, [2, 1, 1])],
    }
}

pub(super) fn progression(number: i64, name: &str, ratings: &[i64]) -> PlayerProgression {
    let point = |(hour, rating): (i64, &i64)| ProgressionPoint { completed_at: at(hour), rating: *rating };
    PlayerProgression {
        tournament_player_id: entry(number),
        profile_id: ProfileId(number),
        alias: name.to_owned(),
        points: (0..).zip(ratings).map(point).collect(),
    }
}

pub(super) fn picked(name: &str) -> CivStats {
    let stat =
        |id, picks, wins| CivStat { civilization_id: CivilizationId(id), name: Some(name.to_owned()), picks, wins };
    let civs = vec![stat(1, 8, 6), stat(2, 3, 0)];
    let of = |number| PlayerCivStats {
        tournament_player_id: entry(number),
        profile_id: ProfileId(number),
        civs: civs.clone(),
    };
    CivStats { last_polled_at: None, overall: civs.clone(), by_player: vec![of(1), of(2)] }
}

pub(super) fn played(number: i64, state: MatchState, name: &str) -> MatchRead {
    let part = |profile, side, outcome| MatchPlayerRead {
        profile_id: ProfileId(profile),
        team_id: SideId(side),
        civilization_id: CivilizationId(profile),
        outcome,
        old_rating: Some(1_600),
        new_rating: outcome.map(|outcome| if outcome == Outcome::Win { 1_612 } else { 1_588 }),
        xp_gained: 0,
    };
    let is_over = state == MatchState::Completed;
    let ended = |outcome: Outcome| is_over.then_some(outcome);
    MatchRead {
        match_id: MatchId(number),
        map_name: name.to_owned(),
        matchtype_id: MatchTypeId(6),
        leaderboard_id: Some(LeaderboardId(3)),
        state,
        description: Some(name.to_owned()),
        started_at: at(number),
        completed_at: is_over.then(|| at(number + 1)),
        updated_at: at(number),
        players: vec![part(1, 0, ended(Outcome::Win)), part(99, 1, ended(Outcome::Loss)), part(98, 1, None)],
        excluded: false,
    }
}

pub(super) fn row(name: &str) -> StandingRow {
    let presentation = serde_json::json!({"displayName": name, name: name, "twitch": "https://twitch.tv/hera"});
    StandingRow {
        alias: format!("{name}2"),
        country: Some(format!("{name}!")),
        team: Some(StandingTeam { team_id: TeamId(1), name: name.to_owned(), initials: name.to_owned() }),
        presentation: presentation.as_object().cloned().unwrap_or_default(),
        current_rating: Some(2_602),
        max_rating: Some(2_651),
        wins: 900,
        losses: 400,
        streak: -3,
        tournament_record: TournamentRecord {
            games_played: 11,
            wins: 8,
            losses: 3,
            streak: 4,
            longest_win_streak: 6,
            peak_rating: Some(2_640),
            win_pct: Some(72.7),
            ..TournamentRecord::of(&[], vec![])
        },
        rank: Some(7),
        rank_total: Some(40_000),
        in_match: true,
        live_match_id: Some(MatchId(5)),
        stream_live: true,
        stream_title: Some(name.to_owned()),
        stream_category: Some(name.to_owned()),
        games: 1_300,
        win_pct: Some(69.2),
        ..new_row((entry(1), ProfileId(1)), name)
    }
}

/// The row of an entry and its account, without a rating and games.
pub(crate) fn new_row((id, profile_id): (EntryId, ProfileId), name: &str) -> StandingRow {
    let entrant = Entrant {
        entry: Entry { id, name: name.to_owned(), profile_id: Some(profile_id), presentation: Presentation::new() },
        team: None,
        is_captain: false,
        player: Some((Player::new(profile_id), at(0))),
        rating: None,
        live_match_id: None,
        broadcast: None,
    };
    let games = (Participations::default(), &HashSet::new());
    let tournament_facts = &TournamentFacts::new(tournament(name), vec![entrant], games, None);
    let (recent, civilizations) = (&RecentGames::default(), &CivilizationNames::new());
    standings(&StandingsFacts { tournament_facts, recent, civilizations }).remove(0)
}

/// A tournament ranked by peaks, at any time.
pub(crate) fn tournament(name: &str) -> Tournament {
    Tournament {
        id: TournamentId(1),
        slug: "cup".into(),
        name: name.into(),
        leaderboard_id: LeaderboardId(3),
        rank_by: RankBy::PeakRating,
        window: Window::default(),
        prize_pool_cents: None,
        host_stream_urls: Vec::new(),
        presentation: Presentation::new(),
        host_stream_live: false,
        created_at: at(0),
    }
}
