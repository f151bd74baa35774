//! Checks the stages of a document.

use std::collections::{HashMap, HashSet};

use super::{Check, Document, Place};
use crate::{
    document::{StageDocument, stage::shortest_groups},
    limits,
    name::folded,
    stages::{
        groups::Groups,
        settings::SideKind,
        table::{StageFormat, TieBreak},
    },
};

/// A stage's participants in the order of seeds, and who is in each of its groups, by their indices in the roster or
/// among the teams.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::document) struct Participants {
    pub(in crate::document) seeded: Vec<usize>,
    pub(in crate::document) groups: Vec<Vec<usize>>,
}

impl Check {
    /// Checks the stages, and says what each says in its shortest form.
    pub(super) fn stages(&mut self, document: &mut Document) -> Vec<Participants> {
        let entries = Sides::new("entry", document.entries.iter().map(|entry| &entry.name));
        let teams = Sides::new("team", document.teams.iter().map(|team| &team.name));
        let stages = document.stages.as_deref_mut().unwrap_or_default();
        if stages.len() > limits::STAGES {
            let message = format!("a tournament has at most {} stages, not {}", limits::STAGES, stages.len());
            self.note(Place::of("stages").index(limits::STAGES), message);
        }
        let mut all = Vec::new();
        for (index, stage) in stages.iter_mut().enumerate() {
            let place = Place::of("stages").index(index);
            self.settings(&place, stage);
            let sides = match stage.sides {
                SideKind::Entries => &entries,
                SideKind::Teams => &teams,
            };
            all.push(self.participants(&place, stage, sides));
        }
        all
    }

    fn settings(&mut self, place: &Place, stage: &mut StageDocument) {
        self.text(place.key("name"), &stage.name, &limits::STAGE_NAME);
        let is_possible = |rounds: u16| limits::ROUNDS.contains(&i64::from(rounds));
        if stage.rounds.is_some_and(|rounds| !is_possible(rounds)) {
            let (least, most) = limits::ROUNDS.into_inner();
            self.note(place.key("rounds"), format!("a Swiss stage has {least} to {most} rounds"));
        }
        if usize::try_from(stage.advance).is_ok_and(|advance| advance > limits::PARTICIPANTS) {
            self.note(place.key("advance"), format!("at most {} advance", limits::PARTICIPANTS));
        }
        let tie_breaks = stage.tie_breaks.get_or_insert_with(|| TieBreak::usual(stage.format));
        for (index, tie_break) in tie_breaks.iter().enumerate() {
            if tie_breaks[..index].contains(tie_break) {
                let message = format!("{} is listed twice", tie_break.as_str());
                self.note(place.key("tie_breaks").index(index), message);
            }
        }
    }

    fn participants(&mut self, place: &Place, stage: &mut StageDocument, sides: &Sides) -> Participants {
        let (mut seeded, mut seen) = (Vec::new(), HashSet::new());
        for (index, name) in stage.participants.iter().enumerate() {
            let place = place.key("participants").index(index);
            match sides.find(name) {
                Err(message) => self.note(place, message),
                Ok(side) if !seen.insert(side) => self.note(place, format!("{name:?} is listed twice")),
                Ok(side) => seeded.push(side),
            }
        }
        if stage.participants.len() > limits::PARTICIPANTS {
            let message = format!("a stage has at most {} participants", limits::PARTICIPANTS);
            self.note(place.key("participants").index(limits::PARTICIPANTS), message);
        }
        // Groups of participants who are not all known would only repeat that.
        let groups = match stage.participants.len() == seeded.len() {
            true => self.groups(&place.key("groups"), stage, &seeded, sides),
            false => Vec::new(),
        };
        Participants { seeded, groups }
    }

    fn groups(&mut self, place: &Place, stage: &mut StageDocument, seeded: &[usize], sides: &Sides) -> Vec<Vec<usize>> {
        if stage.format != StageFormat::RoundRobin {
            if stage.groups != Groups::default() {
                self.note(place.clone(), "only a round robin has groups");
            }
            return Vec::new();
        }
        let given = match &stage.groups {
            Groups::Number(number) => Groups::Number(*number),
            Groups::Lists(lists) => Groups::Lists(self.lists(place, lists, sides)),
        };
        if seeded.is_empty() && stage.groups == Groups::default() {
            return Vec::new();
        }
        let place_of = |side: &usize| seeded.iter().position(|seeded| seeded == side).unwrap_or_default();
        match given.of(seeded) {
            Ok(mut groups) => {
                groups.iter_mut().for_each(|group| group.sort_by_key(place_of));
                let places: Vec<Vec<_>> = groups.iter().map(|group| group.iter().map(place_of).collect()).collect();
                stage.groups = shortest_groups(&stage.participants, &places);
                groups
            }
            Err(mistake) => {
                let name = |side: &usize| format!("{:?}", sides.names[*side]);
                self.note(place.clone(), mistake.in_words(name));
                Vec::new()
            }
        }
    }

    /// The groups that are given by names. Unknown ones are left out.
    fn lists(&mut self, place: &Place, lists: &[Vec<String>], sides: &Sides) -> Vec<Vec<usize>> {
        let mut groups = Vec::new();
        for (group, names) in lists.iter().enumerate() {
            let mut found = Vec::new();
            for (index, name) in names.iter().enumerate() {
                match sides.find(name) {
                    Ok(side) => found.push(side),
                    Err(message) => self.note(place.index(group).index(index), message),
                }
            }
            groups.push(found);
        }
        groups
    }
}

/// What can take part in a stage, as the document names it.
struct Sides {
    what: &'static str,
    names: Vec<String>,
    indices: HashMap<String, usize>,
}

impl Sides {
    fn new<'a>(what: &'static str, names: impl Iterator<Item = &'a String>) -> Self {
        let names: Vec<_> = names.cloned().collect();
        let mut indices = HashMap::new();
        for (index, name) in names.iter().enumerate() {
            indices.entry(folded(name)).or_insert(index);
        }
        Self { what, names, indices }
    }

    fn find(&self, name: &str) -> Result<usize, String> {
        self.indices.get(&folded(name)).copied().ok_or_else(|| format!("there is no {} {name:?}", self.what))
    }
}
