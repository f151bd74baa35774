//! Parses the bytes of a request body as one JSON object.

use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::{Map, Value};

use crate::error::{Error, FieldError, Location};

/// The deepest nesting of objects and lists.
const DEEPEST: usize = 64;

/// Parses a body that must be a JSON object with a JSON content type.
///
/// # Errors
/// [`Error::Invalid`] at `["body"]` when the content type or the bytes are not JSON, or not one object.
pub(crate) fn parse(headers: &HeaderMap, bytes: &[u8]) -> Result<Map<String, Value>, Error> {
    let refuse = |why: &str| Err(Error::Invalid(vec![FieldError::not_json(why)]));
    if !is_json(headers) {
        return refuse("the content type is not JSON");
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return refuse("the body is not UTF-8") };
    if depth(text) > DEEPEST {
        return refuse("the body is nested too deeply");
    }
    match serde_json::from_str(&without_lone_surrogates(text)) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(Error::Invalid(vec![FieldError::not_an_object(&Location::Body, other)])),
        Err(error) => refuse(&format!("line {} column {}", error.line(), error.column())),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = named.and_then(|value| value.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
    let suffixed = essence.strip_prefix("application/").is_some_and(|name| name.ends_with("+json"));
    essence == "application/json" || suffixed
}

/// The depth to which objects and lists are nested.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Replaces escapes of lone surrogates by the escape of NUL, which the field that holds it refuses. Left alone, they
/// would make the whole body unparsable, and the error could not name the field.
fn without_lone_surrogates(text: &str) -> String {
    const NUL: &str = "\\u0000";
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        clean.push_str(&rest[..at]);
        rest = &rest[at..];
        let (first, second) = (escape(rest), rest.get(6..).and_then(escape));
        let taken = match (first, second) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                clean.push_str(NUL);
                rest = &rest[6..];
                continue;
            }
            (Some(_), _) => 6,
            // Any other escape: skip two characters, because the second one may be a backslash.
            (None, _) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        clean.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    clean.push_str(rest);
    clean
}

/// Parses the number of a `\uXXXX` at the beginning of `text`.
fn escape(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json() -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().unwrap())])
    }

    #[test]
    fn half_a_character_becomes_nul_and_nothing_else_changes() {
        assert_eq!(
            without_lone_surrogates(r#""\ud83d\ude00 \uD83D \udE00 \\ud800 \n é""#),
            r#""\ud83d\ude00 \u0000 \u0000 \\ud800 \n é""#
        );
        assert_eq!(without_lone_surrogates(r#""\ud83d\ud83d\ude00""#), r#""\u0000\ud83d\ude00""#);
        assert_eq!(without_lone_surrogates("\\"), "\\");
    }

    #[test]
    fn depth_counts_brackets_outside_of_texts() {
        assert_eq!(depth(r#"{"a":[{"b":"[[[{{{\""}]}"#), 3);
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
        assert!(parse(&json(), nested(64).as_bytes()).is_ok());
        assert!(parse(&json(), nested(65).as_bytes()).is_err());
        assert!(parse(&json(), nested(10_000).as_bytes()).is_err());
    }

    #[test]
    fn only_a_json_object_of_a_json_type_is_a_body() {
        assert!(parse(&json(), br#"{"a":1}"#).is_ok());
        for refused in ["", "[]", "1", "{", "{\"a\":NaN}", "\u{feff}{}", "{}x"] {
            assert!(parse(&json(), refused.as_bytes()).is_err(), "{refused:?}");
        }
        assert!(parse(&json(), b"{\"a\":\"\xff\"}").is_err());
        assert!(parse(&HeaderMap::new(), b"{}").is_err());
        let typed = |name: &str| HeaderMap::from_iter([(CONTENT_TYPE, name.parse().unwrap())]);
        assert!(parse(&typed("text/plain"), b"{}").is_err());
        assert!(parse(&typed("Application/JSON; charset=utf-8"), b"{}").is_ok());
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in any::<String>(), escapes in "(\\\\|u|d|8|[0-9a-f]|\"){0,40}") {
            let _ = parse(&json(), text.as_bytes());
            let _ = parse(&json(), format!("{{\"a\":\"{escapes}\"}}").as_bytes());
        }
    }
}
