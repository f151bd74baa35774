//! What a player's page shows: place, ratings and record, the rating curve, civilizations, opponents and games.

use domain::{
    broadcast::{Platform, channels_in},
    civ_stats::CivStat,
    head_to_head::PairResult,
    id::EntryId,
    progression::PlayerProgression,
    standings::StandingRow,
    tournament::RankBy,
    view::matches::MatchRead,
};
use maud::{Markup, html};

use crate::{
    chart::{Curve, Curves, civilization_bars, curves},
    country::flag,
    games::{Known, games},
    markup::{number, percentage, player_link},
};

/// The height of the rating curve in pixels.
const CURVE_HEIGHT: i64 = 200;

/// What a player's page shows.
#[derive(Debug)]
pub(crate) struct PlayerPage<'a> {
    /// The player's row of the standings.
    pub(crate) row: &'a StandingRow,
    /// Its place, from 1, and the number of rows.
    pub(crate) place: (usize, usize),
    /// The tournament's name.
    pub(crate) tournament: &'a str,
    /// The rating that decides the order.
    pub(crate) rank_by: RankBy,
    /// The ratings after each game.
    pub(crate) progression: Option<&'a PlayerProgression>,
    /// The civilizations that the player picked.
    pub(crate) civilizations: &'a [CivStat],
    /// The entrants whom the player met, with their names, and the player's results against them.
    pub(crate) opponents: Vec<(EntryId, &'a str, PairResult)>,
    /// The player's newest matches on any ladder.
    pub(crate) matches: &'a [MatchRead],
}

/// All that is known of a player in the tournament.
pub(crate) fn content(page: &PlayerPage<'_>, known: &Known<'_>) -> Markup {
    html! {
        (header(page, known.slug))
        section aria-labelledby="rating" {
            h2 id="rating" { "Rating" }
            @if let Some(chart) = page.progression.and_then(curve) {
                (chart)
            } @else {
                p class="soft empty" { "No rated game in the tournament yet." }
            }
        }
        @if !page.civilizations.is_empty() {
            section aria-labelledby="civilizations" {
                h2 id="civilizations" { "Civilizations" }
                (civilization_bars("Picks and wins by civilization", page.civilizations))
            }
        }
        @if !page.opponents.is_empty() {
            section aria-labelledby="opponents" {
                h2 id="opponents" { "Against players of the tournament" }
                (opponents(page, known.slug))
            }
        }
        section aria-labelledby="games" {
            h2 id="games" { "Latest games" }
            @if page.matches.is_empty() {
                p class="soft empty" { "No game yet." }
            } @else {
                p class="soft" { "On all ladders, in and out of the tournament." }
                (games(page.matches, known))
            }
        }
    }
}

fn header(page: &PlayerPage<'_>, slug: &str) -> Markup {
    let row = page.row;
    html! {
        header class="event player-header" {
            h1 data-key="name" { (flag(row.country.as_deref())) bdi { (row.name) } }
            p class="when" {
                @if row.alias != row.name { span class="alias" { "plays as " bdi { (row.alias) } } }
                @if let Some(team) = &row.team { span { "in team " bdi { (team.name) } } }
                span { "in " a href={ "/t/" (slug) } { bdi { (page.tournament) } } }
                @if let Some(live) = row.live_match_id {
                    a class="playing" href={ "aoe2de://1/" (live) } title="Spectate in the game" { "Playing" }
                }
                (streams(row))
            }
            (numbers(page))
        }
    }
}

/// The player's channels, and whether the player is on air.
fn streams(row: &StandingRow) -> Markup {
    html! {
        @if row.stream_live { span class="on-air" { "On air" } }
        @for channel in channels_in(&row.presentation) {
            a href=(channel.link()) rel="noopener nofollow" {
                @match channel.platform() { Platform::Twitch => "Twitch", Platform::YouTube => "YouTube" }
            }
        }
    }
}

fn numbers(page: &PlayerPage<'_>) -> Markup {
    let (row, record) = (page.row, &page.row.tournament_record);
    let ratings = match page.rank_by {
        RankBy::PeakRating => [("Peak rating", row.max_rating), ("Rating", row.current_rating)],
        RankBy::CurrentRating => [("Rating", row.current_rating), ("Peak rating", row.max_rating)],
    };
    html! {
        dl class="numbers" {
            div { dt { "Place" } dd { strong { (page.place.0) } " " small { "of " (page.place.1) } } }
            @for (name, rating) in ratings { div { dt { (name) } dd { (number(rating)) } } }
            div { dt { "Won–lost" } dd { (record.wins) "–" (record.losses) } }
            div { dt { "Win rate" } dd { (percentage(record.win_pct)) } }
            div { dt { "Streak" } dd { (format_args!("{:+}", record.streak)) } }
            div { dt { "Best streak" } dd { (record.longest_win_streak) } }
            @if let Some(rank) = row.rank {
                div { dt { "World rank" } dd { (rank) @if let Some(total) = row.rank_total { " " small { "of " (total) } } } }
            }
        }
    }
}

fn curve(series: &PlayerProgression) -> Option<Markup> {
    let points: Vec<_> = series.points.iter().map(|point| (point.completed_at, point.rating)).collect();
    let curve = Curve { name: &series.alias, points };
    curves(&Curves { id: "rating-chart", title: "Rating after each game", height: CURVE_HEIGHT, curves: vec![curve] })
}

fn opponents(page: &PlayerPage<'_>, slug: &str) -> Markup {
    html! {
        table class="opponents" {
            caption class="unseen" { "Results against players of the tournament" }
            thead {
                tr {
                    th scope="col" { "Opponent" }
                    @for heading in ["Games", "Won", "Lost"] { th scope="col" class="number" { (heading) } }
                }
            }
            tbody {
                @for (entry, name, result) in &page.opponents {
                    tr data-key={ "opponent-" (entry) } {
                        th scope="row" { (player_link(slug, *entry, name)) }
                        @for count in [result.games, result.wins, result.losses] { td class="number" { (count) } }
                    }
                }
            }
        }
    }
}
