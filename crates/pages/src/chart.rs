//! Charts, drawn on the server as SVG: pure functions of read models. Pages have the exact values in tables beside
//! them.
//!
//! A chart is as wide as its page and has a fixed height: lines are drawn in a nested image that browsers stretch to
//! the width, labels are not stretched. Colours, stroke widths and fonts are in the stylesheet. Series are thinned, so
//! that a chart is small however much was played.

mod bars;
mod bump;
mod curves;
mod labels;
mod matrix;
mod plot;
#[cfg(test)]
mod tests;
mod text;
mod thin;
mod ticks;

use maud::{Markup, html};

pub(crate) use bars::civilization_bars;
pub(crate) use bump::{Bump, Places, bump};
pub(crate) use curves::{Curve, Curves, curves};
pub(crate) use matrix::{Matrix, MatrixPlayer, matrix};

/// The most bytes of a chart before compression.
const MOST_BYTES: usize = 60_000;
/// The number of lines that have a colour of their own; the others are drawn faintly behind them.
const COLOURS: usize = 8;
/// The most dots with a title of their own over all lines of a chart. A chart that would have more has none.
const MOST_DOTS: usize = 150;
/// The height of the labels of the time axis in pixels.
const TIME_LABELS: i64 = 26;

/// The drawing with the first number of columns with which it has at most [`MOST_BYTES`], else with the last one.
fn smallest_enough(columns: &[i64], draw: impl Fn(i64) -> Markup) -> Option<Markup> {
    let mut drawn = None;
    for columns in columns {
        let drawing = draw(*columns);
        let is_small = drawing.0.len() <= MOST_BYTES;
        drawn = Some(drawing);
        if is_small {
            break;
        }
    }
    drawn
}

/// A chart's outer elements. Assistive technology reads its title and its description in place of the picture.
fn figure(class: &str, id: &str, (title, description): (&str, &str), height: i64, content: &Markup) -> Markup {
    html! {
        figure class=(class) {
            svg width="100%" height=(height + TIME_LABELS) role="img" aria-labelledby={ (id) "-title" }
                aria-describedby={ (id) "-desc" } {
                title id={ (id) "-title" } { (title) }
                desc id={ (id) "-desc" } { (description) }
                (content)
            }
        }
    }
}

/// The class of a line: of the first ones their colours, of the others the faint one.
fn class_of(index: usize) -> &'static str {
    const CLASSES: [&str; COLOURS] =
        ["line c1", "line c2", "line c3", "line c4", "line c5", "line c6", "line c7", "line c8"];
    CLASSES.get(index).copied().unwrap_or("line faint")
}
