//! Builds again when a statement in a file of its own changes: not every query macro tells cargo of its file.

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=../../migrations");
}
