//! What is wrong with one field, in the words generated clients know.

use serde::Serialize;
use serde_json::{Value, json};

/// Where a field stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path(&'static str),
    Query(&'static str),
}

/// A violated field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FieldError {
    r#type: &'static str,
    loc: Vec<Value>,
    msg: String,
    input: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    ctx: Option<Value>,
}

impl FieldError {
    pub(crate) fn not_an_integer(at: &Location, input: &str) -> Self {
        let msg = "Input should be a valid integer, unable to parse string as an integer";
        Self::new("int_parsing", at, msg, input)
    }

    pub(crate) fn beyond_64_bits(at: &Location, input: &str) -> Self {
        Self::new("int_parsing_size", at, "Input should fit into 64 bits", input)
    }

    pub(crate) fn below(at: &Location, input: &str, least: i64) -> Self {
        let msg = format!("Input should be greater than or equal to {least}");
        Self { ctx: Some(json!({"ge": least})), ..Self::new("greater_than_equal", at, &msg, input) }
    }

    pub(crate) fn above(at: &Location, input: &str, most: i64) -> Self {
        let msg = format!("Input should be less than or equal to {most}");
        Self { ctx: Some(json!({"le": most})), ..Self::new("less_than_equal", at, &msg, input) }
    }

    pub(crate) fn not_one_of(at: &Location, input: &str, names: &[&str]) -> Self {
        let quoted: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
        let expected = match quoted.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => quoted.concat(),
        };
        let msg = format!("Input should be {expected}");
        Self { ctx: Some(json!({"expected": expected})), ..Self::new("enum", at, &msg, input) }
    }

    fn new(kind: &'static str, at: &Location, msg: &str, input: &str) -> Self {
        let (part, name) = match at {
            Location::Path(name) => ("path", name),
            Location::Query(name) => ("query", name),
        };
        Self {
            r#type: kind,
            loc: vec![part.into(), (*name).into()],
            msg: msg.to_owned(),
            input: input.into(),
            ctx: None,
        }
    }
}
