//! The view of the matches that a host excluded.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{MatchId, UserId},
};

/// A match that does not count in its tournament.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExclusionRead {
    /// The match.
    pub match_id: MatchId,
    /// Why it does not count, in the host's words.
    pub reason: String,
    /// The host's id at the sign-on service. Their name and address are only for the tournament's owners.
    pub excluded_by: UserId,
    /// When the match was excluded, or the reason last replaced.
    pub excluded_at: Timestamp,
}
