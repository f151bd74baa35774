//! The executables as they are run: two processes, signals, messages, the demo.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod alert_rules;
mod assumptions;
mod blank_variables;
mod collectors;
mod commands;
mod demo;
mod demo_file;
mod doctor;
mod errors;
mod families;
mod first_start;
mod hosts;
mod killed;
mod leaders;
mod logs;
mod metrics;
mod readme;
mod refusals;
mod rolling;
mod split;
mod stopping;
mod tournament_files;
mod traces;

use tests::program;
