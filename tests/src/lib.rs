//! The test harness: one call starts a database, an upstream and the service, and a test reads like the domain.
//!
//! Nothing is mocked: Postgres, the sockets and the protocol are real. Only the clock is simulated.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]
#![expect(clippy::missing_panics_doc, reason = "a test that cannot be set up fails")]

pub mod allowance;
pub mod background;
pub mod clock;
pub mod database;
pub mod fill;
pub mod frames;
pub mod log_capture;
pub mod outbox;
pub mod parameters;
pub mod program;
pub mod proxy;
pub mod service;
pub mod stage_writes;
pub mod stages_fixture;
pub mod tournament;
pub mod victim;
pub mod wait;

pub use allowance::Allowance;
pub use background::Background;
pub use clock::TestClock;
pub use database::Database;
pub use frames::Frames;
pub use log_capture::LogCapture;
pub use proxy::Proxy;
pub use service::Service;
pub use wait::{EVENTUALLY, until};
