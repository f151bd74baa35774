//! Texts for chat bots: each answer is one line of plain text that fits into a chat message, and stays harmless there
//! whatever names it contains.

mod leader;
mod line;
mod live;
mod lookup;
mod next;
mod player;
mod series;
mod standings;
mod team;
mod words;

pub use leader::leader;
pub use line::LINE_UNITS;
pub use live::live;
pub use lookup::Lookup;
pub use next::next;
pub use player::players;
pub use series::{SeriesTexts, next_series};
pub use standings::StandingsText;
pub use team::teams;
pub use words::{no_such_text, no_tournament};
