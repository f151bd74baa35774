//! Pages over hand-made read models: their numbers, their edges, and hostile texts.

pub(crate) mod fixture;

use std::{collections::HashMap, sync::LazyLock};

use domain::{
    civ_stats::{CivStats, CivilizationNames},
    head_to_head::{PairResult, PairResults},
    history::StandingsHistory,
    id::{CivilizationId, ProfileId},
    matches::MatchState,
    tournament::RankBy,
    view::matches::MatchRead,
};
use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::{
    games::Known,
    history,
    matches::{self, MatchesPage, PER_PAGE},
    player::{self, PlayerPage},
    statistics,
};
use fixture::{entry, picked, places, played, progression, row};

/// Texts that would become elements, attributes or programs where escaping is forgotten.
const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "</title></svg></td><img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; <!-- ",
    "]]> <![CDATA[",
    "\u{202e}reversed\u{0}\u{b}\u{fffe}",
    "<!--last polled-->",
];

/// Calls `with` with what is known when everybody and everything is named `name`.
fn knowing<T>(name: &str, with: impl FnOnce(&Known<'_>) -> T) -> T {
    let entries = HashMap::from([(ProfileId(1), (entry(1), name))]);
    let aliases = HashMap::from([(ProfileId(99), name.to_owned())]);
    let civilizations = CivilizationNames::from([(CivilizationId(1), name.to_owned())]);
    with(&Known { slug: "cup", entries: &entries, aliases: &aliases, civilizations: &civilizations })
}

fn player_page(name: &str, played: &[MatchRead]) -> String {
    let (row, series, civilizations) = (row(name), progression(1, name, &[2_600, 2_651, 2_602]), picked(name));
    let page = PlayerPage {
        row: &row,
        place: (2, 3),
        tournament: name,
        rank_by: RankBy::PeakRating,
        progression: Some(&series),
        civilizations: &civilizations.overall,
        opponents: vec![(entry(2), name, PairResult { games: 5, wins: 3, losses: 1 })],
        matches: played,
    };
    knowing(name, |known| player::content(&page, known)).0
}

fn matches_page(name: &str, all: &[MatchRead], page: usize) -> Option<String> {
    knowing(name, |known| matches::content(&MatchesPage { matches: all, page }, known)).map(|markup| markup.0)
}

/// Every content, in which everything that hosts, players or the upstream name is named `name`.
fn contents(name: &str) -> [String; 4] {
    let some = [played(1, MatchState::Completed, name), played(2, MatchState::InProgress, name)];
    let series = [progression(1, name, &[1_600, 1_610]), progression(2, name, &[1_500])];
    let players = [(entry(1), name), (entry(2), name)];
    [
        history::content("cup", &places(name), &series).0,
        statistics::content("cup", &players, &picked(name), &PairResults::default()).0,
        player_page(name, &some),
        matches_page(name, &some, 1).unwrap_or_default(),
    ]
}

/// How often the characters appear that begin and end elements and the values of attributes.
fn shape(markup: &str) -> [usize; 3] {
    ['<', '>', '"'].map(|delimiter| markup.matches(delimiter).count())
}

fn parse(content: &str, check: impl FnOnce(&Document<'_>)) {
    let document = format!("<main>{content}</main>");
    check(&Document::parse(&document).unwrap_or_else(|error| panic!("{error}: {document}")));
}

fn text(node: &Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text).filter_map(|node| node.text());
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of the cells of the table with this caption, without its head.
fn cells(document: &Document<'_>, caption: &str) -> Vec<Vec<String>> {
    let is_it =
        |table: &Node<'_, '_>| table.children().any(|child| child.has_tag_name("caption") && text(&child) == caption);
    let table = document.descendants().find(|node| node.has_tag_name("table") && is_it(node)).expect("the table");
    let rows = table.descendants().filter(|node| node.has_tag_name("tr"));
    rows.skip(1).map(|row| row.children().map(|cell| text(&cell)).collect()).collect()
}

#[test]
fn the_history_has_the_last_place_of_each_day_in_the_order_of_the_last_one() {
    let series = [progression(2, "B", &[1_500, 1_540, 1_490])];
    let content = history::content("cup", &places("A"), &series).0;
    parse(&content, |document| {
        // Buckets: midnight and 20:00 of the first day, 06:00 of the second one.
        assert_eq!(
            cells(document, "Places and ratings by day"),
            [["A", "1 1690", "1 1690"], ["A", "2 1680", "3 1670"], ["A", "3 1670", "2 1680"]]
        );
        assert_eq!(cells(document, "Ratings in numbers"), [["A", "3", "1500", "1490", "1540", "1490", "-10"]]);
        let charts = document.descendants().filter(|node| node.attribute("role") == Some("img")).count();
        assert_eq!(charts, 3, "places, teams and ratings");
    });
}

#[test]
fn contents_of_nothing_say_so() {
    let nothing = StandingsHistory { last_polled_at: None, buckets: vec![], players: vec![], teams: vec![] };
    let empty = |content: &str, count| {
        parse(content, |document| {
            let empty = document.descendants().filter(|node| node.attribute("class") == Some("soft empty"));
            assert_eq!(empty.count(), count, "{content}");
        });
    };
    empty(&history::content("cup", &nothing, &[]).0, 2);
    let stats = CivStats { last_polled_at: None, overall: vec![], by_player: vec![] };
    empty(&statistics::content("cup", &[], &stats, &PairResults::default()).0, 2);
    empty(&matches_page("A", &[], 1).unwrap(), 1);
}

#[test]
fn a_players_page_has_its_numbers() {
    parse(&player_page("Hera", &[played(1, MatchState::Completed, "Arabia")]), |document| {
        let numbers: Vec<_> =
            document.descendants().filter(|node| node.has_tag_name("dd")).map(|dd| text(&dd)).collect();
        assert_eq!(numbers, ["2 of 3", "2651", "2602", "8–3", "72.7 %", "+4", "6", "7 of 40000"]);
        assert_eq!(cells(document, "Results against players of the tournament"), [["Hera", "5", "3", "1"]]);
        assert_eq!(cells(document, "Picks and wins by civilization")[0][..4], ["Hera", "8", "6", "75.0 %"]);
    });
}

#[test]
fn matches_come_in_pages_and_the_running_ones_first() {
    let all: Vec<_> = (0..60)
        .rev()
        .map(|number| {
            played(number, if number == 30 { MatchState::InProgress } else { MatchState::Completed }, "Arabia")
        })
        .collect();
    let keys = |page| {
        let mut keys = vec![];
        parse(&matches_page("Hera", &all, page).unwrap(), |document| {
            keys.extend(
                document
                    .descendants()
                    .filter_map(|node| node.attribute("data-key")?.strip_prefix("match-")?.parse::<i64>().ok()),
            );
        });
        keys
    };
    let expected: Vec<_> = [30].into_iter().chain((0..60).rev().filter(|number| *number != 30)).collect();
    assert_eq!([keys(1), keys(2), keys(3)].concat(), expected);
    assert_eq!([keys(1).len(), keys(3).len()], [PER_PAGE, 10]);
    assert_eq!([0, 4, usize::MAX / 30].map(|page| matches_page("Hera", &all, page)), [None, None, None]);
}

#[test]
fn a_match_says_who_played_what_and_how_it_ended() {
    parse(&matches_page("Hera", &[played(1, MatchState::Completed, "Arabia")], 1).unwrap(), |document| {
        let game = document.descendants().find(|node| node.attribute("data-key") == Some("match-1")).unwrap();
        let is_line = |node: &Node<'_, '_>| node.has_tag_name("p") || (node.has_tag_name("li") && *node != game);
        let lines: Vec<_> = game.descendants().filter(is_line).map(|line| text(&line)).collect();
        assert_eq!(
            lines,
            [
                "Arabia 1 Jun 2026, 01:00 UTC 1 h 0 min",
                "W Hera Hera 1600 +12",
                "L Hera civilization 99 1600 -12",
                "account 98 civilization 98 1600",
            ]
        );
    });
}

#[test]
fn known_hostile_texts_change_no_element() {
    let harmless = contents("x").map(|content| shape(&content));
    for text in HOSTILE {
        assert_eq!(contents(text).map(|content| shape(&content)), harmless, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_text_changes_an_element(text in any::<String>()) {
        static HARMLESS: LazyLock<[[usize; 3]; 4]> = LazyLock::new(|| contents("x").map(|content| shape(&content)));
        prop_assert_eq!(contents(&text).map(|content| shape(&content)), *HARMLESS);
    }
}
