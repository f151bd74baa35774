//! The polls of broadcasts, which find out who is on air. Each platform has a loop and stored broadcasts of its own.

mod clear_disabled;
mod targets;

use std::time::Duration;

use domain::{
    broadcast::Platform,
    nudge::{Event, Scope},
};
use platforms::{Seen, Twitch, YouTube};
use store::{
    broadcasts::{self, OnAir},
    lease::{self, Epoch},
    nudges,
};

use crate::{BoxedTicker, Error, Poll, PollContext, Settings, Tick, TickOutcome, outages::Source, schedule::Schedule};
use targets::Targets;

pub(crate) use clear_disabled::poll as off;

/// Declares the poll of Twitch, which runs only with credentials.
pub(crate) fn twitch(settings: &Settings) -> Poll {
    Poll {
        schedule: Schedule::steady("twitch", settings.poll_twitch_seconds, Some(Source::Twitch)),
        status_row: None,
        ticker: |context| Some(BoxedTicker::new(TwitchPoll(context.clone(), context.broadcasters.twitch.clone()?))),
    }
}

/// Declares the poll of YouTube, which runs only with credentials.
pub(crate) fn youtube(settings: &Settings) -> Poll {
    Poll {
        schedule: Schedule::steady("youtube", settings.poll_youtube_seconds, Some(Source::YouTube)),
        status_row: None,
        ticker: |context| Some(BoxedTicker::new(YouTubePoll(context.clone(), context.broadcasters.youtube.clone()?))),
    }
}

/// Polls Twitch.
#[derive(Debug)]
pub struct TwitchPoll(pub PollContext, pub Twitch);

impl Tick for TwitchPoll {
    /// Polls every channel linked on the roster or by the hosts of a tournament that is followed: replaces Twitch's
    /// broadcasts, and nudges the tournaments of those who came, went or changed. A channel that failed keeps its last
    /// known broadcast. With no links it sends no request. Without a change it writes nothing, not even the poll's
    /// time, which no response shows.
    ///
    /// # Errors
    /// [`Error::Upstream`] when every channel failed; then of what is stored only broadcasts whose link is gone are
    /// deleted. [`Error::Store`] when the database failed; then what is stored stays.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let Self(context, twitch) = self;
        let targets = load_targets(context, Platform::Twitch).await?;
        let seen = twitch.on_air(&targets.channels()).await;
        save(context, epoch, Platform::Twitch, &targets, &seen).await
    }
}

/// Polls YouTube.
#[derive(Debug)]
pub struct YouTubePoll(pub PollContext, pub YouTube);

impl Tick for YouTubePoll {
    /// As [`TwitchPoll`]'s tick, for owners without a link to Twitch.
    ///
    /// # Errors
    /// As there.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let Self(context, youtube) = self;
        let targets = load_targets(context, Platform::YouTube).await?;
        let seen = youtube.on_air(&targets.channels()).await;
        save(context, epoch, Platform::YouTube, &targets, &seen).await
    }
}

/// Loads the channels to poll on a platform.
async fn load_targets(context: &PollContext, platform: Platform) -> Result<Targets, Error> {
    let links = broadcasts::channel_links(&context.pool, context.clock.now()).await?;
    Ok(Targets::of(platform, &links))
}

/// Stores what was seen if it differs from what is stored, and reports failures.
async fn save(
    context: &PollContext,
    epoch: Epoch,
    platform: Platform,
    targets: &Targets,
    seen: &Seen,
) -> Result<TickOutcome, Error> {
    let before = broadcasts::on_air(&context.pool, platform).await?;
    // Even if every channel failed, which may last until a quota is renewed, who has no link any more is off air.
    let changed = replace(context, epoch, platform, &before, &targets.on_air(seen, &before)).await?;
    let outcome = TickOutcome { changed, dropped: seen.dropped, ..TickOutcome::default() };
    let Some(error) = worst(seen) else { return Ok(outcome) };
    let failed = seen.failures.len();
    if failed == targets.channels().len() {
        return Err(error.clone().into());
    }
    let (source, status) = (platform.as_str(), error.status());
    tracing::warn!(source, status = &*status, %error, failed, "some channels could not be looked at");
    let retry_after = error.retry_after().or(error.asks_to_wait().then_some(Duration::ZERO));
    Ok(TickOutcome { retry_after, ..outcome })
}

/// The failure with the longest time to wait.
fn worst(seen: &Seen) -> Option<&platforms::Error> {
    seen.failures.values().max_by_key(|error| (error.retry_after(), error.asks_to_wait()))
}

/// Replaces stored broadcasts that differ. Returns the number of tournaments nudged about it.
async fn replace(
    context: &PollContext,
    epoch: Epoch,
    platform: Platform,
    before: &OnAir,
    now: &OnAir,
) -> Result<usize, Error> {
    if before == now {
        return Ok(0);
    }
    let mut tx = lease::begin(&context.pool, epoch).await?;
    let changed = broadcasts::replace(&mut tx, platform, now).await?;
    if let Some(scope) = Scope::only(changed.iter().copied()) {
        nudges::publish(&mut tx, Event::Live, &scope, context.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(changed.len())
}
