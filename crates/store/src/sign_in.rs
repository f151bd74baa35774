//! The built-in sign-in: hosts, their sign-in links and sessions, and the keys that sign cookies.

pub mod hosts;
pub mod links;
pub mod sessions;
pub mod signing_keys;
