//! Finds places in a JSON text: members of objects, elements of lists, the rows of an answer.

use std::ops::Range;

use super::Place;

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
    /// The range that removes it, including a comma.
    pub(super) removal: Range<usize>,
    depth: usize,
}

impl Member {
    pub(super) fn whole(&self) -> Range<usize> {
        self.key.start..self.value.end
    }
}

/// The places of an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub(super) members: Vec<Member>,
    /// The pieces of each object and list that has several.
    pub(super) sequences: Vec<Vec<Range<usize>>>,
    lists: Vec<List>,
    result: Range<usize>,
}

/// A top-level list.
#[derive(Clone, Debug)]
struct List {
    name: String,
    value: Range<usize>,
    rows: Vec<Range<usize>>,
}

impl Places {
    pub(super) fn of(text: &[u8]) -> Self {
        let mut reader = Reader { text, at: 0, places: Self::default() };
        reader.value(0);
        let mut places = reader.places;
        let name = |key: &Range<usize>| {
            String::from_utf8_lossy(text.get(key.start + 1..key.end - 1).unwrap_or_default()).into_owned()
        };
        for member in places.members.iter().filter(|member| member.depth == 1) {
            if name(&member.key) == "result" {
                places.result = member.whole();
            } else if text.get(member.value.start) == Some(&b'[') {
                let mut list = Reader { text, at: member.value.start, places: Self::default() };
                let rows = list.pieces(0, b']', Reader::value);
                places.lists.push(List { name: name(&member.key), value: member.value.clone(), rows });
            }
        }
        places
    }

    /// The place that a field is part of.
    pub(super) fn of_field(&self, member: &Member) -> Place {
        match self.lists.iter().find(|list| list.value == member.value) {
            Some(list) => Place::List(list.name.clone()),
            None => self.of_bytes(&member.whole()),
        }
    }

    /// The place that bytes are part of; a byte inserted in front of a row is not part of it.
    pub(super) fn of_bytes(&self, place: &Range<usize>) -> Place {
        let is_in = |whole: &Range<usize>| {
            let starts = if place.is_empty() { whole.start < place.start } else { whole.start <= place.start };
            starts && place.end <= whole.end && place.start < whole.end
        };
        for List { name, rows, .. } in &self.lists {
            if let Some(row) = rows.iter().position(is_in) {
                return Place::Row(name.clone(), row);
            }
        }
        if is_in(&self.result) { Place::Result } else { Place::Between }
    }
}

/// Reads a well-formed text; the result for another one is unspecified.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    places: Places,
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

    fn value(&mut self, depth: usize) -> Range<usize> {
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
    fn pieces(
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
