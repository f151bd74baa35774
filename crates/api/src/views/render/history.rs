//! The history's JSON, which is long and repeats itself: most points of a series are those of the bucket before.

use domain::history::{PlayerStandingHistory, StandingsHistory, TeamStandingHistory};
use serde::Serialize;

/// How a history ends that has no series.
const NO_SERIES: &[u8] = br#""players":[],"teams":[]}"#;
/// How a series ends that has no points.
const NO_POINTS: &[u8] = b"[]}";
/// About as long is a point.
const POINT: usize = 64;

/// What [`serde_json::to_vec`] makes of `history`, in a fraction of the time: a point that equals the one before is
/// copied.
///
/// # Errors
/// Those of [`serde_json`]: none, as no map in it has keys that are not text.
pub(super) fn json(history: StandingsHistory) -> serde_json::Result<Vec<u8>> {
    let StandingsHistory { last_polled_at, buckets, players, teams } = history;
    let series = players.len() + teams.len();
    let mut json = Vec::with_capacity(series * (buckets.len() * POINT + 256) + buckets.len() * 32);
    let head = StandingsHistory { last_polled_at, buckets, players: Vec::new(), teams: Vec::new() };
    serde_json::to_writer(&mut json, &head)?;
    debug_assert!(json.ends_with(NO_SERIES));
    json.truncate(json.len().saturating_sub(NO_SERIES.len()));
    json.extend_from_slice(br#""players":["#);
    list(&mut json, players, |player: PlayerStandingHistory| {
        let points = player.points;
        (PlayerStandingHistory { points: Vec::new(), ..player }, points)
    })?;
    json.extend_from_slice(br#"],"teams":["#);
    list(&mut json, teams, |team: TeamStandingHistory| {
        let points = team.points;
        (TeamStandingHistory { points: Vec::new(), ..team }, points)
    })?;
    json.extend_from_slice(b"]}");
    json.shrink_to_fit();
    Ok(json)
}

/// Writes every series, which `split` parts from its points.
fn list<T: Serialize, P: Serialize + PartialEq>(
    json: &mut Vec<u8>,
    every: Vec<T>,
    split: impl Fn(T) -> (T, Vec<P>),
) -> serde_json::Result<()> {
    for (index, series) in every.into_iter().enumerate() {
        if index > 0 {
            json.push(b',');
        }
        let (series, points) = split(series);
        serde_json::to_writer(&mut *json, &series)?;
        debug_assert!(json.ends_with(NO_POINTS));
        json.truncate(json.len().saturating_sub(NO_POINTS.len() - 1));
        write_points(json, &points)?;
        json.extend_from_slice(b"]}");
    }
    Ok(())
}

fn write_points<P: Serialize + PartialEq>(json: &mut Vec<u8>, points: &[P]) -> serde_json::Result<()> {
    let mut previous: Option<(&P, std::ops::Range<usize>)> = None;
    for point in points {
        if previous.is_some() {
            json.push(b',');
        }
        let start = json.len();
        match &previous {
            Some((known, text)) if *known == point => json.extend_from_within(text.clone()),
            _ => serde_json::to_writer(&mut *json, point)?,
        }
        previous = Some((point, start..json.len()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::{
        clock::Timestamp,
        history::{StandingHistoryPoint, TeamStandingHistoryPoint},
        id::{EntryId, ProfileId, TeamId},
    };
    use proptest::prelude::*;

    use super::*;

    fn point() -> impl Strategy<Value = StandingHistoryPoint> {
        (1..4_i64, prop::option::of(1_000..1_003_i64)).prop_map(|(position, rating)| StandingHistoryPoint {
            position,
            peak_rating: rating,
            current_rating: rating.xor(Some(7)),
        })
    }

    fn team_point() -> impl Strategy<Value = TeamStandingHistoryPoint> {
        point().prop_map(|point| TeamStandingHistoryPoint {
            position: point.position,
            combined_peak_elo: point.peak_rating,
            combined_current_elo: point.current_rating,
        })
    }

    fn history() -> impl Strategy<Value = StandingsHistory> {
        let players = (any::<String>(), prop::option::of(1..9_i64), prop::collection::vec(point(), 0..9)).prop_map(
            |(name, profile, points)| PlayerStandingHistory {
                tournament_player_id: EntryId(10_000_000_001),
                profile_id: profile.map(ProfileId),
                name,
                points,
            },
        );
        let teams = (any::<String>(), prop::collection::vec(team_point(), 0..9)).prop_map(|(name, points)| {
            TeamStandingHistory { team_id: TeamId(5), name, initials: "[]}".to_owned(), points }
        });
        let at = |second: i64| Timestamp::from_unix_seconds(1_780_000_000 + second).unwrap();
        let buckets = prop::collection::vec((0..100_i64).prop_map(at), 0..4);
        let at = prop::option::of((0..100_i64).prop_map(at));
        (at, buckets, prop::collection::vec(players, 0..3), prop::collection::vec(teams, 0..3)).prop_map(
            |(last_polled_at, buckets, players, teams)| StandingsHistory { last_polled_at, buckets, players, teams },
        )
    }

    proptest! {
        #[test]
        fn it_is_what_serde_writes(history in history()) {
            let due = serde_json::to_string(&history).unwrap();
            prop_assert_eq!(String::from_utf8(json(history).unwrap()).unwrap(), due);
        }
    }
}
