//! The documents: the files, commands, alerts and metrics that they name exist, and every crate and alert is in them.

use std::{collections::BTreeSet, path::PathBuf};

use super::{files, packages, root, text};

/// Folders that are made, not written.
const MADE: [&str; 6] = ["target", "node_modules", ".git", ".data", "build", "generated"];
/// The endings of names that are files.
const ENDINGS: [&str; 9] = [".rs", ".sql", ".md", ".yml", ".sh", ".tf", ".json", ".tsv", ".ts"];

/// Every document of ours, with its name.
fn documents() -> Vec<(String, String)> {
    let written = |path: &PathBuf| !path.components().any(|part| MADE.iter().any(|made| part.as_os_str() == *made));
    let found = files(root(), "md").into_iter().filter(written);
    let name = |path: &PathBuf| path.strip_prefix(root()).unwrap().display().to_string();
    let documents: Vec<_> = found.map(|path| (name(&path), text(&path))).collect();
    assert!(documents.len() >= 10, "{documents:?}");
    documents
}

/// Everything there is, files and folders, from the top.
fn tree() -> BTreeSet<String> {
    let mut tree = BTreeSet::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if MADE.iter().any(|made| path.ends_with(made)) {
                continue;
            }
            tree.insert(path.strip_prefix(root()).unwrap().display().to_string());
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    tree
}

/// What stands between back-ticks on one line, code blocks aside.
fn code(document: &str) -> Vec<&str> {
    let mut is_block = false;
    let mut found = Vec::new();
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// The targets of links within the project, from the top.
fn links(name: &str, document: &str) -> Vec<String> {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let targets = document.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let own = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    own.map(|target| {
        let target = target.split('#').next().unwrap();
        let mut at: Vec<_> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in target.split('/') {
            match part {
                ".." => drop(at.pop()),
                part => at.push(part),
            }
        }
        at.join("/")
    })
    .collect()
}

/// Whether it is the name of something in the project: one word with a slash or the ending of a file, that is neither
/// an address nor a pattern.
fn is_place(name: &str) -> bool {
    let is_word = !name.contains(|c: char| c.is_whitespace() || "{}<>*$=…:,()\"'?@".contains(c));
    let is_file = ENDINGS.iter().any(|ending| name.ends_with(ending) && name.len() > ending.len());
    let tops = ["crates/", "docs/", "infra/", "tests/", "migrations/", ".ci/", ".github/"];
    is_word && !name.starts_with('/') && (is_file || tops.iter().any(|top| name.starts_with(top)))
}

#[test]
fn every_place_that_a_document_names_is_there() {
    let tree = tree();
    for (name, document) in documents() {
        let places = code(&document).into_iter().filter(|token| is_place(token)).map(str::to_owned);
        for place in places.chain(links(&name, &document)) {
            let place = place.trim_start_matches("../").trim_end_matches('/');
            let is_there = tree.iter().any(|path| path == place || path.ends_with(&format!("/{place}")));
            assert!(is_there, "{name} names {place:?}, which is not there");
        }
    }
}

#[test]
fn the_map_lists_every_crate_and_no_other() {
    let map = text(&root().join("docs/ARCHITECTURE.md"));
    let rows = map.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let listed: BTreeSet<_> = rows.map(str::to_owned).collect();
    let there: BTreeSet<_> = packages()
        .into_iter()
        .map(|package| package.name)
        .filter(|name| !["tests", "bench"].contains(&&**name))
        .collect();
    assert_eq!(listed, there);
    assert!(map.lines().count() <= 150, "a map is for a glance");
}

#[test]
fn the_image_has_every_executable() {
    let dockerfile = text(&root().join("Dockerfile"));
    let server = packages().into_iter().find(|package| package.name == "server").unwrap();
    for path in files(&server.folder().join("src/bin"), "rs") {
        let place = format!("/out/usr/local/bin/{}", path.file_stem().unwrap().to_str().unwrap());
        assert!(dockerfile.split_whitespace().any(|word| word == place), "{place}");
    }
}

#[test]
fn every_make_command_that_a_document_names_is_one() {
    let makefile = text(&root().join("Makefile"));
    let is_target = |name: &str| makefile.lines().any(|line| line.starts_with(&format!("{name}:")));
    for (name, document) in documents() {
        for target in
            document.split("make ").skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next())
        {
            let is_told =
                document.contains(&format!("`make {target}")) || document.contains(&format!("\nmake {target}"));
            assert!(!is_told || is_target(target), "{name} names `make {target}`");
        }
    }
}

#[test]
fn the_runbook_knows_every_alert_and_no_other() {
    let runbook = text(&root().join("docs/OPERATIONS.md"));
    let alerts = text(&root().join("infra/prometheus/alerts.yml"));
    let alerts: BTreeSet<_> = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(alerts.len() >= 15, "{alerts:?}");
    for alert in &alerts {
        assert!(runbook.contains(alert), "{alert} is not in the runbook");
    }
    let policies = text(&root().join("infra/terraform/monitoring.tf"));
    // Those of policies begin alike or are `name`s of a list; others are of their conditions.
    let lines = policies.lines().map(str::trim);
    let named = lines.filter(|line| line.starts_with("name ") || line.contains("\"AoE2: "));
    let named =
        named.filter_map(|line| line.split('"').nth(1)).filter(|name| !name.contains("aoe2/") && !name.contains("${"));
    let named: Vec<_> = named.map(|name| format!("AoE2: {}", name.trim_start_matches("AoE2: "))).collect();
    assert!(named.len() >= 7, "{named:?}");
    for name in named {
        assert!(runbook.contains(&name), "{name:?} is not in the runbook");
    }
}

#[test]
fn metrics_that_documents_alerts_and_dashboards_name_are_counted() {
    let sources: Vec<_> = packages()
        .iter()
        .flat_map(|package| files(&package.folder().join("src"), "rs"))
        .map(|path| text(&path))
        .collect();
    let others = ["infra/prometheus/alerts.yml", "infra/grafana/dashboards/event-day.json"];
    let others = others.map(|name| (name.to_owned(), text(&root().join(name))));
    for (name, document) in documents().into_iter().chain(others) {
        for rest in document.split("aoe2_").skip(1) {
            let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
            let figure = rest[..end].trim_end_matches('_');
            // A histogram's series.
            let bare = ["_bucket", "_count", "_sum"].into_iter().find_map(|part| figure.strip_suffix(part));
            let is_counted = |figure: &str| sources.iter().any(|source| source.contains(&format!("\"aoe2_{figure}\"")));
            assert!(figure.is_empty() || is_counted(figure) || bare.is_some_and(is_counted), "{name}: aoe2_{figure}");
        }
    }
}
