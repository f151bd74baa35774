//! The queries: `.sqlx/`, by which the build checks them, is up to date, and each function that runs one has a span.

use std::{collections::HashSet, path::PathBuf};

use serde_json::Value;

use super::{files, packages, root, text};

fn described() -> Vec<(PathBuf, String)> {
    let query = |path: PathBuf| {
        let description: Value = serde_json::from_str(&text(&path)).expect("JSON");
        let query = description["query"].as_str().expect("a query").to_owned();
        (path, query)
    };
    files(&root().join(".sqlx"), "json").into_iter().map(query).collect()
}

#[test]
fn every_described_query_is_one_of_the_sources() {
    let folders: Vec<_> = packages().into_iter().map(|package| package.folder().join("src")).collect();
    let sources: Vec<_> = folders.iter().flat_map(|folder| files(folder, "rs")).map(|path| text(&path)).collect();
    let statements: HashSet<_> =
        folders.iter().flat_map(|folder| files(folder, "sql")).map(|path| text(&path)).collect();
    let described = described();
    assert!(!described.is_empty(), "the build has no database at hand");
    for (path, query) in described {
        let is_known = statements.contains(&query) || sources.iter().any(|source| source.contains(&query));
        assert!(is_known, "{} is of a query that is no more; run `make queries`", path.display());
    }
}

#[test]
fn every_statement_in_a_file_of_its_own_is_described() {
    let described: HashSet<_> = described().into_iter().map(|(_, query)| query).collect();
    for package in packages() {
        for path in files(&package.folder().join("src"), "sql") {
            assert!(described.contains(&text(&path)), "{} is used by no query", path.display());
        }
    }
}

/// The functions of `source` that run a query: each function's name, and the line above its signature.
fn querying(source: &str) -> Vec<(&str, &str)> {
    let mut querying = Vec::new();
    let (mut function, mut above) = (None, "");
    for line in source.lines().take_while(|line| *line != "#[cfg(test)]") {
        let code = line.trim();
        if let Some((_, rest)) = code.split_once("fn ").filter(|_| !code.starts_with("//")) {
            function = Some((rest.split(['(', '<']).next().unwrap(), above));
        }
        if code.contains("sqlx::query") {
            // Several statements of one function have one span.
            querying.extend(function.take());
        }
        above = code;
    }
    querying
}

#[test]
fn every_query_has_a_span_named_as_its_address() {
    let folder = root().join("crates/store/src");
    let mut spans = HashSet::new();
    for path in files(&folder, "rs") {
        let module = path.strip_prefix(&folder).unwrap().with_extension("");
        let module = module.to_str().unwrap().replace('/', ".");
        for (function, above) in querying(&text(&path)) {
            let name = format!("store.{module}.{function}");
            let span = format!("#[tracing::instrument(target = \"trace\", name = \"{name}\", skip_all)]");
            assert_eq!(above, span, "{}", path.display());
            assert!(spans.insert(name), "{span} is of two functions");
        }
    }
    assert!(spans.contains("store.read.matches.list.finished") && spans.contains("store.teams.find"), "{spans:?}");
}
