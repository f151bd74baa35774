//! The matchups of an entry's newest games: the opponents and the civilizations.

use super::{Matchup, MatchupPlayer, Roster, StandingsFacts};
use crate::{
    matches::Outcome,
    participations::Participation,
    record::{MatchupOpponent, RECENT, RecentMatchup, decided},
    roster::Entry,
};

/// The matchups of an entry's newest games, newest first.
pub(super) fn recent(
    entry: &Entry,
    games: &[Participation],
    all: &StandingsFacts<'_>,
    roster: &Roster<'_>,
) -> Vec<RecentMatchup> {
    let newest = decided(games).take(RECENT);
    newest
        .filter_map(|(game, outcome)| {
            let matchup = all.recent.matchups.get(&game.match_id)?;
            let own = matchup.players.iter().find(|player| Some(player.profile_id) == entry.profile_id)?;
            let opponents = opponents(matchup, game, own, all, roster);
            Some(RecentMatchup::new(outcome, own, matchup, opponents, all))
        })
        .collect()
}

/// All players on other sides, by account.
fn opponents(
    matchup: &Matchup,
    game: &Participation,
    own: &MatchupPlayer,
    all: &StandingsFacts<'_>,
    roster: &Roster<'_>,
) -> Vec<MatchupOpponent> {
    let against = |player: &&MatchupPlayer| player.profile_id != own.profile_id && game.was_against(player.side);
    let mut opponents: Vec<_> = matchup.players.iter().filter(against).collect();
    opponents.sort_by_key(|player| player.profile_id);
    let describe = |player: &MatchupPlayer| {
        let entry = roster.0.get(&player.profile_id);
        MatchupOpponent {
            civilization_id: Some(player.civilization_id),
            civilization_name: all.civilizations.get(&player.civilization_id).cloned(),
            profile_id: player.profile_id,
            name: entry
                .map(|entry| entry.displayed_name().to_owned())
                .or_else(|| all.recent.aliases.get(&player.profile_id).cloned()),
            tournament_player_id: entry.map(|entry| entry.id),
        }
    };
    opponents.into_iter().map(describe).collect()
}

impl RecentMatchup {
    fn new(
        outcome: Outcome,
        own: &MatchupPlayer,
        matchup: &Matchup,
        opponents: Vec<MatchupOpponent>,
        all: &StandingsFacts<'_>,
    ) -> Self {
        let single = if let [single] = opponents.as_slice() { Some(single.clone()) } else { None };
        Self {
            outcome,
            civilization_id: own.civilization_id,
            civilization_name: all.civilizations.get(&own.civilization_id).cloned(),
            opponent_civilization_id: single.as_ref().and_then(|opponent| opponent.civilization_id),
            opponent_civilization_name: single.as_ref().and_then(|opponent| opponent.civilization_name.clone()),
            opponent_profile_id: single.as_ref().map(|opponent| opponent.profile_id),
            opponent_name: single.as_ref().and_then(|opponent| opponent.name.clone()),
            opponent_tournament_player_id: single.as_ref().and_then(|opponent| opponent.tournament_player_id),
            opponents,
            map_name: matchup.map_name.clone(),
            completed_at: matchup.completed_at,
        }
    }
}
