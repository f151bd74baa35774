//! One value of a payload, parsed late and leniently, so that an invalid value affects nothing else.

mod duplicate_keys;

use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::value::RawValue;

use crate::{Error, repair};
use duplicate_keys::with_keys_once;

/// A value as it was sent. Absent and null parse alike, as services mix them, but can be told apart. What 0 and
/// -1 mean differs from key to key and is not decided here.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'a>(Option<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Field<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}

impl<'a> Field<'a> {
    fn json(self) -> Option<&'a str> {
        self.0.map(RawValue::get).filter(|json| *json != "null")
    }

    /// Whether the key is there with a null value.
    pub fn is_null(self) -> bool {
        self.0.is_some_and(|value| value.get() == "null")
    }

    /// Whether this cannot be a number: the key is missing, or its value is of another kind.
    pub fn is_no_number(self) -> bool {
        !self.is_null() && self.int().is_none()
    }

    /// A whole number: ids are sometimes sent as strings, and a float without a fraction counts too.
    pub fn int(self) -> Option<i64> {
        let json = self.json()?;
        match json {
            "true" => return Some(1),
            "false" => return Some(0),
            _ => {}
        }
        if json.starts_with('"') {
            let text: String = serde_json::from_str(json).ok()?;
            return whole(text.trim());
        }
        whole(json)
    }

    /// A text that is not blank, without the NUL characters that Postgres refuses. Half of a surrogate pair becomes a
    /// replacement character; a text of only those counts as blank.
    pub fn text(self) -> Option<String> {
        let mut text = self.string()?;
        text.retain(|character| character != '\0');
        (!text.trim().is_empty()).then_some(text)
    }

    /// A text as it is, blank or not.
    pub fn string(self) -> Option<String> {
        let json = self.json().filter(|json| json.starts_with('"'))?;
        if let Ok(text) = serde_json::from_str(json) {
            return Some(text);
        }
        let text: String = serde_json::from_str(&repair::strings(json)).ok()?;
        Some(if text.chars().all(|c| c == char::REPLACEMENT_CHARACTER) { String::new() } else { text })
    }

    /// The elements of a list, unparsed; `None` when this is no list.
    pub fn list(self) -> Option<Vec<Self>> {
        serde_json::from_str(self.json()?).ok()
    }

    /// A row. Serde alone would also accept a list, and would reject duplicate keys.
    pub fn row<T: Deserialize<'a>>(self) -> Option<T> {
        let json = self.json().filter(|json| json.starts_with('{'))?;
        serde_json::from_str(json).ok().or_else(|| with_keys_once(json))
    }

    /// The rows of a list, none when this is no list; counts the elements that are not a row.
    pub fn rows<T: Deserialize<'a>>(self, dropped: &mut usize) -> Vec<T> {
        self.rows_and_strange(dropped, &mut 0)
    }

    /// Like [`Self::rows`]; also counts the elements that are neither a row nor null.
    pub fn rows_and_strange<T: Deserialize<'a>>(self, dropped: &mut usize, strange: &mut usize) -> Vec<T> {
        let list = self.list().unwrap_or_default();
        let nulls = list.iter().filter(|element| element.is_null()).count();
        let listed = list.len();
        let rows: Vec<T> = list.into_iter().filter_map(Self::row).collect();
        *dropped += listed - rows.len();
        *strange += listed - rows.len() - nulls;
        rows
    }

    /// Like [`Self::rows`], for an answer that requires the list called `name`.
    pub fn needed_rows<T: Deserialize<'a>>(self, name: &'static str, dropped: &mut usize) -> Result<Vec<T>, Error> {
        self.lacks_list(name).map_or_else(|| Ok(self.rows(dropped)), Err)
    }

    /// The error for an answer that requires the list called `name` and lacks it; `None` when this is a list.
    pub fn lacks_list(self, name: &'static str) -> Option<Error> {
        self.list().is_none().then_some(Error::WrongShape { lacks: name })
    }
}

/// Parses a text as an answer's outermost object.
pub fn object<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, Error> {
    let is_object = body.trim_start().starts_with('{');
    if is_object && let Ok(object) = serde_json::from_str(body) {
        return Ok(object);
    }
    match serde_json::from_str::<IgnoredAny>(body) {
        Ok(_) => Err(Error::WrongShape { lacks: "a well-formed object" }),
        Err(_) => Err(Error::not_json(body)),
    }
}

fn whole(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    // Beyond 2^53 a float cannot represent every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number: f64 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "checked: a whole number within 53 bits")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    crate::rows! {
        /// A row.
        Race { id, name }
    }

    fn field(json: &str) -> Field<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_come_in_several_shapes() {
        for (json, number) in [
            ("7", Some(7)),
            ("-1", Some(-1)),
            ("0", Some(0)),
            ("\"25478303\"", Some(25_478_303)),
            ("\" 12 \"", Some(12)),
            ("3.0", Some(3)),
            ("\"3.0\"", Some(3)),
            ("1e3", Some(1000)),
            ("true", Some(1)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("-1e300", None),
            ("3.5", None),
            ("\"NaN\"", None),
            ("\"inf\"", None),
            ("\"\"", None),
            ("\"seven\"", None),
            ("null", None),
            ("[7]", None),
            ("{}", None),
            (r#""\ud800""#, None),
        ] {
            assert_eq!(field(json).int(), number, "{json}");
        }
        assert_eq!(Field::default().int(), None);
    }

    #[test]
    fn texts_can_be_stored_in_postgres() {
        assert_eq!(field(r#""a\u0000b""#).text().as_deref(), Some("ab"));
        assert_eq!(field(r#"" 人 ""#).text().as_deref(), Some(" 人 "));
        for json in [r#""""#, r#"" ""#, r#""\u0000""#, r#""\ud83d""#, "null", "7", "[]"] {
            assert_eq!(field(json).text(), None, "{json}");
        }
    }

    #[test]
    fn elements_that_are_no_row_are_counted() {
        let mut dropped = 0;
        let json = r#"[{"id":1}, null, 7, [1, "x"], {"id":2,"id":3}, {"name":"\ud800"}, {}]"#;
        let rows: Vec<Race<'_>> = field(json).rows(&mut dropped);
        assert_eq!(rows.iter().map(|race| race.id.int()).collect::<Vec<_>>(), [Some(1), None, None, None]);
        assert_eq!(dropped, 3, "null, a number, a list");
    }

    #[test]
    fn a_duplicate_key_is_accepted_if_its_values_agree() {
        for (json, id) in [
            (r#"{"id":2,"id":3}"#, None),
            (r#"{"id":2,"id":2}"#, Some(2)),
            (r#"{"id":null,"id":2}"#, Some(2)),
            (r#"{"id":2,"id":null}"#, Some(2)),
            (r#"{"id":2,"id":3,"id":2}"#, None),
            (r#"{"other":1,"other":2,"id":2}"#, Some(2)),
        ] {
            let race: Race<'_> = field(json).row().unwrap();
            assert_eq!(race.id.int(), id, "{json}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced_alone() {
        assert_eq!(field(r#""ad\ud83da""#).text().as_deref(), Some("ad\u{fffd}a"));
        assert_eq!(field(r#""\ud83d\ude00 \uDE00""#).text().as_deref(), Some("\u{1f600} \u{fffd}"));
    }

    #[test]
    fn null_and_absent_are_distinguished() {
        let race: Race<'_> = serde_json::from_str(r#"{"id":null}"#).unwrap();
        assert!(race.id.is_null() && !race.name.is_null());
        assert!(!race.id.is_no_number() && race.name.is_no_number());
        assert!(field("\"x\"").is_no_number() && !field("\"7\"").is_no_number());
    }

    #[test]
    fn a_required_list_must_be_present() {
        assert_eq!(field("[]").lacks_list("races"), None);
        for json in ["null", "{}", "7"] {
            assert_eq!(field(json).lacks_list("races"), Some(Error::WrongShape { lacks: "races" }));
        }
        assert!(Field::default().lacks_list("races").is_some());
    }
}
