//! Strong entity tags: a digest of the body.

use sha2::{Digest as _, Sha256};

/// Returns the tag of a body, without quotes.
pub(crate) fn of(body: &[u8]) -> String {
    Sha256::digest(body)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
