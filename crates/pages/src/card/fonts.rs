//! The fonts of cards, built in, and the widths of their glyphs.
//!
//! Each character is drawn with the first font that has it, so a name may need several. `fonts/subset.sh` says where
//! they come from.

use std::sync::{Arc, LazyLock};

use resvg::usvg::{
    FontFamily, FontResolver, Options,
    fontdb::{Database, ID, Source},
};
use skrifa::{
    FontRef, MetadataProvider as _,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};

/// How heavy a text is. Only letters of the first two fonts can be heavier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// For most texts.
    Regular,
    /// For what a reader should see first.
    SemiBold,
}

/// One font, by its place among the fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Face(usize);

/// A built-in font: its name, and its file.
struct File(&'static str, &'static [u8]);

/// A font whose glyphs can be measured.
struct Measured {
    glyphs: Charmap<'static>,
    widths: GlyphMetrics<'static>,
    units_per_em: f32,
}

macro_rules! files {
    ($($file:literal)*) => {
        [$(File($file, include_bytes!(concat!("../../fonts/", $file)))),*]
    };
}

/// In the order in which a character is looked for. Math before symbols, because it has letters in other styles; emoji
/// after symbols, whose signs fit better between letters.
static FILES: [File; 14] = files![
    "Inter-Regular.otf"
    "Inter-SemiBold.otf"
    "NotoSansHebrew.ttf"
    "NotoSansArabic.ttf"
    "NotoSansArmenian.ttf"
    "NotoSansGeorgian.ttf"
    "NotoSansThai.ttf"
    "NotoSansDevanagari.ttf"
    "NotoSansHangul.otf"
    "DroidSansFallback.ttf"
    "NotoSansMath.ttf"
    "NotoSansSymbols.ttf"
    "NotoSansSymbols2.ttf"
    "NotoEmoji.ttf"
];

static MEASURED: LazyLock<Vec<Option<Measured>>> = LazyLock::new(|| FILES.iter().map(measured).collect());

/// What usvg needs to lay texts out. It finds no font or file besides the built-in ones.
pub(super) static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut database = Database::new();
    let load = |file: &File| database.load_font_source(Source::Binary(Arc::new(file.1))).first().copied();
    let ids: Arc<[Option<ID>]> = FILES.iter().map(load).collect();
    let by_name = Arc::clone(&ids);
    let font_resolver = FontResolver {
        select_font: Box::new(move |font, _| {
            let place = |family: &FontFamily| match family {
                FontFamily::Named(name) => FILES.iter().position(|file| file.0 == name),
                _ => None,
            };
            font.families().iter().find_map(place).and_then(|place| by_name[place])
        }),
        select_fallback: Box::new(move |character, used, _| {
            let has = |place: &usize| Face(*place).width(character).is_some();
            let mut others = (0..FILES.len()).filter(has).filter_map(|place| ids[place]);
            others.find(|id| !used.contains(id))
        }),
    };
    Options { fontdb: Arc::new(database), font_resolver, ..Options::default() }
});

impl Face {
    /// The font that draws `character`, and its width as a part of the font's size; `None` when no font has it.
    /// `before` is the font of the character before it, which is kept for what several fonts have.
    pub(super) fn of(character: char, weight: Weight, before: Option<Self>) -> Option<(Self, f32)> {
        let first = Self(match weight {
            Weight::Regular => 0,
            Weight::SemiBold => 1,
        });
        let mut all = [first].into_iter().chain(before).chain((2..FILES.len()).map(Self));
        all.find_map(|face| Some((face, face.width(character)?)))
    }

    /// The name by which [`OPTIONS`] find the font.
    pub(super) fn family(self) -> &'static str {
        FILES[self.0].0
    }

    fn width(self, character: char) -> Option<f32> {
        let font = MEASURED[self.0].as_ref()?;
        Some(font.widths.advance_width(font.glyphs.map(character)?)? / font.units_per_em)
    }
}

fn measured(file: &'static File) -> Option<Measured> {
    let font = FontRef::new(file.1).ok()?;
    let (size, location) = (Size::unscaled(), LocationRef::default());
    let units_per_em = f32::from(font.metrics(size, location).units_per_em);
    Some(Measured { glyphs: font.charmap(), widths: font.glyph_metrics(size, location), units_per_em })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_can_be_read() {
        assert!(MEASURED.iter().all(Option::is_some));
        assert_eq!(OPTIONS.fontdb.len(), FILES.len());
    }

    #[test]
    fn digits_have_one_width() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let width = |digit| Face::of(digit, weight, None).unwrap().1;
            assert!(('0'..='9').all(|digit| (width(digit) - width('0')).abs() < 0.002), "{weight:?}");
        }
    }

    #[test]
    fn most_scripts_of_names_have_a_font() {
        for text in [
            "Ångström",
            "Łukasz",
            "Nguyễn",
            "Τάκης",
            "Тарас Ґ",
            "שלום",
            "محمد",
            "สมชาย",
            "नमस्ते",
            "გიორგი",
            "Հայկ",
            "李小龙",
            "龍櫻さくらサクラ",
            "김철수뷁",
            "𝕳𝖊𝖗𝖆",
            "⚔★♛♥",
            "🏆🔥👑",
            "…–·→□",
        ] {
            for character in text.chars() {
                assert!(Face::of(character, Weight::SemiBold, None).is_some(), "{text}: {character:?}");
            }
        }
    }
}
