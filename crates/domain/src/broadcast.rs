//! Broadcasts: what is on air, and where.

/// A broadcast that is on air.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broadcast {
    /// What it is called.
    pub title: Option<String>,
    /// What is being shown.
    pub category: Option<String>,
}
