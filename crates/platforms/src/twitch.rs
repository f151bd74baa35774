//! The client of Twitch's Helix API, with an app access token.

use std::collections::BTreeSet;

use domain::broadcast::{Broadcast, Channel, Platform};
use json_client::{TimeLimits, client, object, read, refused};
use reqwest::{Client, redirect::Policy};
use secrecy::ExposeSecret as _;

use crate::{
    Error, Seen,
    settings::TwitchCredentials,
    token::{Token, Tokens, address},
    wire::{TwitchStream, TwitchStreams, refuse_useless},
};

/// The most logins per request that Twitch allows.
const PAGE: usize = 100;

/// A client of Twitch; clones share its token.
#[derive(Clone, Debug)]
pub struct Twitch {
    http: Client,
    credentials: TwitchCredentials,
    tokens: Tokens,
}

impl Twitch {
    pub(super) fn new(credentials: TwitchCredentials, user_agent: &str) -> Result<Self, Error> {
        // No redirects: a redirected request would carry its credentials to another host.
        let http = client(user_agent, TimeLimits::default(), Policy::none())?;
        Ok(Self { http, credentials, tokens: Tokens::default() })
    }

    /// Which of these channels are on air; ignores those of other platforms.
    ///
    /// # Errors
    /// Any failed request fails the whole: after a partial answer the channels that it lacks would be shown as off air.
    pub async fn on_air(&self, channels: &BTreeSet<Channel>) -> Result<Seen, Error> {
        let logins: Vec<&str> = channels
            .iter()
            .filter_map(|channel| match channel {
                Channel::Twitch(login) => Some(login.as_str()),
                Channel::YouTube(_) => None,
            })
            .collect();
        let mut seen = Seen::default();
        for page in logins.chunks(PAGE) {
            read_page(&self.streams(page).await?, &mut seen)?;
        }
        Ok(seen)
    }

    /// Fetches one page, with a new token when the current one is refused.
    async fn streams(&self, logins: &[&str]) -> Result<String, Error> {
        let token = self.tokens.get(&self.http, &self.credentials, None).await?;
        match self.ask(logins, &token).await {
            Err(Error::Status { status: 401, .. }) => {
                let token = self.tokens.get(&self.http, &self.credentials, Some(&token)).await?;
                self.ask(logins, &token).await
            }
            answer => answer,
        }
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
