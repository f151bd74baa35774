//! The platforms' credentials. A blank one is absent, and half of a pair turns its platform off.

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::Error;

/// The broadcasting platforms.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Broadcasting platforms")]
pub struct BroadcastSettings {
    /// Client id of an application registered with Twitch. With its secret, Twitch is asked who is on air.
    #[arg(long, env = "TWITCH_CLIENT_ID")]
    pub twitch_client_id: Option<String>,

    /// The application's secret.
    #[arg(long, env = "TWITCH_CLIENT_SECRET", hide_env_values = true)]
    pub twitch_client_secret: Option<SecretString>,

    /// Key for the YouTube Data API. With one, YouTube is asked who is on air.
    #[arg(long, env = "YOUTUBE_API_KEY", hide_env_values = true)]
    pub youtube_api_key: Option<SecretString>,

    /// The base URL of Twitch's token endpoint.
    #[arg(skip = host("https://id.twitch.tv"))]
    pub twitch_token_base_url: Url,

    /// The base URL of Twitch's API.
    #[arg(skip = host("https://api.twitch.tv"))]
    pub twitch_base_url: Url,

    /// The base URL of YouTube's API.
    #[arg(skip = host("https://www.googleapis.com"))]
    pub youtube_base_url: Url,
}

impl Default for BroadcastSettings {
    /// The real hosts, and no credentials.
    fn default() -> Self {
        Self {
            twitch_client_id: None,
            twitch_client_secret: None,
            youtube_api_key: None,
            twitch_token_base_url: host("https://id.twitch.tv"),
            twitch_base_url: host("https://api.twitch.tv"),
            youtube_base_url: host("https://www.googleapis.com"),
        }
    }
}

/// The credentials of Twitch's API.
#[derive(Clone, Debug)]
pub(super) struct TwitchCredentials {
    pub(super) client_id: HeaderValue,
    pub(super) client_secret: SecretString,
    pub(super) token_base_url: Url,
    pub(super) base_url: Url,
}

/// The credentials of YouTube's API.
#[derive(Clone, Debug)]
pub(super) struct YouTubeCredentials {
    pub(super) api_key: HeaderValue,
    pub(super) base_url: Url,
}

impl BroadcastSettings {
    /// Points every address at one server: the simulated one.
    #[must_use]
    pub fn at(self, base: &Url) -> Self {
        let base = || base.clone();
        Self { twitch_token_base_url: base(), twitch_base_url: base(), youtube_base_url: base(), ..self }
    }

    pub(super) fn twitch(&self) -> Result<Option<TwitchCredentials>, Error> {
        let id = self.twitch_client_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        match (id, given(self.twitch_client_secret.as_ref())) {
            (Some(id), Some(client_secret)) => Ok(Some(TwitchCredentials {
                client_id: header(id, "TWITCH_CLIENT_ID")?,
                client_secret,
                token_base_url: self.twitch_token_base_url.clone(),
                base_url: self.twitch_base_url.clone(),
            })),
            (None, None) => Ok(None),
            _ => {
                tracing::warn!("Twitch is off: only one of TWITCH_CLIENT_ID and TWITCH_CLIENT_SECRET is set; set both");
                Ok(None)
            }
        }
    }

    pub(super) fn youtube(&self) -> Result<Option<YouTubeCredentials>, Error> {
        let Some(key) = given(self.youtube_api_key.as_ref()) else { return Ok(None) };
        let mut api_key = header(key.expose_secret(), "YOUTUBE_API_KEY")?;
        api_key.set_sensitive(true);
        Ok(Some(YouTubeCredentials { api_key, base_url: self.youtube_base_url.clone() }))
    }
}

fn given(secret: Option<&SecretString>) -> Option<SecretString> {
    let secret = secret?.expose_secret().trim();
    (!secret.is_empty()).then(|| SecretString::from(secret))
}

/// The error names the setting and does not reveal its value.
fn header(value: &str, name: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(value).map_err(|_| Error::Settings(format!("{name} does not fit a header")))
}

#[expect(clippy::expect_used, reason = "a constant of ours")]
fn host(url: &'static str) -> Url {
    url.parse().expect("a URL")
}
