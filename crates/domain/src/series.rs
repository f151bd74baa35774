//! Series: contests of two sides over several games, which fill themselves in from the games that were played.
//!
//! [`attribute`] is a pure function: which games belong to which series, and the status, score and winner of each. The
//! host's decisions take precedence over everything that is derived.

mod attribution;
mod facts;
mod format;
mod state;
mod winner;

pub use attribution::attribute;
pub use facts::{EARLY_START, GameDecision, HostDecision, PlayedBy, PlayedGame, Ruling, SeriesFacts, SideAccounts};
pub use format::{Admits, SeriesFormat};
pub use state::{DecidedBy, NotCounted, SeriesGame, SeriesState, SeriesStatus};
pub use winner::Winner;
