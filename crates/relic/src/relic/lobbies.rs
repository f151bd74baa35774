//! Fetches the lobbies, page by page.

use std::collections::BTreeSet;

use json_client::run_blocking;

use super::Relic;
use crate::{
    Error, Lobbies, MatchTypes,
    batch_result::Tallies,
    convert::{self, lobbies::Page},
    reconcile,
};

/// Lobbies per page; the upstream gives no more.
const PAGE: usize = 100;

/// The most pages of lobbies to read.
const PAGES: usize = 10;

impl Relic {
    /// All lobbies, up to a thousand, newest first.
    ///
    /// # Errors
    /// The error of any page that fails or is cut short: a partial snapshot would end running games.
    /// [`Error::WrongShape`] when no lobby can be read any more.
    pub async fn lobbies(&self, types: &MatchTypes) -> Result<Lobbies, Error> {
        let mut all = Lobbies::default();
        let mut tallies = Tallies::default();
        let mut seen = BTreeSet::new();
        for page in 0..PAGES {
            let page = self.page(page * PAGE, types).await?;
            tallies.add(&page.rows.tallies);
            let known = seen.len();
            // New lobbies push old ones onto the next page while we read: the first occurrence is the newer.
            all.lobbies.extend(page.rows.rows.into_iter().filter(|lobby| seen.insert(lobby.match_id)));
            seen.extend(&page.unread);
            all.unread.extend(page.unread);
            all.has_unknown |= page.has_unknown;
            all.aliases.extend(page.rows.aliases);
            all.dropped += page.rows.dropped;
            // A page without any new lobby repeats the one before.
            if page.listed < PAGE || seen.len() == known {
                break;
            }
        }
        if let Some(lacks) = self.transport.health().drifted(&tallies) {
            return Err(Error::WrongShape { lacks });
        }
        all.unread.retain(|id| all.lobbies.iter().all(|lobby| lobby.match_id != *id));
        all.aliases = reconcile::aliases(all.aliases);
        Ok(all)
    }

    pub(super) async fn page(&self, start: usize, types: &MatchTypes) -> Result<Page, Error> {
        let (start, count) = (start.to_string(), PAGE.to_string());
        let parameters = [("start", start.as_str()), ("count", count.as_str())];
        let body =
            self.transport.get("advertisement/findAdvertisements", &parameters, &convert::lobbies::LISTS).await?;
        if body.is_cut {
            return Err(Error::not_json(&body.text));
        }
        let types = types.clone();
        run_blocking(move || {
            let mut page = convert::lobbies::read(&body.text, &types)?;
            if body.is_salvaged && page.rows.rows.is_empty() {
                return Err(Error::not_json(&body.text));
            }
            if body.is_salvaged {
                // The number of lobbies is uncertain, so the next page is requested too.
                page.listed = page.listed.max(PAGE);
            }
            Ok(page)
        })
        .await
    }
}
