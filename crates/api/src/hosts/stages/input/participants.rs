//! Who takes part in a stage, and in which groups.

use crate::error::{Error, FieldError, Location};
use domain::{
    document::Place,
    stages::{
        groups::{self, Groups},
        settings::StageSettings,
        side::{Participant, Side},
        stage::Stage,
        table::StageFormat,
    },
    view::series::SideNames,
};

/// As many groups as the stage has.
pub(super) fn as_many_groups(stage: &Stage) -> Groups<i64> {
    let groups = stage.participants.iter().filter_map(|participant| participant.group);
    Groups::Number(groups.max().map_or(1, |group| group.0))
}

/// The participants with these numbers, who are in the order of seeds. Only round robins have groups.
pub(super) fn of(
    settings: &StageSettings,
    ids: &[i64],
    groups: &Groups<i64>,
    names: &SideNames,
) -> Result<Vec<Participant>, Error> {
    let sides = sides(settings, ids, names)?;
    let groups = match (settings.format, groups) {
        (StageFormat::RoundRobin, _) if sides.is_empty() => Vec::new(),
        (StageFormat::RoundRobin, _) => {
            let groups = groups.map(|id| settings.sides.side(*id));
            groups.of(&sides).map_err(|mistake| invalid(vec![in_groups(&mistake.to_string())]))?
        }
        (_, Groups::Number(1)) => Vec::new(),
        (_, _) => return Err(invalid(vec![in_groups("only a round robin has groups")])),
    };
    Ok(groups::participants(&sides, &groups))
}

/// The participants of a started Swiss or manual stage, with those who come late after the others.
pub(super) fn with_late_ones(stage: &Stage, ids: &[i64], names: &SideNames) -> Result<Vec<Participant>, Error> {
    let present: Vec<_> = stage.participants.iter().map(|participant| participant.side.id()).collect();
    if stage.settings.format == StageFormat::RoundRobin || !ids.starts_with(&present) {
        return Err(Error::Conflict("Stage has been started".into()));
    }
    let sides = sides(&stage.settings, ids, names)?;
    let late = (1..).zip(&sides).skip(present.len());
    let late = late.map(|(seed, side)| Participant { side: *side, seed, group: None, withdrawn: false });
    Ok(stage.participants.iter().copied().chain(late).collect())
}

/// The sides with these numbers, each once.
fn sides(settings: &StageSettings, ids: &[i64], names: &SideNames) -> Result<Vec<Side>, Error> {
    let at = |index| Location::In(Place::root().key("participants").index(index));
    let sides: Vec<_> = ids.iter().map(|id| settings.sides.side(*id)).collect();
    let mistakes = sides.iter().enumerate().filter_map(|(index, side)| {
        let message = if !names.has(*side) {
            "is not of this tournament"
        } else if sides[..index].contains(side) {
            "is listed twice"
        } else {
            return None;
        };
        Some(FieldError::refused(&at(index), side.id(), message))
    });
    Error::invalid(mistakes.collect())?;
    Ok(sides)
}

fn in_groups(message: &str) -> FieldError {
    FieldError::refused(&Location::Field("groups"), serde_json::Value::Null, message)
}

fn invalid(mistakes: Vec<FieldError>) -> Error {
    Error::Invalid(mistakes)
}
