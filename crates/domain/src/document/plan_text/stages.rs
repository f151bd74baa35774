//! Changes to stages in words.

use super::{Action, Change, Kind, Plan, differ, or_none};
use crate::{
    document::{NewParticipant, ParticipantsChange, StageEdit},
    series::SeriesFormat,
    stages::{points::PointSystem, settings::StageSettings, table::TieBreak},
};

impl Plan {
    pub(super) fn of_stages(&self) -> impl Iterator<Item = Change> {
        let added = self.stages_added.iter().map(|stage| {
            let StageSettings { name, format, .. } = &stage.settings;
            let count = stage.participants.len();
            let text = format!("stage {name:?} ({}) with {count} participants", format.as_str());
            Change::new(Action::Add, Kind::Stage, name, text)
        });
        let edited = self.stages_edited.iter().map(|edit| {
            let name = &edit.before.name;
            Change::new(Action::Edit, Kind::Stage, name, format!("stage {name:?}: {}", of_stage(edit).join(", ")))
        });
        let removed = self.stages_removed.iter().map(|stage| {
            let name = &stage.settings.name;
            Change::new(Action::Remove, Kind::Stage, name, format!("stage {name:?}"))
        });
        added.chain(edited).chain(removed)
    }
}

fn of_stage(StageEdit { before, after, participants, .. }: &StageEdit) -> Vec<String> {
    let mut changes = Vec::new();
    differ(&mut changes, "name", &before.name, &after.name, |name| format!("{name:?}"));
    differ(&mut changes, "format", &before.format, &after.format, |format| format.as_str().to_owned());
    differ(&mut changes, "sides", &before.sides, &after.sides, |sides| sides.as_str().to_owned());
    differ(&mut changes, "legs", &before.legs, &after.legs, |legs| u8::from(*legs).to_string());
    differ(&mut changes, "rounds", &before.rounds, &after.rounds, |rounds| or_none(rounds.as_ref()));
    let half_pairing = |pairing: &crate::stages::swiss::HalfPairing| pairing.as_str().to_owned();
    differ(&mut changes, "half_pairing", &before.half_pairing, &after.half_pairing, half_pairing);
    differ(&mut changes, "series_format", &before.series_format, &after.series_format, series_format);
    differ(&mut changes, "admits", &before.admits, &after.admits, |admits| admits.as_str().to_owned());
    differ(&mut changes, "points", &before.points, &after.points, points);
    differ(&mut changes, "tie_breaks", &before.tie_breaks, &after.tie_breaks, |given| tie_breaks(given));
    differ(&mut changes, "advance", &before.advance, &after.advance, ToString::to_string);
    let visibility = |visibility: &crate::stages::settings::Visibility| visibility.as_str().to_owned();
    differ(&mut changes, "visibility", &before.visibility, &after.visibility, visibility);
    changes.extend(participants.as_ref().map(of_participants));
    changes
}

/// Who comes and who goes, or that only seeds and groups change.
fn of_participants(change: &ParticipantsChange) -> String {
    let added = |given: &[NewParticipant], before: &[String]| {
        let new = given.iter().filter(|participant| !before.contains(&participant.name));
        new.map(|participant| format!("+{:?}", participant.name)).collect::<Vec<_>>()
    };
    let changed = match change {
        ParticipantsChange::Add { late, .. } => added(late, &[]),
        ParticipantsChange::Replace { before, after } => {
            let stays = |name: &&String| after.iter().any(|participant| participant.name == **name);
            let removed = before.iter().filter(|name| !stays(name)).map(|name| format!("-{name:?}"));
            removed.chain(added(after, before)).collect()
        }
    };
    if changed.is_empty() { "seeds or groups".to_owned() } else { format!("participants {}", changed.join(" ")) }
}

fn series_format(format: &SeriesFormat) -> String {
    match format {
        SeriesFormat::BestOf(games) => format!("best of {games}"),
        SeriesFormat::PlayAll(games) => format!("all of {games}"),
    }
}

fn points(PointSystem { win, draw, loss, bye }: &PointSystem) -> String {
    format!("{win}/{draw}/{loss}/{bye}")
}

fn tie_breaks(tie_breaks: &[TieBreak]) -> String {
    format!("{:?}", tie_breaks.iter().map(|tie_break| tie_break.as_str()).collect::<Vec<_>>())
}
