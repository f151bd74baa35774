//! Prints the settings that the service would run with, secrets aside.

fn main() {
    println!("{:#?}", server::cli::Cli::read().expect("readable settings"));
}
