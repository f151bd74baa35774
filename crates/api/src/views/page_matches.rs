//! The matches that a page shows besides a tournament's facts, read when the page is rendered.

use std::collections::HashMap;

use domain::{
    id::{EntryId, ProfileId},
    tournament_facts::TournamentFacts,
    view::matches::MatchRead,
};
use store::read::{self, matches::Filter};

use super::{Choice, RenderError, View, Views};

/// Which matches a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownMatches {
    /// None.
    None,
    /// The newest ones of the roster, as the list of matches without parameters has them.
    Newest,
    /// The newest ones of the entry that the address names, on any ladder.
    OfEntry,
}

/// Matches that a page shows.
#[derive(Clone, Debug, Default)]
pub struct PageMatches {
    /// The matches, the newest start first.
    pub list: Vec<MatchRead>,
    /// The names of their players, as far as payloads have told them.
    pub aliases: HashMap<ProfileId, String>,
    /// The number of the part of the list that the address names, from 1.
    pub part: usize,
}

impl ShownMatches {
    /// The most matches of a roster.
    pub const NEWEST: usize = 200;
    /// The most matches of an entry.
    pub const OF_ENTRY: usize = 20;
}

impl Views {
    /// Reads the matches that `view` shows; `entry` is the one that its address names.
    ///
    /// # Errors
    /// [`RenderError::Load`].
    pub(super) async fn page_matches(
        &self,
        view: &View,
        shown: ShownMatches,
        facts: &TournamentFacts,
        entry: Option<EntryId>,
    ) -> Result<PageMatches, RenderError> {
        let tournament = facts.tournament.id;
        let part = if let Choice::Part(part) = view.choice { part } else { 1 };
        let account = facts.entrants.iter().find(|known| Some(known.entry.id) == entry && known.player.is_some());
        let account = account.and_then(|known| known.entry.profile_id);
        if shown == ShownMatches::None || (shown == ShownMatches::OfEntry && account.is_none()) {
            return Ok(PageMatches { part, ..PageMatches::default() });
        }
        self.in_snapshot(view, async |snapshot| {
            let list = match account {
                Some(account) => {
                    read::matches::of_profile(snapshot, tournament, account, limit(ShownMatches::OF_ENTRY)).await?
                }
                None => {
                    read::matches::list(snapshot, tournament, Filter::default(), limit(ShownMatches::NEWEST)).await?
                }
            };
            let players = list.iter().flat_map(|played| &played.players).map(|player| player.profile_id);
            let aliases = read::aliases::of_accounts(snapshot, players).await?;
            Ok(PageMatches { list, aliases, part })
        })
        .await
    }
}

fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
