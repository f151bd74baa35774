//! The client of Twitch's Helix API, with an app access token.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, OnceLock},
};

use domain::broadcast::{Broadcast, Channel, Platform};
use json_client::{TimeLimits, client, object, read, refused};
use parking_lot::Mutex;
use reqwest::{Client, redirect::Policy};
use secrecy::ExposeSecret as _;
use tokio::time::Instant;

use crate::{
    Error, STARTING_TIME, Seen,
    settings::TwitchCredentials,
    token::{Token, Tokens, address},
    wire::{TwitchStream, TwitchStreams, refuse_useless},
};

/// The most logins per request that Twitch allows.
const PAGE: usize = 100;
/// The most requests of a poll beyond one per page, to find the logins that Twitch refuses: one among a hundred takes
/// fourteen.
const EXTRA_REQUESTS: usize = 100;

/// A client of Twitch; clones share its token, and whose turn it is.
#[derive(Clone, Debug)]
pub struct Twitch {
    http: Client,
    credentials: TwitchCredentials,
    tokens: Tokens,
    /// The login to begin with: the first that was put off when Twitch or the time last did not suffice for all.
    turn: Arc<Mutex<Option<String>>>,
}

impl Twitch {
    pub(super) fn new(credentials: TwitchCredentials, user_agent: &str) -> Result<Self, Error> {
        // No redirects: a redirected request would carry its credentials to another host.
        let http = client(user_agent, TimeLimits::default(), Policy::none())?;
        Ok(Self { http, credentials, tokens: Tokens::default(), turn: Arc::default() })
    }

    /// Which of these channels are on air; ignores those of other platforms.
    ///
    /// A page that fails does not affect the others, except when they would fail as well: then they are not requested
    /// and fail with that error. The next call begins with them, so that each has its turn. A page that is refused is
    /// requested again in halves, because one login may be the reason; a login that is refused alone is off air, if
    /// Twitch answers about others.
    pub async fn on_air(&self, channels: &BTreeSet<Channel>) -> Seen {
        let logins = self.in_turn(channels);
        let until = Instant::now() + STARTING_TIME;
        let (mut seen, stop) = (Seen::default(), OnceLock::new());
        let (mut refused_logins, mut is_answered, mut extra) = (BTreeMap::<Channel, Error>::new(), false, 0);
        let mut pages: VecDeque<&[&str]> = logins.chunks(PAGE).collect();
        let mut put_off = None;
        while let Some(page) = pages.pop_front() {
            if Instant::now() >= until {
                _ = stop.set(Error::Timeout);
            }
            let is_put_off = stop.get().is_some();
            let answer = match stop.get() {
                Some(error) => Err(error.clone()),
                None => self.streams(page, &stop).await.and_then(|body| read_page(&body, &mut seen)),
            };
            let Err(error) = answer else {
                is_answered = true;
                continue;
            };
            if is_put_off || error.asks_to_wait() {
                put_off = put_off.or(page.first());
            }
            let is_refused = stop.get().is_none() && matches!(error, Error::Status { status: 400, .. });
            let failed = page.iter().map(|login| (Channel::Twitch((*login).to_owned()), error.clone()));
            if is_refused && page.len() == 1 {
                refused_logins.extend(failed);
            } else if is_refused && extra < EXTRA_REQUESTS {
                extra += 2;
                let (first, second) = page.split_at(page.len() / 2);
                pages.extend([first, second]);
            } else {
                seen.failures.extend(failed);
            }
        }
        if !is_answered {
            seen.failures.extend(refused_logins);
        }
        if let Some(login) = put_off {
            *self.turn.lock() = Some((*login).to_owned());
        }
        seen
    }

    /// The logins among the channels, from the one whose turn it is.
    fn in_turn<'a>(&self, channels: &'a BTreeSet<Channel>) -> Vec<&'a str> {
        let logins = channels.iter().filter_map(|channel| match channel {
            Channel::Twitch(login) => Some(login.as_str()),
            Channel::YouTube(_) => None,
        });
        let turn = self.turn.lock();
        let (before, mut logins): (Vec<_>, Vec<_>) = logins.partition(|login| Some(*login) < turn.as_deref());
        logins.extend(before);
        logins
    }

    /// Whether Twitch takes the credentials.
    ///
    /// # Errors
    /// The [`Error`] of the request, when it fails or Twitch refuses the credentials.
    pub async fn check(&self) -> Result<(), Error> {
        read_page(&self.streams(&["twitch"], &OnceLock::new()).await?, &mut Seen::default())
    }

    /// Fetches one page, with a new token when the current one is refused. Sets `stop` to an error with which every
    /// other page would fail as well.
    async fn streams(&self, logins: &[&str], stop: &OnceLock<Error>) -> Result<String, Error> {
        let token = self.token(None, stop).await?;
        let answer = match self.ask(logins, &token).await {
            Err(Error::Status { status: 401, .. }) => {
                let token = self.token(Some(&token), stop).await?;
                self.ask(logins, &token).await
            }
            answer => answer,
        };
        let is_for_all =
            |error: &Error| !error.may_be_one_profiles() || matches!(error, Error::Status { status: 401, .. });
        if let Err(error) = &answer
            && is_for_all(error)
        {
            _ = stop.set(error.clone());
        }
        answer
    }

    /// A token. Without one no page can be requested.
    async fn token(&self, refused: Option<&Token>, stop: &OnceLock<Error>) -> Result<Token, Error> {
        let token = self.tokens.get(&self.http, &self.credentials, refused).await;
        if let Err(error) = &token {
            _ = stop.set(error.clone());
        }
        token
    }

    async fn ask(&self, logins: &[&str], token: &Token) -> Result<String, Error> {
        let mut url = address(&self.credentials.base_url, "helix/streams");
        let names = logins.iter().map(|login| ("user_login", *login));
        // Without this, a page holds twenty streams.
        url.query_pairs_mut().clear().append_pair("first", "100").extend_pairs(names);
        let request = self.http.get(url).header("Client-Id", &self.credentials.client_id);
        let response = request.bearer_auth(token.secret.expose_secret()).send().await?;
        tracing::debug!(platform = Platform::Twitch.as_str(), status = response.status().as_u16(), "answered");
        if !response.status().is_success() {
            return Err(refused(&response));
        }
        read(response).await
    }
}

fn read_page(body: &str, seen: &mut Seen) -> Result<(), Error> {
    let answer: TwitchStreams<'_> = object(body)?;
    let listed = answer.data.list().map_or(0, |rows| rows.len());
    let rows: Vec<TwitchStream<'_>> = answer.data.needed_rows("a list of streams", &mut seen.dropped)?;
    let mut usable = Vec::new();
    for row in rows {
        match (row.user_login.text(), row.r#type.string()) {
            (Some(login), Some(kind)) => usable.push((login, kind, row)),
            _ => seen.dropped += 1,
        }
    }
    refuse_useless(&usable, listed, "a usable stream")?;
    // Twitch leaves the type empty for a stream that has an error.
    for (login, _, row) in usable.into_iter().filter(|(_, kind, _)| kind == "live") {
        let broadcast = Broadcast { title: row.title.text(), category: row.game_name.text() };
        seen.on_air.insert(Channel::Twitch(login.to_ascii_lowercase()), broadcast);
    }
    Ok(())
}
