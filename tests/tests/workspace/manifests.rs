//! What the crates share: edition, lints and the versions of everything they need.

use super::{packages, root, text};

/// The lines of `manifest`, each with the table it is in.
fn lines(manifest: &str) -> Vec<(&str, &str)> {
    let mut table = "";
    let mut lines = Vec::new();
    for line in manifest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => table = name,
            None => lines.push((table, line)),
        }
    }
    lines
}

#[test]
fn every_crate_inherits_the_lints_and_the_package_fields() {
    const SHARED: [&str; 6] = ["version", "edition", "rust-version", "license", "repository", "publish"];
    for package in packages() {
        let manifest = text(&package.manifest_path);
        let lines = lines(&manifest);
        assert!(lines.contains(&("lints", "workspace = true")), "{} has lints of its own", package.name);
        for field in SHARED {
            let inherited = format!("{field}.workspace = true");
            assert!(lines.contains(&("package", inherited.as_str())), "{} has its own {field}", package.name);
        }
    }
}

#[test]
fn versions_are_given_once_for_all() {
    for package in packages() {
        for (table, line) in lines(&text(&package.manifest_path)) {
            if !table.contains("dependencies") {
                continue;
            }
            // A table for one dependency would hide from the look at lines.
            assert!(table.ends_with("dependencies"), "{}: [{table}]", package.name);
            let (name, value) = line.split_once('=').expect("a key and a value");
            let inherits = name.trim().ends_with(".workspace") || value.contains("workspace = true");
            assert!(inherits, "{}: {line}", package.name);
        }
    }
}

#[test]
fn the_workspace_sets_what_the_crates_inherit() {
    let manifest = text(&root().join("Cargo.toml"));
    let lines = lines(&manifest);
    assert!(lines.contains(&("workspace.package", "edition = \"2024\"")));
    assert!(lines.contains(&("workspace.package", "publish = false")));
    assert!(lines.contains(&("workspace.lints.rust", "unsafe_code = \"forbid\"")));
    assert!(lines.contains(&("workspace.lints.clippy", "too_many_lines = \"warn\"")));
    let limits = text(&root().join("clippy.toml"));
    assert!(limits.lines().any(|line| line == "too-many-lines-threshold = 60"), "functions are short");
}
