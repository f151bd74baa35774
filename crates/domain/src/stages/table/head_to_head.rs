//! The head-to-head tie-break: a table of the tied sides alone, applied again to those that still tie.

use std::{cmp::Reverse, collections::HashMap};

use super::{super::points::Points, classes::by_key, results::Decided};

/// The points that each of the tied has from series among them.
pub(super) fn points_among(tied: &[usize], decided: &[Decided]) -> HashMap<usize, Points> {
    let mut points: HashMap<_, _> = tied.iter().map(|side| (*side, Points::ZERO)).collect();
    for series in decided {
        if series.sides.iter().all(|side| points.contains_key(side)) {
            for (side, won) in series.sides.iter().zip(series.points) {
                *points.entry(*side).or_default() += won;
            }
        }
    }
    points
}

/// The tied in classes, the best first, none of which it can divide.
pub(super) fn divide(tied: Vec<usize>, decided: &[Decided]) -> Vec<Vec<usize>> {
    if tied.len() < 2 {
        return vec![tied];
    }
    let points = points_among(&tied, decided);
    let classes = by_key(tied, |side| Reverse(points[&side]));
    if classes.len() == 1 {
        return classes;
    }
    classes.into_iter().flat_map(|class| divide(class, decided)).collect()
}
