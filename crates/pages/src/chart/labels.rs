//! Places labels at the ends of lines so that none covers another.

/// Moves the heights of labels apart until each has `gap` to the next one, within 0 to `height` as far as they fit. The
/// result is in the order of `heights`.
pub(super) fn apart(heights: &[i64], gap: i64, height: i64) -> Vec<i64> {
    let mut order: Vec<_> = (0..heights.len()).collect();
    order.sort_by_key(|&index| heights[index]);
    let mut placed = heights.to_vec();
    let mut least = i64::MIN;
    for &index in &order {
        placed[index] = placed[index].max(least);
        least = placed[index].saturating_add(gap);
    }
    // What was moved beyond the lower edge is moved back up, and those above with it.
    let mut most = height;
    for &index in order.iter().rev() {
        placed[index] = placed[index].min(most);
        most = placed[index] - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance_and_their_order() {
        assert_eq!(apart(&[10, 50, 90], 15, 100), [10, 50, 90], "nothing is moved without need");
        assert_eq!(apart(&[50, 10, 52], 15, 100), [50, 10, 65]);
        assert_eq!(apart(&[99, 98, 100], 15, 100), [85, 70, 100], "they stay within the plot");
        assert_eq!(apart(&[5, 5, 5], 15, 100), [5, 20, 35], "equal ones are in the given order");
        assert!(apart(&[], 15, 100).is_empty());
    }
}
