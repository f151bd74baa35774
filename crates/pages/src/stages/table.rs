//! The tables of a stage's groups.

use domain::{
    stages::{
        points::Points,
        side::Group,
        stage::Stage,
        table::{Millionths, TableCut, TableRow, TieBreak},
    },
    view::series::SideNames,
};
use maud::{Markup, html};

use crate::series_markup::{self, side_key};

/// Which columns a stage's tables have besides those that all have.
#[derive(Clone, Copy, Debug)]
struct Columns<'a> {
    tie_breaks: &'a [TieBreak],
    byes: bool,
    adjustments: bool,
    state: bool,
}

impl Columns<'_> {
    /// Whether two tables beside each other would be cut off.
    fn are_many(self) -> bool {
        let others = [self.byes, self.adjustments, self.adjustments, self.state].map(usize::from);
        self.tie_breaks.len() + others.iter().sum::<usize>() > 4
    }
}

/// The rows of each group, in the groups' order.
pub(crate) fn groups(rows: &[TableRow]) -> impl Iterator<Item = (Option<Group>, &[TableRow])> {
    rows.chunk_by(|a, b| a.group == b.group).filter_map(|rows| Some((rows.first()?.group, rows)))
}

/// The abbreviation of a tie-break, and what it counts.
pub(crate) const fn tie_break(tie_break: TieBreak) -> (&'static str, &'static str) {
    match tie_break {
        TieBreak::HeadToHead => ("H2H", "points among those who tie"),
        TieBreak::GameDifference => ("GD", "games won less games lost"),
        TieBreak::GamesWon => ("GW", "games won"),
        TieBreak::Buchholz => ("BH", "Buchholz, the opponents’ points"),
        TieBreak::BuchholzCut1 => ("BH-1", "Buchholz without the weakest opponent"),
        TieBreak::SonnebornBerger => {
            ("SB", "Sonneborn–Berger, the points of beaten opponents and half those of drawn ones")
        }
        TieBreak::Wins => ("W", "series won"),
        TieBreak::OpponentsWinRate => ("OWR", "the opponents’ share of series won"),
        TieBreak::Seed => ("Seed", "place in the order of seeds"),
    }
}

/// A tie-break's value, or a dash without one.
pub(crate) fn value(value: Option<Millionths>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| decimal(&f64::from(value)))
}

/// A decimal as people write it.
pub(crate) fn decimal(number: &impl ToString) -> String {
    number.to_string().replace('-', "−")
}

/// Points with their sign.
pub(super) fn signed(points: Points) -> String {
    if points > Points::ZERO { format!("+{points}") } else { decimal(&points) }
}

pub(super) fn tables(slug: &str, stage: &Stage, names: &SideNames) -> Markup {
    let rows = stage.table(TableCut::default(), None);
    let columns = Columns {
        tie_breaks: &stage.settings.tie_breaks,
        byes: rows.iter().any(|row| row.byes > 0),
        adjustments: !stage.adjustments.is_empty(),
        state: stage.settings.advance > 0 || rows.iter().any(|row| row.withdrawn),
    };
    html! {
        @if rows.is_empty() {
            p class="soft empty" { "Nobody takes part yet." }
        } @else {
            div class=(if columns.are_many() { "groups wide" } else { "groups" }) {
                @for (group, rows) in groups(&rows) { (table((slug, stage, names), group, rows, columns)) }
            }
            (legend(columns))
        }
    }
}

fn table(
    (slug, stage, names): (&str, &Stage, &SideNames),
    group: Option<Group>,
    rows: &[TableRow],
    columns: Columns<'_>,
) -> Markup {
    let title = group.map_or_else(|| "Table".to_owned(), |group| format!("Group {}", group.0));
    let label = format!("{title} of {}", stage.settings.name);
    html! {
        div class="scroll" role="region" aria-label=(label) tabindex="0" {
            table class="stage-table" {
                caption { (title) }
                thead {
                    tr {
                        th class="place" scope="col" { abbr title="Place" { "#" } }
                        th scope="col" { "Name" }
                        th class="number" scope="col" { abbr title="Series decided" { "Played" } }
                        th class="number" scope="col" { abbr title="Series won, drawn, lost" { "W–D–L" } }
                        @if columns.byes { th class="number" scope="col" { "Byes" } }
                        th class="number" scope="col" { "Games" }
                        th class="number" scope="col" { "Points" }
                        @if columns.adjustments {
                            th class="number" scope="col" { abbr title="Adjustments by the host" { "Adj." } }
                            th class="number" scope="col" { "Total" }
                        }
                        @if columns.state { th class="standing" scope="col" { "Standing" } }
                        @for tie_break in columns.tie_breaks {
                            @let (short, long) = self::tie_break(*tie_break);
                            th class="number tie-break" scope="col" { abbr title=(long) { (short) } }
                        }
                    }
                }
                tbody {
                    @for row in rows { (self::row((slug, stage, names), row, columns)) }
                }
            }
        }
    }
}

fn row((slug, stage, names): (&str, &Stage, &SideNames), row: &TableRow, columns: Columns<'_>) -> Markup {
    html! {
        tr data-key={ "stage-" (stage.id) "-" (side_key(row.side)) } class=[row.advances.then_some("advances")] {
            td class="place" { (row.rank) }
            th scope="row" { (series_markup::side(slug, &names.of(row.side))) }
            td class="number" { (row.played) }
            td class="number" { (row.won) "–" (row.drawn) "–" (row.lost) }
            @if columns.byes { td class="number" { (row.byes) } }
            td class="number" { (row.games_won) "–" (row.games_lost) }
            td class="number points" { (decimal(&row.points)) }
            @if columns.adjustments {
                td class="number" { @if row.adjustments == Points::ZERO { "–" } @else { (signed(row.adjustments)) } }
                td class="number points" { (decimal(&row.total)) }
            }
            @if columns.state {
                td class="standing" {
                    @if row.withdrawn { span class="lost" { "Withdrew" } }
                    @else if row.advances { span class="won" { "Advances" } }
                }
            }
            @for tie_break in &row.tie_breaks { td class="number tie-break" { (value(tie_break.value)) } }
        }
    }
}

/// What the abbreviations of the tie-breaks mean, in their order.
fn legend(columns: Columns<'_>) -> Markup {
    html! {
        @if !columns.tie_breaks.is_empty() {
            p class="soft legend" {
                "Equal points are ordered by "
                @for (index, tie_break) in columns.tie_breaks.iter().enumerate() {
                    @let (short, long) = self::tie_break(*tie_break);
                    @if index > 0 { ", then " }
                    strong { (short) } " (" (long) ")"
                }
                "."
            }
        }
    }
}
