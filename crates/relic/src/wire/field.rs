//! One value of a payload, read late and leniently, so that a bad one spoils nothing but itself.

use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use crate::Error;

/// A value as it was sent. Absent and null are alike: the upstream swaps them freely. What 0 and -1
/// stand for differs from key to key and is not decided here.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Field<'a>(#[serde(borrow)] Option<&'a RawValue>);

impl<'a> Field<'a> {
    fn json(self) -> Option<&'a str> {
        self.0.map(RawValue::get)
    }

    /// A whole number: ids are now and then sent as texts, and a float without a fraction is one too.
    pub(crate) fn int(self) -> Option<i64> {
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

    /// A text that is not blank, without the NUL characters Postgres refuses. One that is not
    /// Unicode (half of a surrogate pair) is as good as blank.
    pub(crate) fn text(self) -> Option<String> {
        let mut text: String = serde_json::from_str(self.json()?).ok()?;
        text.retain(|character| character != '\0');
        (!text.trim().is_empty()).then_some(text)
    }

    /// A text as it is, blank or not.
    pub(crate) fn string(self) -> Option<String> {
        serde_json::from_str(self.json()?).ok()
    }

    /// The elements of a list, each still to be read; `None` when this is no list.
    pub(crate) fn list(self) -> Option<Vec<Self>> {
        serde_json::from_str(self.json()?).ok()
    }

    /// A row. Serde would take a list for one as well.
    pub(crate) fn row<T: Deserialize<'a>>(self) -> Option<T> {
        let json = self.json()?;
        json.starts_with('{').then(|| serde_json::from_str(json).ok())?
    }

    /// The rows of a list, none when there is no list; counts the elements that are no row.
    pub(crate) fn rows<T: Deserialize<'a>>(self, dropped: &mut usize) -> Vec<T> {
        let list = self.list().unwrap_or_default();
        let listed = list.len();
        let rows: Vec<T> = list.into_iter().filter_map(Self::row).collect();
        *dropped += listed - rows.len();
        rows
    }

    /// As [`Self::rows`], where the answer makes no sense without the list called `name`.
    pub(crate) fn needed_rows<T: Deserialize<'a>>(
        self,
        name: &'static str,
        dropped: &mut usize,
    ) -> Result<Vec<T>, Error> {
        match self.list() {
            Some(_) => Ok(self.rows(dropped)),
            None => Err(Error::WrongShape { lacks: name }),
        }
    }
}

/// Reads a text as an answer's outermost object.
pub(crate) fn object<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, Error> {
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
    // Beyond 2^53 a float no longer says which whole number it was.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number: f64 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "checked: a whole number within 53 bits")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Race;

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
    fn texts_are_fit_for_postgres() {
        assert_eq!(field(r#""a\u0000b""#).text().as_deref(), Some("ab"));
        assert_eq!(field(r#"" 人 ""#).text().as_deref(), Some(" 人 "));
        for json in [r#""""#, r#"" ""#, r#""\u0000""#, r#""\ud83d""#, "null", "7", "[]"] {
            assert_eq!(field(json).text(), None, "{json}");
        }
    }

    #[test]
    fn what_is_no_row_is_counted() {
        let mut dropped = 0;
        let json = r#"[{"id":1}, null, 7, [1, "x"], {"id":2,"id":3}, {"name":"\ud800"}, {}]"#;
        let rows: Vec<Race<'_>> = field(json).rows(&mut dropped);
        assert_eq!(rows.iter().map(|race| race.id.int()).collect::<Vec<_>>(), [Some(1), None, None]);
        assert_eq!(dropped, 4, "null, a number, a list, a key twice");
    }

    #[test]
    fn a_needed_list_has_to_be_there() {
        let mut dropped = 0;
        assert!(field("[]").needed_rows::<Race<'_>>("races", &mut dropped).unwrap().is_empty());
        for json in ["null", "{}", "7"] {
            let error = field(json).needed_rows::<Race<'_>>("races", &mut dropped).unwrap_err();
            assert_eq!(error, Error::WrongShape { lacks: "races" });
        }
    }
}
