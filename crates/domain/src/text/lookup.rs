//! Sentences about one of many, found by a name that a viewer typed.

use crate::{
    name::{NameIndex, printable},
    text::line::{self, Line},
};

/// Sentences by whom they are about.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// What they are about, as "player".
    kind: &'static str,
    tournament: String,
    index: NameIndex,
    known: Vec<About>,
}

/// A sentence and whom it is about.
#[derive(Clone, Debug)]
pub(super) struct About {
    /// The names it is found by, the shown one first.
    pub(super) names: Vec<String>,
    pub(super) sentence: String,
}

impl Lookup {
    pub(super) fn new(kind: &'static str, tournament: String, known: Vec<About>) -> Self {
        let index = NameIndex::of(known.iter().map(|about| about.names.iter().map(String::as_str)));
        Self { kind, tournament, index, known }
    }

    /// The sentence about whom a viewer means by `typed`.
    ///
    /// # Errors
    /// With a sentence that says why there is none: nobody is called so, or several are.
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

    /// What to say to who gives no name.
    #[must_use]
    pub fn ask(&self) -> String {
        let Self { kind, tournament, .. } = self;
        let is_empty = self.known.is_empty();
        let none = || format!("There is no {kind} in {tournament} yet.");
        Line::new(if is_empty { none() } else { format!("Which {kind} of {tournament}? Add a name.") }).finish()
    }

    fn nobody(&self, typed: &str) -> String {
        let Self { kind, tournament, .. } = self;
        if self.known.is_empty() || printable(typed).is_empty() {
            return self.ask();
        }
        Line::new(format!("No {kind} called {} in {tournament}.", line::name(typed))).finish()
    }

    /// An estimate of the bytes kept.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let about = |about: &About| {
            // Each name is in the index in three forms.
            about.sentence.len() + about.names.iter().map(|name| 4 * (name.len() + size_of::<String>())).sum::<usize>()
        };
        self.known.iter().map(about).sum()
    }
}

/// Characters of what was typed that are looked at.
const LONGEST_TYPED: usize = 200;
