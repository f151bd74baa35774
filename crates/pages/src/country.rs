//! Flags of countries as regional indicator symbols, which most systems show as a flag and the others as two letters.

use maud::{Markup, html};

/// The flag of an ISO 3166-1 alpha-2 code; nothing for anything else.
pub(crate) fn flag(country: Option<&str>) -> Markup {
    let code = country.filter(|code| code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic()));
    html! {
        @if let Some(code) = code {
            @let code = code.to_ascii_uppercase();
            span.flag role="img" aria-label=(code) title=(code) { (symbols(&code)) }
        }
    }
}

fn symbols(code: &str) -> String {
    code.bytes().filter_map(|letter| char::from_u32(u32::from(letter - b'A') + 0x1_F1E6)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_two_letters_has_a_flag() {
        let shown = |code| flag(code).into_string();
        assert!(shown(Some("de")).contains("🇩🇪"));
        for other in [None, Some(""), Some("d"), Some("deu"), Some("d<"), Some("ü")] {
            assert_eq!(shown(other), "");
        }
    }
}
