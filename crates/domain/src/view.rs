//! What a viewer is shown of stored facts, in the wire's words.

pub mod accounts;
pub mod document;
pub mod envelope;
pub mod matches;
pub mod owners;
pub mod players;
pub mod reference;
pub mod teams;
pub mod tournaments;
