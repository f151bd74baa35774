//! The upstream's ids as newtypes.

use serde::{Deserialize, Serialize};

/// A player's profile, as in `profile_id`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct ProfileId(pub i64);

/// A match; its lobby had the same id while it was listed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct MatchId(pub i64);

/// A civilization, as in `races[].id`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct CivilizationId(pub i64);
