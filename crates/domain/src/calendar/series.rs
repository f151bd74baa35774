//! The scheduled series of a tournament as an iCalendar object.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::lines::{Lines, text, uid, utc};
use crate::{
    clock::Timestamp,
    id::StageId,
    limits,
    name::printable,
    series::{SeriesFormat, SeriesStatus, Winner},
    tournament::Tournament,
    view::series::SeriesRead,
};

/// How long a game is assumed to take, in minutes, with the pause after it. Nobody says when a series will end.
const MINUTES_OF_A_GAME: i64 = 40;

/// The calendar with an event for each of `series` that has a time. Without any it holds a journal entry instead, which
/// calendar apps do not show. The events link to the pages of series at `base_url`, which is empty if it is not known.
#[must_use]
pub fn series_calendar(
    tournament: &Tournament,
    stage_names: &HashMap<StageId, String>,
    series: &[SeriesRead],
    base_url: &str,
) -> String {
    let name = printable(&tournament.name);
    let mut lines = Lines::of_calendar(&format!("{name}: series"));
    let scheduled = series.iter().filter_map(|series| Some((series, series.scheduled_at?)));
    let mut is_empty = true;
    for (series, at) in scheduled.take(limits::SERIES) {
        is_empty = false;
        let stage = series.stage_id.and_then(|stage| stage_names.get(&stage));
        event(&mut lines, tournament, (series, at), &summary(series, stage.map(String::as_str)));
        if !base_url.is_empty() {
            lines.add("URL", &format!("{base_url}/t/{}/series/{}", tournament.slug, series.series_id.0));
        }
        lines.add("END", "VEVENT");
    }
    if is_empty {
        lines.add("BEGIN", "VJOURNAL");
        lines.add("UID", &uid("no-series", tournament.id.0, tournament));
        lines.add("DTSTAMP", &utc(tournament.created_at));
        lines.add("SUMMARY", &text(&format!("{name} has no scheduled series yet")));
        lines.add("END", "VJOURNAL");
    }
    lines.end_calendar()
}

/// Adds an event without its end.
fn event(lines: &mut Lines, tournament: &Tournament, (series, at): (&SeriesRead, Timestamp), summary: &str) {
    lines.add("BEGIN", "VEVENT");
    lines.add("UID", &uid("series", series.series_id.0, tournament));
    // Use the creation time rather than the present, so that repeated requests get identical answers.
    lines.add("DTSTAMP", &utc(tournament.created_at));
    lines.add("DTSTART", &utc(at));
    let end = at + TimeDelta::minutes(MINUTES_OF_A_GAME * i64::from(series.format.games()));
    lines.add("DTEND", &utc(end));
    lines.add("SUMMARY", &text(summary));
    // A line break within a text is written as section 3.3.11 says.
    let stream = series.stream_url.as_deref().map(|url| format!("\\n{}", text(&printable(url)))).unwrap_or_default();
    lines.add("DESCRIPTION", &format!("{}{stream}", text(&description(series.format))));
    let status = if series.status == SeriesStatus::Cancelled { "CANCELLED" } else { "CONFIRMED" };
    lines.add("STATUS", status);
    lines.add("TRANSP", "TRANSPARENT");
}

/// Who meets, or how it ended, and where it belongs.
fn summary(series: &SeriesRead, stage: Option<&str>) -> String {
    let [a, b] = series.sides.each_ref().map(|side| printable(&side.name));
    let [won, lost] = series.score;
    let who = match (series.status, series.winner) {
        (SeriesStatus::Completed, _) => format!("{a} {won}–{lost} {b}"),
        (SeriesStatus::Walkover, Some(Winner::First)) => format!("{a} – {b}, walkover for {a}"),
        (SeriesStatus::Walkover, Some(Winner::Second)) => format!("{a} – {b}, walkover for {b}"),
        _ => format!("{a} – {b}"),
    };
    let stage = stage.map(printable);
    let round = series.round.map(|round| format!("round {}", round.0));
    let label = series.label.as_deref().map(printable);
    let places: Vec<_> = [stage, round, label].into_iter().flatten().collect();
    if places.is_empty() { who } else { format!("{who} ({})", places.join(", ")) }
}

fn description(format: SeriesFormat) -> String {
    let games = match format {
        SeriesFormat::BestOf(games) => format!("Best of {games}"),
        SeriesFormat::PlayAll(1) => "One game".to_owned(),
        SeriesFormat::PlayAll(games) => format!("{games} games"),
    };
    format!("{games}. The end is an estimate of {MINUTES_OF_A_GAME} minutes for each game.")
}

#[cfg(test)]
mod tests;
