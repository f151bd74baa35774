//! Series in custom lobbies: what is to be played ([`Fixture`], with what goes wrong in it), how long it takes
//! ([`FixtureTimes`]), and what really happened ([`Series`]), with which tests compare what a service makes of it.
//!
//! [`World::schedule`](crate::World::schedule) takes a fixture, and [`World::advance`](crate::World::advance) plays it
//! in its time: a lobby opens, stands in staging, is played and ends, and after a pause the next one opens. Winners are
//! drawn by the players' ratings on the 1v1 ladder. Each fixture has a random generator of its own, so the same world
//! with the same fixtures plays the same games, and a world without fixtures is what it would be without this module.
//!
//! # Reported times
//! With [`FixtureTimes::REAL`] a game is reported as it was played. With [`FixtureTimes::DEMO`] the reported times are
//! not true: a game is over in less than a minute, while its start is reported 12 to 25 minutes before its end, because
//! games of less than five minutes are regarded as restarts. These reports have the following properties:
//!
//! - Of all games in fixtures of one player, a later one has a later reported start. As the reported games are longer
//!   than the real ones, they overlap each other and the player's other games.
//! - No start is reported more than 25 minutes before the scheduled start of the fixture.
//! - A counting game is reported to end when it ends. A restart is reported to last one to under five minutes; to start
//!   before the games that follow it, it is reported to end some minutes before it does.
//! - A lobby in progress has no start in the payload, so whoever watches lobbies sees the true one first.

mod decision;
mod error;
mod fixture;
mod games;
mod incident;
mod progress;
mod schedule;
mod times;

pub use self::decision::{Format, Side};
pub use self::error::FixtureError;
pub use self::fixture::{Fixture, FixtureId};
pub use self::games::{Role, Series, SeriesGame};
pub use self::incident::Incident;
pub use self::times::FixtureTimes;

pub(crate) use self::progress::{FixtureProgress, FixtureStage, Report};
pub(crate) use self::schedule::Fixtures;
