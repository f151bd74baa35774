//! A list of matches: when and where each was played, by whom, with which civilizations, and how it ended.

use std::collections::HashMap;

use domain::{
    civ_stats::CivilizationNames,
    id::{EntryId, ProfileId},
    matches::{MatchState, Outcome},
    view::matches::{MatchPlayerRead, MatchRead},
};
use maud::{Markup, html};

use crate::{
    markup::{civilization_label, duration, player_link},
    time::instant,
};

/// What is known of the players of matches, and of civilizations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    /// The tournament's slug.
    pub(crate) slug: &'a str,
    /// The entries of the tournament by account, with their names.
    pub(crate) entries: &'a HashMap<ProfileId, (EntryId, &'a str)>,
    /// The names of other accounts, as far as they are known.
    pub(crate) aliases: &'a HashMap<ProfileId, String>,
    /// The names of civilizations.
    pub(crate) civilizations: &'a CivilizationNames,
}

/// The matches in the given order.
pub(crate) fn games<'a>(matches: impl IntoIterator<Item = &'a MatchRead>, known: &Known<'_>) -> Markup {
    html! {
        ol class="matches" {
            @for played in matches {
                li data-key={ "match-" (played.match_id) } class=[(played.state != MatchState::Completed).then_some("running")] {
                    (head(played))
                    div class="sides" {
                        @for side in played.players.chunk_by(|a, b| a.team_id == b.team_id) {
                            ul { @for player in side { li { (self::player(player, known)) } } }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a match is over, where it is or was played, since when and for how long, and whether it counts.
fn head(played: &MatchRead) -> Markup {
    let took = played.completed_at.map(|completed_at| (completed_at - played.started_at).num_seconds().max(0));
    html! {
        p class="about" {
            @match played.state {
                MatchState::Staging => strong class="state" { "In the lobby" },
                MatchState::InProgress => strong class="state" { "Running" },
                MatchState::Completed => {},
            }
            " " span class="map" { bdi { (played.map_name) } }
            " " (instant(played.started_at))
            @if let Some(took) = took { " " span class="took" { (duration(took)) } }
            @if played.excluded { " " strong class="excluded" { "Does not count" } }
        }
    }
}

fn player(player: &MatchPlayerRead, known: &Known<'_>) -> Markup {
    let civilization = known.civilizations.get(&player.civilization_id).map(String::as_str);
    html! {
        (outcome(player.outcome))
        " " (name(player.profile_id, known))
        " " span class="civilization" { (civilization_label(player.civilization_id, civilization)) }
        @if let Some(rating) = player.old_rating {
            " " span class="rating" { (rating) }
        }
        @if let Some((before, after)) = player.old_rating.zip(player.new_rating) {
            " " span class=(if after < before { "lost" } else { "won" }) { (format_args!("{:+}", after - before)) }
        }
    }
}

/// An outcome as a letter, for all: colours do not reach everybody.
pub(crate) fn outcome(outcome: Option<Outcome>) -> Markup {
    html! {
        @match outcome {
            Some(Outcome::Win) => abbr class="outcome won" title="won" { "W" },
            Some(Outcome::Loss) => abbr class="outcome lost" title="lost" { "L" },
            None => span class="outcome" {},
        }
    }
}

fn name(profile: ProfileId, known: &Known<'_>) -> Markup {
    match (known.entries.get(&profile), known.aliases.get(&profile)) {
        (Some((entry, name)), _) => player_link(known.slug, *entry, name),
        (None, Some(alias)) => html! { bdi { (alias) } },
        (None, None) => html! { "account " (profile) },
    }
}
