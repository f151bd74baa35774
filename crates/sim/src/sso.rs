//! Simulates the sign-on service on a real socket: it publishes keys, looks users up, and mints valid and invalid
//! tokens. Like the rest of the simulator it never reads the machine's clock.

mod answers;
mod keyring;
mod signing_key;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use self::keyring::Keyring;
pub use self::token::Token;
use crate::fault::Fault;
use crate::server::{connections, locked};

/// The endpoints of the sign-on service.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum SsoEndpoint {
    /// `GET /auth/jwks`: the public keys.
    Keys,
    /// `GET /users/lookup?ids=…`: the names and e-mail addresses of users.
    Lookup,
}

/// The state that the server and its handle share.
#[derive(Default)]
struct Shared {
    keyring: Mutex<Keyring>,
    faults: Mutex<BTreeMap<SsoEndpoint, Fault>>,
    requests: Mutex<BTreeMap<SsoEndpoint, usize>>,
    looked_up: Mutex<Vec<String>>,
    deleted: Mutex<BTreeSet<String>>,
    without_emails: Mutex<BTreeSet<String>>,
}

/// A running simulated sign-on service, in which every user exists. Dropping it stops it and closes every connection.
pub struct Sso {
    shared: Arc<Shared>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Sso {
    /// Starts it on a free loopback port. Its first key is generated when it is first needed.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn local() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let router = answers::router(Arc::clone(&shared));
        Ok(Self { shared, address, serving: tokio::spawn(connections::serve(listener, router)) })
    }

    /// The URL that replaces the service's base URL; without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The URL of its keys.
    #[must_use]
    pub fn keys_url(&self) -> String {
        format!("{}{}", self.base_url(), SsoEndpoint::Keys.path())
    }

    /// The address it listens at.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A valid token of a user, issued `now` (unix seconds) for an hour; see [`Token`] for others.
    pub fn token(&self, user: &str, now: i64) -> Token {
        let keyring = *locked(&self.shared.keyring);
        Token::new(keyring, user, now)
    }

    /// Signs with a new key from now on. It is published at once, beside the old ones.
    pub fn rotate(&self) {
        locked(&self.shared.keyring).rotate();
    }

    /// Publishes only the key that it signs with.
    pub fn retire_old(&self) {
        locked(&self.shared.keyring).retire_old();
    }

    /// Deletes a user from lookups; their tokens stay valid.
    pub fn delete_user(&self, user: &str) {
        locked(&self.shared.deleted).insert(user.to_owned());
    }

    /// Hides all e-mail addresses from that user.
    pub fn hide_emails_from(&self, user: &str) {
        locked(&self.shared.without_emails).insert(user.to_owned());
    }

    /// Publishes the keys with or without their ids.
    pub fn publish_ids(&self, are_published: bool) {
        locked(&self.shared.keyring).publish_ids(are_published);
    }

    /// Makes an endpoint fail until [`Sso::clear_faults`]. [`Fault::CloseConnection`] simulates an unreachable service.
    /// Faults specific to the upstream's bodies leave this service's right.
    pub fn fault(&self, endpoint: SsoEndpoint, fault: Fault) {
        locked(&self.shared.faults).insert(endpoint, fault);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        locked(&self.shared.faults).clear();
    }

    /// How many requests an endpoint has received, including failed ones.
    #[must_use]
    pub fn requests(&self, endpoint: SsoEndpoint) -> usize {
        locked(&self.shared.requests).get(&endpoint).copied().unwrap_or_default()
    }

    /// The users that were looked up, in the order of the requests.
    #[must_use]
    pub fn looked_up(&self) -> Vec<String> {
        locked(&self.shared.looked_up).clone()
    }
}

impl Drop for Sso {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl SsoEndpoint {
    const fn path(self) -> &'static str {
        match self {
            Self::Keys => "/auth/jwks",
            Self::Lookup => "/users/lookup",
        }
    }
}
