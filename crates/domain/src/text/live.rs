//! The text about running games, lobbies and broadcasts.

use std::collections::HashMap;

use crate::{
    broadcast::{Channel, channel_on_air, channels_in},
    entrant::Entrant,
    id::{ProfileId, SideId},
    matches::{MatchState, UNNAMED_MAP},
    text::line::{self, Line},
    tournament::Tournament,
    view::matches::MatchRead,
};

/// The text about who is in a match that is under way, and who is on air, with links.
#[must_use]
pub fn live(tournament: &Tournament, entrants: &[Entrant], matches: &[MatchRead]) -> String {
    let name = line::tournament(&tournament.name);
    let names: HashMap<_, _> = entrants
        .iter()
        .filter_map(|entrant| Some((entrant.entry.profile_id?, line::name(entrant.entry.displayed_name()))))
        .collect();
    let mut items: Vec<_> = matches.iter().filter_map(|running| game(running, &names)).collect();
    items.extend(entrants.iter().filter(|entrant| entrant.broadcast.is_some()).map(|entrant| {
        let channels = channels_in(&entrant.entry.presentation);
        on_air(&line::name(entrant.entry.displayed_name()), &channels)
    }));
    if tournament.host_stream_live {
        let channels: Vec<_> = tournament.host_stream_urls.iter().filter_map(|url| Channel::of_link(url)).collect();
        items.push(on_air("the host", &channels));
    }
    if items.is_empty() {
        return Line::new(format!("Nobody of {name} is in a game or on air now.")).finish();
    }
    Line::new(format!("{name} now: ")).items(&items, " · ").finish()
}

/// Describes a match by the roster's members in it, grouped by side.
fn game(running: &MatchRead, names: &HashMap<ProfileId, String>) -> Option<String> {
    let mut sides: Vec<(SideId, Vec<&str>)> = Vec::new();
    // Players are sorted by side.
    for player in &running.players {
        let Some(name) = names.get(&player.profile_id) else { continue };
        match sides.last_mut().filter(|(side, _)| *side == player.team_id && *side != SideId::UNKNOWN) {
            Some((_, names)) => names.push(name),
            None => sides.push((player.team_id, vec![name])),
        }
    }
    let sides: Vec<_> = sides.iter().map(|(_, names)| names.join(" & ")).collect();
    let who = if running.players.iter().any(|player| player.team_id == SideId::UNKNOWN) {
        sides.join(" & ")
    } else {
        sides.join(" vs ")
    };
    let place = match running.map_name.as_str() {
        UNNAMED_MAP | "" => String::new(),
        map => format!(" on {}", line::name(map)),
    };
    let lobby = if running.state == MatchState::Staging { " in a lobby" } else { "" };
    (!who.is_empty()).then(|| format!("{who}{lobby}{place}"))
}

/// Says that somebody is on air, and where, if known.
fn on_air(who: &str, channels: &[Channel]) -> String {
    match channel_on_air(channels) {
        Some(channel) => format!("{who} is on air at {}", channel.link()),
        None => format!("{who} is on air"),
    }
}
