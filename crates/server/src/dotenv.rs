//! Reads the file `.env`, which holds settings for development. Elsewhere all settings come from the environment.

use std::collections::BTreeMap;

use crate::{Error, environment};

/// Adds the file's settings to the environment; variables that are already set win. A missing file adds nothing.
///
/// # Errors
/// [`Error::Dotenv`] when there is a file, and it cannot be read: half of its settings would be worse than none.
pub(crate) fn read() -> Result<(), Error> {
    let is_elsewhere = environment::value("ENVIRONMENT").is_some_and(|name| !name.eq_ignore_ascii_case("development"));
    if is_elsewhere {
        return Ok(());
    }
    let lines = match dotenvy::dotenv_iter() {
        Err(error) if error.not_found() => return Ok(()),
        lines => lines.map_err(|error| unreadable(&error, None))?,
    };
    // When a name occurs twice, the first line wins.
    let mut settings = BTreeMap::new();
    let mut last: Option<String> = None;
    for line in lines {
        let (name, value) = line.map_err(|error| unreadable(&error, last.as_deref()))?;
        if !value.trim().is_empty() && environment::value(&name).is_none() {
            settings.entry(name.clone()).or_insert(value);
        }
        last = Some(name);
    }
    let text: String = settings.iter().map(|(name, value)| line(name, value)).collect();
    // A blank variable exists but counts as not set, so the file's value must override it.
    dotenvy::from_read_override(text.as_bytes()).map_err(|error| unreadable(&error, None))
}

/// The error, without the text that could not be parsed, which may be a secret. `last` is the last setting that could.
fn unreadable(error: &dotenvy::Error, last: Option<&str>) -> Error {
    Error::Dotenv(match error {
        dotenvy::Error::LineParse(..) => {
            let place = last.map_or_else(|| "the first setting".to_owned(), |name| format!("the line after {name}"));
            format!("{place} is not NAME=value (a value with spaces has to be in quotes)")
        }
        other => other.to_string(),
    })
}

/// Formats one line of a `.env` file.
fn line(name: &str, value: &str) -> String {
    let escaped = value.replace('\\', r"\\").replace('"', r#"\""#).replace('$', r"\$").replace('\n', r"\n");
    format!("{name}=\"{escaped}\"\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_line_is_read_as_it_was_meant(value in r"[ -~\n\r\t\u{e9}\u{1f600}]{1,20}") {
            let line = super::line("NAME", &value);
            let read: Result<Vec<_>, _> = dotenvy::from_read_iter(line.as_bytes()).collect();
            prop_assert_eq!(read.unwrap(), [("NAME".to_owned(), value)]);
        }
    }
}
