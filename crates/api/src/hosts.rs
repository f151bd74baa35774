//! What hosts do: every write below `/v1` is an [`Operation`] that only [`perform()`] can run, after all checks. The
//! few reads that need a signed-in user are here too.

pub(crate) mod captain;
pub(crate) mod document;
pub(crate) mod exclusions;
mod idempotency_record;
pub(crate) mod me;
pub(crate) mod members;
mod operation;
pub(crate) mod owners;
mod perform;
mod preconditions;
pub(crate) mod roster;
pub(crate) mod series;
pub(crate) mod stages;
pub(crate) mod teams;
pub(crate) mod tournaments;

pub(crate) use operation::{Context, Effect, Operation};
pub(crate) use perform::perform;

use crate::error::Error;

/// Turns a unique violation into a conflict (409) with this detail.
fn taken(error: store::Error, detail: &'static str) -> Error {
    match error {
        store::Error::UniqueViolation(_) => Error::Conflict(detail.into()),
        other => other.into(),
    }
}
