//! A simulated upstream: the Relic backend's protocol over a world of players whose ladder changes. It is an
//! independent implementation of that protocol and uses none of the project's other crates, so that it does not repeat
//! the client's mistakes.
//!
//! A [`World`] is pure and seeded; [`Sim`] serves one on a real socket, counts its requests, and fails on demand
//! ([`Fault`]). [`World::schedule`] adds series in custom lobbies ([`Fixture`]). [`Sso`] is the sign-on service that
//! issues hosts' tokens, and [`Broadcasters`] are the platforms on which they broadcast.
//!
//! # Time
//! The world has a clock of its own, set at its creation and moved only by [`World::advance`]. There are two ways to
//! make more happen than in reality:
//!
//! - **speed**, of [`Sim::run`]: simulated seconds per real one. The world stays realistic, but above 1 its clock runs
//!   fast. To keep games from ending in the future, set the epoch back: a world that begins `h` hours ago and runs at
//!   speed `s` catches up with the real clock after `h / (s - 1)` hours; continue at speed 1 from there.
//! - **pace**, of [`Config::paced`] or [`World::set_pace`]: games and the gaps between them are this many times
//!   shorter, while the clock runs at speed 1. The demo uses this: times are always real, and a game lasts less than a
//!   minute.
//!
//! Fixtures have times of their own ([`FixtureTimes`]), which neither the pace nor the world's life change. In the demo
//! their games are short and reported as long: a start is reported 12 to 25 minutes before its end, though the game
//! takes less than a minute.
//!
//! A world never reads the machine's clock: its creator passes the present in.

mod blob;
mod broadcasters;
pub mod civilizations;
mod clock;
pub mod damage;
pub mod demo;
pub mod elo;
mod endpoint;
mod fault;
mod game;
mod history;
mod ids;
mod ladder;
mod lobby;
mod maps;
mod names;
mod profile;
mod requests;
mod series;
mod server;
mod sso;
pub mod wire;
mod world;

pub use self::broadcasters::{BroadcastEndpoint, Broadcasters};
pub use self::endpoint::Endpoint;
pub use self::fault::Fault;
pub use self::game::{Match, Participant};
pub use self::ids::{CivilizationId, MatchId, ProfileId};
pub use self::ladder::{Ladder, MatchType};
pub use self::lobby::{Lobby, Phase, Seat};
pub use self::maps::{Map, POOL};
pub use self::profile::{Profile, Standing};
pub use self::requests::Requests;
pub use self::series::{
    Fixture, FixtureError, FixtureId, FixtureTimes, Format, Incident, Role, Series, SeriesGame, Side,
};
pub use self::server::Sim;
pub use self::sso::{Sso, SsoEndpoint, Token};
pub use self::world::{Config, Game, Rank, World, WorldError};
