//! How far an entry's rating moved since the day began, in UTC.

use domain::{clock::Timestamp, id::EntryId, participations::Participation, tournament_facts::TournamentFacts};

/// The change by the entry's games that began today; `None` without rated ones.
pub(super) fn today(facts: &TournamentFacts, entry: EntryId, now: Timestamp) -> Option<i64> {
    let entrant = facts.entrants.iter().find(|entrant| entrant.entry.id == entry)?;
    since(facts.rated_participations_of(entrant), now.midnight())
}

/// `games` are sorted newest first.
fn since(games: &[Participation], start: Timestamp) -> Option<i64> {
    let games = games.iter().take_while(|game| game.started_at >= start);
    let new = games.clone().find_map(|game| game.new_rating)?;
    let old = games.filter_map(|game| game.old_rating).last()?;
    Some(new - old)
}

#[cfg(test)]
mod tests {
    use domain::id::{CivilizationId, MatchId};

    use super::*;

    fn game(started_at: i64, ratings: Option<(i64, i64)>) -> Participation {
        Participation {
            match_id: MatchId(started_at),
            started_at: Timestamp::from_unix_seconds(started_at).unwrap(),
            completed_at: None,
            side: None,
            civilization_id: CivilizationId::UNKNOWN,
            outcome: None,
            old_rating: ratings.map(|(old, _)| old),
            new_rating: ratings.map(|(_, new)| new),
        }
    }

    #[test]
    fn only_todays_rated_games_count() {
        let games = [
            game(400, None),
            game(300, Some((1_520, 1_508))),
            game(200, Some((1_500, 1_520))),
            game(100, Some((1_400, 1_500))),
        ];
        let change = |start| since(&games, Timestamp::from_unix_seconds(start).unwrap());
        assert_eq!(change(150), Some(8));
        assert_eq!(change(100), Some(108));
        assert_eq!(change(301), None);
        assert_eq!(change(401), None);
    }
}
