//! A bump chart: the places of a table over time, one line for each row.

use domain::clock::Timestamp;
use maud::{Markup, html};

use super::{
    COLOURS, MOST_DOTS, class_of, figure,
    plot::{TimeScale, WIDTH, bends, dot, stretched, time_axis},
    smallest_enough,
    text::{instant, shortened},
    thin::{changes, last_of_each},
};

/// A bump chart.
#[derive(Debug)]
pub(crate) struct Bump<'a> {
    /// The beginning of the ids of its elements.
    pub(crate) id: &'static str,
    /// What it shows.
    pub(crate) title: &'a str,
    /// The instants at which places are known, the earliest first.
    pub(crate) instants: &'a [Timestamp],
    /// The lines, in any order.
    pub(crate) lines: Vec<Places<'a>>,
}

/// The places of one row.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its place at each instant of the chart, from 1.
    pub(crate) places: Vec<i64>,
}

/// The numbers of columns to thin to: the first one with which the chart is small enough is used.
const COLUMNS: [i64; 8] = [250, 120, 60, 40, 25, 15, 8, 4];
/// How many units a line takes to change its place.
const BEND: i64 = 24;
/// The number of rows up to which each has its full height.
const ROOMY: usize = 40;
/// The width of a label in columns of text.
const LABEL: usize = 17;
/// The width of a name in a title.
const TITLE: usize = 32;

/// Draws the chart; `None` when no places are known.
pub(crate) fn bump(chart: &Bump<'_>) -> Option<Markup> {
    let (first, last) = (*chart.instants.first()?, *chart.instants.last()?);
    let mut lines: Vec<_> = chart.lines.iter().filter(|line| line.places.len() == chart.instants.len()).collect();
    lines.sort_by_key(|line| line.places.last());
    let scale = TimeScale::new(first, last);
    let row = if lines.len() <= ROOMY { 24 } else { 15 };
    let drawing = Drawing { chart, scale, row, lines };
    if drawing.lines.is_empty() {
        return None;
    }
    smallest_enough(&COLUMNS, |columns| drawing.markup(columns))
}

struct Drawing<'a> {
    chart: &'a Bump<'a>,
    scale: TimeScale,
    /// The height of a row in pixels.
    row: i64,
    /// The lines by their last place.
    lines: Vec<&'a Places<'a>>,
}

/// A place that is drawn.
#[derive(Clone, Copy)]
struct Shown {
    x: i64,
    place: i64,
    at: Timestamp,
}

impl Drawing<'_> {
    fn markup(&self, columns: i64) -> Markup {
        let instants = self.chart.instants;
        let numbered = instants.iter().zip(0..).map(|(at, index)| (self.scale.x(*at), index));
        let kept = last_of_each(numbered, WIDTH, columns);
        let shown: Vec<_> = self.lines.iter().map(|line| shown(line, instants, &kept)).collect();
        let dots: usize = shown.iter().take(COLOURS).map(Vec::len).sum();
        let height = self.height();
        // The first places are drawn last, above the others.
        let lines = self.lines.iter().zip(&shown).enumerate().rev();
        let content = html! {
            (time_axis(&self.scale, height))
            @for (index, (line, shown)) in lines {
                (self.line(index, line, shown, dots <= MOST_DOTS))
            }
        };
        let class = if self.row < 24 { "chart bump dense" } else { "chart bump" };
        figure(class, self.chart.id, (self.chart.title, &self.description()), height, &content)
    }

    fn line(&self, index: usize, line: &Places<'_>, shown: &[Shown], has_dots: bool) -> Markup {
        let name = shortened(line.name, TITLE);
        let points: Vec<_> = shown.iter().map(|shown| (shown.x, self.y(shown.place))).collect();
        let Some(last) = shown.last() else { return Markup::default() };
        let is_coloured = index < COLOURS;
        let drawn = html! {
            path d=(bends(&points, BEND)) {}
            @if is_coloured && has_dots {
                @for shown in shown {
                    path class="dot" d=(dot((shown.x, self.y(shown.place)))) {
                        title { (name) ": place " (shown.place) ", " (instant(shown.at)) }
                    }
                }
            } @else if is_coloured || points.len() == 1 {
                path class="dot" d=(dot((last.x, self.y(last.place)))) {}
            }
        };
        html! {
            g class=(class_of(index)) {
                title { (name) ": " (range(&line.places)) }
                (stretched(self.height(), &drawn))
                text class="label" x="100%" y=(self.y(last.place) + 4) dx="12" {
                    tspan class="value" { (last.place) } " " (shortened(line.name, LABEL))
                }
            }
        }
    }

    fn height(&self) -> i64 {
        self.row * i64::try_from(self.lines.len()).unwrap_or(i64::MAX)
    }

    fn y(&self, place: i64) -> i64 {
        (place.saturating_sub(1).saturating_mul(self.row) + self.row / 2).clamp(0, self.height())
    }

    fn description(&self) -> String {
        let leader = self.lines.first().map(|line| shortened(line.name, TITLE)).unwrap_or_default();
        let count = self.lines.len();
        let until = self.chart.instants.last().map(|at| instant(*at)).unwrap_or_default();
        format!(
            "Lines of {count} rows by place. {leader} is first as of {until}. The table below has the exact values."
        )
    }
}

/// The places to draw: those of the kept instants at which the line changes.
fn shown(line: &Places<'_>, instants: &[Timestamp], kept: &[(i64, usize)]) -> Vec<Shown> {
    let places: Vec<_> = kept.iter().map(|(_, index)| line.places[*index]).collect();
    let points: Vec<_> = places.iter().zip(0..).map(|(place, index)| (index, *place)).collect();
    let changed = changes(&points).into_iter();
    changed.map(|(index, place)| Shown { x: kept[index].0, place, at: instants[kept[index].1] }).collect()
}

/// The last, the best and the worst place in words.
fn range(places: &[i64]) -> String {
    let number = |place: Option<&i64>| place.copied().unwrap_or_default();
    let [last, first] = [places.last(), places.first()].map(number);
    let [best, worst] = [places.iter().min(), places.iter().max()].map(number);
    format!("place {last}, began at {first}, best {best}, worst {worst}")
}
