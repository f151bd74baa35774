//! Violations of single fields, in the format that generated clients expect.

use domain::document::{Place, Step};
use serde::Serialize;
use serde_json::{Value, json};

use super::quote::{quoted, quoted_text};

/// The location of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path(&'static str),
    Query(&'static str),
    Body,
    Field(&'static str),
    /// A place in the body.
    In(Place),
    /// An unknown field of the object at this place.
    Stray(Place, String),
}

impl Location {
    fn parts(&self) -> Vec<Value> {
        match self {
            Self::Path(name) => vec!["path".into(), (*name).into()],
            Self::Query(name) => vec!["query".into(), (*name).into()],
            Self::Body => vec!["body".into()],
            Self::Field(name) => vec!["body".into(), (*name).into()],
            Self::In(place) => within(place).collect(),
            Self::Stray(place, name) => within(place).chain([quoted_text(name).into()]).collect(),
        }
    }
}

fn within(place: &Place) -> impl Iterator<Item = Value> {
    let steps = place.steps().iter().map(|step| match step {
        Step::Key(key) => (*key).into(),
        Step::Index(index) => (*index).into(),
    });
    std::iter::once("body".into()).chain(steps)
}

/// A violation of one field. Boxed, because results carry it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct FieldError(Box<Violation>);

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Violation {
    r#type: &'static str,
    loc: Vec<Value>,
    msg: String,
    /// The input; its beginning if it is long.
    input: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    ctx: Option<Value>,
}

impl FieldError {
    fn new(kind: &'static str, at: &Location, msg: impl Into<String>, input: impl Into<Value>) -> Self {
        let input = quoted(input.into());
        Self(Box::new(Violation { r#type: kind, loc: at.parts(), msg: msg.into(), input, ctx: None }))
    }

    fn with(mut self, ctx: Value) -> Self {
        self.0.ctx = Some(ctx);
        self
    }

    /// Whether it is about this place, or about something that contains it.
    pub(crate) fn covers(&self, at: &Location) -> bool {
        at.parts().starts_with(&self.0.loc)
    }

    pub(crate) fn not_an_integer(at: &Location, input: &str) -> Self {
        Self::new("int_parsing", at, "Input should be a valid integer, unable to parse string as an integer", input)
    }

    pub(crate) fn not_a_number(at: &Location, input: impl Into<Value>) -> Self {
        Self::new("int_type", at, "Input should be a valid integer", input)
    }

    pub(crate) fn not_a_boolean(at: &Location, input: impl Into<Value>) -> Self {
        Self::new("bool_type", at, "Input should be a valid boolean", input)
    }

    pub(crate) fn not_whole(at: &Location, input: impl Into<Value>) -> Self {
        Self::new("int_from_float", at, "Input should be a valid integer, got a number with a fractional part", input)
    }

    pub(crate) fn beyond_64_bits(at: &Location, input: impl Into<Value>) -> Self {
        Self::new("int_parsing_size", at, "Input should fit into 64 bits", input)
    }

    pub(crate) fn below(at: &Location, input: impl Into<Value>, least: i64) -> Self {
        let msg = format!("Input should be greater than or equal to {least}");
        Self::new("greater_than_equal", at, msg, input).with(json!({"ge": least}))
    }

    pub(crate) fn above(at: &Location, input: impl Into<Value>, most: i64) -> Self {
        let msg = format!("Input should be less than or equal to {most}");
        Self::new("less_than_equal", at, msg, input).with(json!({"le": most}))
    }

    pub(crate) fn not_one_of(at: &Location, input: impl Into<Value>, names: &[&str]) -> Self {
        let quoted: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
        let expected = match quoted.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => quoted.concat(),
        };
        Self::new("enum", at, format!("Input should be {expected}"), input).with(json!({"expected": expected}))
    }

    pub(crate) fn missing(at: &Location) -> Self {
        Self::new("missing", at, "Field required", Value::Null)
    }

    pub(crate) fn null(at: &Location) -> Self {
        Self::new("null_not_allowed", at, "Input should not be null", Value::Null)
    }

    pub(crate) fn not_a_text(at: &Location, input: &Value) -> Self {
        Self::new("string_type", at, "Input should be a valid string", input.clone())
    }

    pub(crate) fn too_short(at: &Location, input: &str, least: usize) -> Self {
        let msg = format!("String should have at least {least} character{}", if least == 1 { "" } else { "s" });
        Self::new("string_too_short", at, msg, input).with(json!({"min_length": least}))
    }

    pub(crate) fn too_long(at: &Location, input: &str, most: usize) -> Self {
        let msg = format!("String should have at most {most} characters");
        Self::new("string_too_long", at, msg, input).with(json!({"max_length": most}))
    }

    /// A text with characters that cannot be stored: NUL, or a lone surrogate.
    pub(crate) fn unsound(at: &Location) -> Self {
        Self::new("string_unicode", at, "Input should be text without NUL and lone surrogates", Value::Null)
    }

    pub(crate) fn bad_pattern(at: &Location, input: &str, pattern: &str) -> Self {
        let msg = format!("String should match pattern '{pattern}'");
        Self::new("string_pattern_mismatch", at, msg, input).with(json!({"pattern": pattern}))
    }

    pub(crate) fn refused(at: &Location, input: impl Into<Value>, msg: &str) -> Self {
        Self::new("value_error", at, format!("Value error, {msg}"), input)
    }

    pub(crate) fn not_a_time(at: &Location, input: Value) -> Self {
        Self::new("datetime_parsing", at, "Input should be a valid RFC 3339 date and time", input)
    }

    pub(crate) fn not_a_uuid(at: &Location, input: impl Into<Value>) -> Self {
        Self::new("uuid_parsing", at, "Input should be a valid UUID", input)
    }

    pub(crate) fn not_a_list(at: &Location, input: &Value) -> Self {
        Self::new("list_type", at, "Input should be a valid list", input.clone())
    }

    pub(crate) fn too_many(at: &Location, input: Value, most: usize, actual: usize) -> Self {
        let msg = format!("List should have at most {most} items, not {actual}");
        Self::new("too_long", at, msg, input).with(json!({"max_length": most, "actual_length": actual}))
    }

    pub(crate) fn not_an_object(at: &Location, input: Value) -> Self {
        Self::new("dict_type", at, "Input should be a valid dictionary", input)
    }

    pub(crate) fn too_large(at: &Location, most: usize) -> Self {
        let msg = format!("Input should take at most {most} bytes as JSON");
        Self::new("too_large", at, msg, Value::Null).with(json!({"max_bytes": most}))
    }

    pub(crate) fn stray(at: &Location, input: Value, known: &[&str]) -> Self {
        let known: Vec<_> = known.iter().map(|name| format!("'{name}'")).collect();
        Self::new(
            "extra_forbidden",
            at,
            format!("Extra inputs are not permitted: there are {}", known.join(", ")),
            input,
        )
    }

    pub(crate) fn not_json(why: &str) -> Self {
        Self::new("json_invalid", &Location::Body, format!("JSON decode error: {why}"), Value::Null)
    }
}
