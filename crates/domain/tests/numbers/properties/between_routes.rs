//! What one route says, the others say too.

use std::collections::HashMap;

use chrono::TimeDelta;
use domain::{
    civ_stats::{CivStat, civ_stats},
    games::Game,
    id::{CivilizationId, EntryId},
    matches::Outcome,
    standings::StandingRow,
    summary::{Figure, summary},
    tournament::RankBy,
};
use proptest::prelude::*;

use super::{
    configured,
    drafts::{Scene, scenes},
};

/// The rank metric of a row or a member.
fn metric(scene: &Scene, max_rating: Option<i64>, current_rating: Option<i64>) -> Option<i64> {
    match scene.draft.tournament.rank_by {
        RankBy::PeakRating => max_rating,
        RankBy::CurrentRating => current_rating,
    }
}

fn rows(scene: &Scene) -> HashMap<EntryId, StandingRow> {
    scene.draft.standings(scene.now).into_iter().map(|row| (row.tournament_player_id, row)).collect()
}

/// The decided games in the window of the row's account.
fn decided<'a>(scene: &'a Scene, row: &'a StandingRow) -> impl Iterator<Item = &'a Game> {
    let window = scene.draft.tournament.window;
    let games = scene.draft.games.iter().filter(|(account, _)| Some(*account) == row.profile_id);
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
    fn a_record_adds_up_to_the_games(scene in scenes()) {
        for row in rows(&scene).values() {
            let record = &row.tournament_record;
            prop_assert_eq!(record.games_played, record.wins + record.losses);
            let wins = decided(&scene, row).filter(|game| game.outcome == Some(Outcome::Win)).count();
            prop_assert_eq!(usize::try_from(record.wins)?, wins);
            prop_assert_eq!(usize::try_from(record.games_played)?, decided(&scene, row).count());
            prop_assert_eq!(record.recent_matchups.len(), decided(&scene, row).count().min(10));
            prop_assert!(record.longest_win_streak <= record.wins && record.streak <= record.longest_win_streak);
            prop_assert!(-record.streak <= record.losses);
            prop_assert_eq!(record.streak == 0, record.games_played == 0);
            prop_assert_eq!(record.last_match_at, decided(&scene, row).map(|game| game.started_at).max());
            prop_assert_eq!(record.peak_rating, decided(&scene, row).filter_map(|game| game.new_rating).max());
        }
    }

    #[test]
    fn a_member_of_a_team_is_a_row_of_the_table(scene in scenes()) {
        let rows = rows(&scene);
        for member in scene.draft.team_standings(scene.now).into_iter().flat_map(|team| team.members) {
            if let Some(row) = rows.get(&member.tournament_player_id) {
                prop_assert_eq!((member.max_rating, member.current_rating), (row.max_rating, row.current_rating));
                let record = &row.tournament_record;
                prop_assert_eq!((member.wins, member.losses), (record.wins, record.losses));
                prop_assert_eq!(member.alias.as_ref(), Some(&row.alias));
            }
        }
    }

    #[test]
    fn a_team_is_its_members_added_up(scene in scenes()) {
        for team in scene.draft.team_standings(scene.now) {
            let metrics = team.members.iter().map(|one| metric(&scene, one.max_rating, one.current_rating));
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
    fn the_rating_card_is_the_table_s_top(scene in scenes()) {
        let cards = summary(&scene.draft.field(scene.now), 1);
        let standings = scene.draft.standings(scene.now);
        let top = standings.first().and_then(|row| metric(&scene, row.max_rating, row.current_rating));
        let card = match scene.draft.tournament.rank_by {
            RankBy::PeakRating => cards.highest_peak_rating,
            RankBy::CurrentRating => cards.highest_current_rating,
        };
        prop_assert_eq!(card.as_ref().map(|card| card.value), top.map(Figure::Whole));
        if let Some(card) = card {
            let row = &rows(&scene)[&card.tournament_player_id];
            prop_assert_eq!(metric(&scene, row.max_rating, row.current_rating), top);
        }
    }

    #[test]
    fn the_unknown_civilization_is_never_counted(scene in scenes()) {
        let stats = civ_stats(&scene.draft.field(scene.now), &HashMap::new());
        let teams: Vec<_> = scene.draft.team_standings(scene.now).into_iter().flat_map(|team| team.civs).collect();
        let by_player = stats.by_player.iter().flat_map(|player| &player.civs);
        let mut all = stats.overall.iter().chain(by_player).chain(&teams);
        prop_assert!(all.all(|civ| civ.civilization_id != CivilizationId(-1) && civ.picks > 0));
    }

    #[test]
    fn picks_add_up_to_the_games_counted(scene in scenes()) {
        let stats = civ_stats(&scene.draft.field(scene.now), &HashMap::new());
        let by_player: HashMap<_, _> =
            stats.by_player.iter().map(|player| (player.tournament_player_id, tally(&player.civs))).collect();
        for (id, row) in rows(&scene) {
            let known = || decided(&scene, &row).filter(|game| game.civilization_id != CivilizationId(-1));
            let (picks, wins) = by_player.get(&id).copied().unwrap_or_default();
            prop_assert_eq!(usize::try_from(picks)?, known().count());
            prop_assert_eq!(usize::try_from(wins)?, known().filter(|game| game.outcome == Some(Outcome::Win)).count());
        }
        let added = by_player.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        prop_assert_eq!(tally(&stats.overall), added);
    }

    #[test]
    fn every_meeting_is_in_its_entrants_records(scene in scenes()) {
        let rows = rows(&scene);
        for meeting in scene.draft.head_to_head(scene.now) {
            prop_assert!(meeting.entrants.len() > 1 && meeting.completed_at.is_some());
            let took = meeting.completed_at.map(|completed| completed - meeting.started_at);
            prop_assert_eq!(meeting.duration_seconds, took.as_ref().map(TimeDelta::num_seconds));
            for player in meeting.entrants.iter().filter(|player| player.outcome.is_some()) {
                if let Some(row) = rows.get(&player.tournament_player_id) {
                    prop_assert!(decided(&scene, row).any(|game| game.match_id == meeting.match_id));
                }
            }
        }
    }
}
