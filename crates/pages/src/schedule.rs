//! The page of a tournament's schedule: the running series, then all others by day.

use std::collections::BTreeMap;

use api::{MATCHES_POLL, Page, RenderedPage, StagesFacts, StagesLayout};
use domain::{clock::Timestamp, series::SeriesStatus, view::series::SeriesRead};
use maud::{Markup, html};

use crate::{
    html_document::{HtmlDocument, Tab},
    phase::Phase,
    series_markup::{self, EVENTS},
    standings::header,
};

pub(crate) static PAGE: Page =
    Page::of_stages("schedule_page", EVENTS, StagesLayout { polls: &[MATCHES_POLL], render });

fn render(facts: &StagesFacts<'_>) -> Option<RenderedPage> {
    if !facts.has.series {
        return None;
    }
    let document = HtmlDocument {
        path: "/schedule",
        tab: Some(Tab::Schedule),
        title: "Schedule",
        description: "Who plays whom, and when.",
        events: EVENTS,
        json: &["/series"],
        main: html! {
            (header::header(facts.tournament, facts.now, false))
            (content(facts))
        },
    };
    let window = &facts.tournament.window;
    let changes_at = Phase::next(window, facts.now).into_iter().chain([facts.now.next_midnight()]).min();
    Some(document.render(facts).until(changes_at))
}

/// The series of each part of the page.
#[derive(Debug, Default)]
struct Sections<'a> {
    live: Vec<&'a SeriesRead>,
    /// By the midnight with which a day begins.
    days: BTreeMap<Timestamp, Vec<&'a SeriesRead>>,
    undated: Vec<&'a SeriesRead>,
}

impl<'a> Sections<'a> {
    fn of(series: &'a [SeriesRead]) -> Self {
        let mut sections = Self::default();
        for series in series {
            match series_markup::time_of(series) {
                _ if series.status == SeriesStatus::Live => sections.live.push(series),
                Some(at) => sections.days.entry(at.midnight()).or_default().push(series),
                None => sections.undated.push(series),
            }
        }
        sections
    }
}

fn content(facts: &StagesFacts<'_>) -> Markup {
    let (slug, sections) = (&facts.tournament.slug, Sections::of(facts.series));
    let today = facts.now.midnight();
    let section = |(id, label): (&str, &str), series: &[&SeriesRead]| {
        html! {
            section aria-labelledby=(id) {
                h2 id=(id) { (label) }
                (series_markup::list(slug, series.iter().copied(), |series| series_markup::place(series, facts.stages), false))
            }
        }
    };
    let day = |(day, series): (&Timestamp, &Vec<&SeriesRead>)| {
        let label = if *day == today { "Today, " } else { "" };
        let label = format!("{label}{}", day.inner().format("%A, %-d %B %Y"));
        section((&format!("day-{}", day.inner().format("%Y-%m-%d")), &label), series)
    };
    html! {
        @if !sections.live.is_empty() { (section(("live", "Live"), &sections.live)) }
        @for of_day in sections.days.range(today..) { (day(of_day)) }
        @if !sections.undated.is_empty() { (section(("undated", "Without a time"), &sections.undated)) }
        @for of_day in sections.days.range(..today).rev() { (day(of_day)) }
        @if !sections.days.is_empty() { p class="soft" { "Days are those of UTC." } }
    }
}
