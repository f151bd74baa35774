//! Names that hosts give to entries and teams. They are stored in Unicode NFC without characters that harm a page, and
//! compared by a folded key that ignores case, white space and invisible characters.

mod ascii;
mod search;

use std::sync::LazyLock;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed,
    props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory},
};

pub use ascii::ascii;
pub use search::NameIndex;

/// The most combining marks on one letter. More of them would be drawn over the lines above and below.
const MOST_MARKS: usize = 2;

static NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
static NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();
static CASES: LazyLock<CaseMapperBorrowed<'static>> = LazyLock::new(CaseMapper::new);
static CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();
static IGNORABLE: LazyLock<CodePointSetDataBorrowed<'static>> =
    LazyLock::new(CodePointSetData::new::<DefaultIgnorableCodePoint>);
static BIDI_CONTROLS: LazyLock<CodePointSetDataBorrowed<'static>> = LazyLock::new(CodePointSetData::new::<BidiControl>);

/// A normalised name of an entry or a team, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why a text cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It has a control character: C0, C1, a line or paragraph separator, or one that changes the direction of text.
    Control(char),
    /// A letter carries more than two combining marks.
    TooManyMarks,
    /// It has characters, but none of them is visible.
    Invisible,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Control(control) => {
                write!(f, "a name must not contain control characters (U+{:04X})", u32::from(*control))
            }
            Self::TooManyMarks => f.write_str("a letter of a name must not carry more than two combining marks"),
            Self::Invisible => f.write_str("a name must have a character that can be seen"),
        }
    }
}

impl Name {
    /// Normalises `text` into a name: trimmed and in NFC. Does not check the length, so the name may be empty.
    ///
    /// # Errors
    /// [`Unfit`] with the first problem found.
    pub fn new(text: &str) -> Result<Self, Unfit> {
        let name = NFC.normalize(text.trim());
        if let Some(control) = name.chars().find(|&character| is_control(character)) {
            return Err(Unfit::Control(control));
        }
        if marks(&name).any(|(_, marks)| marks > MOST_MARKS) {
            return Err(Unfit::TooManyMarks);
        }
        if !name.is_empty() && !name.chars().any(is_visible) {
            return Err(Unfit::Invisible);
        }
        Ok(Self(name.into_owned()))
    }

    /// Makes a name of an account's alias, which hosts cannot correct: drops the characters that a name must not have,
    /// and what exceeds `most` characters. `None` when nothing visible is left.
    #[must_use]
    pub fn of_account(alias: &str, most: usize) -> Option<Self> {
        let alias: String = alias.chars().filter(|&character| !is_control(character)).collect();
        let alias = NFC.normalize(alias.trim());
        let kept = marks(&alias).filter(|(_, marks)| *marks <= MOST_MARKS).map(|(character, _)| character);
        let kept: String = kept.take(most).collect();
        Self::new(&kept).ok().filter(|name| !name.0.is_empty())
    }

    /// The name as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name is indistinguishable from `other`, which may date from before names were checked.
    #[must_use]
    pub fn is_like(&self, other: &str) -> bool {
        folded(&self.0) == folded(other)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

/// The key by which names are compared: the canonical caseless form (The Unicode Standard, D145), with each run of
/// white space as one space, and without invisible characters.
#[must_use]
pub fn folded(name: &str) -> String {
    let cases = CASES.fold_string(&NFD.normalize(name)).into_owned();
    // Before the normalisation, which does not reorder marks across an invisible character.
    let seen: String = cases.chars().filter(|&character| !IGNORABLE.contains(character)).collect();
    NFD.normalize(&seen).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Removes what could harm the medium that shows the text: control characters, those that change the direction of text,
/// and code points that are not characters. Each run of white space becomes one space.
#[must_use]
pub fn printable(text: &str) -> String {
    let spaced = |character: char| if character.is_whitespace() { ' ' } else { character };
    let kept: String =
        text.chars().map(spaced).filter(|&character| !is_control(character) && is_assigned(character)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character is invisible where a font does not have it: it only says how others are drawn.
#[must_use]
pub fn is_ignorable(character: char) -> bool {
    IGNORABLE.contains(character)
}

/// Whether the code point can ever be a character (The Unicode Standard, D14): XML accepts no others.
fn is_assigned(character: char) -> bool {
    !(u32::from(character) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&character))
}

/// Each character with the number of combining marks on its letter so far, itself included. An invisible character does
/// not start a new letter.
fn marks(name: &str) -> impl Iterator<Item = (char, usize)> {
    name.chars().scan(0, |on_letter, character| {
        let is_mark =
            matches!(CATEGORIES.get(character), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark);
        if is_mark {
            *on_letter += 1;
        } else if !IGNORABLE.contains(character) {
            *on_letter = 0;
        }
        Some((character, *on_letter))
    })
}

fn is_control(character: char) -> bool {
    use GeneralCategory::{Control, LineSeparator, ParagraphSeparator};
    let category = CATEGORIES.get(character);
    matches!(category, Control | LineSeparator | ParagraphSeparator) || BIDI_CONTROLS.contains(character)
}

fn is_visible(character: char) -> bool {
    use GeneralCategory::{EnclosingMark, Format, NonspacingMark, SpacingMark};
    /// The only symbol that is drawn as blank: a Braille cell without dots.
    const BRAILLE_BLANK: char = '\u{2800}';
    let category = CATEGORIES.get(character);
    let hangs_on_another = matches!(category, EnclosingMark | Format | NonspacingMark | SpacingMark);
    let is_blank = character.is_whitespace() || IGNORABLE.contains(character) || character == BRAILLE_BLANK;
    !hangs_on_another && !is_blank && !is_control(character)
}

#[cfg(test)]
mod tests;
