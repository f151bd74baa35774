//! The upstream's address, our name and contact, and the request rate.

use std::num::NonZeroU32;

use url::Url;

/// How to reach the upstream.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "The upstream")]
pub struct Settings {
    /// Base URL of the Relic / World's Edge community backend, without `/community`.
    #[arg(long, env = "UPSTREAM_BASE_URL", default_value = Settings::DEFAULT_BASE_URL)]
    pub upstream_base_url: Url,

    /// Whom the upstream's operators may write to (an e-mail address or a URL); sent in the User-Agent. In production a
    /// process that polls needs it, and without it an api looks up no accounts at the upstream.
    #[arg(long, env = "UPSTREAM_CONTACT")]
    pub upstream_contact: Option<String>,

    /// Most requests a second to the upstream, from 1 to 30, for all polls together. The upstream refuses more than 50.
    #[arg(
        long,
        env = "UPSTREAM_REQUESTS_PER_SECOND",
        default_value_t = Settings::DEFAULT_REQUESTS_PER_SECOND,
        value_parser = clap::value_parser!(u32).range(1..=30),
    )]
    pub upstream_requests_per_second: u32,
}

impl Settings {
    /// The public backend.
    pub const DEFAULT_BASE_URL: &str = "https://aoe-api.worldsedgelink.com";

    /// With 20 requests a second ten thousand accounts' histories take less than a minute.
    pub const DEFAULT_REQUESTS_PER_SECOND: u32 = 20;

    /// The defaults, with the backend at `base_url`.
    #[must_use]
    pub const fn at(base_url: Url) -> Self {
        Self {
            upstream_base_url: base_url,
            upstream_contact: None,
            upstream_requests_per_second: Self::DEFAULT_REQUESTS_PER_SECOND,
        }
    }

    pub(crate) fn requests_per_second(&self) -> NonZeroU32 {
        NonZeroU32::new(self.upstream_requests_per_second).unwrap_or(NonZeroU32::MIN)
    }

    /// The project's name, version and address, and the contact if there is one.
    #[must_use]
    pub fn user_agent(&self) -> String {
        let project = concat!("aoe2-live-standings/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"));
        match &self.upstream_contact {
            None => format!("{project})"),
            Some(contact) => format!("{project}; {})", contact.trim()),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        settings: Settings,
    }

    #[test]
    fn the_user_agent_names_the_project_and_the_contact() {
        let cli = Cli::parse_from(["test", "--upstream-contact", " ops@example.org "]);
        assert_eq!(
            cli.settings.user_agent(),
            "aoe2-live-standings/0.1.0 (+https://github.com/criticalbit-gg/aoe2-live-standings; ops@example.org)"
        );
        let nobody = Settings { upstream_contact: None, ..cli.settings };
        assert_eq!(
            nobody.user_agent(),
            "aoe2-live-standings/0.1.0 (+https://github.com/criticalbit-gg/aoe2-live-standings)"
        );
    }

    #[test]
    fn an_invalid_base_url_is_refused() {
        assert!(Cli::try_parse_from(["test", "--upstream-base-url", "not a url"]).is_err());
        let cli = Cli::parse_from(["test", "--upstream-base-url", "http://localhost:9/relic"]);
        assert_eq!(cli.settings.upstream_base_url.as_str(), "http://localhost:9/relic");
    }
}
