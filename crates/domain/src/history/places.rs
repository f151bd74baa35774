//! Ranks of rows by key, updated as keys change one by one.

/// Rows sorted by key. A row whose key changes is swapped past the rows that it overtakes, which is cheap because games
/// arrive one by one.
pub(super) struct Places<K> {
    keys: Vec<K>,
    /// The rows in order, from the first place on.
    order: Vec<usize>,
    /// The place of each row.
    place: Vec<usize>,
    /// The places at the last call of `note`.
    noted: Vec<usize>,
}

impl<K: Ord> Places<K> {
    /// Creates the ranking of all rows, each with its key.
    pub(super) fn new(keys: Vec<K>) -> Self {
        let mut order: Vec<_> = (0..keys.len()).collect();
        order.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
        let mut place = vec![0; keys.len()];
        order.iter().enumerate().for_each(|(at, &row)| place[row] = at);
        Self { noted: place.clone(), keys, order, place }
    }

    /// Changes the key of a row.
    pub(super) fn set(&mut self, row: usize, key: K) {
        self.keys[row] = key;
        while let Some(above) = self.place[row].checked_sub(1).filter(|&above| self.is_before(row, self.order[above])) {
            self.swap_with_next(above);
        }
        while let Some(&below) = self.order.get(self.place[row] + 1).filter(|&&below| self.is_before(below, row)) {
            self.swap_with_next(self.place[below] - 1);
        }
    }

    fn is_before(&self, row: usize, other: usize) -> bool {
        self.keys[row] < self.keys[other]
    }

    fn swap_with_next(&mut self, at: usize) {
        self.order.swap(at, at + 1);
        self.place[self.order[at]] = at;
        self.place[self.order[at + 1]] = at + 1;
    }

    /// Whether any row's place differs from the one last noted.
    pub(super) fn moved(&self) -> bool {
        self.place != self.noted
    }

    /// Remembers the current places.
    pub(super) fn note(&mut self) {
        self.noted.clone_from(&self.place);
    }

    /// The rows' places, from 1.
    pub(super) fn positions(&self) -> impl Iterator<Item = i64> {
        self.place.iter().map(|&place| i64::try_from(place + 1).unwrap_or(i64::MAX))
    }
}
