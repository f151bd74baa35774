//! The JSON Schema of files: it has the keys and limits that the reader has.

use domain::limits;
use serde_json::{Value, json};
use tournament_file::schema;

use super::mistakes;

#[test]
fn the_schema_knows_what_the_reader_knows() {
    let schema = schema();
    let keys = |schema: &Value| schema["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let told = mistakes("x = 1\n[[entries]]\nx = 1\n[[teams]]\nx = 1\n[[stages]]\nx = 1\n");
    let known: Vec<Vec<_>> = told
        .lines()
        .filter_map(|line| line.split("there are `").nth(1))
        .map(|line| {
            let mut keys: Vec<_> = line.trim_end_matches('`').split("`, `").map(str::to_owned).collect();
            keys.sort();
            keys
        })
        .collect();
    let (entries, teams) = (&schema["properties"]["entries"]["items"], &schema["properties"]["teams"]["items"]);
    assert_eq!(schema["properties"]["stages"]["items"], json!({"$ref": "#/$defs/StageDocument"}));
    let stages = &schema["$defs"]["StageDocument"];
    assert_eq!(known, [keys(&schema), keys(entries), keys(teams), keys(stages)]);
    for table in [&schema, entries, teams, stages] {
        assert_eq!(table["additionalProperties"], json!(false));
    }
    assert_eq!(schema["required"], json!(["slug", "name", "leaderboard_id"]));
    let most =
        |value: &Value, key: &str| usize::try_from(value["properties"][key]["maxLength"].as_u64().unwrap()).unwrap();
    assert_eq!(most(&schema, "slug"), *limits::SLUG.end());
    assert_eq!(most(&schema, "name"), *limits::TOURNAMENT_NAME.end());
    assert_eq!(most(entries, "name"), *limits::ENTRY_NAME.end());
    assert_eq!(most(teams, "name"), *limits::TEAM_NAME.end());
    assert_eq!(most(teams, "initials"), *limits::INITIALS.end());
    assert_eq!(most(stages, "name"), *limits::STAGE_NAME.end());
    assert_eq!(schema["properties"]["stages"]["maxItems"], json!(limits::STAGES));
    assert_eq!(stages["properties"]["participants"]["maxItems"], json!(limits::PARTICIPANTS));
    assert_eq!(stages["required"], json!(["name", "format", "series_format"]));
    assert_eq!(references_without_target(&schema, &schema), [""; 0]);
    assert_eq!(schema["properties"]["entries"]["maxItems"], json!(limits::ENTRIES));
    let rank_by = &schema["properties"]["rank_by"];
    assert_eq!((&rank_by["type"], &rank_by["default"]), (&json!("string"), &json!("peak_rating")));
    assert_eq!(rank_by["enum"], json!(["peak_rating", "current_rating"]));
    assert_eq!(schema["properties"]["host_stream_urls"]["maxItems"], json!(limits::STREAM_URLS));
}

/// The references in a schema that lead nowhere.
fn references_without_target(value: &Value, schema: &Value) -> Vec<String> {
    let inner: Vec<&Value> = match value {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    let target = value.get("$ref").and_then(Value::as_str);
    let lost = target.filter(|target| schema.pointer(target.trim_start_matches('#')).is_none());
    let inner = inner.into_iter().flat_map(|value| references_without_target(value, schema));
    lost.map(str::to_owned).into_iter().chain(inner).collect()
}
