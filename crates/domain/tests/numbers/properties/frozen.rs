//! Once the window has closed, the table is final, whatever happens later.

use std::collections::HashMap;

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    entrant::Entrant,
    history::Observation,
    id::{EntryId, MatchId, TeamId},
    matches::Outcome,
    participations::Participation,
    summary::{TournamentSummary, summary},
    tournament::RankBy,
};
use proptest::{collection::vec, prelude::*};

use super::{
    configured,
    fixtures::{Case, account, closed_cases},
    model::{Model, live},
};
use crate::fixture::{Fixture, game};

/// What happens to an account after the end: a game, a poll, and the rating pair that it has from then on.
#[derive(Clone, Debug)]
struct Later {
    index: usize,
    hours: i64,
    peak: i64,
    below: i64,
}

fn later() -> impl Strategy<Value = Later> {
    (0..9_usize, 0..60_i64, 990..1_020_i64, 0..20_i64).prop_map(|(index, hours, peak, below)| Later {
        index,
        hours,
        peak,
        below,
    })
}

/// The fixture after all of `all` has happened.
fn afterwards(fixture: &Fixture, all: &[Later]) -> Fixture {
    let mut fixture = fixture.clone();
    let end = fixture.tournament.window.end.expect("an end");
    for (one, number) in all.iter().zip(500..) {
        let (at, current) = (end + TimeDelta::seconds(1) + TimeDelta::hours(one.hours), one.peak - one.below);
        let played = Participation {
            match_id: MatchId(number),
            started_at: at,
            completed_at: Some(at),
            ..game(number, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", Outcome::Win, (current, one.peak))
        };
        fixture.games.push((account(one.index), played));
        fixture.observations.push((account(one.index), Observation { at, peak: one.peak, current }));
        let same = |entrant: &&mut Entrant| entrant.entry.profile_id == Some(account(one.index));
        if let Some((rating, _)) = fixture.entrants.iter_mut().find(same).and_then(|entrant| entrant.rating.as_mut()) {
            (rating.max_rating, rating.current_rating) = (one.peak, current);
        }
    }
    fixture.observations.sort_by_key(|(_, seen)| seen.at);
    fixture
}

/// Raises everybody's live peak to the one known at the end, so that no re-base happened before it.
fn without_old_rebases(mut case: Case) -> Case {
    let end = case.fixture.tournament.window.end.expect("an end");
    let before = case.fixture.clone();
    let model = Model { fixture: &before, now: case.now };
    for entrant in &mut case.fixture.entrants {
        let known = model.peak_at(entrant, end);
        if let Some((rating, _)) = &mut entrant.rating {
            rating.max_rating = rating.max_rating.max(known.unwrap_or(rating.max_rating));
        }
    }
    case
}

/// The rank metrics of all rows, in the order of the table.
fn metrics(fixture: &Fixture, now: Timestamp) -> Vec<(EntryId, Option<i64>)> {
    let metric = |row: &domain::standings::StandingRow| match fixture.tournament.rank_by {
        RankBy::PeakRating => row.max_rating,
        RankBy::CurrentRating => row.current_rating,
    };
    fixture.standings(now).iter().map(|row| (row.tournament_player_id, metric(row))).collect()
}

fn sums(fixture: &Fixture, now: Timestamp) -> Vec<(TeamId, i64)> {
    fixture.team_standings(now).iter().map(|row| (row.team_id, row.combined_rating_sum)).collect()
}

fn cards(fixture: &Fixture, now: Timestamp) -> TournamentSummary {
    summary(&fixture.tournament_facts(now), 1)
}

/// Undoes every re-base to below the rating that the table keeps.
fn without_deep_rebases(mut changed: Fixture, fixture: &Fixture, now: Timestamp) -> Fixture {
    let kept: HashMap<_, _> = metrics(fixture, now).into_iter().collect();
    for entrant in changed.entrants.iter_mut().filter(|_| fixture.tournament.rank_by == RankBy::PeakRating) {
        if let (Some((rating, _)), Some(kept)) = (&mut entrant.rating, kept.get(&entrant.entry.id).copied().flatten()) {
            rating.max_rating = rating.max_rating.max(kept);
        }
    }
    changed
}

/// Leaves out the rated entries whose rating at the end is not known, because the table shows today's rating for them.
fn only_known(mut case: Case) -> Case {
    let end = case.fixture.tournament.window.end.expect("an end");
    let fixture = case.fixture.clone();
    let model = Model { fixture: &fixture, now: case.now };
    let by_peak = fixture.tournament.rank_by == RankBy::PeakRating;
    let at_end = |entrant: &Entrant| if by_peak { model.peak_at(entrant, end) } else { model.current_at(entrant, end) };
    case.fixture.entrants.retain(|entrant| entrant.rating.is_none() || at_end(entrant).is_some());
    case
}

proptest! {
    #![proptest_config(configured(384))]

    #[test]
    fn nothing_later_changes_a_final_table(case in closed_cases(), all in vec(later(), 1..6)) {
        let Case { fixture, now } = only_known(without_old_rebases(case));
        let changed = without_deep_rebases(afterwards(&fixture, &all), &fixture, now);
        let (mut before, mut after) = (metrics(&fixture, now), metrics(&changed, now));
        let order = |rows: &[(EntryId, Option<i64>)]| rows.iter().map(|(_, metric)| *metric).collect::<Vec<_>>();
        prop_assert_eq!(order(&before), order(&after));
        before.sort_unstable();
        after.sort_unstable();
        prop_assert_eq!(before, after);
        prop_assert_eq!(sums(&fixture, now), sums(&changed, now));
        prop_assert_eq!(cards(&fixture, now), cards(&changed, now));
    }

    #[test]
    fn nothing_at_all_changes_a_final_table_by_current_rating(case in closed_cases(), all in vec(later(), 1..6)) {
        let Case { mut fixture, now } = case;
        fixture.tournament.rank_by = RankBy::CurrentRating;
        let Case { fixture, now } = only_known(Case { fixture, now });
        let changed = afterwards(&fixture, &all);
        let (mut before, mut after) = (metrics(&fixture, now), metrics(&changed, now));
        before.sort_unstable();
        after.sort_unstable();
        prop_assert_eq!(before, after);
        prop_assert_eq!(sums(&fixture, now), sums(&changed, now));
        prop_assert_eq!(cards(&fixture, now), cards(&changed, now));
    }

    #[test]
    fn a_rebase_caps_a_final_peak_at_today_s(case in closed_cases(), all in vec(later(), 1..6)) {
        let Case { mut fixture, now } = without_old_rebases(case);
        fixture.tournament.rank_by = RankBy::PeakRating;
        let Case { fixture, now } = only_known(Case { fixture, now });
        let changed = afterwards(&fixture, &all);
        let before: HashMap<_, _> = metrics(&fixture, now).into_iter().collect();
        for (id, metric) in metrics(&changed, now) {
            let today = changed.entrants.iter().find(|entrant| entrant.entry.id == id).and_then(live);
            prop_assert_eq!(metric, before[&id].min(today.map(|(peak, _)| peak)));
        }
    }
}
