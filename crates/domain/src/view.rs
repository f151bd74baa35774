//! Views: stored facts in the form that the API answers.

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
