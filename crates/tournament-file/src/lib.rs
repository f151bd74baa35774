//! Tournaments as TOML files that hosts write. Reads them and reports every mistake with its position, writes them in
//! one canonical form, and describes them by a JSON Schema with which editors complete them. The crate knows documents,
//! and nothing about what is stored.

mod mistake;
mod reading;
mod schema;
mod writing;

pub use mistake::Mistake;
pub use reading::{File, read};
pub use schema::schema;
pub use writing::write;
