//! The plot of a chart over time: its scale, its ticks, and lines as SVG path data.

use std::fmt::Write as _;

use domain::clock::Timestamp;
use maud::{Markup, html};

use super::{
    thin::Point,
    ticks::{self, TimeTick},
};

/// The width of a plot in its own units; browsers stretch them to the page.
pub(super) const WIDTH: i64 = 1_000;
/// The number of ticks on the time axis.
const TIME_TICKS: usize = 7;

/// The time axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeScale {
    from: Timestamp,
    to: Timestamp,
}

impl TimeScale {
    /// The axis from the first instant to the last one.
    pub(super) fn new(from: Timestamp, to: Timestamp) -> Self {
        let (from, to) = ticks::span(from, to);
        Self { from, to }
    }

    /// Where an instant is, from 0 to [`WIDTH`].
    pub(super) fn x(&self, at: Timestamp) -> i64 {
        scaled((at - self.from).num_milliseconds(), (self.to - self.from).num_milliseconds(), WIDTH)
    }

    fn ticks(&self) -> Vec<TimeTick> {
        ticks::times(self.from, self.to, TIME_TICKS)
    }
}

/// The part of `length` that `part` is of `whole`, rounded, from 0 to `length`.
pub(super) fn scaled(part: i64, whole: i64, length: i64) -> i64 {
    let (part, whole, length) = (i128::from(part), i128::from(whole).max(1), i128::from(length));
    let scaled = (2 * part * length + whole).div_euclid(2 * whole);
    i64::try_from(scaled.clamp(0, length)).unwrap_or_default()
}

/// Where `x` is, as a percentage of the width.
pub(super) fn percent(x: i64) -> String {
    format!("{}.{}%", x * 100 / WIDTH, x * 1_000 / WIDTH % 10)
}

/// The ticks of the time axis: a line over the plot's height, and a label below it. Every other label is of a class
/// that narrow pages hide.
pub(super) fn time_axis(scale: &TimeScale, height: i64) -> Markup {
    html! {
        g class="axis" {
            @for (index, tick) in scale.ticks().iter().enumerate() {
                @let x = scale.x(tick.at);
                @let at = percent(x);
                line x1=(at) x2=(at) y1="0" y2=(height) {}
                text x=(at) y=(height + 18) class=[(index % 2 == 1).then_some("every-other")]
                    text-anchor=(anchor(x)) { (tick.label) }
            }
        }
    }
}

/// On which side of its tick a label is: one at an edge of the plot stays within it.
fn anchor(x: i64) -> &'static str {
    match x {
        ..40 => "start",
        961.. => "end",
        _ => "middle",
    }
}

/// A plot that is stretched to the width of the page.
pub(super) fn stretched(height: i64, content: &Markup) -> Markup {
    html! {
        svg width="100%" height=(height) viewBox={ "0 0 " (WIDTH) " " (height) } preserveAspectRatio="none" { (content) }
    }
}

/// A line that stays at a height until its next point and then steps to that one's.
pub(super) fn steps(points: &[Point]) -> String {
    path(points, |data, dx, dy| {
        horizontal(data, dx);
        if dy != 0 {
            write(data, format_args!("v{dy}"));
        }
    })
}

/// A line that stays at a height until shortly before its next point, and then bends to that one's. The bend takes at
/// most `bend` units.
pub(super) fn bends(points: &[Point], bend: i64) -> String {
    path(points, |data, dx, dy| {
        if dy == 0 {
            return horizontal(data, dx);
        }
        let bend = bend.min(dx);
        horizontal(data, dx - bend);
        let half = bend / 2;
        write(data, format_args!("c{half} 0 {half} {dy} {bend} {dy}"));
    })
}

/// A path through `points`; `segment` writes each part, given how far it goes to the right and down.
fn path(points: &[Point], segment: impl Fn(&mut String, i64, i64)) -> String {
    let Some((x, y)) = points.first() else { return String::new() };
    let mut data = format!("M{x} {y}");
    for pair in points.windows(2) {
        if let [(x, y), (next_x, next_y)] = pair {
            segment(&mut data, next_x - x, next_y - y);
        }
    }
    data
}

fn horizontal(data: &mut String, dx: i64) {
    if dx != 0 {
        write(data, format_args!("h{dx}"));
    }
}

/// A dot: a line without length, whose round ends are not stretched with the plot.
pub(super) fn dot((x, y): Point) -> String {
    format!("M{x} {y}h0")
}

fn write(data: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = data.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_step_or_bend_to_their_points() {
        let points = [(0, 10), (5, 10), (20, 4)];
        assert_eq!(steps(&points), "M0 10h5h15v-6");
        assert_eq!(bends(&points, 8), "M0 10h5h7c4 0 4 -6 8 -6");
        assert_eq!(bends(&[(0, 0), (4, 9)], 8), "M0 0c2 0 2 9 4 9");
        assert_eq!((steps(&[(3, 4)]), steps(&[])), ("M3 4".to_owned(), String::new()));
    }

    #[test]
    fn instants_are_scaled_to_the_width() {
        let at = |second| Timestamp::from_unix_seconds(second).unwrap();
        let scale = TimeScale::new(at(100), at(160));
        assert_eq!([100, 130, 160, 0, 999].map(|second| scale.x(at(second))), [0, 500, 1_000, 0, 1_000]);
        assert_eq!(TimeScale::new(at(100), at(100)).x(at(100)), 500, "an instant alone is in the middle");
        assert_eq!([percent(0), percent(375), percent(1_000)], ["0.0%", "37.5%", "100.0%"]);
        assert_eq!(scaled(i64::MAX, i64::MAX, 10), 10);
    }
}
