//! Build script: recompiles the crate when a file of the console changes, because the files are embedded in it.

fn main() {
    println!("cargo::rerun-if-changed=console");
}
