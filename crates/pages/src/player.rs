//! A player's page.

mod content;

use api::{FactParts, Layout, MATCHES_POLL, Page, PageFacts, RATINGS_POLL, RenderedPage, ShownMatches};
use domain::{
    civ_stats::civ_stats, head_to_head::PairResults, id::EntryId, nudge::Event, progression::progression,
    standings::standings,
};
use maud::html;

use crate::{
    games::Known,
    html_document::HtmlDocument,
    markup::{entries, ranked},
    phase::Phase,
};

pub(crate) use content::{PlayerPage, content};

/// The events that change it, or what its navigation leads to.
const EVENTS: &[Event] = &[Event::Standings, Event::Live, Event::Matches, Event::Series];

pub(crate) static PAGE: Page = Page::with_matches(
    "player_page",
    EVENTS,
    Layout {
        parts: FactParts { recent: true, ..FactParts::NONE },
        is_live: true,
        polls: &[RATINGS_POLL, MATCHES_POLL],
        render,
    },
    ShownMatches::OfEntry,
);

fn render(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let (entry, tournament_facts, shown) = (facts.entry?, &facts.facts.tournament_facts, facts.matches);
    let tournament = &tournament_facts.tournament;
    let rows = standings(&facts.facts.standings()?);
    let Some((index, row)) = rows.iter().enumerate().find(|(_, row)| row.tournament_player_id == entry) else {
        return unlisted(facts, entry);
    };
    let (_, series) = progression(tournament_facts);
    let civilizations = civ_stats(tournament_facts, &facts.facts.civilizations).by_player;
    let pairs = PairResults::of(tournament_facts);
    let others = ranked(tournament_facts).into_iter();
    let page = PlayerPage {
        row,
        place: (index + 1, rows.len()),
        tournament: &tournament.name,
        rank_by: tournament.rank_by,
        progression: series.iter().find(|series| series.tournament_player_id == entry),
        civilizations: civilizations.iter().find(|one| one.tournament_player_id == entry).map_or(&[], |one| &one.civs),
        opponents: others.filter_map(|(other, name)| Some((other, name, pairs.between(entry, other)?))).collect(),
        matches: &shown.list,
    };
    let known = Known {
        slug: &tournament.slug,
        entries: &entries(tournament_facts),
        aliases: &shown.aliases,
        civilizations: &facts.facts.civilizations,
    };
    let (path, title) = (format!("/players/{entry}"), row.name.as_str());
    let description = format!("Place {} of {} in {}.", index + 1, rows.len(), tournament.name);
    let document = HtmlDocument {
        path: &path,
        tab: None,
        title,
        description: &description,
        events: EVENTS,
        json: &[&path],
        main: content(&page, &known),
    };
    Some(document.render(facts).until(Phase::next(&tournament.window, facts.now)))
}

/// The page of an entry that no table lists yet, because its account has not been polled.
fn unlisted(facts: &PageFacts<'_>, entry: EntryId) -> Option<RenderedPage> {
    let tournament_facts = &facts.facts.tournament_facts;
    let tournament = &tournament_facts.tournament;
    let name = tournament_facts.entrants.iter().find(|known| known.entry.id == entry)?.entry.displayed_name();
    let main = html! {
        header class="event" {
            h1 data-key="name" { bdi { (name) } }
            p class="when" { "in " a href={ "/t/" (tournament.slug) } { bdi { (tournament.name) } } }
        }
        p class="soft" { "Nothing is known of this player yet." }
    };
    let (path, description) = (format!("/players/{entry}"), format!("{name} is entered in {}.", tournament.name));
    let document = HtmlDocument {
        path: &path,
        tab: None,
        title: name,
        description: &description,
        events: EVENTS,
        json: &[&path],
        main,
    };
    Some(document.render(facts))
}
