//! A mistake in a file, with its line and column.

use std::{collections::HashMap, fmt, ops::Range};

use domain::document::{Place, Problem};

/// Something that is wrong with a file, in words for its author.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The line, counted from 1.
    pub line: usize,
    /// The character of that line, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// Maps each place of a document to its position in the text.
#[derive(Clone, Debug)]
pub(crate) struct Positions {
    text: String,
    offsets: HashMap<Place, usize>,
}

impl Positions {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), offsets: HashMap::from([(Place::root(), 0)]) }
    }

    pub(crate) fn note(&mut self, place: &Place, span: &Range<usize>) {
        self.offsets.insert(place.clone(), span.start);
    }

    /// Creates a mistake at a byte offset.
    pub(crate) fn mistake_at(&self, offset: usize, message: impl Into<String>) -> Mistake {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Mistake {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }

    /// Creates a mistake at a place of the document. When the text lacks that place, uses the nearest enclosing place
    /// that it has.
    pub(crate) fn mistake(&self, problem: &Problem) -> Mistake {
        let mut place = problem.place.clone();
        let offset = loop {
            match (self.offsets.get(&place), place.parent()) {
                (Some(offset), _) => break *offset,
                (None, Some(parent)) => place = parent,
                (None, None) => break 0,
            }
        };
        self.mistake_at(offset, problem.message.clone())
    }
}
