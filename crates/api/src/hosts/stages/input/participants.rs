//! Who takes part in a stage, and in which groups.

use std::collections::BTreeSet;

use domain::{
    document::Place,
    limits,
    stages::{
        groups::{self, Groups},
        settings::StageSettings,
        side::{Participant, Side},
        stage::Stage,
        table::StageFormat,
    },
    view::series::SideNames,
};

use crate::{
    body::Fields,
    error::{Error, FieldError, Location},
};

/// What a body alone shows to be wrong: who is listed twice, and groups that cannot be, whoever takes part. `format` is
/// known of a new stage; `ids` and `groups` are those that are given and could be read.
pub(super) fn mistakes(
    body: &Fields,
    format: Option<StageFormat>,
    ids: Option<&[i64]>,
    groups: Option<&Groups<i64>>,
) -> Vec<FieldError> {
    let (mut mistakes, mut seen, mut all_read) = (Vec::new(), BTreeSet::new(), ids.is_some());
    for (index, id) in ids.unwrap_or_default().iter().enumerate() {
        let place = Place::of("participants").index(index);
        if body.is_wrong_at(&place) {
            all_read = false;
        } else if !seen.insert(*id) {
            mistakes.push(FieldError::refused(&Location::In(place), *id, "is listed twice"));
        }
    }
    let Some(groups) = groups else { return mistakes };
    let participants: Vec<_> = match groups {
        _ if all_read => seen.into_iter().collect(),
        // As many as would do, or those that the groups need.
        Groups::Number(number) => (0..2 * i64::from(*number).max(1)).take(limits::PARTICIPANTS).collect(),
        Groups::Lists(lists) => lists.iter().flatten().copied().collect(),
    };
    let grouped = grouped(format.unwrap_or(StageFormat::RoundRobin), &participants, groups);
    mistakes.extend(grouped.err().map(|mistake| in_groups(&mistake)));
    mistakes
}

/// As many groups as the stage has.
pub(super) fn as_many_groups(stage: &Stage) -> Groups<i64> {
    let groups = stage.participants.iter().filter_map(|participant| participant.group);
    Groups::Number(groups.max().map_or(1, |group| group.0))
}

/// The participants with these numbers, who are in the order of seeds. `mistakes` is what the body alone shows.
///
/// # Errors
/// [`Error::Invalid`] with all mistakes: also when one is not of the tournament, and when the groups are not theirs.
pub(super) fn of(
    settings: &StageSettings,
    ids: &[i64],
    groups: &Groups<i64>,
    (names, mut mistakes): (&SideNames, Vec<FieldError>),
) -> Result<Vec<Participant>, Error> {
    let grouped = grouped(settings.format, ids, groups);
    if mistakes.is_empty() {
        mistakes.extend(grouped.as_ref().err().map(|mistake| in_groups(mistake)));
    }
    mistakes.extend(strangers(settings, ids, names));
    Error::invalid(mistakes)?;
    let groups: Vec<_> = grouped.unwrap_or_default().iter().map(|group| sides(settings, group)).collect();
    Ok(groups::participants(&sides(settings, ids), &groups))
}

/// The groups of these participants, or what is wrong with them. Only round robins have groups.
fn grouped(format: StageFormat, ids: &[i64], groups: &Groups<i64>) -> Result<Vec<Vec<i64>>, String> {
    match (format, groups) {
        (StageFormat::RoundRobin, Groups::Number(1..)) if ids.is_empty() => Ok(Vec::new()),
        (StageFormat::RoundRobin, Groups::Lists(lists)) if ids.is_empty() && lists.iter().all(Vec::is_empty) => {
            Ok(Vec::new())
        }
        (StageFormat::RoundRobin, _) => {
            groups.of(ids).map_err(|mistake| mistake.in_words(|id| format!("participant {id}")))
        }
        (_, Groups::Number(1)) => Ok(Vec::new()),
        (_, _) => Err("only a round robin has groups".to_owned()),
    }
}

/// The participants of a started Swiss or manual stage, with those who come late after the others.
pub(super) fn with_late_ones(stage: &Stage, ids: &[i64], names: &SideNames) -> Result<Vec<Participant>, Error> {
    let present: Vec<_> = stage.participants.iter().map(|participant| participant.side.id()).collect();
    if stage.settings.format == StageFormat::RoundRobin || !ids.starts_with(&present) {
        return Err(Error::Conflict("Stage has been started".into()));
    }
    Error::invalid(strangers(&stage.settings, ids, names))?;
    let late = (1..).zip(sides(&stage.settings, ids)).skip(present.len());
    let late = late.map(|(seed, side)| Participant { side, seed, group: None, withdrawn: false });
    Ok(stage.participants.iter().copied().chain(late).collect())
}

/// The sides with these numbers.
fn sides(settings: &StageSettings, ids: &[i64]) -> Vec<Side> {
    ids.iter().map(|id| settings.sides.side(*id)).collect()
}

/// The mistakes for those that are not of the tournament.
fn strangers(settings: &StageSettings, ids: &[i64], names: &SideNames) -> Vec<FieldError> {
    let at = |index| Location::In(Place::of("participants").index(index));
    let unknown = ids.iter().enumerate().filter(|(_, id)| !names.has(settings.sides.side(**id)));
    unknown.map(|(index, id)| FieldError::refused(&at(index), *id, "is not of this tournament")).collect()
}

fn in_groups(message: &str) -> FieldError {
    FieldError::refused(&Location::Field("groups"), serde_json::Value::Null, message)
}
