//! Normalises presentations into the form in which the database returns them, so that they can be compared.

use serde_json::{Number, Value};

use crate::roster::Presentation;

/// From this value on, the database writes whole numbers without a fraction, however they were given.
const WHOLE_FROM: f64 = 1e15;
/// 2^63 and 2^64: the bounds of signed and unsigned 64-bit integers.
const SIGNED: f64 = 9_223_372_036_854_775_808.0;
const UNSIGNED: f64 = 18_446_744_073_709_551_616.0;

/// The same presentation with each number in the one form that the database returns: JSON has one kind of number, and
/// Postgres writes large numbers out in digits. Keys are sorted.
pub(super) fn normalised(presentation: &Presentation) -> Presentation {
    let mut fields: Vec<_> = presentation.iter().collect();
    fields.sort_by_key(|(key, _)| *key);
    fields.into_iter().map(|(key, value)| (key.clone(), of_value(value))).collect()
}

fn of_value(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(normalised(fields)),
        Value::Array(items) => Value::Array(items.iter().map(of_value).collect()),
        Value::Number(number) => Value::Number(of_number(number)),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

fn of_number(number: &Number) -> Number {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(float) if float.fract() == 0.0 && float.abs() >= WHOLE_FROM => {
            whole(float).unwrap_or_else(|| number.clone())
        }
        // The database turns a negative zero into a positive one.
        Some(0.0) => Number::from_f64(0.0).unwrap_or_else(|| number.clone()),
        _ => number.clone(),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and within the bounds")]
fn whole(float: f64) -> Option<Number> {
    if (0.0..UNSIGNED).contains(&float) {
        Some((float as u64).into())
    } else if (-SIGNED..0.0).contains(&float) {
        Some((float as i64).into())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn large_whole_numbers_have_no_fraction() {
        let given = json!({"b": [1e16, -1e16, 1.5, 1e300], "a": {"x": 1.0, "z": -0.0}, "c": 1e19});
        let due = json!({"b": [10_000_000_000_000_000_u64, -10_000_000_000_000_000_i64, 1.5, 1e300], "a": {"x": 1.0, "z": 0.0}, "c": 10_000_000_000_000_000_000_u64});
        assert_eq!(Value::Object(normalised(given.as_object().unwrap())), due);
    }
}
