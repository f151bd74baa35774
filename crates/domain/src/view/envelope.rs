//! The envelope of list answers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;

/// A list answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ListEnvelope<T> {
    /// The latest successful poll behind the answer; null when the list is empty.
    #[schema(required)]
    pub last_polled_at: Option<Timestamp>,
    /// The rows.
    pub items: Vec<T>,
}

impl<T> ListEnvelope<T> {
    /// Wraps `items`; an empty list has no `last_polled_at`.
    #[must_use]
    pub fn new(polled_at: Option<Timestamp>, items: Vec<T>) -> Self {
        Self { last_polled_at: polled_at.filter(|_| !items.is_empty()), items }
    }
}
