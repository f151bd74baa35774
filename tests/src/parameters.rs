//! Every parameter that clients may choose, for tests that attack each.

use serde_json::Value;

/// How many values to try for each parameter.
const VALUES: i64 = 25;

/// A parameter of a public read.
#[derive(Debug)]
pub struct Parameter {
    /// The path and query, with `{}` in place of the value.
    pub address: String,
    /// The values to try, in turn.
    pub values: Vec<String>,
}

/// Every parameter of every public read that answers at once, according to the OpenAPI document; for reads of one
/// tournament, with this slug.
///
/// # Panics
/// When a read has a parameter for which no existing value is known.
#[must_use]
pub fn parameters(document: &Value, slug: &str) -> Vec<Parameter> {
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let Some(read) = operations.get("get").filter(|read| read.get("security").is_none()) else { continue };
        for parameter in read["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            // Streams are limited by their number instead: see `many_streams`.
            if !path.ends_with("/stream") {
                all.push(Parameter { address: address(path, slug, parameter), values: values(name) });
            }
        }
    }
    all
}

/// The address with `{}` for this parameter and an existing value for the others.
fn address(path: &str, slug: &str, parameter: &Value) -> String {
    let name = parameter["name"].as_str().unwrap();
    let own = format!("{{{name}}}");
    let path = path.replace(&own, "{}");
    let path = path.replace("{tournament_slug}", slug).replace("{tournament_player_id}", "1");
    let path = ["{match_id}", "{stage_id}", "{series_id}"].iter().fold(path, |path, id| path.replace(id, "1"));
    assert!(!path.replace("{}", "").contains('{'), "no value for every parameter of {path}");
    if parameter["in"] == "query" { format!("{path}?{name}={{}}") } else { path }
}

/// Existing and missing values, within bounds and beyond.
fn values(name: &str) -> Vec<String> {
    match name {
        "state" => ["staging", "in_progress", "completed"].map(str::to_owned).to_vec(),
        "status" => ["scheduled", "live", "completed", "walkover", "cancelled"].map(str::to_owned).to_vec(),
        // Only owners may see drafts.
        "drafts" => vec!["false".to_owned()],
        "tournament_slug" => (0..VALUES).map(|number| format!("nobody-{number}")).collect(),
        "cursor" => (0..VALUES).map(|number| format!("{number:08x}")).collect(),
        "as_of" => (1..=VALUES).map(|day| format!("2026-06-{day:02}T00:00:00Z")).collect(),
        "match_id" => (1..=VALUES).map(|number| (number * 700).to_string()).collect(),
        _ => (1..=VALUES).map(|number| number.to_string()).chain([i64::MAX.to_string()]).collect(),
    }
}
