//! A tournament's roster by every number that parameters may use: never shown itself, it validates the parameters of
//! other reads.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    id::{EntryId, LeaderboardId, ProfileId, TournamentId},
    nudge::Event,
};
use futures_util::future::BoxFuture;
use store::{
    Snapshot,
    read::{self, matches::Filter},
};

use super::SLUG;
use crate::{
    app::App,
    cache_entry::Freshness,
    error::Error,
    params::Parameters,
    slug_index::Resolution,
    views::{Body, Choice, Policy, Read, Render, RenderError, Rendered, Superset, View},
};

static ROSTER: Read = Read { name: "roster", events: &[Event::Standings], render: Render::Snapshot(render) };

/// A tournament and its roster, as found for a request.
pub(super) struct FoundRoster {
    pub(super) tournament: TournamentId,
    /// How long, and how certainly, the address leads there and the roster is up to date.
    pub(super) resolution: Resolution,
    rendered: Arc<Rendered>,
}

/// The numbers of all entries.
#[derive(Debug, Default)]
pub(super) struct Roster {
    entries: HashSet<EntryId>,
    profiles: HashMap<ProfileId, EntryId>,
    ladders: HashSet<LeaderboardId>,
}

/// Finds the tournament that the path names, with its roster.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], or [`Error::Unavailable`].
pub(super) async fn of(app: &App, parameters: &mut Parameters) -> Result<FoundRoster, Error> {
    parameters.check()?;
    let found = app.slug_index.resolve(parameters.text(SLUG)).await?;
    let view = View::of(found.id, &ROSTER, Choice::None);
    let roster = app.views.get(&view, || Ok::<_, Error>(())).await?;
    let mut resolution = found.resolution;
    if roster.freshness == Freshness::Stale {
        resolution.freshness = Freshness::Stale;
    }
    Ok(FoundRoster { tournament: found.id, resolution, rendered: roster.rendered })
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok(None) };
        let Some(linked) = read::roster::linked(snapshot, id).await? else { return Ok(None) };
        let ladders = read::reference::leaderboards(snapshot).await?;
        let ladders = ladders.into_iter().map(|ladder| ladder.leaderboard_id).collect();
        Ok(Some(Body::new(&(), Policy::NoStore)?.with(Roster::new(linked, ladders))))
    })
}

impl FoundRoster {
    /// Returns the roster, unless the tournament has been deleted.
    pub(super) fn roster(&self) -> Option<&Roster> {
        self.rendered.as_ref().as_ref()?.superset()
    }
}

impl Roster {
    fn new(linked: Vec<(EntryId, Option<ProfileId>)>, ladders: HashSet<LeaderboardId>) -> Self {
        let mut roster = Self { ladders, ..Self::default() };
        for (entry, profile) in linked {
            roster.entries.insert(entry);
            roster.profiles.extend(profile.map(|profile| (profile, entry)));
        }
        roster
    }

    /// Finds the entry by its number; a number below the entries' range is an account's.
    pub(super) fn entry(&self, wanted: EntryId) -> Option<EntryId> {
        let by_account = || self.profiles.get(&ProfileId(wanted.0)).filter(|_| wanted < EntryId::FIRST);
        self.entries.get(&wanted).or_else(by_account).copied()
    }

    /// Whether there are few enough filters like this one to cache their lists.
    pub(super) fn is_worth_keeping(&self, filter: &Filter) -> bool {
        filter.profile_id.is_none_or(|profile| self.profiles.contains_key(&profile))
            && filter.leaderboard_id.is_none_or(|ladder| self.ladders.contains(&ladder))
    }
}

/// Stored beside a body that is never shown, so no variant is cut from it.
impl Superset for Roster {
    fn weight(&self) -> usize {
        (self.entries.len() + self.profiles.len()) * 32
    }
}
