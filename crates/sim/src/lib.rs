//! A simulated upstream to poll: the Relic backend's protocol over a ladder that lives. It is an
//! independent statement of that protocol and uses none of the project's other crates, so that
//! a mistake in the client is not mirrored here.
//!
//! A [`World`] is pure and seeded; [`Sim`] serves one on a real socket, counts what it is asked,
//! and fails on demand ([`Fault`]). [`Sso`] is the sign-on service whose tokens hosts come with,
//! and [`Broadcasters`] are the platforms on which they are on air.
//!
//! # Time
//! The world has a clock of its own, set at its creation and moved by [`World::advance`] alone.
//! There are two ways to see more happen than in life:
//!
//! - **speed**, of [`Sim::run`]: simulated seconds per real one. Everything in the world stays
//!   true to life, but above 1 its clock runs ahead. So that no game ends in the future, set the
//!   epoch back: a world that begins `h` hours ago and runs at speed `s` catches up with the
//!   real clock after `h / (s - 1)` hours; go on at speed 1 from there.
//! - **pace**, of [`Config::paced`] or [`World::set_pace`]: games and the gaps between them are
//!   so many times shorter, while the clock keeps to speed 1. This is what the demo uses: times
//!   are always true, and a game lasts less than a minute.
//!
//! A world never looks at the machine's clock: whoever starts it passes the present in.

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
pub use self::server::Sim;
pub use self::sso::{Sso, SsoEndpoint, Token};
pub use self::world::{Config, Game, Rank, World, WorldError};
