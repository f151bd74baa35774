//! The types in which the API shows stored facts. A computed view, such as the standings, has its types beside the
//! function that computes it.

pub mod accounts;
pub mod document;
pub mod envelope;
pub mod exclusions;
pub mod matches;
pub mod owners;
pub mod players;
pub mod reference;
pub mod series;
pub mod stages;
pub mod teams;
pub mod tournaments;
