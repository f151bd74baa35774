//! What the numbers mean: the tournament's facts and the pure functions over them.
//!
//! Nothing here knows of sockets, SQL, the upstream's payloads or the wall clock: a view is a
//! function of facts and of the instant it is asked for.

pub mod broadcast;
pub mod clock;
pub mod id;
pub mod live;
pub mod matches;
pub mod nudge;
pub mod player;
pub mod record;
pub mod reference;
pub mod roster;
pub mod standings;
pub mod tournament;
pub mod view;
