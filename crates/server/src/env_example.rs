//! Generates a sample `.env` from the declared settings: each with its description and its default.

use std::fmt::Write as _;

use clap::{Arg, Command, builder::PossibleValue};

const HEAD: &str = "\
# Settings, written by `aoe2-standings env-example`; copy this file to `.env`. Each is commented out, with its default.
# A setting without a value is as one that is not set.
";
/// Feature flags are not declared as settings: every variable with this prefix is one.
const FLAGS: &str = "
# --- Flags ---

# Errors have the fields `error_code`, `message`, `request_id`, `timestamp` and `details`.
# FEATURE_ERROR_ENVELOPE_V2=false
";
/// The maximum length of a line.
const WIDTH: usize = 120;

/// Returns the file's text for the options of `command`.
pub(crate) fn text(command: &Command) -> String {
    let (mut text, mut heading) = (HEAD.to_owned(), None);
    for option in command.get_arguments().filter(|option| option.get_env().is_some()) {
        if option.get_help_heading() != heading {
            heading = option.get_help_heading();
            let _ = write!(text, "\n# --- {} ---\n", heading.unwrap_or("Others"));
        }
        text.push('\n');
        text.push_str(&described(option));
    }
    text + FLAGS
}

/// Returns the lines of one setting.
fn described(option: &Arg) -> String {
    let mut help = option.get_help().map(ToString::to_string).unwrap_or_default();
    let values = option.get_possible_values();
    let names: Vec<_> = values.iter().filter(|value| !value.is_hide_set()).map(PossibleValue::get_name).collect();
    if !names.is_empty() {
        let _ = write!(help, ": {}", names.join(", "));
    }
    let lines = textwrap::wrap(&help, textwrap::Options::new(WIDTH).initial_indent("# ").subsequent_indent("# "));
    let name = option.get_env().unwrap_or_default().to_string_lossy();
    let default = option.get_default_values().iter().map(|value| value.to_string_lossy()).collect::<Vec<_>>();
    format!("{}\n# {name}={}\n", lines.join("\n"), default.join(","))
}
