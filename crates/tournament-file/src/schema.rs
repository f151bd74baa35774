//! The JSON Schema of a tournament's file, with which editors complete and check it.

use domain::document::Document;
use serde_json::{Value, json};
use utoipa::PartialSchema as _;

/// Returns the schema.
#[must_use]
pub fn schema() -> Value {
    let mut schema = serde_json::to_value(Document::schema()).unwrap_or_default();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("A tournament of AoE2 Live Standings");
    allow_json(&mut schema["properties"]["presentation"]);
    allow_json(&mut schema["properties"]["entries"]["items"]["properties"]["presentation"]);
    schema
}

/// Allows the frontends' data to be a string of JSON, because TOML has no null.
fn allow_json(presentation: &mut Value) {
    let description = presentation["description"].take();
    *presentation = json!({
        "description": description,
        "oneOf": [{"type": "object"}, {"type": "string", "description": "The same as JSON, for what TOML cannot say."}],
    });
}
