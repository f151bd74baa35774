//! Prints the output of commands. A reader that closes the pipe early is not an error.

use std::io::{self, ErrorKind, Write as _};

use crate::Error;

/// Prints a line.
///
/// # Errors
/// [`Error::Io`] when standard output takes nothing; not when its reader is gone.
pub(crate) fn line(text: impl std::fmt::Display) -> Result<(), Error> {
    let mut output = io::stdout().lock();
    match writeln!(output, "{text}").and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
