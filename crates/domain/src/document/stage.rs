//! A stage as a document: how its host set it up. Whether it has started, its rounds and its results are not in it.

mod groups;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(super) use groups::shortest_groups;

use crate::{
    series::{Admits, SeriesFormat},
    stages::{
        groups::Groups,
        points::PointSystem,
        round_robin::Legs,
        settings::{SideKind, StageSettings, Visibility},
        side::Group,
        swiss::HalfPairing,
        table::{StageFormat, TieBreak},
    },
};

/// A stage. It has no series before it is started, which a document does not do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageDocument {
    /// The stage's name.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// How its series come about. It stays once the stage is started.
    pub format: StageFormat,
    /// What takes part.
    #[serde(default)]
    #[schema(default = json!("entries"))]
    pub sides: SideKind,
    /// Who takes part, by the names of entries or teams, in the order of seeds.
    #[serde(default)]
    #[schema(max_items = 256, default = json!([]))]
    pub participants: Vec<String>,
    /// The groups of a round robin.
    #[serde(default)]
    #[schema(schema_with = groups::schema)]
    pub groups: Groups<String>,
    /// How often each two sides of a group of a round robin meet.
    #[serde(default)]
    #[schema(value_type = u8, minimum = 1, maximum = 2, default = 1)]
    pub legs: Legs,
    /// How many rounds a Swiss stage has in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100)]
    pub rounds: Option<u16>,
    /// Whom the upper half of a score group of a Swiss stage meets.
    #[serde(default)]
    #[schema(default = json!("slide"))]
    pub half_pairing: HalfPairing,
    /// How many games its series have.
    pub series_format: SeriesFormat,
    /// Which kinds of match count for its series.
    #[serde(default)]
    #[schema(default = json!("lobby"))]
    pub admits: Admits,
    /// What results give.
    #[serde(default)]
    pub points: PointSystem,
    /// What decides between sides with equal points, the most significant first. Those that are usual for the format
    /// unless said.
    #[serde(default)]
    #[schema(value_type = Vec<TieBreak>, max_items = 9)]
    pub tie_breaks: Option<Vec<TieBreak>>,
    /// How many of each group advance.
    #[serde(default)]
    #[schema(maximum = 256, default = 0)]
    pub advance: u32,
    /// Who may see it.
    #[serde(default)]
    #[schema(default = json!("draft"))]
    pub visibility: Visibility,
}

impl StageDocument {
    /// A stage of which nothing else is said.
    #[must_use]
    pub fn new(name: String, format: StageFormat, series_format: SeriesFormat) -> Self {
        Self {
            name,
            format,
            sides: SideKind::default(),
            participants: Vec::new(),
            groups: Groups::default(),
            legs: Legs::default(),
            rounds: None,
            half_pairing: HalfPairing::default(),
            series_format,
            admits: Admits::default(),
            points: PointSystem::default(),
            tie_breaks: None,
            advance: 0,
            visibility: Visibility::default(),
        }
    }

    /// The document that describes a stage with these settings, and these participants in the order of seeds.
    pub(super) fn of(settings: &StageSettings, participants: &[(&str, Option<Group>)]) -> Self {
        let names: Vec<_> = participants.iter().map(|(name, _)| (*name).to_owned()).collect();
        let groups = participants.iter().filter_map(|(_, group)| group.map(|Group(number)| usize::from(number)));
        let mut lists = vec![Vec::new(); groups.max().unwrap_or_default()];
        for (place, (_, group)) in participants.iter().enumerate() {
            if let Some(list) = group.and_then(|Group(number)| lists.get_mut(usize::from(number).saturating_sub(1))) {
                list.push(place);
            }
        }
        Self {
            name: settings.name.clone(),
            format: settings.format,
            sides: settings.sides,
            groups: shortest_groups(&names, &lists),
            participants: names,
            legs: settings.legs,
            rounds: settings.rounds,
            half_pairing: settings.half_pairing,
            series_format: settings.series_format,
            admits: settings.admits,
            points: settings.points,
            tie_breaks: Some(settings.tie_breaks.clone()),
            advance: settings.advance,
            visibility: settings.visibility,
        }
    }

    /// The settings that the document describes.
    pub(super) fn settings(&self) -> StageSettings {
        StageSettings {
            name: self.name.clone(),
            format: self.format,
            sides: self.sides,
            legs: self.legs,
            rounds: self.rounds,
            half_pairing: self.half_pairing,
            series_format: self.series_format,
            admits: self.admits,
            points: self.points,
            tie_breaks: self.tie_breaks.clone().unwrap_or_else(|| TieBreak::usual(self.format)),
            advance: self.advance,
            visibility: self.visibility,
        }
    }
}

impl Default for StageDocument {
    /// What stands for a stage that could not be read, until that is reported.
    fn default() -> Self {
        Self::new(String::new(), StageFormat::Manual, SeriesFormat::BestOf(1))
    }
}
