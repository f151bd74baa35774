//! The state of a connection in use, as its statements leave it.

use tokio::time::Instant;

use crate::pool::activity::PoolActivity;

/// The state of a connection in use.
#[derive(Debug)]
pub(super) struct Usage {
    /// Whether the connection is unusable: a statement is unfinished, or broke it.
    pub(super) is_unsound: bool,
    /// The deadline of the current transaction.
    pub(super) transaction_ends: Option<Instant>,
}

impl Usage {
    /// Records how a statement ended; after most refusals by the server the connection stays usable.
    pub(super) fn ended(&mut self, activity: &PoolActivity, error: Option<&sqlx::Error>) {
        self.is_unsound = error.is_some_and(|error| !is_refusal(error));
        if self.is_unsound {
            activity.note_broken_connection();
        } else {
            activity.answered();
        }
    }
}

/// Whether the server only refused a statement, and keeps serving the connection.
fn is_refusal(error: &sqlx::Error) -> bool {
    let parting = |code: &str| code.starts_with("57P") || code.starts_with("08") || ["25P03", "25006"].contains(&code);
    match error {
        sqlx::Error::Database(refusal) => !refusal.code().is_some_and(|code| parting(&code)),
        sqlx::Error::RowNotFound
        | sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::Encode(_)
        | sqlx::Error::TypeNotFound { .. } => true,
        _ => false,
    }
}
