//! Overlays of series: the score of one series, which the address names, or of the one that is being played, else the
//! next one with its countdown.

use api::{Page, RenderedPage, StagesFacts, StagesLayout};
use domain::{
    clock::Timestamp,
    current_series::{LATEST_START, next, running},
    series::SeriesStatus,
    stages::result::Winner,
    view::series::SeriesRead,
};
use maud::{Markup, html};

use super::frame::{Frame, Style};
use crate::series_markup::{self, EVENTS};

pub(super) static ONE: Page = Page::of_stages("overlay_series", EVENTS, StagesLayout { polls: &[], render: one });
pub(super) static CURRENT: Page =
    Page::of_stages("overlay_current_series", EVENTS, StagesLayout { polls: &[], render: current });

fn one(facts: &StagesFacts<'_>) -> Option<RenderedPage> {
    let series = facts.series.first()?;
    Some(page(facts, &score(facts, series)))
}

/// The running series, else the next one; nothing when there is neither.
fn current(facts: &StagesFacts<'_>) -> Option<RenderedPage> {
    let running = running(facts.series);
    let shown = running.or_else(|| next(facts.series, facts.now));
    let content = html! { @if let Some(series) = shown { (score(facts, series)) } };
    let overdue_at = |series: &SeriesRead| -> Option<Timestamp> { Some(series.scheduled_at? + LATEST_START) };
    Some(page(facts, &content).until(shown.filter(|_| running.is_none()).and_then(overdue_at)))
}

fn page(facts: &StagesFacts<'_>, content: &Markup) -> RenderedPage {
    let frame = Frame { kind: "series", style: Style::Overlay, head: html! {}, content: html! { (content) } };
    frame.following(facts.tournament, EVENTS)
}

fn score(facts: &StagesFacts<'_>, series: &SeriesRead) -> Markup {
    let [first, second] = &series.sides;
    let class = |winner| if series.winner == Some(winner) { "side won" } else { "side" };
    let about = [series_markup::format(series.format)].into_iter().chain(series_markup::place(series, facts.stages));
    html! {
        div.bug data-key={ "series-" (series.series_id) } data-status=(series.status.as_str()) {
            div.line {
                bdi class=(class(Winner::First)) data-column="first" { (first.name) }
                @if series_markup::has_score(series) {
                    span.score data-column="first-score" { (series.score[0]) }
                    span.score data-column="second-score" { (series.score[1]) }
                } @else {
                    span.against { "vs" }
                }
                bdi class=(class(Winner::Second)) data-column="second" { (second.name) }
            }
            p.about {
                span.state { (series_markup::status(series.status)) }
                @if let (SeriesStatus::Scheduled, Some(at)) = (series.status, series.scheduled_at) {
                    " "
                    span.countdown data-until=(at) data-verb="" { (at.inner().format("%-d %b, %H:%M UTC")) }
                }
                @for part in about { span.part { bdi { (part) } } }
            }
        }
    }
}
