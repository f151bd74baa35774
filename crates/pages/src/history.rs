//! The page of a tournament's history: places and ratings over time, as charts and as tables.

use std::collections::HashMap;

use api::{FactParts, Layout, Page, PageFacts, RATINGS_POLL, RenderedPage};
use domain::{
    clock::Timestamp,
    history::{PlayerStandingHistory, StandingsHistory, standings_history},
    id::EntryId,
    nudge::Event,
    progression::{PlayerProgression, progression},
};
use maud::{Markup, html};

use crate::{
    chart::{Bump, Curve, Curves, Places, bump, curves},
    html_document::{HtmlDocument, Tab},
    markup::{csv_link, number, player_link},
    phase::Phase,
    standings::header,
    time::instant,
};

/// The events that change it, or what its navigation leads to.
const EVENTS: &[Event] = &[Event::Standings, Event::Series];

pub(crate) static PAGE: Page = Page::new(
    "history_page",
    EVENTS,
    Layout {
        parts: FactParts { teams: true, past: true, ..FactParts::NONE },
        is_live: false,
        polls: &[RATINGS_POLL],
        render,
    },
);

/// The most cells of the table of places.
const MOST_CELLS: usize = 1_200;
/// The most days of the table of places.
const MOST_DAYS: usize = 14;
/// The height of the rating curves in pixels.
const CURVES_HEIGHT: i64 = 360;

fn render(facts: &PageFacts<'_>) -> Option<RenderedPage> {
    let history = standings_history(&facts.facts.history()?);
    let tournament = &facts.facts.tournament_facts.tournament;
    let (_, ratings) = progression(&facts.facts.tournament_facts);
    let main = html! {
        (header::header(tournament, facts.now, false))
        (content(&tournament.slug, &history, &ratings))
    };
    let document = HtmlDocument {
        path: "/history",
        tab: Some(Tab::History),
        title: "History",
        description: "Places and ratings over time.",
        events: EVENTS,
        json: &["/standings/history", "/progression"],
        main,
    };
    Some(document.render(facts).until(Phase::next(&tournament.window, facts.now)))
}

/// Places and ratings over time.
pub(crate) fn content(slug: &str, history: &StandingsHistory, progression: &[PlayerProgression]) -> Markup {
    let mut players: Vec<_> = history.players.iter().collect();
    players.sort_by_key(|player| player.points.last().map(|point| point.position));
    html! {
        section aria-labelledby="places" {
            h2 id="places" { "Places over time" }
            @if let Some(chart) = places(history) {
                (chart)
                (places_table(slug, history, &players))
            } @else {
                p class="soft empty" { "Nobody has a place yet." }
            }
        }
        @if let Some(chart) = teams(history) {
            section aria-labelledby="teams" {
                h2 id="teams" { "Teams over time" }
                (chart)
            }
        }
        section aria-labelledby="ratings" {
            h2 id="ratings" { "Ratings game by game" }
            @if let Some(chart) = ratings(&players, progression) {
                (chart)
                (ratings_table(slug, &players, progression))
            } @else {
                p class="soft empty" { "Nobody has finished a rated game yet." }
            }
        }
    }
}

fn places(history: &StandingsHistory) -> Option<Markup> {
    let line = |player: &'_ PlayerStandingHistory| player.points.iter().map(|point| point.position).collect();
    let lines = history.players.iter().map(|player| Places { name: &player.name, places: line(player) });
    let (title, instants) = ("Places of the players over time", history.buckets.as_slice());
    bump(&Bump { id: "places-chart", title, instants, lines: lines.collect() })
}

/// The places of the teams, if there are several.
fn teams(history: &StandingsHistory) -> Option<Markup> {
    let teams = history.teams.iter().filter(|_| history.teams.len() > 1);
    let lines =
        teams.map(|team| Places { name: &team.name, places: team.points.iter().map(|point| point.position).collect() });
    let (title, instants) = ("Places of the teams over time", history.buckets.as_slice());
    bump(&Bump { id: "teams-chart", title, instants, lines: lines.collect() })
}

/// The last bucket of each of the latest days, the newest first.
fn days(buckets: &[Timestamp], most: usize) -> Vec<usize> {
    let is_last =
        |index: &usize| buckets.get(index + 1).map(|next| next.midnight()) != Some(buckets[*index].midnight());
    (0..buckets.len()).rev().filter(is_last).take(most).collect()
}

fn places_table(slug: &str, history: &StandingsHistory, players: &[&PlayerStandingHistory]) -> Markup {
    let days = days(&history.buckets, (MOST_CELLS / players.len().max(1)).clamp(1, MOST_DAYS));
    html! {
        details {
            summary { "Places and ratings by day" }
            p class="soft" {
                "The last place of each day, with the rating that decided it, of the latest " (days.len()) " days (UTC). "
                a href={ "/v1/tournaments/" (slug) "/standings/history" } { "All places as JSON" }
                " or " (csv_link(slug, "standings-history", "All places")) "."
            }
            div class="scroll" role="region" aria-label="Places and ratings by day" tabindex="0" {
                table class="places" {
                    caption class="unseen" { "Places and ratings by day" }
                    thead {
                        tr {
                            th scope="col" { "Player" }
                            @for day in &days { th scope="col" class="number" { (instant(history.buckets[*day])) } }
                        }
                    }
                    tbody {
                        @for player in players {
                            tr data-key={ "place-" (player.tournament_player_id) } {
                                th scope="row" { (player_link(slug, player.tournament_player_id, &player.name)) }
                                @for day in &days { (place(player, *day)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn place(player: &PlayerStandingHistory, bucket: usize) -> Markup {
    let Some(point) = player.points.get(bucket) else { return html! { td {} } };
    html! {
        td class="number" {
            (point.position)
            @if let Some(rating) = point.peak_rating.or(point.current_rating) { " " small { (rating) } }
        }
    }
}

fn ratings(players: &[&PlayerStandingHistory], progression: &[PlayerProgression]) -> Option<Markup> {
    let by_entry = by_entry(progression);
    let of = |player: &&PlayerStandingHistory| by_entry.get(&player.tournament_player_id).copied();
    let lines = players.iter().filter_map(|player| Some((player.name.as_str(), of(player)?)));
    let lines = lines.map(|(name, series)| Curve {
        name,
        points: series.points.iter().map(|point| (point.completed_at, point.rating)).collect(),
    });
    let title = "Ratings of the players over time";
    curves(&Curves { id: "ratings-chart", title, height: CURVES_HEIGHT, curves: lines.collect() })
}

fn by_entry(progression: &[PlayerProgression]) -> HashMap<EntryId, &PlayerProgression> {
    progression.iter().map(|series| (series.tournament_player_id, series)).collect()
}

fn ratings_table(slug: &str, players: &[&PlayerStandingHistory], progression: &[PlayerProgression]) -> Markup {
    let by_entry = by_entry(progression);
    html! {
        details {
            summary { "Ratings in numbers" }
            p class="soft" {
                "From each player's games in the tournament. "
                a href={ "/v1/tournaments/" (slug) "/progression" } { "Every game as JSON" }
                " or " (csv_link(slug, "progression", "Every game")) "."
            }
            div class="scroll" role="region" aria-label="Ratings in numbers" tabindex="0" {
                table {
                    caption class="unseen" { "Ratings in numbers" }
                    thead {
                        tr {
                            th scope="col" { "Player" }
                            @for heading in ["Games", "First", "Lowest", "Highest", "Last", "Change"] {
                                th scope="col" class="number" { (heading) }
                            }
                        }
                    }
                    tbody {
                        @for player in players {
                            @if let Some(series) = by_entry.get(&player.tournament_player_id) {
                                (ratings_row(slug, player, series))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ratings_row(slug: &str, player: &PlayerStandingHistory, series: &PlayerProgression) -> Markup {
    let ratings = || series.points.iter().map(|point| point.rating);
    let (first, last) = (ratings().next(), ratings().next_back());
    let change = first.zip(last).map(|(first, last)| last - first);
    html! {
        tr data-key={ "rating-" (player.tournament_player_id) } {
            th scope="row" { (player_link(slug, player.tournament_player_id, &player.name)) }
            td class="number" { (series.points.len()) }
            @for rating in [first, ratings().min(), ratings().max(), last] { td class="number" { (number(rating)) } }
            td class="number" { @if let Some(change) = change { (format_args!("{change:+}")) } }
        }
    }
}
