//! Finds places in a JSON text: members of objects, elements of lists, the rows of an answer.

mod reader;

use std::ops::Range;

use self::reader::Reader;
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
