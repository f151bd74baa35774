//! Rating curves: ratings over time as lines that step from game to game.

use domain::clock::Timestamp;
use maud::{Markup, html};

use super::{
    COLOURS, MOST_DOTS, class_of, figure,
    labels::apart,
    plot::{TimeScale, WIDTH, dot, scaled, steps, stretched, time_axis},
    smallest_enough,
    text::{instant, shortened},
    thin::{Point, extremes_of_each, last_of_each},
    ticks::numbers,
};

/// A chart of rating curves.
#[derive(Debug)]
pub(crate) struct Curves<'a> {
    /// The beginning of the ids of its elements.
    pub(crate) id: &'static str,
    /// What it shows.
    pub(crate) title: &'a str,
    /// The height of the plot in pixels.
    pub(crate) height: i64,
    /// The curves, the most important first.
    pub(crate) curves: Vec<Curve<'a>>,
}

/// A rating over time.
#[derive(Debug)]
pub(crate) struct Curve<'a> {
    /// Whose it is.
    pub(crate) name: &'a str,
    /// When it changed, and to what, the earliest first.
    pub(crate) points: Vec<(Timestamp, i64)>,
}

/// The numbers of columns to thin to: the first one with which the chart is small enough is used.
const COLUMNS: [i64; 6] = [250, 120, 60, 30, 15, 6];
/// A faint line has this many times fewer columns than one of the colours.
const FAINTER: i64 = 4;
/// The number of ticks on the axis of ratings.
const RATING_TICKS: usize = 5;
/// The least distance between two labels in pixels.
const LABEL_GAP: i64 = 16;
/// The width of a label in columns of text.
const LABEL: usize = 12;
/// The width of a name in a title.
const TITLE: usize = 32;

/// Draws the chart; `None` when there are no points.
pub(crate) fn curves(chart: &Curves<'_>) -> Option<Markup> {
    let curves: Vec<_> = chart.curves.iter().filter(|curve| !curve.points.is_empty()).collect();
    let points = || curves.iter().flat_map(|curve| &curve.points);
    let (from, to) = (points().map(|(at, _)| *at).min()?, points().map(|(at, _)| *at).max()?);
    let (low, high) = (points().map(|(_, rating)| *rating).min()?, points().map(|(_, rating)| *rating).max()?);
    let ticks = numbers(low, high, RATING_TICKS);
    let mut drawing =
        Drawing { chart, curves, scale: TimeScale::new(from, to), ticks, thinned: Vec::new(), last: Vec::new() };
    drawing.thinned = drawing.curves.iter().map(|curve| drawing.points(curve)).collect();
    drawing.last = drawing.curves.iter().filter_map(|curve| curve.points.last().map(|(_, rating)| *rating)).collect();
    smallest_enough(&COLUMNS, |columns| drawing.markup(columns))
}

struct Drawing<'a> {
    chart: &'a Curves<'a>,
    /// The curves that have points.
    curves: Vec<&'a Curve<'a>>,
    scale: TimeScale,
    /// The ticks of the axis of ratings, from the lowest to the highest.
    ticks: Vec<i64>,
    /// The points of each curve, thinned to the most columns.
    thinned: Vec<Vec<Point>>,
    /// The last rating of each curve.
    last: Vec<i64>,
}

impl Drawing<'_> {
    fn markup(&self, columns: i64) -> Markup {
        let dots: usize = self.curves.iter().take(COLOURS).map(|curve| curve.points.len()).sum();
        let ends: Vec<_> = self.last.iter().take(COLOURS).map(|rating| self.y(*rating)).collect();
        let labels = apart(&ends, LABEL_GAP, self.chart.height);
        let lines = self.curves.iter().zip(&self.thinned).enumerate().rev();
        let content = html! {
            (self.rating_lines())
            (time_axis(&self.scale, self.chart.height))
            @for (index, (curve, points)) in lines {
                (self.line(index, (curve, points), columns, dots <= MOST_DOTS, labels.get(index)))
            }
            (self.rating_labels())
        };
        let class = if self.curves.len() > 1 { "chart curves" } else { "chart curves single" };
        let heading = (self.chart.title, self.description());
        figure(class, self.chart.id, (heading.0, &heading.1), self.chart.height, &content)
    }

    fn line(
        &self,
        index: usize,
        (curve, points): (&Curve<'_>, &[Point]),
        columns: i64,
        has_dots: bool,
        label: Option<&i64>,
    ) -> Markup {
        let name = shortened(curve.name, TITLE);
        let mut points = if index < COLOURS {
            extremes_of_each(points, WIDTH, columns)
        } else {
            last_of_each(points.iter().copied(), WIDTH, (columns / FAINTER).max(2))
        };
        // A rating stays as it is until the next game.
        points.extend(points.last().map(|(_, y)| (WIDTH, *y)).filter(|_| self.is_over_time()));
        let last = self.last[index];
        let drawn = html! {
            path d=(steps(&points)) {}
            @if index < COLOURS && has_dots {
                @for (at, rating) in &curve.points {
                    path class="dot" d=(dot(self.point((*at, *rating)))) {
                        title { (name) ": " (rating) ", " (instant(*at)) }
                    }
                }
            } @else if let Some(end) = points.last().filter(|_| index < COLOURS || points.len() == 1) {
                path class="dot" d=(dot(*end)) {}
            }
        };
        html! {
            g class=(class_of(index)) {
                title { (name) ": " (range(&curve.points)) }
                (stretched(self.chart.height, &drawn))
                @if let Some(y) = label {
                    text class="label" x="100%" y=(y + 4) dx="12" {
                        tspan class="value" { (last) }
                        @if self.curves.len() > 1 { " " (shortened(curve.name, LABEL)) }
                    }
                }
            }
        }
    }

    fn rating_lines(&self) -> Markup {
        html! {
            g class="axis" {
                @for y in self.ticks.iter().map(|rating| self.y(*rating)) {
                    line x1="0" x2="100%" y1=(y) y2=(y) {}
                }
            }
        }
    }

    /// The labels of the axis of ratings, which are above the lines.
    fn rating_labels(&self) -> Markup {
        html! {
            g class="axis" {
                @for rating in &self.ticks { text x="0" y=(self.y(*rating) - 4) { (rating) } }
            }
        }
    }

    /// The points of a curve in the plot, thinned to the most columns.
    fn points(&self, curve: &Curve<'_>) -> Vec<Point> {
        let points: Vec<_> = curve.points.iter().map(|point| self.point(*point)).collect();
        extremes_of_each(&points, WIDTH, COLUMNS[0])
    }

    fn point(&self, (at, rating): (Timestamp, i64)) -> Point {
        (self.scale.x(at), self.y(rating))
    }

    fn y(&self, rating: i64) -> i64 {
        let [lowest, highest] = [self.ticks.first(), self.ticks.last()].map(|tick| tick.copied().unwrap_or_default());
        self.chart.height - scaled(rating.saturating_sub(lowest), highest.saturating_sub(lowest), self.chart.height)
    }

    /// Whether it shows more than a single instant.
    fn is_over_time(&self) -> bool {
        self.thinned.iter().flatten().any(|(x, _)| *x != WIDTH / 2)
    }

    fn description(&self) -> String {
        let [lowest, highest] = [self.ticks.first(), self.ticks.last()].map(|tick| tick.copied().unwrap_or_default());
        match self.curves.as_slice() {
            [curve] => format!("{}.", range(&curve.points)),
            curves => format!("Lines of {} ratings, between {lowest} and {highest}.", curves.len()),
        }
    }
}

/// The last, the lowest and the highest rating in words.
fn range(points: &[(Timestamp, i64)]) -> String {
    let ratings = || points.iter().map(|(_, rating)| *rating);
    let [last, low, high] = [ratings().next_back(), ratings().min(), ratings().max()].map(Option::unwrap_or_default);
    format!("{last}, lowest {low}, highest {high}")
}
