//! Places in a document, and the problems found at them.

use std::fmt;

use crate::id::LeaderboardId;

/// A place in a document: the path of keys and indices to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(Vec<Step>);

/// One step of a path into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into a field.
    Key(&'static str),
    /// Into an item of a list.
    Index(usize),
}

impl Place {
    /// The document itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// A field of the document.
    #[must_use]
    pub fn of(key: &'static str) -> Self {
        Self::root().key(key)
    }

    /// A field of the value at this place.
    #[must_use]
    pub fn key(&self, key: &'static str) -> Self {
        self.then(Step::Key(key))
    }

    /// An item of the list at this place.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    /// The enclosing place; none for the document itself.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// The path to this place.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    fn then(&self, step: Step) -> Self {
        Self([self.0.as_slice(), &[step]].concat())
    }
}

impl fmt::Display for Place {
    /// Formats the path as programs write it: `entries[2].name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if place == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// Something that is wrong with a document, in words for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is in the document.
    pub place: Place,
    /// What is wrong, for the author of a file.
    pub message: String,
    /// The message for the sender of a request, when it differs.
    request_message: Option<String>,
}

impl Problem {
    /// Creates a problem.
    #[must_use]
    pub fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, message: message.into(), request_message: None }
    }

    /// Adds a different message for a document that came in a request.
    #[must_use]
    pub(super) fn or_in_request(self, message: String) -> Self {
        Self { request_message: Some(message), ..self }
    }

    /// The message for the sender of a request.
    #[must_use]
    pub fn in_request(&self) -> &str {
        self.request_message.as_ref().unwrap_or(&self.message)
    }

    /// The problem that no tournament can be held on the document's ladder.
    #[must_use]
    pub fn unknown_ladder(ladder: LeaderboardId) -> Self {
        let message =
            format!("the ladder {ladder} is unknown, or its games move no ratings; 3 is random map, 4 team random map");
        Self::new(Place::of("leaderboard_id"), message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}
