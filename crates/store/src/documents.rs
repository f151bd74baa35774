//! Tournaments as documents: reads a whole tournament, and applies a document to it in one transaction under the
//! tournament's lock. Whoever calls [`execute()`] in a transaction of its own brings series in step and publishes
//! nudges in it, and emits the audit events after its commit.

mod audit;
mod execute;
mod load;
mod members;
mod roster;
mod stages;

use domain::{
    audit::AuditRecord,
    clock::Clock,
    document::{CheckedDocument, Plan, Problem},
    nudge::Event,
};

pub use execute::{Executed, execute};
pub use load::{facts, is_ladder_allowed, load, load_current};

use crate::{Error, Pool, nudges, series};

/// Why a document was not applied; then none of it was.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// It contradicts what is stored.
    #[error("the document does not go together with what is stored")]
    Problems(Vec<Problem>),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// The result of applying a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The changes.
    pub plan: Plan,
    /// The audit events, one for each change, as a host's requests for the same changes would have produced them.
    pub records: Vec<AuditRecord>,
}

/// The changes that applying `document` would make.
///
/// # Errors
/// As [`apply`].
pub async fn preview(pool: &Pool, document: &CheckedDocument, prune: bool) -> Result<Plan, ApplyError> {
    let mut tx = pool.begin().await?;
    let facts = facts(&mut tx, document).await?;
    tx.rollback().await?;
    facts.plan(document, prune).map_err(ApplyError::Problems)
}

/// Changes a tournament to what `document` says, and publishes one nudge for each family of answers that changed.
/// Retries once if another transaction is in the way.
///
/// # Errors
/// [`ApplyError::Problems`], or [`ApplyError::Store`]; after [`Error::Unavailable`] of a commit it is unknown whether
/// the document was applied: applying it again finds out.
pub async fn apply(
    pool: &Pool,
    document: &CheckedDocument,
    prune: bool,
    clock: &dyn Clock,
) -> Result<Applied, ApplyError> {
    match attempt(pool, document, prune, clock).await {
        // Another transaction created a tournament with this slug meanwhile.
        Err(ApplyError::Store(Error::Contended(_) | Error::UniqueViolation(_))) => {
            attempt(pool, document, prune, clock).await
        }
        applied => applied,
    }
}

async fn attempt(
    pool: &Pool,
    document: &CheckedDocument,
    prune: bool,
    clock: &dyn Clock,
) -> Result<Applied, ApplyError> {
    let mut tx = pool.begin().await?;
    let facts = facts(&mut tx, document).await?;
    let plan = facts.plan(document, prune).map_err(ApplyError::Problems)?;
    let stored = facts.current.map(|current| current.tournament.id);
    let executed = if plan.change_count() == 0 { None } else { execute(&mut tx, &plan, stored, clock.now()).await? };
    let Some(Executed { tournament, records }) = executed else {
        tx.rollback().await?;
        return Ok(Applied { plan, records: Vec::new() });
    };
    let mut events = plan.events();
    if series::refresh(&mut tx, tournament).await? {
        events.insert(Event::Series);
    }
    nudges::publish_all(&mut tx, events, tournament, clock.now()).await?;
    tx.commit().await?;
    Ok(Applied { plan, records })
}
