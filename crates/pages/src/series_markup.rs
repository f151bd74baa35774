//! What pages of stages and series share: sides, scores, and the words for formats, states and games.

mod list;

use domain::{
    clock::Timestamp,
    nudge::Event,
    series::{NotCounted, SeriesFormat, SeriesStatus},
    stages::{result::Winner, side::Side, stage::Stage},
    view::series::{SeriesRead, SideRead},
};
use maud::{Markup, html};

pub(crate) use list::list;

use crate::markup::{player_href, player_link};

/// The events that change pages of stages and series.
pub(crate) const EVENTS: &[Event] = &[Event::Series, Event::Standings, Event::Matches];

/// The address of a series' page.
pub(crate) fn series_href(slug: &str, series: &SeriesRead) -> String {
    format!("/t/{slug}/series/{}", series.series_id)
}

/// The address of a stage on the page of stages.
pub(crate) fn stage_href(slug: &str, stage: &Stage) -> String {
    format!("/t/{slug}/stages#stage-{}", stage.id)
}

/// A side's name; that of an entry leads to its page.
pub(crate) fn side(slug: &str, side: &SideRead) -> Markup {
    match side.tournament_player_id {
        Some(entry) => player_link(slug, entry, &side.name),
        None => html! { bdi class="name" { (side.name) } },
    }
}

/// The same as a heading's text, without the weight of a link in a table.
pub(crate) fn heading_side(slug: &str, side: &SideRead) -> Markup {
    match side.tournament_player_id {
        Some(entry) => html! { a href=(player_href(slug, entry)) { bdi { (side.name) } } },
        None => html! { bdi { (side.name) } },
    }
}

/// What a key of an element says of a side.
pub(crate) fn side_key(side: Side) -> String {
    match side {
        Side::Entry(id) => format!("entry-{id}"),
        Side::Team(id) => format!("team-{id}"),
    }
}

/// Both sides with the score between them, once there is one.
pub(crate) fn versus(series: &SeriesRead) -> Markup {
    let [first, second] = &series.sides;
    let class = |winner| if series.winner == Some(winner) { "side winner" } else { "side" };
    html! {
        bdi class=(class(Winner::First)) { (first.name) }
        " "
        @if has_score(series) {
            span class="score" { (series.score[0]) "–" (series.score[1]) }
        } @else {
            span class="against" { "vs" }
        }
        " "
        bdi class=(class(Winner::Second)) { (second.name) }
    }
}

/// Whether the score says something: a series that has not begun has none, nor one that was not played.
pub(crate) const fn has_score(series: &SeriesRead) -> bool {
    matches!(series.status, SeriesStatus::Live | SeriesStatus::Completed)
}

/// How far a series is, for people.
pub(crate) const fn status(status: SeriesStatus) -> &'static str {
    match status {
        SeriesStatus::Scheduled => "To be played",
        SeriesStatus::Live => "Live",
        SeriesStatus::Completed => "Final",
        SeriesStatus::Walkover => "Walkover",
        SeriesStatus::Cancelled => "Cancelled",
    }
}

/// How many games a series has, in words.
pub(crate) fn format(format: SeriesFormat) -> String {
    match format {
        SeriesFormat::BestOf(games) => format!("best of {games}"),
        SeriesFormat::PlayAll(1) => "1 game".to_owned(),
        SeriesFormat::PlayAll(games) => format!("{games} games"),
    }
}

/// Why a game does not count, in words.
pub(crate) const fn not_counted(why: NotCounted) -> &'static str {
    match why {
        NotCounted::Running => "it is being played",
        NotCounted::NoOutcome => "its outcome is not known",
        NotCounted::Short => "a restart, under five minutes",
        NotCounted::Host => "by the host’s decision",
        NotCounted::Excluded => "excluded from the tournament",
        NotCounted::AfterDecision => "played after the decision",
    }
}

/// Where a series belongs: its stage, round and group, or what the host calls it.
pub(crate) fn place(series: &SeriesRead, stages: &[Stage]) -> Vec<String> {
    let stage = stages.iter().find(|stage| Some(stage.id) == series.stage_id);
    let mut parts: Vec<_> = stage.map(|stage| stage.settings.name.clone()).into_iter().collect();
    parts.extend(series.round.map(|round| format!("Round {}", round.0)));
    parts.extend(series.group.map(|group| format!("Group {}", group.0)));
    parts.extend(series.label.clone());
    parts
}

/// When a series is to begin, or for want of that when it was decided.
pub(crate) fn time_of(series: &SeriesRead) -> Option<Timestamp> {
    series.scheduled_at.or(series.decided_at)
}
