//! The image's executable: it polls, serves, or does both, depending on the settings.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main(None)
}
