//! Tests of all views, over facts written by hand and over generated ones. They need no database.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod by_hand;
mod fixture;
mod properties;
mod texts;
