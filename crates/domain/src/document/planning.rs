//! Compares a document with the stored tournament. The result is a plan, or the problems that only the comparison
//! reveals.

mod stages;

use std::collections::{HashMap, HashSet};

use super::{
    Account, CaptainChange, CheckedDocument, Current, CurrentTeam, EntryRef, MemberChange, NewEntry, NewTeam,
    NotInDocument, Place, Plan, Problem, TeamRef, TournamentChange, matching, plan, presentation::normalised,
};
use crate::{
    id::{EntryId, TeamId, UserId},
    limits,
    name::folded,
    roster::{Entry, Team},
};

/// The stored facts that a document is compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredFacts {
    /// The stored tournament with the document's slug, if there is one.
    pub current: Option<Current>,
    /// Whether the document's ladder is ranked, according to the upstream's catalogue; `None` before the first
    /// catalogue.
    pub is_ladder_ranked: Option<bool>,
    /// How many tournaments the document's first owner has created.
    pub created_by_first_owner: i64,
}

impl StoredFacts {
    /// Plans the changes that make the tournament what `wanted` says. What is stored but not in `wanted` stays, unless
    /// `prune` is set.
    ///
    /// # Errors
    /// With everything that is in the way.
    pub fn plan(&self, wanted: &CheckedDocument, prune: bool) -> Result<Plan, Vec<Problem>> {
        let mut planning = Planning { wanted, prune, plan: Plan::empty(&wanted.slug), problems: Vec::new() };
        planning.tournament(self);
        let current = self.current.as_ref();
        planning.owners(current.map_or(&[], |current| &current.owners), self.created_by_first_owner);
        let entries = planning.entries(current.map_or(&[], |current| &current.entries));
        let teams = planning.teams(current.map_or(&[], |current| &current.teams));
        match current {
            Some(current) => planning.members(current, &entries, &teams),
            None => planning.members_of_new(&entries, &teams),
        }
        planning.stages(current, &entries, &teams);
        if planning.problems.is_empty() { Ok(planning.plan) } else { Err(planning.problems) }
    }

    /// Like [`StoredFacts::plan`], for a document that came in a request: it may add owners and teams only up to a
    /// limit.
    ///
    /// # Errors
    /// As [`StoredFacts::plan`].
    pub fn plan_of_request(&self, wanted: &CheckedDocument, prune: bool) -> Result<Plan, Vec<Problem>> {
        let plan = self.plan(wanted, prune)?;
        let kept =
            |is_kind: fn(&NotInDocument) -> bool| plan.not_in_document.iter().filter(|kept| is_kind(kept)).count();
        let owners = wanted.owners.len() + kept(|kept| matches!(kept, NotInDocument::Owner(_)));
        let teams = wanted.teams.len() + kept(|kept| matches!(kept, NotInDocument::Team(_)));
        let found = [
            ("owners", plan.owners_granted.len(), owners, limits::DOCUMENT_OWNERS),
            ("teams", plan.teams_added.len(), teams, limits::DOCUMENT_TEAMS),
        ];
        let too_many = found.into_iter().filter(|(_, added, all, most)| *added > 0 && all > most);
        let problems: Vec<_> = too_many
            .map(|(what, _, all, most)| {
                Problem::new(Place::of(what), format!("the tournament would have {all} {what}; {most} are allowed"))
            })
            .collect();
        if problems.is_empty() { Ok(plan) } else { Err(problems) }
    }
}

struct Planning<'a> {
    wanted: &'a CheckedDocument,
    prune: bool,
    plan: Plan,
    problems: Vec<Problem>,
}

impl Planning<'_> {
    fn note(&mut self, place: Place, message: impl Into<String>) {
        self.problems.push(Problem::new(place, message));
    }

    fn tournament(&mut self, facts: &StoredFacts) {
        let ladder = self.wanted.leaderboard_id;
        let stays = facts.current.as_ref().is_some_and(|current| current.tournament.leaderboard_id == ladder);
        if !stays && !ladder.holds_tournaments(facts.is_ladder_ranked) {
            self.problems.push(Problem::unknown_ladder(ladder));
        }
        self.plan.tournament = match &facts.current {
            Some(current) => plan::edited(current, self.wanted),
            None => Some(TournamentChange::Create(Box::new(self.wanted.clone()))),
        };
    }

    fn owners(&mut self, stored: &[UserId], created_by_first: i64) {
        let wanted = &self.wanted.owners;
        self.plan.owners_granted = wanted.iter().filter(|user| !stored.contains(user)).copied().collect();
        let others: Vec<_> = stored.iter().filter(|user| !wanted.contains(user)).copied().collect();
        if self.plan.creates() && wanted.is_empty() {
            self.note(Place::of("owners"), "a new tournament needs an owner: a user's id at the sign-on service");
        } else if self.plan.creates() && created_by_first >= limits::CREATED_TOURNAMENTS {
            let message = format!(
                "this user has set up {created_by_first} tournaments already; {} are allowed",
                limits::CREATED_TOURNAMENTS
            );
            self.note(Place::of("owners").index(0), message);
        }
        if !self.prune {
            self.plan.not_in_document.extend(others.into_iter().map(NotInDocument::Owner));
        } else if wanted.is_empty() && !others.is_empty() {
            self.note(Place::of("owners"), "the last owner cannot be removed: name at least one");
        } else {
            self.plan.owners_revoked = others;
        }
    }

    /// Plans the roster. Returns which entry each of the document's entries is.
    fn entries(&mut self, stored: &[Entry]) -> Vec<EntryRef> {
        let pairs = matching::pair(stored, &self.wanted.entries);
        let mut refs = Vec::new();
        for (wanted, pair) in self.wanted.entries.iter().zip(&pairs) {
            let profile_id = wanted.account.map(|Account(profile)| profile);
            let Some(before) = pair.map(|stored_at| &stored[stored_at]) else {
                refs.push(EntryRef::New(self.plan.entries_added.len()));
                let (name, presentation) = (wanted.name.clone(), wanted.presentation.clone());
                self.plan.entries_added.push(NewEntry { name, profile_id, presentation });
                continue;
            };
            refs.push(EntryRef::Stored(before.id));
            let is_shown_alike = normalised(&before.presentation) == wanted.presentation;
            let presentation = if is_shown_alike { &before.presentation } else { &wanted.presentation };
            let after =
                Entry { id: before.id, name: wanted.name.clone(), profile_id, presentation: presentation.clone() };
            if after != *before {
                self.plan.entries_edited.push((before.clone(), after));
            }
        }
        let found: HashSet<_> = pairs.iter().flatten().collect();
        let others: Vec<_> = (0..stored.len()).filter(|at| !found.contains(at)).map(|at| &stored[at]).collect();
        if self.prune {
            self.plan.entries_removed = others.into_iter().cloned().collect();
        } else {
            self.check_beside(&others, stored, &pairs);
            self.plan.not_in_document.extend(others.iter().map(|entry| NotInDocument::Entry(entry.name.clone())));
        }
        refs
    }

    /// Checks the document's entries against the stored entries that stay beside them.
    fn check_beside(&mut self, others: &[&Entry], stored: &[Entry], pairs: &[Option<usize>]) {
        let names: HashMap<_, _> = others.iter().map(|entry| (folded(&entry.name), *entry)).collect();
        for (index, wanted) in self.wanted.entries.iter().enumerate() {
            let is_as_it_was = pairs[index].is_some_and(|at| stored[at].name == wanted.name);
            if let Some(other) = names.get(&folded(&wanted.name)).filter(|_| !is_as_it_was) {
                let found = format!("entry {} is named {:?} and is not in the", other.id, other.name);
                let message = format!("{found} file: use --prune to remove it, or choose another name");
                let in_request = format!("{found} document: remove it with `prune`, or choose another name");
                let place = Place::of("entries").index(index).key("name");
                self.problems.push(Problem::new(place, message).or_in_request(in_request));
            }
        }
        let (all, first_new) = (self.wanted.entries.len() + others.len(), pairs.iter().position(Option::is_none));
        if let Some(index) = first_new.filter(|_| all > limits::ENTRIES) {
            let would_have = format!("the roster would have {all} entries; {} are allowed", limits::ENTRIES);
            let message = format!("with those that are stored and not in the file {would_have}");
            let in_request = format!("with those that are stored and not in the document {would_have}");
            self.problems.push(Problem::new(Place::of("entries").index(index), message).or_in_request(in_request));
        }
    }

    /// Plans the teams. Returns which team each of the document's teams is.
    fn teams(&mut self, stored: &[CurrentTeam]) -> Vec<TeamRef> {
        let (mut refs, mut found) = (Vec::new(), HashSet::new());
        let stored_names: Vec<_> = stored.iter().map(|stored| folded(&stored.team.name)).collect();
        for wanted in &self.wanted.teams {
            let wanted_name = folded(&wanted.name);
            let free = || stored.iter().zip(&stored_names).filter(|(other, _)| !found.contains(&other.team.id));
            let exact = free().find(|(other, _)| other.team.name == wanted.name);
            let alike = || free().find(|(_, name)| **name == wanted_name);
            let Some((CurrentTeam { team: before, .. }, _)) = exact.or_else(alike) else {
                refs.push(TeamRef::New(self.plan.teams_added.len()));
                self.plan.teams_added.push(NewTeam { name: wanted.name.clone(), initials: wanted.initials.clone() });
                continue;
            };
            refs.push(TeamRef::Stored(before.id));
            found.insert(before.id);
            let after = Team { name: wanted.name.clone(), initials: wanted.initials.clone(), ..before.clone() };
            if after != *before {
                self.plan.teams_edited.push((before.clone(), after));
            }
        }
        let others = stored.iter().filter(|other| !found.contains(&other.team.id)).map(|other| &other.team);
        if self.prune {
            self.plan.teams_removed = others.cloned().collect();
        } else {
            self.plan.not_in_document.extend(others.map(|team| NotInDocument::Team(team.name.clone())));
        }
        refs
    }

    fn members_of_new(&mut self, entries: &[EntryRef], teams: &[TeamRef]) {
        for (entry, (team, name)) in self.team_of_each(teams) {
            let entry_name = self.wanted.entries[entry].name.clone();
            let change = MemberChange { entry: entries[entry], name: entry_name, from: None, to: Some((team, name)) };
            self.plan.members.push(change);
        }
        for (at, team) in teams.iter().enumerate() {
            let after = self.captain_of(at, entries);
            self.captain(*team, at, None, after);
        }
    }

    /// Plans the team memberships and the captains.
    fn members(&mut self, current: &Current, entries: &[EntryRef], teams: &[TeamRef]) {
        let mut team_of: HashMap<_, _> = self.team_of_each(teams).into_iter().collect();
        let is_in_document = |id: TeamId| teams.contains(&TeamRef::Stored(id));
        for (at, entry) in entries.iter().enumerate() {
            let stored = match entry {
                EntryRef::Stored(id) => current.team_of(*id),
                EntryRef::New(_) => None,
            };
            let from = stored.map(|stored| (stored.team.id, stored.team.name.clone()));
            let to = team_of.remove(&at);
            // The members of a team that is not in the document stay on it, unless the document puts them on another
            // team. When the team itself is removed, its memberships go with it.
            let stays = match (&from, &to) {
                (Some((from, _)), Some((to, _))) => TeamRef::Stored(*from) == *to,
                (Some((from, _)), None) => !is_in_document(*from),
                (None, to) => to.is_none(),
            };
            if !stays {
                let name = self.wanted.entries[at].name.clone();
                self.plan.members.push(MemberChange { entry: *entry, name, from, to });
            }
        }
        for (at, team) in teams.iter().enumerate() {
            let stored = current.teams.iter().find(|stored| TeamRef::Stored(stored.team.id) == *team);
            let before = stored.and_then(|stored| stored.captain);
            let after = self.captain_of(at, entries);
            // A captain who is not in the document stays captain, just as members who are not in it stay members.
            let is_beside = |id: EntryId| !self.prune && !entries.contains(&EntryRef::Stored(id));
            if after.is_some() || !before.is_some_and(is_beside) {
                let before = before.map(|id| (id, current.name_of(id).unwrap_or_default().to_owned()));
                self.captain(*team, at, before, after);
            }
        }
    }

    /// The team of each of the document's entries that has one, in the order of the teams.
    fn team_of_each(&self, teams: &[TeamRef]) -> Vec<(usize, (TeamRef, String))> {
        let teams = self.wanted.members().iter().zip(teams).zip(&self.wanted.teams);
        let members = teams.flat_map(|((found, team), named)| {
            found.members.iter().map(move |entry| (*entry, (*team, named.name.clone())))
        });
        members.collect()
    }

    fn captain_of(&self, team: usize, entries: &[EntryRef]) -> Option<(EntryRef, String)> {
        let captain = self.wanted.members()[team].captain?;
        Some((entries[captain], self.wanted.entries[captain].name.clone()))
    }

    fn captain(
        &mut self,
        team: TeamRef,
        at: usize,
        before: Option<(EntryId, String)>,
        after: Option<(EntryRef, String)>,
    ) {
        let is_same = before.as_ref().map(|(id, _)| EntryRef::Stored(*id)) == after.as_ref().map(|(entry, _)| *entry);
        if !is_same {
            let name = self.wanted.teams[at].name.clone();
            self.plan.captains.push(CaptainChange { team, name, before, after });
        }
    }
}
