//! Build script: recompiles the crate when a file that is embedded in it changes.

fn main() {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=console");
}
