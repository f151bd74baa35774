//! A body that ends in a list, which can be cut short without being made anew.

use bytes::Bytes;
use serde::Serialize;

/// How a body that ends in a list ends.
const END: &[u8] = b"]}";

/// The whole body, and where each row of its list ends.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    whole: Bytes,
    /// The length of the date that it opens with.
    date: usize,
    /// Where the date and the list's rows end, from the date's end on; the first is where the list begins.
    ends: Vec<usize>,
}

impl Rows {
    /// A value that ends in an empty list, with `rows` in it; it opens with a date of that length.
    ///
    /// # Errors
    /// When a row cannot be serialized.
    pub(super) fn new<T: Serialize>(head: &impl Serialize, rows: &[T], date: usize) -> serde_json::Result<Self> {
        let mut whole = serde_json::to_vec(head)?;
        debug_assert!(whole.ends_with(b"[]}"));
        whole.truncate(whole.len().saturating_sub(END.len()));
        let mut ends = vec![whole.len() - date];
        for row in rows {
            if ends.len() > 1 {
                whole.push(b',');
            }
            serde_json::to_writer(&mut whole, row)?;
            ends.push(whole.len() - date);
        }
        whole.extend_from_slice(END);
        Ok(Self { whole: whole.into(), date, ends })
    }

    /// The body with all of them.
    pub(super) fn whole(&self) -> &Bytes {
        &self.whole
    }

    /// The same rows with these bytes as the whole.
    pub(super) fn with_whole(&self, whole: Bytes) -> Self {
        Self { whole, date: self.date, ends: self.ends.clone() }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.ends.len() - 1
    }

    /// The body with the first `limit` of them.
    pub(super) fn cut(&self, limit: usize) -> Bytes {
        match self.ends.get(limit).filter(|_| limit < self.count()) {
            Some(end) => [&self.whole[..self.date + end], END].concat().into(),
            None => self.whole.clone(),
        }
    }

    /// The same rows under another date instead of one of length `before`.
    pub(super) fn with_last_polled_at(&self, before: usize, after: &str) -> Self {
        Self { whole: replace_opening(&self.whole, before, after), date: after.len(), ends: self.ends.clone() }
    }

    /// The bytes kept beside a body of the first `shown`.
    pub(super) fn weight(&self, shown: usize) -> usize {
        let whole = if shown < self.count() { self.whole.len() } else { 0 };
        whole + self.ends.len() * size_of::<usize>()
    }
}

/// The same bytes with another opening instead of the first `before`.
pub(super) fn replace_opening(identity: &[u8], before: usize, after: &str) -> Bytes {
    [after.as_bytes(), &identity[before..]].concat().into()
}

#[cfg(test)]
mod tests {
    use domain::view::envelope::ListEnvelope;

    use super::*;

    #[test]
    fn a_cut_is_what_would_have_been_serialized() {
        for count in 0..4 {
            let all: Vec<_> = (0..count).map(|number| format!("],\"{number}")).collect();
            let head = ListEnvelope::<()> { last_polled_at: None, items: Vec::new() };
            let rows = Rows::new(&head, &all, 0).unwrap();
            for limit in 0..6 {
                let items = all[..limit.min(all.len())].to_vec();
                let expected = serde_json::to_vec(&ListEnvelope { last_polled_at: None, items }).unwrap();
                assert_eq!(rows.cut(limit), expected, "{limit} of {count}");
            }
        }
    }
}
