//! The texts about series: the running one with its score, else the next one, else the latest result.

use std::collections::BTreeMap;

use crate::{
    clock::Timestamp,
    current_series::{LATEST_START, latest_result, next, running},
    name::printable,
    series::{SeriesFormat, SeriesStatus},
    text::{
        line::{self, Line},
        lookup::{About, Lookup},
        next::wait,
        words::instant,
    },
    tournament::Tournament,
    view::series::{SeriesRead, SideRead},
};

/// The maximum length of a link in a chat line, in characters.
const LONGEST_LINK: usize = 120;
/// What is in no link of a chat line: bots would read it as a mention or a variable, or cut the link there.
const UNLINKED: [char; 9] = ['@', '$', '{', '}', '<', '>', '"', '`', '\\'];

/// The texts about a tournament's series.
#[derive(Clone, Debug)]
pub struct SeriesTexts {
    /// The text without a name.
    pub whole: String,
    /// A sentence about each side's series, found by its name.
    pub sides: Lookup,
}

impl SeriesTexts {
    /// The texts as of `now`, and the next instant at which the passage of time alone changes one of them. `home` is
    /// the address of the tournament's page, empty if it is not known.
    #[must_use]
    pub fn new(
        tournament: &Tournament,
        series: &[SeriesRead],
        home: &str,
        now: Timestamp,
    ) -> (Self, Option<Timestamp>) {
        let name = line::tournament(&tournament.name);
        let none = || (Line::new(format!("There is no series in {name} yet.")).finish(), None);
        let (whole, mut until) = sentence(series.iter(), home, now).unwrap_or_else(none);
        let mut by_side: BTreeMap<_, (&SideRead, Vec<&SeriesRead>)> = BTreeMap::new();
        for one in series {
            for side in &one.sides {
                let key = (side.team_id, side.tournament_player_id);
                by_side.entry(key).or_insert_with(|| (side, Vec::new())).1.push(one);
            }
        }
        let known = by_side.into_values().filter_map(|(side, series)| {
            let (sentence, changes_at) = sentence(series.into_iter(), home, now)?;
            until = until.into_iter().chain(changes_at).min();
            Some(About { names: vec![side.name.clone()], sentence })
        });
        let known = known.collect();
        (Self { whole, sides: Lookup::new("participant", name, known) }, until)
    }

    /// The text about the side that a viewer means by `typed`; without a name, about the whole tournament.
    ///
    /// # Errors
    /// A sentence that explains why there is none: no name matches, or several do.
    pub fn find(&self, typed: &str) -> Result<&str, String> {
        if printable(typed).is_empty() || self.sides.is_empty() { Ok(&self.whole) } else { self.sides.find(typed) }
    }
}

/// The line about the running one of these series, else about the next one, else about the latest result, and when the
/// clock alone changes it.
fn sentence<'a>(
    series: impl Iterator<Item = &'a SeriesRead> + Clone,
    home: &str,
    now: Timestamp,
) -> Option<(String, Option<Timestamp>)> {
    let (series, text, until) = if let Some(series) = running(series.clone()) {
        let ([first, second], [a, b]) = (names(series), series.score);
        (series, format!("Live: {first} {a}–{b} {second} ({}).", about(series)), None)
    } else if let Some(series) = next(series.clone(), now) {
        let (words, until) = begins(series, &about(series), now)?;
        (series, format!("Next: {words}"), Some(until))
    } else {
        let series = latest_result(series)?;
        (series, result(series), None)
    };
    Some((Line::new(text).if_it_fits(link(series, home)).finish(), until))
}

/// Who meets whom and when a scheduled series begins, and when these words change.
fn begins(series: &SeriesRead, about: &str, now: Timestamp) -> Option<(String, Timestamp)> {
    let ([first, second], at) = (names(series), series.scheduled_at?);
    let head = format!("{first} vs {second} ({about})");
    Some(if now < at {
        let (words, until) = wait(at, now);
        (format!("{head} begins in {words} ({}).", instant(at)), until)
    } else {
        (format!("{head} was to begin at {}.", instant(at)), at + LATEST_START)
    })
}

/// The text about the next scheduled series that is still to begin, and the next instant at which the passage of time
/// alone changes the text.
#[must_use]
pub fn next_series(tournament: &Tournament, series: &[SeriesRead], now: Timestamp) -> Option<(String, Timestamp)> {
    let to_begin = series.iter().filter(|series| series.scheduled_at.is_some_and(|at| now < at));
    let series = next(to_begin, now)?;
    // With the host's label it might be too long.
    let (words, until) = begins(series, &games(series), now)?;
    let text = format!("Next in {}: {words}", line::tournament(&tournament.name));
    Some((Line::new(text).finish(), until))
}

fn result(series: &SeriesRead) -> String {
    let [first, second] = names(series);
    let [a, b] = series.score;
    let about = about(series);
    match (series.status, series.winner) {
        (SeriesStatus::Walkover, Some(winner)) => {
            let [winner, loser] = if winner.index() == 0 { [first, second] } else { [second, first] };
            format!("{winner} beat {loser} by a walkover ({about}).")
        }
        (_, Some(winner)) if winner.index() == 0 => format!("{first} beat {second} {a}–{b} ({about})."),
        (_, Some(_)) => format!("{second} beat {first} {b}–{a} ({about})."),
        (_, None) => format!("{first} and {second} drew {a}–{b} ({about})."),
    }
}

fn names(series: &SeriesRead) -> [String; 2] {
    [0, 1].map(|index| line::name(&series.sides[index].name))
}

/// What the host calls it, and how many games it has.
fn about(series: &SeriesRead) -> String {
    match &series.label {
        Some(label) => format!("{}, {}", line::name(label), games(series)),
        None => games(series),
    }
}

fn games(series: &SeriesRead) -> String {
    match series.format {
        SeriesFormat::BestOf(games) => format!("best of {games}"),
        SeriesFormat::PlayAll(1) => "1 game".to_owned(),
        SeriesFormat::PlayAll(games) => format!("{games} games"),
    }
}

/// The link to its broadcast, else to its page.
fn link(series: &SeriesRead, home: &str) -> Option<String> {
    let stream = series.stream_url.as_deref().map(str::trim).filter(|address| is_harmless(address));
    let page = || (!home.is_empty()).then(|| format!("{home}/series/{}", series.series_id));
    stream.map(str::to_owned).or_else(page)
}

/// Whether an address that a host entered is a link of the web that no chat reads as anything else.
fn is_harmless(address: &str) -> bool {
    let is_web =
        ["https://", "http://"].iter().any(|scheme| address.len() > scheme.len() && address.starts_with(scheme));
    let is_plain = |character: char| character.is_ascii_graphic() && !UNLINKED.contains(&character);
    is_web && address.len() <= LONGEST_LINK && address.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_links_are_told() {
        for address in ["https://twitch.tv/somebody", "http://example.org/a?b=c&d=e#f"] {
            assert!(is_harmless(address), "{address}");
        }
        let long = format!("https://example.org/{}", "x".repeat(LONGEST_LINK));
        for address in [
            "https://",
            "javascript:alert(1)",
            "https://x/$(eval)",
            "https://x/@all",
            "https://x y",
            "https://é",
            &long,
        ] {
            assert!(!is_harmless(address), "{address}");
        }
    }
}
