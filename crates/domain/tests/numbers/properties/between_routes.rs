//! Different routes agree with each other.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::TimeDelta;
use domain::{
    civ_stats::{CivStat, civ_stats},
    head_to_head::{PairResult, PairResults},
    id::{CivilizationId, EntryId},
    matches::Outcome,
    participations::Participation,
    progression::progression,
    record::TournamentRecord,
    standings::StandingRow,
    summary::{Figure, summary},
    tournament::RankBy,
};
use proptest::prelude::*;

use super::{
    configured,
    fixtures::{Case, cases},
};
use crate::fixture::Fixture;

/// The rank metric of a row or a member.
fn metric(case: &Case, max_rating: Option<i64>, current_rating: Option<i64>) -> Option<i64> {
    match case.fixture.tournament.rank_by {
        RankBy::PeakRating => max_rating,
        RankBy::CurrentRating => current_rating,
    }
}

fn rows(case: &Case) -> HashMap<EntryId, StandingRow> {
    case.fixture.standings(case.now).into_iter().map(|row| (row.tournament_player_id, row)).collect()
}

/// The decided games in the window of the row's account that count.
fn decided<'a>(case: &'a Case, row: &'a StandingRow) -> impl Iterator<Item = &'a Participation> {
    rated(case, row).filter(|game| !case.fixture.excluded.contains(&game.match_id))
}

/// The decided games in the window of the row's account, excluded ones too.
fn rated<'a>(case: &'a Case, row: &'a StandingRow) -> impl Iterator<Item = &'a Participation> {
    let window = case.fixture.tournament.window;
    let games = case.fixture.games.iter().filter(|(account, _)| Some(*account) == row.profile_id);
    let games = games.map(|(_, game)| game).filter(|game| game.outcome.is_some());
    games
        .filter(move |game| window.start.is_none_or(|start| game.started_at >= start))
        .filter(move |game| window.end.is_none_or(|end| game.started_at <= end))
}

fn tally(civs: &[CivStat]) -> (i64, i64) {
    (civs.iter().map(|civ| civ.picks).sum(), civs.iter().map(|civ| civ.wins).sum())
}

proptest! {
    #![proptest_config(configured(256))]

    #[test]
    fn a_record_adds_up_to_the_games(case in cases()) {
        for row in rows(&case).values() {
            let record = &row.tournament_record;
            prop_assert_eq!(record.games_played, record.wins + record.losses);
            let wins = decided(&case, row).filter(|game| game.outcome == Some(Outcome::Win)).count();
            prop_assert_eq!(usize::try_from(record.wins)?, wins);
            prop_assert_eq!(usize::try_from(record.games_played)?, decided(&case, row).count());
            prop_assert_eq!(record.recent_matchups.len(), decided(&case, row).count().min(10));
            prop_assert!(record.longest_win_streak <= record.wins && record.streak <= record.longest_win_streak);
            prop_assert!(-record.streak <= record.losses);
            prop_assert_eq!(record.streak == 0, record.games_played == 0);
            prop_assert_eq!(record.last_match_at, decided(&case, row).map(|game| game.started_at).max());
            prop_assert_eq!(record.peak_rating, rated(&case, row).filter_map(|game| game.new_rating).max());
        }
    }

    #[test]
    fn an_exclusion_moves_no_rating(case in cases()) {
        let without = Fixture { excluded: HashSet::new(), ..case.fixture.clone() };
        prop_assert_eq!(case.fixture.history(case.now), without.history(case.now));
        let facts = [&case.fixture, &without].map(|fixture| fixture.tournament_facts(case.now));
        prop_assert_eq!(progression(&facts[0]), progression(&facts[1]));
        for (row, other) in case.fixture.standings(case.now).iter().zip(&without.standings(case.now)) {
            prop_assert_eq!(row.tournament_player_id, other.tournament_player_id);
            prop_assert_eq!((row.max_rating, row.current_rating), (other.max_rating, other.current_rating));
            prop_assert_eq!(row.tournament_record.peak_rating, other.tournament_record.peak_rating);
        }
    }

    #[test]
    fn an_excluded_match_counts_as_if_it_had_not_been_played(case in cases()) {
        let mut without = case.fixture.clone();
        without.games.retain(|(_, game)| !case.fixture.excluded.contains(&game.match_id));
        let counts = |fixture: &Fixture| {
            let rows: BTreeMap<_, _> = fixture
                .standings(case.now)
                .into_iter()
                .map(|row| (row.tournament_player_id, TournamentRecord { peak_rating: None, ..row.tournament_record }))
                .collect();
            let teams: BTreeMap<_, _> = fixture
                .team_standings(case.now)
                .into_iter()
                .map(|team| (team.team_id, (team.combined_wins, team.combined_losses, team.civs)))
                .collect();
            let facts = fixture.tournament_facts(case.now);
            (rows, teams, civ_stats(&facts, &HashMap::new()), fixture.head_to_head(case.now))
        };
        prop_assert_eq!(counts(&case.fixture), counts(&without));
    }

    #[test]
    fn a_member_of_a_team_is_a_row_of_the_table(case in cases()) {
        let rows = rows(&case);
        for member in case.fixture.team_standings(case.now).into_iter().flat_map(|team| team.members) {
            if let Some(row) = rows.get(&member.tournament_player_id) {
                prop_assert_eq!((member.max_rating, member.current_rating), (row.max_rating, row.current_rating));
                let record = &row.tournament_record;
                prop_assert_eq!((member.wins, member.losses), (record.wins, record.losses));
                prop_assert_eq!(member.alias.as_ref(), Some(&row.alias));
            }
        }
    }

    #[test]
    fn a_team_is_its_members_added_up(case in cases()) {
        for team in case.fixture.team_standings(case.now) {
            let metrics = team.members.iter().map(|one| metric(&case, one.max_rating, one.current_rating));
            let metrics: Vec<i64> = metrics.flatten().collect();
            prop_assert_eq!(team.combined_rating_sum, metrics.iter().sum::<i64>());
            let added = team.combined_rating_average * f64::from(u32::try_from(metrics.len())?);
            prop_assert!((added - f64::from(i32::try_from(team.combined_rating_sum)?)).abs() < 1e-6);
            prop_assert_eq!(team.combined_wins, team.members.iter().map(|one| one.wins).sum::<i64>());
            prop_assert_eq!(team.combined_losses, team.members.iter().map(|one| one.losses).sum::<i64>());
            prop_assert_eq!(usize::try_from(team.member_count)?, team.members.len());
        }
    }

    #[test]
    fn the_rating_card_is_the_table_s_top(case in cases()) {
        let cards = summary(&case.fixture.tournament_facts(case.now), 1);
        let standings = case.fixture.standings(case.now);
        let top = standings.first().and_then(|row| metric(&case, row.max_rating, row.current_rating));
        let card = match case.fixture.tournament.rank_by {
            RankBy::PeakRating => cards.highest_peak_rating,
            RankBy::CurrentRating => cards.highest_current_rating,
        };
        prop_assert_eq!(card.as_ref().map(|card| card.value), top.map(Figure::Whole));
        if let Some(card) = card {
            let row = &rows(&case)[&card.tournament_player_id];
            prop_assert_eq!(metric(&case, row.max_rating, row.current_rating), top);
        }
    }

    #[test]
    fn the_unknown_civilization_is_never_counted(case in cases()) {
        let stats = civ_stats(&case.fixture.tournament_facts(case.now), &HashMap::new());
        let teams: Vec<_> = case.fixture.team_standings(case.now).into_iter().flat_map(|team| team.civs).collect();
        let by_player = stats.by_player.iter().flat_map(|player| &player.civs);
        let mut all = stats.overall.iter().chain(by_player).chain(&teams);
        prop_assert!(all.all(|civ| civ.civilization_id != CivilizationId(-1) && civ.picks > 0));
    }

    #[test]
    fn picks_add_up_to_the_games_counted(case in cases()) {
        let stats = civ_stats(&case.fixture.tournament_facts(case.now), &HashMap::new());
        let by_player: HashMap<_, _> =
            stats.by_player.iter().map(|player| (player.tournament_player_id, tally(&player.civs))).collect();
        for (id, row) in rows(&case) {
            let known = || decided(&case, &row).filter(|game| game.civilization_id != CivilizationId(-1));
            let (picks, wins) = by_player.get(&id).copied().unwrap_or_default();
            prop_assert_eq!(usize::try_from(picks)?, known().count());
            prop_assert_eq!(usize::try_from(wins)?, known().filter(|game| game.outcome == Some(Outcome::Win)).count());
        }
        let added = by_player.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        prop_assert_eq!(tally(&stats.overall), added);
    }

    #[test]
    fn every_meeting_is_in_its_entrants_records(case in cases()) {
        let rows = rows(&case);
        for meeting in case.fixture.head_to_head(case.now) {
            prop_assert!(meeting.entrants.len() > 1 && meeting.completed_at.is_some());
            let took = meeting.completed_at.map(|completed| completed - meeting.started_at);
            prop_assert_eq!(meeting.duration_seconds, took.as_ref().map(TimeDelta::num_seconds));
            for player in meeting.entrants.iter().filter(|player| player.outcome.is_some()) {
                if let Some(row) = rows.get(&player.tournament_player_id) {
                    prop_assert!(decided(&case, row).any(|game| game.match_id == meeting.match_id));
                }
            }
        }
    }

    #[test]
    fn pairs_are_counted_from_the_meetings(case in cases()) {
        let meetings = case.fixture.head_to_head(case.now);
        // The list is complete only below its limit.
        prop_assume!(meetings.len() < 50);
        let pairs = PairResults::of(&case.fixture.tournament_facts(case.now));
        let entries: Vec<_> = case.fixture.entrants.iter().map(|entrant| entrant.entry.id).collect();
        for (one, other) in entries.iter().flat_map(|one| entries.iter().map(move |other| (*one, *other))) {
            let mut counted = PairResult::default();
            for meeting in &meetings {
                let of = |id| meeting.entrants.iter().find(|player| player.tournament_player_id == id);
                let Some((a, b)) = of(one).zip(of(other)).filter(|_| one != other) else { continue };
                if a.team_id.is_none() || b.team_id.is_none() || a.team_id != b.team_id {
                    counted.games += 1;
                    counted.wins += i64::from(a.outcome == Some(Outcome::Win));
                    counted.losses += i64::from(a.outcome == Some(Outcome::Loss));
                }
            }
            prop_assert_eq!(pairs.between(one, other).unwrap_or_default(), counted);
        }
    }
}
