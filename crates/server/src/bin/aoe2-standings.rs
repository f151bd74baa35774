//! The image's executable: polls, serves, or both, as the settings say.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main(None)
}
