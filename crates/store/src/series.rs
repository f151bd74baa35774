//! Series: what hosts decide about them, their games, and their status, score and winner.

mod decisions;
mod due;
mod edit;
mod facts;
mod lock;
mod refresh;
mod save;

pub use decisions::{Withdrawn, decide, rule, withdraw};
pub use due::due_accounts;
pub use edit::{NewSeries, SeriesDetails, admit, count, create, delete, update};
pub use lock::lock_unless_busy;
pub use refresh::{refresh, tournaments_to_refresh};
