//! Searches names as viewers type them in a chat: in part, or without case, accents, white space or clan tags.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::props::GeneralCategory;

use super::{CASES, CATEGORIES, folded};

pub(super) static NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();

/// The brackets that may surround a clan's tag.
const BRACKETS: [(char, char); 7] =
    [('[', ']'), ('(', ')'), ('{', '}'), ('<', '>'), ('|', '|'), ('«', '»'), ('【', '】')];
/// The characters that may separate a clan's tag from a name.
const SEPARATORS: [char; 7] = ['_', '|', '.', '-', '~', '=', ':'];
/// The maximum length of a clan's tag, in characters.
const LONGEST_TAG: usize = 6;

/// An index of candidates' names.
#[derive(Clone, Debug, Default)]
pub struct NameIndex(Vec<Vec<Forms>>);

/// The forms in which a name is compared.
#[derive(Clone, Debug)]
struct Forms {
    /// The folded form, which distinguishes names.
    folded: String,
    /// Its letters and digits without accents.
    letters: String,
    /// The letters without a clan's tag.
    untagged: String,
}

/// How well a name matches the query, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Same,
    SameLetters,
    SameWithoutTag,
    Beginning,
    Part,
}

impl NameIndex {
    /// Builds the index of candidates, each of which may have several names.
    pub fn of<'a, N: IntoIterator<Item = &'a str>>(candidates: impl IntoIterator<Item = N>) -> Self {
        Self(candidates.into_iter().map(|names| names.into_iter().map(Forms::of).collect()).collect())
    }

    /// The indices of the candidates that match the query best: several when they match equally well.
    #[must_use]
    pub fn search(&self, typed: &str) -> Vec<usize> {
        let typed = Forms::of(typed.trim().trim_start_matches('@'));
        if typed.letters.is_empty() {
            return Vec::new();
        }
        let fit = |names: &Vec<Forms>| names.iter().filter_map(|name| name.fit(&typed)).min();
        let fits: Vec<_> = self.0.iter().map(fit).collect();
        let Some(best) = fits.iter().flatten().min() else { return Vec::new() };
        fits.iter().enumerate().filter(|(_, fit)| fit.as_ref() == Some(best)).map(|(place, _)| place).collect()
    }
}

impl Forms {
    fn of(name: &str) -> Self {
        Self { folded: folded(name), letters: letters(name), untagged: letters(untagged(name)) }
    }

    fn fit(&self, typed: &Self) -> Option<Fit> {
        if self.folded == typed.folded {
            Some(Fit::Same)
        } else if self.letters == typed.letters {
            Some(Fit::SameLetters)
        } else if self.untagged == typed.letters || self.letters == typed.untagged || self.untagged == typed.untagged {
            Some(Fit::SameWithoutTag)
        } else if self.letters.starts_with(&typed.letters) || self.untagged.starts_with(&typed.letters) {
            Some(Fit::Beginning)
        } else if self.letters.contains(&typed.letters) {
            Some(Fit::Part)
        } else {
            None
        }
    }
}

/// A name's letters and digits without case and accents; if it has none, all of its visible characters.
fn letters(name: &str) -> String {
    let cases = CASES.fold_string(&NFKD.normalize(name)).into_owned();
    let decomposed = NFKD.normalize(&cases);
    let mut kept = String::with_capacity(decomposed.len());
    for letter in decomposed.chars().filter(|&character| is_letter(character)) {
        match plain(letter) {
            Some(plain) => kept.push_str(plain),
            None => kept.push(letter),
        }
    }
    if kept.is_empty() { folded(name).split_whitespace().collect() } else { kept }
}

/// Accents are separate combining marks in a decomposed text, but some combining marks count as letters.
fn is_letter(character: char) -> bool {
    character.is_alphanumeric() && CATEGORIES.get(character) != GeneralCategory::NonspacingMark
}

/// The plain spelling that people type for a letter that Unicode does not decompose.
pub(super) const fn plain(letter: char) -> Option<&'static str> {
    match letter {
        'ø' => Some("o"),
        'ł' => Some("l"),
        'đ' | 'ð' => Some("d"),
        'ħ' => Some("h"),
        'ı' => Some("i"),
        'æ' => Some("ae"),
        'œ' => Some("oe"),
        'þ' => Some("th"),
        _ => None,
    }
}

/// The name without a clan's tag, which is in brackets at either end or before a separator.
fn untagged(name: &str) -> &str {
    let name = name.trim();
    for (open, close) in BRACKETS {
        let front = name.strip_prefix(open).and_then(|rest| rest.split_once(close));
        let back = name.strip_suffix(close).and_then(|rest| rest.rsplit_once(open)).map(|(rest, tag)| (tag, rest));
        if let Some((_, rest)) = [front, back].into_iter().flatten().find(|(tag, rest)| is_tag(tag) && is_name(rest)) {
            return rest.trim();
        }
    }
    let parts = name.split_once(SEPARATORS);
    parts.filter(|(tag, rest)| is_tag(tag) && is_name(rest)).map_or(name, |(_, rest)| rest)
}

fn is_tag(tag: &str) -> bool {
    (1..=LONGEST_TAG).contains(&tag.trim().chars().count())
}

fn is_name(rest: &str) -> bool {
    rest.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROSTER: [&str; 14] = [
        "Anna",
        "Annabelle",
        "[aM] Hera",
        "GL.TheViper",
        "René",
        "Rene2",
        "Søren Łukasz",
        "Mr_Yo",
        "이순신",
        "♛♛",
        "TAG_Liereyy",
        "Daut (SY)",
        "Der Große",
        "ＦＵＬＬ width",
    ];

    fn found(typed: &str) -> Vec<&'static str> {
        NameIndex::of(ROSTER.map(|name| [name])).search(typed).into_iter().map(|place| ROSTER[place]).collect()
    }

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        for (typed, expected) in [
            ("Anna", &["Anna"][..]),
            ("  aNNa ", &["Anna"]),
            ("@anna", &["Anna"]),
            ("an", &["Anna", "Annabelle"]),
            ("annab", &["Annabelle"]),
            ("belle", &["Annabelle"]),
            ("hera", &["[aM] Hera"]),
            ("[AM]hera", &["[aM] Hera"]),
            ("[XY] Hera", &["[aM] Hera"]),
            ("am hera", &["[aM] Hera"]),
            ("her", &["[aM] Hera"]),
            ("viper", &["GL.TheViper"]),
            ("theviper", &["GL.TheViper"]),
            ("TheViper_", &["GL.TheViper"]),
            ("rene", &["René"]),
            ("rené", &["René"]),
            ("rene\u{301}", &["René"]),
            ("ren", &["René", "Rene2"]),
            ("soren lukasz", &["Søren Łukasz"]),
            ("SØRENŁUKASZ", &["Søren Łukasz"]),
            ("mryo", &["Mr_Yo"]),
            ("yo", &["Mr_Yo"]),
            ("이순신", &["이순신"]),
            ("이순", &["이순신"]),
            ("♛♛", &["♛♛"]),
            ("liereyy", &["TAG_Liereyy"]),
            ("daut", &["Daut (SY)"]),
            ("grosse", &["Der Große"]),
            ("DER GROSSE", &["Der Große"]),
            ("full WIDTH", &["ＦＵＬＬ width"]),
            ("𝔞𝔫𝔫𝔞", &["Anna"]),
            ("zebra", &[]),
            ("", &[]),
            (" @ ", &[]),
            ("\u{200b}", &[]),
        ] {
            assert_eq!(found(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn the_better_fit_goes_first_whoever_it_is() {
        let index = NameIndex::of([vec!["TAG_Anna"], vec!["Anna2", "anna"], vec!["Joanna"], vec!["Ánna"]]);
        assert_eq!(index.search("Anna"), [1], "another name of the same candidate is as good");
        assert_eq!(index.search("ánna"), [3]);
        assert_eq!(index.search("nna"), [0, 1, 2, 3]);
        assert_eq!(index.search("tag"), [0]);
        let tagged = NameIndex::of([["[A] Bo"], ["[B] Bo"], ["Bob"]]);
        assert_eq!(tagged.search("bo"), [0, 1], "whose tag differs is the same otherwise");
        assert_eq!(tagged.search("[b] bo"), [1]);
        assert_eq!(NameIndex::default().search("anna"), [0; 0]);
    }

    proptest! {
        #[test]
        fn whoever_is_called_as_typed_is_found(names in prop::collection::vec(any::<String>(), 1..8), one in any::<prop::sample::Index>()) {
            let place = one.index(names.len());
            let index = NameIndex::of(names.iter().map(|name| [name.as_str()]));
            let found = index.search(&names[place]);
            let typed = names[place].trim().trim_start_matches('@');
            prop_assert!(letters(typed).is_empty() || typed != names[place] || found.contains(&place));
        }
    }
}
