//! Parses rows in which a key occurs several times.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapDeserializer},
};
use serde_json::value::RawValue;

/// Parses a row with duplicate keys: a key with contradictory values counts as null.
pub(super) fn with_keys_once<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    let Pairs(pairs) = serde_json::from_str(json).ok()?;
    let mut values: BTreeMap<String, Vec<&RawValue>> = BTreeMap::new();
    for (key, value) in pairs {
        let seen = values.entry(key).or_default();
        if value.get() != "null" && seen.iter().all(|other| other.get() != value.get()) {
            seen.push(value);
        }
    }
    let once = values.into_iter().map(|(key, seen)| match seen[..] {
        [value] => (key, value),
        _ => (key, RawValue::NULL),
    });
    T::deserialize(MapDeserializer::<_, serde_json::Error>::new(once)).ok()
}

/// An object's keys and values in the order sent.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Pairs<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(All)
    }
}
