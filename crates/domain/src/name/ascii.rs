//! Names in ASCII, for formats that have nothing else.

use icu_properties::props::GeneralCategory;

use super::{
    CATEGORIES, printable,
    search::{NFKD, plain},
};

/// In place of a character that ASCII has no spelling for.
const UNKNOWN: char = '?';

/// The text in printable ASCII: without accents, and with a question mark for each character that has no such spelling.
#[must_use]
pub fn ascii(text: &str) -> String {
    let decomposed = NFKD.normalize(&printable(text)).into_owned();
    let mut spelled = String::with_capacity(decomposed.len());
    for character in decomposed.chars() {
        if character.is_ascii() {
            spelled.push(character);
        } else if let Some(letters) = letters(character) {
            spelled.push_str(&letters);
        } else if CATEGORIES.get(character) != GeneralCategory::NonspacingMark {
            spelled.push(UNKNOWN);
        }
    }
    // A compatibility decomposition may contain spaces, and characters of none of its own at the ends.
    printable(&spelled)
}

/// The spelling of a letter that Unicode does not decompose.
fn letters(character: char) -> Option<String> {
    match character {
        'ß' => Some("ss".to_owned()),
        '‐'..='―' => Some("-".to_owned()),
        '‘' | '’' => Some("'".to_owned()),
        _ => {
            let mut lower = character.to_lowercase();
            let (Some(one), None) = (lower.next(), lower.next()) else { return None };
            let spelled = plain(one)?;
            Some(if one == character { spelled.to_owned() } else { spelled.to_uppercase() })
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_have_their_plain_spelling() {
        for (text, spelled) in [
            ("René Müller", "Rene Muller"),
            ("Søren ŁUKASZ Ægir Große", "Soren LUKASZ AEgir Grosse"),
            ("ＦＵＬＬ width", "FULL width"),
            ("이", "???"),
            ("♛ a–b’s", "? a-b's"),
            ("a\r\n\u{202e}b\0", "a b"),
            ("", ""),
        ] {
            let found = ascii(text);
            // Hangul syllables decompose into their letters, of which there may be two or three.
            assert!(found == spelled || text == "이" && found.chars().all(|letter| letter == '?'), "{text}: {found}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_printable_ascii_on_one_line(text in any::<String>()) {
            let spelled = ascii(&text);
            prop_assert!(spelled.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{spelled:?}");
        }
    }
}
