//! Reads single values: texts, numbers, times, links, and the frontends' data.

use domain::{
    account_link,
    clock::Timestamp,
    document::{Account, Place},
    roster::Presentation,
    series::SeriesFormat,
    tournament::RankBy,
};
use serde::de::DeserializeOwned;
use serde_json::Number;
use toml::de::{DeInteger, DeValue};
use uuid::Uuid;

use super::tables::{Reader, Value};

impl Reader<'_> {
    pub(super) fn text(&mut self, place: &Place, value: &Value<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => self.expected(place, "a text in quotes", value),
        }
    }

    pub(super) fn integer(&mut self, place: &Place, value: &Value<'_>) -> Option<i64> {
        let DeValue::Integer(number) = value.get_ref() else {
            return self.expected(place, "a whole number", value);
        };
        let number = whole(number);
        if number.is_none() {
            self.note(place, "this number is too large");
        }
        number
    }

    pub(super) fn rank_by(&mut self, place: &Place, value: &Value<'_>) -> Option<RankBy> {
        let found = self.text(place, value)?;
        let mode = RankBy::from_name(&found);
        if mode.is_none() {
            self.note(place, format!("{found:?} is neither \"peak_rating\" nor \"current_rating\""));
        }
        mode
    }

    /// Reads a date or time, either as a TOML value or as a string.
    pub(super) fn time(&mut self, place: &Place, value: &Value<'_>) -> Option<Timestamp> {
        let text = match value.get_ref() {
            DeValue::Datetime(time) => time.to_string(),
            DeValue::String(text) => text.clone().into_owned(),
            _ => return self.expected(place, "a date, or a date with a time", value),
        };
        let time = Timestamp::from_host(&text);
        if time.is_none() {
            self.note(place, format!("{text:?} is no date and no date with a time, such as 2026-12-31T18:00:00Z"));
        }
        time
    }

    pub(super) fn account(&mut self, place: &Place, value: &Value<'_>) -> Option<Account> {
        let account = match value.get_ref() {
            DeValue::Integer(number) => {
                whole(number).map_or(Err(account_link::NoAccount::OutOfRange), account_link::numbered)
            }
            DeValue::String(text) => account_link::profile(text),
            _ => return self.expected(place, "an account's number or a link to its page", value),
        };
        match account {
            Ok(profile) => Some(Account(profile)),
            Err(why) => {
                self.note(place, why.to_string());
                None
            }
        }
    }

    pub(super) fn uuid(&mut self, place: &Place, value: &Value<'_>) -> Option<Uuid> {
        let text = self.text(place, value)?;
        let user = Some(&text).filter(|text| text.len() == 36).and_then(|text| Uuid::parse_str(text).ok());
        if user.is_none() {
            self.note(place, format!("{text:?} is no user's id at the sign-on service (a UUID)"));
        }
        user
    }

    /// Reads one of the names of an enumeration.
    pub(super) fn choice<T: DeserializeOwned>(&mut self, place: &Place, value: &Value<'_>) -> Option<T> {
        let name = self.text(place, value)?;
        self.converted(place, name.into())
    }

    /// Reads how many games a series has.
    pub(super) fn series_format(&mut self, place: &Place, value: &Value<'_>) -> Option<SeriesFormat> {
        match value.get_ref() {
            DeValue::Table(_) => self.parsed(place, value),
            _ => self.expected(place, "a table such as { best_of = 3 }", value),
        }
    }

    /// Reads a value in the form that it has in JSON.
    pub(super) fn parsed<T: DeserializeOwned>(&mut self, place: &Place, value: &Value<'_>) -> Option<T> {
        self.note_items(place, value);
        let found = self.json(value)?;
        self.converted(place, found)
    }

    fn converted<T: DeserializeOwned>(&mut self, place: &Place, value: serde_json::Value) -> Option<T> {
        match serde_json::from_value(value) {
            Ok(found) => Some(found),
            Err(error) => {
                self.note(place, error.to_string());
                None
            }
        }
    }

    /// Reads a table, or a string of JSON for what TOML cannot express, such as null.
    pub(super) fn presentation(&mut self, place: &Place, value: &Value<'_>) -> Option<Presentation> {
        let found = match value.get_ref() {
            DeValue::Table(_) => self.json(value)?,
            DeValue::String(text) => match serde_json::from_str(text) {
                Ok(found) => found,
                Err(error) => {
                    self.note(place, format!("this text is not JSON: {error}"));
                    return None;
                }
            },
            _ => return self.expected(place, "a table", value),
        };
        match found {
            serde_json::Value::Object(fields) => Some(fields),
            _ => {
                self.note(place, "this text of JSON is no object");
                None
            }
        }
    }

    fn json(&mut self, value: &Value<'_>) -> Option<serde_json::Value> {
        Some(match value.get_ref() {
            DeValue::String(text) => text.clone().into_owned().into(),
            DeValue::Boolean(is_so) => (*is_so).into(),
            DeValue::Datetime(time) => time.to_string().into(),
            DeValue::Integer(number) => match whole(number) {
                Some(number) => number.into(),
                None => return self.stray_value(value, "this number is too large"),
            },
            DeValue::Float(number) => {
                let number = number.as_str().parse().ok().and_then(Number::from_f64);
                match number {
                    Some(number) => serde_json::Value::Number(number),
                    None => return self.stray_value(value, "JSON has no such number"),
                }
            }
            // Read all items before failing, so that every mistake is reported.
            DeValue::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.json(item)).collect();
                serde_json::Value::Array(items.into_iter().collect::<Option<_>>()?)
            }
            DeValue::Table(fields) => {
                let fields: Vec<_> =
                    fields.iter().map(|(key, value)| Some((key.get_ref().to_string(), self.json(value)?))).collect();
                serde_json::Value::Object(fields.into_iter().collect::<Option<_>>()?)
            }
        })
    }
}

/// The number, if it fits into 64 bits.
fn whole(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
