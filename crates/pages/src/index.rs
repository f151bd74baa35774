//! The page at `/`: the events that are under way, to come, and over.

use api::{IndexFacts, IndexPage, RenderedPage};
use domain::{clock::Timestamp, nudge::Event, tournament::Tournament};
use maud::{Markup, html};

use crate::{html_document, phase::Phase, time};

/// How many events that are over are listed.
const MOST_OVER: usize = 100;

pub(crate) static PAGE: IndexPage = IndexPage::new("index_page", render);

fn render(facts: &IndexFacts<'_>) -> RenderedPage {
    let mut groups = [(Phase::Running, Vec::new()), (Phase::Coming, Vec::new()), (Phase::Final, Vec::new())];
    for tournament in facts.tournaments {
        let phase = Phase::of(&tournament.window, facts.now);
        groups.iter_mut().filter(|(of, _)| *of == phase).for_each(|(_, group)| group.push(tournament));
    }
    let [(_, running), (_, coming), (_, over)] = &mut groups;
    running.sort_by_key(|tournament| (tournament.window.end.is_none(), tournament.window.end, tournament.id));
    coming.sort_by_key(|tournament| (tournament.window.start, tournament.id));
    over.sort_by_key(|tournament| std::cmp::Reverse((tournament.window.end, tournament.id)));
    over.truncate(MOST_OVER);
    let next = facts.tournaments.iter().filter_map(|tournament| Phase::next(&tournament.window, facts.now)).min();
    let body = html! {
        a.skip href="#main" { "Skip to the content" }
        main #main data-stream="/v1/stream" data-events=(Event::Live.as_str()) {
            h1 { "Live standings" }
            @if facts.tournaments.is_empty() {
                p.soft { "No event has been announced yet." }
            }
            @for (phase, group) in &groups {
                @if !group.is_empty() { (events(*phase, group, facts.now)) }
            }
        }
        (html_document::footer(&[("/v1/tournaments".to_owned(), "tournaments.json".to_owned())]))
    };
    RenderedPage::html(html_document::shell(&head(facts.base_url), &body).into_string(), time::last_polled).until(next)
}

fn head(base_url: &str) -> Markup {
    html! {
        title { "Live standings" }
        meta name="description" content="Age of Empires II events on the ladder: standings, live.";
        link rel="canonical" href={ (base_url) "/" };
        (html_document::scripts())
    }
}

fn events(phase: Phase, group: &[&Tournament], now: Timestamp) -> Markup {
    let label = match phase {
        Phase::Running => "Now",
        Phase::Coming => "Coming",
        Phase::Final => "Over",
    };
    html! {
        section data-key={ "phase-" (phase.class()) } aria-labelledby=(phase.class()) {
            h2 id=(phase.class()) { (label) }
            ul.events {
                @for tournament in group {
                    li data-key={ "tournament-" (tournament.id) } {
                        a.name href={ "/t/" (tournament.slug) } { (tournament.name) }
                        p.soft {
                            (when(tournament, now))
                            @if tournament.host_stream_live { " · " strong.air { "On air" } }
                        }
                    }
                }
            }
        }
    }
}

fn when(tournament: &Tournament, now: Timestamp) -> Markup {
    let window = &tournament.window;
    html! {
        @match (Phase::of(window, now), window.start, window.end) {
            (Phase::Coming, Some(start), _) => { "Starts " (time::instant(start)) }
            (Phase::Running, _, Some(end)) => { "Ends " (time::instant(end)) }
            (Phase::Final, _, Some(end)) => { "Ended " (time::instant(end)) }
            _ => "Open-ended",
        }
    }
}
