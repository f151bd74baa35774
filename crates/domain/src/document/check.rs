//! Checks a document on its own: the same rules as for requests, and that every entry it refers to exists in it.

mod stages;

use std::{collections::HashMap, ops::RangeInclusive};

use serde_json::Value;

use super::{Account, Document, Place, Problem, presentation::normalised};
use crate::{
    account_link,
    id::LeaderboardId,
    limits,
    name::{Name, folded},
    roster::{self, Presentation},
    tournament::{self, UnfitSlug, Window},
};
pub(super) use stages::Participants;

/// A document that can be stored. Its names are normalised as stored names are.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedDocument {
    document: Document,
    teams: Vec<Members>,
    stages: Vec<Participants>,
}

/// A team's members, by their indices in the roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Members {
    pub(super) members: Vec<usize>,
    pub(super) captain: Option<usize>,
}

impl std::ops::Deref for CheckedDocument {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.document
    }
}

impl CheckedDocument {
    /// The members of each team.
    pub(super) fn members(&self) -> &[Members] {
        &self.teams
    }

    /// The participants of each stage.
    pub(super) fn participants(&self) -> &[Participants] {
        &self.stages
    }
}

impl Document {
    /// Checks the document.
    ///
    /// # Errors
    /// With every problem.
    pub fn check(mut self) -> Result<CheckedDocument, Vec<Problem>> {
        let mut check = Check::default();
        check.tournament(&self);
        check.owners(&self);
        check.entries(&mut self);
        let teams = check.teams(&mut self);
        let stages = check.stages(&mut self);
        if !check.problems.is_empty() {
            return Err(check.problems);
        }
        self.presentation = normalised(&self.presentation);
        for entry in &mut self.entries {
            entry.presentation = normalised(&entry.presentation);
        }
        Ok(CheckedDocument { document: self, teams, stages })
    }
}

#[derive(Default)]
struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn note(&mut self, place: Place, message: impl Into<String>) {
        self.problems.push(Problem::new(place, message));
    }

    fn tournament(&mut self, document: &Document) {
        self.text(Place::of("slug"), &document.slug, &limits::SLUG);
        match tournament::check_slug(&document.slug) {
            Err(UnfitSlug::Pattern) => {
                self.note(
                    Place::of("slug"),
                    "a slug has lower-case letters, digits and hyphens, and neither begins nor ends with a hyphen",
                );
            }
            Err(UnfitSlug::Reserved) => self.note(Place::of("slug"), "this slug is reserved"),
            Ok(()) => {}
        }
        self.text(Place::of("name"), &document.name, &limits::TOURNAMENT_NAME);
        if document.leaderboard_id < LeaderboardId(1) {
            self.note(Place::of("leaderboard_id"), "a ladder's number is at least 1");
        }
        if !(Window { start: document.start_date, end: document.end_date }.is_in_order()) {
            self.note(Place::of("end_date"), "the end is before the start");
        }
        if document.prize_pool_cents.is_some_and(|cents| cents < 0) {
            self.note(Place::of("prize_pool_cents"), "prize money is at least 0");
        }
        let urls = Place::of("host_stream_urls");
        for (index, url) in document.host_stream_urls.iter().enumerate() {
            self.text(urls.index(index), url, &limits::STREAM_URL);
        }
        if document.host_stream_urls.len() > limits::STREAM_URLS {
            self.note(urls.index(limits::STREAM_URLS), format!("there are at most {} links", limits::STREAM_URLS));
        }
        self.presentation(Place::of("presentation"), &document.presentation, limits::TOURNAMENT_PRESENTATION_BYTES);
    }

    fn owners(&mut self, document: &Document) {
        for (index, owner) in document.owners.iter().enumerate() {
            if document.owners[..index].contains(owner) {
                self.note(Place::of("owners").index(index), "this owner is listed twice");
            }
        }
    }

    fn entries(&mut self, document: &mut Document) {
        let (entries, mut names, mut accounts) = (Place::of("entries"), HashMap::new(), HashMap::new());
        for (index, entry) in document.entries.iter_mut().enumerate() {
            let place = entries.index(index);
            self.name(place.key("name"), &mut entry.name, &limits::ENTRY_NAME);
            if let Some(first) = names.insert(folded(&entry.name), entry.name.clone()) {
                self.note(place.key("name"), like("an entry", &first));
            }
            if let Some(Account(profile)) = entry.account {
                if let Err(why) = account_link::numbered(profile.0) {
                    self.note(place.key("account"), why.to_string());
                }
                if let Some(first) = accounts.insert(profile, entry.name.clone()) {
                    self.note(place.key("account"), format!("the entry {first:?} has this account, too"));
                }
            }
            self.presentation(place.key("presentation"), &entry.presentation, limits::ENTRY_PRESENTATION_BYTES);
        }
        if document.entries.len() > limits::ENTRIES {
            let message = format!("a roster has at most {} entries, not {}", limits::ENTRIES, document.entries.len());
            self.note(entries.index(limits::ENTRIES), message);
        }
    }

    fn teams(&mut self, document: &mut Document) -> Vec<Members> {
        let mut roster = HashMap::new();
        for (index, entry) in document.entries.iter().enumerate() {
            roster.entry(folded(&entry.name)).or_insert(index);
        }
        let (mut names, mut team_of, mut all) = (HashMap::new(), HashMap::new(), Vec::new());
        for (index, team) in document.teams.iter_mut().enumerate() {
            let place = Place::of("teams").index(index);
            self.name(place.key("name"), &mut team.name, &limits::TEAM_NAME);
            if let Some(first) = names.insert(folded(&team.name), team.name.clone()) {
                self.note(place.key("name"), like("a team", &first));
            }
            self.text(place.key("initials"), &team.initials, &limits::INITIALS);
            let mut found = Members::default();
            for (index, name) in team.members.iter().enumerate() {
                let place = place.key("members").index(index);
                let Some(&entry) = roster.get(&folded(name)) else {
                    self.note(place, format!("there is no entry {name:?} on the roster"));
                    continue;
                };
                match team_of.insert(entry, team.name.clone()) {
                    Some(other) => self.note(place, format!("{name:?} is on the team {other:?} already")),
                    None => found.members.push(entry),
                }
            }
            if let Some(name) = &team.captain {
                let captain = folded(name);
                found.captain = roster.get(&captain).copied();
                let is_member = team.members.iter().any(|member| folded(member) == captain);
                if !is_member {
                    self.note(place.key("captain"), format!("the captain {name:?} is no member of the team"));
                }
            }
            all.push(found);
        }
        all
    }

    /// Normalises a name.
    fn name(&mut self, place: Place, text: &mut String, length: &RangeInclusive<usize>) {
        if text.contains('\0') {
            return self.note(place, NUL);
        }
        match Name::new(text) {
            Ok(name) => {
                *text = name.into();
                self.length(place, text, length);
            }
            Err(unfit) => self.note(place, unfit.to_string()),
        }
    }

    fn text(&mut self, place: Place, text: &str, length: &RangeInclusive<usize>) {
        if text.contains('\0') {
            self.note(place, NUL);
        } else {
            self.length(place, text, length);
        }
    }

    fn length(&mut self, place: Place, text: &str, allowed: &RangeInclusive<usize>) {
        let length = text.chars().count();
        if length == 0 && *allowed.start() > 0 {
            self.note(place, "this is empty");
        } else if length > *allowed.end() {
            self.note(place, format!("this has {length} characters; {} are allowed", allowed.end()));
        }
    }

    fn presentation(&mut self, place: Place, presentation: &Presentation, most: usize) {
        let value = Value::Object(presentation.clone());
        if !roster::is_storable(&value) {
            return self.note(place, NUL);
        }
        let length = value.to_string().len();
        if length > most {
            self.note(place, format!("this takes {length} bytes as JSON; {most} are allowed"));
        }
    }
}

const NUL: &str = "the character NUL cannot be kept";

fn like(what: &str, first: &str) -> String {
    format!("{what} is named {first:?} already, and nobody could tell the two apart")
}
