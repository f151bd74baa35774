//! The client of YouTube's Data API, in which a search costs a hundred times the quota of any other request.

mod reading;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, OnceLock},
    time::Duration,
};

use domain::broadcast::{Broadcast, Channel, Platform, YouTubeChannel};
use futures_util::{StreamExt as _, stream};
use json_client::{TimeLimits, client, read, refused};
use parking_lot::Mutex;
use reqwest::{Client, redirect::Policy};
use tokio::time::Instant;

use crate::{Error, STARTING_TIME, Seen, settings::YouTubeCredentials, token::address};

/// Concurrent requests for channels.
const AT_ONCE: usize = 4;
/// How long a name that no channel has is not looked up again.
const NOBODY_FOR: Duration = Duration::from_secs(6 * 3600);

/// A client of YouTube; clones share the channel ids it has looked up, and whose turn it is.
#[derive(Clone, Debug)]
pub struct YouTube {
    http: Client,
    credentials: YouTubeCredentials,
    ids: Arc<Mutex<HashMap<YouTubeChannel, Resolved>>>,
    /// The channel to begin with: the first that was put off when the quota or the time last did not suffice for all.
    turn: Arc<Mutex<Option<YouTubeChannel>>>,
}

/// The result of looking up a channel's name.
#[derive(Clone, Debug)]
enum Resolved {
    Id(String),
    NobodyUntil(Instant),
}

impl YouTube {
    pub(super) fn new(credentials: YouTubeCredentials, user_agent: &str) -> Result<Self, Error> {
        // No redirects: a redirected request would carry its key to another host.
        let http = client(user_agent, TimeLimits::default(), Policy::none())?;
        Ok(Self { http, credentials, ids: Arc::default(), turn: Arc::default() })
    }

    /// Which of these channels are on air; ignores those of other platforms.
    ///
    /// A channel that fails does not affect the others. Once YouTube asks to wait, the quota is used up, or this takes
    /// too long, the remaining channels are not requested and fail with that error. The next call begins with them, so
    /// that a quota or a time that does not suffice for all is spent on each in turn.
    pub async fn on_air(&self, channels: &BTreeSet<Channel>) -> Seen {
        let (stop, put_off, until) = (OnceLock::new(), OnceLock::new(), Instant::now() + STARTING_TIME);
        // Links come and go, so those that are gone are forgotten.
        self.ids.lock().retain(|name, _| channels.contains(&Channel::YouTube(name.clone())));
        let own = self.in_turn(channels);
        let seen = stream::iter(own.clone())
            .map(|channel| self.search(channel, &stop, &put_off, until))
            .buffer_unordered(AT_ONCE)
            .fold(Seen::default(), async |mut seen, (channel, found)| {
                match found {
                    Ok(Some(broadcast)) => drop(seen.on_air.insert(channel, broadcast)),
                    Ok(None) => {}
                    Err(error) => drop(seen.failures.insert(channel, error)),
                }
                seen
            })
            .await;
        let failure = |channel: &YouTubeChannel| seen.failures.get(&Channel::YouTube(channel.clone()));
        let asks_to_wait = |channel: &YouTubeChannel| failure(channel).is_some_and(Error::asks_to_wait);
        // Not one that timed out itself: those that always do would keep all others out.
        if let Some(first) = own.into_iter().find(|channel| asks_to_wait(channel) || put_off.get() == Some(channel)) {
            *self.turn.lock() = Some(first);
        }
        seen
    }

    /// YouTube's among the channels, from the one whose turn it is.
    fn in_turn(&self, channels: &BTreeSet<Channel>) -> Vec<YouTubeChannel> {
        let own = channels.iter().filter_map(|channel| match channel {
            Channel::YouTube(channel) => Some(channel.clone()),
            Channel::Twitch(_) => None,
        });
        let turn = self.turn.lock();
        let (before, mut own): (Vec<_>, Vec<_>) = own.partition(|channel| Some(channel) < turn.as_ref());
        own.extend(before);
        own
    }

    /// Whether YouTube takes the key: with a question that costs one unit of the quota.
    ///
    /// # Errors
    /// The [`Error`] of the request, when it fails or YouTube refuses the key.
    pub async fn check(&self) -> Result<(), Error> {
        self.id(&YouTubeChannel::Handle("youtube".to_owned())).await.map(drop)
    }

    /// The broadcast of a channel. It is not requested, but `put_off`, once there is a reason to `stop`.
    async fn search(
        &self,
        channel: YouTubeChannel,
        stop: &OnceLock<Error>,
        put_off: &OnceLock<YouTubeChannel>,
        until: Instant,
    ) -> (Channel, Result<Option<Broadcast>, Error>) {
        if Instant::now() >= until {
            _ = stop.set(Error::Timeout);
        }
        let found = match stop.get() {
            Some(error) => {
                // Fails when another one was put off before it.
                _ = put_off.set(channel.clone());
                Err(error.clone())
            }
            None => self.broadcast_of(&channel).await,
        };
        if let Err(error) = &found
            && error.asks_to_wait()
        {
            // Another task may have set it first: its error says the same.
            _ = stop.set(error.clone());
        }
        (Channel::YouTube(channel), found)
    }

    async fn broadcast_of(&self, channel: &YouTubeChannel) -> Result<Option<Broadcast>, Error> {
        let Some(id) = self.id(channel).await? else { return Ok(None) };
        let parameters = [
            ("part", "snippet"),
            ("channelId", id.as_str()),
            ("eventType", "live"),
            ("type", "video"),
            ("maxResults", "1"),
        ];
        reading::broadcast(&self.ask("search", &parameters).await?)
    }

    /// The id of a channel; `None` when there is no such channel.
    async fn id(&self, channel: &YouTubeChannel) -> Result<Option<String>, Error> {
        let (parameter, name) = match channel {
            YouTubeChannel::Id(id) => return Ok(Some(id.clone())),
            YouTubeChannel::Handle(handle) => ("forHandle", handle),
            YouTubeChannel::User(user) => ("forUsername", user),
        };
        let known = self.ids.lock().get(channel).cloned();
        match known {
            Some(Resolved::Id(id)) => return Ok(Some(id)),
            Some(Resolved::NobodyUntil(until)) if Instant::now() < until => return Ok(None),
            _ => {}
        }
        let id = reading::channel_id(&self.ask("channels", &[("part", "id"), (parameter, name)]).await?)?;
        let resolved = id.clone().map_or_else(|| Resolved::NobodyUntil(Instant::now() + NOBODY_FOR), Resolved::Id);
        self.ids.lock().insert(channel.clone(), resolved);
        Ok(id)
    }

    async fn ask(&self, what: &str, parameters: &[(&str, &str)]) -> Result<String, Error> {
        let mut url = address(&self.credentials.base_url, &format!("youtube/v3/{what}"));
        url.query_pairs_mut().clear().extend_pairs(parameters);
        let response = self.http.get(url).header("X-Goog-Api-Key", &self.credentials.api_key).send().await?;
        let status = response.status();
        tracing::debug!(platform = Platform::YouTube.as_str(), what, status = status.as_u16(), "answered");
        if status.is_success() {
            return read(response).await;
        }
        let refusal = refused(&response);
        if status.is_client_error()
            && let Ok(body) = read(response).await
        {
            return Err(reading::refusal(&body, refusal));
        }
        Err(refusal)
    }
}
