//! Reads environment variables: one that is empty or blank counts as not set. No other file reads the environment.

use std::{
    env,
    ffi::{OsStr, OsString},
};

use clap::builder::Resettable;

/// The value of a variable, unless it is unset or blank.
pub(crate) fn value(name: impl AsRef<OsStr>) -> Option<OsString> {
    env::var_os(name).filter(|value| !is_blank(value))
}

/// All variables that are set, not blank, and valid UTF-8.
pub(crate) fn variables() -> impl Iterator<Item = (String, String)> {
    let set = env::vars_os().filter(|(_, value)| !is_blank(value));
    set.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Makes a command ignore blank variables, so that their options take their defaults.
pub(crate) fn without_blank(command: clap::Command) -> clap::Command {
    command.mut_args(|option| match option.get_env() {
        Some(name) if value(name).is_none() => option.env(Resettable::Reset),
        _ => option,
    })
}

fn is_blank(value: &OsStr) -> bool {
    value.to_str().is_some_and(|value| value.trim().is_empty())
}
