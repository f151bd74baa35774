//! Changes to stages.

use super::{EntryRef, Plan, TeamRef};
use crate::{
    id::StageId,
    stages::{
        settings::{StageSettings, Visibility},
        side::Group,
    },
};

/// A stage to add. It is not started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStage {
    /// Its settings.
    pub settings: StageSettings,
    /// Who takes part, in the order of seeds.
    pub participants: Vec<NewParticipant>,
}

/// A side that is to take part in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParticipant {
    /// The side.
    pub side: SideRef,
    /// The side's name after the change.
    pub name: String,
    /// Its group, in a stage that has groups.
    pub group: Option<Group>,
}

/// A reference to an entry or a team that is stored, or that the plan adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SideRef {
    /// An entry.
    Entry(EntryRef),
    /// A team.
    Team(TeamRef),
}

/// A stage that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageEdit {
    /// The stage.
    pub id: StageId,
    /// Its settings before the change.
    pub before: StageSettings,
    /// Its settings after the change.
    pub after: StageSettings,
    /// The change of who takes part.
    pub participants: Option<ParticipantsChange>,
}

/// A change of who takes part in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParticipantsChange {
    /// These, in the order of seeds, take the place of those before.
    Replace {
        /// Those before, by their names.
        before: Vec<String>,
        /// Those after.
        after: Vec<NewParticipant>,
    },
    /// These come after those who take part in a started stage.
    Add {
        /// How many take part already.
        after: usize,
        /// The new ones.
        late: Vec<NewParticipant>,
    },
}

impl Plan {
    /// Whether a stage changes that not only owners see.
    pub(super) fn shows_stages(&self) -> bool {
        let is_public = |settings: &StageSettings| settings.visibility == Visibility::Public;
        self.stages_added.iter().any(|stage| is_public(&stage.settings))
            || self.stages_edited.iter().any(|edit| is_public(&edit.before) || is_public(&edit.after))
            || self.stages_removed.iter().any(|stage| is_public(&stage.settings))
    }
}
