//! The world of the `demo` subcommand: a tournament's players among others, with some days of history and games that
//! end every few seconds. All people in it are invented.

mod entries;
mod series;

use std::time::Duration;

use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

pub use self::entries::{DemoEntry, DemoTeam, HOST_STREAM_URL, roster, teams};
pub use self::series::{DemoSeed, group_stage, swiss};

use self::entries::{ENTRIES, profile_id};
use crate::broadcasters::Broadcasters;
use crate::ladder::Ladder;
use crate::profile::Profile;
use crate::series::FixtureTimes;
use crate::world::{Config, World};

/// How many times shorter the demo's games are: they take 20 to 60 seconds each.
pub const PACE: f64 = 30.0;
/// Players outside the tournament.
const OTHERS: usize = 40;
/// How much simulated time has passed when the world appears.
const PAST: Duration = Duration::from_hours(72);
/// The last part of it runs at the demo's pace, so that lobbies are open and games are running.
const WARM_UP: Duration = Duration::from_mins(2);

/// Puts the demo's broadcasts on air.
pub fn go_on_air(broadcasters: &Broadcasters) {
    const GAME: &str = "Age of Empires II: Definitive Edition";
    broadcasters.on_twitch("bramblewick", "Climbing until I am first", GAME);
    broadcasters.on_twitch("thistlebane", "Just one more game", GAME);
    broadcasters.on_twitch("the_demo_cup", "The Demo Cup, live", GAME);
}

impl World {
    /// The demo's world at `now` (unix seconds), with three days of history, at [`PACE`]. When it runs at speed 1, its
    /// clock stays equal to the real one. Fixtures take [`FixtureTimes::DEMO`].
    #[must_use]
    pub fn demo(seed: u64, now: i64) -> Self {
        let past = i64::try_from(PAST.as_secs()).unwrap_or_default();
        let mut world = Self::populated(Config::new(seed, now - past).timed(FixtureTimes::DEMO), OTHERS);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for (place, (_, alias, country)) in ENTRIES.iter().enumerate() {
            if !alias.is_empty() {
                world.add_profile(contender(&mut rng, place, alias, country, now - past));
            }
        }
        world.advance(PAST - WARM_UP);
        world.close_all_lobbies();
        world.set_pace(PACE);
        world.advance(WARM_UP);
        world
    }

    /// Closes all lobbies, because games that began at another pace would outlast the demo.
    fn close_all_lobbies(&mut self) {
        let open: Vec<_> = self.lobbies().map(|lobby| lobby.id).collect();
        for id in open {
            // It was listed a moment ago, so this cannot fail.
            let _closed = self.close_lobby(id);
        }
    }
}

/// A player of the tournament: likelier in a game than others, and close to the rivals' ratings.
fn contender(rng: &mut ChaCha8Rng, place: usize, alias: &str, country: &str, epoch: i64) -> Profile {
    let rating = rng.random_range(1350..1850);
    let last_match = epoch - rng.random_range(3_600..400_000);
    let mut profile = Profile::new(profile_id(place), alias);
    profile.country = country.to_owned();
    profile.region = rng.random_range(0..6);
    profile.level = rng.random_range(40..900);
    profile.xp = rng.random_range(5_000..200_000);
    profile.keenness = 6.0;
    if place % 7 == 3 {
        profile = profile.on_xbox();
    }
    profile = profile.rated(Ladder::SoloRm, rating, last_match);
    // One in five has not played empire wars for so long that the row lost its rank.
    if place % 5 == 4 {
        profile.unranked(Ladder::SoloEw, rating - 80)
    } else {
        profile.rated(Ladder::SoloEw, rating - 40, last_match)
    }
}
