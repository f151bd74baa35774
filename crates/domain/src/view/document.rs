//! The result of applying a tournament's document, as shown to its hosts.

use serde::Serialize;
use utoipa::ToSchema;

use crate::document::{Change, KeptPart, Plan};

/// What a document changed, or would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentApplied {
    /// Whether nothing was done, because only that was asked.
    pub dry_run: bool,
    /// The changes. None when the tournament is as the document says.
    pub changes: Vec<Change>,
    /// What is stored and not in the document: it stays, unless the document is applied with `prune`.
    pub not_in_document: Vec<KeptPart>,
}

impl DocumentApplied {
    /// Describes the changes of `plan`.
    #[must_use]
    pub fn new(plan: &Plan, dry_run: bool) -> Self {
        Self {
            dry_run,
            changes: plan.described(),
            not_in_document: plan.not_in_document.iter().map(KeptPart::from).collect(),
        }
    }
}
