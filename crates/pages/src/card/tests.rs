//! Tests of the cards: each state of a tournament is drawn, names of all kinds fit, and hostile ones change nothing but
//! their own text.

mod hostile;
mod pictures;
mod widths;

use domain::{
    clock::Timestamp,
    id::{EntryId, ProfileId, TeamId},
    progression::ProgressionPoint,
    record::TournamentRecord,
    standings::{StandingRow, StandingTeam},
    tournament::{Tournament, Window},
};

use super::{EntryCard, StandingsCard};
use crate::tests::fixture::{new_row, tournament};

const START: &str = "2026-06-01T18:00:00Z";
const BEFORE: &str = "2026-05-20T09:30:00Z";
const DURING: &str = "2026-06-12T14:05:00Z";
const END: &str = "2026-06-30T20:00:00Z";

/// Names of all kinds, the first eight being of the strongest.
const NAMES: [&str; 12] = [
    "Hera",
    "[aM] TheViper",
    "Лев Обезумевший",
    "李小龙 龍の城",
    "Παναγιώτης",
    "김철수",
    "محمد الفاتح",
    "🔥 Ǻńģşţŕöm 🏆",
    "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
    "นักรบแห่งสยาม",
    "𝕯𝖆𝖗𝖐 <b>&amp;</b>",
    "MbL",
];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn cup(name: &str) -> Tournament {
    Tournament { window: Window { start: Some(at(START)), end: Some(at(END)) }, ..tournament(name) }
}

/// The row of an entry; the higher its number, the weaker it is.
fn row(number: i64, name: &str) -> StandingRow {
    let (wins, losses) = (31 - number.min(30), 4 + number);
    StandingRow {
        country: ["de", "no", "cn", "kr", "gr"]
            .get(usize::try_from(number % 6).unwrap())
            .map(|code| (*code).to_owned()),
        team: Some(StandingTeam { team_id: TeamId(1), name: "Team".into(), initials: "AM".into() }),
        current_rating: Some(2_790 - 31 * number),
        max_rating: Some(2_811 - 29 * number),
        wins,
        losses,
        streak: 3,
        tournament_record: TournamentRecord {
            games_played: wins + losses,
            wins,
            losses,
            streak: 4,
            longest_win_streak: 7,
            peak_rating: Some(2_800),
            ..TournamentRecord::of(&[], Vec::new())
        },
        rank: Some(number),
        rank_total: Some(40_000),
        updated_at: Some(at("2026-06-12T14:01:30Z")),
        games: wins + losses,
        ..new_row((EntryId(number), ProfileId(number)), name)
    }
}

fn rows(count: usize) -> Vec<StandingRow> {
    (0..).zip(NAMES.iter().cycle()).take(count).map(|(number, name)| row(number, name)).collect()
}

/// A row of an entry that has not played and has no rating.
fn unrated(number: i64, name: &str) -> StandingRow {
    let mut row = StandingRow { current_rating: None, max_rating: None, updated_at: None, ..row(number, name) };
    row.country = None;
    row.team = None;
    row.tournament_record = TournamentRecord::of(&[], Vec::new());
    row
}

/// Ratings that rise, fall and rise again, a game each three hours.
fn points(count: i64) -> Vec<ProgressionPoint> {
    let rating = |game: i64| 2_600 + game * 3 - (game % 17) * 6 + (game % 5) * 4;
    let time = |game: i64| Timestamp::from_unix_seconds(at(START).unix_seconds() + game * 10_800).unwrap();
    (0..count).map(|game| ProgressionPoint { completed_at: time(game), rating: rating(game) }).collect()
}

fn standings_card(tournament: &Tournament, rows: &[StandingRow], now: &str) -> String {
    StandingsCard { tournament, rows, now: at(now) }.svg()
}

fn entry_card(tournament: &Tournament, row: &StandingRow, points: &[ProgressionPoint], now: &str) -> String {
    EntryCard { tournament, row, place: (3, 32), points, now: at(now) }.svg()
}

/// The texts of a card, in order.
fn texts(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).expect("XML");
    let of_tspans = |text: roxmltree::Node<'_, '_>| text.children().filter_map(|run| run.text()).collect();
    document.descendants().filter(|node| node.has_tag_name("text")).map(of_tspans).collect()
}
