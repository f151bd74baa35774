//! Reads: facts as of one snapshot.

pub mod matches;
pub mod players;
pub mod reference;
pub mod roster;
pub mod standings;
pub mod tournaments;
