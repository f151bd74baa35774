//! What all cards share: colours, margins, the background, the line with the phase and dates, and the footer.

use domain::{
    clock::Timestamp,
    standings::StandingRow,
    tournament::{Tournament, Window},
};
use maud::{Markup, html};

use super::{
    HEIGHT, WIDTH,
    dates::{dates, minute, word},
    text::{Anchor, Style, Text},
};
use crate::phase::Phase;

pub(super) const BACKGROUND: &str = "#0f1520";
/// Behind every other row, and behind boxes.
pub(super) const PANEL: &str = "#182131";
/// Lines that separate.
pub(super) const RULE: &str = "#2a3649";
pub(super) const TEXT: &str = "#f3f6fb";
pub(super) const MUTED: &str = "#a3b0c4";
pub(super) const ACCENT: &str = "#f5bd4f";
pub(super) const GREEN: &str = "#5fdd9d";
pub(super) const RED: &str = "#ff8f87";

/// The horizontal bounds of what is on a card.
pub(super) const LEFT: f32 = 64.0;
pub(super) const RIGHT: f32 = 1136.0;

/// The baseline of the footer.
const FOOTER: f32 = 598.0;
/// The height of the box around the phase.
const BADGE_HEIGHT: f32 = 36.0;

/// A whole card.
pub(super) fn card(content: &Markup) -> String {
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(WIDTH) height=(HEIGHT) xml:space="preserve" {
            rect width=(WIDTH) height=(HEIGHT) fill=(BACKGROUND) {}
            rect width=(WIDTH) height="8" fill=(ACCENT) {}
            (content)
        }
    };
    svg.into_string()
}

/// A heading in the largest of `sizes` in which it fits; cut in the smallest.
pub(super) fn heading(text: &str, sizes: [f32; 2], most: f32) -> Text {
    let [larger, smaller] = sizes.map(|size| Style::semi_bold(size, TEXT).fit(text, most));
    if larger.is_cut { smaller } else { larger }
}

/// The phase in a box, followed by the dates and by `more`.
pub(super) fn phase_badge(window: Window, now: Timestamp, baseline: f32, more: &str) -> Markup {
    let phase = Phase::of(&window, now);
    let fill = match phase {
        Phase::Coming => MUTED,
        Phase::Running => GREEN,
        Phase::Final => ACCENT,
    };
    let word = Style::semi_bold(22.0, BACKGROUND).whole(word(phase));
    let width = word.width + 32.0;
    let dates = dates(window, now);
    let details = [dates.as_str(), more].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ·  ");
    let after = LEFT + width + 18.0;
    html! {
        rect x=(LEFT) y=(baseline - 26.0) width=(width) height=(BADGE_HEIGHT) rx=(BADGE_HEIGHT / 2.0) fill=(fill) {}
        (word.at((LEFT + 16.0, baseline), Anchor::Start))
        (Style::regular(26.0, MUTED).fit(&details, RIGHT - after).at((after, baseline), Anchor::Start))
    }
}

/// When something on a card of these rows last changed; `None` when that is not known, or when the table is final.
///
/// It is not the time of the last poll, so that a card stays the same until what it shows changes.
pub(super) fn updated_at(tournament: &Tournament, rows: &[StandingRow], now: Timestamp) -> Option<Timestamp> {
    let is_final = Phase::of(&tournament.window, now) == Phase::Final;
    rows.iter().filter_map(|row| row.updated_at).max().filter(|_| !is_final)
}

/// The last line: what the card shows, and when that last changed.
pub(super) fn footer(shown: &str, updated_at: Option<Timestamp>) -> Markup {
    let style = Style::regular(21.0, MUTED);
    let age = updated_at.map(|at| style.whole(&format!("Updated {}", minute(at))));
    let most = RIGHT - LEFT - age.as_ref().map_or(0.0, |age| age.width + 24.0);
    html! {
        (style.fit(shown, most).at((LEFT, FOOTER), Anchor::Start))
        @if let Some(age) = age { (age.at((RIGHT, FOOTER), Anchor::End)) }
    }
}

/// A number with its noun.
pub(super) fn counted(number: usize, noun: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { noun } else { plural })
}
