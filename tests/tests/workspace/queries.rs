//! `.sqlx/`: what the build knows of the queries, which is of use only while it is of today's.

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
