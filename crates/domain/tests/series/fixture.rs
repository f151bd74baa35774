//! Series and games written by hand. Times are minutes of one evening; what a test is about is set on top of these.

use chrono::{DateTime, TimeDelta};
use domain::{
    clock::Timestamp,
    id::{MatchId, MatchTypeId, ProfileId, SeriesId, SideId},
    matches::Outcome,
    series::{
        Admits, GameDecision, HostDecision, PlayedBy, PlayedGame, Ruling, SeriesFacts, SeriesFormat, SeriesState,
        SideAccounts, attribute,
    },
    stages::result::Winner,
};

/// That many minutes into the evening.
pub(crate) fn minute(minutes: i64) -> Timestamp {
    Timestamp::from(DateTime::from_timestamp(1_790_000_000, 0).unwrap()) + TimeDelta::minutes(minutes)
}

/// The side of an entry with that account.
pub(crate) fn entry(account: i64) -> SideAccounts {
    SideAccounts::Entry(Some(ProfileId(account)))
}

/// The side of a team with these accounts.
pub(crate) fn team(accounts: &[i64]) -> SideAccounts {
    SideAccounts::Team(accounts.iter().copied().map(ProfileId).collect())
}

/// A best of three games of custom lobbies, created at minute 0 without a schedule.
pub(crate) fn series(id: i64, a: SideAccounts, b: SideAccounts) -> SeriesFacts {
    SeriesFacts {
        id: SeriesId(id),
        sides: [a, b],
        format: SeriesFormat::BestOf(3),
        admits: Admits::Lobby,
        scheduled_at: None,
        created_at: minute(0),
        host: HostDecision::default(),
    }
}

/// Series 1 of the accounts 1 and 2.
pub(crate) fn duel() -> SeriesFacts {
    series(1, entry(1), entry(2))
}

/// The series, which is to begin at that minute.
pub(crate) fn scheduled(facts: SeriesFacts, minutes: i64) -> SeriesFacts {
    SeriesFacts { scheduled_at: Some(minute(minutes)), ..facts }
}

/// The series, with the host's decisions about these games.
pub(crate) fn decided(mut facts: SeriesFacts, decisions: &[GameDecision]) -> SeriesFacts {
    facts.host.games.extend_from_slice(decisions);
    facts
}

/// The series, with a ruling of that minute.
pub(crate) fn ruled(mut facts: SeriesFacts, ruling: Ruling, minutes: i64) -> SeriesFacts {
    facts.host.ruling = Some((ruling, minute(minutes)));
    facts
}

/// The host decides at minute 500 whether a match counts.
pub(crate) fn decision(id: i64, counts: bool) -> GameDecision {
    GameDecision { match_id: Some(MatchId(id)), counts, winner: None, map_name: None, made_at: minute(500) }
}

/// The host adds a game at that minute.
pub(crate) fn added(winner: Winner, minutes: i64) -> GameDecision {
    GameDecision {
        match_id: None,
        counts: true,
        winner: Some(winner),
        map_name: Some("Arabia".to_owned()),
        made_at: minute(minutes),
    }
}

/// One account's part in a match.
pub(crate) fn player(account: i64, side: Option<i64>, outcome: Option<Outcome>) -> PlayedBy {
    PlayedBy { profile_id: ProfileId(account), side: side.map(SideId), outcome }
}

/// A custom game of 20 minutes that starts at that minute, which the first accounts win against the others.
pub(crate) fn game_of(id: i64, start: i64, winners: &[i64], losers: &[i64]) -> PlayedGame {
    let players = winners.iter().map(|account| player(*account, Some(1), Some(Outcome::Win)));
    let players = players.chain(losers.iter().map(|account| player(*account, Some(2), Some(Outcome::Loss)))).collect();
    PlayedGame {
        match_id: MatchId(id),
        matchtype_id: MatchTypeId(0),
        started_at: minute(start),
        completed_at: Some(minute(start + 20)),
        players,
        is_excluded: false,
    }
}

/// The same of two accounts.
pub(crate) fn game(id: i64, start: i64, winner: i64, loser: i64) -> PlayedGame {
    game_of(id, start, &[winner], &[loser])
}

/// The game, which took that many minutes.
pub(crate) fn lasting(game: PlayedGame, minutes: i64) -> PlayedGame {
    PlayedGame { completed_at: Some(game.started_at + TimeDelta::minutes(minutes)), ..game }
}

/// The game, whose outcome nobody reports.
pub(crate) fn without_outcome(mut game: PlayedGame) -> PlayedGame {
    for player in &mut game.players {
        player.outcome = None;
    }
    game
}

/// The game while it is played.
pub(crate) fn running(game: PlayedGame) -> PlayedGame {
    without_outcome(PlayedGame { completed_at: None, ..game })
}

/// The game, which the host excluded from everything.
pub(crate) fn excluded(game: PlayedGame) -> PlayedGame {
    PlayedGame { is_excluded: true, ..game }
}

/// The state of a single series.
pub(crate) fn state(facts: &SeriesFacts, games: &[PlayedGame]) -> SeriesState {
    let [state] = attribute(std::slice::from_ref(facts), games).try_into().unwrap();
    state
}

/// The games of a series: their match, 0 for one that the host added, and why they do not count.
pub(crate) fn games(state: &SeriesState) -> Vec<(i64, &'static str)> {
    let why = |game: &domain::series::SeriesGame| game.not_counted.map_or("counts", |why| why.as_str());
    state.games.iter().map(|game| (game.match_id.map_or(0, |id| id.0), why(game))).collect()
}

/// The matches of each series.
pub(crate) fn matches(states: &[SeriesState]) -> Vec<Vec<i64>> {
    states.iter().map(|state| games(state).into_iter().map(|(id, _)| id).collect()).collect()
}
