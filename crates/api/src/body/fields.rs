//! Reads the fields of a request body by name and type, and records every violation.

mod expected;
mod nested;

use std::ops::RangeInclusive;

use domain::{
    clock::Timestamp,
    document::Place,
    name::Name,
    roster::{self, Presentation},
};
use serde_json::{Map, Number, Value};
use uuid::Uuid;

use crate::error::{Error, FieldError, Location};

/// A field of a request body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PatchField<T> {
    /// The field is missing, or its value is a violation, which is recorded.
    Absent,
    /// The field is null.
    Null,
    /// The field has a value.
    Value(T),
}

impl<T> PatchField<T> {
    /// The value; `None` for null and for a missing field.
    pub(crate) fn value(self) -> Option<T> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    /// The same with another value in it.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> PatchField<U> {
        match self {
            Self::Absent => PatchField::Absent,
            Self::Null => PatchField::Null,
            Self::Value(value) => PatchField::Value(change(value)),
        }
    }

    /// Replaces `present` by the value or by null; a missing field changes nothing.
    pub(crate) fn replace(self, present: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *present = None,
            Self::Value(value) => *present = Some(value),
        }
    }
}

/// The fields of an object in a body.
#[derive(Debug)]
pub(crate) struct Fields {
    /// The object's place in the body.
    place: Place,
    given: Map<String, Value>,
    /// The names of the fields that were read.
    known: Vec<&'static str>,
    errors: Vec<FieldError>,
}

impl Fields {
    pub(crate) fn of(given: Map<String, Value>) -> Self {
        Self::within(Place::root(), given)
    }

    /// Creates the fields of an object within the body.
    fn within(place: Place, given: Map<String, Value>) -> Self {
        Self { place, given, known: Vec::new(), errors: Vec::new() }
    }

    fn at(&self, name: &'static str) -> Location {
        Location::In(self.place.key(name))
    }

    /// Records a violation that concerns several fields.
    pub(crate) fn note(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Ends the reading of fields.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every recorded violation.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        Error::invalid(self.errors())
    }

    /// Takes the violations recorded so far, to report them together with others.
    pub(crate) fn errors(&mut self) -> Vec<FieldError> {
        std::mem::take(&mut self.errors)
    }

    /// Reads a field that must be present and not null. Otherwise records a violation and returns `None`.
    pub(crate) fn required<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> PatchField<T>,
    ) -> Option<T> {
        if !self.given.contains_key(name) {
            self.known.push(name);
            self.errors.push(FieldError::missing(&self.at(name)));
            return None;
        }
        self.not_null(name, read)
    }

    /// Reads a field that must not be null if it is present.
    pub(crate) fn not_null<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self, &'static str) -> PatchField<T>,
    ) -> Option<T> {
        match read(self, name) {
            PatchField::Value(value) => Some(value),
            PatchField::Absent => None,
            PatchField::Null => {
                self.errors.push(FieldError::null(&self.at(name)));
                None
            }
        }
    }

    /// A text of so many characters.
    pub(crate) fn text(&mut self, name: &'static str, length: RangeInclusive<usize>) -> PatchField<String> {
        self.take(name, |at, value| {
            let Value::String(text) = value else { return Err(FieldError::not_a_text(at, value)) };
            sound(at, text)?;
            within(at, text, text.chars().count(), &length)?;
            Ok(text.clone())
        })
    }

    /// A name of so many characters, in the form in which it is stored.
    pub(crate) fn name(&mut self, name: &'static str, length: RangeInclusive<usize>) -> PatchField<Name> {
        self.take(name, |at, value| {
            let Value::String(text) = value else { return Err(FieldError::not_a_text(at, value)) };
            sound(at, text)?;
            let name = Name::new(text).map_err(|unfit| FieldError::refused(at, value.clone(), &unfit.to_string()))?;
            within(at, text, name.as_str().chars().count(), &length)?;
            Ok(name)
        })
    }

    /// A whole number of at least `least`.
    pub(crate) fn integer(&mut self, name: &'static str, least: i64) -> PatchField<i64> {
        self.take(name, |at, value| {
            let number = integer(at, value)?;
            if number < least { Err(FieldError::below(at, value.clone(), least)) } else { Ok(number) }
        })
    }

    /// True or false.
    pub(crate) fn boolean(&mut self, name: &'static str) -> PatchField<bool> {
        self.take(name, |at, value| value.as_bool().ok_or_else(|| FieldError::not_a_boolean(at, value.clone())))
    }

    /// One of several names.
    pub(crate) fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> PatchField<T> {
        self.take(name, |at, value| {
            let chosen = choices.iter().find(|(known, _)| value.as_str() == Some(known));
            let names: Vec<_> = choices.iter().map(|(known, _)| *known).collect();
            chosen.map(|(_, choice)| *choice).ok_or_else(|| FieldError::not_one_of(at, value.clone(), &names))
        })
    }

    /// A point in time in RFC 3339. Without an offset it is UTC; a bare date is midnight.
    pub(crate) fn time(&mut self, name: &'static str) -> PatchField<Timestamp> {
        self.take(name, |at, value| {
            value.as_str().and_then(Timestamp::from_host).ok_or_else(|| FieldError::not_a_time(at, value.clone()))
        })
    }

    /// A UUID.
    pub(crate) fn uuid(&mut self, name: &'static str) -> PatchField<Uuid> {
        self.take(name, uuid)
    }

    /// A list of at most `most` texts of so many characters each.
    pub(crate) fn texts(
        &mut self,
        name: &'static str,
        most: usize,
        length: RangeInclusive<usize>,
    ) -> PatchField<Vec<String>> {
        let (mut others, place) = (Vec::new(), self.place.key(name));
        let given = self.take(name, |at, value| {
            let Value::Array(items) = value else { return Err(FieldError::not_a_list(at, value)) };
            if items.len() > most {
                return Err(FieldError::too_many(at, value.clone(), most, items.len()));
            }
            let text = |(index, item): (usize, &Value)| {
                let at = Location::In(place.index(index));
                let Value::String(text) = item else { return Err(FieldError::not_a_text(&at, item)) };
                sound(&at, text)?;
                within(&at, text, text.chars().count(), &length)?;
                Ok(text.clone())
            };
            let (texts, errors): (Vec<_>, Vec<_>) = items.iter().enumerate().map(text).partition(Result::is_ok);
            let mut errors = errors.into_iter().filter_map(Result::err);
            match errors.next() {
                None => Ok(texts.into_iter().flatten().collect()),
                Some(first) => {
                    others.extend(errors);
                    Err(first)
                }
            }
        });
        self.errors.extend(others);
        given
    }

    /// An object that takes at most `most` bytes as JSON.
    pub(crate) fn object(&mut self, name: &'static str, most: usize) -> PatchField<Presentation> {
        self.take(name, |at, value| {
            let Value::Object(fields) = value else { return Err(FieldError::not_an_object(at, value.clone())) };
            if !roster::is_storable(value) {
                return Err(FieldError::unsound(at));
            }
            let length = serde_json::to_string(value).map_or(usize::MAX, |text| text.len());
            if length > most { Err(FieldError::too_large(at, most)) } else { Ok(fields.clone()) }
        })
    }

    fn take<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Location, &Value) -> Result<T, FieldError>,
    ) -> PatchField<T> {
        self.known.push(name);
        match self.given.get(name) {
            None => PatchField::Absent,
            Some(Value::Null) => PatchField::Null,
            Some(value) => match read(&self.at(name), value) {
                Ok(value) => PatchField::Value(value),
                Err(error) => {
                    self.errors.push(error);
                    PatchField::Absent
                }
            },
        }
    }
}

/// Refuses NUL, which Postgres cannot store (lone surrogates were replaced by NUL).
fn sound(at: &Location, text: &str) -> Result<(), FieldError> {
    if text.contains('\0') { Err(FieldError::unsound(at)) } else { Ok(()) }
}

fn within(at: &Location, text: &str, length: usize, allowed: &RangeInclusive<usize>) -> Result<(), FieldError> {
    if length < *allowed.start() {
        Err(FieldError::too_short(at, text, *allowed.start()))
    } else if length > *allowed.end() {
        Err(FieldError::too_long(at, text, *allowed.end()))
    } else {
        Ok(())
    }
}

/// Parses a UUID in its usual form.
fn uuid(at: &Location, value: &Value) -> Result<Uuid, FieldError> {
    let text = value.as_str().filter(|text| text.len() == 36);
    text.and_then(|text| text.parse().ok()).ok_or_else(|| FieldError::not_a_uuid(at, value.clone()))
}

/// Parses a JSON number without a fraction, within 64 bits.
fn integer(at: &Location, value: &Value) -> Result<i64, FieldError> {
    let Value::Number(number) = value else { return Err(FieldError::not_a_number(at, value.clone())) };
    whole(number).ok_or_else(|| {
        let is_whole = number.as_f64().is_some_and(|float| float.fract() == 0.0);
        if is_whole { FieldError::beyond_64_bits(at, value.clone()) } else { FieldError::not_whole(at, value.clone()) }
    })
}

/// The integer that a number is; 3.0 is 3.
fn whole(number: &Number) -> Option<i64> {
    /// 2^53: above it, not every integer can be represented as a floating-point number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    match number.as_f64() {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough to be exact")]
        Some(float) if float.fract() == 0.0 && float.abs() <= EXACT => Some(float as i64),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
