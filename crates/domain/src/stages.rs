//! Stages of an event: round robins, Swiss rounds, and tables of their results.
//!
//! Everything is a pure function: schedules of the participants, tables of the series' results, and pairings of both.
//! Of a series these functions use its format, status and score. Which games and decisions of hosts make them is known
//! to [`series`](crate::series) alone.

pub mod berger;
pub mod groups;
pub mod outlook;
pub mod points;
pub mod result;
pub mod round_robin;
pub mod settings;
pub mod side;
pub mod stage;
pub mod swiss;
pub mod table;
