//! Writes games as an Atom feed. Its links are relative to its own address, because the service does not know its host.

use std::io;

use atom_syndication::{Content, Entry, Feed, Link, Person, Text, WriteConfig};
use domain::{
    clock::Timestamp,
    head_to_head::{HeadToHeadMatch, HeadToHeadPlayer},
    matches::Outcome,
    name::printable,
    tournament::Tournament,
};

/// The feed's author.
const AUTHOR: &str = "AoE2 Live Standings";
/// The prefix of the ids of feeds and entries (RFC 4151).
const TAG: &str = "tag:criticalbit.gg,2026:aoe2-live-standings";

/// The feed of a tournament's games, in the order given.
///
/// # Errors
/// When writing fails, which writing to memory does not.
pub(super) fn feed(tournament: &Tournament, games: &[HeadToHeadMatch]) -> io::Result<String> {
    let id = format!("{TAG}/{}-{}", tournament.id.0, tournament.created_at.inner().timestamp_micros());
    let newest = games.iter().filter_map(|game| game.completed_at).max();
    let feed = Feed {
        title: Text::plain(format!("{}: games", printable(&tournament.name))),
        updated: newest.unwrap_or(tournament.created_at).inner().fixed_offset(),
        authors: vec![Person { name: AUTHOR.to_owned(), ..Person::default() }],
        links: vec![link("self", "application/atom+xml", "matches.atom".to_owned())],
        entries: games.iter().map(|game| entry(&id, game)).collect(),
        id,
        ..Feed::default()
    };
    let lines = WriteConfig { indent_size: Some(2), ..WriteConfig::default() };
    let bytes = feed.write_with_config(Vec::new(), lines).map_err(io::Error::other)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn entry(feed: &str, game: &HeadToHeadMatch) -> Entry {
    let ended = game.completed_at.unwrap_or(game.started_at).inner().fixed_offset();
    Entry {
        title: Text::plain(title(game)),
        id: format!("{feed}/{}", game.match_id.0),
        updated: ended,
        published: Some(ended),
        links: vec![link("alternate", "application/json", format!("matches/{}", game.match_id.0))],
        content: Some(Content { value: Some(told(game)), content_type: Some("text".to_owned()), ..Content::default() }),
        ..Entry::default()
    }
}

fn link(rel: &str, mime_type: &str, href: String) -> Link {
    Link { rel: rel.to_owned(), mime_type: Some(mime_type.to_owned()), href, ..Link::default() }
}

/// The title of a game: who won against whom, and where.
fn title(game: &HeadToHeadMatch) -> String {
    let names = |outcome: Outcome| {
        let players = game.entrants.iter().filter(|player| player.outcome == Some(outcome));
        players.map(|player| printable(&player.name)).collect::<Vec<_>>().join(" & ")
    };
    let (winners, losers, map) = (names(Outcome::Win), names(Outcome::Loss), printable(&game.map_name));
    if winners.is_empty() || losers.is_empty() {
        let all: Vec<_> = game.entrants.iter().map(|player| printable(&player.name)).collect();
        format!("{} played on {map}", all.join(" & "))
    } else {
        format!("{winners} beat {losers} on {map}")
    }
}

/// The text of a game's entry.
fn told(game: &HeadToHeadMatch) -> String {
    let players: Vec<_> = game.entrants.iter().map(player).collect();
    let when = |at: Timestamp| at.inner().format("%-d %b %Y %H:%M UTC").to_string();
    let minutes = game.duration_seconds.map(|seconds| format!(", {} minutes", seconds / 60)).unwrap_or_default();
    format!("{}. Began {}{minutes}.", players.join("; "), when(game.started_at))
}

fn player(player: &HeadToHeadPlayer) -> String {
    let mut told = printable(&player.name);
    if let Some(civilization) = &player.civilization_name {
        told.push_str(&format!(" as {}", printable(civilization)));
    }
    if let (Some(old), Some(new)) = (player.old_rating, player.new_rating) {
        told.push_str(&format!(", {old} to {new}"));
    }
    told
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{CivilizationId, EntryId, LeaderboardId, MatchId, ProfileId, TournamentId},
        roster::Presentation,
        tournament::{RankBy, Window},
    };
    use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
    use roxmltree::{Document, Node};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn cup(name: &str) -> Tournament {
        Tournament {
            id: TournamentId(3),
            slug: "cup".into(),
            name: name.into(),
            leaderboard_id: LeaderboardId(3),
            rank_by: RankBy::PeakRating,
            window: Window::default(),
            prize_pool_cents: None,
            host_stream_urls: Vec::new(),
            presentation: Presentation::new(),
            host_stream_live: false,
            created_at: at("2026-05-01T00:00:00Z"),
        }
    }

    fn game([winner, loser, map]: [&str; 3]) -> HeadToHeadMatch {
        let player = |id: i64, name: &str, outcome| HeadToHeadPlayer {
            tournament_player_id: EntryId(id),
            profile_id: ProfileId(id),
            name: name.to_owned(),
            civilization_id: CivilizationId(15),
            civilization_name: Some("Franks".to_owned()),
            team_id: None,
            old_rating: Some(1_500),
            new_rating: Some(1_516),
            outcome: Some(outcome),
        };
        HeadToHeadMatch {
            match_id: MatchId(70),
            map_name: map.to_owned(),
            started_at: at("2026-06-02T10:00:00Z"),
            completed_at: Some(at("2026-06-02T10:30:00Z")),
            duration_seconds: Some(1_800),
            entrants: vec![player(1, winner, Outcome::Win), player(2, loser, Outcome::Loss)],
        }
    }

    fn child<'a>(node: Node<'a, 'a>, name: &str) -> Node<'a, 'a> {
        let atom = "http://www.w3.org/2005/Atom";
        node.children().find(|child| child.has_tag_name((atom, name))).unwrap_or_else(|| panic!("{name} in {node:?}"))
    }

    #[test]
    fn a_feed_has_what_atom_asks_of_it() {
        let feed = feed(&cup("The Cup"), &[game(["Anna", "Bert", "Arabia"])]).unwrap();
        let document = Document::parse(&feed).unwrap();
        let root = document.root_element();
        let text = |node, name: &str| child(node, name).text().unwrap().to_owned();
        let id = "tag:criticalbit.gg,2026:aoe2-live-standings/3-1777593600000000";
        assert_eq!((text(root, "title"), text(root, "id")), ("The Cup: games".to_owned(), id.to_owned()));
        assert_eq!(text(root, "updated"), "2026-06-02T10:30:00+00:00");
        assert_eq!(text(child(root, "author"), "name"), "AoE2 Live Standings");
        assert_eq!(
            (child(root, "link").attribute("rel"), child(root, "link").attribute("href")),
            (Some("self"), Some("matches.atom"))
        );
        let entry = child(root, "entry");
        assert_eq!(
            (text(entry, "title"), text(entry, "id")),
            ("Anna beat Bert on Arabia".to_owned(), format!("{id}/70"))
        );
        assert_eq!(text(entry, "updated"), "2026-06-02T10:30:00+00:00");
        assert_eq!(child(entry, "link").attribute("href"), Some("matches/70"));
        let told =
            "Anna as Franks, 1500 to 1516; Bert as Franks, 1500 to 1516. Began 2 Jun 2026 10:00 UTC, 30 minutes.";
        assert_eq!(text(entry, "content"), told);
    }

    #[test]
    fn a_feed_without_games_is_as_old_as_the_tournament() {
        let feed = feed(&cup("The Cup"), &[]).unwrap();
        let document = Document::parse(&feed).unwrap();
        assert_eq!(child(document.root_element(), "updated").text(), Some("2026-05-01T00:00:00+00:00"));
    }

    #[test]
    fn no_name_breaks_a_feed() {
        let pieces = [
            "]]>", "<b>", "&amp;", "&#0;", "\"'", "\0", "\u{1b}", "\r\n", "\u{fffe}", "\u{ffff}", "\u{202e}", "<!--",
            "👑",
        ];
        let piece =
            prop_oneof![prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), any::<String>(), "\\PC{0,12}"];
        let name = prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat());
        let (mut runner, names) = (TestRunner::deterministic(), prop::collection::vec(name, 4));
        for _ in 0..2_500 {
            let names = names.new_tree(&mut runner).unwrap().current();
            let feed = feed(&cup(&names[0]), &[game([&names[1], &names[2], &names[3]])]).unwrap();
            let document = Document::parse(&feed).unwrap_or_else(|error| panic!("{error}: {feed:?}"));
            let (root, shown) = (document.root_element(), |name: &str| printable(name));
            assert_eq!(child(root, "title").text(), Some(format!("{}: games", shown(&names[0])).as_str()));
            let title = format!("{} beat {} on {}", shown(&names[1]), shown(&names[2]), shown(&names[3]));
            let expected =
                if shown(&names[1]).is_empty() || shown(&names[2]).is_empty() { " played on " } else { title.as_str() };
            assert!(child(child(root, "entry"), "title").text().unwrap().contains(expected), "{feed:?}");
        }
    }
}
