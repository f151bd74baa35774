//! The file `.env`: settings for somebody's desk. Elsewhere the environment is all there is.

use std::env;

use crate::Error;

/// Adds what the file says to the environment, whose own word counts more. Without a file there is nothing to add.
///
/// # Errors
/// When there is a file, and it cannot be read: half of its settings would be worse than none.
pub(crate) fn read() -> Result<(), Error> {
    let is_elsewhere =
        env::var_os("ENVIRONMENT").is_some_and(|name| !name.is_empty() && !name.eq_ignore_ascii_case("development"));
    if is_elsewhere {
        return Ok(());
    }
    match dotenvy::dotenv() {
        Err(error) if !error.not_found() => Err(error.into()),
        _ => Ok(()),
    }
}
