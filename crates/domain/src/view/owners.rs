//! Views of owners and of the signed-in user.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tournaments::TournamentRead;
use crate::{clock::Timestamp, id::UserId};

/// An owner of a tournament.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TournamentOwnerRead {
    /// The owner's id at the sign-on service.
    pub user_id: UserId,
    /// When they became an owner.
    pub created_at: Timestamp,
    /// Their name, when the sign-on service tells.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Their address, when it tells.
    #[serde(default)]
    pub email: Option<String>,
    /// Their picture, when it tells.
    #[serde(default)]
    pub avatar_url: Option<String>,
}

/// The signed-in user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeRead {
    /// The user's id at the sign-on service.
    pub user_id: UserId,
    /// What they own, the newest first.
    pub owned_tournaments: Vec<TournamentRead>,
    /// Whether they may set tournaments up.
    pub can_create_tournaments: bool,
}
