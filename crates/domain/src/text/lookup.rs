//! Finds the sentence about one player or team by a name that a viewer typed.

use crate::{
    name::{NameIndex, printable},
    text::line::{self, Line},
};

/// Sentences, indexed by the names they are about.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// The noun for what they are about, such as "player".
    kind: &'static str,
    tournament: String,
    index: NameIndex,
    known: Vec<About>,
}

/// A sentence and the names it is about.
#[derive(Clone, Debug)]
pub(super) struct About {
    /// The names by which it is found, the displayed one first.
    pub(super) names: Vec<String>,
    pub(super) sentence: String,
}

impl Lookup {
    pub(super) fn new(kind: &'static str, tournament: String, known: Vec<About>) -> Self {
        let index = NameIndex::of(known.iter().map(|about| about.names.iter().map(String::as_str)));
        Self { kind, tournament, index, known }
    }

    /// The sentence about the one that a viewer means by `typed`.
    ///
    /// # Errors
    /// A sentence that explains why there is none: no name matches, or several do.
    pub fn find(&self, typed: &str) -> Result<&str, String> {
        let typed: String = typed.chars().take(LONGEST_TYPED).collect();
        let found = self.index.search(&typed);
        match found[..] {
            [one] => Ok(&self.known[one].sentence),
            [] => Err(self.nobody(&typed)),
            _ => {
                let names = found.iter().filter_map(|place| self.known[*place].names.first());
                let names: Vec<_> = names.map(|name| line::name(name)).collect();
                let head = format!("\"{}\" may be {} {}s: ", line::name(&typed), names.len(), self.kind);
                Err(Line::new(head).items(&names, ", ").finish())
            }
        }
    }

    /// The reply to a request without a name.
    #[must_use]
    pub fn ask(&self) -> String {
        let Self { kind, tournament, .. } = self;
        let is_empty = self.is_empty();
        let none = || format!("There is no {kind} in {tournament} yet.");
        Line::new(if is_empty { none() } else { format!("Which {kind} of {tournament}? Add a name.") }).finish()
    }

    /// Whether it knows nobody.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn nobody(&self, typed: &str) -> String {
        let Self { kind, tournament, .. } = self;
        if self.is_empty() || printable(typed).is_empty() {
            return self.ask();
        }
        Line::new(format!("No {kind} called {} in {tournament}.", line::name(typed))).finish()
    }

    /// Estimates the memory use in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let about = |about: &About| {
            // The index stores each name in three forms.
            about.sentence.len() + about.names.iter().map(|name| 4 * (name.len() + size_of::<String>())).sum::<usize>()
        };
        self.known.iter().map(about).sum()
    }
}

/// The maximum number of typed characters that are considered.
const LONGEST_TYPED: usize = 200;
