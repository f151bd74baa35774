//! Cards: pictures of 1200×630 pixels that chats and social networks show beside a link (Open Graph images).
//!
//! A card is written as SVG from the domain's read models, and drawn by resvg with fonts that are built in. Everything
//! here is a pure function: the caller says what time it is.

mod curve;
mod dates;
mod entry;
mod fonts;
mod frame;
mod picture;
mod standings;
mod text;

pub use dates::changes_at;
pub use entry::EntryCard;
pub use picture::{Unpictured, png};
pub use standings::StandingsCard;

/// The width of a card in pixels.
pub const WIDTH: u32 = 1200;
/// The height of a card in pixels.
pub const HEIGHT: u32 = 630;

#[cfg(test)]
mod tests;
