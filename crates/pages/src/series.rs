//! The page of a series: its sides, its score, when and where it is played, and its games.

mod games;

use api::{MATCHES_POLL, Page, RenderedPage, StagesFacts, StagesLayout};
use domain::{
    series::{DecidedBy, SeriesStatus},
    stages::stage::Stage,
    view::series::SeriesRead,
};
use maud::{Markup, html};

use crate::{
    html_document::HtmlDocument,
    link,
    series_markup::{self, EVENTS, heading_side},
    time,
};

pub(crate) static PAGE: Page = Page::of_stages("series_page", EVENTS, StagesLayout { polls: &[MATCHES_POLL], render });

fn render(facts: &StagesFacts<'_>) -> Option<RenderedPage> {
    let series = facts.series.first()?;
    let [first, second] = &series.sides;
    let title = format!("{} – {}", first.name, second.name);
    let (path, description) = (format!("/series/{}", series.series_id), description(series, facts.stages));
    let document = HtmlDocument {
        path: &path,
        tab: None,
        title: &title,
        description: &description,
        events: EVENTS,
        json: &[&path],
        main: content(facts, series),
    };
    Some(document.render(facts))
}

/// The series in a sentence.
fn description(series: &SeriesRead, stages: &[Stage]) -> String {
    let [first, second] = &series.sides;
    let score = match series.status {
        SeriesStatus::Live | SeriesStatus::Completed => format!(" {}–{} ", series.score[0], series.score[1]),
        _ => " against ".to_owned(),
    };
    let place = series_markup::place(series, stages).join(", ");
    let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
    format!("{}{score}{}: {}{place}.", first.name, second.name, series_markup::status(series.status))
}

fn content(facts: &StagesFacts<'_>, series: &SeriesRead) -> Markup {
    let slug = &facts.tournament.slug;
    let [first, second] = &series.sides;
    html! {
        header class="event one-series" {
            h1 data-key="name" { (heading_side(slug, first)) " – " (heading_side(slug, second)) }
            p class="when" {
                "in " a href={ "/t/" (slug) } { bdi { (facts.tournament.name) } }
                @for (index, part) in series_markup::place(series, facts.stages).iter().enumerate() {
                    @match facts.stages.first().filter(|_| index == 0) {
                        Some(stage) => a href=(series_markup::stage_href(slug, stage)) { bdi { (part) } },
                        None => span { bdi { (part) } },
                    }
                }
            }
        }
        (result(series))
        section aria-labelledby="games" {
            h2 id="games" { "Games" }
            (games::games(facts, series))
        }
    }
}

fn result(series: &SeriesRead) -> Markup {
    let winner = series.winner.map(|winner| &series.sides[winner.index()].name);
    html! {
        dl class="facts result" {
            @if series_markup::has_score(series) {
                div { dt { "Score" } dd class="figure" data-key="score" { (series.score[0]) "–" (series.score[1]) } }
            }
            div { dt { "Status" } dd class={ "progress " (series.status.as_str()) } data-key="status" { (series_markup::status(series.status)) } }
            @if let Some(winner) = winner { div { dt { "Winner" } dd { bdi { (winner) } } } }
            @if let (SeriesStatus::Completed, None) = (series.status, winner) { div { dt { "Winner" } dd { "Nobody: a draw" } } }
            div { dt { "Format" } dd class="sentence" { (series_markup::format(series.format)) } }
            @if let Some(at) = series.scheduled_at {
                div {
                    dt { "Scheduled" }
                    dd {
                        (time::instant(at))
                        @if series.status == SeriesStatus::Scheduled { " " span.countdown data-until=(at) data-verb="starts" {} }
                    }
                }
            }
            @if let Some(address) = series.stream_url.as_deref().and_then(link::web) {
                div { dt { "Broadcast" } dd { a href=(address) rel="noopener nofollow" { (link::shown(address)) } } }
            }
            @if let Some(by) = series.decided_by { div { dt { "Decided by" } dd class="sentence" { (decided_by(by)) } } }
            @if let Some(at) = series.decided_at { div { dt { "Decided" } dd { (time::instant(at)) } } }
            @if let Some(reason) = &series.pairing_reason { div { dt { "Why they meet" } dd class="sentence" { (reason) } } }
            @if let Some(note) = &series.note { div { dt { "Note" } dd class="note" { bdi { (note) } } } }
        }
    }
}

/// By what a series was decided, in words.
const fn decided_by(by: DecidedBy) -> &'static str {
    match by {
        DecidedBy::Games => "its games",
        DecidedBy::Host => "the host",
        DecidedBy::Walkover => "a walkover",
    }
}
