//! Attacks: clients and hosts that mean harm, run beside a victim who must notice nothing.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up fails")]

mod refused_accounts;
