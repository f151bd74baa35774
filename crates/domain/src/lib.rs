//! Domain rules: the tournament's facts, and pure functions that compute the views from them.
//!
//! Nothing here knows of sockets, SQL, the upstream's payloads or the wall clock: a view is a function of facts and of
//! the instant for which it is computed.

pub mod account_link;
pub mod audit;
pub mod broadcast;
pub mod calendar;
pub mod civ_stats;
pub mod clock;
pub mod current_series;
pub mod document;
pub mod entrant;
pub mod found_account;
pub mod freeze;
pub mod head_to_head;
pub mod history;
pub mod id;
pub mod limits;
pub mod live;
pub mod matches;
pub mod movement;
pub mod name;
pub mod nudge;
pub mod participations;
pub mod player;
pub mod progression;
pub mod ranking;
pub mod record;
pub mod reference;
pub mod roster;
pub mod series;
pub mod stages;
pub mod standings;
pub mod summary;
pub mod table_facts;
pub mod team_standings;
pub mod text;
pub mod tournament;
pub mod tournament_facts;
pub mod trf;
pub mod view;
