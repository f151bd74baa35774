//! Tests of tables with expected numbers worked out by hand, and properties of all tables.

mod columns;
mod head_to_head;
mod opponents;
mod properties;
mod ties;
mod unplayed;
