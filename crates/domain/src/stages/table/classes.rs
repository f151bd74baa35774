//! Classes of sides that are equal so far, divided by one criterion after another.

/// Divides a class by a key, the least first. Members with equal keys keep their order.
pub(super) fn by_key<K: Ord>(mut class: Vec<usize>, key: impl Fn(usize) -> K) -> Vec<Vec<usize>> {
    class.sort_by_cached_key(|side| key(*side));
    class.chunk_by(|a, b| key(*a) == key(*b)).map(<[usize]>::to_vec).collect()
}
