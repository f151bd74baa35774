//! The curve of an entry's rating over its games in the window.

use std::fmt::Write as _;

use domain::progression::ProgressionPoint;
use maud::{Markup, html};

use super::{
    dates::day,
    frame::{ACCENT, BACKGROUND, LEFT, MUTED, RIGHT, RULE},
    text::{Anchor, Style},
};

/// The bounds of the curve. Its scale is left of it.
const PLOT_LEFT: f32 = LEFT + 72.0;
const TOP: f32 = 344.0;
const BOTTOM: f32 = 528.0;
/// The most points that are drawn: more would lie within one pixel.
const MOST: usize = 500;

/// The curve with its scale, or a sentence when there is none.
pub(super) fn curve(points: &[ProgressionPoint]) -> Markup {
    let ratings = points.iter().map(|point| point.rating);
    let (Some(first), Some(last), Some(low), Some(high)) =
        (points.first(), points.last(), ratings.clone().min(), ratings.max())
    else {
        let style = Style::regular(28.0, MUTED);
        return style.whole("No rated game in the window yet.").at((LEFT, 440.0), Anchor::Start);
    };
    let scale = Scale { first, last, low, high };
    let label = Style::regular(20.0, MUTED);
    let (end, line) = (scale.place(last), scale.path(points));
    let days = label.whole(&day(last.completed_at));
    let is_one_day = day(first.completed_at) == day(last.completed_at);
    html! {
        @for rating in if low == high { vec![low] } else { vec![high, low] } {
            @let y = scale.y(rating);
            path d=(format!("M{PLOT_LEFT} {y}H{RIGHT}")) stroke=(RULE) stroke-width="2" {}
            (label.whole(&rating.to_string()).at((PLOT_LEFT - 14.0, y + 7.0), Anchor::End))
        }
        path d=(line) fill="none" stroke=(ACCENT) stroke-width="4" stroke-linejoin="round" stroke-linecap="round" {}
        circle cx=(end.0) cy=(end.1) r="8" fill=(ACCENT) stroke=(BACKGROUND) stroke-width="3" {}
        @if !is_one_day {
            (label.whole(&day(first.completed_at)).at((PLOT_LEFT, BOTTOM + 32.0), Anchor::Start))
        }
        (days.at((RIGHT, BOTTOM + 32.0), Anchor::End))
    }
}

/// What the axes span.
struct Scale<'a> {
    first: &'a ProgressionPoint,
    last: &'a ProgressionPoint,
    low: i64,
    high: i64,
}

impl Scale<'_> {
    fn path(&self, points: &[ProgressionPoint]) -> String {
        let each = points.len().div_ceil(MOST).max(1);
        let newest_of_each = points.chunks(each).filter_map(|points| points.last());
        let (x, y) = self.place(self.first);
        newest_of_each.fold(format!("M{x} {y}"), |mut path, point| {
            let (x, y) = self.place(point);
            // Writing to a string cannot fail.
            let _ = write!(path, "L{x} {y}");
            path
        })
    }

    fn place(&self, point: &ProgressionPoint) -> (f32, f32) {
        let since_first = |at: &ProgressionPoint| (at.completed_at - self.first.completed_at).num_seconds();
        let part = share(since_first(point), since_first(self.last)).unwrap_or(1.0);
        (rounded(PLOT_LEFT + 12.0 + part * (RIGHT - PLOT_LEFT - 24.0)), self.y(point.rating))
    }

    fn y(&self, rating: i64) -> f32 {
        let part = share(rating.saturating_sub(self.low), self.high.saturating_sub(self.low)).unwrap_or(0.5);
        rounded(BOTTOM - 8.0 - part * (BOTTOM - TOP - 16.0))
    }
}

/// `part` as a share of `whole`; `None` when there is no whole.
fn share(part: i64, whole: i64) -> Option<f32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "pixels are coarser")]
    let share = (part as f64 / whole as f64) as f32;
    (whole > 0).then_some(share)
}

/// To a tenth of a pixel.
fn rounded(pixels: f32) -> f32 {
    (pixels * 10.0).round() / 10.0
}
