//! What a viewer is shown of stored facts, in the wire's words.

pub mod envelope;
pub mod matches;
pub mod players;
pub mod reference;
pub mod tournaments;
