//! The page of a tournament's schedule: the running series, then all others by day.

use std::collections::BTreeMap;

use api::{ContestsFacts, ContestsLayout, MATCHES_POLL, Page, RenderedPage};
use domain::{clock::Timestamp, series::SeriesStatus, view::series::SeriesRead};
use maud::{Markup, html};

use crate::{
    contest::{self, EVENTS},
    document::{Document, Tab},
    phase::Phase,
    standings::header,
};

pub(crate) static PAGE: Page =
    Page::of_contests("schedule_page", EVENTS, ContestsLayout { polls: &[MATCHES_POLL], render });

fn render(facts: &ContestsFacts<'_>) -> Option<RenderedPage> {
    if !facts.contests.series {
        return None;
    }
    let document = Document {
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
struct Parts<'a> {
    live: Vec<&'a SeriesRead>,
    /// By the midnight with which a day begins.
    days: BTreeMap<Timestamp, Vec<&'a SeriesRead>>,
    undated: Vec<&'a SeriesRead>,
}

impl<'a> Parts<'a> {
    fn of(series: &'a [SeriesRead]) -> Self {
        let mut parts = Self::default();
        for series in series {
            match contest::time_of(series) {
                _ if series.status == SeriesStatus::Live => parts.live.push(series),
                Some(at) => parts.days.entry(at.midnight()).or_default().push(series),
                None => parts.undated.push(series),
            }
        }
        parts
    }
}

fn content(facts: &ContestsFacts<'_>) -> Markup {
    let (slug, parts) = (&facts.tournament.slug, Parts::of(facts.series));
    let today = facts.now.midnight();
    let section = |(id, label): (&str, &str), series: &[&SeriesRead]| {
        html! {
            section aria-labelledby=(id) {
                h2 id=(id) { (label) }
                (contest::list(slug, series.iter().copied(), |series| contest::place(series, facts.stages), false))
            }
        }
    };
    let day = |(day, series): (&Timestamp, &Vec<&SeriesRead>)| {
        let label = if *day == today { "Today, " } else { "" };
        let label = format!("{label}{}", day.inner().format("%A, %-d %B %Y"));
        section((&format!("day-{}", day.inner().format("%Y-%m-%d")), &label), series)
    };
    html! {
        @if !parts.live.is_empty() { (section(("live", "Live"), &parts.live)) }
        @for of_day in parts.days.range(today..) { (day(of_day)) }
        @if !parts.undated.is_empty() { (section(("undated", "Without a time"), &parts.undated)) }
        @for of_day in parts.days.range(..today).rev() { (day(of_day)) }
        @if !parts.days.is_empty() { p class="soft" { "Days are those of UTC." } }
    }
}
