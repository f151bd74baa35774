//! The files: each says why it exists and is short, and the top level has what a newcomer looks for.

use std::path::PathBuf;

use super::{files, packages, root, text};

/// Beyond this a file is more than one idea.
const LONGEST: usize = 300;

fn sources() -> Vec<PathBuf> {
    packages().iter().flat_map(|package| files(&package.folder().join("src"), "rs")).collect()
}

fn test_files() -> Vec<PathBuf> {
    let folders = packages().into_iter().map(|package| package.folder().join("tests"));
    folders.filter(|folder| folder.is_dir()).flat_map(|folder| files(&folder, "rs")).collect()
}

/// How many lines `source` has before its unit tests.
fn length(source: &str) -> usize {
    source.lines().take_while(|line| *line != "#[cfg(test)]").count()
}

#[test]
fn every_source_file_opens_with_why_it_exists() {
    for path in sources().into_iter().chain(test_files()) {
        assert!(text(&path).starts_with("//! "), "{}", path.display());
    }
}

#[test]
fn no_source_file_is_more_than_one_idea() {
    let sources = sources().into_iter().map(|path| (length(&text(&path)), path));
    let tests = test_files().into_iter().map(|path| (text(&path).lines().count(), path));
    for (length, path) in sources.chain(tests) {
        assert!(length <= LONGEST, "{} has {length} lines", path.display());
    }
}

#[test]
fn no_comment_holds_code_that_nobody_runs() {
    for path in sources() {
        let text = text(&path);
        let is_code = |line: &str| line.trim_start().trim_start_matches(['/', '!']).trim_start().starts_with("```");
        let line = text.lines().position(|line| line.trim_start().starts_with("//") && is_code(line));
        assert!(line.is_none(), "{}: the code of comments is not tested", path.display());
    }
}

#[test]
fn the_readme_begins_with_the_two_commands() {
    let readme = text(&root().join("README.md"));
    for command in ["make demo", "make test"] {
        assert!(readme.contains(command), "{command} is what a newcomer needs first");
    }
    let makefile = text(&root().join("Makefile"));
    for target in ["demo:", "test:"] {
        assert!(makefile.lines().any(|line| line.starts_with(target)), "{target}");
    }
}

#[test]
fn the_lock_file_is_committed() {
    assert!(root().join("Cargo.lock").is_file());
    let ignored = text(&root().join(".gitignore"));
    assert!(!ignored.lines().any(|line| line.contains("Cargo.lock")), "builds are to be the same everywhere");
}

#[test]
fn every_migration_has_a_way_back() {
    let statements = files(&root().join("migrations"), "sql");
    let names: Vec<_> = statements.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    let ups: Vec<_> = names.iter().filter_map(|name| name.strip_suffix(".up.sql")).collect();
    let downs: Vec<_> = names.iter().filter_map(|name| name.strip_suffix(".down.sql")).collect();
    assert!(!ups.is_empty());
    assert_eq!(ups, downs);
    assert_eq!(names.len(), 2 * ups.len(), "nothing else lies there: {names:?}");
}
