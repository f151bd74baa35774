//! The card of a tournament: its name, its dates, and the top of its table.

use domain::{
    clock::Timestamp,
    standings::StandingRow,
    tournament::{RankBy, Tournament},
};
use maud::{Markup, html};

use super::{
    frame::{ACCENT, LEFT, MUTED, PANEL, RIGHT, TEXT, card, counted, footer, heading, phase_badge, updated_at},
    text::{Anchor, Style},
};

/// The most places on a card.
const MOST_ROWS: usize = 8;
/// The top and the bottom of the rows.
const TOP: f32 = 208.0;
const BOTTOM: f32 = 560.0;
/// The height of a row when there are few.
const TALLEST: f32 = 104.0;
/// The right ends of the columns of places, countries, ratings and records.
const PLACE: f32 = LEFT + 52.0;
const NAME: f32 = PLACE + 24.0;
const COUNTRY: f32 = 780.0;
const RATING: f32 = 960.0;
const RECORD: f32 = RIGHT - 16.0;
/// The widths of the columns of countries, and of ratings and records.
const COUNTRY_WIDTH: f32 = 70.0;
const NUMBER_WIDTH: f32 = 160.0;

/// What the card of a tournament shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StandingsCard<'a> {
    /// The tournament.
    pub(crate) tournament: &'a Tournament,
    /// Its whole table.
    pub(crate) rows: &'a [StandingRow],
    /// The time at which its state is told.
    pub(crate) now: Timestamp,
}

impl StandingsCard<'_> {
    /// The card as SVG.
    pub(crate) fn svg(&self) -> String {
        let (window, entries) = (self.tournament.window, counted(self.rows.len(), "entry", "entries"));
        let title = heading(&self.tournament.name, [58.0, 46.0], RIGHT - LEFT);
        card(&html! {
            (title.at((LEFT, 94.0), Anchor::Start))
            (phase_badge(window, self.now, 151.0, &entries))
            @if self.rows.is_empty() {
                (Style::regular(36.0, MUTED).whole("Nobody is entered yet.").at((LEFT, 380.0), Anchor::Start))
            } @else {
                (self.table())
            }
            (footer(&self.shown(), updated_at(self.tournament, self.rows, self.now)))
        })
    }

    fn table(&self) -> Markup {
        let shown = &self.rows[..self.rows.len().min(MOST_ROWS)];
        #[expect(clippy::cast_precision_loss, reason = "there are at most eight rows")]
        let height = ((BOTTOM - TOP) / shown.len() as f32).min(TALLEST);
        let head = Style::regular(19.0, MUTED);
        let rating = match self.tournament.rank_by {
            RankBy::PeakRating => "Peak rating",
            RankBy::CurrentRating => "Rating",
        };
        html! {
            (head.whole(rating).at((RATING, TOP - 14.0), Anchor::End))
            (head.whole("Won – lost").at((RECORD, TOP - 14.0), Anchor::End))
            @for (index, row) in shown.iter().enumerate() { (self.row(row, index, height)) }
        }
    }

    fn row(&self, row: &StandingRow, index: usize, height: f32) -> Markup {
        #[expect(clippy::cast_precision_loss, reason = "there are at most eight rows")]
        let top = TOP + height * index as f32;
        let size = (height * 0.62).min(44.0);
        let baseline = top + height / 2.0 + size * 0.36;
        let place = if index < 3 { ACCENT } else { MUTED };
        let record = &row.tournament_record;
        let rating = match self.tournament.rank_by {
            RankBy::PeakRating => row.max_rating,
            RankBy::CurrentRating => row.current_rating,
        };
        let at_end = |text: &str, style: Style, (x, most)| style.fit(text, most).at((x, baseline), Anchor::End);
        let name = Style::semi_bold(size, TEXT).fit(&row.name, COUNTRY - COUNTRY_WIDTH - NAME);
        html! {
            @if index.is_multiple_of(2) {
                rect x=(LEFT) y=(top) width=(RIGHT - LEFT) height=(height) rx="8" fill=(PANEL) {}
            }
            (at_end(&(index + 1).to_string(), Style::semi_bold(size, place), (PLACE, PLACE - LEFT)))
            (name.at((NAME, baseline), Anchor::Start))
            @if let Some(country) = &row.country {
                (at_end(&country.to_uppercase(), Style::regular(size * 0.7, MUTED), (COUNTRY, COUNTRY_WIDTH)))
            }
            (at_end(&number(rating), Style::semi_bold(size, TEXT), (RATING, NUMBER_WIDTH)))
            (at_end(&results(record.wins, record.losses), Style::regular(size * 0.9, MUTED), (RECORD, NUMBER_WIDTH)))
        }
    }

    /// Which part of the table is on the card.
    fn shown(&self) -> String {
        match self.rows.len() {
            0 => String::new(),
            all if all <= MOST_ROWS => "Standings".to_owned(),
            all => format!("Top {MOST_ROWS} of {all}"),
        }
    }
}

/// A rating, or a dash without one.
pub(super) fn number(rating: Option<i64>) -> String {
    rating.map_or_else(|| "–".to_owned(), |rating| rating.to_string())
}

/// Wins and losses, or a dash without games.
pub(super) fn results(wins: i64, losses: i64) -> String {
    if (wins, losses) == (0, 0) { "–".to_owned() } else { format!("{wins} – {losses}") }
}
