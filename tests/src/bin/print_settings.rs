//! Prints the settings that the service would run with, without secrets.

fn main() -> Result<(), server::Error> {
    println!("{:#?}", server::cli::Cli::read()?);
    Ok(())
}
