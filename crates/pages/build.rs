//! The console's files are part of the crate: a change of one is a change of it.

fn main() {
    println!("cargo::rerun-if-changed=console");
}
