//! Writes the history's JSON, which is long and repetitive: most points of a series equal those of the previous bucket.

use std::io::{self, Write};

use domain::history::{PlayerStandingHistory, StandingsHistory, TeamStandingHistory};
use serde::Serialize;

/// The end of a history without series.
const NO_SERIES: &[u8] = br#""players":[],"teams":[]}"#;
/// The end of a series without points.
const NO_POINTS: &[u8] = b"]}";

/// Writes the same bytes as [`serde_json::to_writer`] for `history`, in a fraction of the time: a point that equals the
/// previous one is copied instead of serialized again.
///
/// # Errors
/// The errors of `json`.
pub(super) fn write(json: &mut impl Write, history: StandingsHistory) -> io::Result<()> {
    let StandingsHistory { last_polled_at, buckets, players, teams } = history;
    let head = StandingsHistory { last_polled_at, buckets, players: Vec::new(), teams: Vec::new() };
    json.write_all(without(NO_SERIES, &serde_json::to_vec(&head)?))?;
    json.write_all(br#""players":["#)?;
    write_series(json, players, |player: PlayerStandingHistory| {
        let points = player.points;
        (PlayerStandingHistory { points: Vec::new(), ..player }, points)
    })?;
    json.write_all(br#"],"teams":["#)?;
    write_series(json, teams, |team: TeamStandingHistory| {
        let points = team.points;
        (TeamStandingHistory { points: Vec::new(), ..team }, points)
    })?;
    json.write_all(b"]}")
}

/// Removes `end` from the end of `text`.
fn without<'a>(end: &[u8], text: &'a [u8]) -> &'a [u8] {
    debug_assert!(text.ends_with(end));
    text.strip_suffix(end).unwrap_or(text)
}

/// Writes every series; `split` separates a series from its points.
fn write_series<T: Serialize, P: Serialize + PartialEq>(
    json: &mut impl Write,
    all: Vec<T>,
    split: impl Fn(T) -> (T, Vec<P>),
) -> io::Result<()> {
    for (index, series) in all.into_iter().enumerate() {
        if index > 0 {
            json.write_all(b",")?;
        }
        let (series, points) = split(series);
        json.write_all(without(NO_POINTS, &serde_json::to_vec(&series)?))?;
        write_points(json, &points)?;
        json.write_all(NO_POINTS)?;
    }
    Ok(())
}

fn write_points<P: Serialize + PartialEq>(json: &mut impl Write, points: &[P]) -> io::Result<()> {
    // The previous point, and its JSON with a leading comma.
    let (mut before, mut text) = (None, Vec::new());
    for point in points {
        if before != Some(point) {
            text.clear();
            text.push(b',');
            serde_json::to_writer(&mut text, point)?;
        }
        json.write_all(if before.is_none() { &text[1..] } else { &text })?;
        before = Some(point);
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
            let mut written = Vec::new();
            write(&mut written, history).unwrap();
            prop_assert_eq!(String::from_utf8(written).unwrap(), due);
        }
    }
}
