//! Each rule of series in a test of its own, with the facts written out.

mod corrections;
mod formats;
mod host_games;
mod kinds;
mod moved_games;
mod outcomes;
mod precedence;
mod rulings;
mod sides;
mod times;
