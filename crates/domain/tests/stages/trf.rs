//! Reports in FIDE's TRF16, written by hand, column by column.

use domain::{
    clock::Timestamp,
    id::{SeriesId, StageId},
    series::{Admits, SeriesFormat, SeriesStatus},
    stages::{
        points::{PointSystem, Points},
        result::{SeriesOutcome, Winner},
        round_robin::Legs,
        settings::{SideKind, StageSettings, Visibility},
        side::{Group, Participant, Round},
        stage::{Adjustment, Stage, StageRound, StageSeries},
        swiss::HalfPairing,
        table::StageFormat,
    },
    trf::trf,
    view::series::SideNames,
};

use super::fixture::side;

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A started stage of sides 1 to `sides`.
pub(super) fn stage(format: StageFormat, sides: i64) -> Stage {
    let participant = |(seed, number)| Participant { side: side(number), seed, group: None, withdrawn: false };
    Stage {
        id: StageId(1),
        settings: StageSettings {
            name: "Swiss".to_owned(),
            format,
            sides: SideKind::Entries,
            legs: Legs::One,
            rounds: Some(2),
            half_pairing: HalfPairing::default(),
            series_format: SeriesFormat::BestOf(3),
            admits: Admits::default(),
            points: PointSystem::default(),
            tie_breaks: Vec::new(),
            advance: 0,
            visibility: Visibility::Public,
        },
        started_at: Some(at("2026-06-12T18:00:00Z")),
        participants: (1..).zip(1..=sides).map(participant).collect(),
        rounds: Vec::new(),
        adjustments: Vec::new(),
        ties: Vec::new(),
        series: Vec::new(),
    }
}

pub(super) fn series(round: u16, [a, b]: [i64; 2], outcome: SeriesOutcome, decided_at: Option<&str>) -> StageSeries {
    let status = if decided_at.is_some() { SeriesStatus::Completed } else { SeriesStatus::Live };
    StageSeries {
        id: SeriesId(i64::from(round) * 100 + a),
        round: Some(Round(round)),
        sides: [side(a), side(b)],
        format: SeriesFormat::BestOf(3),
        status,
        games: [0, 0],
        outcome,
        decided_at: decided_at.map(at),
        has_games: true,
    }
}

fn names<const N: usize>(names: [&str; N]) -> SideNames {
    (1..).map(side).zip(names.map(str::to_owned)).collect()
}

/// A round with a bye.
pub(super) fn round(number: u16, started_at: &str, bye: i64) -> StageRound {
    StageRound { round: Round(number), started_at: at(started_at), bye: Some((side(bye), "The lowest.".to_owned())) }
}

/// Two rounds of five: everything that a result can be.
fn two_rounds() -> Stage {
    let mut stage = stage(StageFormat::Swiss, 5);
    stage.rounds = vec![round(1, "2026-06-12T18:00:00Z", 5), round(2, "2026-06-13T18:00:00Z", 4)];
    stage.series = vec![
        series(1, [1, 3], SeriesOutcome::Won(Winner::First), Some("2026-06-12T23:30:00Z")),
        series(1, [2, 4], SeriesOutcome::Walkover(Winner::Second), Some("2026-06-13T01:00:00Z")),
        series(2, [1, 2], SeriesOutcome::Drawn, Some("2026-06-14T19:00:00Z")),
        series(2, [5, 3], SeriesOutcome::Undecided, None),
    ];
    stage
}

#[test]
fn the_whole_report_of_a_swiss_stage() {
    let names = names(["Anna", "Søren, B.", "A name of more than thirty-three letters", "이순신", "Eve"]);
    let report = trf("The Cup", &two_rounds(), &names, None).unwrap();
    let due = [
        "012 The Cup: Swiss",
        "042 2026/06/12",
        "062 5",
        "072 0",
        "092 Swiss System",
        "132                                                                                        26/06/12  26/06/14",
        "001    1      Anna                                                               1.5    2     3 - 1     2 - =",
        "001    2      Soren, B.                                                          0.5    4     4 - -     1 - =",
        "001    3      A name of more than thirty-three                                   0.0    5     1 - 0     5 -",
        "001    4      Player 4                                                           2.0    1     2 - +  0000 - U",
        "001    5      Eve                                                                1.0    3  0000 - U     3 -",
        "",
    ];
    assert_eq!(report, due.join("\r\n"), "{report}");
    for line in report.lines().filter(|line| line.starts_with("001")) {
        // The columns of the annex, counted from 1.
        let columns = |from: usize, to: usize| line.get(from - 1..to).unwrap_or_default();
        assert!(columns(5, 8).trim().parse::<u32>().is_ok() && columns(86, 89).trim().parse::<u32>().is_ok(), "{line}");
        assert!(columns(81, 84).trim().parse::<f64>().is_ok(), "{line}");
        assert_eq!((columns(49, 79).trim(), columns(97, 97), columns(107, 107)), ("", "-", "-"), "{line}");
    }
}

#[test]
fn who_is_not_paired_and_whose_series_was_cancelled_has_a_zero_point_bye() {
    let mut stage = stage(StageFormat::RoundRobin, 3);
    stage.settings.legs = Legs::Two;
    stage.series = vec![
        series(1, [2, 3], SeriesOutcome::Won(Winner::Second), Some("2026-06-13T20:00:00Z")),
        StageSeries { status: SeriesStatus::Cancelled, ..series(2, [3, 1], SeriesOutcome::Undecided, None) },
        series(3, [1, 2], SeriesOutcome::Won(Winner::First), Some("2026-06-15T20:00:00Z")),
    ];
    let given = Adjustment {
        side: side(3),
        points: Points::from_hundredths(-50),
        reason: "Late.".into(),
        made_at: at("2026-06-15T20:00:00Z"),
    };
    stage.adjustments.push(given);
    let report = trf("Cup", &stage, &names(["A", "B", "C"]), None).unwrap();
    let due = [
        "012 Cup: Swiss",
        "042 2026/06/12",
        "052 2026/06/15",
        "062 3",
        "072 0",
        "092 Double Round Robin",
        "132                                                                                        26/06/13            26/06/15",
        "001    1      A                                                                  1.0    1  0000 - Z  0000 - Z     2 - 1",
        "001    2      B                                                                  0.0    3     3 - 0  0000 - Z     1 - 0",
        "001    3      C                                                                  0.5    2     2 - 1  0000 - Z  0000 - Z",
        "",
    ];
    assert_eq!(report, due.join("\r\n"), "{report}");
}

#[test]
fn a_group_has_a_report_of_its_own() {
    let mut stage = stage(StageFormat::RoundRobin, 5);
    for participant in &mut stage.participants {
        participant.group = Some(Group(if participant.seed % 2 == 0 { 2 } else { 1 }));
    }
    stage.series = vec![
        series(1, [2, 4], SeriesOutcome::Won(Winner::First), Some("2026-06-13T20:00:00Z")),
        series(3, [1, 3], SeriesOutcome::Undecided, None),
    ];
    let report = |group| trf("Cup", &stage, &names(["A", "B", "C", "D", "E"]), group).unwrap();
    let second = report(Some(Group(2)));
    let players: Vec<_> = second.lines().filter(|line| line.starts_with("001")).collect();
    assert_eq!(
        players,
        [
            "001    2      B                                                                  1.0    1     4 - 1",
            "001    4      D                                                                  0.0    2     2 - 0",
        ]
    );
    assert!(second.contains("062 2\r\n"), "{second}");
    assert_eq!(report(None).lines().filter(|line| line.starts_with("001")).count(), 5);
    assert_eq!(report(Some(Group(9))).lines().filter(|line| line.starts_with("001")).count(), 0);
}

#[test]
fn a_stage_without_rounds_has_no_report_and_one_that_has_not_begun_has_its_players() {
    assert_eq!(trf("Cup", &stage(StageFormat::Manual, 2), &names(["A", "B"]), None), None);
    let mut swiss = stage(StageFormat::Swiss, 2);
    swiss.started_at = None;
    let report = trf("Cup\r\n001", &swiss, &names(["A\r\n001 evil", "\u{202e}B"]), None).unwrap();
    let due = [
        "012 Cup 001: Swiss",
        "062 2",
        "072 0",
        "092 Swiss System",
        "001    1      A 001 evil                                                         0.0    1",
        "001    2      B                                                                  0.0    2",
        "",
    ];
    assert_eq!(report, due.join("\r\n"));
}
