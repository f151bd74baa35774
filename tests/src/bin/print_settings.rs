//! Prints the settings that the service would run with, secrets aside.

fn main() -> Result<(), server::Error> {
    println!("{:#?}", server::cli::Cli::read()?);
    Ok(())
}
