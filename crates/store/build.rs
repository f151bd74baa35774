//! Rebuilds when a statement in an `.sql` file changes: not every query macro tells cargo about its file.

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=../../migrations");
}
