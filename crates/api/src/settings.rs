//! The settings of the API.

use std::{collections::BTreeMap, net::IpAddr};

use http::HeaderName;
use ipnet::{IpNet, Ipv4Net};
use reqwest::Url;

/// Where the service runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Environment {
    /// A developer's machine, with permissive defaults.
    #[default]
    Development,
    /// Like production, but of the settings that production requires only DATABASE_URL is.
    Staging,
    /// For the public.
    Production,
}

/// Who may set tournaments up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Creation {
    /// Everybody who is signed in.
    Open,
    /// Those whom the operators approved (`aoe2-standings creators add`).
    Allowlist,
}

impl Creation {
    /// The default for an environment. Anybody can sign up at the sign-on service, and whoever creates a tournament can
    /// make it the current one, so only development is open.
    const fn default_in(environment: Environment) -> Self {
        match environment {
            Environment::Development => Self::Open,
            Environment::Staging | Environment::Production => Self::Allowlist,
        }
    }

    /// Its name as a setting.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Allowlist => "allowlist",
        }
    }
}

/// Settings of the api.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "The api")]
pub struct Settings {
    /// Origins, separated by commas, whose pages may call with the visitor's cookie; `https://criticalbit.gg` and
    /// its subdomains always may, outside of development.
    #[arg(long, env = "CORS_ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<String>,

    /// Where the sign-on service publishes the keys that tokens are signed with. `none`: there is no sign-on service,
    /// and only the built-in sign-in, if it is on, lets hosts in.
    #[arg(long, env = "AUTH_JWKS_URL", default_value = "https://auth-api.criticalbit.gg/auth/jwks")]
    pub auth_jwks_url: OptionalUrl,

    /// The issuer that tokens must name; any, unless set.
    #[arg(long, env = "AUTH_TOKEN_ISSUER")]
    pub auth_token_issuer: Option<String>,

    /// Where the names of the sign-on service's users are looked up. `none`: these users are shown by their ids alone.
    #[arg(long, env = "AUTH_API_BASE_URL", default_value = "https://auth-api.criticalbit.gg")]
    pub auth_api_base_url: OptionalUrl,

    /// Let hosts sign in with links from operators (`aoe2-standings hosts add`), also beside a sign-on service. On in
    /// development and off elsewhere, unless set.
    #[arg(long, env = "BUILTIN_SIGN_IN", value_parser = clap::builder::BoolishValueParser::new(), action = clap::ArgAction::Set)]
    pub builtin_sign_in: Option<bool>,

    /// The address at which browsers find this service (`https://standings.example.org`, for example). Sign-in links,
    /// link previews and links in calendars begin with it. In development, sign-in links begin with http://localhost
    /// and PORT unless PUBLIC_BASE_URL is set.
    #[arg(long, env = "PUBLIC_BASE_URL")]
    pub public_base_url: Option<Url>,

    /// Networks and addresses of proxies, separated by commas, whose forwarding headers are believed (for example
    /// 10.0.0.0/8,192.0.2.7): the client's address is then the right-most one of `X-Forwarded-For` that is not theirs.
    #[arg(long, env = "TRUSTED_PROXIES", default_value = "", hide_default_value = true)]
    pub trusted_proxies: Networks,

    /// A header with the client's address alone (such as `CF-Connecting-IP`), which trusted proxies set on every
    /// request and take from no client. Unless set, there is none.
    #[arg(long, env = "CLIENT_IP_HEADER", default_value = "", hide_default_value = true)]
    pub client_ip_header: ClientIpHeader,

    /// Reads a minute for one client, of which at most 60 may be expensive ones; 0 switches both limits off, writes
    /// and searches for accounts keep theirs.
    #[arg(long, env = "RATE_LIMIT_PER_MINUTE", default_value_t = 300)]
    pub rate_limit_per_minute: u32,

    /// Most connections at a time; fewer if the process may not open as many files.
    #[arg(long, env = "MAX_CONNECTIONS", default_value_t = 18_000)]
    pub max_connections: usize,

    /// Most connections of one client at a time; 0 for no such limit. Connections of trusted proxies are not counted.
    #[arg(long, env = "MAX_CONNECTIONS_PER_CLIENT", default_value_t = 500)]
    pub max_connections_per_client: usize,

    /// Most event streams of one client at a time, also behind trusted proxies: the client's address is found as for
    /// requests. 0 for no limit.
    #[arg(long, env = "MAX_STREAMS_PER_CLIENT", default_value_t = 100)]
    pub max_streams_per_client: usize,

    /// Memory for rendered responses and the facts behind them, in MB. If it is full, what was not requested lately is
    /// dropped, and rendered again at its next request.
    #[arg(long, env = "VIEW_CACHE_MB", default_value_t = 160, value_parser = clap::value_parser!(u64).range(16..=65_536))]
    pub view_cache_mb: u64,

    /// Who may set tournaments up, everybody who is signed in or those approved with `aoe2-standings creators add`; in
    /// development the former, elsewhere the latter, unless set.
    #[arg(long, env = "TOURNAMENT_CREATION", value_enum, ignore_case = true)]
    pub tournament_creation: Option<Creation>,
}

impl Settings {
    /// Who may create tournaments in `environment`.
    #[must_use]
    pub fn creation(&self, environment: Environment) -> Creation {
        self.tournament_creation.unwrap_or(Creation::default_in(environment))
    }

    /// Whether the built-in sign-in is on in `environment`.
    #[must_use]
    pub fn signs_in(&self, environment: Environment) -> bool {
        self.builtin_sign_in.unwrap_or(environment == Environment::Development)
    }
}

/// A URL, or none if the setting is `none`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionalUrl(pub Option<Url>);

impl std::str::FromStr for OptionalUrl {
    type Err = <Url as std::str::FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Some(text.trim()).filter(|text| !text.eq_ignore_ascii_case("none"));
        named.map(str::parse).transpose().map(Self)
    }
}

/// A list of networks, which may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(pub Vec<IpNet>);

impl std::str::FromStr for Networks {
    type Err = ipnet::AddrParseError;

    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let named = list.split(',').map(str::trim).filter(|network| !network.is_empty());
        named.map(network).collect::<Result<_, _>>().map(Self)
    }
}

/// Parses a network; an address without a prefix is a network of one address. IPv4-mapped IPv6 becomes IPv4, as peers'
/// addresses do.
fn network(text: &str) -> Result<IpNet, ipnet::AddrParseError> {
    let network = text.parse::<IpAddr>().map_or_else(|_| text.parse(), |address| Ok(IpNet::from(address)))?;
    Ok(mapped_to_ipv4(&network).unwrap_or(network))
}

/// Returns the IPv4 network behind an IPv4-mapped IPv6 network (`::ffff:0:0/96` and below).
fn mapped_to_ipv4(network: &IpNet) -> Option<IpNet> {
    let IpNet::V6(network) = network else { return None };
    let prefix = network.prefix_len().checked_sub(96)?;
    Ipv4Net::new(network.addr().to_ipv4_mapped()?, prefix).ok().map(IpNet::V4)
}

/// The name of a header, or none if it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientIpHeader(pub Option<HeaderName>);

impl std::str::FromStr for ClientIpHeader {
    type Err = http::header::InvalidHeaderName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Some(text.trim()).filter(|text| !text.is_empty());
        named.map(str::parse).transpose().map(Self)
    }
}

/// The `FEATURE_*` variables: names in lower case, as `GET /v1/flags` shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags(BTreeMap<String, bool>);

impl Flags {
    /// Collects the flags from all environment variables; 1, true and yes mean on.
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let flag = |(name, value): (String, String)| {
            let name = name.strip_prefix("FEATURE_").filter(|name| !name.is_empty())?.to_lowercase();
            let on = ["1", "true", "yes"].contains(&value.trim().to_lowercase().as_str());
            Some((name, on))
        };
        Self(variables.into_iter().filter_map(flag).collect())
    }

    /// Whether errors have the fields `error_code`, `message`, `request_id`, `timestamp` and `details`, unless the
    /// client asks for another format.
    #[must_use]
    pub fn error_envelope_v2(&self) -> bool {
        self.0.get("error_envelope_v2").copied().unwrap_or(false)
    }

    pub(crate) fn all(&self) -> &BTreeMap<String, bool> {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_networks_may_be_empty() {
        let read = |list: &str| list.parse::<Networks>().map(|networks| networks.0.len()).ok();
        assert_eq!(
            [read(""), read(" , "), read("10.0.0.0/8, 2001:db8::/32"), read("10.0.0.0/8,here")],
            [Some(0), Some(0), Some(2), None]
        );
    }

    #[test]
    fn an_address_without_a_prefix_is_itself_alone() {
        let read = |list: &str| list.parse::<Networks>().unwrap().0.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(read("127.0.0.1, ::1,10.0.0.0/8"), ["127.0.0.1/32", "::1/128", "10.0.0.0/8"]);
        assert_eq!(read("::ffff:192.0.2.7,::ffff:10.0.0.0/104,::/0"), ["192.0.2.7/32", "10.0.0.0/8", "::/0"]);
    }

    #[test]
    fn an_address_may_be_none() {
        let read = |text: &str| text.parse::<OptionalUrl>().ok().map(|address| address.0.is_some());
        assert_eq!([read(" http://localhost "), read("None"), read("")], [Some(true), Some(false), None]);
    }

    #[test]
    fn a_header_is_named_or_not() {
        let read = |name: &str| name.parse::<ClientIpHeader>().map(|header| header.0.map(|name| name.to_string())).ok();
        assert_eq!(read(" CF-Connecting-IP "), Some(Some("cf-connecting-ip".to_owned())));
        assert_eq!([read(""), read("not a name")], [Some(None), None]);
    }

    #[test]
    fn flags_are_told_by_their_lower_case_names() {
        let variables = [("FEATURE_ERROR_ENVELOPE_V2", "Yes"), ("FEATURE_BETA", "0"), ("FEATURE_", "1"), ("PATH", "1")];
        let flags = Flags::of(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let told: Vec<_> = flags.all().iter().map(|(name, on)| (name.as_str(), *on)).collect();
        assert_eq!(told, [("beta", false), ("error_envelope_v2", true)]);
        assert!(flags.error_envelope_v2());
    }
}
