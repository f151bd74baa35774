//! What the numbers mean, over facts written down by hand and over generated ones. No database is needed.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod by_hand;
mod fixture;
mod properties;
mod texts;
