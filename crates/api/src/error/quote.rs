//! Quotes inputs in errors, cut to a bounded length, because errors are stored with their `Idempotency-Key` too.

use std::io;

use serde_json::Value;

/// The longest quote, in bytes of JSON.
const LONGEST: usize = 256;
/// Marks the end of a quote that was cut.
const ELLIPSIS: char = '…';

/// Returns the input if it is short; otherwise the beginning of its text, or of its JSON if it is not a string.
pub(super) fn quoted(input: Value) -> Value {
    match (beginning(&input), input) {
        (None, short) => short,
        (Some(_), Value::String(text)) => cut(&text).into(),
        (Some(beginning), _) => cut(&beginning).into(),
    }
}

/// Quotes a path or a name.
pub(super) fn quoted_text(text: &str) -> String {
    if text.len() <= LONGEST { text.to_owned() } else { cut(text) }
}

/// Returns the beginning of a value's JSON if that is too long to be quoted whole.
fn beginning(value: &Value) -> Option<String> {
    let mut written = Beginning(Vec::with_capacity(LONGEST));
    serde_json::to_writer(&mut written, value).is_err().then(|| String::from_utf8_lossy(&written.0).into_owned())
}

/// A writer that accepts [`LONGEST`] bytes and then fails.
struct Beginning(Vec<u8>);

impl io::Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = LONGEST - self.0.len();
        self.0.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room { Err(io::ErrorKind::StorageFull.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Cuts `text` to what fits a quote as a JSON string, and adds an ellipsis.
fn cut(text: &str) -> String {
    let mut room = LONGEST - "\"\"".len() - ELLIPSIS.len_utf8();
    let fits = |letter: &char| {
        let fits = room.checked_sub(json_length(*letter));
        room = fits.unwrap_or_default();
        fits.is_some()
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    cut.push(ELLIPSIS);
    cut
}

/// The length of a character in a JSON string, in bytes.
const fn json_length(letter: char) -> usize {
    match letter {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => letter.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_short_is_quoted_whole() {
        for short in [json!("x".repeat(254)), json!("\0".repeat(42)), json!([[["é"]], 7, null]), json!(1e300)] {
            assert_eq!(quoted(short.clone()), short);
        }
    }

    #[test]
    fn what_is_long_is_cut_on_a_character() {
        assert_eq!(quoted(json!("x".repeat(255))), json!("x".repeat(251) + "…"));
        assert_eq!(quoted(json!("é".repeat(1_000))), json!("é".repeat(125) + "…"));
        assert_eq!(quoted(json!(vec![7; 1_000])), json!(format!("[{}…", "7,".repeat(125))));
        assert_eq!(quoted_text(&"/ä".repeat(200)), "/ä".repeat(83) + "/…");
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![any::<i64>().prop_map(Value::from), any::<String>().prop_map(Value::from)];
        leaf.prop_recursive(4, 200, 40, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..40).prop_map(Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..20)
                    .prop_map(|fields| fields.into_iter().collect::<Value>()),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_quote_is_longer_than_its_limit(value in values(), text in any::<String>(), times in 0..200_usize) {
            prop_assert!(quoted(value).to_string().len() <= LONGEST);
            prop_assert!(quoted(text.repeat(times).into()).to_string().len() <= LONGEST);
        }
    }
}
