//! Elo: how a result changes ratings. Knows numbers only, no players.

/// The most a single game can change a rating.
pub const K: f64 = 32.0;

/// The chance of `own` beating `other`: 1 / (1 + 10^((other - own) / 400)).
#[must_use]
pub fn expected(own: f64, other: f64) -> f64 {
    1.0 / (1.0 + 10_f64.powf((other - own) / 400.0))
}

/// The points that every loser loses and every winner gains, rounded to whole points. A team counts as its average;
/// without an opponent ratings do not change.
#[must_use]
pub fn stake(winners: &[i64], losers: &[i64]) -> i64 {
    match (average(winners), average(losers)) {
        (Some(won), Some(lost)) => (K * (1.0 - expected(won, lost))).round() as i64,
        _ => 0,
    }
}

/// The mean rating of a side; none for an empty one.
#[must_use]
pub fn average(ratings: &[i64]) -> Option<f64> {
    if ratings.is_empty() {
        return None;
    }
    Some(ratings.iter().sum::<i64>() as f64 / ratings.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::{expected, stake};

    #[test]
    fn equals_stake_half_of_k() {
        assert_eq!(stake(&[1500], &[1500]), 16);
    }

    #[test]
    fn the_favourite_gains_little_and_the_outsider_much() {
        assert_eq!(stake(&[1900], &[1500]), 3);
        assert_eq!(stake(&[1500], &[1900]), 29);
    }

    #[test]
    fn a_team_counts_as_its_average() {
        assert_eq!(stake(&[1000, 2000], &[1500, 1500]), 16);
    }

    #[test]
    fn without_an_opponent_ratings_stay() {
        assert_eq!(stake(&[1500], &[]), 0);
    }

    #[test]
    fn chances_of_both_sides_sum_to_one() {
        let sum = expected(1712.0, 1433.0) + expected(1433.0, 1712.0);
        assert!((sum - 1.0).abs() < 1e-12);
    }
}
