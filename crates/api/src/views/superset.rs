//! Supersets: what variants of a body are cut from, so that parameters apply to what is in memory.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io,
};

use domain::{
    id::{EntryId, LeaderboardId, ProfileId},
    summary::Summaries,
    view::{envelope::ListEnvelope, players::PlayerRead},
};
use store::read::matches::Filter;

use super::{Body, rows::Rows};
use crate::reads::tournaments as page;

/// Everything that a body with other parameters would be made of.
#[derive(Clone, Debug)]
pub(crate) enum Superset {
    /// There are no parameters.
    None,
    /// More rows than are shown unless told.
    Rows { rows: Rows, shown: usize },
    /// As many rows, each of which may end a page.
    Page(usize),
    /// The leaders for every number of games.
    Summaries(Box<Summaries>, i64),
    /// Ratings on these ladders.
    Players(BTreeSet<LeaderboardId>),
    /// Who is on the roster.
    Roster(Roster),
}

/// Who is on a roster, by every number they are asked for by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roster {
    entries: HashMap<EntryId, EntryId>,
    profiles: HashMap<ProfileId, EntryId>,
    ladders: HashSet<LeaderboardId>,
}

/// A parameter that decides what of a body is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// At most so many rows.
    Rows(usize),
    /// So many games for the win rate.
    MinGames(i64),
    /// Ratings on this ladder alone.
    Ladder(LeaderboardId),
}

impl Superset {
    /// The bytes kept, about.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::None | Self::Page(_) => 0,
            Self::Rows { rows, shown } => rows.weight(*shown),
            Self::Summaries(summaries, _) => summaries.cases() * 200,
            Self::Players(ladders) => ladders.len() * 16,
            Self::Roster(roster) => (roster.entries.len() + roster.profiles.len()) * 48,
        }
    }

    pub(super) fn with_last_polled_at(&self, before: usize, after: &str) -> Self {
        match self {
            Self::Rows { rows, shown } => Self::Rows { rows: rows.with_last_polled_at(before, after), shown: *shown },
            other => other.clone(),
        }
    }
}

impl Body {
    /// The number of the variant that `cut` asks for, `None` for this body itself. There are no more of them than the
    /// body has rows, entries or ladders, whatever is asked for.
    pub(crate) fn variant(&self, cut: Cut) -> Option<u64> {
        let variant = match (self.superset(), cut) {
            (Superset::Rows { rows, shown }, Cut::Rows(limit)) => {
                let limit = limit.min(rows.count());
                (limit != rows.count().min(*shown)).then_some(limit)?
            }
            (Superset::Page(count), Cut::Rows(limit)) => (limit < *count).then_some(limit)?,
            (Superset::Summaries(summaries, usual), Cut::MinGames(games)) => {
                let case = summaries.case(games);
                (case != summaries.case(*usual)).then_some(case)?
            }
            // All ladders that nobody is on are the same.
            (Superset::Players(ladders), Cut::Ladder(ladder)) => {
                ladders.iter().position(|known| *known == ladder).unwrap_or(ladders.len())
            }
            _ => return None,
        };
        Some(variant as u64)
    }

    /// The body that `cut` asks for.
    ///
    /// # Errors
    /// As [`Body::new`].
    pub(crate) fn cut(&self, cut: Cut) -> io::Result<Self> {
        match (self.superset(), cut) {
            (Superset::Rows { rows, .. }, Cut::Rows(limit)) => {
                Ok(Self::of(rows.cut(limit), self.policy(), self.last_polled()))
            }
            (Superset::Page(_), Cut::Rows(limit)) => match page::cut(&self.identity()?, limit)? {
                Some(cut) => Ok(cut),
                None => self.again(),
            },
            (Superset::Summaries(summaries, _), Cut::MinGames(games)) => {
                Self::new(&summaries.of_at_least(games), self.policy())
            }
            (Superset::Players(_), Cut::Ladder(ladder)) => {
                let mut list: ListEnvelope<PlayerRead> = serde_json::from_slice(&self.identity()?)?;
                for player in &mut list.items {
                    player.ratings.retain(|rating| rating.leaderboard_id == ladder);
                }
                Self::polled(&list, self.policy(), self.last_polled())
            }
            _ => self.again(),
        }
    }

    /// The same bytes.
    fn again(&self) -> io::Result<Self> {
        Ok(Self::of(self.identity()?, self.policy(), self.last_polled()))
    }

    /// Who is on the roster, of the body that tells.
    pub(crate) fn roster(&self) -> Option<&Roster> {
        if let Superset::Roster(roster) = self.superset() { Some(roster) } else { None }
    }
}

impl Roster {
    pub(super) fn new(linked: Vec<(EntryId, Option<ProfileId>)>, ladders: HashSet<LeaderboardId>) -> Self {
        let mut roster = Self { ladders, ..Self::default() };
        for (entry, profile) in linked {
            roster.entries.insert(entry, entry);
            roster.profiles.extend(profile.map(|profile| (profile, entry)));
        }
        roster
    }

    /// The entry with that number; below the entries' range it is taken for the account's.
    pub(crate) fn entry(&self, wanted: EntryId) -> Option<EntryId> {
        let by_account = || self.profiles.get(&ProfileId(wanted.0)).filter(|_| wanted < EntryId::FIRST);
        self.entries.get(&wanted).or_else(by_account).copied()
    }

    /// Whether so many filters at most are like this one that their lists can be kept.
    pub(crate) fn is_worth_keeping(&self, filter: &Filter) -> bool {
        filter.profile_id.is_none_or(|profile| self.profiles.contains_key(&profile))
            && filter.leaderboard_id.is_none_or(|ladder| self.ladders.contains(&ladder))
    }
}
