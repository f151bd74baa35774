//! Repairs the strings of a text that is nearly JSON: players' titles and names sometimes arrive unescaped.

use std::borrow::Cow;

/// Makes every string in the text well-formed: escapes raw control characters and backslashes that escape nothing, and
/// replaces half of a surrogate pair by U+FFFD. Assumes that quotes are right.
pub(crate) fn strings(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut repaired = String::new();
    let (mut copied, mut at, mut is_inside) = (0, 0, false);
    while let Some(&byte) = bytes.get(at) {
        let (length, replacement) = match byte {
            b'"' => {
                is_inside = !is_inside;
                (1, None)
            }
            b'\\' if is_inside => escape(bytes, at),
            0..0x20 if is_inside => (1, Some(Cow::from(format!("\\u{byte:04x}")))),
            _ => (1, None),
        };
        if let Some(replacement) = replacement {
            repaired.push_str(text.get(copied..at).unwrap_or_default());
            repaired.push_str(&replacement);
            copied = at + length;
        }
        at += length;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    repaired.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(repaired)
}

/// The length of the escape at a backslash, and its replacement.
fn escape(bytes: &[u8], at: usize) -> (usize, Option<Cow<'static, str>>) {
    const LITERAL: (usize, Option<Cow<'static, str>>) = (1, Some(Cow::Borrowed(r"\\")));
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => (2, None),
        Some(b'u') => match (unit(bytes, at), unit(bytes, at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => (12, None),
            (Some(0xD800..0xE000), _) => (6, Some(Cow::Borrowed(r"\ufffd"))),
            (Some(_), _) => (6, None),
            (None, _) => LITERAL,
        },
        _ => LITERAL,
    }
}

/// The UTF-16 code unit that is escaped there, if any.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(br"\u")?;
    digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_strings_are_repaired() {
        for (sent, read) in [
            ("\"a\tb\nc\u{1}\"", "a\tb\nc\u{1}"),
            (r#""C:\games\x41 \'""#, r"C:\games\x41 \'"),
            (r#""\u12 \u12g4 \u""#, r"\u12 \u12g4 \u"),
            (r#""\ud83d\ude00 \ud83d \ude00 \ud83d\ud83d\ude00""#, "\u{1f600} \u{fffd} \u{fffd} \u{fffd}\u{1f600}"),
            (r#""\ud83d\n \uD83D\u0041""#, "\u{fffd}\n \u{fffd}A"),
            (r#""\"\\\/\b\f\n\r\t\u00e9""#, "\"\\/\u{8}\u{c}\n\r\t\u{e9}"),
            ("\"\\\n人\\人\"", "\\\n人\\人"),
            (r#""\\\\\"""#, r#"\\""#),
        ] {
            let repaired = strings(sent);
            assert_eq!(serde_json::from_str::<String>(&repaired).unwrap(), read, "{sent}");
            assert_eq!(strings(&repaired), repaired, "mending twice is mending once");
        }
    }

    #[test]
    fn valid_text_and_text_outside_of_strings_stays() {
        for text in ["{\n\t\"a\": [1, \"\\u00e9\"]}", "\\u12", "", "\"open"] {
            assert!(matches!(strings(text), Cow::Borrowed(same) if same == text), "{text}");
        }
        assert_eq!(strings("\"open\\"), "\"open\\\\");
    }
}
