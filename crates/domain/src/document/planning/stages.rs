//! Plans the stages, and refuses to remove sides that take part in what stays.

use std::collections::HashSet;

use super::Planning;
use crate::{
    document::{
        Current, CurrentStage, EntryRef, NewParticipant, NewStage, NotInDocument, ParticipantsChange, Place, SideRef,
        StageDocument, StageEdit, TeamRef, check::Participants,
    },
    limits,
    name::folded,
    stages::{
        groups,
        settings::{SideKind, StageSettings},
        side::{Participant, Side},
        table::StageFormat,
    },
};

impl Planning<'_> {
    /// Plans the stages. `entries` and `teams` are what the document's entries and teams are.
    pub(super) fn stages(&mut self, current: Option<&Current>, entries: &[EntryRef], teams: &[TeamRef]) {
        let stored = current.map_or(&[][..], |current| &current.stages);
        if let Some(wanted) = self.wanted.stages.as_deref() {
            let pairs = paired(stored, wanted);
            for (index, stage) in wanted.iter().enumerate() {
                let participants = self.new_participants(index, stage.sides, entries, teams);
                match pairs[index].map(|at| &stored[at]) {
                    None => self.plan.stages_added.push(NewStage { settings: stage.settings(), participants }),
                    Some(before) => self.stage(index, (current, before), stage.settings(), participants),
                }
            }
            let others = (0..stored.len()).filter(|at| !pairs.contains(&Some(*at))).map(|at| &stored[at]);
            self.other_stages(others.collect());
        }
        if let Some(current) = current {
            self.check_removed_sides(current);
        }
    }

    fn new_participants(
        &self,
        stage: usize,
        kind: SideKind,
        entries: &[EntryRef],
        teams: &[TeamRef],
    ) -> Vec<NewParticipant> {
        let Participants { seeded, groups } = &self.wanted.participants()[stage];
        let participant = |&side: &usize| {
            let (reference, name) = match kind {
                SideKind::Entries => (SideRef::Entry(entries[side]), &self.wanted.entries[side].name),
                SideKind::Teams => (SideRef::Team(teams[side]), &self.wanted.teams[side].name),
            };
            NewParticipant { side: reference, name: name.clone(), group: groups::group_of(&side, groups) }
        };
        seeded.iter().map(participant).collect()
    }

    /// Plans the change of a stored stage.
    fn stage(
        &mut self,
        index: usize,
        (current, before): (Option<&Current>, &CurrentStage),
        after: StageSettings,
        wanted: Vec<NewParticipant>,
    ) {
        let is_same = is_same(&before.participants, &wanted);
        if before.is_started {
            self.check_started(index, before, &after, is_same, &wanted);
        }
        let participants = match (is_same, before.is_started) {
            (true, _) => None,
            (false, true) => {
                let after = before.participants.len();
                Some(ParticipantsChange::Add { after, late: wanted.into_iter().skip(after).collect() })
            }
            (false, false) => {
                let name = |participant: &Participant| current?.name_of_side(participant.side).map(ToOwned::to_owned);
                let before = before.participants.iter().filter_map(name).collect();
                Some(ParticipantsChange::Replace { before, after: wanted })
            }
        };
        if participants.is_some() || after != before.settings {
            let edit = StageEdit { id: before.id, before: before.settings.clone(), after, participants };
            self.plan.stages_edited.push(edit);
        }
    }

    /// Checks that a started stage only changes in what it still can.
    fn check_started(
        &mut self,
        index: usize,
        stage: &CurrentStage,
        after: &StageSettings,
        has_same_participants: bool,
        wanted: &[NewParticipant],
    ) {
        let place = Place::of("stages").index(index);
        let before = &stage.settings;
        let fixed = [
            ("format", before.format == after.format),
            ("sides", before.sides == after.sides),
            ("legs", before.legs == after.legs),
            ("series_format", before.series_format == after.series_format),
        ];
        for (key, _) in fixed.into_iter().filter(|(_, is_kept)| !is_kept) {
            self.note(place.key(key), "the stage has been started: this cannot change any more");
        }
        if after.rounds.is_some_and(|rounds| usize::from(rounds) < stage.rounds) {
            self.note(place.key("rounds"), format!("the stage has {} rounds already", stage.rounds));
        }
        let comes_after = wanted.get(..stage.participants.len());
        let takes_late_ones = before.format != StageFormat::RoundRobin;
        let only_adds = takes_late_ones && comes_after.is_some_and(|same| is_same(&stage.participants, same));
        if !has_same_participants && !only_adds {
            let message = if takes_late_ones {
                "the stage has been started: late participants come after those that it has, who all stay"
            } else {
                "the stage has been started: its participants and groups cannot change any more"
            };
            self.note(place.key("participants"), message);
        }
    }

    /// Plans the stages that are stored and not in the document.
    fn other_stages(&mut self, others: Vec<&CurrentStage>) {
        let wanted = self.wanted.stages.as_deref().unwrap_or_default();
        if !self.prune {
            let all = wanted.len() + others.len();
            if all > limits::STAGES && !self.plan.stages_added.is_empty() {
                let message = format!("the tournament would have {all} stages; {} are allowed", limits::STAGES);
                self.note(Place::of("stages"), message);
            }
            let kept = others.iter().map(|stage| NotInDocument::Stage(stage.settings.name.clone()));
            return self.plan.not_in_document.extend(kept);
        }
        for stage in others {
            if stage.is_started {
                let message = format!("the stage {:?} has been started, and cannot be removed", stage.settings.name);
                self.note(Place::of("stages"), message);
            } else {
                self.plan.stages_removed.push(stage.clone());
            }
        }
    }

    /// Results must not lose their side: what takes part in a stage, or in a series outside of stages, stays.
    fn check_removed_sides(&mut self, current: &Current) {
        let has_stored_participants = |stage: &&CurrentStage| {
            let is_replaced = self.plan.stages_edited.iter().any(|edit| {
                edit.id == stage.id && matches!(edit.participants, Some(ParticipantsChange::Replace { .. }))
            });
            !is_replaced && !self.plan.stages_removed.iter().any(|removed| removed.id == stage.id)
        };
        let in_stages = current.stages.iter().filter(has_stored_participants).flat_map(|stage| &stage.participants);
        let mut taking_part: HashSet<_> = in_stages.map(|participant| participant.side).collect();
        taking_part.extend(&current.sides_outside_stages);
        let message = |name: &str| format!("{name:?} takes part in a stage or a series, and cannot be removed");
        let entries = self.plan.entries_removed.iter().filter(|entry| taking_part.contains(&Side::Entry(entry.id)));
        let entries: Vec<_> = entries.map(|entry| message(&entry.name)).collect();
        let teams = self.plan.teams_removed.iter().filter(|team| taking_part.contains(&Side::Team(team.id)));
        let teams: Vec<_> = teams.map(|team| message(&team.name)).collect();
        entries.into_iter().for_each(|message| self.note(Place::of("entries"), message));
        teams.into_iter().for_each(|message| self.note(Place::of("teams"), message));
    }
}

/// Whether these are the stored participants, in the same order and groups.
fn is_same(stored: &[Participant], wanted: &[NewParticipant]) -> bool {
    let reference = |side: Side| match side {
        Side::Entry(id) => SideRef::Entry(EntryRef::Stored(id)),
        Side::Team(id) => SideRef::Team(TeamRef::Stored(id)),
    };
    let stored = stored.iter().map(|participant| (reference(participant.side), participant.group));
    stored.eq(wanted.iter().map(|participant| (participant.side, participant.group)))
}

/// The index in `stored` of each stage of `wanted`; `None` for new ones. Stages of equal names keep their order, so
/// that the same document finds the same stages again.
fn paired(stored: &[CurrentStage], wanted: &[StageDocument]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; wanted.len()];
    let names: [fn(&str) -> String; 2] = [str::to_owned, folded];
    for key in names {
        for (index, stage) in wanted.iter().enumerate() {
            if pairs[index].is_none() {
                let is_free = |at: &usize| !pairs.contains(&Some(*at));
                let is_alike = |at: &usize| key(&stored[*at].settings.name) == key(&stage.name);
                pairs[index] = (0..stored.len()).filter(is_free).find(is_alike);
            }
        }
    }
    for (index, stage) in wanted.iter().enumerate() {
        let of_name: Vec<_> = (index..wanted.len()).filter(|other| wanted[*other].name == stage.name).collect();
        // New stages come after those that are stored.
        let first = of_name.iter().copied().min_by_key(|other| pairs[*other].unwrap_or(usize::MAX));
        if let Some(first) = first {
            pairs.swap(index, first);
        }
    }
    pairs
}
