//! A client for JSON services: requests bounded in time and size, errors by HTTP status, and lenient parsing, so that
//! an invalid value affects nothing else.
//!
//! It knows neither addresses nor what answers mean. All that it knows of particular services are causes of [`Error`]
//! (the upstream's result code, an empty catalogue, a used-up quota), and the upstream's `result` in salvaged answers.

mod body;
mod client;
mod complete_objects;
mod error;
mod field;
mod readable;
mod repair;
mod retry_after;

pub use body::{BODY_LIMIT, Body, read, receive};
pub use client::{TimeLimits, client, refused, run_blocking};
pub use error::Error;
pub use field::{Field, object};
pub use readable::{List, Readable, readable};

/// Declares rows in which every key is optional, each a [`Field`] under the name that the service uses.
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
