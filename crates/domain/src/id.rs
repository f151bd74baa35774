//! Identifiers, each with a type of its own, so that a profile id is never mistaken for a roster entry's id.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A tournament, numbered by this service.
    TournamentId;
    /// A roster entry (`tournament_player_id` on the wire). Numbered from 10000000000 up.
    EntryId;
    /// A roster team, numbered by this service.
    TeamId;
    /// A stage of a tournament, numbered by this service.
    StageId;
    /// A series of a tournament, numbered by this service.
    SeriesId;
    /// A game account, numbered by the upstream (32 bits there).
    ProfileId;
    /// A match, numbered by the upstream; its lobby carries the same number before the start.
    MatchId;
    /// A ladder, numbered by the upstream.
    LeaderboardId;
    /// A kind of match, numbered by the upstream; several may count for one ladder.
    MatchTypeId;
    /// A civilization, numbered by the upstream. 0 is a real one; -1 stands for one that is not known.
    CivilizationId;
    /// The side a player is on within one match (`team_id` in match payloads), unrelated to [`TeamId`] and to the sides
    /// of a series.
    SideId;
    /// A nudge: ids grow in the order in which the changes were committed.
    NudgeId;
}

/// A user of the sign-on service or of the built-in sign-in, by the subject (`sub`) of their tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct UserId(pub Uuid);

impl std::fmt::Display for UserId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl UserId {
    /// Creates an id for a user of the built-in sign-in from 122 of these bits. It is a UUID of version 8 (RFC 9562,
    /// section 5.8); sign-on services use other versions, so the ids of the two can never collide.
    #[must_use]
    pub const fn built_in(random: [u8; 16]) -> Self {
        Self(uuid::Builder::from_custom_bytes(random).into_uuid())
    }

    /// Whether it is a user of the built-in sign-in.
    #[must_use]
    pub const fn is_built_in(self) -> bool {
        self.0.get_version_num() == 8
    }
}

impl EntryId {
    /// Entry ids start above every profile id, so that no number can mean both.
    pub const FIRST: Self = Self(10_000_000_000);
}

impl CivilizationId {
    /// Stands for a civilization that the upstream did not tell.
    pub const UNKNOWN: Self = Self(-1);
}

impl SideId {
    /// Stands for a missing side where the contract requires a number.
    pub const UNKNOWN: Self = Self(-1);
}

impl LeaderboardId {
    /// Ladders a tournament may be held on before the upstream's first catalogue says which are ranked: death match,
    /// random map and empire wars, solo and team (as of November 2026).
    pub const KNOWN_RANKED: [Self; 6] = [Self(1), Self(2), Self(3), Self(4), Self(13), Self(14)];

    /// Whether a tournament may be held on this ladder. `is_ranked` is the upstream catalogue's value, once there is a
    /// catalogue.
    #[must_use]
    pub fn holds_tournaments(self, is_ranked: Option<bool>) -> bool {
        is_ranked.unwrap_or_else(|| Self::KNOWN_RANKED.contains(&self))
    }
}
