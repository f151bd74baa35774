//! The in-game names of accounts, as payloads have told them.

use std::collections::{BTreeSet, HashMap};

use domain::id::ProfileId;

use crate::{Error, Snapshot};

/// The names of `accounts`, as far as they are known.
#[tracing::instrument(target = "trace", name = "store.read.aliases.of_accounts", skip_all)]
pub async fn of_accounts(
    snapshot: &mut Snapshot,
    accounts: impl IntoIterator<Item = ProfileId>,
) -> Result<HashMap<ProfileId, String>, Error> {
    let accounts: BTreeSet<_> = accounts.into_iter().map(|account| account.0).collect();
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let accounts: Vec<_> = accounts.into_iter().collect();
    let rows = sqlx::query!("select profile_id, alias from profile_aliases where profile_id = any($1)", &accounts)
        .fetch_all(&mut **snapshot)
        .await?;
    Ok(rows.into_iter().map(|row| (ProfileId(row.profile_id), row.alias)).collect())
}
