//! Thins series for drawing: a screen has some hundreds of columns of pixels, and a series may have many more points.

/// A point of a drawn line: `x` in units of the plot, `y` in pixels.
pub(super) type Point = (i64, i64);

/// The last point of each of `columns` columns of a plot that is `width` wide. `points` are sorted by their first part,
/// where they are.
pub(super) fn last_of_each<T: Copy>(
    points: impl IntoIterator<Item = (i64, T)>,
    width: i64,
    columns: i64,
) -> Vec<(i64, T)> {
    let mut thinned: Vec<(i64, T)> = Vec::new();
    for point in points {
        match thinned.last_mut().filter(|last| column(last.0, width, columns) == column(point.0, width, columns)) {
            Some(last) => *last = point,
            None => thinned.push(point),
        }
    }
    thinned
}

/// The first, the lowest, the highest and the last point of each of `columns` columns of a plot that is `width` wide,
/// in their order. `points` are sorted by `x`.
pub(super) fn extremes_of_each(points: &[Point], width: i64, columns: i64) -> Vec<Point> {
    let same_column = |a: &Point, b: &Point| column(a.0, width, columns) == column(b.0, width, columns);
    points.chunk_by(same_column).flat_map(extremes).collect()
}

fn extremes(points: &[Point]) -> Vec<Point> {
    let heights = || points.iter().map(|(_, y)| *y).enumerate();
    let lowest = heights().min_by_key(|(_, y)| *y).map(|(index, _)| index);
    let highest = heights().max_by_key(|(_, y)| *y).map(|(index, _)| index);
    let mut kept: Vec<_> = [Some(0), lowest, highest, points.len().checked_sub(1)].into_iter().flatten().collect();
    kept.sort_unstable();
    kept.dedup();
    kept.into_iter().filter_map(|index| points.get(index).copied()).collect()
}

/// The points at which a line changes its value, and the first and the last one.
pub(super) fn changes<T: Copy>(points: &[(T, i64)]) -> Vec<(T, i64)> {
    let last = points.len().saturating_sub(1);
    let is_kept = |index: usize| index == 0 || index == last || points[index].1 != points[index - 1].1;
    (0..points.len()).filter(|index| is_kept(*index)).map(|index| points[index]).collect()
}

fn column(x: i64, width: i64, columns: i64) -> i64 {
    (x * columns / width.max(1)).min(columns - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_keeps_its_last_point() {
        assert_eq!(last_of_each([(0, 1), (3, 2), (5, 3), (9, 4), (10, 5)], 10, 2), [(3, 2), (10, 5)]);
        assert!(last_of_each::<i64>([], 10, 2).is_empty());
    }

    #[test]
    fn a_column_keeps_its_extremes_in_order() {
        let points = [(0, 5), (1, 9), (2, 6), (3, 1), (4, 4), (7, 2)];
        assert_eq!(extremes_of_each(&points, 10, 2), [(0, 5), (1, 9), (3, 1), (4, 4), (7, 2)]);
        assert_eq!(extremes_of_each(&[(0, 3); 5], 10, 1), [(0, 3), (0, 3)], "equal points are a line");
        assert_eq!(extremes_of_each(&[(4, 3)], 10, 1), [(4, 3)]);
        assert!(extremes_of_each(&[], 10, 1).is_empty());
    }

    #[test]
    fn a_line_is_kept_where_it_changes() {
        assert_eq!(changes(&[(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 2)]), [(0, 1), (3, 2), (5, 2)]);
        assert_eq!(changes(&[(0, 1)]), [(0, 1)]);
        assert!(changes::<i64>(&[]).is_empty());
    }

    #[test]
    fn many_points_become_few_that_reach_as_far() {
        let points: Vec<_> = (0..400_000).map(|at| (at / 400, at * 7_919 % 1_009)).collect();
        let thinned = extremes_of_each(&points, 1_000, 60);
        assert!(thinned.len() <= 240, "{}", thinned.len());
        assert_eq!((thinned.first(), thinned.last()), (points.first(), points.last()));
        let range = |points: &[Point]| {
            let heights = || points.iter().map(|(_, y)| *y);
            (heights().min(), heights().max())
        };
        assert_eq!(range(&thinned), range(&points));
    }
}
