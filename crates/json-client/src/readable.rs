//! Turns an answer's text into JSON. Repairs or skips what is nearly JSON, row by row, so that one row's broken text
//! does not cost the others.

mod salvage;

use std::{collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use crate::{Error, Field, repair};
use salvage::salvage;

/// A list of rows in an answer.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// Its key.
    pub name: &'static str,
    /// A key that each of its rows has once, and no other object of the answer has.
    pub row_key: &'static str,
    /// Whether unreadable rows are kept with their `id` alone.
    pub keeps_ids: bool,
}

impl List {
    /// A list by its key, whose rows are recognised by `row_key`, and whose unreadable rows are left empty.
    #[must_use]
    pub const fn new(name: &'static str, row_key: &'static str) -> Self {
        Self { name, row_key, keeps_ids: false }
    }
}

/// An answer that is a well-formed JSON object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    /// The object.
    pub text: String,
    /// Whether rows had to be salvaged from a broken structure; a lost row is an empty row here.
    pub is_salvaged: bool,
    /// Whether the end is missing, and an unknown number of rows with it.
    pub is_cut: bool,
}

/// Makes an answer readable. For a sound answer it only parses the top level.
///
/// # Errors
/// [`Error::WrongShape`] when it is JSON and no object, [`Error::NotJson`] when it is neither and contains no complete
/// row of `lists`.
pub fn readable(text: String, lists: &[List]) -> Result<Readable, Error> {
    let sound = |text| Ok(Readable { text, is_salvaged: false, is_cut: false });
    let is_padding = |c: char| c == '\u{feff}' || c == '\0' || c.is_whitespace();
    let text = if text.starts_with(is_padding) { text.trim_start_matches(is_padding).to_owned() } else { text };
    let shape = Shape::of(&text, lists);
    if shape == Shape::Sound {
        return sound(text);
    }
    let repaired = repair::strings(&text);
    let mended_shape = Shape::of(&repaired, lists);
    if shape == Shape::Broken && mended_shape == Shape::Sound {
        return sound(repaired.into_owned());
    }
    if let Some(salvaged) = salvage(&repaired, lists) {
        // A text that is an object up to its last brace has its end.
        let is_cut = salvaged.is_cut && mended_shape == Shape::Broken;
        return Ok(Readable { is_cut, ..salvaged });
    }
    match shape {
        // Whoever needs the missing part reports it.
        Shape::Lacking => sound(text),
        _ if serde_json::from_str::<IgnoredAny>(&text).is_ok() => {
            Err(Error::WrongShape { lacks: "a well-formed object" })
        }
        _ => Err(Error::not_json(&text)),
    }
}

/// The state of a text's top level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// An object with each list and without duplicate keys.
    Sound,
    /// An object without one of the lists, or with a duplicate key.
    Lacking,
    /// No object, or no JSON.
    Broken,
}

impl Shape {
    fn of(text: &str, lists: &[List]) -> Self {
        if !text.starts_with('{') {
            return Self::Broken;
        }
        let Ok(object) = serde_json::from_str::<Object>(text) else { return Self::Broken };
        let keys: BTreeSet<&str> = object.keys.iter().map(String::as_str).collect();
        let has_all = lists.iter().all(|list| keys.contains(list.name));
        if has_all && keys.len() == object.keys.len() { Self::Sound } else { Self::Lacking }
    }
}

/// An object's keys, and its `id` if it has one.
struct Object {
    keys: Vec<String>,
    id: Option<i64>,
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Object;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut object = Object { keys: Vec::new(), id: None };
                while let Some(key) = map.next_key::<String>()? {
                    if key == "id" {
                        object.id = map.next_value::<Field<'de>>()?.int();
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                    object.keys.push(key);
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

#[cfg(test)]
mod tests;
