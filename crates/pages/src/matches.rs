//! The page of a tournament's matches: the running ones, then the others, the newest first, in pages.

use std::ops::Range;

use api::{FactParts, LOBBIES_POLL, Layout, MATCHES_POLL, Page, PageFacts, RenderedPage, ShownMatches};
use domain::{matches::MatchState, nudge::Event, view::matches::MatchRead};
use maud::{Markup, html};

use crate::{
    games::{Known, games},
    html_document::{HtmlDocument, Tab},
    markup::{csv_link, entries},
    phase::Phase,
    standings::header,
};

/// The events that change it, or what its navigation leads to.
const EVENTS: &[Event] = &[Event::Standings, Event::Live, Event::Matches, Event::Series];

pub(crate) static PAGE: Page = Page::with_matches(
    "matches_page",
    EVENTS,
    Layout { parts: FactParts::NONE, is_live: false, polls: &[MATCHES_POLL, LOBBIES_POLL], render },
    ShownMatches::Newest,
);

/// The number of matches on a page.
pub(crate) const PER_PAGE: usize = 25;
/// The most pages.
pub(crate) const MOST_PAGES: usize = ShownMatches::NEWEST.div_ceil(PER_PAGE);

fn render(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let (tournament_facts, shown) = (&facts.facts.tournament_facts, facts.matches);
    let tournament = &tournament_facts.tournament;
    let known = Known {
        slug: &tournament.slug,
        entries: &entries(tournament_facts),
        aliases: &shown.aliases,
        civilizations: &facts.facts.civilizations,
    };
    let main = html! {
        (header::header(tournament, facts.now, false))
        (content(&MatchesPage { matches: &shown.list, page: shown.part }, &known)?)
    };
    let document = HtmlDocument {
        path: "/matches",
        tab: Some(Tab::Matches),
        title: "Matches",
        description: "The latest matches: maps, players, civilizations and results.",
        events: EVENTS,
        json: &["/matches", "/live"],
        main,
    };
    Some(document.render(facts).until(Phase::next(&tournament.window, facts.now)))
}

/// A page of matches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MatchesPage<'a> {
    /// All matches that are listed, the newest start first.
    pub(crate) matches: &'a [MatchRead],
    /// The number of the page, from 1.
    pub(crate) page: usize,
}

impl MatchesPage<'_> {
    /// The number of pages; there is always one.
    pub(crate) fn pages(&self) -> usize {
        self.matches.len().div_ceil(PER_PAGE).max(1)
    }

    fn range(&self) -> Range<usize> {
        let from = (self.page - 1) * PER_PAGE;
        from.min(self.matches.len())..(from + PER_PAGE).min(self.matches.len())
    }
}

/// The matches of a page; `None` when there is no such page.
pub(crate) fn content(page: &MatchesPage<'_>, known: &Known<'_>) -> Option<Markup> {
    let mut ordered: Vec<_> = page.matches.iter().collect();
    ordered.sort_by_key(|played| played.state == MatchState::Completed);
    let range = (1..=page.pages()).contains(&page.page).then(|| page.range())?;
    let count = page.matches.len();
    Some(html! {
        section aria-labelledby="matches" {
            h2 id="matches" { "Matches" }
            @if count == 0 {
                p class="soft empty" { "No match yet." }
            } @else {
                p class="soft" {
                    "Matches " (range.start + 1) " to " (range.end) " of the newest " (count) ". All of the window as "
                    (csv_link(known.slug, "matches", "All matches of the window")) "."
                }
                (games(ordered[range].iter().copied(), known))
                (links(page, known.slug))
            }
        }
    })
}

/// Links to the other pages.
fn links(page: &MatchesPage<'_>, slug: &str) -> Markup {
    let href = |number: usize| match number {
        1 => format!("/t/{slug}/matches"),
        number => format!("/t/{slug}/matches?page={number}"),
    };
    html! {
        @if page.pages() > 1 {
            nav class="pages" aria-label="Pages" {
                @if page.page > 1 { a rel="prev" href=(href(page.page - 1)) { "Newer" } }
                @for number in 1..=page.pages() {
                    @if number == page.page { a aria-current="page" href=(href(number)) { (number) } }
                    @else { a href=(href(number)) { (number) } }
                }
                @if page.page < page.pages() { a rel="next" href=(href(page.page + 1)) { "Older" } }
            }
        }
    }
}
