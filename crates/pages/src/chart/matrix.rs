//! A matrix of results: how often each row's player won and lost against each column's. It is a table, which assistive
//! technology reads cell by cell.

use maud::{Markup, html};

use super::text::shortened;

/// A matrix of results.
pub(crate) struct Matrix<'a> {
    /// What it shows.
    pub(crate) caption: &'a str,
    /// The players, in the order of the rows and columns.
    pub(crate) players: Vec<MatrixPlayer<'a>>,
    /// Games won and lost by the player of one index against that of the other; `None` when they did not meet.
    pub(crate) result: &'a dyn Fn(usize, usize) -> Option<(i64, i64)>,
}

/// A player of a matrix.
#[derive(Debug)]
pub(crate) struct MatrixPlayer<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// The address of the player's page.
    pub(crate) href: String,
}

/// The width of a column's heading in columns of text.
const HEADING: usize = 14;

/// The matrix as a table.
pub(crate) fn matrix(matrix: &Matrix<'_>) -> Markup {
    html! {
        div class="scroll" role="region" aria-label=(matrix.caption) tabindex="0" {
            table class="matrix" {
                caption { (matrix.caption) }
                thead {
                    tr {
                        td {}
                        @for player in &matrix.players {
                            th scope="col" aria-label=(player.name) { span { bdi { (shortened(player.name, HEADING)) } } }
                        }
                    }
                }
                tbody {
                    @for (row, player) in matrix.players.iter().enumerate() {
                        tr data-key={ "results-" (player.href) } {
                            th scope="row" { a href=(player.href) { bdi { (player.name) } } }
                            @for column in 0..matrix.players.len() { (cell(matrix, row, column)) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(matrix: &Matrix<'_>, row: usize, column: usize) -> Markup {
    if row == column {
        return html! { td class="self" {} };
    }
    let Some((wins, losses)) = (matrix.result)(row, column) else { return html! { td {} } };
    let class = match wins.cmp(&losses) {
        std::cmp::Ordering::Greater => "ahead",
        std::cmp::Ordering::Less => "behind",
        std::cmp::Ordering::Equal => "even",
    };
    html! { td class=(class) { (wins) "–" (losses) } }
}
