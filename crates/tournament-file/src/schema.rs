//! The JSON Schema of a tournament's file, with which editors complete and check it.

use domain::document::Document;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema as _, ToSchema as _};

/// Returns the schema.
#[must_use]
pub fn schema() -> Value {
    let mut schema = serde_json::to_value(Document::schema()).unwrap_or_default();
    let mut parts = Vec::new();
    Document::schemas(&mut parts);
    let parts: Map<String, Value> =
        parts.into_iter().map(|(name, part)| (name, serde_json::to_value(part).unwrap_or_default())).collect();
    schema["$defs"] = Value::Object(parts);
    refer_to_defs(&mut schema);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("A tournament of AoE2 Live Standings");
    allow_json(&mut schema["properties"]["presentation"]);
    allow_json(&mut schema["properties"]["entries"]["items"]["properties"]["presentation"]);
    schema
}

/// Makes references to the components of an OpenAPI document refer to the schema's own definitions.
fn refer_to_defs(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                match field {
                    Value::String(target) if key == "$ref" => {
                        *target = target.replace("#/components/schemas/", "#/$defs/");
                    }
                    _ => refer_to_defs(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(refer_to_defs),
        _ => {}
    }
}

/// Allows the frontends' data to be a string of JSON, because TOML has no null.
fn allow_json(presentation: &mut Value) {
    let description = presentation["description"].take();
    *presentation = json!({
        "description": description,
        "oneOf": [{"type": "object"}, {"type": "string", "description": "The same as JSON, for what TOML cannot say."}],
    });
}
