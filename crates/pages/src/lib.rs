//! Pages for people, served from memory: the console at `/host`, in which hosts run their tournaments.
//!
//! The pages use the public API alone, as any frontend does: nothing here knows what they show.

mod console;

pub use console::router;
