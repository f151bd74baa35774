//! Tests of the chat texts: they agree with the tables, and each is one harmless line whatever names it contains.

mod hostile;

use domain::{
    broadcast::Broadcast,
    id::MatchId,
    matches::Outcome,
    standings::StandingRow,
    team_standings::TeamStandingsFacts,
    text::{Lookup, StandingsText, leader, players, teams},
    tournament::RankBy,
};
use serde_json::json;

use crate::fixture::{Fixture, at, game};

const NOW: &str = "2026-06-10T12:00:00Z";

fn cup(rank_by: RankBy) -> Fixture {
    Fixture::ranked_by(rank_by)
        .within(Some("2026-06-01T00:00:00Z"), Some("2026-06-20T00:00:00Z"))
        .rated(1, "Anna", 1_612, 1_500)
        .rated(2, "Bert", 1_588, 1_588)
        .polled(3, "Carl")
        .unlinked(4, "Guest")
        .linked(5, "Newcomer")
        .team(7, &[1, 3])
        .team(8, &[2])
        .team(9, &[])
        .observed(1, "2026-06-05T00:00:00Z", 1_612, 1_500)
        .observed(2, "2026-06-05T00:00:00Z", 1_588, 1_588)
        .duel(1, 2, game(70, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Outcome::Win, (1_500, 1_516)))
}

fn team_texts(fixture: &Fixture, now: &str) -> Lookup {
    let facts = fixture.tournament_facts(at(now));
    let civilizations = std::collections::HashMap::new();
    teams(&TeamStandingsFacts { tournament_facts: &facts, teams: &fixture.teams, civilizations: &civilizations })
}

#[test]
fn the_standings_are_told_down_to_any_place() {
    let text = StandingsText::of(&cup(RankBy::PeakRating).tournament_facts(at(NOW)));
    assert_eq!(text.top(2), "The Cup by peak rating: 1. Anna 1612 · 2. Bert 1588");
    let all = "The Cup by peak rating: 1. Anna 1612 · 2. Bert 1588 · 3. Carl (unrated) · 4. Guest (unrated)";
    assert_eq!((text.top(4).as_str(), text.top(usize::MAX).as_str()), (all, all));
    let current = StandingsText::of(&cup(RankBy::CurrentRating).tournament_facts(at(NOW)));
    assert_eq!(current.top(2), "The Cup by rating: 1. Bert 1588 · 2. Anna 1500");
    let empty = StandingsText::of(&Fixture::ranked_by(RankBy::PeakRating).tournament_facts(at(NOW)));
    assert_eq!(empty.top(5), "Nobody is entered in The Cup yet.");
}

#[test]
fn the_leader_is_told_with_the_distance() {
    let told = |fixture: Fixture, now: &str| leader(&fixture.tournament_facts(at(now)));
    let cup = || cup(RankBy::PeakRating);
    assert_eq!(told(cup(), NOW), "Anna leads The Cup with a peak rating of 1612, 24 ahead of Bert.");
    let level = cup().rated(6, "Zoe", 1_612, 1_400);
    assert_eq!(told(level, NOW), "Anna leads The Cup with a peak rating of 1612, as high as that of Zoe.");
    assert!(told(cup(), "2026-06-20T00:00:00Z").starts_with("Anna won The Cup with a peak rating of "));
    let empty = || Fixture::ranked_by(RankBy::PeakRating);
    assert_eq!(told(empty(), NOW), "Nobody is entered in The Cup yet.");
    assert_eq!(told(empty().unlinked(1, "Guest"), NOW), "Nobody has a rating in The Cup yet.");
    let alone = empty().rated(1, "Anna", 1_612, 1_500);
    assert_eq!(told(alone, NOW), "Anna leads The Cup with a peak rating of 1612.");
}

#[test]
fn a_player_is_told_of_by_any_name() {
    let mut fixture = cup(RankBy::PeakRating);
    let presentation = json!({"displayName": "Queen Anna", "twitch": "https://twitch.tv/QueenAnna"});
    fixture.entrants[0].entry.presentation = presentation.as_object().unwrap().clone();
    fixture.entrants[0].live_match_id = Some(MatchId(9));
    fixture.entrants[0].broadcast = Some(Broadcast { title: None, category: None });
    fixture.entrants[1].broadcast = Some(Broadcast { title: None, category: None });
    let texts = players(&fixture.tournament_facts(at(NOW)));
    let anna = "Queen Anna is 1st of 4 in The Cup: peak rating 1612, 1 win, 0 losses, in team Team 7, in a game or lobby \
                now, on air at https://twitch.tv/queenanna";
    for name in ["Queen Anna", "anna", "Anna in game", "QUEEN"] {
        assert_eq!(texts.find(name), Ok(anna), "{name}");
    }
    let bert = "Bert is 2nd of 4 in The Cup: peak rating 1588, 0 wins, 1 loss, in team Team 8, on air";
    assert_eq!(texts.find("bert"), Ok(bert));
    assert_eq!(texts.find("guest"), Ok("Guest is 4th of 4 in The Cup: unrated, 0 wins, 0 losses"));
    assert_eq!(texts.find("newcomer"), Ok("Newcomer is entered in The Cup; nothing more is known yet."));
    assert_eq!(texts.find("in game"), Err("\"in game\" may be 3 players: Queen Anna, Bert, Carl".to_owned()));
    assert_eq!(texts.find("@Nobody"), Err("No player called ＠Nobody in The Cup.".to_owned()));
    assert_eq!(texts.find(" "), Err("Which player of The Cup? Add a name.".to_owned()));
    let closed = players(&fixture.tournament_facts(at("2026-06-20T00:00:00Z")));
    assert!(closed.find("bert").unwrap().starts_with("Bert came 2nd of 4 in The Cup: "));
    let empty = players(&Fixture::ranked_by(RankBy::PeakRating).tournament_facts(at(NOW)));
    assert_eq!(empty.find("anna"), Err("There is no player in The Cup yet.".to_owned()));
}

#[test]
fn a_team_is_told_of_by_name_or_initials() {
    let texts = team_texts(&cup(RankBy::PeakRating), NOW);
    let seven = "Team 7 is 1st of 3 teams in The Cup with a peak rating of 1612 in sum: 1 win, 0 losses, 2 members: Anna \
                 in game, Carl in game";
    for name in ["Team 7", "team7", "t7", "7"] {
        assert_eq!(texts.find(name), Ok(seven), "{name}");
    }
    let nine = "Team 9 is 3rd of 3 teams in The Cup with a peak rating of 0 in sum: 0 wins, 0 losses, 0 members";
    assert_eq!(texts.find("9"), Ok(nine));
    assert_eq!(texts.find("team"), Err("\"team\" may be 3 teams: Team 7, Team 8, Team 9".to_owned()));
    assert_eq!(texts.find("reds"), Err("No team called reds in The Cup.".to_owned()));
}

#[test]
fn texts_have_the_numbers_of_the_tables() {
    for rank_by in [RankBy::PeakRating, RankBy::CurrentRating] {
        for now in [NOW, "2026-06-20T00:00:00Z"] {
            let fixture = cup(rank_by).observed(1, "2026-06-06T00:00:00Z", 1_612, 1_490);
            let facts = fixture.tournament_facts(at(now));
            let (texts, told) = (players(&facts), StandingsText::of(&facts).top(usize::MAX));
            for (index, row) in fixture.standings(at(now)).iter().enumerate() {
                let rating = rating(row, rank_by).map_or("(unrated)".to_owned(), |rating| rating.to_string());
                assert!(told.contains(&format!("{}. {} {rating}", index + 1, row.name)), "{told}");
                let sentence = texts.find(&row.name).unwrap();
                let record = &row.tournament_record;
                assert!(
                    sentence.contains(&format!(" {}", index + 1)) && sentence.contains(rating.trim_matches(['(', ')']))
                );
                assert!(sentence.contains(&format!("{} win", record.wins)), "{sentence}");
                assert!(sentence.contains(&format!("{} loss", record.losses)), "{sentence}");
            }
            let texts = team_texts(&fixture, now);
            for row in fixture.team_standings(at(now)) {
                let sentence = texts.find(&row.name).unwrap();
                assert!(sentence.contains(&format!(" of {} in sum", row.combined_rating_sum)), "{sentence}");
            }
        }
    }
}

fn rating(row: &StandingRow, rank_by: RankBy) -> Option<i64> {
    match rank_by {
        RankBy::PeakRating => row.max_rating,
        RankBy::CurrentRating => row.current_rating,
    }
}
