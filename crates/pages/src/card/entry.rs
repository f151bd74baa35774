//! The card of an entry: its place, ratings and results, and its rating over the window.

use std::slice;

use domain::{
    clock::Timestamp,
    progression::ProgressionPoint,
    standings::StandingRow,
    tournament::{RankBy, Tournament},
};
use maud::{Markup, html};

use super::{
    curve::curve,
    frame::{ACCENT, GREEN, LEFT, MUTED, PANEL, RED, RIGHT, TEXT, card, footer, heading, phase_badge, updated_at},
    standings::{number, results},
    text::{Anchor, Style},
};

/// The boxes with numbers: their top, their height, and the space between them.
const TOP: f32 = 192.0;
const HEIGHT: f32 = 112.0;
const GAP: f32 = 16.0;
/// How many boxes there are.
const BOXES: f32 = 5.0;
/// The room for a team's initials or a country in the heading.
const TAG: f32 = 200.0;

/// What the card of an entry shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryCard<'a> {
    /// The tournament.
    pub(crate) tournament: &'a Tournament,
    /// The entry's row of the table.
    pub(crate) row: &'a StandingRow,
    /// Its place in the table, the first being 1, and how many entries the table has.
    pub(crate) place: (usize, usize),
    /// Its rating after each game in the window, the oldest first.
    pub(crate) points: &'a [ProgressionPoint],
    /// The time at which the tournament's state is told.
    pub(crate) now: Timestamp,
}

/// A box's label, what it says, and in which colour.
type Fact = (&'static str, String, &'static str);

impl EntryCard<'_> {
    /// The card as SVG.
    pub(crate) fn svg(&self) -> String {
        let tag = Style::regular(30.0, MUTED).fit(&self.tag(), TAG);
        let name = heading(&self.row.name, [58.0, 46.0], RIGHT - LEFT - tag.width - 24.0);
        let after = LEFT + name.width + 20.0;
        card(&html! {
            (name.at((LEFT, 94.0), Anchor::Start))
            (tag.at((after, 94.0), Anchor::Start))
            (phase_badge(self.tournament.window, self.now, 151.0, &self.tournament.name))
            @for (index, fact) in (0_u8..).zip(self.facts()) { (boxed(f32::from(index), &fact)) }
            (curve(self.points))
            (footer("", updated_at(self.tournament, slice::from_ref(self.row), self.now)))
        })
    }

    /// The team and the country.
    fn tag(&self) -> String {
        let team = self.row.team.as_ref().map(|team| team.initials.clone());
        let country = self.row.country.as_ref().map(|country| country.to_uppercase());
        [team, country].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn facts(&self) -> [Fact; 5] {
        let (row, (place, entries)) = (self.row, self.place);
        let record = &row.tournament_record;
        let peak = ("Peak rating", number(row.max_rating));
        let current = ("Rating", number(row.current_rating));
        let (first, second) = match self.tournament.rank_by {
            RankBy::PeakRating => (peak, current),
            RankBy::CurrentRating => (current, peak),
        };
        let (streak, colour) = match record.streak {
            0 => ("–".to_owned(), TEXT),
            wins @ 1.. => (format!("{wins} won"), GREEN),
            losses => (format!("{} lost", losses.unsigned_abs()), RED),
        };
        [
            ("Place", format!("{place} of {entries}"), ACCENT),
            (first.0, first.1, TEXT),
            (second.0, second.1, TEXT),
            ("Won – lost", results(record.wins, record.losses), TEXT),
            ("Streak", streak, colour),
        ]
    }
}

fn boxed(index: f32, (label, text, fill): &Fact) -> Markup {
    let width = (RIGHT - LEFT - GAP * (BOXES - 1.0)) / BOXES;
    let left = LEFT + (width + GAP) * index;
    let inner = left + 18.0;
    html! {
        rect x=(left) y=(TOP) width=(width) height=(HEIGHT) rx="10" fill=(PANEL) {}
        (Style::regular(20.0, MUTED).whole(label).at((inner, TOP + 36.0), Anchor::Start))
        (Style::semi_bold(38.0, fill).fit(text, width - 36.0).at((inner, TOP + 86.0), Anchor::Start))
    }
}
