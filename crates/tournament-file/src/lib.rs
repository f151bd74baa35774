//! Tournaments as TOML files that hosts write: read with every mistake and its place, written in one form, and
//! described by a JSON Schema, with which editors complete them. It knows documents, and nothing of what is stored.

mod mistake;
mod reading;
mod schema;
mod writing;

pub use mistake::Mistake;
pub use reading::{File, read};
pub use schema::schema;
pub use writing::write;
