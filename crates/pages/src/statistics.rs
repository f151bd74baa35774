//! The page of a tournament's statistics: civilizations and head to head.

use api::{FactParts, Layout, MATCHES_POLL, Page, PageFacts, RenderedPage};
use domain::{
    civ_stats::{CivStat, CivStats, civ_stats},
    head_to_head::PairResults,
    id::EntryId,
    nudge::Event,
};
use maud::{Markup, html};

use crate::{
    chart::{Matrix, MatrixPlayer, civilization_bars, matrix},
    html_document::{HtmlDocument, Tab},
    markup::{civilization_label, player_href, player_link, ranked},
    phase::Phase,
    standings::header,
};

/// The events that change it, or what its navigation leads to.
const EVENTS: &[Event] = &[Event::Standings, Event::Matches, Event::Series];

pub(crate) static PAGE: Page = Page::new(
    "statistics_page",
    EVENTS,
    Layout { parts: FactParts::NONE, is_live: false, polls: &[MATCHES_POLL], render },
);

/// The most players of the matrix.
const MOST_IN_MATRIX: usize = 32;
/// The most civilizations shown of each player.
const MOST_CIVILIZATIONS: usize = 5;

fn render(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let tournament_facts = &facts.facts.tournament_facts;
    let tournament = &tournament_facts.tournament;
    let civilizations = civ_stats(tournament_facts, &facts.facts.civilizations);
    let pairs = PairResults::of(tournament_facts);
    let main = html! {
        (header::header(tournament, facts.now, false))
        (content(&tournament.slug, &ranked(tournament_facts), &civilizations, &pairs))
    };
    let document = HtmlDocument {
        path: "/stats",
        tab: Some(Tab::Statistics),
        title: "Statistics",
        description: "Who beat whom, and with which civilizations.",
        events: EVENTS,
        json: &["/civ-stats", "/head-to-head"],
        main,
    };
    Some(document.render(facts).until(Phase::next(&tournament.window, facts.now)))
}

/// Civilizations and head to head. `players` are all entries with their names, in the tournament's order.
pub(crate) fn content(
    slug: &str,
    players: &[(EntryId, &str)],
    civilizations: &CivStats,
    pairs: &PairResults,
) -> Markup {
    html! {
        section aria-labelledby="head-to-head" {
            h2 id="head-to-head" { "Head to head" }
            (head_to_head(slug, players, pairs))
        }
        section aria-labelledby="civilizations" {
            h2 id="civilizations" { "Civilizations" }
            @if civilizations.overall.is_empty() {
                p class="soft empty" { "No decided game with a known civilization yet." }
            } @else {
                p class="soft" {
                    "Counted once for each player of this tournament in a decided game. "
                    a href={ "/v1/tournaments/" (slug) "/civ-stats" } { "As JSON" } "."
                }
                (civilization_bars("Picks and wins by civilization", &civilizations.overall))
                (by_player(slug, players, civilizations))
            }
        }
    }
}

fn head_to_head(slug: &str, players: &[(EntryId, &str)], pairs: &PairResults) -> Markup {
    let met: Vec<_> = players.iter().filter(|(entry, _)| pairs.has_met_anybody(*entry)).collect();
    let shown = &met[..met.len().min(MOST_IN_MATRIX)];
    if shown.is_empty() {
        return html! { p class="soft empty" { "No two players of this tournament have met yet." } };
    }
    let of = |index: usize| shown[index].0;
    let result =
        |row: usize, column: usize| pairs.between(of(row), of(column)).map(|result| (result.wins, result.losses));
    let players = shown.iter().map(|(entry, name)| MatrixPlayer { name, href: player_href(slug, *entry) });
    html! {
        p class="soft" {
            "Games won and lost by the player of the row against the player of the column. "
            @if met.len() > shown.len() {
                "The first " (shown.len()) " of the " (met.len()) " players who met. "
            }
            a href={ "/v1/tournaments/" (slug) "/head-to-head?limit=200" } { "The newest games as JSON" } "."
        }
        (matrix(&Matrix { caption: "Results of all pairs", players: players.collect(), result: &result }))
    }
}

fn by_player(slug: &str, players: &[(EntryId, &str)], civilizations: &CivStats) -> Markup {
    let of = |entry: EntryId| civilizations.by_player.iter().find(|player| player.tournament_player_id == entry);
    html! {
        details {
            summary { "Civilizations by player" }
            div class="scroll" role="region" aria-label="Civilizations by player" tabindex="0" {
                table {
                    caption class="unseen" { "Civilizations by player, with their picks and wins" }
                    thead { tr { th scope="col" { "Player" } th scope="col" { "Most picked" } } }
                    tbody {
                        @for (entry, name) in players {
                            @if let Some(player) = of(*entry) {
                                tr data-key={ "picks-" (entry) } {
                                    th scope="row" { (player_link(slug, *entry, name)) }
                                    td { (most_picked(&player.civs)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn most_picked(civilizations: &[CivStat]) -> Markup {
    html! {
        @for (index, stat) in civilizations.iter().take(MOST_CIVILIZATIONS).enumerate() {
            @if index > 0 { ", " }
            (civilization_label(stat.civilization_id, stat.name.as_deref())) " " (stat.picks) " (" (stat.wins) " won)"
        }
        @if civilizations.len() > MOST_CIVILIZATIONS { " and " (civilizations.len() - MOST_CIVILIZATIONS) " more" }
    }
}
