//! Texts of a card: made harmless, cut to the width that they may have, and split by font.

use domain::name::{Name, is_ignorable, printable};
use maud::{Markup, html};

use super::fonts::{Face, Weight};

/// The most characters of a text that are looked at. No text of a card is as wide.
const MOST: usize = 200;
/// Marks where a text was cut.
const CUT: char = '…';
/// Shown for a character that no font has.
const MISSING: char = '□';

/// Which end of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    End,
}

/// How a text looks: its weight, the size of its font in pixels, and its colour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) fill: &'static str,
}

/// A text that fits into a width.
#[derive(Clone, Debug)]
pub(super) struct Text {
    style: Style,
    /// Each part with its font.
    runs: Vec<(Face, String)>,
    /// Its width in pixels.
    pub(super) width: f32,
    /// Whether it is not the whole text.
    pub(super) is_cut: bool,
}

/// A character that can be drawn, with its font and its width in pixels.
type Glyph = (char, Face, f32);

impl Style {
    pub(super) const fn regular(size: f32, fill: &'static str) -> Self {
        Self { weight: Weight::Regular, size, fill }
    }

    pub(super) const fn semi_bold(size: f32, fill: &'static str) -> Self {
        Self { weight: Weight::SemiBold, size, fill }
    }

    /// The text, cut with an ellipsis where it would be wider than `most` pixels.
    pub(super) fn fit(self, text: &str, most: f32) -> Text {
        let glyphs = self.glyphs(text);
        let width = glyphs.iter().map(|(.., width)| width).sum::<f32>();
        if width <= most {
            return Text::of(self, &glyphs, false);
        }
        let cut = self.glyph(CUT, None);
        let room = most - cut.map_or(0.0, |(.., width)| width);
        let fits = glyphs.iter().scan(0.0, |end, (.., width)| {
            *end += width;
            Some(*end)
        });
        let mut kept = glyphs[..fits.take_while(|end| *end <= room).count()].to_vec();
        while kept.pop_if(|(last, ..)| *last == ' ').is_some() {}
        kept.extend(cut);
        Text::of(self, &kept, true)
    }

    /// The text as wide as it is. For texts that are known to be short.
    pub(super) fn whole(self, text: &str) -> Text {
        self.fit(text, f32::INFINITY)
    }

    /// What is drawn of a text: neither characters that could harm the SVG or change its direction, nor marks that
    /// would be drawn over other lines.
    fn glyphs(self, text: &str) -> Vec<Glyph> {
        let Some(name) = Name::of_account(&printable(text), MOST) else { return Vec::new() };
        let mut glyphs: Vec<Glyph> = Vec::with_capacity(name.as_str().len());
        for character in name.as_str().chars() {
            let before = glyphs.last().map(|(_, face, _)| *face);
            let missing = || (!is_ignorable(character)).then(|| self.glyph(MISSING, before)).flatten();
            glyphs.extend(self.glyph(character, before).or_else(missing));
        }
        glyphs
    }

    fn glyph(self, character: char, before: Option<Face>) -> Option<Glyph> {
        let (face, width) = Face::of(character, self.weight, before)?;
        Some((character, face, width * self.size))
    }
}

impl Text {
    fn of(style: Style, glyphs: &[Glyph], is_cut: bool) -> Self {
        let same = glyphs.chunk_by(|(_, before, _), (_, face, _)| before == face);
        let runs =
            same.filter_map(|run| Some((run.first()?.1, run.iter().map(|(character, ..)| *character).collect())));
        let width = glyphs.iter().map(|(.., width)| width).sum();
        Self { style, runs: runs.collect(), width, is_cut }
    }

    /// The text at a position: that of its baseline's start or end.
    pub(super) fn at(&self, (x, y): (f32, f32), anchor: Anchor) -> Markup {
        let Style { size, fill, .. } = self.style;
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::End => "end",
        };
        html! {
            text x=(x) y=(y) font-size=(size) fill=(fill) text-anchor=(anchor) {
                @for (face, run) in &self.runs { tspan font-family=(format!("'{}'", face.family())) { (run) } }
            }
        }
    }
}
