//! A stage as a Tournament Report File (FIDE C.04 Annex 2, TRF16), which programs for chess tournaments read.
//!
//! What the format asks for and nobody knows here stays empty: ratings, federations, birth dates, colours, arbiters.

mod line;
mod rounds;

use std::collections::HashMap;

use self::{
    line::Line,
    rounds::{Played, Rounds},
};
use crate::{
    clock::Timestamp,
    name::ascii,
    stages::{
        points::Points,
        round_robin::Legs,
        settings::StageStatus,
        side::{Group, Round, Side},
        stage::Stage,
        table::{StageFormat, TableCut, TableRow},
    },
    view::series::SideNames,
};

/// The columns of a player's line, counted from 1.
const START_RANK: usize = 5;
const NAME: usize = 15;
const POINTS: usize = 81;
const RANK: usize = 86;
/// The columns of the first round: the opponent, the colour and the result. The next round's are ten further.
const OPPONENT: usize = 92;
const COLOUR: usize = 97;
const RESULT: usize = 99;
const ROUND: usize = 10;
/// How many characters a name has, at most.
const NAME_LENGTH: usize = 33;
/// The colour of games that have none, and the opponent of who has none.
const NO_COLOUR: &str = "-";
const NOBODY: &str = "0000";

/// The report of a stage, or of one of its groups; `None` for a manual stage, whose series need not be in rounds. Sides
/// are written as players, teams too: their start rank is their seed. Points contain what the host gave or took.
#[must_use]
pub fn trf(tournament: &str, stage: &Stage, names: &SideNames, group: Option<Group>) -> Option<String> {
    let kind = match (stage.settings.format, stage.settings.legs) {
        (StageFormat::Swiss, _) => "Swiss System",
        (StageFormat::RoundRobin, Legs::One) => "Round Robin",
        (StageFormat::RoundRobin, Legs::Two) => "Double Round Robin",
        (StageFormat::Manual, _) => return None,
    };
    let mut rows = stage.table(TableCut { after_round: None, group }, None);
    rows.sort_by_key(|row| row.seed);
    let sides: Vec<_> = rows.iter().map(|row| row.side).collect();
    let rounds = Rounds::of(stage, &sides);
    let mut lines = vec![Line::tagged("012", &format!("{}: {}", ascii(tournament), ascii(&stage.settings.name)))];
    lines.extend(stage.started_at.map(|start| Line::tagged("042", &date(start))));
    lines.extend(end(stage).map(|end| Line::tagged("052", &date(end))));
    lines.push(Line::tagged("062", &rows.len().to_string()));
    // Nobody has a rating of FIDE's.
    lines.push(Line::tagged("072", "0"));
    lines.push(Line::tagged("092", kind));
    lines.extend(dates(stage, &rounds));
    let seeds: HashMap<_, _> = rows.iter().map(|row| (row.side, row.seed)).collect();
    lines.extend(rows.iter().map(|row| player(row, &names.of(row.side).name, &rounds, &seeds)));
    Some(lines.into_iter().map(Line::finish).collect())
}

/// The time of the last decision, once all is decided.
fn end(stage: &Stage) -> Option<Timestamp> {
    let decided = stage.series.iter().filter_map(|series| series.decided_at).max();
    decided.filter(|_| stage.status() == StageStatus::Completed)
}

/// The line with the date of each round: the day of its first result, else that on which it was paired.
fn dates(stage: &Stage, rounds: &Rounds) -> Option<Line> {
    let date = |round: Round| {
        let decided = stage.series_of(round).filter_map(|series| series.decided_at).min();
        let paired = || stage.rounds.iter().find(|paired| paired.round == round).map(|paired| paired.started_at);
        decided.or_else(paired)
    };
    let dated: Vec<_> = rounds.numbers().filter_map(|round| Some((round, date(round)?))).collect();
    let write = |line: Line, (round, date): (Round, Timestamp)| {
        line.at(column(OPPONENT, round), &date.inner().format("%y/%m/%d").to_string())
    };
    if dated.is_empty() { None } else { Some(dated.into_iter().fold(Line::tagged("132", ""), write)) }
}

/// The line of a side.
fn player(row: &TableRow, name: &str, rounds: &Rounds, seeds: &HashMap<Side, u32>) -> Line {
    let name: String = readable(name, row.seed).chars().take(NAME_LENGTH).collect();
    let line = Line::tagged("001", "")
        .at(START_RANK, &format!("{:>4}", row.seed))
        .at(NAME, name.trim_end())
        .at(POINTS, &format!("{:>4}", points(row.total)))
        .at(RANK, &format!("{:>4}", row.rank));
    rounds.numbers().fold(line, |line, round| {
        let Played { opponent, result } = rounds.of_side(round, row.side);
        let opponent = opponent.and_then(|opponent| seeds.get(&opponent));
        line.at(column(OPPONENT, round), &opponent.map_or_else(|| NOBODY.to_owned(), |seed| format!("{seed:>4}")))
            .at(column(COLOUR, round), NO_COLOUR)
            .at(column(RESULT, round), result)
    })
}

/// The name in ASCII, because columns are counted in bytes; one that has no spelling in it is the seed's.
fn readable(name: &str, seed: u32) -> String {
    let spelled = ascii(name);
    if spelled.contains(|letter: char| letter.is_ascii_alphanumeric()) { spelled } else { format!("Player {seed}") }
}

fn column(first: usize, round: Round) -> usize {
    first + ROUND * usize::from(round.0.saturating_sub(1))
}

fn date(time: Timestamp) -> String {
    time.inner().format("%Y/%m/%d").to_string()
}

/// Points with one decimal, as the format has them; more where there is room in the four columns, fewer where not.
fn points(points: Points) -> String {
    const WIDTH: usize = 4;
    let exact = f64::from(points);
    let decimals = if points.hundredths() % 10 == 0 { [1, 1, 0] } else { [2, 1, 0] };
    let written = decimals.map(|decimals| format!("{exact:.decimals$}"));
    let most = if exact < 0.0 { "-999" } else { "9999" };
    written.into_iter().find(|text| text.len() <= WIDTH).unwrap_or_else(|| most.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_four_columns() {
        for (hundredths, written) in [
            (0, "0.0"),
            (250, "2.5"),
            (1150, "11.5"),
            (25, "0.25"),
            (-25, "-0.2"),
            (-150, "-1.5"),
            (1125, "11.2"),
            (10_050, "100"),
            (-10_050, "-100"),
            (100_000_000, "9999"),
            (-100_000_000, "-999"),
        ] {
            assert_eq!(points(Points::from_hundredths(hundredths)), written, "{hundredths}");
        }
    }
}
