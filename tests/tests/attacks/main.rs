//! Attacks: clients and hosts that mean harm, run beside a victim who must notice nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod closed_windows;
mod exports;
mod forged_headers;
mod kept_answers;
mod many_streams;
mod parameters;
mod refused_accounts;
mod resuming_streams;
mod served;
mod slow_readers;
