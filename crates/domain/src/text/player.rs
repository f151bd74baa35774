//! The texts about players.

use crate::{
    broadcast::{channel_on_air, channels_in},
    entrant::Entrant,
    text::{
        line::{self, Line},
        lookup::{About, Lookup},
        words::{metric, ordinal, record},
    },
    tournament_facts::TournamentFacts,
};

/// A sentence about each player of a tournament, found by the displayed name, the host's name, or the account's alias.
#[must_use]
pub fn players(facts: &TournamentFacts) -> Lookup {
    let ranked = facts.ranked(facts.listed());
    let (count, tournament) = (ranked.len(), line::tournament(&facts.tournament.name));
    let mut known: Vec<_> = ranked
        .into_iter()
        .enumerate()
        .map(|(index, entrant)| about(entrant, placed(facts, entrant, (index + 1, count), &tournament)))
        .collect();
    let unlisted = facts.entrants.iter().filter(|entrant| !entrant.is_listed());
    known.extend(unlisted.map(|entrant| {
        let name = line::name(entrant.entry.displayed_name());
        about(entrant, Line::new(format!("{name} is entered in {tournament}; nothing more is known yet.")).finish())
    }));
    Lookup::new("player", tournament, known)
}

fn about(entrant: &Entrant, sentence: String) -> About {
    let names = [entrant.entry.displayed_name(), &entrant.entry.name, entrant.alias()];
    About { names: names.map(str::to_owned).to_vec(), sentence }
}

fn placed(facts: &TournamentFacts, entrant: &Entrant, (place, count): (usize, usize), tournament: &str) -> String {
    let name = line::name(entrant.entry.displayed_name());
    let verb = if facts.closing.is_some() { "came" } else { "is" };
    let head = format!("{name} {verb} {} of {count} in {tournament}: ", ordinal(place));
    let mut items = vec![match facts.metrics(entrant).rank {
        Some(rating) => format!("{} {rating}", metric(facts.tournament.rank_by)),
        None => "unrated".to_owned(),
    }];
    items.push(record(&facts.record(entrant, Vec::new())));
    items.extend(entrant.team.as_ref().map(|team| format!("in team {}", line::name(&team.name))));
    items.extend(entrant.live_match_id.map(|_| "in a game or lobby now".to_owned()));
    items.extend(on_air(entrant));
    Line::new(head).items(&items, ", ").finish()
}

/// Says that the entrant is on air, and where, if known.
fn on_air(entrant: &Entrant) -> Option<String> {
    entrant.broadcast.as_ref()?;
    let channels = channels_in(&entrant.entry.presentation);
    Some(
        channel_on_air(&channels)
            .map_or_else(|| "on air".to_owned(), |channel| format!("on air at {}", channel.link())),
    )
}
