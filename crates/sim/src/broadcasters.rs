//! Simulates the broadcasting platforms, Twitch and YouTube, on one real socket. Tests set who is on air and when
//! tokens expire; like the rest of the simulator it never reads the machine's clock.

mod answers;
mod endpoint;
mod platforms;
mod request;
mod twitch;
mod youtube;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use self::endpoint::BroadcastEndpoint;

use self::platforms::{Platforms, Show};
use crate::fault::Fault;
use crate::server::{connections, locked};

type Shared = Arc<Mutex<Platforms>>;

/// The running platforms. Dropping them stops them and closes every connection.
pub struct Broadcasters {
    shared: Shared,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Broadcasters {
    /// The id of the application registered with Twitch.
    pub const CLIENT_ID: &str = "simulated-application";
    /// Its secret.
    pub const CLIENT_SECRET: &str = "hush-simulated-application-secret";
    /// The API key that YouTube accepts.
    pub const API_KEY: &str = "hush-simulated-youtube-key";

    /// Starts them on a free loopback port, with nobody on air.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn local() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Mutex::new(Platforms::silent()));
        let serving = tokio::spawn(connections::serve(listener, answers::router(&shared)));
        Ok(Self { shared, address, serving })
    }

    /// The URL that replaces every platform's base URL; without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Puts a Twitch login on air, or changes its broadcast.
    pub fn on_twitch(&self, login: &str, title: &str, category: &str) {
        let show = Show { kind: "live", title: title.to_owned(), category: category.to_owned() };
        locked(&self.shared).twitch.insert(login.to_owned(), show);
    }

    /// Gives a Twitch login's stream an error: it stays listed, but not as live.
    pub fn trouble_on_twitch(&self, login: &str) {
        if let Some(show) = locked(&self.shared).twitch.get_mut(login) {
            show.kind = "";
        }
    }

    /// Makes Twitch refuse every request that names a login, as it may if nobody has that login.
    pub fn refuse_on_twitch(&self, login: &str) {
        locked(&self.shared).refused.insert(login.to_owned());
    }

    /// Takes a Twitch login off air.
    pub fn off_twitch(&self, login: &str) {
        locked(&self.shared).twitch.remove(login);
    }

    /// Gives a YouTube channel a name: `@handle`, or that of its user.
    pub fn name_on_youtube(&self, name: &str, channel: &str) {
        locked(&self.shared).names.insert(name.to_owned(), channel.to_owned());
    }

    /// Puts a YouTube channel on air, or changes its title.
    pub fn on_youtube(&self, channel: &str, title: &str) {
        let show = Show { kind: "live", title: title.to_owned(), category: String::new() };
        locked(&self.shared).youtube.insert(channel.to_owned(), show);
    }

    /// Takes a YouTube channel off air.
    pub fn off_youtube(&self, channel: &str) {
        locked(&self.shared).youtube.remove(channel);
    }

    /// Makes searches for a YouTube channel fail, or work again.
    pub fn break_on_youtube(&self, channel: &str, broken: bool) {
        let mut platforms = locked(&self.shared);
        if broken {
            platforms.broken.insert(channel.to_owned());
        } else {
            platforms.broken.remove(channel);
        }
    }

    /// Revokes all tokens issued so far.
    pub fn revoke_tokens(&self) {
        locked(&self.shared).tokens.clear();
    }

    /// Sets the lifetime of tokens issued from now on, in seconds.
    pub fn tokens_last(&self, seconds: u64) {
        locked(&self.shared).lifetime = seconds;
    }

    /// The remaining units of YouTube's quota.
    #[must_use]
    pub fn quota(&self) -> u64 {
        locked(&self.shared).quota
    }

    /// Sets the remaining units of YouTube's quota.
    pub fn set_quota(&self, units: u64) {
        locked(&self.shared).quota = units;
    }

    /// Makes an endpoint fail until [`Broadcasters::clear_faults`].
    pub fn fault(&self, endpoint: BroadcastEndpoint, fault: Fault) {
        locked(&self.shared).faults.insert(endpoint, fault);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        locked(&self.shared).faults.clear();
    }

    /// The queries that an endpoint has received, still encoded, including failed ones.
    #[must_use]
    pub fn asked(&self, endpoint: BroadcastEndpoint) -> Vec<String> {
        locked(&self.shared).requests.get(&endpoint).cloned().unwrap_or_default()
    }

    /// How many requests an endpoint has received.
    #[must_use]
    pub fn requests(&self, endpoint: BroadcastEndpoint) -> usize {
        self.asked(endpoint).len()
    }
}

impl Drop for Broadcasters {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
