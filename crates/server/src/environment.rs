//! Variables of the environment: one that is empty, or holds nothing but blanks, is not set. No other file reads any.

use std::{
    env,
    ffi::{OsStr, OsString},
};

use clap::builder::Resettable;

/// The value of a variable that is set to something.
pub(crate) fn value(name: impl AsRef<OsStr>) -> Option<OsString> {
    env::var_os(name).filter(|value| !is_blank(value))
}

/// All that are set to something, and are text.
pub(crate) fn variables() -> impl Iterator<Item = (String, String)> {
    let set = env::vars_os().filter(|(_, value)| !is_blank(value));
    set.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// The same command, whose options take their defaults where their variables are blank.
pub(crate) fn without_blank(command: clap::Command) -> clap::Command {
    command.mut_args(|option| match option.get_env() {
        Some(name) if value(name).is_none() => option.env(Resettable::Reset),
        _ => option,
    })
}

fn is_blank(value: &OsStr) -> bool {
    value.to_str().is_some_and(|value| value.trim().is_empty())
}
