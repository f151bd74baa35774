//! The poll of open lobbies and of the games that started from one.

use std::collections::BTreeSet;

use domain::{id::ProfileId, live::Lobby, nudge::Event, player::Alias};
use store::{
    lease::{self, Epoch},
    live::{self, Replaced, Unreadable},
    matches, tracked,
};

use crate::{
    BoxedTicker, Error, Poll, PollContext, Settings, Tick, TickOutcome, outages::Source, publish, schedule::Schedule,
    series::SeriesRefresh,
};

/// Declares the poll of open lobbies.
pub(crate) fn poll(settings: &Settings) -> Poll {
    let name = live::STATUS_ROW.name();
    Poll {
        schedule: Schedule::steady(name, settings.poll_live_seconds, Some(Source::Upstream)),
        status_row: Some(live::STATUS_ROW),
        ticker: |context| Some(BoxedTicker::new(LivePoll(context.clone()))),
    }
}

/// Polls the open lobbies.
#[derive(Debug)]
pub struct LivePoll(pub PollContext);

impl Tick for LivePoll {
    /// Polls once: replaces the live snapshot with the lobbies that concern a roster, and nudges the tournaments of
    /// those who came, went or changed. A listed lobby that cannot be read keeps what is known of it. With no account
    /// on any roster it sends no request.
    ///
    /// # Errors
    /// [`Error::Upstream`] when the lobbies could not be fetched, [`Error::Store`] when the database failed; then the
    /// snapshot stays.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let PollContext { relic, pool, clock, match_types, pending_refreshes, .. } = &self.0;
        if !pending_refreshes.with(|pending| pending.is_restored_in(epoch)) {
            let tournaments = store::series::tournaments_to_refresh(pool, clock.now()).await?;
            pending_refreshes.with(|pending| pending.restore(epoch, tournaments));
        }
        let tracked = tracked::accounts(pool, clock.now()).await?;
        let seen = if tracked.is_empty() {
            relic::Lobbies::default()
        } else {
            let match_types = match_types.with(|types| types.clone());
            relic.lobbies(&match_types).await?
        };
        let ours = concerning(seen.lobbies, &tracked);
        let aliases = aliases_in(seen.aliases, &ours);
        let now = clock.now();
        let mut tx = lease::begin(pool, epoch).await?;
        // Names first, as the other polls store them.
        let renamed = matches::save_lobby_aliases(&mut tx, &aliases).await?;
        let kept = if seen.has_unknown { Unreadable::Any } else { Unreadable::Lobbies(&seen.unread) };
        let Replaced { changed, left } = live::replace_except(&mut tx, &ours, kept, now).await?;
        // Before the commit, whose answer may be lost: the games are over in any case, and the next poll would no
        // longer find that they were left.
        let left = left.into_iter().filter(|(_, profile)| tracked.contains(profile));
        if self.0.history_queue.with(|queue| queue.note_ended_games(left, now)) {
            self.0.games_ended.notify_one();
        }
        // Who is no longer followed leaves the snapshot too: its tournament shows that.
        let shown = tracked::with_accounts(&mut tx, &changed).await?;
        let followed = tracked::followed(&mut tx, now).await?;
        let concerned = tracked::followed_with_accounts(&mut tx, &changed, &followed).await?;
        let renamed = tracked::followed_with_matches(&mut tx, &renamed, &followed).await?;
        let series = SeriesRefresh::run(pending_refreshes, &mut tx, &concerned).await?;
        let concerned = [(Event::Live, shown), (Event::Standings, renamed), (Event::Series, series.changed.clone())];
        publish::finish(tx, live::STATUS_ROW, now, &concerned).await?;
        series.done();
        Ok(TickOutcome { changed: changed.len(), dropped: seen.dropped, ..TickOutcome::default() })
    }
}

/// Keeps only the lobbies with a tracked account in them.
fn concerning(lobbies: Vec<Lobby>, tracked: &BTreeSet<ProfileId>) -> Vec<Lobby> {
    let is_ours = |lobby: &Lobby| lobby.members.iter().any(|member| tracked.contains(&member.profile_id));
    lobbies.into_iter().filter(is_ours).collect()
}

fn aliases_in(aliases: Vec<Alias>, lobbies: &[Lobby]) -> Vec<Alias> {
    let members: BTreeSet<_> =
        lobbies.iter().flat_map(|lobby| &lobby.members).map(|member| member.profile_id).collect();
    aliases.into_iter().filter(|alias| members.contains(&alias.profile_id)).collect()
}
