//! The api alone.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main(Some(server::Role::API))
}
