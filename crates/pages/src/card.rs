//! Cards: pictures of 1200×630 pixels that chats and social networks show beside a link (Open Graph images).
//!
//! A card is written as SVG from the domain's read models, and drawn by resvg with fonts that are built in, by pure
//! functions: their caller, `page`, says what time it is.

mod curve;
mod dates;
mod entry;
mod fonts;
mod frame;
mod page;
mod picture;
mod standings;
mod text;

use entry::EntryCard;
pub(crate) use page::{ENTRY, STANDINGS};
use picture::png;
use standings::StandingsCard;

/// The width of a card in pixels.
pub(crate) const WIDTH: u32 = 1200;
/// The height of a card in pixels.
pub(crate) const HEIGHT: u32 = 630;

#[cfg(test)]
mod tests;
