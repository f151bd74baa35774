//! The reads behind viewers' answers, usually as of one snapshot. A few more, of teams, owners and stored ratings, are
//! beside the writes of the same rows, as are the reads that only writes, polls or commands need.

pub mod account_search;
pub mod accounts;
pub mod aliases;
pub mod exclusions;
pub mod facts;
pub mod game_maps;
pub mod history;
pub mod ladder_ratings;
pub mod matches;
pub mod recent_games;
pub mod reference;
pub mod roster;
pub mod series;
pub mod sides;
pub mod stages;
pub mod tournament_facts;
pub mod tournaments;
