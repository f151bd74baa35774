//! Fields of documents, stages and series: lists, objects within them, accounts as links. An invalid item of a list
//! keeps its index, so that errors name the right index for the others.

use domain::{
    account_link,
    document::{Account, Place, Step},
};
use serde_json::Value;
use uuid::Uuid;

use super::{Fields, PatchField, expected::Described, integer, sound, uuid, whole};
use crate::error::{FieldError, Location};

/// The most unknown fields of one object that are reported.
const STRAYS: usize = 20;

impl Fields {
    /// A text of any length.
    pub(crate) fn free_text(&mut self, name: &'static str) -> PatchField<String> {
        self.take(name, free_text)
    }

    /// A list of texts of any length.
    pub(crate) fn free_texts(&mut self, name: &'static str, most: usize) -> PatchField<Vec<String>> {
        self.items(name, most, free_text)
    }

    /// A list of UUIDs.
    pub(crate) fn uuids(&mut self, name: &'static str, most: usize) -> PatchField<Vec<Uuid>> {
        self.items(name, most, uuid)
    }

    /// A list of objects, whose fields `read` reads; their other fields are refused.
    pub(crate) fn objects<T: Default>(
        &mut self,
        name: &'static str,
        most: usize,
        read: impl Fn(&mut Self) -> T,
    ) -> PatchField<Vec<T>> {
        self.list(name, most, |place, value, errors| {
            let Value::Object(given) = value else {
                errors.push(FieldError::not_an_object(&Location::In(place), value.clone()));
                return T::default();
            };
            let mut fields = Self::within(place, given.clone());
            let read = read(&mut fields);
            fields.refuse_others();
            errors.append(&mut fields.errors);
            read
        })
    }

    /// Numbers, as many as `most`.
    pub(crate) fn integers(&mut self, name: &'static str, most: usize) -> PatchField<Vec<i64>> {
        self.items(name, most, integer)
    }

    /// A value of a type with its own `Deserialize`.
    pub(crate) fn value<T: Described>(&mut self, name: &'static str) -> PatchField<T> {
        self.take(name, |at, value| {
            // Serde's message would name Rust types.
            T::deserialize(&with_integers(value)).map_err(|_| FieldError::refused(at, value.clone(), &T::expected()))
        })
    }

    /// An account: its number, or a link to its page.
    pub(crate) fn account(&mut self, name: &'static str) -> PatchField<Account> {
        self.take(name, |at, value| {
            let found = match value {
                Value::String(text) => account_link::profile(text),
                _ => account_link::numbered(integer(at, value)?),
            };
            found.map(Account).map_err(|why| FieldError::refused(at, value.clone(), &why.to_string()))
        })
    }

    /// Refuses the object as a whole.
    pub(crate) fn refuse(&mut self, message: &str) {
        let at = Location::In(self.place.clone());
        self.errors.push(FieldError::refused(&at, Value::Object(self.given.clone()), message));
    }

    /// Refuses the fields that were not read.
    pub(crate) fn refuse_others(&mut self) {
        let others = self.given.iter().filter(|(name, _)| !self.known.contains(&name.as_str())).take(STRAYS);
        let stray = |(name, value): (&String, &Value)| {
            FieldError::stray(&Location::Stray(self.place.clone(), name.clone()), value.clone(), &self.known)
        };
        self.errors.extend(others.map(stray).collect::<Vec<_>>());
    }

    /// Returns the value at a place of the body; null if there is none.
    pub(crate) fn value_at(&self, place: &Place) -> Value {
        let mut steps = place.steps().iter();
        let first = match steps.next() {
            Some(Step::Key(key)) => self.given.get(*key),
            Some(Step::Index(_)) | None => None,
        };
        let found = first.and_then(|first| {
            steps.try_fold(first, |value, step| match step {
                Step::Key(key) => value.get(key),
                Step::Index(index) => value.get(index),
            })
        });
        found.cloned().unwrap_or_default()
    }

    /// Whether a violation is recorded for a place, or for something that contains it.
    pub(crate) fn is_wrong_at(&self, place: &Place) -> bool {
        let at = Location::In(place.clone());
        self.errors.iter().any(|error| error.covers(&at))
    }

    /// The number of recorded violations.
    pub(crate) fn wrong(&self) -> usize {
        self.errors.len()
    }

    /// Keeps at most `most` violations, and adds one that says how many others there are.
    pub(crate) fn list_at_most(&mut self, most: usize) {
        if let Some(others) = self.errors.len().checked_sub(most).filter(|others| *others > 0) {
            self.errors.truncate(most);
            let message = format!("{others} more mistakes are not listed");
            self.errors.push(FieldError::refused(&Location::Body, Value::Null, &message));
        }
    }

    fn items<T: Default>(
        &mut self,
        name: &'static str,
        most: usize,
        read: impl Fn(&Location, &Value) -> Result<T, FieldError>,
    ) -> PatchField<Vec<T>> {
        self.list(name, most, |place, value, errors| {
            read(&Location::In(place), value).unwrap_or_else(|error| {
                errors.push(error);
                T::default()
            })
        })
    }

    /// Reads a list. Of a list that is too long, only the first `most` items are read.
    fn list<T>(
        &mut self,
        name: &'static str,
        most: usize,
        read: impl Fn(Place, &Value, &mut Vec<FieldError>) -> T,
    ) -> PatchField<Vec<T>> {
        self.known.push(name);
        let place = self.place.key(name);
        let (at, errors) = (Location::In(place.clone()), &mut self.errors);
        let items = match self.given.get(name) {
            None => return PatchField::Absent,
            Some(Value::Null) => return PatchField::Null,
            Some(Value::Array(items)) => items,
            Some(other) => {
                errors.push(FieldError::not_a_list(&at, other));
                return PatchField::Absent;
            }
        };
        if items.len() > most {
            errors.push(FieldError::too_many(&at, items.clone().into(), most, items.len()));
        }
        let items = items.iter().take(most).enumerate();
        PatchField::Value(items.map(|(index, item)| read(place.index(index), item, errors)).collect())
    }
}

/// The value with each number that is whole as an integer, because other types than fractions refuse 3.0.
fn with_integers(value: &Value) -> Value {
    match value {
        Value::Number(number) => whole(number).map_or_else(|| value.clone(), Value::from),
        Value::Array(items) => items.iter().map(with_integers).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), with_integers(value))).collect(),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

fn free_text(at: &Location, value: &Value) -> Result<String, FieldError> {
    let Value::String(text) = value else { return Err(FieldError::not_a_text(at, value)) };
    sound(at, text)?;
    Ok(text.clone())
}
