//! The changes of a plan in words, with what each one is about, to show to hosts.

use std::fmt::Display;

use serde::Serialize;
use utoipa::ToSchema;

use super::NotInDocument;

/// A change of a tournament.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DocumentChange)]
pub struct Change {
    /// What happens to it.
    pub action: Action,
    /// What it is.
    pub kind: Kind,
    /// Its name as it stands before; an owner's id; of a member the entry's name, of a captain the team's.
    pub name: String,
    /// The change in words, for people.
    pub text: String,
}

impl Change {
    pub(super) fn new(action: Action, kind: Kind, name: impl Display, text: String) -> Self {
        Self { action, kind, name: name.to_string(), text }
    }
}

/// What happens to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DocumentAction)]
pub enum Action {
    /// It comes.
    Add,
    /// It changes.
    Edit,
    /// It goes.
    Remove,
}

impl Action {
    /// The sign that precedes the change's line.
    pub(super) const fn sign(self) -> char {
        match self {
            Self::Add => '+',
            Self::Edit => '~',
            Self::Remove => '-',
        }
    }
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DocumentPart)]
pub enum Kind {
    /// The tournament itself.
    Tournament,
    /// An owner.
    Owner,
    /// An entry of the roster.
    Entry,
    /// A team.
    Team,
    /// An entry's place on a team.
    Member,
    /// Who leads a team.
    Captain,
    /// A stage.
    Stage,
}

/// Something that is stored and not in the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptPart {
    /// What it is.
    pub kind: Kind,
    /// Its name; an owner's id.
    pub name: String,
}

impl From<&NotInDocument> for KeptPart {
    fn from(kept: &NotInDocument) -> Self {
        match kept {
            NotInDocument::Owner(user) => Self { kind: Kind::Owner, name: user.to_string() },
            NotInDocument::Entry(name) => Self { kind: Kind::Entry, name: name.clone() },
            NotInDocument::Team(name) => Self { kind: Kind::Team, name: name.clone() },
            NotInDocument::Stage(name) => Self { kind: Kind::Stage, name: name.clone() },
        }
    }
}
