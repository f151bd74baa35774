//! Reads a JSON text into the places of its members and elements.

use std::ops::Range;

use super::{Member, Places};

/// Reads a well-formed text; the result for another one is unspecified.
pub(super) struct Reader<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
    pub(super) places: Places,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    pub(super) fn value(&mut self, depth: usize) -> Range<usize> {
        self.skip_space();
        let start = self.at;
        match self.peek() {
            b'"' => self.string(),
            b'[' => _ = self.pieces(depth, b']', Self::value),
            b'{' => self.object(depth),
            _ => {
                while self.peek().is_ascii_alphanumeric() || matches!(self.peek(), b'-' | b'+' | b'.') {
                    self.at += 1;
                }
            }
        }
        start..self.at
    }

    fn string(&mut self) {
        self.at += 1;
        while !matches!(self.peek(), b'"' | 0) {
            self.at += if self.peek() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }

    fn object(&mut self, depth: usize) {
        let first = self.places.members.len();
        let mut own = Vec::new();
        let pieces = self.pieces(depth, b'}', |reader, depth| {
            let start = reader.at;
            reader.string();
            let key = start..reader.at;
            reader.skip_space();
            reader.at += 1;
            let value = reader.value(depth);
            own.push(reader.places.members.len());
            let removal = key.start..value.end;
            reader.places.members.push(Member { key, value, removal, depth });
            start..reader.at
        });
        debug_assert!(own.len() == pieces.len() && own.iter().all(|index| *index >= first), "one member a piece");
        for (nth, index) in own.into_iter().enumerate() {
            // With the comma after it, or for the last one the comma before it.
            let removal = match (pieces.get(nth + 1), nth.checked_sub(1).and_then(|before| pieces.get(before))) {
                (Some(next), _) => pieces.get(nth).map_or(0, |own| own.start)..next.start,
                (None, Some(before)) => before.end..pieces.get(nth).map_or(0, |own| own.end),
                (None, None) => continue,
            };
            if let Some(member) = self.places.members.get_mut(index) {
                member.removal = removal;
            }
        }
    }

    /// The pieces between brackets, each read by `piece`.
    pub(super) fn pieces(
        &mut self,
        depth: usize,
        end: u8,
        mut piece: impl FnMut(&mut Self, usize) -> Range<usize>,
    ) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        self.at += 1;
        self.skip_space();
        while self.peek() != end && self.at < self.text.len() {
            pieces.push(piece(self, depth + 1));
            self.skip_space();
            if self.peek() == b',' {
                self.at += 1;
                self.skip_space();
            }
        }
        self.at += 1;
        if pieces.len() > 1 {
            self.places.sequences.push(pieces.clone());
        }
        pieces
    }
}
