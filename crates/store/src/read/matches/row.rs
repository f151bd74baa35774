//! A match as the database returns it.

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId},
    matches::{Match, MatchPlayer},
    view::matches::MatchRead,
};

use crate::{
    Error,
    columns::{outcome, state},
};

pub(super) struct Row {
    pub(super) match_id: i64,
    pub(super) matchtype_id: i64,
    pub(super) leaderboard_id: Option<i64>,
    pub(super) map_name: String,
    pub(super) description: Option<String>,
    pub(super) started_at: DateTime<Utc>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) state: String,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) profiles: Vec<i64>,
    pub(super) civilizations: Vec<i64>,
    pub(super) sides: Vec<Option<i64>>,
    pub(super) outcomes: Vec<Option<String>>,
    pub(super) old_ratings: Vec<Option<i64>>,
    pub(super) new_ratings: Vec<Option<i64>>,
    pub(super) xp_gained: Vec<i64>,
    pub(super) is_excluded: bool,
}

impl Row {
    fn players(&self) -> Result<Vec<MatchPlayer>, Error> {
        let player = |(index, profile): (usize, &i64)| {
            Ok(MatchPlayer {
                profile_id: ProfileId(*profile),
                civilization_id: CivilizationId(self.civilizations[index]),
                civilization_is_guess: false,
                side: self.sides[index].map(SideId),
                outcome: self.outcomes[index].as_deref().map(outcome).transpose()?,
                old_rating: self.old_ratings[index],
                new_rating: self.new_ratings[index],
                xp_gained: Some(self.xp_gained[index]),
            })
        };
        self.profiles.iter().enumerate().map(player).collect()
    }
}

impl TryFrom<Row> for MatchRead {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let (state, updated_at, is_excluded) = (state(&row.state)?, row.updated_at.into(), row.is_excluded);
        let stored = Match {
            match_id: MatchId(row.match_id),
            matchtype_id: MatchTypeId(row.matchtype_id),
            leaderboard_id: row.leaderboard_id.map(LeaderboardId),
            players: row.players()?,
            map_name: row.map_name,
            map_is_guess: false,
            description: row.description,
            started_at: row.started_at.into(),
            completed_at: row.completed_at.map(Timestamp::from),
        };
        Ok(Self::new(stored, state, updated_at, is_excluded))
    }
}
