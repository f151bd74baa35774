//! An executable that only polls.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main(Some(server::Role::WORKER))
}
