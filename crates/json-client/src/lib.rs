//! Asking another service for JSON: one request bounded in time and size, judged by its status, and an answer read
//! leniently, so that a bad value spoils nothing but itself.
//!
//! It knows no service in particular: neither addresses nor what answers mean.

mod body;
mod client;
mod complete_objects;
mod error;
mod field;
mod readable;
mod repair;
mod retry_after;

pub use body::{BODY_LIMIT, Body, read, receive};
pub use client::{TimeLimits, aside, client, refused};
pub use error::Error;
pub use field::{Field, object};
pub use readable::{List, Readable, readable};

/// Declares rows whose keys may all be missing, each a [`Field`] of the name that the service gives it.
#[macro_export]
macro_rules! rows {
    ($($(#[$doc:meta])+ $name:ident { $($(#[$rename:meta])? $key:ident),+ $(,)? })+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
        #[serde(default)]
        pub(crate) struct $name<'a> {
            $(#[serde(borrow)] $(#[$rename])? pub(crate) $key: $crate::Field<'a>,)+
        }
    )+};
}
