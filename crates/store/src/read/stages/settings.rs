//! A stage's settings as a row.

use domain::stages::{
    points::{PointSystem, Points},
    round_robin::Legs,
    settings::{SideKind, StageSettings, Visibility},
    swiss::HalfPairing,
    table::{StageFormat, TieBreak},
};

use crate::{
    Error,
    columns::{admits, named, series_format},
};

/// A row of `stages`.
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) format: String,
    pub(super) sides: String,
    pub(super) legs: i16,
    pub(super) rounds: Option<i16>,
    pub(super) half_pairing: String,
    pub(super) best_of: Option<i16>,
    pub(super) play_all: Option<i16>,
    pub(super) admits: String,
    pub(super) points_win: i32,
    pub(super) points_draw: i32,
    pub(super) points_loss: i32,
    pub(super) points_bye: i32,
    pub(super) tie_breaks: Vec<String>,
    pub(super) advance: i16,
    pub(super) is_public: bool,
    pub(super) started_at: Option<chrono::DateTime<chrono::Utc>>,
}

impl Row {
    /// The settings.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when one has a value that the schema does not allow.
    pub(super) fn settings(self) -> Result<StageSettings, Error> {
        let points = |hundredths: i32| Points::from_hundredths(hundredths.into());
        let tie_break = |name: &String| named(&TieBreak::ALL, "tie_breaks", name, TieBreak::as_str);
        let legs = u8::try_from(self.legs).ok().and_then(|legs| Legs::try_from(legs).ok());
        let rounds = self.rounds.map(|rounds| u16::try_from(rounds).map_err(|_| Error::corrupt("rounds", &rounds)));
        Ok(StageSettings {
            name: self.name,
            format: named(&StageFormat::ALL, "format", &self.format, StageFormat::as_str)?,
            sides: named(&SideKind::ALL, "sides", &self.sides, SideKind::as_str)?,
            legs: legs.ok_or_else(|| Error::corrupt("legs", &self.legs))?,
            rounds: rounds.transpose()?,
            half_pairing: named(&HalfPairing::ALL, "half_pairing", &self.half_pairing, HalfPairing::as_str)?,
            series_format: series_format(self.best_of, self.play_all)?,
            admits: admits(&self.admits)?,
            points: PointSystem {
                win: points(self.points_win),
                draw: points(self.points_draw),
                loss: points(self.points_loss),
                bye: points(self.points_bye),
            },
            tie_breaks: self.tie_breaks.iter().map(tie_break).collect::<Result<_, _>>()?,
            advance: u32::try_from(self.advance).map_err(|_| Error::corrupt("advance", &self.advance))?,
            visibility: if self.is_public { Visibility::Public } else { Visibility::Draft },
        })
    }
}
