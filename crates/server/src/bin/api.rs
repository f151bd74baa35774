//! An executable that only serves the API.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main(Some(server::Role::API))
}
