//! Reads of facts, as of one snapshot.

pub mod account_search;
pub mod accounts;
pub mod aliases;
pub mod exclusions;
pub mod facts;
pub mod head_to_head;
pub mod history;
pub mod matches;
pub mod players;
pub mod reference;
pub mod roster;
pub mod series;
pub mod sides;
pub mod stages;
pub mod standings;
pub mod tournament_facts;
pub mod tournaments;
