//! Stages of an event: round robins, and tables of their results.
//!
//! Everything is a pure function: schedules of the participants, and tables of the series' results.
//! What a series is made of (games, schedules, hosts' decisions) is not known here.

pub mod berger;
pub mod groups;
pub mod points;
pub mod result;
pub mod round_robin;
pub mod side;
pub mod table;
