//! Matches a document's entries to the stored roster: by account first, then by name.

use std::collections::HashMap;

use super::{Account, EntryDocument};
use crate::{name::folded, roster::Entry};

/// The index in `stored` of each entry of `wanted`; `None` for new ones. No index occurs twice.
///
/// An account identifies a person, whatever the name. When names are exchanged, an entry without an account is found by
/// following the chain of renames.
pub(super) fn pair(stored: &[Entry], wanted: &[EntryDocument]) -> Vec<Option<usize>> {
    let mut pairs = Pairs::new(stored, wanted);
    for index in 0..wanted.len() {
        pairs.by_account(index);
    }
    for index in 0..wanted.len() {
        pairs.by_name(index);
    }
    for index in 0..wanted.len() {
        pairs.by_passed_names(index);
    }
    pairs.stored_of
}

struct Pairs<'a> {
    stored: &'a [Entry],
    wanted: &'a [EntryDocument],
    stored_names: Vec<String>,
    wanted_names: Vec<String>,
    stored_of: Vec<Option<usize>>,
    wanted_of: HashMap<usize, usize>,
}

impl<'a> Pairs<'a> {
    fn new(stored: &'a [Entry], wanted: &'a [EntryDocument]) -> Self {
        Self {
            stored,
            wanted,
            stored_names: stored.iter().map(|entry| folded(&entry.name)).collect(),
            wanted_names: wanted.iter().map(|entry| folded(&entry.name)).collect(),
            stored_of: vec![None; wanted.len()],
            wanted_of: HashMap::new(),
        }
    }

    fn join(&mut self, wanted: usize, stored: Option<usize>) {
        if let Some(stored) = stored {
            self.stored_of[wanted] = Some(stored);
            self.wanted_of.insert(stored, wanted);
        }
    }

    fn by_account(&mut self, wanted: usize) {
        let account = self.wanted[wanted].account.map(|Account(profile)| profile);
        let found = self.stored.iter().position(|entry| account.is_some() && entry.profile_id == account);
        self.join(wanted, found);
    }

    fn by_name(&mut self, wanted: usize) {
        if self.stored_of[wanted].is_some() {
            return;
        }
        let is_free = |stored: &usize| !self.wanted_of.contains_key(stored);
        let mut free = (0..self.stored.len()).filter(is_free);
        // Old rosters, stored before names were checked, may hold several names that look alike.
        let exact = free.clone().find(|&stored| self.stored[stored].name == self.wanted[wanted].name);
        let found = exact.or_else(|| free.find(|&stored| self.stored_names[stored] == self.wanted_names[wanted]));
        self.join(wanted, found);
    }

    /// Follows a chain of renames: from a name to the entry that has it, to that entry's new name, until a name is
    /// free.
    fn by_passed_names(&mut self, wanted: usize) {
        if self.stored_of[wanted].is_some() {
            return;
        }
        let mut name = wanted;
        for _ in 0..self.wanted.len() {
            let had = self.stored_names.iter().position(|stored| *stored == self.wanted_names[name]);
            match had.map(|stored| (stored, self.wanted_of.get(&stored))) {
                None => return,
                Some((_, Some(&next))) => name = next,
                Some((stored, None)) if self.stored[stored].profile_id.is_none() => {
                    return self.join(wanted, Some(stored));
                }
                Some((_, None)) => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{EntryId, ProfileId},
        roster::Presentation,
    };

    fn paired(stored: &[(&str, i64)], wanted: &[(&str, i64)]) -> Vec<Option<usize>> {
        let profile = |number: i64| (number > 0).then_some(ProfileId(number));
        let stored: Vec<_> = stored
            .iter()
            .map(|(name, number)| Entry {
                id: EntryId::FIRST,
                name: (*name).to_owned(),
                profile_id: profile(*number),
                presentation: Presentation::new(),
            })
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(name, number)| EntryDocument {
                name: (*name).to_owned(),
                account: profile(*number).map(Account),
                presentation: Presentation::new(),
            })
            .collect();
        pair(&stored, &wanted)
    }

    #[test]
    fn the_account_decides_before_the_name() {
        assert_eq!(paired(&[("A", 1), ("B", 2)], &[("A", 2), ("B", 1)]), [Some(1), Some(0)]);
        assert_eq!(paired(&[("A", 1), ("B", 0)], &[("b", 0), ("C", 1), ("D", 0)]), [Some(1), Some(0), None]);
        assert_eq!(paired(&[("A", 1)], &[("A", 7)]), [Some(0)], "an account is corrected");
    }

    #[test]
    fn names_that_are_passed_on_are_followed() {
        assert_eq!(paired(&[("A", 1), ("B", 0)], &[("B", 1), ("A", 0)]), [Some(0), Some(1)]);
        assert_eq!(
            paired(&[("A", 1), ("B", 2), ("C", 0)], &[("B", 1), ("C", 2), ("A", 0)]),
            [Some(0), Some(1), Some(2)]
        );
        assert_eq!(paired(&[("A", 1), ("B", 5)], &[("B", 1), ("A", 0)]), [Some(0), None], "5 is somebody else");
    }

    #[test]
    fn a_name_as_it_stands_goes_before_one_that_looks_alike() {
        assert_eq!(paired(&[("ada", 0), ("Ada", 0)], &[("Ada", 0)]), [Some(1)]);
    }
}
