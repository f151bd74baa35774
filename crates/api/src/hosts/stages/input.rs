//! What hosts enter about a stage.

mod participants;

use domain::{
    limits,
    series::{Admits, SeriesFormat},
    stages::{
        groups::Groups,
        points::PointSystem,
        round_robin::Legs,
        settings::{SideKind, StageSettings, Visibility},
        side::Participant,
        stage::Stage,
        swiss::HalfPairing,
        table::{StageFormat, TieBreak},
    },
    view::series::SideNames,
};

use crate::{
    body::{Fields, PatchField},
    error::{Error, FieldError, Location},
};

pub(in crate::hosts) const FORMATS: [(&str, StageFormat); 3] = [
    (StageFormat::RoundRobin.as_str(), StageFormat::RoundRobin),
    (StageFormat::Swiss.as_str(), StageFormat::Swiss),
    (StageFormat::Manual.as_str(), StageFormat::Manual),
];
pub(in crate::hosts) const KINDS: [(&str, SideKind); 2] =
    [(SideKind::Entries.as_str(), SideKind::Entries), (SideKind::Teams.as_str(), SideKind::Teams)];
pub(in crate::hosts) const HALF_PAIRINGS: [(&str, HalfPairing); 2] =
    [(HalfPairing::Slide.as_str(), HalfPairing::Slide), (HalfPairing::Fold.as_str(), HalfPairing::Fold)];
pub(in crate::hosts) const ADMITS: [(&str, Admits); 3] = [
    (Admits::Lobby.as_str(), Admits::Lobby),
    (Admits::Ranked.as_str(), Admits::Ranked),
    (Admits::Any.as_str(), Admits::Any),
];
pub(in crate::hosts) const VISIBILITIES: [(&str, Visibility); 2] =
    [(Visibility::Draft.as_str(), Visibility::Draft), (Visibility::Public.as_str(), Visibility::Public)];

/// A stage to set up.
pub(super) struct NewStage {
    pub(super) settings: StageSettings,
    participants: Vec<i64>,
    groups: Groups<i64>,
    /// Mistakes in `participants` and `groups` that the body alone shows.
    body_mistakes: Vec<FieldError>,
}

impl NewStage {
    pub(super) fn read(body: &mut Fields) -> Option<Self> {
        let name = body.required("name", |body, name| body.text(name, limits::STAGE_NAME));
        let format = body.required("format", |body, name| body.choice(name, &FORMATS));
        let participants = body.required("participants", |body, name| body.integers(name, limits::PARTICIPANTS));
        let series_format = body.required("series_format", Fields::value::<SeriesFormat>);
        let sides = body.not_null("sides", |body, name| body.choice(name, &KINDS));
        let changes = Changes::read_settings(body);
        let groups = body.value("groups").value();
        let mistakes = participants::mistakes(body, format, participants.as_deref(), groups.as_ref());
        let body_mistakes = told_with_others(body, mistakes);
        let (name, format, participants) = (name?, format?, participants?);
        let settings = StageSettings {
            name,
            format,
            sides: sides.unwrap_or_default(),
            legs: Legs::One,
            rounds: None,
            half_pairing: HalfPairing::default(),
            series_format: series_format?,
            admits: Admits::default(),
            points: PointSystem::default(),
            tie_breaks: TieBreak::usual(format),
            advance: 0,
            visibility: Visibility::default(),
        };
        Some(Self { settings: changes.on(settings), participants, groups: groups.unwrap_or_default(), body_mistakes })
    }

    /// The participants in the order of seeds, with their groups.
    ///
    /// # Errors
    /// [`Error::Invalid`] when one is not of the tournament, or the groups are not theirs.
    pub(super) fn participants(&self, names: &SideNames) -> Result<Vec<Participant>, Error> {
        participants::of(&self.settings, &self.participants, &self.groups, (names, self.body_mistakes.clone()))
    }
}

/// Changes to a stage.
#[derive(Default)]
pub(super) struct Changes {
    name: Option<String>,
    legs: Option<Legs>,
    rounds: Option<Option<u16>>,
    half_pairing: Option<HalfPairing>,
    series_format: Option<SeriesFormat>,
    admits: Option<Admits>,
    points: Option<PointSystem>,
    tie_breaks: Option<Vec<TieBreak>>,
    advance: Option<u32>,
    visibility: Option<Visibility>,
    participants: Option<Vec<i64>>,
    groups: Option<Groups<i64>>,
    /// Mistakes in `participants` and `groups` that the body alone shows.
    body_mistakes: Vec<FieldError>,
}

impl Changes {
    pub(super) fn read(body: &mut Fields) -> Self {
        let name = body.not_null("name", |body, name| body.text(name, limits::STAGE_NAME));
        let series_format = body.not_null("series_format", Fields::value);
        let participants = body.not_null("participants", |body, name| body.integers(name, limits::PARTICIPANTS));
        let groups = body.not_null("groups", Fields::value);
        let settings = Self::read_settings(body);
        let mistakes = participants::mistakes(body, None, participants.as_deref(), groups.as_ref());
        let body_mistakes = told_with_others(body, mistakes);
        Self { name, series_format, participants, groups, body_mistakes, ..settings }
    }

    /// Which kinds of match are to count, if that is among the changes.
    pub(super) const fn admits(&self) -> Option<Admits> {
        self.admits
    }

    /// Reads the settings that a new stage need not have.
    fn read_settings(body: &mut Fields) -> Self {
        let rounds = match body.integer("rounds", *limits::ROUNDS.start()) {
            PatchField::Absent => None,
            PatchField::Null => Some(None),
            PatchField::Value(rounds) => Some(at_most(body, "rounds", rounds, *limits::ROUNDS.end())),
        };
        let advance = body.not_null("advance", |body, name| body.integer(name, 0));
        Self {
            legs: body.not_null("legs", Fields::value),
            rounds,
            half_pairing: body.not_null("half_pairing", |body, name| body.choice(name, &HALF_PAIRINGS)),
            admits: body.not_null("admits", |body, name| body.choice(name, &ADMITS)),
            points: body.not_null("points", Fields::value),
            tie_breaks: body.not_null("tie_breaks", Fields::value).and_then(|given| unrepeated(body, given)),
            advance: advance.and_then(|advance| at_most(body, "advance", advance, 256)).map(u32::from),
            visibility: body.not_null("visibility", |body, name| body.choice(name, &VISIBILITIES)),
            ..Self::default()
        }
    }

    /// The settings with these changes.
    fn on(self, settings: StageSettings) -> StageSettings {
        StageSettings {
            name: self.name.unwrap_or(settings.name),
            legs: self.legs.unwrap_or(settings.legs),
            rounds: self.rounds.unwrap_or(settings.rounds),
            half_pairing: self.half_pairing.unwrap_or(settings.half_pairing),
            series_format: self.series_format.unwrap_or(settings.series_format),
            admits: self.admits.unwrap_or(settings.admits),
            points: self.points.unwrap_or(settings.points),
            tie_breaks: self.tie_breaks.unwrap_or(settings.tie_breaks),
            advance: self.advance.unwrap_or(settings.advance),
            visibility: self.visibility.unwrap_or(settings.visibility),
            format: settings.format,
            sides: settings.sides,
        }
    }

    /// The settings of `stage` with these changes, and its participants if they change.
    ///
    /// # Errors
    /// [`Error::Conflict`] when a started stage cannot change in this way, [`Error::Invalid`] when a participant is not
    /// of the tournament.
    pub(super) fn of(
        mut self,
        stage: &Stage,
        names: &SideNames,
    ) -> Result<(StageSettings, Option<Vec<Participant>>), Error> {
        let (given, groups) = (self.participants.take(), self.groups.take());
        let mistakes = std::mem::take(&mut self.body_mistakes);
        let has_groups = groups.is_some();
        let settings = self.on(stage.settings.clone());
        if stage.started_at.is_none() {
            if given.is_none() && !has_groups {
                return Ok((settings, None));
            }
            let present = || stage.participants.iter().map(|participant| participant.side.id()).collect();
            let groups = groups.unwrap_or_else(|| participants::as_many_groups(stage));
            let given = given.unwrap_or_else(present);
            let participants = participants::of(&settings, &given, &groups, (names, mistakes))?;
            return Ok((settings, Some(participants)));
        }
        Error::invalid(mistakes)?;
        let is_same = settings.legs == stage.settings.legs && settings.series_format == stage.settings.series_format;
        if !is_same || has_groups {
            return Err(Error::Conflict("Stage has been started".into()));
        }
        if settings.rounds.is_some_and(|rounds| usize::from(rounds) < stage.rounds.len()) {
            return Err(Error::Conflict("Stage has more rounds already".into()));
        }
        let Some(given) = given else { return Ok((settings, None)) };
        Ok((settings, Some(participants::with_late_ones(stage, &given, names)?)))
    }
}

/// Records mistakes if there are others in the body. Otherwise it returns them, to be told with those that only what is
/// stored shows.
fn told_with_others(body: &mut Fields, mistakes: Vec<FieldError>) -> Vec<FieldError> {
    if body.wrong() == 0 {
        return mistakes;
    }
    mistakes.into_iter().for_each(|mistake| body.note(mistake));
    Vec::new()
}

/// A number that must not be above `most`.
fn at_most(body: &mut Fields, name: &'static str, number: i64, most: i64) -> Option<u16> {
    let small = u16::try_from(number).ok().filter(|_| number <= most);
    if small.is_none() {
        body.note(FieldError::above(&Location::Field(name), number, most));
    }
    small
}

/// Tie-breaks that must differ from each other.
fn unrepeated(body: &mut Fields, given: Vec<TieBreak>) -> Option<Vec<TieBreak>> {
    let repeated = given.iter().enumerate().find(|(place, tie_break)| given[..*place].contains(tie_break));
    match repeated {
        None => Some(given),
        Some((_, tie_break)) => {
            let message = format!("{} is listed twice", tie_break.as_str());
            body.note(FieldError::refused(&Location::Field("tie_breaks"), tie_break.as_str(), &message));
            None
        }
    }
}
