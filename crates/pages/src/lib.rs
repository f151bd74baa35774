//! Pages for people, served from memory: the console at `/host`, in which hosts run their tournaments.
//!
//! The pages use only the public API, as any frontend does; this crate knows nothing about the data that they show.

mod console;

pub use console::router;
