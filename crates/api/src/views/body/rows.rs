//! A body that ends in a list, which can be cut to fewer rows without rendering it again.

use bytes::Bytes;
use serde::Serialize;

/// The last bytes of a body that ends in a list.
const END: &[u8] = b"]}";

/// The whole body, and the end of each row of its list.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    whole: Bytes,
    /// The length of the date with which the body begins.
    date: usize,
    /// The offsets, from the end of the date, at which the list begins and at which each row ends.
    ends: Vec<usize>,
}

impl Rows {
    /// Serializes a value that ends in an empty list and begins with a date of length `date`, and fills the list with
    /// `rows`.
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

    /// The body with all rows.
    pub(super) fn whole(&self) -> &Bytes {
        &self.whole
    }

    /// The same rows with other bytes as the whole body.
    pub(super) fn with_whole(&self, whole: Bytes) -> Self {
        Self { whole, date: self.date, ends: self.ends.clone() }
    }

    /// The number of rows.
    pub(super) fn count(&self) -> usize {
        self.ends.len() - 1
    }

    /// The body with the first `limit` rows.
    pub(super) fn cut(&self, limit: usize) -> Bytes {
        match self.ends.get(limit).filter(|_| limit < self.count()) {
            Some(end) => [&self.whole[..self.date + end], END].concat().into(),
            None => self.whole.clone(),
        }
    }

    /// The same rows with another date, in place of the one of length `before`.
    pub(super) fn with_last_polled_at(&self, before: usize, after: &str) -> Self {
        Self { whole: replace(&self.whole, 0, before, after), date: after.len(), ends: self.ends.clone() }
    }

    /// The bytes that are kept besides a body of the first `shown` rows.
    pub(super) fn weight(&self, shown: usize) -> usize {
        let whole = if shown < self.count() { self.whole.len() } else { 0 };
        whole + self.ends.len() * size_of::<usize>()
    }
}

/// Replaces `before` bytes at `offset` by `after`.
pub(super) fn replace(identity: &[u8], offset: usize, before: usize, after: &str) -> Bytes {
    [&identity[..offset], after.as_bytes(), &identity[offset + before..]].concat().into()
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
