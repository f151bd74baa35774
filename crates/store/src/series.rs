//! Series: what hosts decide about them, and what follows from that and from the games that were played.

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
pub use lock::lock_free;
pub use refresh::{refresh, tournaments_to_refresh};
