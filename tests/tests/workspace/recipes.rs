//! The recipe of a read in CONTRIBUTING: every read stands in all the places that it names.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::Value;

use super::{files, root, text};

/// Where the reads are.
const READS: &str = "crates/api/src/reads";

/// A read whose handler a file declares.
struct Read {
    file: String,
    /// Its address; parameters are `{}`.
    address: String,
    events: BTreeSet<String>,
}

/// What stands between `before` and the next `after`, at each place.
fn between<'a>(text: &'a str, before: &'a str, after: char) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| rest.split(after).next())
}

/// The address with `{}` for each parameter.
fn without_names(address: &str) -> String {
    let parts = address.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The events that the read of a file declares, perhaps as a constant of another file.
fn events(file: &Path, source: &str) -> BTreeSet<String> {
    let source = match source {
        _ if source.contains("Event::") => source.to_owned(),
        _ if source.contains("series::EVENTS") => text(&root().join(READS).join("series.rs")),
        _ => text(&file.parent().unwrap().with_extension("rs")),
    };
    let is_name = |letter: char| letter.is_alphanumeric();
    let names = source.split("Event::").skip(1).map(|rest| rest.split(|letter| !is_name(letter)).next().unwrap());
    names.map(str::to_lowercase).collect()
}

/// The reads of all files. Files of tables have the events of their table, and feature flags are no read of facts.
fn reads() -> Vec<Read> {
    let mut reads = Vec::new();
    for file in files(&root().join(READS), "rs") {
        let source = text(&file);
        let addresses = between(&source, "    path = \"", '"').filter(|address| *address != "/v1/flags");
        let answers = addresses.filter(|address| !address.ends_with(".csv") && !address.ends_with(".ndjson"));
        for address in answers {
            let name = file.strip_prefix(root().join(READS)).unwrap().display().to_string();
            reads.push(Read { file: name, address: address.to_owned(), events: events(&file, &source) });
        }
    }
    assert!(reads.len() > 25, "{}", reads.len());
    reads
}

/// The events after which CONSUMING says that each address is to be read again.
fn told() -> BTreeMap<String, BTreeSet<String>> {
    let document = text(&root().join("docs/CONSUMING.md"));
    let (_, table) = document.split_once("| read it again after |\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|')).filter(|line| line.starts_with("| `/"));
    let mut told = BTreeMap::new();
    for row in rows {
        let [_, addresses, events, _] = row.split('|').collect::<Vec<_>>().try_into().unwrap();
        let events: BTreeSet<_> = events.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        for address in addresses.split('`').skip(1).step_by(2) {
            let below = if address.starts_with("/v1/") { "" } else { "/v1/tournaments/{}" };
            let is_new = told.insert(format!("{below}{}", without_names(address)), events.clone()).is_none();
            assert!(is_new, "{address} is there twice");
        }
    }
    told
}

#[test]
fn every_read_is_where_the_recipe_says() {
    let recipe = text(&root().join("CONTRIBUTING.md")).split_whitespace().collect::<Vec<_>>().join(" ");
    let modules = text(&root().join(READS).with_extension("rs"));
    let document: Value = serde_json::from_str(&text(&root().join("docs/openapi.json"))).unwrap();
    for place in [READS, "reads.rs", "crates/api/src/routes.rs", "the table of events in `docs/CONSUMING.md`"] {
        assert!(recipe.contains(place), "the recipe does not name {place}");
    }
    for Read { file, address, .. } in reads() {
        let module = file.split(['/', '.']).next().unwrap();
        assert!(modules.contains(&format!("mod {module};")), "{file} is not in reads.rs");
        let response = &document["paths"][&address]["get"]["responses"]["200"]["content"];
        assert!(response.is_object(), "{address} of {file} has no route in the document");
        let json = &response["application/json"];
        assert!(json.is_null() || !json["example"].is_null(), "{address} has no example");
    }
}

#[test]
fn consumers_are_told_the_events_that_each_read_declares() {
    let declared: BTreeMap<_, _> =
        reads().into_iter().map(|read| (without_names(&read.address), read.events)).collect();
    assert_eq!(told(), declared);
}
