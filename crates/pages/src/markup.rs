//! Pieces of markup that several pages share: names, numbers, civilizations.

use std::collections::HashMap;

use domain::{
    id::{CivilizationId, EntryId, ProfileId},
    tournament_facts::TournamentFacts,
};
use maud::{Markup, html};

/// The address of an entry's page.
pub(crate) fn player_href(slug: &str, entry: EntryId) -> String {
    format!("/t/{slug}/players/{entry}")
}

/// An entry's name, which leads to its page.
pub(crate) fn player_link(slug: &str, entry: EntryId, name: &str) -> Markup {
    html! { a.name href=(player_href(slug, entry)) { bdi { (name) } } }
}

/// A link to the file `name` with all rows of a table, which `label` names.
pub(crate) fn csv_link(slug: &str, name: &str, label: &str) -> Markup {
    html! { a href={ "/v1/tournaments/" (slug) "/" (name) ".csv" } aria-label={ (label) " as CSV" } { "CSV" } }
}

/// A civilization's `name`, or its number while the name is not known.
pub(crate) fn civilization_label(id: CivilizationId, name: Option<&str>) -> String {
    match name {
        Some(name) => name.to_owned(),
        None if id == CivilizationId::UNKNOWN => "unknown".to_owned(),
        None => format!("civilization {id}"),
    }
}

/// A number, or a dash when it is not known.
pub(crate) fn number(number: Option<i64>) -> Markup {
    html! { @if let Some(number) = number { (number) } @else { "–" } }
}

/// The heading of a column of places: a sign for those who see it, a word for those who hear it.
pub(crate) fn place_heading() -> Markup {
    html! { span aria-hidden="true" title="Place" { "#" } span.unseen { "Place" } }
}

/// A percentage with one decimal, or a dash when it is not known.
pub(crate) fn percentage(rate: Option<f64>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1} %"))
}

/// A time span in minutes and seconds, or in hours and minutes.
pub(crate) fn duration(seconds: i64) -> String {
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    if hours > 0 { format!("{hours} h {minutes} min") } else { format!("{minutes} min") }
}

/// All entries with their names, in the tournament's order.
pub(crate) fn ranked(facts: &TournamentFacts) -> Vec<(EntryId, &str)> {
    let ranked = facts.ranked(facts.entrants.iter()).into_iter();
    ranked.map(|entrant| (entrant.entry.id, entrant.entry.displayed_name())).collect()
}

/// The linked entries with their names, by account.
pub(crate) fn entries(facts: &TournamentFacts) -> HashMap<ProfileId, (EntryId, &str)> {
    let linked = facts.entrants.iter().filter_map(|entrant| Some((entrant.entry.profile_id?, &entrant.entry)));
    linked.map(|(profile, entry)| (profile, (entry.id, entry.displayed_name()))).collect()
}
